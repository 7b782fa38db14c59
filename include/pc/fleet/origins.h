/* SPDX-License-Identifier: Apache-2.0 */
/* Which commit a content came into history with, and under which paths: asked for the few
 * blobs that something was found in. */
#ifndef PC_FLEET_ORIGINS_H
#define PC_FLEET_ORIGINS_H

#include "pc/fleet/blobs.h"

/* One path of a content, and the first commit that had it there. */
struct pc_blob_origin {
	struct pc_str path; /* from the root of the tree */
	char commit[PC_OBJECT_HEX];
	int64_t date;   /* of its author, seconds since 1970 */
	uint32_t order; /* a commit with a larger one is no ancestor of it */
};

struct pc_sought {
	unsigned char id[PC_OBJECT_ID];
	/* Oldest first, at most PC_MAX_ORIGINS; none: no commit that a reference or its
	 * log leads to has it. */
	struct pc_blob_origin *origins;
	size_t n_origins, cap;
	bool is_in_head; /* the commit that is checked out has it, anywhere */
};

/* Fills in the origins of blobs, which are distinct.  One walk over the commits of all
 * references, parents before children; each tree is read once.  Texts live in arena. */
PC_MUST_CHECK enum pc_status pc_repo_origins(struct pc_sought *blobs, size_t n_blobs,
	const struct pc_repo *repo, struct pc_arena *arena, struct pc_err *err);

#endif
