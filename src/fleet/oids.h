/* SPDX-License-Identifier: Apache-2.0 */
/* A set of object ids, each with a number.  Ids are hashes already, so that their first
 * bytes place them; who could choose them at will would have broken SHA-1. */
#ifndef PC_FLEET_OIDS_H
#define PC_FLEET_OIDS_H

#include <stdint.h>

#include <git2/oid.h>

#include "pc/base/arena.h"

/* The zero value is empty. */
struct oids {
	struct oid_entry {
		git_oid id;
		uint32_t value;
		bool is_taken;
	} * entries;
	size_t cap, count; /* cap is a power of two */
};

/* The number that belongs to id, for the caller to change; *is_new when there was none,
 * and it is then 0.  Valid until the next call. */
uint32_t *oids_put(struct oids *oids, const git_oid *id, bool *is_new);
/* NULL: it is not in the set. */
uint32_t *oids_find(const struct oids *oids, const git_oid *id);
void oids_done(struct oids *oids);

#endif
