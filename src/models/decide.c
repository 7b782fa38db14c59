/* SPDX-License-Identifier: Apache-2.0 */
/* One hop of a dispatch: use this model, or refuse, and why. */
#include "pc/models/policy.h"

void pc_model_decide(struct pc_hop_answer *out, const struct pc_models *models,
	const struct pc_model_policy *policy, const struct pc_hop *hop)
{
	(void)models, (void)policy, (void)hop;
	*out = (struct pc_hop_answer){.verdict = PC_HOP_REFUSE, .reason = PC_HOP_UNKNOWN};
}

struct pc_str pc_hop_say(struct pc_arena *arena, const struct pc_models *models,
	const struct pc_hop *hop, const struct pc_hop_answer *answer)
{
	(void)arena, (void)models, (void)hop, (void)answer;
	return (struct pc_str){0};
}

const char *pc_hop_verdict_name(enum pc_hop_verdict verdict)
{
	static const char *const names[] = {"use", "warn", "redirect", "refuse"};

	return names[verdict];
}

const char *pc_hop_reason_name(enum pc_hop_reason reason)
{
	(void)reason;
	return "";
}
