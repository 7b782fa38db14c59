/* SPDX-License-Identifier: Apache-2.0 */
/* Expressions of RE2, which Go has, as PCRE2 reads them.  Nearly all of the two is the
 * same; what differs is here. */
#include "rules_re2.h"

#include "pc/base/buf.h"

struct walk {
	struct pc_buf *out;
	struct pc_str rest;
	int key; /* number of the group that becomes the key; 0: none */
	int n_groups;
	bool by_lines; /* (?m) stands somewhere */
};

static void copy(struct walk *walk, size_t n)
{
	pc_buf_add(walk->out, pc_str_head(walk->rest, n));
	walk->rest = pc_str_from(walk->rest, n);
}

/* At a backslash.  \v is one character in RE2 and a class in PCRE2. */
static void copy_escape(struct walk *walk)
{
	struct pc_str after;
	size_t end;

	if (pc_str_starts(walk->rest, PC_STR("\\v"))) {
		pc_buf_puts(walk->out, "\\x0B");
		walk->rest = pc_str_from(walk->rest, 2);
	} else if (pc_str_starts(walk->rest, PC_STR("\\Q"))) {
		after = pc_str_from(walk->rest, 2);
		end = pc_str_find_str(after, PC_STR("\\E"));
		copy(walk, end < after.len ? end + 4 : walk->rest.len);
	} else {
		copy(walk, 2);
	}
}

/* "[:alpha:]" */
static bool copy_named_class(struct walk *walk)
{
	size_t end = pc_str_find_str(walk->rest, PC_STR(":]"));

	if (!pc_str_starts(walk->rest, PC_STR("[:")) || end == walk->rest.len)
		return false;
	copy(walk, end + 2);
	return true;
}

/* At '['.  Inside, '[' is a letter in RE2, and may begin something in PCRE2. */
static void copy_class(struct walk *walk)
{
	copy(walk, pc_str_starts(walk->rest, PC_STR("[^")) ? 2 : 1);
	if (pc_str_starts(walk->rest, PC_STR("]")))
		copy(walk, 1);
	while (walk->rest.len && walk->rest.ptr[0] != ']') {
		if (walk->rest.ptr[0] == '\\') {
			copy_escape(walk);
		} else if (walk->rest.ptr[0] == '[') {
			if (copy_named_class(walk))
				continue;
			pc_buf_puts(walk->out, "\\[");
			walk->rest = pc_str_from(walk->rest, 1);
		} else {
			copy(walk, 1);
		}
	}
	copy(walk, 1);
}

/* Bytes of "(?P<name>" or "(?<name>"; 1 for "("; 0: the group is not kept. */
static size_t opener(struct pc_str rest)
{
	size_t end = pc_str_find(rest, '>');

	if (!pc_str_starts(rest, PC_STR("(?")))
		return 1;
	if (pc_str_starts(rest, PC_STR("(?P<")) ||
		(pc_str_starts(rest, PC_STR("(?<")) &&
			!pc_str_starts(rest, PC_STR("(?<=")) &&
			!pc_str_starts(rest, PC_STR("(?<!"))))
		return end < rest.len ? end + 1 : 0;
	return 0;
}

/* At '('.  Groups are not kept, except for the key. */
static void copy_opener(struct walk *walk)
{
	size_t n = opener(walk->rest);

	if (!n) {
		for (size_t flags = 2;
			flags < walk->rest.len && walk->rest.ptr[flags] != ')' &&
			walk->rest.ptr[flags] != ':';
			flags++)
			walk->by_lines = walk->by_lines || walk->rest.ptr[flags] == 'm';
		copy(walk, 2);
		return;
	}
	walk->n_groups++;
	pc_buf_puts(walk->out, walk->n_groups == walk->key ? "(?<key>" : "(?:");
	walk->rest = pc_str_from(walk->rest, n);
}

static int translate(struct pc_buf *out, struct pc_str regex, int key)
{
	struct walk walk = {.out = out, .rest = regex, .key = key};

	while (walk.rest.len) {
		switch (walk.rest.ptr[0]) {
		case '\\':
			copy_escape(&walk);
			break;
		case '[':
			copy_class(&walk);
			break;
		case '(':
			copy_opener(&walk);
			break;
		case '$': /* PCRE2's '$' stands before a last line end as well */
			pc_buf_puts(out, walk.by_lines ? "$" : "\\z");
			walk.rest = pc_str_from(walk.rest, 1);
			break;
		default:
			copy(&walk, 1);
		}
	}
	return walk.n_groups;
}

int pc_re2_translate(
	struct pc_str *out, struct pc_arena *arena, struct pc_str regex, int key)
{
	PC_AUTO(pc_buf_done) struct pc_buf text = {0};
	int n_groups = translate(&text, regex, key);

	*out = pc_arena_str(arena, pc_buf_str(&text));
	return n_groups;
}

static bool is_literal(char c)
{
	return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') ||
	       c == '_' || c == '-';
}

struct pc_str pc_re2_begins(struct pc_str regex)
{
	static const char *const before[] = {
		"(?i)", "(?i:", "\\b", "(?:", "(?P<key>", "^", "("};
	struct pc_str rest = regex;
	size_t n = 0;

	if (pc_str_find(regex, '|') < regex.len)
		return (struct pc_str){0};
	for (size_t i = 0; i < PC_COUNT(before); i++)
		if (pc_str_starts(rest, pc_str(before[i]))) {
			rest = pc_str_from(rest, strlen(before[i]));
			i = SIZE_MAX; /* again from the first */
		}
	while (n < rest.len && is_literal(rest.ptr[n]))
		n++;
	/* What may be left out is no part of it; a group may be left out as a whole. */
	if (n && n < rest.len && strchr("?*{", rest.ptr[n]))
		n--;
	return pc_str_find_str(regex, PC_STR(")?")) < regex.len ||
			       pc_str_find_str(regex, PC_STR(")*")) < regex.len ||
			       pc_str_find_str(regex, PC_STR("){0")) < regex.len
		       ? (struct pc_str){0}
		       : pc_str_head(rest, n);
}
