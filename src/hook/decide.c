/* SPDX-License-Identifier: Apache-2.0 */
/* What deny and ask rules say of a tool call, strictly.  What the client asks or refuses
 * by itself is left to it, and nothing is ever allowed from here. */
#include "hook_priv.h"
#include "pc/strict/strict.h"

static const enum opinion opinions[] = {
	[PC_VERDICT_ALLOW] = OPINION_NONE,
	[PC_VERDICT_ASK] = OPINION_ASK,
	[PC_VERDICT_DENY] = OPINION_DENY,
	[PC_VERDICT_ABSENT] = OPINION_DENY,
};

static bool says(struct pc_str text, struct pc_str part)
{
	return part.len == 0 || pc_str_find_str(text, part) < text.len;
}

/* The author's reason, what was found, the rule and its place, none of them twice. */
static struct pc_str reason_of(struct pc_arena *arena, const struct pc_verdict *verdict)
{
	const struct pc_rule_text *rule = verdict->rule ? verdict->rule->src : NULL;
	struct pc_str reason = verdict->reason, why = {0}, text = {0};

	if (reason.len == 0)
		reason = verdict->kind == PC_VERDICT_ASK
				 ? PC_STR("the policy wants to be asked")
				 : PC_STR("the policy forbids it");
	if (!rule)
		return reason;
	if (!says(reason, rule->why))
		why = pc_arena_printf(arena, "%.*s; ", PC_STR_ARG(rule->why));
	if (!says(reason, rule->text))
		text = pc_arena_printf(arena, "; %s rule %.*s", pc_list_name(rule->list),
			PC_STR_ARG(rule->text));
	return pc_arena_printf(arena, "%.*s%.*s%.*s; %s:%u:%u", PC_STR_ARG(why),
		PC_STR_ARG(reason), PC_STR_ARG(text), rule->from.at.file,
		rule->from.at.line, rule->from.at.col);
}

/* What one thing of a call may be; the answer keeps the strictest. */
static void decide_action(struct answer *out, const struct pc_evaluator *evaluator,
	const struct force *force, const struct pc_action *action)
{
	struct pc_verdict verdict = pc_strict_opinion(force->policy, evaluator, action);
	enum opinion opinion = opinions[verdict.kind];

	if (opinion <= out->opinion)
		return;
	out->opinion = opinion;
	out->rule = verdict.rule;
	out->reason = reason_of(evaluator->arena, &verdict);
}

/* Whether some deny or ask rule speaks of what that tool reaches. */
static bool is_ruled(const struct pc_settings *settings, struct pc_str tool)
{
	for (size_t i = 0; i < settings->n_rules; i++) {
		const struct pc_rule_text *rule = &settings->rules[i];

		if (rule->list != PC_LIST_ALLOW && pc_str_starts(rule->text, tool))
			return true;
	}
	return false;
}

/* What is to be asked about is denied where nobody can be asked. */
static void settle(struct answer *out, struct pc_arena *arena, const struct force *force,
	const struct request *request)
{
	if (out->opinion == OPINION_NONE && request->unknown.len &&
		is_ruled(force->settings, request->unknown_of)) {
		out->opinion = OPINION_ASK;
		out->reason =
			pc_arena_printf(arena, "what the call does cannot be known: %.*s",
				PC_STR_ARG(request->unknown));
	}
	if (out->opinion != OPINION_ASK || request->agent->asks)
		return;
	out->opinion = OPINION_DENY;
	out->reason = pc_arena_printf(arena,
		"%.*s; it needs somebody's approval, and a hook of %s cannot ask for it",
		PC_STR_ARG(out->reason), request->agent->name);
}

void decide_call(struct answer *out, struct pc_arena *arena, const struct force *force,
	const struct request *request)
{
	PC_AUTO(pc_scratch_freep) struct pc_scratch *scratch = pc_scratch_new();
	const struct pc_evaluator evaluator = {
		.arena = arena,
		.scratch = scratch,
		.resolve = pc_resolve_here,
		.follow = pc_follow_here,
	};

	out->by = ANSWER_BY_RULE;
	for (size_t i = 0; i < request->n_actions; i++)
		decide_action(out, &evaluator, force, &request->actions[i]);
	settle(out, arena, force, request);
}
