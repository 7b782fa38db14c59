/* SPDX-License-Identifier: Apache-2.0 */
/* What a test expected and what it got, in words and as findings. */
#include "tests_priv.h"

struct pc_str pc_test_expected(struct pc_arena *arena, const struct pc_test *test)
{
	const char *verdict = pc_verdict_name(test->expect);

	if (test->rule.len) {
		return pc_arena_printf(
			arena, "%s by %.*s", verdict, PC_STR_ARG(test->rule));
	}
	if (test->has_by)
		return pc_arena_printf(arena, "%s by %s", verdict, pc_by_name(test->by));
	return pc_str(verdict);
}

struct pc_str pc_test_got(struct pc_arena *arena, const struct pc_test_answer *answer)
{
	const char *verdict = pc_verdict_name(answer->got);

	if (answer->rule.len == 0) {
		return pc_arena_printf(
			arena, "%s by %s", verdict, pc_by_name(answer->by));
	}
	return pc_arena_printf(arena, "%s by %.*s at %s:%u:%u", verdict,
		PC_STR_ARG(answer->rule), answer->rule_at.file, answer->rule_at.line,
		answer->rule_at.col);
}

static void report_one(const struct pc_test_answer *answer, struct pc_diags *diags)
{
	const struct pc_test *test = answer->test;
	struct pc_str expected = pc_test_expected(diags->arena, test);
	struct pc_str got = pc_test_got(diags->arena, answer);
	struct pc_diag *diag = pc_diag_add(diags, "PC1801", PC_ERROR, test->at,
		"%.*s: expected %.*s, got %.*s", PC_STR_ARG(test->call),
		PC_STR_ARG(expected), PC_STR_ARG(got));

	diag->rule = answer->rule;
	diag->hint = answer->hint;
}

void pc_tests_report(const struct pc_test_run *run, struct pc_diags *diags)
{
	for (size_t i = 0; diags && i < run->tests->count; i++) {
		if (run->answers[i].was_run && !run->answers[i].passed)
			report_one(&run->answers[i], diags);
	}
}
