/* SPDX-License-Identifier: Apache-2.0 */
/* Of what a fetch brought: may it be put in force, and who answers for it?
 *
 * The head of the followed branch may, when
 *  - somebody who may sign has signed the commit, or an annotated tag policy/NAME that
 *    points to it and bears its own name;
 *  - it is what is in force or descends from it; or a signed tag rollback/COMMIT points
 * to it, and what is in force is that COMMIT or came before it;
 *  - what it says is within the limits.
 * Commits between two heads need no signature: who signs a head answers for all of it.
 * Which of these commits is this machine's is another question (targets.h).
 *
 * A line "Policy-Expires: 2026-12-31" in the signed message of the commit (or of the tag;
 * the earlier one counts) says until when a policy is good: without a newer one after
 * that, somebody may be keeping it from the machine.  An expired policy stays in force,
 * since an old one is better than none; the machine does not comply. */
#ifndef PC_FLEET_STAGE_H
#define PC_FLEET_STAGE_H

#include "pc/fleet/fetch.h"
#include "pc/fleet/repo.h"
#include "pc/fleet/targets.h"
#include "pc/trust/trust.h"

struct pc_stage_rules {
	struct pc_str branch;
	struct pc_str path;     /* of the policy in the repository; empty: its root */
	struct pc_str commit;   /* of its history, instead of the head; may be empty */
	struct pc_str in_force; /* a commit in hexadecimal; empty: nothing is */
	struct pc_trust_rules trust;
};

enum pc_stage_status {
	PC_STAGE_UNKNOWN, /* the zero value is no answer */
	PC_STAGE_GOOD,    /* it may be put in force */
	PC_STAGE_SAME,    /* the same, and it is what is in force */
	PC_STAGE_REFUSED, /* what is in force stays */
	PC_STAGE_NOTHING, /* nothing was fetched yet */
	PC_STAGE_BROKEN,  /* it cannot be read; the next fetch makes it anew */
};

const char *pc_stage_status_name(enum pc_stage_status status); /* "good", "same" */

struct pc_staged {
	enum pc_stage_status status;
	char commit[PC_COMMIT_HEX]; /* "" when there is none */
	struct pc_str signer;       /* who answers for it; only if good or the same */
	struct pc_str fingerprint;  /* of the key */
	int64_t signed_at;          /* as the commit says; seconds since 1970 */
	int64_t expires;            /* the same; 0: never */
	bool is_rollback;
	struct pc_str reason; /* one line; empty if good or the same */
};

/* The repository in a staging directory, with no configuration but its own. */
PC_MUST_CHECK enum pc_status pc_stage_open(
	struct pc_repo **out, const char *staging, struct pc_err *err);

/* Texts live in arena.  pc_repo_resolve() takes .commit. */
struct pc_staged pc_stage_judge(const struct pc_repo *repo, struct pc_arena *arena,
	const struct pc_stage_rules *rules);

/* ---- what else could be put in force ----------------------------------- */

struct pc_history_wish {
	const struct pc_stage_rules *rules; /* .trust.signers NULL: everybody may sign */
	const char
		*head; /* where it begins, in hexadecimal: what pc_stage_judge() said */
	const char *staging; /* where it was seen; NULL: nobody knows */
	int64_t now;         /* seconds since 1970 */
	/* Nothing is looked for behind a commit that may be put in force and is that many
	 * seconds old; negative: everything that there is. */
	int64_t soak;
};

/* The head and its first parents, newest first, as far as they descend from what is in
 * force; at most PC_MAX_CANDIDATES.  None when the head itself is in force.  A halted one
 * has a signed tag halt/<commit> that points to it.  Lives in arena. */
void pc_stage_history(struct pc_candidate **out, size_t *n, const struct pc_repo *repo,
	struct pc_arena *arena, const struct pc_history_wish *wish);

#endif
