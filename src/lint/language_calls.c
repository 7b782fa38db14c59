/* SPDX-License-Identifier: Apache-2.0 */
/* From a word back to a call, and the proof: what an automaton found is only said when
 * the policy's decider, with the rule alone, agrees. */
#include "language_priv.h"

struct member {
	const char *key;
	struct pc_str value;
};

static void set_input(struct pc_action *out, struct pc_arena *arena, struct pc_str tool,
	const struct member *members, size_t n)
{
	struct pc_node *map = pc_node_new(arena, PC_MAP, (struct pc_span){0});

	map->pairs = pc_arena_new_array(arena, struct pc_pair, n + 1);
	map->n_pairs = n;
	for (size_t i = 0; i < n; i++) {
		map->pairs[i].key = pc_arena_str(arena, pc_str(members[i].key));
		map->pairs[i].value =
			pc_node_new_text(arena, members[i].value, (struct pc_span){0});
	}
	*out = (struct pc_action){.tool = tool, .input = map};
}

/* A path in a command line: in quotes where it needs them. */
static struct pc_str quoted(struct pc_arena *arena, struct pc_str path)
{
	bool is_plain = true;

	for (size_t i = 0; i < path.len; i++) {
		char c = path.ptr[i];

		is_plain &= (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
			    (c >= '-' && c <= '9') || c == '_';
	}
	return is_plain ? path : pc_arena_printf(arena, "'%.*s'", PC_STR_ARG(path));
}

void call_of_point(
	struct pc_action *out, struct analysis *analysis, const struct point *point)
{
	struct pc_arena *arena = analysis->arena;
	const struct facet *facet = &point->facet;
	struct pc_str tool = facet->tool, word = point->word;
	struct member member = {"command", word};

	switch (facet->channel) {
	case CHANNEL_TOOL:
		set_input(out, arena, word, NULL, 0);
		return;
	case CHANNEL_PATH:
		member.key =
			pc_str_is(tool, "NotebookEdit") ? "notebook_path" : "file_path";
		break;
	case CHANNEL_READS:
		member.value = pc_arena_printf(
			arena, "cat %.*s", PC_STR_ARG(quoted(arena, word)));
		break;
	case CHANNEL_WRITES:
		member.value = pc_arena_printf(
			arena, "echo x > %.*s", PC_STR_ARG(quoted(arena, word)));
		break;
	case CHANNEL_HOST:
		member.key = "url";
		member.value = pc_arena_printf(arena, "https://%.*s/", PC_STR_ARG(word));
		break;
	case CHANNEL_NAME:
		member.key = pc_str_is(tool, "Skill") ? "skill" : "subagent_type";
		break;
	case CHANNEL_FIELD:
		member.key = pc_arena_str(arena, facet->field).ptr;
		break;
	default:
		break;
	}
	set_input(out, arena, tool, &member, 1);
}

/* ---- the decider's word --------------------------------------------------- */

static struct pc_verdict decide_alone(struct analysis *analysis,
	const struct pc_rule_text *text, const struct pc_action *action, bool *by_rule)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	PC_AUTO(pc_policy_freep) struct pc_policy *policy = NULL;
	struct pc_settings settings = analysis->settings;
	struct pc_rule_text rule = *text;
	struct pc_evaluator ev = {.arena = &arena, .scratch = analysis->scratch};
	struct pc_verdict verdict = {0};
	struct pc_err err;

	*by_rule = false;
	settings.rules = &rule;
	settings.n_rules = 1;
	if (pc_policy_compile(&policy, &settings, NULL, &err) != PC_OK)
		return verdict;
	verdict = pc_policy_decide(policy, &ev, action);
	*by_rule = verdict.rule != NULL;
	verdict.rule = NULL;
	return verdict;
}

bool rule_decides(struct analysis *analysis, const struct pc_rule *rule,
	const struct pc_action *action)
{
	struct pc_rule_text as_ask = *rule->src;
	struct pc_verdict verdict;
	bool by_rule;

	verdict = decide_alone(analysis, rule->src, action, &by_rule);
	if (by_rule || rule->form != PC_RULE_COMMAND ||
		rule->src->list != PC_LIST_ALLOW || verdict.by != PC_BY_READ_ONLY)
		return by_rule;
	/* What runs without a rule is not credited to one; asking would be. */
	as_ask.list = PC_LIST_ASK;
	decide_alone(analysis, &as_ask, action, &by_rule);
	return by_rule;
}

bool point_is_true(struct analysis *analysis, const struct point *point,
	const struct language *a, struct language *const *b, size_t n)
{
	struct pc_action action;

	call_of_point(&action, analysis, point);
	if (!rule_decides(analysis, a->rule, &action))
		return false;
	for (size_t i = 0; i < n; i++) {
		if (rule_decides(analysis, b[i]->rule, &action))
			return false;
	}
	return true;
}
