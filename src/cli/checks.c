/* SPDX-License-Identifier: Apache-2.0 */
/* The library's checks, with what a command says when they cannot be done. */
#include "checks.h"

#include <fcntl.h>
#include <unistd.h>

#include "clean.h"
#include "output.h"
#include "pc/audit/policy.h"
#include "pc/base/fs.h"
#include "pc/base/limits.h"
#include "pc/base/when.h"
#include "pc/fleet/targets.h"
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

/* How verify names the files of a directory. */
static struct pc_str shown_as(struct pc_arena *arena, struct pc_str dir)
{
	struct pc_str path = pc_path_normal(arena, dir);

	if (pc_str_is(path, "."))
		return (struct pc_str){0};
	return pc_str_is(path, "/") ? path
				    : pc_arena_printf(arena, "%.*s/", PC_STR_ARG(path));
}

struct pc_str checks_name(struct pc_arena *arena, struct pc_str dir, const char *file)
{
	return pc_arena_printf(arena, "%.*s%s", PC_STR_ARG(shown_as(arena, dir)), file);
}

int checks_targets(struct pc_str dir, struct texts *files, struct pc_arena *arena,
	struct pc_diags *diags)
{
	enum { PER_SECOND = 1000 };
	const int64_t now = pc_when_now() / PER_SECOND;
	const struct pc_targets_where where = {
		.dir = dir, .shown = shown_as(arena, dir), .now = now, .made = now};
	struct pc_str name =
		pc_arena_printf(arena, "%.*stargets.yaml", PC_STR_ARG(where.shown));
	struct pc_targets *targets;
	struct pc_err err;

	if (pc_targets_load(&targets, &where, diags, &err) != PC_OK)
		return output_failure(&err);
	if (access(name.ptr, F_OK) == 0)
		texts_add(files, arena, name);
	return 0;
}

int checks_open(struct pc_str *text, struct pc_str *name, struct pc_str dir,
	const char *file, struct texts *files, struct pc_arena *arena)
{
	struct pc_str path = pc_path_join(arena, dir, pc_str(file));
	struct pc_err err;
	enum pc_status status =
		pc_fs_read(text, arena, AT_FDCWD, path.ptr, PC_MAX_DOC_SIZE, &err);

	*name = checks_name(arena, dir, file);
	if (status == PC_ERR_ABSENT) {
		*text = (struct pc_str){0};
		return 0;
	}
	if (status != PC_OK)
		return output_failure(&err);
	texts_add(files, arena, *name);
	return 0;
}

int checks_audit(struct pc_str dir, struct texts *files, struct pc_arena *arena,
	struct pc_diags *diags)
{
	struct pc_str text, name;
	struct pc_audit_policy *policy = NULL;
	struct pc_err err;
	enum pc_status status;
	int fault = checks_open(&text, &name, dir, "audit.yaml", files, arena);

	if (fault || !text.ptr)
		return fault;
	status = pc_audit_policy_read(&policy, arena, name.ptr, text, diags, &err);
	if (status != PC_OK && status != PC_ERR_PARSE)
		return output_failure(&err);
	/* Ids in files of more rules are looked up when an audit reads them. */
	if (policy && !policy->rules_files.count)
		pc_audit_policy_check_rules(policy, NULL, 0, diags);
	pc_audit_policy_free(policy);
	return 0;
}
