/* SPDX-License-Identifier: Apache-2.0 */
/* One side of a comparison: a directory, a file, or a git revision of either, as an
 * operand names it. */
#ifndef PC_CLI_SIDE_H
#define PC_CLI_SIDE_H

#include "cmd.h"
#include "pc/fleet/repo.h"
#include "pc/review/tests.h"

struct side {
	struct pc_str name; /* as people call it: the operand, or "work tree" */
	bool is_file;
	struct pc_str path;     /* what is loaded; is_file: the file */
	struct pc_str shown_as; /* a copy: what places say instead of path */
	struct pc_revision revision;
	bool is_revision;
	struct pc_export copy;
};

/* Where revisions are looked up; opened when the first one is. */
struct side_repo {
	struct pc_str dir; /* --git; empty: the current directory */
	struct pc_repo *repo;
};

void side_repo_done(struct side_repo *repo);

/* What exists under that name is a path, anything else a revision; "rev:X" is always the
 * revision X. Prints what goes wrong; returns 0 or an exit status. */
int side_find(struct side *out, struct pc_arena *arena, struct side_repo *repo,
	struct pc_str operand);
/* The same place as a revision's, as the work tree has it. */
int side_of_work_tree(struct side *out, struct pc_arena *arena, struct side_repo *repo,
	const struct side *revision);
void side_done(struct side *side);

/* What file names of its places begin with. */
struct pc_str side_root(struct pc_arena *arena, const struct side *side);
/* "PLACE:LINE:COL" of a file of the side, a copy's under the revision's name. */
struct pc_str side_place(
	struct pc_arena *arena, const struct side *side, struct pc_span at);

/* The managed settings of that side alone, for who asks. */
int side_load(struct pc_settings **out, struct pc_arena *arena, const struct side *side,
	const struct pc_test_where *who);

#endif
