/* SPDX-License-Identifier: Apache-2.0 */
/* From a deny rule to one call that it has to deny, and that does no harm where it does
 * not: what a probe puts to an installed client and hook.
 *
 * The rule's patterns are filled in (pc/review/derive.h); a call counts when our own
 * decider says that this rule, and no other, denies it. */
#ifndef PC_PROBE_CANARY_H
#define PC_PROBE_CANARY_H

#include "pc/rules/policy.h"

/* What has to be so before a client may be made to try the call. */
enum {
	PC_CANARY_SHELL = 1 << 0,   /* the client's shell runs nothing */
	PC_CANARY_OFFLINE = 1 << 1, /* the client reaches this machine alone */
	PC_CANARY_SERVER = 1 << 2,  /* an MCP server offers the tool */
};

struct pc_canary {
	const struct pc_rule_text *rule; /* borrowed from the policy's settings */
	enum pc_rule_form form;
	struct pc_action action; /* .tool.ptr NULL: there is none, and why says why */
	struct pc_str why;
	unsigned needs;
	bool is_dead; /* why: the client drops the rule, or never looks at it */
};

/* Directories that hold nothing of anybody: home and working directory of the calls. */
struct pc_canary_ground {
	struct pc_str home, work; /* absolute, links followed */
};

struct pc_canaries {
	struct pc_canary *items;
	size_t count, cap;
};

/* Adds one for each deny rule of the policy's managed settings, in the client's order.
 * The policy was compiled from settings of somebody whose home and working directory are
 * the ground.  Reads nothing but whether paths are there. */
void pc_canaries_add(struct pc_canaries *out, struct pc_arena *arena,
	const struct pc_policy *policy, const struct pc_canary_ground *ground);

/* Which of them to try: at most most, spread over files and kinds of rules, the same each
 * time.  Those without a call are none of them.  Pointers into canaries, in their order;
 * in arena. */
const struct pc_canary **pc_canaries_choose(struct pc_arena *arena,
	const struct pc_canaries *canaries, size_t most, size_t *n);

#endif
