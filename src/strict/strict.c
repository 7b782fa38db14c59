/* SPDX-License-Identifier: Apache-2.0 */
/* The stricter of two answers: what the client says to the action, and what the rules say
 * to all that it would do. */
#include "pc/base/fs.h"
#include "pc/doc/node.h"
#include "walk_priv.h"

enum what { WHAT_LINE, WHAT_READ, WHAT_WRITE };

static const struct strict_tool {
	const char *tool, *field;
	enum what what;
} tools[] = {
	{"Bash", "command", WHAT_LINE},
	{"Monitor", "command", WHAT_LINE},
	{"Read", "file_path", WHAT_READ},
	{"Edit", "file_path", WHAT_WRITE},
	{"Write", "file_path", WHAT_WRITE},
	{"MultiEdit", "file_path", WHAT_WRITE},
	{"NotebookEdit", "notebook_path", WHAT_WRITE},
};

static const struct strict_tool *tool_of(struct pc_str name)
{
	for (size_t i = 0; i < PC_COUNT(tools); i++) {
		if (pc_str_is(name, tools[i].tool))
			return &tools[i];
	}
	return NULL;
}

static const struct pc_value *member(const struct pc_value *map, const char *key)
{
	for (size_t i = 0; map && i < map->n_children; i++) {
		if (pc_str_is(map->children[i]->key, key))
			return map->children[i];
	}
	return NULL;
}

/* "x-policyctl": {"strict": {"unknown": "deny"}}, by the administrator alone. */
static bool unknown_denies(const struct pc_settings *settings)
{
	const struct pc_value *value = member(
		member(member(settings->managed, "x-policyctl"), "strict"), "unknown");

	return value && pc_str_is(pc_node_text(value->node), "deny");
}

static void ask_about(
	struct walk *walk, const struct strict_tool *tool, struct pc_str text)
{
	struct field path = {.kind = FIELD_KNOWN, .text = pc_str_trim(text)};
	struct scope scope;

	scope_init(&scope, walk);
	if (tool->what == WHAT_LINE)
		walk_tree(walk, &scope, walk->ev->tree);
	else
		judge_path(walk, &scope, &path, tool->what == WHAT_WRITE, false);
	/* Its last command may have had less work done than it takes, and nothing behind
	 * it would say so. */
	(void)walk_step(walk);
}

/* The stricter of what is known already and what the action would do. */
static struct pc_verdict stricter(const struct pc_policy *policy,
	const struct pc_evaluator *ev, const struct pc_action *action,
	struct pc_verdict known)
{
	const struct pc_settings *settings = pc_policy_settings(policy);
	const struct strict_tool *tool = tool_of(action->tool);
	/* Reading a long line has taken time already; people have few commands in one. */
	size_t part = 1 + (ev->tree ? ev->tree->text.len / PC_MAX_STRICT_TYPED : 0);
	struct walk walk = {.policy = policy,
		.ev = ev,
		.arena = ev->arena,
		.names = pc_policy_names(policy),
		.budget = PC_MAX_STRICT_STEPS / part,
		.most_used = ev->arena->used + PC_MAX_STRICT_MEMORY / part,
		.script_room = 2 * (size_t)PC_MAX_COMMAND_SIZE};

	if (!tool || !walk.names || known.kind >= PC_VERDICT_DENY)
		return known;
	walk.unknown_denies = unknown_denies(settings);
	ask_about(&walk, tool, pc_node_text(pc_node_get_c(action->input, tool->field)));
	pc_arena_done(&walk.search);
	if (walk.worst.kind == PC_VERDICT_ASK && settings->mode == PC_MODE_DONT_ASK)
		walk.worst.kind = PC_VERDICT_DENY;
	return walk.worst.kind > known.kind ? walk.worst : known;
}

/* A line that no machine can start: reading it would only take time, and it is refused
 * where anything is. */
static bool is_too_long(struct pc_verdict *out, const struct pc_policy *policy,
	const struct pc_evaluator *ev, const struct pc_action *action)
{
	const struct strict_tool *tool = tool_of(action->tool);
	size_t len;

	if (!tool || tool->what != WHAT_LINE || !pc_policy_names(policy))
		return false;
	len = pc_node_text(pc_node_get_c(action->input, tool->field)).len;
	if (len < PC_MAX_STRICT_LINE)
		return false;
	*out = (struct pc_verdict){.kind = PC_VERDICT_DENY,
		.by = PC_BY_SAFETY,
		.reason = pc_arena_printf(ev->arena,
			"a command of %zu bytes is longer than any that can be started "
			"(%d); write it to a file",
			len, PC_MAX_STRICT_LINE - 1)};
	return true;
}

/* Both read the same tree of a command line. */
static const struct pc_sh_tree *tree_of(const struct pc_policy *policy,
	const struct pc_evaluator *ev, const struct pc_action *action)
{
	const struct strict_tool *tool = tool_of(action->tool);
	struct pc_sh_tree *tree;

	if (!tool || tool->what != WHAT_LINE || !pc_policy_names(policy))
		return NULL;
	tree = pc_arena_new(ev->arena, struct pc_sh_tree);
	pc_sh_parse(
		tree, ev->arena, pc_node_text(pc_node_get_c(action->input, tool->field)));
	return tree;
}

struct pc_verdict pc_strict_decide(const struct pc_policy *policy,
	const struct pc_evaluator *ev, const struct pc_action *action)
{
	struct pc_evaluator own = *ev;
	struct pc_verdict verdict;

	if (is_too_long(&verdict, policy, ev, action))
		return verdict;
	own.tree = tree_of(policy, ev, action);
	return stricter(policy, &own, action, pc_policy_decide(policy, &own, action));
}

struct pc_verdict pc_strict_opinion(const struct pc_policy *policy,
	const struct pc_evaluator *ev, const struct pc_action *action)
{
	struct pc_evaluator own = *ev;
	struct pc_verdict known;

	if (is_too_long(&known, policy, ev, action))
		return known;
	own.tree = tree_of(policy, ev, action);
	known = pc_policy_decide(policy, &own, action);
	if (known.by != PC_BY_RULE && known.by != PC_BY_REFUSED)
		known = (struct pc_verdict){.by = PC_BY_DEFAULT};
	return stricter(policy, &own, action, known);
}
