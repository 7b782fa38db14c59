/* SPDX-License-Identifier: Apache-2.0 */
/* The parts of the role that says what shall be in force. */
#ifndef DAEMON_CHECK_H
#define DAEMON_CHECK_H

#include "pc/fleet/facts.h"
#include "pc/fleet/stage.h"
#include "policy.h"
#include "role.h"

struct check {
	struct daemon *daemon;
	struct pc_arena arena;
	const char *staging, *copies;
	const struct pc_target *target;
	struct message_in_force in_force; /* texts in arena */
	struct pc_signers signers;
	struct pc_openpgp openpgp;
	struct pc_revoked revoked;
	struct pc_stage_rules rules;
	struct pc_staged staged; /* the head of the branch */
	int64_t started;         /* ms since 1970 */
};

/* ---- check_aim.c ------------------------------------------------------- */

/* What of all that is staged is this machine's. */
struct aim {
	struct pc_targets *targets; /* of the head */
	struct pc_facts facts;
	struct pc_choice choice;
	struct pc_staged taken; /* the commit; status PC_STAGE_UNKNOWN: none */
	struct pc_export copy;  /* of its files */
	struct pc_picks picks;
	bool is_as_it_is; /* all of that is in force already */
};

/* Of a head that may be put in force.  PC_ERR_PARSE and PC_ERR_LIMIT: what was published
 * is not right. */
PC_MUST_CHECK enum pc_status aim_take(struct aim *out, struct check *check,
	const struct pc_repo *repo, struct pc_err *err);
/* The document; only when it is not as it is. */
PC_MUST_CHECK enum pc_status aim_make(struct policy *out, const struct aim *aim,
	struct check *check, struct pc_err *err);
void aim_done(struct aim *aim);

#endif
