/* SPDX-License-Identifier: Apache-2.0 */
/* Compile, lint, analyze, test: in this order, each over the same settings. */
#include "checks.h"

#include "output.h"
#include "pc/lint/analyze.h"
#include "pc/review/tests.h"

static int run_tests(struct checks *checks, const struct pc_settings *settings,
	const struct pc_policy *policy, struct pc_arena *arena, struct pc_diags *diags)
{
	struct pc_tests tests = {0};
	struct pc_test_run run = {.tests = &tests,
		.repository = checks->repository,
		.policy = checks->nobody_asks ? policy : NULL,
		.settings = settings};
	struct pc_err err;

	if (pc_tests_load(&tests, arena, checks->repository, diags, &err) != PC_OK ||
		pc_tests_run(&run, arena, diags, &err) != PC_OK)
		return output_failure(&err);
	pc_tests_report(&run, diags);
	checks->n_tests = run.n_passed + run.n_failed;
	for (size_t i = 0; checks->files && i < tests.n_files; i++)
		texts_add(checks->files, arena, pc_str(tests.files[i]));
	return 0;
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

int checks_run(struct checks *checks, const struct pc_settings *settings,
	struct pc_arena *arena, struct pc_diags *diags)
{
	PC_AUTO(pc_policy_freep) struct pc_policy *policy = NULL;
	struct pc_settings mended = *settings;
	struct pc_err err;

	/* Of a client that does not start there would be nothing more to say. */
	mended.refused = false;
	settings = &mended;
	if (pc_policy_compile(&policy, settings, diags, &err) != PC_OK)
		return output_failure(&err);
	pc_lint(settings, policy, &checks->lint, diags);
	pc_analyze_settings(settings, diags);
	if (!checks->repository.len || is_unread(diags))
		return 0;
	return run_tests(checks, settings, policy, arena, diags);
}
