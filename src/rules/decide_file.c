/* SPDX-License-Identifier: Apache-2.0 */
/* Read, Edit, Write and NotebookEdit: one file, one verdict.  In the client's order:
 * deny, ask, what no rule lifts, the working directories, allow, the mode. */
#include "path_priv.h"

static const struct file_tool {
	const char *tool;
	const char *field;
	enum path_use use;
	bool heeds_read_deny; /* a Read deny rule blocks it although it writes */
	bool is_offered;
} tools[] = {
	{"Read", "file_path", PATH_READ, true, true},
	{"Edit", "file_path", PATH_WRITE, true, true},
	{"Write", "file_path", PATH_WRITE, true, true},
	{"NotebookEdit", "notebook_path", PATH_WRITE, false, true},
	/* Known from older clients; this one has no such tools. */
	{"MultiEdit", "file_path", PATH_WRITE, true, false},
	{"Glob", "path", PATH_READ, true, false},
	{"Grep", "path", PATH_READ, true, false},
	{"LSP", "filePath", PATH_READ, true, false},
};

/* One file under decision. */
struct file_call {
	const struct pc_policy *policy;
	const struct pc_evaluator *ev;
	const struct pc_action *action;
	const struct file_tool *tool;
	struct path_target target;
	struct path_hits hits;
};

static const struct file_tool *tool_of(struct pc_str name)
{
	for (size_t i = 0; i < PC_COUNT(tools); i++) {
		if (pc_str_is(name, tools[i].tool))
			return &tools[i];
	}
	return &tools[0];
}

static struct pc_verdict by_rule(
	const struct file_call *c, enum pc_verdict_kind kind, const struct pc_rule *rule)
{
	trace_step(c->ev, rule, "covers '%.*s'", PC_STR_ARG(c->target.path));
	return verdict_by_rule(kind, rule);
}

static struct pc_verdict said(const struct file_call *c, enum pc_verdict_kind kind,
	enum pc_by by, const char *why)
{
	trace_step(c->ev, NULL, "%s", why);
	return verdict_by(kind, by, pc_str(why));
}

static const struct pc_rule *deny_rule(const struct file_call *c)
{
	const struct pc_rule *const *deny = c->hits.rule[PC_LIST_DENY];

	if (c->tool->use == PATH_READ)
		return deny[PATH_TOOL_READ];
	if (!c->tool->heeds_read_deny)
		return deny[PATH_TOOL_EDIT];
	return first_rule(deny[PATH_TOOL_EDIT], deny[PATH_TOOL_READ]);
}

static const struct pc_rule *ask_rule(const struct file_call *c)
{
	const struct pc_rule *const *ask = c->hits.rule[PC_LIST_ASK];

	return first_rule(whole_tool_rule(c->policy, c->ev, PC_LIST_ASK, c->action),
		c->tool->use == PATH_READ ? ask[PATH_TOOL_READ] : ask[PATH_TOOL_EDIT]);
}

/* Who may edit a file may read it; nobody may edit a protected one by a rule. */
static const struct pc_rule *edit_rule(const struct file_call *c)
{
	const struct pc_rule *rule = c->hits.rule[PC_LIST_ALLOW][PATH_TOOL_EDIT];

	if (rule &&
		(path_is_protected(c->target.path) || path_is_protected(c->target.real)))
		return NULL;
	return rule;
}

/* A whole-tool rule does not reach through a link that crosses the border of the working
 * directories when the tool writes; rules that name the places do. */
static const struct pc_rule *allow_rule(const struct file_call *c)
{
	const struct pc_rule *const *allow = c->hits.rule[PC_LIST_ALLOW];
	const struct pc_rule *tool =
		whole_tool_rule(c->policy, c->ev, PC_LIST_ALLOW, c->action);

	if (c->tool->use == PATH_READ)
		return first_rule(tool, first_rule(allow[PATH_TOOL_READ], edit_rule(c)));
	if (c->target.leaves_working)
		return allow[PATH_TOOL_EDIT];
	return first_rule(tool, allow[PATH_TOOL_EDIT]);
}

/* What no rule and no working directory lifts; kind ALLOW when there is nothing. */
static struct pc_verdict safety(const struct file_call *c)
{
	const struct pc_settings *settings = c->policy->settings;

	if (c->target.is_unknown)
		return said(c, PC_VERDICT_ASK, PC_BY_SAFETY,
			"where the path leads could not be determined");
	if (c->tool->use == PATH_READ) {
		if (settings->blocks_outside_reads && !c->target.is_working)
			return said(c, PC_VERDICT_ASK, PC_BY_SAFETY,
				"reads outside the working directories are blocked");
		return (struct pc_verdict){0};
	}
	if (c->target.ends_in_link)
		return said(c, PC_VERDICT_ASK, PC_BY_SAFETY,
			"the path is a symbolic link; the client writes to targets only");
	if (settings->mode == PC_MODE_PLAN)
		return said(c, PC_VERDICT_ASK, PC_BY_MODE, "plan mode does not write");
	if (settings->mode != PC_MODE_BYPASS &&
		(path_is_protected(c->target.path) || path_is_protected(c->target.real)))
		return said(
			c, PC_VERDICT_ASK, PC_BY_SAFETY, "a protected file or directory");
	return (struct pc_verdict){0};
}

/* No rule said anything. */
static struct pc_verdict by_mode(const struct file_call *c)
{
	enum pc_mode mode = c->policy->settings->mode;

	if (c->tool->use == PATH_READ && c->target.is_working)
		return said(c, PC_VERDICT_ALLOW, PC_BY_DEFAULT,
			"reads in the working directories need no rule");
	if (c->tool->use == PATH_READ &&
		path_is_memory(c->policy->settings, c->target.real))
		return said(c, PC_VERDICT_ALLOW, PC_BY_DEFAULT,
			"the client's notes about this project");
	if (mode == PC_MODE_BYPASS)
		return said(c, PC_VERDICT_ALLOW, PC_BY_MODE, "bypassPermissions");
	if (mode == PC_MODE_PLAN && c->tool->use == PATH_READ)
		return said(c, PC_VERDICT_ALLOW, PC_BY_MODE, "plan mode reads anywhere");
	if (mode == PC_MODE_ACCEPT_EDITS && c->target.is_working)
		return said(c, PC_VERDICT_ALLOW, PC_BY_MODE, "acceptEdits");
	return said(c, PC_VERDICT_ASK, PC_BY_DEFAULT,
		c->target.is_working
			? "no rule allows the write"
			: "outside the working directories, and no rule allows it");
}

static struct pc_verdict judge(const struct file_call *c)
{
	const struct pc_rule *rule = deny_rule(c);
	struct pc_verdict verdict;

	if (rule)
		return by_rule(c, PC_VERDICT_DENY, rule);
	rule = ask_rule(c);
	if (rule)
		return by_rule(c, PC_VERDICT_ASK, rule);
	verdict = safety(c);
	if (verdict.kind != PC_VERDICT_ALLOW)
		return verdict;
	rule = allow_rule(c);
	if (rule)
		return by_rule(c, PC_VERDICT_ALLOW, rule);
	return by_mode(c);
}

struct pc_verdict decide_file(const struct pc_policy *policy,
	const struct pc_evaluator *ev, const struct pc_action *action)
{
	struct file_call c = {.policy = policy,
		.ev = ev,
		.action = action,
		.tool = tool_of(action->tool)};
	struct pc_str name =
		pc_str_trim(pc_node_text(pc_node_get_c(action->input, c.tool->field)));
	struct pc_verdict verdict;

	if (!c.tool->is_offered)
		return said(&c, PC_VERDICT_ABSENT, PC_BY_DEFAULT,
			"the client does not offer this tool");
	c.target = path_resolve(policy, ev,
		path_normal(ev->arena, policy->settings, policy->settings->cwd, name));
	path_rules_hits(policy_paths(policy), ev, &c.target, &c.hits);
	verdict = judge(&c);
	if (verdict.kind == PC_VERDICT_ASK &&
		policy->settings->mode == PC_MODE_DONT_ASK) {
		verdict.kind = PC_VERDICT_DENY;
		verdict.by = PC_BY_MODE;
	}
	return verdict;
}
