/* SPDX-License-Identifier: Apache-2.0 */
/* A configuration to a struct: what is read, and what is said of everything else. */
#include "pc/doc/fields.h"
#include "pc/doc/read.h"
#include "pc_test.h"

static const char *const colours[] = {"red", "green", NULL};

struct thing {
	struct pc_str name;
	int colour;
	int64_t size, wait, day;
	bool on;
	struct pc_texts tags;
	const struct pc_node *rest;
};

static const struct pc_field fields[] = {
	{"name", PC_FIELD_TEXT, offsetof(struct thing, name), true, 0, 0, NULL,
		"what it is called"},
	{"colour", PC_FIELD_WORD, offsetof(struct thing, colour), false, 0, 0, colours,
		""},
	{"size", PC_FIELD_NUMBER, offsetof(struct thing, size), false, 1, 100, NULL, ""},
	{"wait", PC_FIELD_DURATION, offsetof(struct thing, wait), false, 0, 0, NULL, ""},
	{"day", PC_FIELD_TIME, offsetof(struct thing, day), false, 0, 0, NULL, ""},
	{"on", PC_FIELD_BOOL, offsetof(struct thing, on), false, 0, 0, NULL, ""},
	{"tags", PC_FIELD_TEXTS, offsetof(struct thing, tags), false, 0, 0, NULL, ""},
	{"rest", PC_FIELD_NODE, offsetof(struct thing, rest), false, 0, 0, NULL, ""},
};
static const struct pc_fields table = {"a thing", fields, PC_COUNT(fields)};

static bool read(struct thing *out, struct pc_diags *diags, const char *yaml)
{
	struct pc_node *node;
	struct pc_err err;

	*out = (struct thing){.size = 7};
	assert_int_equal(
		pc_yaml_read(&node, diags->arena, "t.yaml", pc_str(yaml), NULL, &err),
		PC_OK);
	return pc_fields_read(out, &table, node, diags);
}

static void everything_is_read(void **state)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_diags diags = {.arena = &arena};
	struct thing thing;

	(void)state;
	assert_true(read(&thing, &diags,
		"name: n\ncolour: green\nsize: 100\nwait: 5m\nday: 2026-11-22\non: true\n"
		"tags: [a, b]\nrest: {x: 1}\n"));
	assert_str(thing.name, "n");
	assert_int_equal(thing.colour, 1);
	assert_int_equal(thing.size, 100);
	assert_int_equal(thing.wait, 300000);
	assert_int_equal(thing.day, 1795305600);
	assert_true(thing.on);
	assert_int_equal(thing.tags.count, 2);
	assert_str(thing.tags.items[1], "b");
	assert_int_equal(thing.tags.at[1].col, 11);
	assert_int_equal(pc_node_get_c(thing.rest, "x")->integer, 1);
}

static void what_is_not_there_stays(void **state)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_diags diags = {.arena = &arena};
	struct thing thing;

	(void)state;
	assert_true(read(&thing, &diags, "name: n\ntags: one\n"));
	assert_int_equal(thing.size, 7);
	assert_int_equal(thing.tags.count, 1);
	assert_str(thing.tags.items[0], "one");
}

static const struct row {
	const char *name, *yaml, *code, *text, *hint;
} rows[] = {
	{"a typing mistake", "name: n\ncolor: red\n", "PC2101",
		"a thing has no key 'color'", "did you mean 'colour'?"},
	{"nothing like it", "name: n\nxyzzyxyzzy: 1\n", "PC2101",
		"a thing has no key 'xyzzyxyzzy'", ""},
	{"a missing key", "size: 1\n", "PC2103",
		"a thing needs 'name': what it is called", ""},
	{"another type", "name: 1\n", "PC2102", "'name' of a thing has to be a text", ""},
	{"an unknown word", "name: n\ncolour: blue\n", "PC2104",
		"'colour' of a thing knows no such word", "write one of: red, green"},
	{"too small", "name: n\nsize: 0\n", "PC2104",
		"'size' of a thing is outside of what may be", ""},
	{"too large", "name: n\nsize: 101\n", "PC2104",
		"'size' of a thing is outside of what may be", ""},
	{"a fraction", "name: n\nsize: 1.5\n", "PC2102",
		"'size' of a thing has to be a whole number", ""},
	{"a duration without a unit", "name: n\nwait: '5'\n", "PC2102",
		"'wait' of a thing has to be a duration such as 90s, 5m, 12h or 30d", ""},
	{"no such day", "name: n\nday: '2026-02-30'\n", "PC2102",
		"'day' of a thing has to be a date such as 2026-12-31 or "
		"2026-12-31T18:00:00Z",
		""},
	{"a list of other things", "name: n\ntags: [a, 1]\n", "PC2102",
		"'tags' of a thing has to be a list of texts", ""},
	{"no map", "[1]\n", "PC2102", "a thing has to be a map of keys and values", ""},
};

static void check(const struct row *r)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_diags diags = {.arena = &arena};
	struct thing thing;

	assert_false(read(&thing, &diags, r->yaml));
	assert_int_equal(diags.count, 1);
	assert_string_equal(diags.items[0].code, r->code);
	assert_str(diags.items[0].text, r->text);
	assert_str(diags.items[0].hint, r->hint);
	assert_true(diags.items[0].at.line > 0);
}
PC_TABLE(rows, check)

static const struct span {
	const char *name; /* as written */
	int64_t want;     /* -1: is none */
} durations[] = {{"0s", 0}, {"250ms", 250}, {"90s", 90000}, {"12h", 43200000},
	{"30d", 2592000000}, {"", -1}, {"s", -1}, {"5", -1}, {"5 m", -1}, {"-5m", -1},
	{"5mm", -1}, {"1234567890s", -1}};

static void check_duration(const struct span *r)
{
	int64_t got = -1;

	assert_int_equal(pc_duration_read(&got, pc_str(r->name)), r->want >= 0);
	assert_int_equal(got, r->want);
}
PC_TABLE(durations, check_duration)

static const struct span times[] = {{"1970-01-01", 0}, {"1970-01-02T00:00:01Z", 86401},
	{"2024-02-29", 1709164800}, {"2023-02-29", -1}, {"2026-13-01", -1},
	{"2026-1-1", -1}, {"2026-11-22T24:00:00Z", -1}, {"2026-11-22T10:00:00", -1},
	{"2026-11-22 10:00:00Z", -1}, {"2026-11-22x", -1}, {"", -1}};

static void check_time(const struct span *r)
{
	int64_t got = -1;

	assert_int_equal(pc_time_read(&got, pc_str(r->name)), r->want >= 0);
	assert_int_equal(got, r->want);
}
PC_TABLE(times, check_time)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(everything_is_read),
		cmocka_unit_test(what_is_not_there_stays),
	};

	return PC_RUN(rows) + PC_RUN(durations) + PC_RUN(times) +
	       cmocka_run_group_tests(tests, NULL, NULL);
}
