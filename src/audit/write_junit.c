/* SPDX-License-Identifier: Apache-2.0 */
/* JUnit's XML: each place is a test that failed, or one that was skipped when it is known
 * or allowed. */
#include "pc/report/report.h"
#include "write_priv.h"

static enum pc_case_outcome outcome_of(
	const struct pc_audit_report *report, const struct pc_audit_finding *finding)
{
	if (finding->state != PC_AUDIT_OPEN)
		return PC_SKIPPED;
	return finding->severity >= report->fail_on ? PC_FAILED : PC_PASSED;
}

static struct pc_test_result as_test(struct pc_arena *arena,
	const struct pc_audit_report *report, const struct pc_audit_finding *finding)
{
	PC_AUTO(pc_buf_done) struct pc_buf message = {0};

	put_sentence(&message, finding);
	return (struct pc_test_result){
		.suite = finding->at.path,
		.name = pc_arena_printf(arena, "%s %s at %u:%u", finding->rule->id,
			finding->fingerprint, finding->at.line, finding->at.col),
		.outcome = outcome_of(report, finding),
		.message = pc_arena_str(arena, pc_buf_str(&message)),
		.at = {finding->at.path.ptr, finding->at.line, finding->at.col},
	};
}

void pc_audit_write_junit(struct pc_buf *out, const struct pc_audit_report *report)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	const struct pc_audit_result *result = report->result;
	struct pc_test_result *tests =
		pc_arena_new_array(&arena, struct pc_test_result, result->n_findings);
	const struct pc_report as_tests = {.diags = result->diags,
		.fail_on = report->fail_on,
		.results = tests,
		.n_results = result->n_findings};

	for (size_t i = 0; i < result->n_findings; i++)
		tests[i] = as_test(&arena, report, &result->findings[i]);
	pc_report_junit(out, &as_tests);
}
