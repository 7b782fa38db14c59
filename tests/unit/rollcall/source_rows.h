/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of tests of adapters: a document, and what is read in it, as text.  In documents a
 * quotation mark is written as ', so that people can read them. */
#ifndef SOURCE_ROWS_H
#define SOURCE_ROWS_H

#include "pc_test.h"
#include "reading_text.h"

struct source_row {
	const char *name;
	const char *source;
	const char *body;
	const char *reads;
};

static inline struct pc_str source_body(struct pc_arena *arena, const char *text)
{
	size_t len = strlen(text);
	char *copy = pc_arena_bytes(arena, len);

	for (size_t i = 0; i < len; i++)
		copy[i] = text[i] == '\'' ? '"' : text[i];
	return (struct pc_str){copy, len};
}

static inline void source_check(const struct source_row *row)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	PC_AUTO(pc_buf_done) struct pc_buf buf = {0};
	const struct pc_source *source = pc_source_find(pc_str(row->source));
	struct pc_reading reading = {.source = source};

	assert_non_null(source);
	reading.url = pc_str(source->url);
	source->read(&reading, &arena, source_body(&arena, row->body));
	text_reading(&buf, &reading);
	assert_string_equal(buf.ptr ? buf.ptr : "", row->reads);
}

#endif
