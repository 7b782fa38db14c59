/* SPDX-License-Identifier: Apache-2.0 */
/* Rules about whole tools (Bash, mcp__server, mcp__server__get_*, B*) and the verdict of
 * tools that need nothing more.  An MCP tool's name does not say where its server's name
 * ends when either has "__" in it; deny and ask rules then match at every possible end,
 * allow rules only when all readings agree. */
#include "rule_index.h"
#include "tools_priv.h"

enum { MCP_PREFIX = 5 }; /* "mcp__" */

enum { SPACE_NAME = 1, SPACE_GLOB };

struct tool_rules {
	struct rule_index names;
	struct star_index globs;
};

struct tool_rules *tool_rules_new(
	struct pc_arena *arena, const struct pc_rule *const *rules, size_t n)
{
	struct tool_rules *index = pc_arena_new(arena, struct tool_rules);

	rule_index_init(&index->names, arena, n);
	star_index_init(&index->globs, arena, n);
	for (size_t i = n; i > 0; i--) {
		const struct pc_rule *rule = rules[i - 1];
		enum pc_list_kind list = rule->src->list;
		uint64_t hash;

		if (rule->form == PC_RULE_TOOL_GLOB) {
			star_index_add(&index->globs, arena,
				rule_hash_start(list, SPACE_GLOB), rule, rule->tool);
			continue;
		}
		hash = rule_hash(rule_hash_start(list, SPACE_NAME), rule->tool);
		rule_index_add(&index->names, arena, hash, rule, rule->tool);
	}
	return index;
}

static const struct pc_rule *find_name(
	const struct tool_rules *index, enum pc_list_kind list, struct pc_str name)
{
	uint64_t hash = rule_hash(rule_hash_start(list, SPACE_NAME), name);
	const struct rule_entry *entry = rule_index_first(&index->names, hash);

	while (entry && !pc_str_eq(entry->text, name))
		entry = rule_index_next(entry);
	return entry ? entry->rule : NULL;
}

/* Whether a server's name could end at i: something before, "__" there, something behind.
 */
static bool ends_server(struct pc_str tool, size_t i)
{
	return i > MCP_PREFIX && i + 2 < tool.len && tool.ptr[i] == '_' &&
	       tool.ptr[i + 1] == '_';
}

/* The first and last offset at which the server's name could end; 0 when there is none.
 */
struct server_ends {
	size_t first, last;
};

static struct server_ends server_ends(struct pc_str tool)
{
	struct server_ends ends = {0};

	for (size_t i = MCP_PREFIX; i < tool.len; i++) {
		if (!ends_server(tool, i))
			continue;
		if (!ends.first)
			ends.first = i;
		ends.last = i;
	}
	return ends;
}

/* The glob matches and names the server as it stands, whichever reading is right. */
static bool sure_match(struct pc_str glob, struct pc_str tool)
{
	return star_match(glob, tool) &&
	       pc_str_find(glob, '*') >= server_ends(tool).last + 2;
}

static const struct pc_rule *find_allowed_mcp(
	const struct tool_rules *index, struct pc_str tool)
{
	struct server_ends ends = server_ends(tool);
	const struct pc_rule *rule = find_name(index, PC_LIST_ALLOW, tool);
	const struct pc_rule *glob = star_index_find(&index->globs,
		rule_hash_start(PC_LIST_ALLOW, SPACE_GLOB), tool, sure_match);

	if (ends.first && ends.first == ends.last) {
		rule = first_rule(rule,
			find_name(index, PC_LIST_ALLOW, pc_str_head(tool, ends.first)));
	}
	return first_rule(rule, glob);
}

static const struct pc_rule *find_server(
	const struct tool_rules *index, enum pc_list_kind list, struct pc_str tool)
{
	const struct pc_rule *rule = NULL;

	for (size_t i = MCP_PREFIX; i < tool.len; i++) {
		if (!ends_server(tool, i))
			continue;
		rule = first_rule(rule, find_name(index, list, pc_str_head(tool, i)));
	}
	return rule;
}

const struct pc_rule *tool_rules_find(
	const struct tool_rules *index, enum pc_list_kind list, struct pc_str tool)
{
	const struct pc_rule *rule;

	tool = pc_tool_name(tool);
	if (is_mcp_tool(tool) && list == PC_LIST_ALLOW)
		return find_allowed_mcp(index, tool);
	rule = first_rule(find_name(index, list, tool),
		star_index_find(&index->globs, rule_hash_start(list, SPACE_GLOB), tool,
			star_match));
	return is_mcp_tool(tool) ? first_rule(rule, find_server(index, list, tool))
				 : rule;
}

struct pc_verdict tool_asked(const struct pc_policy *policy, const struct pc_rule *rule)
{
	bool nobody = policy->settings->mode == PC_MODE_DONT_ASK;

	return verdict_by_rule(nobody ? PC_VERDICT_DENY : PC_VERDICT_ASK, rule);
}

struct pc_verdict tool_unruled(const struct pc_policy *policy, struct pc_str reason)
{
	switch (policy->settings->mode) {
	case PC_MODE_BYPASS:
		return verdict_by(PC_VERDICT_ALLOW, PC_BY_MODE,
			PC_STR("mode bypassPermissions approves what no rule forbids"));
	case PC_MODE_DONT_ASK:
		return verdict_by(PC_VERDICT_DENY, PC_BY_MODE,
			PC_STR("mode dontAsk denies what would need a prompt"));
	case PC_MODE_AUTO:
		return verdict_by(PC_VERDICT_ASK, PC_BY_MODE,
			PC_STR("mode auto leaves it to the client's classifier"));
	default:
		return verdict_by(PC_VERDICT_ASK, PC_BY_DEFAULT, reason);
	}
}

static enum tool_default default_of(struct pc_str tool)
{
	const struct tool_info *info = tool_info(tool);

	if (info)
		return info->by_default;
	return is_mcp_name(tool) ? TOOL_ASKS : TOOL_ABSENT;
}

const struct pc_rule *whole_tool_rule(const struct pc_policy *policy,
	const struct pc_evaluator *ev, enum pc_list_kind list,
	const struct pc_action *action)
{
	const struct pc_rule *named = named_rules_find(policy->named, ev, list, action);

	return first_rule(named, tool_rules_find(policy->tools, list, action->tool));
}

struct pc_verdict decide_other(const struct pc_policy *policy,
	const struct pc_evaluator *ev, const struct pc_action *action)
{
	struct pc_str tool = pc_tool_name(action->tool);
	enum tool_default by_default = default_of(tool);
	const struct pc_rule *rule;

	if (by_default == TOOL_ABSENT) {
		return verdict_by(PC_VERDICT_ABSENT, PC_BY_DEFAULT,
			tool_info(tool) ? PC_STR("the client does not offer this tool in "
						 "print mode")
					: PC_STR("the client has no tool of this name"));
	}
	rule = whole_tool_rule(policy, ev, PC_LIST_ASK, action);
	if (rule)
		return tool_asked(policy, rule);
	rule = whole_tool_rule(policy, ev, PC_LIST_ALLOW, action);
	if (rule)
		return verdict_by_rule(PC_VERDICT_ALLOW, rule);
	if (by_default == TOOL_RUNS) {
		return verdict_by(PC_VERDICT_ALLOW, PC_BY_DEFAULT,
			PC_STR("the client runs this tool without asking"));
	}
	if (pc_str_is(tool, "Skill")) {
		return tool_unruled(policy,
			PC_STR("the client asks unless the skill declares no tools"));
	}
	return tool_unruled(policy, PC_STR("no rule allows this tool"));
}
