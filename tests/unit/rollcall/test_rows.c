/* SPDX-License-Identifier: Apache-2.0 */
/* What adapters of JSON documents share, at its ceilings and beyond; days. */
#include "pc/base/limits.h"
#include "rows.h"
#include "source_rows.h"

/* ---- ceilings ----------------------------------------------------------------- */

struct large {
	struct pc_arena arena;
	struct pc_buf body;
	struct pc_reading reading;
};

static void large_done(struct large *large)
{
	pc_buf_done(&large->body);
	pc_arena_done(&large->arena);
}

static enum pc_unread read_large(struct large *large, const char *source)
{
	large->reading = (struct pc_reading){.source = pc_source_find(pc_str(source))};
	large->reading.source->read(
		&large->reading, &large->arena, pc_buf_str(&large->body));
	return large->reading.unread;
}

static void put_many(struct pc_buf *body, const char *text, size_t count)
{
	struct pc_str one = pc_str(text);

	pc_buf_room(body, one.len * count);
	for (size_t i = 0; i < count; i++)
		pc_buf_add(body, one);
}

static void test_size(void **state)
{
	PC_AUTO(large_done) struct large large = {0};

	(void)state;
	put_many(&large.body, " ", PC_MAX_SOURCE_SIZE);
	assert_int_equal(read_large(&large, "litellm"), PC_UNREAD_SHORT);
	put_many(&large.body, " ", 1);
	assert_int_equal(read_large(&large, "litellm"), PC_UNREAD_LARGE);
}

static void test_values(void **state)
{
	PC_AUTO(large_done) struct large large = {0};

	(void)state;
	pc_buf_puts(&large.body, "[");
	put_many(&large.body, "0,", PC_MAX_SOURCE_NODES - 2);
	pc_buf_puts(&large.body, "0]");
	assert_int_equal(read_large(&large, "litellm"), PC_UNREAD_SHAPE);
	large.body.len--;
	pc_buf_puts(&large.body, ",0]");
	assert_int_equal(read_large(&large, "litellm"), PC_UNREAD_LARGE);
	assert_int_equal(large.reading.count, 0);
}

static void test_models(void **state)
{
	PC_AUTO(large_done) struct large large = {0};

	(void)state;
	pc_buf_puts(&large.body, "{\"data\":[");
	put_many(&large.body, "{\"id\":\"a\"},", PC_MAX_SOURCE_SIGHTINGS - 1);
	pc_buf_puts(&large.body, "{\"id\":\"a\"}]}");
	assert_int_equal(read_large(&large, "openai-api"), PC_READ);
	assert_int_equal(large.reading.count, PC_MAX_SOURCE_SIGHTINGS);
	large.body.len -= 2;
	pc_buf_puts(&large.body, ",{\"id\":\"a\"}]}");
	assert_int_equal(read_large(&large, "openai-api"), PC_UNREAD_LARGE);
	assert_int_equal(large.reading.count, 0);
}

static void test_names(void **state)
{
	PC_AUTO(large_done) struct large large = {0};

	(void)state;
	for (size_t more = 0; more < 2; more++) {
		large.body.len = 0;
		pc_buf_puts(&large.body, "{\"data\":[{\"id\":\"");
		put_many(&large.body, "x", PC_MAX_SOURCE_NAME + more);
		pc_buf_puts(&large.body, "\"}]}");
		assert_int_equal(read_large(&large, "openai-api"),
			more ? PC_UNREAD_SHAPE : PC_READ);
	}
	assert_str(large.reading.why,
		"data[0].id is \"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		"xxxxxxxxxxxxxxxxxxxxxxxxx...\"");
}

/* A thousand levels are too deep for the reader, not for the stack. */
static void test_depth(void **state)
{
	PC_AUTO(large_done) struct large large = {0};

	(void)state;
	put_many(&large.body, "[", 100000);
	assert_int_equal(read_large(&large, "models-dev"), PC_UNREAD_LARGE);
}

/* ---- days ----------------------------------------------------------------------- */

enum { DAY = 24 * 60 * 60, NONE = -1 };

static const struct day {
	const char *name;
	int64_t days; /* since 1970 */
} days[] = {
	{"1970-01-01", 0},
	{"1970-01-02", 1},
	{"2026-11-22", 20779},
	{"2026-11-22T00:00:00Z", 20779},
	{"2026-11-22T23:59:59Z", 20779},
	{"2026-11-22T23:59:59.999999Z", 20779},
	{"2026-11-22T23:59:59z", 20779},
	{"2026-11-22T00:30:00+01:00", 20778},
	{"2026-11-22T23:30:00-01:00", 20780},
	{"2026-11-22T12:00:00.5+00:00", 20779},
	{"2024-02-29", 19782},
	{"2026-02-29", NONE},
	{"2026-13-01", NONE},
	{"2026-00-01", NONE},
	{"2026-1-1", NONE},
	{"2026-11", NONE},
	{"2026", NONE},
	{"", NONE},
	{"2026-11-22T00:00:00", NONE},
	{"2026-11-22T00:00:00.Z", NONE},
	{"2026-11-22T00:00:00+1:00", NONE},
	{"2026-11-22T00:00:00+24:00", NONE},
	{"2026-11-22T00:00:00+01:60", NONE},
	{"2026-11-22T00:00:00+01:00x", NONE},
	{"2026-11-22T25:00:00Z", NONE},
	{"2026-11-22 00:00:00Z", NONE},
	{"22-11-2026", NONE},
	{"November 22, 2026", NONE},
	{"2026-11-2Z", NONE},
	{"20261122", NONE},
};

static void check_day(const struct day *row)
{
	int64_t at = -7;
	bool is_day = day_read(&at, pc_str(row->name));

	assert_int_equal(is_day, row->days != NONE);
	if (is_day)
		assert_int_equal(at, row->days * DAY);
}

PC_TABLE(days, check_day)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_size),
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_models),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_depth),
	};

	return PC_RUN(days) + cmocka_run_group_tests(tests, NULL, NULL);
}
