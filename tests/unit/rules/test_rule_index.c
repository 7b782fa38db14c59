/* SPDX-License-Identifier: Apache-2.0 */
/* The tables behind the rules: a pattern is found whatever stands beside it, and the
 * first of many is the one that comes back. */
#include "pc_test.h"
#include "rule_index.h"

static const struct star_row {
	const char *name, *pattern, *text;
	bool want;
} stars[] = {
	{"no star: the text itself", "abc", "abc", true},
	{"no star: nothing longer", "abc", "abcd", false},
	{"a star alone", "*", "", true},
	{"stars alone", "***", "abc", true},
	{"a star at the end", "ab*", "ab", true},
	{"a star at the start", "*bc", "abc", true},
	{"beginning and end may not overlap", "aba*ba", "aba", false},
	{"beginning and end may touch", "aba*ba", "ababa", true},
	{"parts may repeat", "a*b*b", "abb", true},
	{"a part that is missing", "a*b*c", "axxc", false},
	{"the last part is at the end", "*ab", "abab", true},
	{"nothing in nothing", "", "", true},
};

static void check_star(const struct star_row *r)
{
	assert_int_equal(star_match(pc_str(r->pattern), pc_str(r->text)), r->want);
}
PC_TABLE(stars, check_star)

enum { MANY = 5000 };

/* Every pattern form among thousands: each finds its text and nothing else does. */
static void find_among_many(void **state)
{
	static const struct {
		const char *before, *behind, *text_before, *text_behind;
	} forms[] = {
		{"host", ".*", "host", ".x"},
		{"*.host", ".com", "y.host", ".com"},
		{"a*host", "", "azhost", ""},
		{"host", "-*b*c", "host", "--b-c"},
	};
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_rule *rules = pc_arena_new_array(&arena, struct pc_rule, MANY);
	uint64_t space = rule_hash_start(PC_LIST_ASK, 1);
	struct star_index index;
	char text[64];

	(void)state;
	star_index_init(&index, &arena, MANY);
	for (size_t i = MANY; i-- > 0;) {
		snprintf(text, sizeof(text), "%s%zu%s", forms[i % 4].before, i,
			forms[i % 4].behind);
		star_index_add(&index, &arena, space, &rules[i],
			pc_arena_str(&arena, pc_str(text)));
	}
	for (size_t i = 0; i < MANY; i++) {
		snprintf(text, sizeof(text), "%s%zu%s", forms[i % 4].text_before, i,
			forms[i % 4].text_behind);
		assert_ptr_equal(star_index_find(&index, space, pc_str(text), star_match),
			&rules[i]);
		assert_null(star_index_find(&index, rule_hash_start(PC_LIST_DENY, 1),
			pc_str(text), star_match));
	}
}

static void first_of_many(void **state)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_rule rules[4] = {{0}};
	uint64_t space = rule_hash_start(PC_LIST_DENY, 1);
	struct star_index index;

	(void)state;
	star_index_init(&index, &arena, 4);
	star_index_add(&index, &arena, space, &rules[3], PC_STR("*"));
	star_index_add(&index, &arena, space, &rules[2], PC_STR("*.com"));
	star_index_add(&index, &arena, space, &rules[1], PC_STR("x*"));
	star_index_add(&index, &arena, space, &rules[0], PC_STR("y*"));
	assert_ptr_equal(
		star_index_find(&index, space, PC_STR("x.com"), star_match), &rules[1]);
	assert_ptr_equal(
		star_index_find(&index, space, PC_STR("z.com"), star_match), &rules[2]);
	assert_ptr_equal(
		star_index_find(&index, space, PC_STR(""), star_match), &rules[3]);
}

static void long_literals(void **state)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_rule rule = {0};
	uint64_t space = rule_hash_start(PC_LIST_DENY, 1);
	struct star_index index;
	char text[600], other[600];

	(void)state;
	memset(text, 'a', sizeof(text));
	memcpy(other, text, sizeof(text));
	text[sizeof(text) - 1] = '*';
	other[400] = 'b';
	star_index_init(&index, &arena, 1);
	star_index_add(&index, &arena, space, &rule, (struct pc_str){text, sizeof(text)});
	assert_ptr_equal(star_index_find(&index, space,
				 (struct pc_str){text, sizeof(text)}, star_match),
		&rule);
	assert_null(star_index_find(
		&index, space, (struct pc_str){other, sizeof(other)}, star_match));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(find_among_many),
		cmocka_unit_test(first_of_many),
		cmocka_unit_test(long_literals),
	};

	return PC_RUN(stars) + cmocka_run_group_tests(tests, NULL, NULL);
}
