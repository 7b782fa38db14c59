/* SPDX-License-Identifier: Apache-2.0 */
/* Findings as tests, for the formats that know nothing else (junit.c, tap.c). */
#include "report_priv.h"

static struct pc_str whole_message(struct pc_arena *arena, const struct pc_diag *diag)
{
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};

	put_place(&out, diag->at);
	pc_buf_printf(&out, ": %s %s: ", pc_severity_name(diag->severity), diag->code);
	put_message(&out, diag);
	return pc_arena_str(arena, pc_buf_str(&out));
}

static struct pc_test_result of_finding(struct pc_arena *arena,
	const struct pc_report *report, const struct pc_diag *diag)
{
	struct pc_span at = diag->at;
	bool placed = at.file && at.line;

	return (struct pc_test_result){
		.suite = at.file ? pc_str(at.file) : PC_STR("policyctl"),
		.name = placed ? pc_arena_printf(arena, "%s at %u:%u", diag->code,
					 at.line, at.col)
			       : pc_str(diag->code),
		.outcome = diag->severity >= report->fail_on ? PC_FAILED : PC_PASSED,
		.message = whole_message(arena, diag),
		.at = at,
	};
}

static bool has_finding(const struct pc_diags *diags, const char *file)
{
	for (size_t i = 0; i < diags->count; i++) {
		const char *its = diags->items[i].at.file;

		if (its && strcmp(its, file) == 0)
			return true;
	}
	return false;
}

struct cases report_cases(struct pc_arena *arena, const struct pc_report *report)
{
	static const struct pc_diags none;
	const struct pc_diags *diags = report->diags ? report->diags : &none;
	size_t most = diags->count + report->n_files + report->n_results;
	struct cases cases = {pc_arena_new_array(arena, struct pc_test_result, most), 0};

	for (size_t i = 0; i < diags->count; i++)
		cases.items[cases.count++] = of_finding(arena, report, &diags->items[i]);
	for (size_t i = 0; i < report->n_files; i++) {
		if (has_finding(diags, report->files[i]))
			continue;
		cases.items[cases.count++] = (struct pc_test_result){
			.suite = pc_str(report->files[i]),
			.name = PC_STR("no findings"),
			.at = {report->files[i], 0, 0},
		};
	}
	for (size_t i = 0; i < report->n_results; i++)
		cases.items[cases.count++] = report->results[i];
	return cases;
}
