/* SPDX-License-Identifier: Apache-2.0 */
/* Where a repository keeps its objects: packs, and files of one object each, in its own
 * directory and in those that it borrows from. */
#ifndef PC_FLEET_STORES_H
#define PC_FLEET_STORES_H

#include "fleet_priv.h"
#include "pack.h"

/* The zero value is empty. */
struct stores {
	struct pack *packs;
	size_t n_packs, packs_cap;
	uint64_t n_entries; /* of all packs */
	/* Objects in files of their own that no pack has, once each; or all objects, in
	 * the order of libgit2, where is_odd. */
	git_oid *ids;
	size_t n_ids, ids_cap;
	bool is_odd; /* something that we do not read: there are no packs here then */
};

PC_MUST_CHECK enum pc_status stores_open(
	struct stores *stores, const struct pc_repo *repo, struct pc_err *err);
void stores_done(struct stores *stores);

#endif
