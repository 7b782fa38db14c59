/* SPDX-License-Identifier: Apache-2.0 */
/* One action to one verdict: what holds for every tool is here (a client that does not
 * start, tools that a rule removed), the rest is the tool's own decider's. */
#include "rules_priv.h"

typedef struct pc_verdict decide_fn(const struct pc_policy *policy,
	const struct pc_evaluator *ev, const struct pc_action *action);

static const struct decider {
	const char *tool;
	decide_fn *decide;
} deciders[] = {
	{"Bash", decide_bash},
	{"Monitor", decide_bash},
	{"PowerShell", decide_powershell},
	{"WebFetch", decide_web},
	{"Read", decide_file},
	{"Edit", decide_file},
	{"Write", decide_file},
	{"NotebookEdit", decide_file},
	{"MultiEdit", decide_file},
	{"Glob", decide_file},
	{"Grep", decide_file},
	{"LSP", decide_file},
};

static decide_fn *decider_of(struct pc_str tool)
{
	for (size_t i = 0; i < PC_COUNT(deciders); i++) {
		if (pc_str_is(tool, deciders[i].tool))
			return deciders[i].decide;
	}
	return decide_other;
}

struct pc_verdict pc_policy_decide(const struct pc_policy *policy,
	const struct pc_evaluator *ev, const struct pc_action *action)
{
	const struct pc_rule *rule;

	if (policy->settings->refused) {
		return verdict_by(
			PC_VERDICT_DENY, PC_BY_REFUSED, policy->settings->refused_why);
	}
	rule = tool_rules_find(policy->tools, PC_LIST_DENY, action->tool);
	if (rule) {
		trace_step(ev, rule, "removes the tool '%.*s'", PC_STR_ARG(action->tool));
		return verdict_by_rule(PC_VERDICT_ABSENT, rule);
	}
	rule = named_rules_find(policy->named, ev, PC_LIST_DENY, action);
	if (rule) {
		trace_step(ev, rule, "matches the input");
		return verdict_by_rule(PC_VERDICT_DENY, rule);
	}
	return decider_of(action->tool)(policy, ev, action);
}
