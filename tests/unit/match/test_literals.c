/* SPDX-License-Identifier: Apache-2.0 */
/* Both ways to find literals, against looking at every place. */
#include "pc_test.h"

#include "pc/base/buf.h"
#include "pc/match/literals.h"

static const struct pc_literal literals[] = {
	{PC_STR("abc"), false},
	{PC_STR("abc"), true},
	{PC_STR("bca"), false},
	{PC_STR("cabca"), true},
	{PC_STR("aaa"), false},
	{PC_STR("AbcaAbca"), false},
	{PC_STR("b_c"), true},
	{PC_STR("\x7f\x7f@`"), true},
	{PC_STR("abcabcabcabcabcabcabcabcabcabcabcabcab"), true},
};

struct seen {
	unsigned char *at; /* for each literal and end */
	size_t len, last, n;
	size_t stop_at;
};

static bool hit(void *context, unsigned which, size_t end)
{
	struct seen *seen = context;

	assert_true(which < PC_COUNT(literals));
	assert_true(end >= seen->last && end <= seen->len);
	assert_int_equal(seen->at[which * (seen->len + 1) + end]++, 0);
	seen->last = end;
	return ++seen->n != seen->stop_at;
}

static bool stands(const struct pc_literal *literal, struct pc_str text, size_t end)
{
	struct pc_str there;

	if (end < literal->text.len)
		return false;
	there = (struct pc_str){text.ptr + end - literal->text.len, literal->text.len};
	return literal->is_caseless ? pc_str_eq_nocase(there, literal->text)
				    : pc_str_eq(there, literal->text);
}

static void check(const struct pc_literals_way *way, struct pc_str text)
{
	struct pc_literals *made = way->make(literals, PC_COUNT(literals));
	struct pc_literals_space *space = made && way->space ? way->space(made) : NULL;
	struct seen seen = {.len = text.len};

	if (!made) /* vectorscan is not there */
		return;

	seen.at = pc_xcalloc(PC_COUNT(literals), text.len + 1);
	way->find(made, space, text, hit, &seen);
	for (size_t i = 0; i < PC_COUNT(literals); i++)
		for (size_t end = 0; end <= text.len; end++)
			assert_int_equal(seen.at[i * (text.len + 1) + end],
				stands(&literals[i], text, end));
	if (seen.n > 1) {
		memset(seen.at, 0, PC_COUNT(literals) * (text.len + 1));
		seen.last = seen.n = 0;
		seen.stop_at = 1;
		way->find(made, space, text, hit, &seen);
		assert_int_equal(seen.n, 1);
	}
	free(seen.at);
	if (space)
		way->free_space(space);
	way->free(made);
}

static void test_ways(void **state)
{
	static const char letters[] = "abcABC_@`\x7f";
	const struct pc_literals_way *ways[] = {&pc_literals_table, pc_literals_fast()};
	uint32_t seed = 1;

	(void)state;
	for (size_t len = 0; len < 70; len++) {
		struct pc_buf text = {0};

		pc_buf_puts(&text, "");
		for (size_t i = 0; i < len; i++) {
			seed = seed * 1664525 + 1013904223;
			pc_buf_add_char(
				&text, letters[(seed >> 24) %
					       (len % 3 ? 3 : sizeof(letters) - 1)]);
		}
		for (size_t way = 0; way < PC_COUNT(ways); way++)
			if (ways[way])
				check(ways[way], pc_buf_str(&text));
		pc_buf_done(&text);
	}
	check(&pc_literals_table,
		PC_STR("abcabcabcabcabcabcabcabcabcabcabcabcabcabcaAbcaAbcaaaa"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_ways)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
