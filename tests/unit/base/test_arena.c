/* SPDX-License-Identifier: Apache-2.0 */
/* The bump allocator: alignment, zeroing, growth, what a reset keeps, and that running
 * out of memory ends the program instead of going on with less. */
#include "pc_test.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "pc/base/arena.h"

/* A refused malloc must be a NULL for the code under test, not the sanitizer's report. */
__attribute__((visibility("default"))) const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
	return "allocator_may_return_null=1";
}

static const struct size_row {
	const char *name;
	size_t size;
} sizes[] = {
	{"nothing", 0},
	{"one byte", 1},
	{"up to the alignment", 16},
	{"one past it", 17},
	{"a whole first block", 16 << 10},
	{"larger than any block yet", 3 << 20},
};

static void check_size(const struct size_row *r)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	char *first, *second;

	for (int round = 0; round < 2; round++) {
		pc_arena_bytes(&arena, 3); /* so that the next one needs aligning */
		first = pc_arena_alloc(&arena, r->size);
		second = pc_arena_alloc(&arena, r->size);
		assert_int_equal((uintptr_t)first % 16, 0);
		assert_int_equal((uintptr_t)second % 16, 0);
		assert_ptr_not_equal(first, second);
		for (size_t i = 0; i < r->size; i++)
			assert_int_equal(first[i] | second[i], 0);
		memset(first, 'x', r->size);
		if (r->size)
			assert_int_not_equal(second[0], 'x');
		memset(second, 'y', r->size);
		assert_true(arena.used >= 2 * r->size);
		pc_arena_reset(&arena);
		assert_int_equal(arena.used, 0);
	}
}
PC_TABLE(sizes, check_size)

static void what_was_handed_out_stays_put(void **state)
{
	enum { N = 5000 };
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_str kept[N];

	(void)state;
	for (int i = 0; i < N; i++)
		kept[i] = pc_arena_printf(&arena, "text %d", i);
	for (int i = 0; i < N; i++) {
		char want[32];

		snprintf(want, sizeof(want), "text %d", i);
		assert_string_equal(kept[i].ptr, want);
		assert_int_equal(kept[i].len, strlen(want));
	}
}

/* The promise on which "no malloc per decision" rests. */
static void a_reset_arena_serves_the_same_request_from_one_block(void **state)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_arena_block *block;

	(void)state;
	for (int i = 0; i < 1000; i++)
		pc_arena_alloc(&arena, 100);
	pc_arena_reset(&arena);
	block = arena.blocks;
	assert_non_null(block);
	for (int i = 0; i < 100; i++)
		pc_arena_alloc(&arena, 100);
	assert_ptr_equal(arena.blocks, block);
}

static void reset_and_done_take_an_unused_arena(void **state)
{
	struct pc_arena arena = {0};

	(void)state;
	pc_arena_reset(&arena);
	pc_arena_done(&arena);
	pc_arena_alloc(&arena, 1);
	pc_arena_done(&arena);
	assert_null(arena.blocks);
	assert_int_equal(pc_arena_str(&arena, PC_STR("again")).len, 5);
	pc_arena_done(&arena);
}

static void copies_are_terminated(void **state)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_str copy = pc_arena_str(&arena, (struct pc_str){"abcdef", 3});
	struct pc_str nothing = pc_arena_str(&arena, (struct pc_str){0});
	struct pc_str with_nul = pc_arena_str(&arena, PC_STR("a\0b"));

	(void)state;
	assert_string_equal(copy.ptr, "abc");
	assert_string_equal(nothing.ptr, "");
	assert_int_equal(with_nul.len, 3);
	assert_memory_equal(with_nul.ptr, "a\0b", 4);
}

static void arrays_are_zeroed(void **state)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	int *numbers;

	(void)state;
	memset(pc_arena_bytes(&arena, 4096), 'x', 4096);
	pc_arena_reset(&arena);
	numbers = pc_arena_new_array(&arena, int, 1000);
	for (int i = 0; i < 1000; i++)
		assert_int_equal(numbers[i], 0);
	assert_int_equal(*pc_arena_new(&arena, int), 0);
}

static void the_aborting_family_allocates(void **state)
{
	char *bytes = pc_xmalloc(0);
	int *numbers = pc_xcalloc(10, sizeof(*numbers));
	void *none = pc_xcalloc(0, 0);

	(void)state;
	assert_non_null(bytes);
	assert_non_null(none);
	for (int i = 0; i < 10; i++)
		assert_int_equal(numbers[i], 0);
	bytes = pc_xrealloc(bytes, 100);
	memset(bytes, 'x', 100);
	bytes = pc_xrealloc(bytes, 0);
	assert_non_null(bytes);
	free(bytes);
	free(numbers);
	free(none);
}

/* volatile: the compiler would see that these cannot be had. */
static volatile size_t huge = SIZE_MAX / 2 - 4096;

static void huge_malloc(void)
{
	free(pc_xmalloc(huge));
}

static void huge_calloc(void)
{
	free(pc_xcalloc(huge, 8));
}

static void huge_realloc(void)
{
	free(pc_xrealloc(NULL, huge));
}

static void huge_part(void)
{
	struct pc_arena arena = {0};

	pc_arena_alloc(&arena, huge);
}

static void part_past_all_doubling(void)
{
	struct pc_arena arena = {0};

	pc_arena_bytes(&arena, huge * 2 + 4096);
}

static void array_that_overflows(void)
{
	struct pc_arena arena = {0};

	pc_arena_array(&arena, huge, 8);
}

static const struct end_row {
	const char *name;
	void (*ask)(void);
} ends[] = {
	{"malloc refused", huge_malloc},
	{"calloc refused", huge_calloc},
	{"realloc refused", huge_realloc},
	{"a part of an arena refused", huge_part},
	{"a part too large to round up", part_past_all_doubling},
	{"count * size overflows", array_that_overflows},
};

static void on_abort(int signal)
{
	(void)signal;
	exit(42);
}

/* In a child: the request has to end in abort(), not in a return. */
static void check_end(const struct end_row *r)
{
	int status;
	pid_t child = fork();

	assert_true(child >= 0);
	if (child == 0) {
		signal(SIGABRT, on_abort);
		if (!freopen("/dev/null", "w", stderr))
			_exit(3);
		r->ask();
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 42);
}
PC_TABLE(ends, check_end)

static void arrays_grow_and_keep_what_they_hold(void **state)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	size_t *items = NULL, *heap = NULL, cap = 0, heap_cap = 0;

	(void)state;
	for (size_t i = 0; i < 1000; i++) {
		pc_arena_grow(&arena, items, i, cap);
		pc_xgrow(heap, i, heap_cap);
		assert_true(i < cap && i < heap_cap);
		items[i] = heap[i] = i;
	}
	for (size_t i = 0; i < 1000; i++)
		assert_true(items[i] == i && heap[i] == i);
	free(heap);
}

static void letters_become_small_and_nothing_else_does(void **state)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_str got = pc_arena_lower(&arena, PC_STR("AZaz@[09-\xc3\x84"));

	(void)state;
	assert_str(got, "azaz@[09-\xc3\x84");
	assert_int_equal(got.ptr[got.len], '\0');
	assert_int_equal(pc_arena_lower(&arena, (struct pc_str){0}).len, 0);
}

int main(void)
{
	static const struct CMUnitTest single[] = {
		cmocka_unit_test(letters_become_small_and_nothing_else_does),
		cmocka_unit_test(what_was_handed_out_stays_put),
		cmocka_unit_test(a_reset_arena_serves_the_same_request_from_one_block),
		cmocka_unit_test(reset_and_done_take_an_unused_arena),
		cmocka_unit_test(arrays_grow_and_keep_what_they_hold),
		cmocka_unit_test(copies_are_terminated),
		cmocka_unit_test(arrays_are_zeroed),
		cmocka_unit_test(the_aborting_family_allocates),
	};

	return PC_RUN(sizes) + PC_RUN(ends) + cmocka_run_group_tests(single, NULL, NULL);
}
