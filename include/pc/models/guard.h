/* SPDX-License-Identifier: Apache-2.0 */
/* Table, policy and blocks of a machine, held by whoever decides hop after hop, and as
 * new as their files: a block is in force from the next hop on.
 *
 * A file that is the same costs one stat(2) a look.  Of a table or a policy that cannot
 * be read any more the last good one stays, and .fault says so.  Of blocks that cannot be
 * read nothing stays: nobody knows what they would have named, so that every model is
 * refused until they can be read.  For one thread at a time. */
#ifndef PC_MODELS_GUARD_H
#define PC_MODELS_GUARD_H

#include "pc/models/policy.h"

struct pc_model_guard;

struct pc_model_guard_where {
	/* NULL: the machine's, PC_MODELS_FILE and so on.  Without a table at that place
	 * the one that was built in counts, without a policy the defaults do. */
	const char *table, *policy, *blocks;
};

/* Valid until the next look. */
struct pc_model_guard_view {
	const struct pc_models *models;
	const struct pc_model_policy *policy;
	struct pc_str fault; /* why something is older than its file; empty: nothing is */
	uint64_t generation; /* another number: something was read anew */
};

/* Reads all three.  Fails when the table or the policy cannot be read: there is nothing
 * good yet to go by. */
PC_MUST_CHECK enum pc_status pc_model_guard_new(struct pc_model_guard **out,
	const struct pc_model_guard_where *where, struct pc_err *err);
void pc_model_guard_free(struct pc_model_guard *guard);

/* Reads anew what has changed. */
void pc_model_guard_look(struct pc_model_guard_view *out, struct pc_model_guard *guard);
/* Looks and decides; texts of the answer are valid until the next look. */
void pc_model_guard_decide(struct pc_hop_answer *out, struct pc_model_guard *guard,
	const struct pc_hop *hop);

#endif
