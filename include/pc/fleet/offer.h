/* SPDX-License-Identifier: Apache-2.0 */
/* A change to one file of a repository, for people to look at: commits on a branch of
 * their own, made from what is checked out.  Work tree, index, HEAD and every other
 * branch stay as they are, and nothing is pushed. */
#ifndef PC_FLEET_OFFER_H
#define PC_FLEET_OFFER_H

#include "pc/base/arena.h"
#include "pc/base/err.h"

/* A file in a repository's work tree. */
struct pc_offer_file;

/* file: a path; links are followed.  PC_ERR_ABSENT: it is in no work tree, or HEAD does
 * not have it.  PC_ERR_USAGE: was, which is what the file holds, is not what HEAD has. */
PC_MUST_CHECK enum pc_status pc_offer_open(struct pc_offer_file **out, const char *file,
	struct pc_str was, struct pc_err *err);
void pc_offer_close(struct pc_offer_file **file);

/* The file's path from the root of the work tree. */
struct pc_str pc_offer_path(const struct pc_offer_file *file);

/* What the branches "<topic>/..." have in the file, each; true of fn: that was it, and
 * its branch's name ("models/2026-11-22") comes back, in arena.  Empty: none. */
typedef bool pc_offer_fn(void *context, struct pc_str text);
struct pc_str pc_offer_find(struct pc_offer_file *file, struct pc_arena *arena,
	const char *topic, pc_offer_fn *fn, void *context);

struct pc_offer_commit {
	struct pc_str text; /* all of the file */
	struct pc_str message;
};

struct pc_offer {
	struct pc_str branch; /* "models/2026-11-22"; taken: with "-2" and so on */
	const struct pc_offer_commit *commits; /* the first one first; at least one */
	size_t count;
	int64_t now; /* s */
};

/* *branch: the one that was made, in arena.  The author is who git config says; without
 * one it is PC_ERR_ABSENT. */
PC_MUST_CHECK enum pc_status pc_offer_make(struct pc_str *branch, struct pc_arena *arena,
	struct pc_offer_file *file, const struct pc_offer *offer, struct pc_err *err);

#endif
