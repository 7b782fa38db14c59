/* SPDX-License-Identifier: Apache-2.0 */
/* Candidates come from the rule's edges; the first that is harmless and that this rule
 * alone decides is the canary. */
#include "pc/probe/canary.h"

#include <errno.h>
#include <sys/stat.h>

#include "pc/base/fs.h"
#include "pc/review/derive.h"
#include "pc/rules/reach.h"
#include "probe_priv.h"

/* ---- what a tool's call may do ------------------------------------------------- */

struct making {
	struct pc_arena *arena;
	const struct pc_policy *policy;
	const struct pc_canary_ground *ground;
	struct pc_evaluator ev;
	const struct pc_rule *rule;
	struct pc_canary *out;
};

enum field_kind { FIELD_NONE, FIELD_PATH, FIELD_OWN_PATH };

/* What the tools that rules mostly name would do, and what else they are called with.
 * FIELD_OWN_PATH: the call makes the file, so it has to lie on our ground. */
static const struct tool {
	const char *name;
	unsigned needs;
	enum field_kind kind;
	const char *field;
	const char *extra[2][2]; /* names and texts */
} tools[] = {
	{"Bash", PC_CANARY_SHELL, FIELD_NONE, NULL, {{NULL}}},
	{"Read", 0, FIELD_PATH, "file_path", {{NULL}}},
	/* A text that stands nowhere: nothing is ever replaced. */
	{"Edit", 0, FIELD_PATH, "file_path",
		{{"old_string", "policyctl-probe: stands nowhere"},
			{"new_string", "policyctl-probe"}}},
	{"Write", 0, FIELD_OWN_PATH, "file_path", {{"content", "policyctl-probe\n"}}},
	{"NotebookEdit", 0, FIELD_PATH, "notebook_path",
		{{"new_source", "policyctl-probe"}}},
	{"WebFetch", PC_CANARY_OFFLINE, FIELD_NONE, NULL, {{NULL}}},
	{"Agent", 0, FIELD_NONE, NULL, {{"description", "policyctl-probe"}}},
};

static const struct tool *tool_of(struct pc_str name)
{
	for (size_t i = 0; i < PC_COUNT(tools); i++) {
		if (pc_str_is(name, tools[i].name))
			return &tools[i];
	}
	return NULL;
}

static bool is_ours(const struct making *making, struct pc_str path)
{
	return pc_path_within(path, making->ground->home) ||
	       pc_path_within(path, making->ground->work);
}

static bool is_nowhere(struct pc_str path)
{
	struct stat st;

	return lstat(path.ptr, &st) < 0 && (errno == ENOENT || errno == ENOTDIR);
}

/* NULL: the call may be tried, once needs hold. */
static const char *harm_of(
	unsigned *needs, const struct making *making, const struct pc_action *action)
{
	const struct tool *tool = tool_of(action->tool);
	struct pc_str path;

	*needs = tool ? tool->needs : 0;
	if (pc_str_is(action->tool, "PowerShell"))
		return "no client of this system has the tool PowerShell";
	if (pc_str_starts(action->tool, PC_STR("mcp__"))) {
		struct pc_str server, name;

		*needs = PC_CANARY_SERVER;
		if (!mcp_split(&server, &name, action->tool))
			return "it names no tool that a server could offer";
	}
	if (!tool || tool->kind == FIELD_NONE)
		return NULL;
	path = pc_node_text(pc_node_get_c(action->input, tool->field));
	path = pc_path_normal(making->arena, path);
	if (is_ours(making, path))
		return NULL;
	if (tool->kind == FIELD_PATH && path.len && is_nowhere(path))
		return NULL;
	return "it names files that are there, which a probe leaves alone";
}

/* ---- choosing ------------------------------------------------------------------- */

static struct pc_node *completed(struct pc_arena *arena, const struct pc_action *action)
{
	const struct pc_node *input = action->input;
	const struct tool *tool = tool_of(action->tool);
	struct pc_node *map = pc_node_new(arena, PC_MAP, (struct pc_span){0});
	size_t n = input ? input->n_pairs : 0;

	map->pairs = pc_arena_new_array(arena, struct pc_pair, n + 2);
	for (size_t i = 0; i < n; i++)
		map->pairs[map->n_pairs++] = input->pairs[i];
	for (size_t i = 0; tool && i < 2 && tool->extra[i][0]; i++) {
		if (pc_node_get_c(input, tool->extra[i][0]))
			continue;
		map->pairs[map->n_pairs++] =
			(struct pc_pair){.key = pc_str(tool->extra[i][0]),
				.value = pc_node_new_text(arena,
					pc_str(tool->extra[i][1]), (struct pc_span){0})};
	}
	return map;
}

static void explain(struct making *making, const struct pc_verdict *verdict)
{
	struct pc_canary *out = making->out;

	if (out->why.len)
		return;
	if (verdict->rule && verdict->rule != making->rule &&
		verdict->rule->src->list == PC_LIST_DENY)
		out->why = pc_arena_printf(making->arena, "%.*s denies the same calls",
			PC_STR_ARG(verdict->rule->src->text));
}

static void consider(void *user, const struct pc_action *action)
{
	struct making *making = user;
	struct pc_canary *out = making->out;
	struct pc_verdict verdict;
	const char *harm;
	unsigned needs;

	if (out->action.tool.ptr)
		return;
	verdict = pc_policy_decide(making->policy, &making->ev, action);
	if (verdict.rule != making->rule || verdict.kind < PC_VERDICT_DENY) {
		explain(making, &verdict);
		return;
	}
	harm = harm_of(&needs, making, action);
	/* Files are named by paths that are nowhere: no command is needed for that. */
	if (making->rule->form == PC_RULE_PATH && (needs & PC_CANARY_SHELL))
		return;
	if (harm) {
		out->why = pc_str(harm);
		return;
	}
	out->needs = needs;
	out->action = (struct pc_action){pc_arena_str(making->arena, action->tool),
		completed(making->arena, action)};
}

static void make(struct making *making)
{
	const struct pc_rule *rule = making->rule;
	struct pc_canary *out = making->out;
	const struct pc_derive derive = {.arena = making->arena,
		.home = making->ground->home,
		.cwd = making->ground->work,
		.take = consider,
		.user = making};

	*out = (struct pc_canary){.rule = rule->src, .form = rule->form};
	out->is_dead = rule->form == PC_RULE_SKIPPED || rule->form == PC_RULE_INERT;
	if (out->is_dead) {
		out->why = rule->form == PC_RULE_SKIPPED
				   ? PC_STR("clients drop the rule")
				   : PC_STR("clients keep the rule and never look at it");
		return;
	}
	if (rule->form == PC_RULE_TOOL && !pc_tool_is_known(rule->tool, NULL)) {
		out->why = PC_STR("no client has a tool of that name");
		return;
	}
	pc_derive_calls(&derive, rule);
	if (out->action.tool.ptr)
		out->why = (struct pc_str){0};
	else if (out->why.len == 0)
		out->why = PC_STR("no call was found that this rule alone denies");
}

void pc_canaries_add(struct pc_canaries *out, struct pc_arena *arena,
	const struct pc_policy *policy, const struct pc_canary_ground *ground)
{
	struct pc_arena scratch = {0};
	struct making making = {.arena = arena,
		.policy = policy,
		.ground = ground,
		.ev = {.arena = &scratch,
			.scratch = pc_scratch_new(),
			.resolve = pc_resolve_here,
			.follow = pc_follow_here}};
	const struct pc_rule *rules;
	size_t n;

	rules = pc_policy_rules(policy, &n);
	for (size_t i = 0; i < n; i++) {
		const struct pc_rule_text *src = rules[i].src;

		if (src->list != PC_LIST_DENY || src->from.layer != PC_LAYER_MANAGED)
			continue;
		pc_arena_grow(arena, out->items, out->count, out->cap);
		making.rule = &rules[i];
		making.out = &out->items[out->count++];
		make(&making);
		pc_arena_reset(&scratch);
	}
	pc_scratch_free(making.ev.scratch);
	pc_arena_done(&scratch);
}
