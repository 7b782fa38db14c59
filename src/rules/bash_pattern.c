/* SPDX-License-Identifier: Apache-2.0 */
/* The language of command rules: plain text, a prefix with ":*" or " *" behind it, or
 * text with stars.  Nothing else is special: ? [ ] { } and quotes mean themselves. */
#include "bash_priv.h"

struct scan {
	struct pc_str text;
	size_t stars, last; /* unescaped stars and the place of the last one */
	bool escapes;
};

static bool is_escaped(struct pc_str text, size_t at)
{
	size_t slashes = 0;

	while (slashes < at && text.ptr[at - slashes - 1] == '\\')
		slashes++;
	return slashes % 2 == 1;
}

static struct scan scan_stars(struct pc_str text)
{
	struct scan scan = {.text = text};

	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] != '*')
			continue;
		if (is_escaped(text, i)) {
			scan.escapes = true;
			continue;
		}
		scan.stars++;
		scan.last = i;
	}
	return scan;
}

static bool is_blank(char c, bool lines)
{
	return c == ' ' || c == '\t' || (lines && (c == '\n' || c == '\r'));
}

/* Whether flattening changes anything.  The last loop is a plain one because commands are
 * full of spaces: to hop from one to the next costs more than to look at each byte. */
static bool is_flat(struct pc_str text, bool lines)
{
	if (text.len == 0)
		return true;
	if (memchr(text.ptr, '\t', text.len) ||
		(lines && (memchr(text.ptr, '\n', text.len) ||
				  memchr(text.ptr, '\r', text.len))))
		return false;
	return pc_str_find_str(text, PC_STR("  ")) == text.len;
}

struct pc_str bash_flatten(struct pc_arena *arena, struct pc_str text, bool lines)
{
	char *to;
	size_t len = 0;

	if (is_flat(text, lines))
		return text;
	to = pc_arena_bytes(arena, text.len);
	for (size_t i = 0; i < text.len; i++) {
		if (!is_blank(text.ptr[i], lines))
			to[len++] = text.ptr[i];
		else if (len == 0 || to[len - 1] != ' ')
			to[len++] = ' ';
	}
	return (struct pc_str){to, len};
}

/* \* becomes *. */
static struct pc_str unescape(struct pc_arena *arena, struct pc_str text)
{
	char *to = pc_arena_bytes(arena, text.len + 1);
	size_t len = 0;

	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] == '\\' && i + 1 < text.len && text.ptr[i + 1] == '*')
			continue;
		to[len++] = text.ptr[i];
	}
	return (struct pc_str){to, len};
}

static void cut_at_stars(
	struct bash_pattern *out, struct pc_arena *arena, const struct scan *scan)
{
	struct pc_str text = scan->text;
	size_t begin = 0, n = 0;

	out->pieces = pc_arena_new_array(arena, struct pc_str, scan->stars);
	for (size_t i = 0; i <= text.len; i++) {
		struct pc_str piece;

		if (i < text.len && (text.ptr[i] != '*' || is_escaped(text, i)))
			continue;
		piece = (struct pc_str){text.ptr + begin, i - begin};
		if (scan->escapes)
			piece = unescape(arena, piece);
		if (n == 0)
			out->head = piece;
		else if (piece.len || i == text.len)
			out->pieces[out->n_pieces++] = piece;
		begin = i + 1;
		n++;
	}
}

void bash_pattern_parse(
	struct bash_pattern *out, struct pc_arena *arena, struct pc_str spec)
{
	struct scan scan;

	*out = (struct bash_pattern){.kind = BASH_EXACT, .head = spec};
	if (pc_str_ends(spec, PC_STR(":*"))) {
		out->kind = BASH_PREFIX;
		out->colon = true;
		out->head = bash_flatten(arena, pc_str_head(spec, spec.len - 2), false);
		return;
	}
	if (scan_stars(spec).stars == 0)
		return;
	scan = scan_stars(pc_str_trim(bash_flatten(arena, spec, false)));
	if (scan.stars == 1 && scan.last + 1 == scan.text.len && scan.last >= 2 &&
		scan.text.ptr[scan.last - 1] == ' ') {
		out->kind = BASH_PREFIX;
		out->head = unescape(arena, pc_str_head(scan.text, scan.last - 1));
		return;
	}
	out->kind = BASH_GLOB;
	cut_at_stars(out, arena, &scan);
}

/* Leftmost places are right: a star takes what it must and no more. */
bool bash_pattern_rest(const struct bash_pattern *pattern, struct pc_str text)
{
	size_t last = pattern->n_pieces - 1;

	text = pc_str_from(text, pattern->head.len);
	for (size_t i = 0; i < last; i++) {
		size_t at = pc_str_find_str(text, pattern->pieces[i]);

		if (at + pattern->pieces[i].len > text.len)
			return false;
		text = pc_str_from(text, at + pattern->pieces[i].len);
	}
	return pc_str_ends(text, pattern->pieces[last]);
}
