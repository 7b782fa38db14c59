/* SPDX-License-Identifier: Apache-2.0 */
/* What policyctl audit does with git: history, what is staged, and the hook that looks at
 * that before each commit. */
#ifndef PC_CLI_AUDIT_GIT_H
#define PC_CLI_AUDIT_GIT_H

#include "audit.h"
#include "pc/fleet/blobs.h"

/* ---- audit_git.c ---------------------------------------------------------- */

/* What --history and --staged ask for, of the repository at or around dir. */
enum pc_status audit_git_look(
	struct audit_run *run, struct pc_str dir, struct pc_err *err);
/* A note about a content that could not be looked at. */
void audit_git_fault(struct audit_run *run, struct pc_str path, enum pc_blob_fault fault,
	uint64_t size);
/* A path of a commit as a report says it: below dir, as that was typed. */
struct pc_str audit_git_path(
	struct pc_arena *arena, struct pc_str dir, struct pc_str path);

/* ---- audit_history.c ------------------------------------------------------ */

/* Everything that the repository keeps; hands in each key with the oldest commit that has
 * it, once for each path. */
enum pc_status audit_git_history(struct audit_run *run, const struct pc_repo *repo,
	struct pc_str dir, struct pc_err *err);

/* ---- audit_githook.c ------------------------------------------------------ */

/* --install-hook: makes git call policyctl audit --staged before each commit to the
 * repository at or around the operand, after the hook that is there; --remove-hook takes
 * that back.  Says what it did, and returns an exit status. */
int audit_githook(const struct audit_run *run, const struct texts *operands);

#endif
