/* SPDX-License-Identifier: Apache-2.0 */
/* The index held against HEAD, file by file. */
#include <stdlib.h>

#include <git2/diff.h>
#include <git2/patch.h>

#include "fleet_priv.h"
#include "pc/base/limits.h"
#include "pc/fleet/staged.h"

/* Of <git2/index.h>, which has a member ctime: that is banned here. */
GIT_EXTERN(int) git_index_open(git_index **index, const char *path);
GIT_EXTERN(void) git_index_free(git_index *index);

struct walk {
	const struct pc_staged_job *job;
	size_t ceiling;
	git_odb *odb;
	git_diff *diff;
	struct pc_staged_lines *lines; /* of one file */
	size_t n_lines, cap;
};

bool pc_staged_adds(const struct pc_staged_file *file, uint32_t first, uint32_t last)
{
	if (file->is_whole)
		return true;
	for (size_t i = 0; i < file->n_lines; i++) {
		const struct pc_staged_lines *lines = &file->lines[i];

		if (last >= lines->first &&
			(first < lines->first || first - lines->first < lines->count))
			return true;
	}
	return false;
}

/* False: there are none to tell, and all of the file counts. */
static bool read_lines(struct walk *walk, size_t at)
{
	git_patch *patch = NULL;
	const git_diff_hunk *hunk;
	bool has_lines;

	walk->n_lines = 0;
	if (git_patch_from_diff(&patch, walk->diff, at) < 0 || !patch)
		return false;
	has_lines = !(git_patch_get_delta(patch)->flags & GIT_DIFF_FLAG_BINARY);
	for (size_t i = 0; has_lines && i < git_patch_num_hunks(patch); i++) {
		has_lines = git_patch_get_hunk(&hunk, NULL, patch, i) == 0;
		if (!has_lines || hunk->new_lines <= 0)
			continue;
		pc_xgrow(walk->lines, walk->n_lines, walk->cap);
		walk->lines[walk->n_lines++] = (struct pc_staged_lines){
			(uint32_t)hunk->new_start, (uint32_t)hunk->new_lines};
	}
	git_patch_free(patch);
	return has_lines;
}

static void tell_fault(const struct walk *walk, struct pc_str path,
	enum pc_blob_fault fault, uint64_t size)
{
	if (walk->job->fault)
		walk->job->fault(walk->job->context, path, fault, size);
}

/* Whether its content can be taken. */
static bool is_readable(const struct walk *walk, const git_diff_file *file)
{
	struct pc_str path = pc_str(file->path);
	git_object_t type;
	size_t size;

	if (git_odb_read_header(&size, &type, walk->odb, &file->id) < 0 ||
		type != GIT_OBJECT_BLOB) {
		tell_fault(walk, path, PC_BLOB_BROKEN, 0);
		return false;
	}
	if (size > walk->ceiling)
		tell_fault(walk, path, PC_BLOB_LARGE, size);
	return size <= walk->ceiling;
}

static void look_at(struct walk *walk, size_t at)
{
	const git_diff_delta *delta = git_diff_get_delta(walk->diff, at);
	const git_diff_file *file = &delta->new_file;
	struct pc_staged_file out = {.path = pc_str(file->path)};
	git_odb_object *object = NULL;

	if (delta->status == GIT_DELTA_DELETED || delta->status == GIT_DELTA_CONFLICTED ||
		file->mode == GIT_FILEMODE_COMMIT || git_oid_is_zero(&file->id))
		return;
	if (git_oid_equal(&file->id, &delta->old_file.id))
		return; /* another name or mode */
	if (!is_readable(walk, file))
		return;
	out.is_whole = delta->status == GIT_DELTA_ADDED ||
		       delta->old_file.mode == GIT_FILEMODE_COMMIT ||
		       !read_lines(walk, at);
	if (!out.is_whole && walk->n_lines == 0)
		return;
	if (git_odb_read(&object, walk->odb, &file->id) < 0) {
		tell_fault(walk, out.path, PC_BLOB_BROKEN, 0);
		return;
	}
	out.bytes =
		(struct pc_str){git_odb_object_data(object), git_odb_object_size(object)};
	out.lines = walk->lines;
	out.n_lines = out.is_whole ? 0 : walk->n_lines;
	walk->job->each(walk->job->context, &out);
	git_odb_object_free(object);
}

/* *head is NULL before the first commit. */
static int find_head(git_tree **head, git_repository *git)
{
	git_reference *reference = NULL;
	int code = git_repository_head(&reference, git);

	*head = NULL;
	if (code == GIT_EUNBORNBRANCH || code == GIT_ENOTFOUND)
		return 0;
	if (code == 0)
		code = git_reference_peel(
			(git_object **)head, reference, GIT_OBJECT_TREE);
	git_reference_free(reference);
	return code;
}

static int compare(struct walk *walk, git_repository *git, const char *path)
{
	git_diff_options options = {.version = GIT_DIFF_OPTIONS_VERSION,
		.ignore_submodules = GIT_SUBMODULE_IGNORE_ALL,
		.max_size = (git_off_t)walk->ceiling};
	git_diff_find_options renames = {
		.version = GIT_DIFF_FIND_OPTIONS_VERSION, .flags = GIT_DIFF_FIND_RENAMES};
	git_index *index = NULL;
	git_tree *head = NULL;
	int code;

	code = path ? git_index_open(&index, path) : git_repository_index(&index, git);
	if (code == 0)
		code = find_head(&head, git);
	if (code == 0)
		code = git_diff_tree_to_index(&walk->diff, git, head, index, &options);
	if (code == 0)
		code = git_diff_find_similar(walk->diff, &renames);
	git_tree_free(head);
	git_index_free(index);
	return code;
}

enum pc_status pc_repo_staged(const struct pc_repo *repo, const char *index,
	const struct pc_staged_job *job, struct pc_err *err)
{
	struct walk walk = {
		.job = job, .ceiling = job->ceiling ? job->ceiling : PC_MAX_BLOB};
	struct pc_span none = {0};
	int code = git_repository_odb(&walk.odb, repo->git);

	if (code == 0)
		code = compare(&walk, repo->git, index);
	if (code < 0) {
		pc_err_set(err, PC_ERR_SYSTEM, none, "what is staged cannot be told: %s",
			git_complaint());
	}
	for (size_t i = 0; code == 0 && i < git_diff_num_deltas(walk.diff); i++)
		look_at(&walk, i);
	git_diff_free(walk.diff);
	git_odb_free(walk.odb);
	free(walk.lines);
	return code < 0 ? err->status : PC_OK;
}
