/* SPDX-License-Identifier: Apache-2.0 */
/* The index of programs says what the lists say, and maps keep what they are given. */
#include "pc_test.h"

#include "known.h"
#include "map.h"

static const char *const names[] = {"cat", "git", "find", "sudo", "env", "xargs", "bash",
	"python3", "docker", "git:log", "wget", "npm", "frobnicate", "a", "", ":", "["};

enum { KINDS = KNOWN_NET + 1, MOST_ROWS = 16 };

static size_t rows_of(const void **out, enum known_kind kind, const char *name)
{
	const void *row = NULL;
	size_t n = 0;

	while ((row = known_row(kind, pc_str(name), row)) != NULL && n < MOST_ROWS)
		out[n++] = row;
	assert_true(n < MOST_ROWS);
	return n;
}

static void index_says_what_lists_say(void **state)
{
	const void *first[PC_COUNT(names)][KINDS][MOST_ROWS], *later[MOST_ROWS];
	size_t n_first[PC_COUNT(names)][KINDS], found = 0;

	(void)state;
	/* The first few are answered from the lists, the last from the index. */
	for (int turn = 0; turn < 20; turn++) {
		for (size_t i = 0; i < PC_COUNT(names); i++) {
			for (int kind = 0; kind < KINDS; kind++) {
				size_t n =
					rows_of(later, (enum known_kind)kind, names[i]);

				if (turn == 0) {
					n_first[i][kind] = n;
					memcpy(first[i][kind], later,
						n * sizeof(later[0]));
				}
				assert_int_equal(n, n_first[i][kind]);
				assert_memory_equal(
					later, first[i][kind], n * sizeof(later[0]));
				found += n;
			}
		}
	}
	assert_true(found > 200);
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
