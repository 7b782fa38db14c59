/* SPDX-License-Identifier: Apache-2.0 */
/* Keys in what the next commit would add, and what history and that have in common. */
#include <stdlib.h>

#include "audit_git.h"
#include "pc/fleet/staged.h"

struct look {
	struct audit_run *run;
	struct pc_str dir;
	struct pc_secret_scanner *scanner;
	struct pc_arena arena; /* of one file */
	const struct pc_staged_file *file;
};

struct pc_str audit_git_path(
	struct pc_arena *arena, struct pc_str dir, struct pc_str path)
{
	if (pc_str_is(dir, "."))
		return pc_arena_str(arena, path);
	while (dir.len > 1 && pc_str_ends(dir, PC_STR("/")))
		dir.len--;
	return pc_arena_printf(arena, "%.*s/%.*s", PC_STR_ARG(dir), PC_STR_ARG(path));
}

void audit_git_fault(struct audit_run *run, struct pc_str path, enum pc_blob_fault fault,
	uint64_t size)
{
	if (fault == PC_BLOB_LARGE) {
		pc_audit_note(run->audit, "PC2534", path,
			"it is not looked at, as it has %llu MB",
			(unsigned long long)(size >> 20));
		return;
	}
	pc_audit_note(run->audit, "PC2535", path,
		"git keeps it in a form that cannot be read; see git fsck");
}

/* Keys in lines that were there before do not hold up a commit that leaves them alone. */
static bool is_added(void *context, const struct pc_secret_hit *hit, struct pc_str text)
{
	const struct look *look = context;
	struct pc_str key = pc_str_head(pc_str_from(text, hit->at), hit->len);
	uint32_t last = hit->line;

	for (size_t i = 0; i < key.len; i++)
		last += key.ptr[i] == '\n';
	return pc_staged_adds(look->file, hit->line, last);
}

static void look_at_file(void *context, const struct pc_staged_file *file)
{
	struct look *look = context;
	struct pc_audit_job job = look->run->job;
	const struct pc_audit_place at = {.source = PC_AUDIT_STAGED,
		.path = audit_git_path(&look->arena, look->dir, file->path)};

	if (job.is_left_out && job.is_left_out(job.context, at.path))
		return;
	look->file = file;
	job.is_wanted = is_added;
	job.wanted_context = look;
	pc_audit_text(&job, look->scanner, &at, file->bytes);
	pc_audit_count(look->run->audit, 1, file->bytes.len);
	pc_arena_reset(&look->arena);
}

static void tell_fault(
	void *context, struct pc_str path, enum pc_blob_fault fault, uint64_t size)
{
	const struct look *look = context;

	audit_git_fault(look->run, path, fault, size);
}

static enum pc_status look_at_staged(struct audit_run *run, const struct pc_repo *repo,
	struct pc_str dir, struct pc_err *err)
{
	struct look look = {
		.run = run, .dir = dir, .scanner = pc_secret_scanner_new(run->secrets)};
	const struct pc_staged_job job = {
		.each = look_at_file, .fault = tell_fault, .context = &look};
	enum pc_status status = pc_repo_staged(
		repo, pc_str_is(dir, ".") ? getenv("GIT_INDEX_FILE") : NULL, &job, err);

	pc_secret_scanner_free(look.scanner);
	pc_arena_done(&look.arena);
	return status;
}

enum pc_status audit_git_look(
	struct audit_run *run, struct pc_str dir, struct pc_err *err)
{
	/* As git tells its hooks. */
	const char *git_dir = pc_str_is(dir, ".") ? getenv("GIT_DIR") : NULL;
	PC_AUTO(pc_repo_freep) struct pc_repo *repo = NULL;
	enum pc_status status = pc_repo_open(&repo, git_dir ? git_dir : dir.ptr, err);

	if (status == PC_OK && run->args->history)
		status = audit_git_history(run, repo, dir, err);
	if (status == PC_OK && run->args->staged)
		status = look_at_staged(run, repo, dir, err);
	return status;
}
