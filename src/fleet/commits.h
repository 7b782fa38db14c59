/* SPDX-License-Identifier: Apache-2.0 */
/* All commits of a repository that its references or their logs lead to, parents before
 * children and otherwise by time.  libgit2's own walk ends in an error where a parent is
 * not here, as in shallow clones. */
#ifndef PC_FLEET_COMMITS_H
#define PC_FLEET_COMMITS_H

#include "fleet_priv.h"

struct commit {
	git_oid id, tree;
	int64_t authored; /* seconds since 1970 */
	int64_t time;     /* of its committer; no earlier than that of its parents */
	uint32_t depth;   /* one more than the largest of its parents */
	uint32_t parents, n_parents; /* a range of commits.parents */
	bool is_logged;              /* only a log leads to it */
	bool is_placed;              /* after its parents: time and depth are known */
};

struct commits {
	struct commit *items;
	size_t count, cap;
	git_oid *parents;
	size_t n_parents, parents_cap;
};

/* Into the zero value. */
void commits_load(struct commits *commits, const struct pc_repo *repo);
void commits_done(struct commits *commits);

#endif
