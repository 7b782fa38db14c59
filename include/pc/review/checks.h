/* SPDX-License-Identifier: Apache-2.0 */
/* Every check of settings that were loaded: what verify reports, and what must be clean
 * before anything is built of them or put in force. */
#ifndef PC_REVIEW_CHECKS_H
#define PC_REVIEW_CHECKS_H

#include "pc/lint/lint.h"
#include "pc/review/tests.h"

struct pc_checks {
	struct pc_lint_options lint;
	struct pc_str repository; /* whose policy tests are run; empty: none */
	bool nobody_asks;         /* the settings are the repository's alone */
	struct pc_tests
		tests;  /* out: those that were found; lives in the findings' arena */
	size_t n_tests; /* out: calls that were decided */
};

/* Compiles, lints, analyzes and tests: findings go to diags.  Fails only when that could
 * not be done. */
PC_MUST_CHECK enum pc_status pc_checks_run(struct pc_checks *checks,
	const struct pc_settings *settings, struct pc_diags *diags, struct pc_err *err);

#endif
