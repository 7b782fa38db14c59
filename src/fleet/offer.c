/* SPDX-License-Identifier: Apache-2.0 */
/* The one place of ours that writes to a repository of people: objects, and one new
 * branch that points at them.  Everything else of the repository is for its owner. */
#include "pc/fleet/offer.h"

#include <stdlib.h>

#include <git2/branch.h>
#include <git2/commit.h>
#include <git2/signature.h>

#include "fleet_priv.h"
#include "pc/base/fs.h"
#include "pc/base/limits.h"

struct pc_offer_file {
	struct pc_repo *repo;
	struct pc_arena arena;
	git_commit *head;
	const char *path; /* from the root of the work tree */
	git_filemode_t mode;
};

static enum pc_status git_fault(const char *what, struct pc_err *err)
{
	return pc_err_set(
		err, PC_ERR_SYSTEM, (struct pc_span){0}, "%s: %s", what, git_complaint());
}

/* ---- what is there ---------------------------------------------------------- */

static enum pc_status find_path(
	struct pc_offer_file *file, const char *name, struct pc_err *err)
{
	struct pc_str root, real;
	char *path = realpath(name, NULL);

	if (!path)
		return pc_err_sys(err, "%s", name);
	real = pc_arena_str(&file->arena, pc_str(path));
	free(path);
	PC_TRY(pc_repo_open(
		&file->repo, pc_arena_str(&file->arena, pc_path_dir(real)).ptr, err));
	root = pc_repo_work_tree(file->repo);
	if (root.len == 0 || !pc_path_within(real, root) || real.len <= root.len + 1)
		return pc_err_set(err, PC_ERR_ABSENT, (struct pc_span){0},
			"'%s' is in no work tree of a repository", name);
	file->path = pc_str_from(real, root.len + 1).ptr;
	return PC_OK;
}

static enum pc_status find_head(struct pc_offer_file *file, struct pc_err *err)
{
	git_oid id;

	if (git_reference_name_to_id(&id, file->repo->git, "HEAD") < 0 ||
		git_commit_lookup(&file->head, file->repo->git, &id) < 0)
		return pc_err_set(err, PC_ERR_ABSENT, (struct pc_span){0},
			"the repository has no commit that is checked out");
	return PC_OK;
}

/* The file as a commit has it; *mode is set when it has one. */
static bool blob_of(struct pc_str *text, git_filemode_t *mode, struct pc_arena *arena,
	const struct pc_offer_file *file, const git_commit *commit)
{
	git_tree_entry *entry = NULL;
	git_blob *blob = NULL;
	git_tree *tree = NULL;
	bool found =
		git_commit_tree(&tree, commit) == 0 &&
		git_tree_entry_bypath(&entry, tree, file->path) == 0 &&
		git_blob_lookup(&blob, file->repo->git, git_tree_entry_id(entry)) == 0;

	if (found) {
		*mode = git_tree_entry_filemode(entry);
		*text = pc_arena_str(arena, (struct pc_str){git_blob_rawcontent(blob),
						    (size_t)git_blob_rawsize(blob)});
	}
	git_blob_free(blob);
	git_tree_entry_free(entry);
	git_tree_free(tree);
	return found;
}

static enum pc_status check_clean(
	struct pc_offer_file *file, struct pc_str was, struct pc_err *err)
{
	struct pc_str has;

	if (!blob_of(&has, &file->mode, &file->arena, file, file->head))
		return pc_err_set(err, PC_ERR_ABSENT, (struct pc_span){0},
			"'%s' is not in the commit that is checked out", file->path);
	if (!pc_str_eq(has, was))
		return pc_err_set(err, PC_ERR_USAGE, (struct pc_span){0},
			"'%s' has changes that are not committed", file->path);
	return PC_OK;
}

enum pc_status pc_offer_open(struct pc_offer_file **out, const char *file,
	struct pc_str was, struct pc_err *err)
{
	struct pc_offer_file *made = pc_xcalloc(1, sizeof(*made));
	enum pc_status status = find_path(made, file, err);

	if (status == PC_OK)
		status = find_head(made, err);
	if (status == PC_OK)
		status = check_clean(made, was, err);
	if (status != PC_OK)
		pc_offer_close(&made);
	else
		*out = made;
	return status;
}

void pc_offer_close(struct pc_offer_file **file)
{
	if (!*file)
		return;
	git_commit_free((*file)->head);
	pc_repo_free((*file)->repo);
	pc_arena_done(&(*file)->arena);
	free(*file);
	*file = NULL;
}

struct pc_str pc_offer_path(const struct pc_offer_file *file)
{
	return pc_str(file->path);
}

/* ---- what others are offered yet ---------------------------------------------- */

static bool has_it(const struct pc_offer_file *file, const git_reference *ref,
	pc_offer_fn *fn, void *context)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	git_object *commit = NULL;
	git_filemode_t mode;
	struct pc_str text;
	bool found;

	if (git_reference_peel(&commit, ref, GIT_OBJECT_COMMIT) < 0)
		return false;
	found = blob_of(&text, &mode, &arena, file, (git_commit *)commit) &&
		fn(context, text);
	git_object_free(commit);
	return found;
}

struct pc_str pc_offer_find(struct pc_offer_file *file, struct pc_arena *arena,
	const char *topic, pc_offer_fn *fn, void *context)
{
	struct pc_str glob = pc_arena_printf(arena, "refs/heads/%s/*", topic);
	git_reference_iterator *iterator = NULL;
	struct pc_str found = {0};
	git_reference *ref = NULL;
	int seen = 0;

	if (git_reference_iterator_glob_new(&iterator, file->repo->git, glob.ptr) < 0)
		return found;
	while (!found.ptr && seen++ < PC_MAX_OFFERS &&
		git_reference_next(&ref, iterator) == 0) {
		if (has_it(file, ref, fn, context))
			found = pc_arena_str(arena, pc_str(git_reference_shorthand(ref)));
		git_reference_free(ref);
	}
	git_reference_iterator_free(iterator);
	return found;
}

/* ---- making one --------------------------------------------------------------- */

/* Who git config says, at the moment that the caller says. */
static enum pc_status author_of(git_signature **out, const struct pc_offer_file *file,
	int64_t now, struct pc_err *err)
{
	git_signature *who = NULL;
	int code;

	if (git_signature_default(&who, file->repo->git) < 0)
		return pc_err_set(err, PC_ERR_ABSENT, (struct pc_span){0},
			"git config has no user.name and user.email to commit as");
	code = git_signature_new(out, who->name, who->email, now, 0);
	git_signature_free(who);
	return code < 0 ? git_fault("the author of a commit", err) : PC_OK;
}

static enum pc_status make_tree(git_tree **out, const struct pc_offer_file *file,
	const git_commit *parent, struct pc_str text, struct pc_err *err)
{
	git_tree_update update = {.action = GIT_TREE_UPDATE_UPSERT,
		.filemode = file->mode,
		.path = file->path};
	git_tree *before = NULL;
	git_oid id;
	int code = git_blob_create_from_buffer(
		&update.id, file->repo->git, text.ptr, text.len);

	if (code == 0)
		code = git_commit_tree(&before, parent);
	if (code == 0)
		code = git_tree_create_updated(&id, file->repo->git, before, 1, &update);
	if (code == 0)
		code = git_tree_lookup(out, file->repo->git, &id);
	git_tree_free(before);
	return code < 0 ? git_fault("a tree with the file's new text", err) : PC_OK;
}

/* *last becomes the new commit. */
static enum pc_status add_commit(git_commit **last, const struct pc_offer_file *file,
	const struct pc_offer_commit *commit, const git_signature *who,
	struct pc_err *err)
{
	const git_commit *parents[] = {*last};
	git_tree *tree = NULL;
	git_commit *made = NULL;
	git_oid id;
	int code;

	PC_TRY(make_tree(&tree, file, *last, commit->text, err));
	code = git_commit_create(&id, file->repo->git, NULL, who, who, NULL,
		commit->message.ptr, tree, 1, parents);
	git_tree_free(tree);
	if (code == 0)
		code = git_commit_lookup(&made, file->repo->git, &id);
	if (code < 0)
		return git_fault("a commit", err);
	git_commit_free(*last);
	*last = made;
	return PC_OK;
}

/* Nothing is taken from a branch that is there. */
static enum pc_status make_branch(struct pc_str *branch, struct pc_arena *arena,
	const struct pc_offer_file *file, struct pc_str name, const git_commit *at,
	struct pc_err *err)
{
	git_reference *ref = NULL;
	struct pc_str tried = pc_arena_str(arena, name);
	int code = git_branch_create(&ref, file->repo->git, tried.ptr, at, 0);

	for (int n = 2; code == GIT_EEXISTS && n < PC_MAX_OFFERS; n++) {
		tried = pc_arena_printf(arena, "%.*s-%d", PC_STR_ARG(name), n);
		code = git_branch_create(&ref, file->repo->git, tried.ptr, at, 0);
	}
	git_reference_free(ref);
	if (code < 0)
		return git_fault("a branch for the proposal", err);
	*branch = tried;
	return PC_OK;
}

enum pc_status pc_offer_make(struct pc_str *branch, struct pc_arena *arena,
	struct pc_offer_file *file, const struct pc_offer *offer, struct pc_err *err)
{
	git_signature *who = NULL;
	git_commit *last = NULL;
	enum pc_status status;

	PC_TRY(author_of(&who, file, offer->now, err));
	status = git_commit_dup(&last, file->head) < 0 ? git_fault("HEAD", err) : PC_OK;
	for (size_t i = 0; status == PC_OK && i < offer->count; i++)
		status = add_commit(&last, file, &offer->commits[i], who, err);
	if (status == PC_OK)
		status = make_branch(branch, arena, file, offer->branch, last, err);
	git_commit_free(last);
	git_signature_free(who);
	return status;
}
