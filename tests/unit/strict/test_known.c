/* SPDX-License-Identifier: Apache-2.0 */
/* The index of programs says what the lists say, and maps keep what they are given. */
#include "pc_test.h"

#include "known.h"
#include "map.h"

struct row {
	const char *names;
	int number;
};

static const struct row some[] = {{"a b c", 1}, {"b", 2}, {"", 3}, {"git git:log a", 4}};
static const struct row more[] = {{"b b", 5}, {"[ :", 6}, {"abc", 7}};
static const struct known_table some_table = KNOWN_TABLE(some);
static const struct known_table more_table = KNOWN_TABLE(more);

/* The first few are answered from the lists, the others from the index. */
static void index_says_what_lists_say(void **state)
{
	static const struct known_table *const tables[] = {&some_table, &more_table};
	static struct known_tables known = KNOWN_IN(tables);
	static const struct {
		const char *name;
		int rows; /* a digit each */
	} asked[] = {{"a", 14}, {"b", 125}, {"c", 1}, {"git", 4}, {"git:log", 4}, {"", 0},
		{"[", 6}, {"abc", 7}, {"ab", 0}, {"log", 0}, {"b b", 0}};

	(void)state;
	for (int turn = 0; turn < 10; turn++) {
		for (size_t i = 0; i < PC_COUNT(asked); i++) {
			const struct row *row = NULL;
			int found = 0;

			while ((row = known_row(&known, pc_str(asked[i].name), row)))
				found = 10 * found + row->number;
			assert_int_equal(found, asked[i].rows);
		}
	}
	assert_non_null(known.index);
}

static void maps_share_and_replace(void **state)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	const struct map_node *map = NULL, *half = NULL;
	static const int items[2000];

	(void)state;
	assert_null(map_find(NULL, PC_STR("x")));
	for (size_t i = 0; i < PC_COUNT(items); i++) {
		if (i == PC_COUNT(items) / 2)
			half = map;
		map = map_with(
			&arena, map, pc_arena_printf(&arena, "n%zu", i), &items[i]);
	}
	for (size_t i = 0; i < PC_COUNT(items); i++) {
		struct pc_str name = pc_arena_printf(&arena, "n%zu", i);

		assert_ptr_equal(map_find(map, name), &items[i]);
		assert_ptr_equal(
			map_find(half, name), i < PC_COUNT(items) / 2 ? &items[i] : NULL);
	}
	map = map_with(&arena, map, PC_STR("n7"), NULL);
	assert_null(map_find(map, PC_STR("n7")));
	assert_ptr_equal(map_find(half, PC_STR("n7")), &items[7]);
	assert_ptr_equal(map_find(map, PC_STR("n8")), &items[8]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(index_says_what_lists_say),
		cmocka_unit_test(maps_share_and_replace),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
