/* SPDX-License-Identifier: Apache-2.0 */
/* What a person sees of command matching: the commands that were found in a line, and
 * each rule with the spelling that it matches or the news that it matches none. */
#include "bash_priv.h"

enum { MOST_RULES = 200 }; /* more than anybody reads */

static void trace_commands(const struct bash_call *call)
{
	for (size_t i = 0; i < call->commands.count; i++) {
		const struct pc_sh_command *command = &call->commands.items[i];

		trace_step(call->ev, NULL, "command %zu: '%.*s'", i + 1,
			PC_STR_ARG(command->text));
	}
	if (call->tree.fault)
		trace_step(call->ev, NULL, "the line does not parse: %s",
			call->tree.fault_text);
}

/* The spelling of a command that the only rule of the index matches. */
static struct pc_str matched(const struct bash_rules *only, enum pc_list_kind list,
	const struct bash_call *call)
{
	struct bash_texts one = *call->texts;
	struct bash_call part = *call;

	part.texts = &one;
	for (size_t i = 0; i < call->texts->count; i++) {
		one.items = call->texts->items + i;
		one.count = 1;
		if (bash_rules_find(only, list, &part))
			return one.items[0].raw;
	}
	return (struct pc_str){0};
}

static struct pc_str allowed(const struct bash_rules *only, const struct bash_call *call)
{
	bool exact;

	if (bash_rules_allow_line(only, call, &exact))
		return call->line;
	for (size_t i = 0; i < call->commands.count; i++) {
		if (bash_rules_allow(only, call, &call->commands.items[i], &exact))
			return call->commands.items[i].text;
	}
	return (struct pc_str){0};
}

static void trace_rule(const struct bash_call *call, const struct pc_rule *rule)
{
	enum pc_list_kind list = rule->src->list;
	struct bash_rules *only = bash_rules_new(call->ev->arena, &rule, 1);
	struct pc_str text =
		list == PC_LIST_ALLOW ? allowed(only, call) : matched(only, list, call);

	if (text.len)
		trace_step(call->ev, rule, "%s rule, matches '%.*s'", pc_list_name(list),
			PC_STR_ARG(text));
	else if (!call->ev->trace->only_matches)
		trace_step(call->ev, rule, "%s rule, matches no command of the line",
			pc_list_name(list));
	bash_rules_free(only);
}

void bash_trace(const struct bash_call *call)
{
	const struct pc_policy *policy = call->policy;
	size_t shown = 0;

	trace_commands(call);
	for (size_t i = 0; i < policy->n_rules; i++) {
		const struct pc_rule *rule = &policy->rules[i];

		if (rule->form != PC_RULE_COMMAND || pc_str_is(rule->tool, "PowerShell"))
			continue;
		if (++shown > MOST_RULES) {
			trace_step(call->ev, NULL, "and more rules");
			return;
		}
		trace_rule(call, rule);
	}
}
