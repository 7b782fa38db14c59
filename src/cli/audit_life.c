/* SPDX-License-Identifier: Apache-2.0 */
/* What an audit goes by beside its rules: policy and baseline. */
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "audit.h"
#include "output.h"
#include "pc/base/fs.h"
#include "pc/base/limits.h"

void audit_say_diags(FILE *to, struct pc_diags *diags)
{
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};

	pc_diags_sort(diags);
	pc_audit_write_diags(&out, diags, PC_NOTE, output_is_coloured(to));
	output_text(to, pc_buf_str(&out));
}

int audit_policy_open(struct audit_run *run)
{
	struct pc_str named = run->args->policy;
	const char *file = named.len ? named.ptr : PC_AUDIT_POLICY_FILE;
	struct pc_err err;
	enum pc_status status =
		pc_audit_policy_load(&run->policy, run->arena, file, &run->diags, &err);

	if (status == PC_OK || (status == PC_ERR_ABSENT && !named.len))
		return 0;
	audit_say_diags(stderr, &run->diags);
	return output_failure(&err);
}

/* ---- baseline ------------------------------------------------------------- */

static bool is_directory(struct pc_str path)
{
	struct stat st;

	return stat(path.ptr, &st) == 0 && S_ISDIR(st.st_mode);
}

/* In the root of the one tree that is looked through, or here. */
static struct pc_str usual_file(struct audit_run *run, const struct texts *operands)
{
	struct pc_str name = PC_STR(PC_BASELINE_NAME);

	if (operands->count == 1 && is_directory(operands->items[0]) &&
		!pc_str_is(operands->items[0], "."))
		return pc_path_join(run->arena, operands->items[0], name);
	return name;
}

/* Of staged changes nobody knows what else there is. */
static void tell_scopes(struct audit_run *run, const struct texts *operands)
{
	const struct audit_args *args = run->args;
	struct pc_baseline *baseline = &run->baseline;

	baseline->left_out = args->no_rules.items;
	baseline->n_left_out = args->no_rules.count;
	baseline->no_members = args->no_archives;
	if (args->history)
		baseline->looked_at |= PC_BASELINE_HISTORY;
	if (args->processes)
		baseline->looked_at |= PC_BASELINE_PROCESSES;
	for (size_t i = 0; i < operands->count; i++) {
		if (!args->staged && !args->history &&
			!pc_str_is(operands->items[i], "-"))
			pc_baseline_scope(baseline, operands->items[i]);
	}
}

void audit_baseline_choose(struct audit_run *run, const struct texts *operands)
{
	struct pc_str named = run->args->baseline;
	struct pc_str file = named.len ? named : usual_file(run, operands);

	if (run->args->no_baseline)
		return;
	pc_baseline_init(&run->baseline, run->arena, file.ptr);
	tell_scopes(run, operands);
	run->has_baseline = true;
}

int audit_baseline_open(struct audit_run *run)
{
	const struct audit_args *args = run->args;
	/* What is written anew may be in any state. */
	struct pc_diags *diags = args->write_baseline ? NULL : pc_audit_diags(run->audit);
	enum pc_status status;
	struct pc_err err;

	if (!run->has_baseline)
		return 0;
	status = pc_baseline_read(&run->baseline, &run->key, diags, &err);
	if (status == PC_OK)
		return 0;
	if (status == PC_ERR_ABSENT && (args->write_baseline || !args->baseline.len)) {
		run->has_baseline = args->write_baseline;
		return 0;
	}
	output_error(&err);
	return EXIT_COULD_NOT;
}

/* Two branches that each add a line at the same place are merged by git only if it is
 * told that lines of both are wanted.  True: it was not told, and is now. */
static bool tell_git(const struct audit_run *run)
{
	const struct pc_baseline *baseline = &run->baseline;
	struct pc_arena *arena = run->arena;
	struct pc_str name = pc_path_base(pc_str(baseline->file)), text = {0};
	struct pc_str file = pc_path_join(arena, baseline->dir, PC_STR(".gitattributes"));
	struct pc_str git = pc_path_join(arena, baseline->dir, PC_STR(".git"));
	struct pc_err err;

	if (!baseline->is_new || access(git.ptr, F_OK) != 0)
		return false;
	if (pc_fs_read(&text, arena, AT_FDCWD, file.ptr, PC_MAX_DOC_SIZE, &err) !=
			PC_OK &&
		err.status != PC_ERR_ABSENT)
		return false;
	if (pc_str_find_str(text, name) < text.len)
		return false;
	text = pc_arena_printf(arena, "%.*s%s%.*s merge=union\n", PC_STR_ARG(text),
		text.len && !pc_str_ends(text, PC_STR("\n")) ? "\n" : "",
		PC_STR_ARG(name));
	return pc_fs_replace(AT_FDCWD, file.ptr, text,
		       S_IRUSR | S_IWUSR | S_IRGRP | S_IROTH, &err) == PC_OK;
}

int audit_baseline_write(
	const struct audit_run *run, const struct pc_audit_result *result)
{
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};
	const char *file = run->baseline.file;
	struct pc_baseline_change change =
		pc_baseline_write(&out, &run->baseline, result);
	struct pc_err err;

	if (pc_fs_replace(AT_FDCWD, file, pc_buf_str(&out),
		    S_IRUSR | S_IWUSR | S_IRGRP | S_IROTH, &err) != PC_OK)
		return output_failure(&err);
	printf("%s: %zu %s (%zu new, %zu removed)\n", file, change.n_entries,
		change.n_entries == 1 ? "entry" : "entries", change.n_added,
		change.n_removed);
	if (tell_git(run))
		printf(".gitattributes: git merges it line by line\n");
	return run->status;
}
