/* SPDX-License-Identifier: Apache-2.0 */
/* Rules about a call's input: Tool(param:value) for any field of one value, Agent(name)
 * and Skill(name).  One lookup for each field of the input, whatever the number of
 * rules. */
#include "pc/doc/write.h"
#include "rule_index.h"
#include "tools_priv.h"

enum { SPACE_FIELD = 1, SPACE_VALUE, SPACE_PATTERN, SPACE_NAME, SPACE_PREFIX };

struct named_rules {
	struct rule_index exact;
	struct star_index stars;
};

/* ---- building ------------------------------------------------------------- */

static uint64_t field_space(
	enum pc_list_kind list, unsigned kind, struct pc_str tool, struct pc_str param)
{
	return rule_hash(rule_hash(rule_hash_start(list, kind), tool), param);
}

static void add_param(
	struct named_rules *index, struct pc_arena *arena, const struct pc_rule *rule)
{
	enum pc_list_kind list = rule->src->list;
	uint64_t hash = field_space(list, SPACE_FIELD, rule->tool, rule->param);

	if (!rule_index_first(&index->exact, hash))
		rule_index_add(&index->exact, arena, hash, rule, rule->param);
	if (pc_str_find(rule->value, '*') < rule->value.len) {
		hash = field_space(list, SPACE_PATTERN, rule->tool, rule->param);
		star_index_add(&index->stars, arena, hash, rule, rule->value);
		return;
	}
	hash = field_space(list, SPACE_VALUE, rule->tool, rule->param);
	rule_index_add(
		&index->exact, arena, rule_hash(hash, rule->value), rule, rule->value);
}

static struct pc_str without_slash(struct pc_str skill)
{
	return pc_str_starts(skill, PC_STR("/")) ? pc_str_from(skill, 1) : skill;
}

static void add_exact_name(struct named_rules *index, struct pc_arena *arena,
	const struct pc_rule *rule, struct pc_str name)
{
	uint64_t hash =
		rule_hash(rule_hash_start(rule->src->list, SPACE_NAME), rule->tool);

	rule_index_add(&index->exact, arena, rule_hash(hash, name), rule, name);
}

/* Skill(name), and Skill(start:*) or Skill(start *) for all that begin so. */
static void add_skill(
	struct named_rules *index, struct pc_arena *arena, const struct pc_rule *rule)
{
	struct pc_str name = without_slash(rule->spec);

	if (pc_str_is(rule->param, "skill") &&
		pc_str_find(rule->value, '*') == rule->value.len) {
		add_exact_name(index, arena, rule, without_slash(rule->value));
		return;
	}
	if (pc_str_ends(name, PC_STR(":*")) || pc_str_ends(name, PC_STR(" *"))) {
		star_index_add(&index->stars, arena,
			rule_hash_start(rule->src->list, SPACE_PREFIX), rule,
			pc_str_head(name, name.len - 2));
		return;
	}
	add_exact_name(index, arena, rule, name);
}

static void add_name(
	struct named_rules *index, struct pc_arena *arena, const struct pc_rule *rule)
{
	if (pc_str_is(rule->tool, "Skill"))
		add_skill(index, arena, rule);
	else
		add_exact_name(index, arena, rule, lower_case(arena, rule->spec));
}

struct named_rules *named_rules_new(
	struct pc_arena *arena, const struct pc_rule *const *rules, size_t n)
{
	struct named_rules *index = pc_arena_new(arena, struct named_rules);

	rule_index_init(&index->exact, arena, n * 2);
	star_index_init(&index->stars, arena, n);
	for (size_t i = n; i > 0; i--) {
		const struct pc_rule *rule = rules[i - 1];

		if (rule->param.len)
			add_param(index, arena, rule);
		if (rule->form == PC_RULE_NAME)
			add_name(index, arena, rule);
	}
	return index;
}

/* ---- finding -------------------------------------------------------------- */

static const struct pc_rule *find_exact(
	const struct named_rules *index, uint64_t hash, struct pc_str text)
{
	const struct rule_entry *entry = rule_index_first(&index->exact, hash);

	while (entry && !pc_str_eq(entry->text, text))
		entry = rule_index_next(entry);
	return entry ? entry->rule : NULL;
}

/* One call under decision. */
struct call {
	const struct named_rules *index;
	enum pc_list_kind list;
	struct pc_str tool;
	const struct pc_node *input;
	struct pc_arena *arena;
};

/* Equal hashes of different fields are told apart by looking at the rule. */
static bool is_about(
	const struct pc_rule *rule, const struct call *call, struct pc_str param)
{
	return rule && pc_str_eq(rule->tool, call->tool) && pc_str_eq(rule->param, param);
}

static const struct pc_rule *find_value(
	const struct call *call, struct pc_str param, struct pc_str value)
{
	const struct named_rules *index = call->index;
	const struct pc_rule *exact, *star;

	value = pc_str_trim(value);
	exact = find_exact(index,
		rule_hash(field_space(call->list, SPACE_VALUE, call->tool, param), value),
		value);
	star = star_index_find(&index->stars,
		field_space(call->list, SPACE_PATTERN, call->tool, param), value,
		star_match);
	return first_rule(is_about(exact, call, param) ? exact : NULL,
		is_about(star, call, param) ? star : NULL);
}

/* What JavaScript's String() makes of a value; false for null, lists and maps, which
 * rules do not look into. */
static bool text_of(
	struct pc_str *out, struct pc_arena *arena, const struct pc_node *value)
{
	PC_AUTO(pc_buf_done) struct pc_buf buf = {0};
	double number;

	switch (value->kind) {
	case PC_TEXT:
		*out = value->text;
		return true;
	case PC_BOOL:
		*out = value->boolean ? PC_STR("true") : PC_STR("false");
		return true;
	case PC_INT:
	case PC_REAL:
		if (!pc_node_number(value, &number))
			return false;
		pc_json_number(&buf, number);
		*out = pc_arena_str(arena, pc_buf_str(&buf));
		return true;
	default:
		return false;
	}
}

/* Fields that the call leaves out and the client fills in. */
static const struct pc_rule *find_defaults(const struct call *call)
{
	const struct tool_info *info = tool_info(call->tool);
	struct pc_str rest = pc_str(info ? info->defaults : NULL);
	const struct pc_rule *rule = NULL;

	while (rest.ptr) {
		struct pc_str value = pc_str_cut(&rest, ' ');
		struct pc_str param = pc_str_cut(&value, '=');

		if (!pc_node_get(call->input, param))
			rule = first_rule(rule, find_value(call, param, value));
	}
	return rule;
}

/* Most fields are in no rule: their values, which may be long, are then not looked at. */
static bool has_rules(const struct call *call, struct pc_str param)
{
	uint64_t hash = field_space(call->list, SPACE_FIELD, call->tool, param);

	return rule_index_first(&call->index->exact, hash);
}

static const struct pc_rule *find_params(const struct call *call)
{
	const struct pc_rule *rule = find_defaults(call);
	struct pc_str text;

	if (!call->input || call->input->kind != PC_MAP)
		return rule;
	for (size_t i = 0; i < call->input->n_pairs; i++) {
		const struct pc_pair *pair = &call->input->pairs[i];

		if (has_rules(call, pair->key) &&
			text_of(&text, call->arena, pair->value))
			rule = first_rule(rule, find_value(call, pair->key, text));
	}
	return rule;
}

static const struct pc_rule *find_name(const struct call *call, struct pc_str name)
{
	uint64_t hash = rule_hash(rule_hash_start(call->list, SPACE_NAME), call->tool);
	const struct pc_rule *rule = find_exact(call->index, rule_hash(hash, name), name);

	return rule && pc_str_eq(rule->tool, call->tool) ? rule : NULL;
}

static const struct pc_rule *find_skill(const struct call *call)
{
	struct pc_str skill = pc_node_text(pc_node_get_c(call->input, "skill"));

	skill = without_slash(pc_str_trim(skill));
	return first_rule(find_name(call, skill),
		star_index_find(&call->index->stars,
			rule_hash_start(call->list, SPACE_PREFIX), skill, prefix_match));
}

/* The client resolves the name without regard to case before it looks at rules; which
 * spelling the agent's own file has is not known here. */
static const struct pc_rule *find_agent(const struct call *call)
{
	struct pc_str type = pc_node_text(pc_node_get_c(call->input, "subagent_type"));

	if (!type.len)
		type = PC_STR("general-purpose");
	return find_name(call, lower_case(call->arena, type));
}

const struct pc_rule *named_rules_find(const struct named_rules *index,
	const struct pc_evaluator *ev, enum pc_list_kind list,
	const struct pc_action *action)
{
	struct call call = {
		index, list, pc_tool_name(action->tool), action->input, ev->arena};
	const struct pc_rule *rule = NULL;

	if (list != PC_LIST_ALLOW)
		rule = find_params(&call);
	if (pc_str_is(call.tool, "Skill"))
		return first_rule(rule, find_skill(&call));
	if (pc_str_is(call.tool, "Agent"))
		return first_rule(rule, find_agent(&call));
	return rule;
}
