/* SPDX-License-Identifier: Apache-2.0 */
/* Patterns of ${x#p} and ${x/p/w} against text: * ? [...], with \ before what is meant
 * as it stands.  Linear in pattern times text; each step is paid for. */
#include "values_priv.h"

/* [:class:] at the start of s: the bytes it takes, 0 when there is none. */
static size_t match_class(struct pc_str s, char c, bool *in)
{
	struct pc_str name = pc_str_from(s, 2);
	bool is_class;

	if (!pc_str_starts(s, PC_STR("[:")))
		return 0;
	name = pc_str_head(name, pc_str_find(name, ':'));
	if (!pc_str_starts(pc_str_from(s, 2 + name.len), PC_STR(":]")))
		return 0;
	*in |= pc_str_class_has(name, c, &is_class);
	return is_class ? name.len + 4 : 0;
}

/* One byte of a bracket, a backslash before it taken off. */
static char bracket_byte(struct pc_str s, size_t *at)
{
	if (s.ptr[*at] == '\\' && *at + 1 < s.len)
		++*at;
	return s.ptr[(*at)++];
}

/* The bracket at the start of s against c: the bytes it takes; 0 when it does not close
 * and stands for itself. */
static size_t match_bracket(struct pc_str s, char c, bool *matches)
{
	size_t at = 1, first;
	bool not = s.len > 1 && (s.ptr[1] == '!' || s.ptr[1] == '^'), in = false;

	at += not ;
	for (first = at; at < s.len && (s.ptr[at] != ']' || at == first);) {
		size_t taken = match_class(pc_str_from(s, at), c, &in);
		char from, to;

		if (taken) {
			at += taken;
			continue;
		}
		from = to = bracket_byte(s, &at);
		if (at + 1 < s.len && s.ptr[at] == '-' && s.ptr[at + 1] != ']') {
			at++;
			to = bracket_byte(s, &at);
		}
		in |= (unsigned char)c >= (unsigned char)from &&
		      (unsigned char)c <= (unsigned char)to;
	}
	*matches = in != not ;
	return at < s.len ? at + 1 : 0;
}

/* One byte of text against what stands at the start of glob: the bytes that takes. */
static size_t match_one(struct pc_str glob, char c, bool *matches)
{
	size_t taken;

	if (glob.ptr[0] == '?') {
		*matches = true;
		return 1;
	}
	if (glob.ptr[0] == '[') {
		taken = match_bracket(glob, c, matches);
		if (taken)
			return taken;
	}
	if (glob.ptr[0] == '\\' && glob.len > 1) {
		*matches = glob.ptr[1] == c;
		return 2;
	}
	*matches = glob.ptr[0] == c;
	return 1;
}

/* Equivalence classes and collating symbols are not read; bytes beyond ASCII may be
 * parts of characters. */
static bool is_beyond(struct pc_str glob, struct pc_str text)
{
	for (size_t i = 0; i < text.len; i++) {
		if ((unsigned char)text.ptr[i] > 126)
			return true;
	}
	return pc_str_find_str(glob, PC_STR("[.")) < glob.len ||
	       pc_str_find_str(glob, PC_STR("[=")) < glob.len;
}

enum match text_matches(struct expansion *e, struct pc_str glob, struct pc_str text)
{
	size_t g = 0, t = 0, star = SIZE_MAX, star_text = 0;

	if (!spend(e, glob.len + text.len) || is_beyond(glob, text))
		return MATCH_UNKNOWN;
	while (t < text.len || g < glob.len) {
		bool matches = false;
		size_t taken = 0;

		if (!spend(e, 1))
			return MATCH_UNKNOWN;
		if (g < glob.len && glob.ptr[g] == '*') {
			star = ++g;
			star_text = t;
			continue;
		}
		if (g < glob.len && t < text.len)
			taken = match_one(pc_str_from(glob, g), text.ptr[t], &matches);
		if (matches) {
			g += taken;
			t++;
		} else if (star != SIZE_MAX && star_text < text.len) {
			g = star;
			t = ++star_text;
		} else {
			return MATCH_NO;
		}
	}
	return MATCH_YES;
}
