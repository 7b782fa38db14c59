/* SPDX-License-Identifier: Apache-2.0 */
/* Every check of settings that were loaded: what verify reports, and what must be clean
 * before anything is built of them. */
#ifndef PC_CLI_CHECKS_H
#define PC_CLI_CHECKS_H

#include "cmd.h"
#include "pc/lint/lint.h"
#include "pc/models/table.h"
#include "pc/report/report.h"

struct checks {
	struct pc_lint_options lint;
	struct pc_str repository; /* whose policy tests are run; empty: none */
	bool nobody_asks;         /* the settings are the repository's alone */
	struct texts *files;      /* the files of tests are added; may be NULL */
	size_t n_tests;           /* out: tests that were run */
};

/* Findings go to diags.  Prints what goes wrong; returns 0 or an exit status. */
int checks_run(struct checks *checks, const struct pc_settings *settings,
	struct pc_arena *arena, struct pc_diags *diags);

/* Whom the policy of that directory is for: findings about targets.yaml and overrides/.
 * The same. */
int checks_targets(struct pc_str dir, struct texts *files, struct pc_arena *arena,
	struct pc_diags *diags);
/* What audits go by, if that directory has an audit.yaml.  The same. */
int checks_audit(struct pc_str dir, struct texts *files, struct pc_arena *arena,
	struct pc_diags *diags);
/* Models that the files of settings name and that will not last, or are none.  source:
 * standard input, or NULL.  The same. */
int checks_mentions(const struct pc_settings *settings, struct pc_str repository,
	const struct pc_report_source *source, struct pc_arena *arena,
	struct pc_diags *diags);
/* The table of models, if that directory has one.  The same. */
int checks_models(struct pc_str dir, struct texts *files, struct pc_arena *arena,
	struct pc_diags *diags);
/* Which models may be called, if that directory says so; settings are the directory's.
 * The same. */
int checks_model_policy(struct pc_str dir, const struct pc_settings *settings,
	struct texts *files, struct pc_arena *arena, struct pc_diags *diags);
/* Whom jobs are sent to, if that directory says so, and whether its policy of models lets
 * them go there.  The same. */
int checks_orch(struct pc_str dir, struct texts *files, struct pc_arena *arena,
	struct pc_diags *diags);
/* The directory's table of models, or the one built in; NULL: it has findings of its own.
 */
const struct pc_models *checks_table(struct pc_str dir, struct pc_arena *arena);
/* Reads a file of that directory that need not be there: a NULL .ptr, and 0, without it.
 * Its name, as findings say it, goes to *name and to files.  The same. */
int checks_open(struct pc_str *text, struct pc_str *name, struct pc_str dir,
	const char *file, struct texts *files, struct pc_arena *arena);
/* How findings name a file of that directory. */
struct pc_str checks_name(struct pc_arena *arena, struct pc_str dir, const char *file);

#endif
