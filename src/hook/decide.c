/* SPDX-License-Identifier: Apache-2.0 */
/* What deny and ask rules say of a tool call, strictly.  What the client asks or refuses
 * by itself is left to it, and nothing is ever allowed from here. */
#include "hook_priv.h"
#include "pc/base/fs.h"
#include "pc/strict/strict.h"

static bool resolve_here(
	struct pc_str *out, struct pc_arena *arena, struct pc_str path, void *user)
{
	(void)user;
	if (pc_fs_real(out, arena, path) != PC_OK)
		*out = (struct pc_str){0};
	return !pc_str_eq(*out, path);
}

static bool follow_here(
	struct pc_str *out, struct pc_arena *arena, struct pc_str path, void *user)
{
	(void)user;
	return pc_fs_follow(out, arena, path);
}

static enum opinion opinion_of(const struct pc_verdict *verdict)
{
	static const enum opinion opinions[] = {
		[PC_VERDICT_ALLOW] = OPINION_NONE,
		[PC_VERDICT_ASK] = OPINION_ASK,
		[PC_VERDICT_DENY] = OPINION_DENY,
		[PC_VERDICT_ABSENT] = OPINION_DENY,
	};

	if (verdict->by == PC_BY_REFUSED)
		return OPINION_DENY;
	return verdict->by == PC_BY_RULE ? opinions[verdict->kind] : OPINION_NONE;
}

/* The author's reason, what strictness found, the rule and its place. */
static struct pc_str reason_of(struct pc_arena *arena, const struct pc_verdict *verdict)
{
	static const struct pc_str none = PC_STR("the policy forbids it");
	const struct pc_rule *rule = verdict->rule;
	struct pc_str reason = verdict->reason.len ? verdict->reason : none;
	struct pc_str why = {0};

	if (!rule)
		return reason;
	if (rule->src->why.len && !pc_str_eq(rule->src->why, reason))
		why = pc_arena_printf(arena, "%.*s; ", PC_STR_ARG(rule->src->why));
	if (verdict->reason.len == 0)
		reason = verdict->kind == PC_VERDICT_ASK
				 ? PC_STR("the policy wants to be asked")
				 : none;
	return pc_arena_printf(arena, "%.*s%.*s; %s rule %.*s; %s:%u:%u", PC_STR_ARG(why),
		PC_STR_ARG(reason), pc_list_name(rule->src->list),
		PC_STR_ARG(rule->src->text), rule->src->from.at.file,
		rule->src->from.at.line, rule->src->from.at.col);
}

void decide_call(struct answer *out, struct pc_arena *arena, const struct force *force,
	const struct request *request)
{
	PC_AUTO(pc_scratch_freep) struct pc_scratch *scratch = pc_scratch_new();
	const struct pc_evaluator evaluator = {
		.arena = arena,
		.scratch = scratch,
		.resolve = resolve_here,
		.follow = follow_here,
	};
	struct pc_verdict verdict =
		pc_strict_decide(force->policy, &evaluator, &request->action);

	out->by = ANSWER_BY_RULE;
	out->opinion = opinion_of(&verdict);
	if (out->opinion == OPINION_NONE)
		return;
	out->rule = verdict.rule;
	out->reason = reason_of(arena, &verdict);
}
