/* SPDX-License-Identifier: Apache-2.0 */
/* Texts that no parser takes as they are, made ready for one, with everything that stays
 * in its place. */
#include "shape_priv.h"

#include "pc/base/limits.h"

/* The offset behind a comment that begins at i; i: there is none. */
static size_t comment_end(struct pc_str text, size_t i)
{
	struct pc_str rest = pc_str_from(text, i);
	size_t end;

	if (pc_str_starts(rest, PC_STR("//")))
		return i + pc_str_find(rest, '\n');
	if (!pc_str_starts(rest, PC_STR("/*")))
		return i;
	end = pc_str_find_str(pc_str_from(rest, 2), PC_STR("*/"));
	return i + end + 4 < text.len ? i + end + 4 : text.len;
}

static void fill(char *out, size_t from, size_t to, char with)
{
	for (size_t i = from; i < to; i++)
		if (out[i] != '\n')
			out[i] = with;
}

struct pc_str pc_shape_without_comments(struct pc_arena *arena, struct pc_str text)
{
	char *out = pc_arena_bytes(arena, text.len + 1);
	size_t comma = text.len; /* with nothing but blanks behind it */
	bool is_quoted = false;

	memcpy(out, text.ptr, text.len);
	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];
		size_t end = is_quoted ? i : comment_end(text, i);

		if (end > i) {
			fill(out, i, end, ' ');
			i = end - 1;
		} else if (is_quoted) {
			i += c == '\\';
			is_quoted = c != '"';
		} else if (c == ',') {
			comma = i;
		} else if ((c == ']' || c == '}') && comma < text.len) {
			out[comma] = ' ';
			comma = text.len;
		} else if (!strchr(" \t\r\n", c)) {
			comma = text.len;
			is_quoted = c == '"';
		}
	}
	return (struct pc_str){out, text.len};
}

/* ---- templates -------------------------------------------------------------------- */

/* The offset behind "{{ ... }}" or "{% ... %}" that begins at i; i: there is none. */
static size_t template_end(struct pc_str text, size_t i)
{
	struct pc_str rest = pc_str_head(pc_str_from(text, i), PC_MAX_SHAPE_TEMPLATE);
	struct pc_str end = PC_STR("}}");
	size_t at;

	if (pc_str_starts(rest, PC_STR("{%")))
		end = PC_STR("%}");
	else if (!pc_str_starts(rest, PC_STR("{{")))
		return i;
	at = pc_str_find_str(rest, end);
	return at < rest.len ? i + at + end.len : i;
}

/* Whether nothing but templates and blanks stands in the line. */
static bool is_template_line(struct pc_str text, size_t i)
{
	bool is_any = false;

	while (i < text.len && text.ptr[i] != '\n') {
		size_t end = template_end(text, i);

		if (end == i && !strchr(" \t\r", text.ptr[i]))
			return false;
		is_any = is_any || end > i;
		i = end > i ? end : i + 1;
	}
	return is_any;
}

struct pc_str pc_shape_without_templates(struct pc_arena *arena, struct pc_str text)
{
	char *out = pc_arena_bytes(arena, text.len + 1);
	char filler = 'x';

	memcpy(out, text.ptr, text.len);
	for (size_t i = 0; i < text.len;) {
		size_t end = template_end(text, i);

		if (i == 0 || text.ptr[i - 1] == '\n')
			filler = is_template_line(text, i) ? ' ' : 'x';
		if (end == i)
			end++;
		else
			fill(out, i, end, filler);
		i = end;
	}
	return (struct pc_str){out, text.len};
}

struct pc_str pc_shape_without_mark(struct pc_arena *arena, struct pc_str text)
{
	const struct pc_str mark = PC_STR("\xEF\xBB\xBF");
	char *out;

	if (!pc_str_starts(text, mark))
		return text;
	out = pc_arena_bytes(arena, text.len + 1);
	memcpy(out, text.ptr, text.len);
	fill(out, 0, mark.len, ' ');
	return (struct pc_str){out, text.len};
}
