/* SPDX-License-Identifier: Apache-2.0 */
/* What policyctl test prints: the answers of a run in each format. */
#ifndef PC_CLI_TEST_OUTPUT_H
#define PC_CLI_TEST_OUTPUT_H

#include <stdio.h>

#include "pc/report/report.h"
#include "pc/review/tests.h"

struct test_output {
	const struct pc_test_run *run;
	struct pc_diags *diags; /* of the test files */
	bool coverage;          /* which rules no test touches, too */
};

void test_output_text(FILE *to, const struct test_output *output);
void test_output_json(FILE *to, const struct test_output *output);
/* With one of pc_report's writers: junit or tap. */
void test_output_report(FILE *to, const struct test_output *output, pc_report_fn *write);

/* Percent of the rules that decided a call; 100 when there is none. */
double test_coverage(const struct pc_test_run *run);

#endif
