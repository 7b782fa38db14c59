/* SPDX-License-Identifier: Apache-2.0 */
/* How the parts of reading a repository fit together.
 *
 *   repo.c       opening one
 *   revision.c   what a person typed -> a tree of it
 *   tree.c       a path in a tree, links followed
 *   export.c     the policy files of a tree -> a private directory */
#ifndef PC_FLEET_PRIV_H
#define PC_FLEET_PRIV_H

/* Not <git2.h>: one of the others has a member ctime, which is banned here. */
#include <git2/blob.h>
#include <git2/buffer.h>
#include <git2/common.h>
#include <git2/errors.h>
#include <git2/global.h>
#include <git2/object.h>
#include <git2/odb.h>
#include <git2/refs.h>
#include <git2/repository.h>
#include <git2/revparse.h>
#include <git2/strarray.h>
#include <git2/tree.h>

#include "pc/fleet/repo.h"

struct pc_repo {
	git_repository *git;
	struct pc_arena arena;
	struct pc_str work_tree; /* empty: bare */
	struct pc_str here;      /* the directory it was opened by, from the work tree */
};

/* What libgit2 last complained about. */
const char *git_complaint(void);

/* ---- revision.c ----------------------------------------------------------- */

/* The tree of a revision without a path.  *out is freed with git_tree_free(). */
enum pc_status revision_tree(git_tree **out, const struct pc_repo *repo,
	struct pc_str rev, struct pc_err *err);

/* ---- tree.c --------------------------------------------------------------- */

struct tree {
	const struct pc_repo *repo;
	git_tree *root;
	struct pc_arena *arena;
};

enum tree_kind {
	TREE_NOTHING, /* also a submodule, and what lies below one */
	TREE_FILE,
	TREE_DIRECTORY,
	TREE_OUTSIDE, /* a link leads out of the revision, or round in a circle */
};

struct tree_place {
	enum tree_kind kind;
	git_oid id;
	struct pc_str link; /* TREE_OUTSIDE: what the link says */
};

/* path is relative to the root; links on the way are followed. */
struct tree_place tree_find(const struct tree *tree, struct pc_str path);

/* Path texts without a leading slash: "" and "a/b". */
struct pc_str tree_join(struct pc_arena *arena, struct pc_str dir, struct pc_str name);

#endif
