/* SPDX-License-Identifier: Apache-2.0 */
/* Text that came from elsewhere, made harmless and foldable; times for people. */
#include "clean.h"

#include <inttypes.h>
#include <stdlib.h>
#include <time.h>

#include "pc/base/utf.h"
#include "pc/base/when.h"
#include "pc/doc/fields.h"

/* C0 and C1, and Unicode's own: marks of direction, separators of lines, nothings. */
static bool is_hostile(uint32_t cp)
{
	static const struct {
		uint32_t from, to;
	} ranges[] = {{0x00, 0x1F}, {0x7F, 0x9F}, {0x61C, 0x61C}, {0x200B, 0x200F},
		{0x2028, 0x202E}, {0x2060, 0x2069}, {0xFEFF, 0xFEFF}, {0xFFF9, 0xFFFB},
		{0xE0000, 0xE007F}};

	for (size_t i = 0; i < PC_COUNT(ranges); i++) {
		if (cp >= ranges[i].from && cp <= ranges[i].to)
			return true;
	}
	return false;
}

static void put(struct pc_buf *out, uint32_t cp)
{
	char bytes[4];

	pc_buf_add(out, (struct pc_str){bytes, pc_utf8_put(bytes, cp)});
}

void clean_text(struct pc_buf *out, struct pc_str text)
{
	for (size_t i = 0; i < text.len;) {
		uint32_t cp = pc_utf8_next(text, &i);

		put(out, is_hostile(cp) ? 0xFFFD : cp);
	}
}

/* Outside of strings JSON has none of them but line ends, which stay. */
void clean_json(struct pc_buf *out, struct pc_str json)
{
	enum { ASCII = 0x7F, PLANES = 0x10000, HIGH = 0xD800, LOW = 0xDC00, BITS = 10 };

	for (size_t i = 0; i < json.len;) {
		uint32_t cp = pc_utf8_next(json, &i);

		if (cp < ASCII || !is_hostile(cp)) {
			put(out, cp);
		} else if (cp < PLANES) {
			pc_buf_printf(out, "\\u%04x", cp);
		} else {
			cp -= PLANES;
			pc_buf_printf(out, "\\u%04x\\u%04x", HIGH + (cp >> BITS),
				LOW + (cp & ((1U << BITS) - 1)));
		}
	}
}

/* ---- lines ---------------------------------------------------------------- */

static size_t columns_of(struct pc_str text)
{
	size_t n = 0;

	for (size_t i = 0; i < text.len; n++)
		pc_utf8_next(text, &i);
	return n;
}

/* Bytes of the first so many characters. */
static size_t bytes_of(struct pc_str text, size_t columns)
{
	size_t i = 0;

	while (i < text.len && columns-- > 0)
		pc_utf8_next(text, &i);
	return i;
}

static void new_line(struct pc_buf *out, size_t *at, size_t indent)
{
	pc_buf_printf(out, "\n%*s", (int)indent, "");
	*at = indent;
}

static void put_word(struct pc_buf *out, struct pc_str word, size_t *at, size_t indent)
{
	size_t space = *at > indent;

	if (space && *at + space + columns_of(word) > PAGE_COLUMNS) {
		new_line(out, at, indent);
		space = 0;
	}
	if (space)
		pc_buf_add_char(out, ' ');
	*at += space;
	while (columns_of(word) > PAGE_COLUMNS - *at) {
		size_t fits = bytes_of(word, PAGE_COLUMNS - *at);

		pc_buf_add(out, pc_str_head(word, fits));
		word = pc_str_from(word, fits);
		new_line(out, at, indent);
	}
	pc_buf_add(out, word);
	*at += columns_of(word);
}

void clean_fold(struct pc_buf *out, struct pc_str text, size_t used, size_t indent)
{
	PC_AUTO(pc_buf_done) struct pc_buf clean = {0};
	struct pc_str rest;

	clean_text(&clean, text);
	rest = pc_buf_str(&clean);
	while (rest.len) {
		struct pc_str word = pc_str_cut(&rest, ' ');

		if (word.len)
			put_word(out, word, &used, indent);
	}
	pc_buf_add_char(out, '\n');
}

/* ---- times ------------------------------------------------------------------ */

struct pc_str clean_time(struct pc_arena *arena, int64_t ms)
{
	return pc_when_time(arena, ms);
}

struct pc_str clean_age(struct pc_arena *arena, int64_t ms)
{
	return pc_when_age(arena, ms);
}

bool clean_read_time(int64_t *out, struct pc_str typed, bool is_ago)
{
	enum { PER_SECOND = 1000 };
	int64_t value;

	if (pc_duration_read(&value, typed)) {
		*out = pc_when_now() + (is_ago ? -value : value);
		return true;
	}
	if (!pc_time_read(&value, typed))
		return false;
	*out = value * PER_SECOND;
	return true;
}
