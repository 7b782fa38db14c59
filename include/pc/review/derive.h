/* SPDX-License-Identifier: Apache-2.0 */
/* Calls that nobody wrote: those at the edges of a rule, where a change of policy shows.
 * A pattern is filled in shortest and in longer ways, and missed by a letter; what a call
 * then means is for pc_policy_decide() to say. */
#ifndef PC_REVIEW_DERIVE_H
#define PC_REVIEW_DERIVE_H

#include "pc/rules/policy.h"

/* The action and its input live in the arena that was handed in. */
typedef void pc_derive_fn(void *user, const struct pc_action *action);

struct pc_derive {
	struct pc_arena *arena;
	struct pc_str home, cwd; /* of the person who calls */
	pc_derive_fn *take;
	void *user;
};

/* Calls that the rule is about, those that should match first, then near misses. None for
 * a rule that the client drops or never consults. */
void pc_derive_calls(const struct pc_derive *derive, const struct pc_rule *rule);

/* One ordinary call of each common tool, and an MCP tool: what no rule speaks of. */
void pc_derive_usual_calls(const struct pc_derive *derive);

#endif
