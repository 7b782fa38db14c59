/* SPDX-License-Identifier: Apache-2.0 */
/* The library's checks, with what a command says when they cannot be done. */
#include "checks.h"

#include "output.h"
#include "pc/review/checks.h"

int checks_run(struct checks *checks, const struct pc_settings *settings,
	struct pc_arena *arena, struct pc_diags *diags)
{
	struct pc_checks all = {.lint = checks->lint,
		.repository = checks->repository,
		.nobody_asks = checks->nobody_asks};
	struct pc_err err;

	if (pc_checks_run(&all, settings, diags, &err) != PC_OK)
		return output_failure(&err);
	checks->n_tests = all.n_tests;
	for (size_t i = 0; checks->files && i < all.tests.n_files; i++)
		texts_add(checks->files, arena, pc_str(all.tests.files[i]));
	return 0;
}
