/* SPDX-License-Identifier: Apache-2.0 */
/* When this machine first saw a commit at the head of the branch, and when it last looked
 * before that: between the two it was published.  A file beside the staged repository,
 * written by whoever fetches; how long a ring's commit has soaked is told by it. */
#ifndef PC_FLEET_SEEN_H
#define PC_FLEET_SEEN_H

#include "pc/fleet/fetch.h"

struct seen {
	struct pc_str commit;
	int64_t after; /* the last look without it, seconds since 1970; 0: none */
	int64_t at;    /* the first look with it */
};

struct seens {
	struct seen *items; /* oldest first */
	size_t count;
};

/* What cannot be read was not seen.  Lives in arena. */
void seens_read(struct seens *out, struct pc_arena *arena, const char *staging);

/* A look at the remote that found commit there. */
void seen_note(const char *staging, const char *commit, int64_t now);

/* Between what signed says and what was seen; NULL: it was not. */
int64_t seen_published(const struct seen *seen, int64_t signed_at, int64_t now);

#endif
