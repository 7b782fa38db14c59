/* SPDX-License-Identifier: Apache-2.0 */
/* Answers of Anthropic's API, each as it came, and what it means. */
#include "failure_rows_anthropic.h"

static void check_anthropic(const struct row *row)
{
	check_row(PC_CONTRACT_ANTHROPIC, row);
}

PC_TABLE(anthropic, check_anthropic)

/* What stands in the table for each class, but what rows above show. */
static void all_classes(void **state)
{
	(void)state;
	for (int i = 0; i < PC_FAILURES; i++) {
		assert_non_null(pc_failure_table[i].name);
		for (int j = 0; j < i; j++)
			assert_string_not_equal(
				pc_failure_table[i].name, pc_failure_table[j].name);
	}
	assert_true(pc_failure_table[PC_FAILURE_UNKNOWN].notifies);
	assert_int_equal(pc_failure_table[PC_FAILURE_MODEL_SUBSTITUTED].action,
		PC_ACT_JUDGE_AGAIN);
}

/* Those that wait or go elsewhere cost no attempt. */
static void attempts(void **state)
{
	static const enum pc_failure_class taking[] = {PC_FAILURE_OVERLOADED,
		PC_FAILURE_CONTENT_REFUSED, PC_FAILURE_CONTEXT_OVERFLOW,
		PC_FAILURE_BAD_REQUEST, PC_FAILURE_STREAM_BROKEN,
		PC_FAILURE_OUTPUT_INVALID, PC_FAILURE_WORKER_LOST, PC_FAILURE_UNKNOWN};
	size_t n = 0;

	(void)state;
	for (int i = 0; i < PC_FAILURES; i++)
		n += pc_failure_table[i].takes_attempt;
	assert_int_equal(n, sizeof(taking) / sizeof(taking[0]));
	for (size_t i = 0; i < n; i++)
		assert_true(pc_failure_table[taking[i]].takes_attempt);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_classes),
		cmocka_unit_test(attempts),
	};

	return PC_RUN(anthropic) + cmocka_run_group_tests(tests, NULL, NULL);
}
