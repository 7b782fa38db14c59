/* SPDX-License-Identifier: Apache-2.0 */
/* Bytes to text, and places back to lines. */
#include "pc_test.h"

#include "pc/doc/source.h"

static struct pc_arena arena;

#define BYTES(text) (text), sizeof(text) - 1

static const struct decoded {
	const char *name, *bytes;
	size_t size;
	const char *want;
	size_t n_bad;
	uint32_t line, col;
} decodeds[] = {
	{"plain text is left alone", BYTES("{\"a\": \"\xC3\xA9\"}"),
		"{\"a\": \"\xC3\xA9\"}", 0, 0, 0},
	{"a byte of Latin-1",
		BYTES("a\nb\xE9"
		      "c"),
		"a\nb\xEF\xBF\xBD"
		"c",
		1, 2, 2},
	{"a sequence that is cut off is one",
		BYTES("\xF0\x9F\x98"
		      "x"),
		"\xEF\xBF\xBDx", 1, 1, 1},
	{"a surrogate in three bytes is three", BYTES("\xED\xA0\x80"),
		"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD", 3, 1, 1},
	{"an overlong form is two", BYTES("\xC0\xAF"), "\xEF\xBF\xBD\xEF\xBF\xBD", 2, 1,
		1},
	{"U+FFFD that was there is not counted", BYTES("\xEF\xBF\xBD\xFF"),
		"\xEF\xBF\xBD\xEF\xBF\xBD", 1, 1, 2},
	{"columns count characters", BYTES("\xC3\xA9\xF0\x9F\x98\x80\xFF"),
		"\xC3\xA9\xF0\x9F\x98\x80\xEF\xBF\xBD", 1, 1, 3},
	{"no text", BYTES(""), "", 0, 0, 0},
};

static void check_decoded(const struct decoded *r)
{
	struct pc_source_facts facts;
	struct pc_str text =
		pc_source_decode(&facts, &arena, "f", (struct pc_str){r->bytes, r->size});

	assert_str(text, r->want);
	assert_false(facts.bom);
	assert_int_equal(facts.n_bad, r->n_bad);
	assert_int_equal(facts.bad_at.line, r->line);
	assert_int_equal(facts.bad_at.col, r->col);
	pc_arena_done(&arena);
}

PC_TABLE(decodeds, check_decoded)

static void a_mark_is_reported_and_removed(void **state)
{
	struct pc_source_facts facts;

	(void)state;
	assert_str(pc_source_decode(&facts, &arena, "f", PC_STR("\xEF\xBB\xBF{}")), "{}");
	assert_true(facts.bom && !facts.utf16);
	/* Only one, and only at the beginning. */
	assert_str(
		pc_source_decode(&facts, &arena, "f", PC_STR("\xEF\xBB\xBF\xEF\xBB\xBF")),
		"\xEF\xBB\xBF");
	assert_str(pc_source_decode(&facts, &arena, "f", PC_STR(" \xEF\xBB\xBF")),
		" \xEF\xBB\xBF");
	assert_false(facts.bom);
	pc_source_decode(&facts, &arena, "f", PC_STR("\xFF\xFE{\0"));
	assert_true(facts.utf16);
	pc_arena_done(&arena);
}

static const struct place {
	const char *name, *text;
	size_t offset;
	uint32_t line, col;
} places[] = {
	{"the beginning", "ab", 0, 1, 1},
	{"within a line", "ab", 1, 1, 2},
	{"behind the end", "ab", 2, 1, 3},
	{"LF", "a\nb", 2, 2, 1},
	{"the LF itself", "a\nb", 1, 1, 2},
	{"CR LF", "a\r\nb", 3, 2, 1},
	{"the LF of CR LF is on its line", "a\r\nb", 2, 1, 3},
	{"CR alone", "a\rb", 2, 2, 1},
	{"characters, not bytes", "\xC3\xA9\xF0\x9F\x98\x80x", 6, 1, 3},
};

static void check_place(const struct place *r)
{
	struct pc_str text = pc_str(r->text);
	struct pc_span at = pc_source_place("f", text, r->offset);

	assert_string_equal(at.file, "f");
	assert_int_equal(at.line, r->line);
	assert_int_equal(at.col, r->col);
	if (text.ptr[r->offset] != '\n')
		assert_int_equal(pc_source_offset(text, at), r->offset);
}

PC_TABLE(places, check_place)

static const struct excerpt {
	const char *name, *text;
	uint32_t line, col;
	const char *want;
} excerpts[] = {
	{"a line and a caret", "one\ntwo\nthree", 2, 3, " 2 | two\n   |   ^\n"},
	{"the end of a line", "one\n", 1, 4, " 1 | one\n   |    ^\n"},
	{"the end of the text", "one\n", 2, 1, " 2 |\n   | ^\n"},
	{"the margin is as wide as the number", "\n\n\n\n\n\n\n\n\nx", 10, 1,
		" 10 | x\n    | ^\n"},
	{"a tab takes one column", "\tx", 1, 2, " 1 |  x\n   |  ^\n"},
	{"what hides or turns text is made visible",
		"a\xE2\x80\xAE"
		"b",
		1, 3,
		" 1 | a\xEF\xBF\xBD"
		"b\n   |   ^\n"},
	{"bytes that are no text too",
		"a\xFF"
		"b",
		1, 3,
		" 1 | a\xEF\xBF\xBD"
		"b\n   |   ^\n"},
	{"no such line", "one", 3, 1, ""},
	{"the file as a whole", "one", 0, 0, ""},
};

static void check_excerpt(const struct excerpt *r)
{
	PC_AUTO(pc_buf_done) struct pc_buf buf = {0};

	pc_source_excerpt(&buf, pc_str(r->text), (struct pc_span){"f", r->line, r->col});
	assert_str(pc_buf_str(&buf), r->want);
}

PC_TABLE(excerpts, check_excerpt)

static void a_long_line_is_cut_around_the_place(void **state)
{
	PC_AUTO(pc_buf_done) struct pc_buf text = {0};
	PC_AUTO(pc_buf_done) struct pc_buf buf = {0};
	const char *caret;
	struct pc_str first, second;

	(void)state;
	for (int i = 0; i < 1000; i++)
		pc_buf_add_char(&text, i == 500 ? '!' : '.');
	pc_source_excerpt(&buf, pc_buf_str(&text), (struct pc_span){"f", 1, 501});
	second = pc_buf_str(&buf);
	first = pc_str_cut(&second, '\n');
	assert_in_range(first.len, 40, 90);
	caret = strchr(second.ptr, '^');
	assert_non_null(caret);
	assert_int_equal(first.ptr[caret - second.ptr], '!');
}

/* Wherever the last place was, ahead or behind. */
static void a_mark_changes_no_excerpt(void **state)
{
	static const char text[] = "one\r\ntw\xC3\xB6\n\n\xC3\xA9\xC3\xA9 end";
	struct pc_source_mark mark = {0};
	uint32_t random = 1;

	(void)state;
	for (int i = 0; i < 2000; i++) {
		PC_AUTO(pc_buf_done) struct pc_buf plain = {0}, marked = {0};
		struct pc_span at;

		random = random * 1664525 + 1013904223;
		at = (struct pc_span){"f", random >> 28, (random >> 20) % 9};
		pc_source_excerpt(&plain, pc_str(text), at);
		pc_source_excerpt_next(&marked, pc_str(text), at, &mark);
		assert_true(pc_str_eq(pc_buf_str(&plain), pc_buf_str(&marked)));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_mark_changes_no_excerpt),
		cmocka_unit_test(a_mark_is_reported_and_removed),
		cmocka_unit_test(a_long_line_is_cut_around_the_place),
	};

	return PC_RUN(decodeds) + PC_RUN(places) + PC_RUN(excerpts) +
	       cmocka_run_group_tests(tests, NULL, NULL);
}
