/* SPDX-License-Identifier: Apache-2.0 */
/* A git repository, read only: which tree a revision names, and the policy files of that
 * tree laid out where they can be loaded.  Nothing of the repository is run and nothing
 * in it is changed. */
#ifndef PC_FLEET_REPO_H
#define PC_FLEET_REPO_H

#include "pc/base/arena.h"
#include "pc/base/err.h"

struct pc_repo;

/* The repository whose work tree holds dir, or that dir is.  PC_ERR_ABSENT: there is
 * none.  PC_ERR_SYSTEM: it belongs to another user and safe.directory does not name it,
 * or it is in a form that this libgit2 does not read. */
PC_MUST_CHECK enum pc_status pc_repo_open(
	struct pc_repo **out, const char *dir, struct pc_err *err);
void pc_repo_free(struct pc_repo *repo);
void pc_repo_freep(struct pc_repo **repo);

/* The root of the work tree, without a slash at its end; empty for a bare repository. */
struct pc_str pc_repo_work_tree(const struct pc_repo *repo);
/* The directory that was handed to pc_repo_open(), from there; empty for the root. */
struct pc_str pc_repo_here(const struct pc_repo *repo);

/* What all work trees of the repository share, with a slash at its end. */
const char *pc_repo_git_dir(const struct pc_repo *repo);

/* Where git looks for hooks: what core.hooksPath says, or the directory that all work
 * trees of the repository share.  Absolute; it may not be there. */
struct pc_str pc_repo_hooks(const struct pc_repo *repo, struct pc_arena *arena);

/* A directory or file of a revision. */
struct pc_revision {
	struct pc_str rev;  /* as typed: "HEAD~1" */
	struct pc_str path; /* from the root of the tree; empty: the root itself */
	bool is_file;
	bool is_absent; /* the revision has no such directory; only for an implied path */
};

/* text is REV, which means the directory that was handed to pc_repo_open() as it is in
 * that revision, or REV:PATH from the root (REV:./PATH from that directory).
 * PC_ERR_ABSENT names what is not there, and what may have been meant.  Texts live in
 * arena. */
PC_MUST_CHECK enum pc_status pc_repo_resolve(struct pc_revision *out,
	const struct pc_repo *repo, struct pc_arena *arena, struct pc_str text,
	struct pc_err *err);

/* The commit that a revision without a path names, in hexadecimal: out has room for
 * PC_COMMIT_HEX bytes (fetch.h). */
PC_MUST_CHECK enum pc_status pc_repo_commit(
	char *out, const struct pc_repo *repo, struct pc_str rev, struct pc_err *err);

/* A copy of a revision's policy files in a private directory. */
struct pc_export {
	char *top;              /* the directory, removed by pc_export_done() */
	struct pc_str path;     /* what to load: a directory, or the one file */
	struct pc_str shown_as; /* what places say instead of it: "HEAD~1:policies/" */
	size_t n_files;
};

/* Copies managed-settings.json (.yaml, .yml), managed-settings.d/, the tests,
 * targets.yaml, models.yaml, model-policy.yaml and overrides/, or the one file.  Links
 * are followed inside the revision; one that leaves it is an error, as nobody can tell
 * what it says.  A file past PC_MAX_DOC_SIZE becomes one that is just as unreadable.
 * Texts live in arena; *out needs pc_export_done() only after PC_OK. */
PC_MUST_CHECK enum pc_status pc_repo_export(struct pc_export *out,
	const struct pc_repo *repo, struct pc_arena *arena,
	const struct pc_revision *revision, struct pc_err *err);
void pc_export_done(struct pc_export *export);

#endif
