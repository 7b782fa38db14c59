/* SPDX-License-Identifier: Apache-2.0 */
/* Texts that a pattern matches, by filling in its wildcards. */
#include "derive_priv.h"

#include "pc/base/buf.h"

static bool is_escaped(struct pc_str pattern, size_t i)
{
	return pattern.ptr[i] == '\\' && i + 1 < pattern.len &&
	       (pattern.ptr[i + 1] == '*' || pattern.ptr[i + 1] == '\\');
}

bool fill_has_star(struct pc_str pattern)
{
	for (size_t i = 0; i < pattern.len; i++) {
		if (is_escaped(pattern, i))
			i++;
		else if (pattern.ptr[i] == '*')
			return true;
	}
	return false;
}

struct pc_str fill_stars(struct pc_arena *arena, struct pc_str pattern, const char *with)
{
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};

	for (size_t i = 0; i < pattern.len; i++) {
		if (is_escaped(pattern, i))
			pc_buf_add_char(&out, pattern.ptr[++i]);
		else if (pattern.ptr[i] == '*')
			pc_buf_puts(&out, with);
		else
			pc_buf_add_char(&out, pattern.ptr[i]);
	}
	return pc_arena_str(arena, pc_buf_str(&out));
}

/* The first member of the set that opens at i; moves i to its end. */
static char member_of(struct pc_str part, size_t *i)
{
	size_t end = *i + 1;
	char first;

	while (end < part.len && part.ptr[end] != ']')
		end++;
	if (end == part.len || end == *i + 1)
		return part.ptr[*i];
	first = part.ptr[*i + 1];
	if (first == '\\' && *i + 2 < end)
		first = part.ptr[*i + 2];
	*i = end;
	return first;
}

static void fill_part(struct pc_buf *out, struct pc_str part)
{
	for (size_t i = 0; i < part.len; i++) {
		char c = part.ptr[i];

		if (c == '*')
			pc_buf_puts(out, FILL);
		else if (c == '?')
			pc_buf_add_char(out, 'a');
		else if (c == '[')
			pc_buf_add_char(out, member_of(part, &i));
		else if (c == '\\' && i + 1 < part.len)
			pc_buf_add_char(out, part.ptr[++i]);
		else
			pc_buf_add_char(out, c);
	}
}

struct pc_str fill_path(struct pc_arena *arena, struct pc_str pattern, bool deep)
{
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};
	struct pc_str rest = pattern;

	while (rest.ptr) {
		struct pc_str part = pc_str_cut(&rest, '/');

		if (pc_str_is(part, "**") && deep)
			pc_buf_puts(&out, FILL "/" FILL);
		else if (pc_str_is(part, "**") && !rest.ptr)
			pc_buf_puts(&out, FILL);
		else if (!pc_str_is(part, "**"))
			fill_part(&out, part);
		else
			continue;
		if (rest.ptr)
			pc_buf_add_char(&out, '/');
	}
	if (out.len && out.ptr[out.len - 1] == '/')
		pc_buf_puts(&out, FILL);
	return pc_arena_str(arena, pc_buf_str(&out));
}

static bool is_plain(struct pc_str text)
{
	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.ptr[i];

		if (c < 0x80 && !strchr("/._-+:@%,", c) && !(c >= '0' && c <= '9') &&
			!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z'))
			return false;
	}
	return text.len > 0 && !memchr(text.ptr, '\0', text.len);
}

struct pc_str fill_quoted(struct pc_arena *arena, struct pc_str text)
{
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};

	if (is_plain(text))
		return text;
	pc_buf_add_char(&out, '\'');
	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] == '\'')
			pc_buf_puts(&out, "'\\''");
		else
			pc_buf_add_char(&out, text.ptr[i]);
	}
	pc_buf_add_char(&out, '\'');
	return pc_arena_str(arena, pc_buf_str(&out));
}
