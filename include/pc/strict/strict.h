/* SPDX-License-Identifier: Apache-2.0 */
/* The strict profile: what a deny or ask rule names stays denied or asked about, however
 * a command spells it.
 *
 *   action -> pc_policy_decide               the client's own verdict
 *   action -> what running it would imply    commands, files and hosts (src/strict)
 *          -> the rules, asked about each    the stricter verdict counts
 *
 * Never weaker than the client; never stricter where no deny or ask rule could be meant.
 */
#ifndef PC_STRICT_STRICT_H
#define PC_STRICT_STRICT_H

#include "pc/rules/policy.h"

/* The same contract as pc_policy_decide(): pure, memory from evaluator->arena, links
 * through the evaluator.  The verdict's reason names what is hidden in the command and
 * how; its rule is the one that names it. Work is bounded: past the bound the answer is
 * that of the unknown. */
struct pc_verdict pc_strict_decide(const struct pc_policy *policy,
	const struct pc_evaluator *evaluator, const struct pc_action *action);

/* The same without what the client asks or refuses by itself, that is, without any rule:
 * for who stands beside a client that decides on its own. ALLOW: nothing to object. */
struct pc_verdict pc_strict_opinion(const struct pc_policy *policy,
	const struct pc_evaluator *evaluator, const struct pc_action *action);

#endif
