/* SPDX-License-Identifier: Apache-2.0 */
/* How runs of the client and of commands end, by their lines and by their process. */
#include "failure_rows_process.h"

static void check(const struct process_row *run)
{
	const struct pc_outcome outcome = {.contract = run->contract,
		.body = pc_str(run->body),
		.exit_status = run->exit_status,
		.signal = run->signal,
		.timed_out = run->timed_out,
		.token_expires = run->token_expires,
		.now = NOW};
	struct pc_arena arena = {0};
	struct pc_failure failure;

	pc_failure_classify(&failure, &arena, &outcome);
	assert_string_equal(
		pc_failure_table[failure.class].name, pc_failure_table[run->class].name);
	assert_int_equal(pc_failure_table[failure.class].scope, run->scope);
	assert_int_equal(pc_failure_table[failure.class].action, run->action);
	assert_int_equal(failure.until, run->until);
	assert_int_equal(failure.may_have_run, run->class != PC_FAILURE_NONE);
	assert_str(failure.said, run->said);
	pc_arena_done(&arena);
}

PC_TABLE(process_rows, check)

/* A backend that read the last line itself need not hand it over. */
static void fields_alone(void **state)
{
	struct pc_outcome outcome = {.contract = PC_CONTRACT_CLAUDE_CLI,
		.http = 529,
		.subtype = PC_STR("success"),
		.is_error = true,
		.has_ended = true,
		.exit_status = 1,
		.now = NOW};
	struct pc_arena arena = {0};
	struct pc_failure failure;

	(void)state;
	pc_failure_classify(&failure, &arena, &outcome);
	assert_int_equal(failure.class, PC_FAILURE_OVERLOADED);
	outcome.is_error = false;
	outcome.exit_status = 0;
	outcome.stop = PC_STR("end_turn");
	pc_failure_classify(&failure, &arena, &outcome);
	assert_int_equal(failure.class, PC_FAILURE_NONE);
	pc_arena_done(&arena);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {cmocka_unit_test(fields_alone)};

	return PC_RUN(process_rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
