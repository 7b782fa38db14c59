/* SPDX-License-Identifier: Apache-2.0 */
/* The region: what an arena in it hands out can be written to a file and mapped again. */
#include <unistd.h>

#include "pc/base/region.h"
#include "pc_test.h"

struct pair {
	struct pair *other;
	struct pc_str text;
};

static FILE *keep(struct pc_str bytes)
{
	FILE *file = tmpfile();

	assert_non_null(file);
	assert_int_equal(fwrite(bytes.ptr, 1, bytes.len, file), bytes.len);
	fflush(file);
	return file;
}

static void pointers_stay_true(void **state)
{
	struct pc_arena arena = {0};
	struct pair *pair;
	struct pc_str bytes;
	FILE *file;

	(void)state;
	assert_true(pc_region_open(&arena));
	pair = pc_arena_new(&arena, struct pair);
	assert_ptr_equal(pair, pc_region_start());
	pair->other = pc_arena_new(&arena, struct pair);
	pair->other->text = pc_arena_printf(&arena, "the %s", "text");
	bytes = pc_region_bytes(&arena);
	file = keep(bytes);
	pc_arena_done(&arena);
	pc_region_close();
	assert_false(pc_region_is_open());

	assert_true(pc_region_map(fileno(file), bytes.len));
	assert_str(pair->other->text, "the text");
	pair->text = PC_STR("written"); /* to a page of our own */
	pc_region_close();
	assert_true(pc_region_map(fileno(file), bytes.len));
	assert_str(pair->text, "");
	pc_region_close();
	fclose(file);
}

static void there_is_one(void **state)
{
	struct pc_arena first = {0}, second = {0};
	FILE *file = keep(PC_STR("x"));

	(void)state;
	assert_true(pc_region_open(&first));
	assert_false(pc_region_open(&second));
	assert_false(pc_region_map(fileno(file), 1));
	assert_null(second.at);
	pc_region_close();
	pc_region_close();
	assert_true(pc_region_open(&second));
	pc_region_close();
	fclose(file);
}

static void too_much_is_no_region(void **state)
{
	struct pc_arena arena = {0};

	(void)state;
	assert_true(pc_region_open(&arena));
	assert_non_null(pc_arena_bytes(&arena, 10));
	assert_int_equal(pc_region_bytes(&arena).len, 10);
	assert_non_null(pc_arena_bytes(&arena, pc_region_size() - 10));
	assert_int_equal(pc_region_bytes(&arena).len, pc_region_size());
	assert_non_null(pc_arena_bytes(&arena, 1));
	assert_int_equal(pc_region_bytes(&arena).len, 0);
	pc_arena_done(&arena);
	pc_region_close();
}

static void no_file_no_map(void **state)
{
	(void)state;
	assert_false(pc_region_map(-1, 10));
	assert_false(pc_region_map(STDIN_FILENO, 0));
	assert_false(pc_region_map(STDIN_FILENO, pc_region_size() + 1));
	assert_false(pc_region_is_open());
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pointers_stay_true),
		cmocka_unit_test(there_is_one),
		cmocka_unit_test(too_much_is_no_region),
		cmocka_unit_test(no_file_no_map),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
