/* SPDX-License-Identifier: Apache-2.0 */
/* Compile, lint, analyze, test: in this order, each over the same settings. */
#include "pc/review/checks.h"

#include "pc/lint/analyze.h"

static enum pc_status run_tests(struct pc_checks *checks,
	const struct pc_settings *settings, const struct pc_policy *policy,
	struct pc_diags *diags, struct pc_err *err)
{
	struct pc_arena *arena = diags->arena;
	struct pc_test_run run = {.tests = &checks->tests,
		.repository = checks->repository,
		.policy = checks->nobody_asks ? policy : NULL,
		.settings = settings};

	PC_TRY(pc_tests_load(&checks->tests, arena, checks->repository, diags, err));
	PC_TRY(pc_tests_run(&run, arena, diags, err));
	pc_tests_report(&run, diags);
	checks->n_tests = run.n_passed + run.n_failed;
	return PC_OK;
}

/* Whether rules are missing because their file could not be read: the tests of those
 * would all fail, and say nothing that the file's own finding does not. */
static bool is_unread(const struct pc_diags *diags)
{
	for (size_t i = 0; i < diags->count; i++) {
		if (strcmp(diags->items[i].code, "PC1201") == 0)
			return true;
	}
	return false;
}

enum pc_status pc_checks_run(struct pc_checks *checks, const struct pc_settings *settings,
	struct pc_diags *diags, struct pc_err *err)
{
	PC_AUTO(pc_policy_freep) struct pc_policy *policy = NULL;
	struct pc_settings mended = *settings;

	/* Of a client that does not start there would be nothing more to say. */
	mended.refused = false;
	PC_TRY(pc_policy_compile(&policy, &mended, diags, err));
	pc_lint(&mended, policy, &checks->lint, diags);
	pc_analyze_settings(&mended, diags);
	if (!checks->repository.len || is_unread(diags))
		return PC_OK;
	return run_tests(checks, &mended, policy, diags, err);
}
