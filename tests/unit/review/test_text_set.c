/* SPDX-License-Identifier: Apache-2.0 */
/* A set of texts, across its growth. */
#include "text_set_priv.h"

#include "pc_test.h"

static void each_text_is_there_once(void **state)
{
	PC_AUTO(text_set_done) struct text_set set = {0};
	enum { MANY = 5000 };

	(void)state;
	assert_null(text_set_find(&set, PC_STR("0")));
	for (size_t round = 0; round < 2; round++) {
		for (size_t i = 0; i < MANY; i++) {
			char text[24];

			snprintf(text, sizeof(text), "%zu", i);
			assert_int_equal(text_set_add(&set, pc_str(text), i), round == 0);
		}
	}
	assert_int_equal(set.count, MANY);
	assert_int_equal(text_set_find(&set, PC_STR("4711"))->number, 4711);
	assert_null(text_set_find(&set, PC_STR("5000")));
}

static void any_bytes_are_a_text(void **state)
{
	PC_AUTO(text_set_done) struct text_set set = {0};

	(void)state;
	assert_true(text_set_add(&set, (struct pc_str){0}, 1));
	assert_false(text_set_add(&set, PC_STR(""), 2));
	assert_true(text_set_add(&set, PC_STR("a\0b"), 3));
	assert_true(text_set_add(&set, PC_STR("a\0c"), 4));
	assert_int_equal(text_set_find(&set, PC_STR("a\0b"))->number, 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_text_is_there_once),
		cmocka_unit_test(any_bytes_are_a_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
