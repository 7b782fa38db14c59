/* SPDX-License-Identifier: Apache-2.0 */
/* Bytes to text, and a place back to the line it stands in: what happens before and after
 * reading.  Malformed UTF-8 is replaced as the WHATWG decoder does it. */
#include "pc/doc/source.h"

#include <stdio.h>

#include "pc/base/utf.h"

enum { SHOWN_BEFORE = 48, SHOWN_BEHIND = 28 };

/* Whether the line ends with the byte at i: CR only when no LF follows. */
static bool ends_line(struct pc_str text, size_t i)
{
	return text.ptr[i] == '\n' ||
	       (text.ptr[i] == '\r' && (i + 1 == text.len || text.ptr[i + 1] != '\n'));
}

struct pc_span pc_source_place(const char *file, struct pc_str text, size_t offset)
{
	struct pc_span at = {file, 1, 1};

	for (size_t i = 0; i < offset && i < text.len;) {
		bool was_end = ends_line(text, i);

		pc_utf8_next(text, &i);
		at.col = was_end ? 1 : at.col + 1;
		at.line += was_end;
	}
	return at;
}

static bool is_end(char c)
{
	return c == '\n' || c == '\r';
}

static struct pc_str line_of(struct pc_str text, uint32_t line)
{
	size_t i = 0;
	size_t end;

	if (!text.ptr)
		text = PC_STR("");
	for (uint32_t n = 1; n < line; i++) {
		if (i >= text.len)
			return (struct pc_str){0};
		n += ends_line(text, i);
	}
	end = i;
	while (end < text.len && !is_end(text.ptr[end]))
		end++;
	return (struct pc_str){text.ptr + i, end - i};
}

size_t pc_source_offset(struct pc_str text, struct pc_span at)
{
	struct pc_str line = line_of(text, at.line);
	size_t i = 0;

	if (!line.ptr)
		return text.len;
	for (uint32_t col = 1; col < at.col && i < line.len; col++)
		pc_utf8_next(line, &i);
	return (size_t)(line.ptr - text.ptr) + i;
}

static struct pc_str replace_bad(struct pc_source_facts *facts, struct pc_arena *arena,
	struct pc_str bytes, size_t bad)
{
	/* Every bad byte may grow to three. */
	char *out = pc_arena_bytes(arena, bad + (bytes.len - bad) * 3 + 1);
	size_t size = bad;

	memcpy(out, bytes.ptr, bad);
	for (size_t at = bad; at < bytes.len;) {
		size_t from = at;
		uint32_t cp = pc_utf8_next(bytes, &at);

		facts->n_bad +=
			cp == 0xFFFD &&
			!(at - from == 3 && !memcmp(bytes.ptr + from, "\xEF\xBF\xBD", 3));
		size += pc_utf8_put(out + size, cp);
	}
	out[size] = '\0';
	return (struct pc_str){out, size};
}

struct pc_str pc_source_decode(struct pc_source_facts *facts, struct pc_arena *arena,
	const char *file, struct pc_str bytes)
{
	size_t bad;

	*facts = (struct pc_source_facts){0};
	facts->utf16 = pc_str_starts(bytes, PC_STR("\xFF\xFE")) ||
		       pc_str_starts(bytes, PC_STR("\xFE\xFF"));
	if (pc_str_starts(bytes, PC_STR("\xEF\xBB\xBF"))) {
		facts->bom = true;
		bytes = pc_str_from(bytes, 3);
	}
	if (pc_utf8_valid(bytes, &bad))
		return bytes;
	facts->bad_at = pc_source_place(file, bytes, bad);
	return replace_bad(facts, arena, bytes, bad);
}

/* What takes no room on a terminal or changes the direction of what follows. */
static bool is_invisible(uint32_t cp)
{
	return cp == 0xFEFF || (cp >= 0x200B && cp <= 0x200F) ||
	       (cp >= 0x2028 && cp <= 0x202E) || (cp >= 0x2060 && cp <= 0x2069);
}

/* Up to n characters of the line that goes on at i, a column each: control characters as
 * spaces, invisible ones as U+FFFD. */
static void add_part(struct pc_buf *out, struct pc_str text, size_t i, size_t n)
{
	for (; n > 0 && i < text.len && !is_end(text.ptr[i]); n--) {
		uint32_t cp = pc_utf8_next(text, &i);

		if (cp < 0x20 || (cp >= 0x7F && cp < 0xA0))
			cp = ' ';
		else if (is_invisible(cp))
			cp = 0xFFFD;
		out->len += pc_utf8_put(pc_buf_room(out, 4), cp);
	}
}

/* Moves on to the place, or as near as its line has it; false when there is no such line.
 */
static bool move_to(struct pc_source_mark *mark, struct pc_str text, struct pc_span at)
{
	if (mark->line == 0 || mark->line > at.line ||
		(mark->line == at.line && mark->col > at.col))
		*mark = (struct pc_source_mark){1, 1, 0};
	for (; mark->line < at.line && mark->offset < text.len; mark->offset++) {
		if (ends_line(text, mark->offset)) {
			mark->line++;
			mark->col = 1;
		}
	}
	if (mark->line != at.line) {
		*mark = (struct pc_source_mark){0};
		return false;
	}
	for (; mark->col < at.col && mark->offset < text.len; mark->col++) {
		if (is_end(text.ptr[mark->offset]))
			break;
		pc_utf8_next(text, &mark->offset);
	}
	return true;
}

void pc_source_excerpt(struct pc_buf *out, struct pc_str text, struct pc_span at)
{
	struct pc_source_mark start = {0};

	pc_source_excerpt_next(out, text, at, &start);
}

void pc_source_excerpt_next(struct pc_buf *out, struct pc_str text, struct pc_span at,
	struct pc_source_mark *mark)
{
	uint32_t first = at.col > SHOWN_BEFORE ? at.col - SHOWN_BEFORE : 0;
	int margin = snprintf(NULL, 0, "%u", at.line);
	size_t before;

	if (at.line == 0 ||
		!move_to(mark, text, (struct pc_span){at.file, at.line, first + 1}))
		return;
	pc_buf_printf(out, " %u | ", at.line);
	before = out->len;
	add_part(out, text, mark->offset, SHOWN_BEFORE + SHOWN_BEHIND);
	if (out->len == before)
		out->ptr[--out->len] = '\0';
	pc_buf_printf(out, "\n %*s | %*s\n", margin, "", (int)(at.col - first), "^");
}
