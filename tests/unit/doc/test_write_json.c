/* SPDX-License-Identifier: Apache-2.0 */
/* Trees to JSON: the three forms.  The comparison with JSON.stringify is in
 * tests/integration/json. */
#include "pc_test.h"

#include "pc/doc/fields.h"
#include "pc/doc/read.h"
#include "pc/doc/write.h"

static struct pc_arena arena;

static struct pc_str written(const char *json, enum pc_format format)
{
	struct pc_buf buf = {0};
	struct pc_node *node = NULL;
	struct pc_str out;
	struct pc_err err;

	assert_int_equal(
		pc_json_read(&node, &arena, "t", pc_str(json), NULL, &err), PC_OK);
	pc_node_write(&buf, node, format);
	out = pc_arena_str(&arena, pc_buf_str(&buf));
	pc_buf_done(&buf);
	return out;
}

static const struct row {
	const char *name;
	enum pc_format format;
	const char *json, *want;
} rows[] = {
	{"indented by two", PC_FORMAT_JSON, "{\"a\":[1,{\"b\":true}],\"c\":null}",
		"{\n  \"a\": [\n    1,\n    {\n      \"b\": true\n    }\n  ],\n  \"c\": "
		"null\n}\n"},
	{"empty brackets stay together", PC_FORMAT_JSON, "{\"a\":{},\"b\":[ ]}",
		"{\n  \"a\": {},\n  \"b\": []\n}\n"},
	{"one line", PC_FORMAT_JSON_LINE, "{ \"b\": [1, 2], \"a\": {} }",
		"{\"b\":[1,2],\"a\":{}}"},
	{"numbers stay as they were written", PC_FORMAT_JSON_LINE,
		"[1.0, 1E3, 12345678901234567890]", "[1.0,1E3,12345678901234567890]"},
	{"canonical sorts at every level", PC_FORMAT_CANONICAL,
		"{\"b\":{\"d\":1,\"c\":2},\"a\":[{\"z\":1,\"y\":2}]}",
		"{\"a\":[{\"y\":2,\"z\":1}],\"b\":{\"c\":2,\"d\":1}}"},
	{"canonical has array indices first, by value", PC_FORMAT_CANONICAL,
		"{\"a\":4,\"A\":3,\"\":5,\"10\":2,\"9\":1,\"01\":6,\"4294967295\":7}",
		"{\"9\":1,\"10\":2,\"\":5,\"01\":6,\"4294967295\":7,\"A\":3,\"a\":4}"},
	{"canonical sorts by UTF-16 units", PC_FORMAT_CANONICAL,
		"{\"\\ue000\":1,\"\\ud83d\\ude00\":2,\"\\ud800\":3}",
		"{\"\\ud800\":3,\"\xF0\x9F\x98\x80\":2,\"\xEE\x80\x80\":1}"},
	{"canonical sorts half a pair before the pair that goes on", PC_FORMAT_CANONICAL,
		"{\"\\ud83d\\ude00\":1,\"\\ud83d\":2,\"\\ud83dz\":3}",
		"{\"\\ud83d\":2,\"\\ud83dz\":3,\"\xF0\x9F\x98\x80\":1}"},
	{"canonical numbers are JavaScript's", PC_FORMAT_CANONICAL,
		"[1.0,1E3,-0,9007199254740993,1e400,1e21,1e-7]",
		"[1,1000,0,9007199254740992,null,1e+21,1e-7]"},
	{"escapes as JSON.stringify writes them", PC_FORMAT_JSON_LINE,
		"\"\\u0000\\u001f\\b\\t\\n\\f\\r\\\"\\\\\\/\\u007f\\u2028\\u00e9\"",
		"\"\\u0000\\u001f\\b\\t\\n\\f\\r\\\"\\\\/\x7F\xE2\x80\xA8\xC3\xA9\""},
	{"half a pair is escaped in lower case", PC_FORMAT_JSON_LINE,
		"\"\\uDFFF\\uD800x\"", "\"\\udfff\\ud800x\""},
};

static void check(const struct row *r)
{
	assert_str(written(r->json, r->format), r->want);
	pc_arena_done(&arena);
}

PC_TABLE(rows, check)

static void bytes_that_are_no_text_are_replaced(void **state)
{
	PC_AUTO(pc_buf_done) struct pc_buf buf = {0};

	(void)state;
	pc_json_quote(&buf, PC_STR("a\xFF\xC3"));
	assert_string_equal(buf.ptr, "\"a\xEF\xBF\xBD\xEF\xBF\xBD\"");
}

static void a_real_without_text_is_written_too(void **state)
{
	PC_AUTO(pc_buf_done) struct pc_buf buf = {0};
	struct pc_node *node = pc_node_new(&arena, PC_REAL, (struct pc_span){0});

	(void)state;
	node->real = 2.5;
	pc_node_write(&buf, node, PC_FORMAT_JSON_LINE);
	assert_string_equal(buf.ptr, "2.5");
	pc_arena_done(&arena);
}

static void members_have_their_commas(void **state)
{
	PC_AUTO(pc_buf_done) struct pc_buf buf = {0};

	(void)state;
	pc_buf_puts(&buf, "{");
	pc_json_member(&buf, "a", PC_STR("{"));
	pc_json_member(&buf, "b", PC_STR(""));
	pc_json_key(&buf, "c");
	pc_buf_puts(&buf, "[");
	for (int i = 0; i < 3; i++) {
		pc_json_next(&buf);
		pc_buf_printf(&buf, "%d", i);
	}
	pc_buf_puts(&buf, "]}");
	assert_string_equal(buf.ptr, "{\"a\":\"{\",\"b\":null,\"c\":[0,1,2]}");
}

static void members_are_of_each_kind(void **state)
{
	PC_AUTO(pc_buf_done) struct pc_buf buf = {0};
	struct pc_str items[] = {PC_STR("x"), PC_STR("\"")};
	const struct pc_texts texts = {.items = items, .count = 2}, none = {.count = 0};

	(void)state;
	pc_buf_puts(&buf, "{");
	pc_json_integer(&buf, "n", INT64_MIN);
	pc_json_bool(&buf, "yes", true);
	pc_json_bool(&buf, "no", false);
	pc_json_texts(&buf, "texts", &texts);
	pc_json_texts(&buf, "none", &none);
	assert_string_equal(buf.ptr,
		"{\"n\":-9223372036854775808,\"yes\":true,\"no\":false,"
		"\"texts\":[\"x\",\"\\\"\"],\"none\":[]");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bytes_that_are_no_text_are_replaced),
		cmocka_unit_test(a_real_without_text_is_written_too),
		cmocka_unit_test(members_have_their_commas),
		cmocka_unit_test(members_are_of_each_kind),
	};

	return PC_RUN(rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
