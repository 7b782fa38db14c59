/* SPDX-License-Identifier: Apache-2.0 */
/* A command line to one verdict, in the client's order: deny rules, removals of what is
 * critical, ask rules, a rule for the whole tool, then the line's shape, its files and
 * command by command whether a rule, the client's own list or the mode lets it run. */
#include "pc/doc/node.h"
#include "rules_priv.h"

struct line {
	const struct pc_policy *policy;
	const struct pc_evaluator *ev;
	const struct pc_action *action;
	const struct bash_rules *rules;
	struct bash_call call;
	struct safety safety;
	bool safety_known;
};

static struct pc_verdict ask(enum pc_by by, struct pc_str reason)
{
	return verdict_by(PC_VERDICT_ASK, by, reason);
}

static const struct safety *safety(struct line *line)
{
	if (!line->safety_known) {
		line->safety = safety_of(&line->call);
		line->safety_known = true;
		if (line->safety.kind != SAFETY_FINE)
			trace_step(line->ev, NULL, "safety: %.*s",
				PC_STR_ARG(line->safety.reason));
	}
	return &line->safety;
}

/* ---- a line under a rule for the whole tool ------------------------------- */

static bool is_harmless(struct line *line, size_t from, size_t to)
{
	const struct pc_sh_commands *commands = &line->call.commands;

	for (size_t i = 0; i < commands->count; i++) {
		uint32_t at = commands->items[i].node->span.start;

		if (commands->items[i].depth > 0 || at < from || at >= to)
			continue;
		if (!readonly_command(&line->call, &commands->items[i]))
			return false;
	}
	return true;
}

static bool sends_to_background(const struct pc_sh_node *list, size_t from, size_t to)
{
	const struct pc_sh_node *child = list ? list->children : NULL;

	for (; child; child = child->next) {
		if (child->joined == PC_SH_BACKGROUND && child->span.end > from &&
			child->span.end <= to)
			return true;
	}
	return false;
}

static size_t next_pipe(const struct pc_sh_node *list, size_t from, size_t end)
{
	const struct pc_sh_node *child = list ? list->children : NULL;

	for (; child; child = child->next) {
		if (child->kind != PC_SH_PIPELINE)
			continue;
		for (const struct pc_sh_node *part = child->children; part->next;
			part = part->next) {
			if (part->span.end > from)
				return part->span.end;
		}
	}
	return end;
}

/* A stretch between two pipes that the client would run by itself, but for its &: that
 * finding outweighs a rule for the whole tool. */
static bool background_outweighs(struct line *line)
{
	const struct pc_sh_node *root = line->call.tree.root;
	size_t end = line->call.line.len;

	if (!sends_to_background(root, 0, end) || safety(line)->kind != SAFETY_FINE)
		return false;
	if (bash_files_check(&line->call, false).kind != PC_VERDICT_ALLOW)
		return false;
	for (size_t from = 0; from < end;) {
		size_t to = next_pipe(root, from, end);

		if (sends_to_background(root, from, to) && is_harmless(line, from, to))
			return true;
		from = to;
	}
	return false;
}

/* ---- command by command --------------------------------------------------- */

/* Longer than [, the program. */
static bool is_pattern(struct pc_str name)
{
	for (size_t i = 0; i < name.len && name.len > 1; i++) {
		if (memchr("*?[", name.ptr[i], 3))
			return true;
	}
	return false;
}

/* A command that opens with a redirection, or whose program's name is a pattern, matches
 * only a rule that begins with a wildcard itself. */
static bool rule_reaches(const struct pc_rule *rule, const struct pc_sh_command *command)
{
	const struct pc_sh_node *node = command->node;

	if (rule->spec.len > 0 && rule->spec.ptr[0] == '*')
		return true;
	if (node->redirs && node->words &&
		node->redirs->span.start < node->words->span.start)
		return false;
	return command->n_args == 0 || !is_pattern(command->args[0].value);
}

struct tally {
	const struct pc_rule *rule; /* the first that was needed */
	bool by_mode;
};

static bool command_runs(
	struct line *line, const struct pc_sh_command *command, struct tally *tally)
{
	bool exact = false;
	const struct pc_rule *rule = NULL;

	if (readonly_command(&line->call, command)) {
		trace_step(
			line->ev, NULL, "'%.*s' is read-only", PC_STR_ARG(command->text));
		return true;
	}
	if (line->rules)
		rule = bash_rules_allow(line->rules, &line->call, command, &exact);
	if (rule && !rule_reaches(rule, command))
		rule = NULL;
	if (rule) {
		trace_step(line->ev, rule, "allows '%.*s'", PC_STR_ARG(command->text));
		tally->rule = first_rule(tally->rule, rule);
		return true;
	}
	if (line->policy->settings->mode == PC_MODE_ACCEPT_EDITS &&
		readonly_edit(command)) {
		trace_step(line->ev, NULL, "'%.*s' edits files, which the mode accepts",
			PC_STR_ARG(command->text));
		tally->by_mode = true;
		return true;
	}
	trace_step(
		line->ev, NULL, "no allow rule covers '%.*s'", PC_STR_ARG(command->text));
	return false;
}

static struct pc_verdict command_by_command(struct line *line)
{
	const struct pc_sh_commands *commands = &line->call.commands;
	struct tally tally = {0};

	for (size_t i = 0; i < commands->count; i++) {
		if (!command_runs(line, &commands->items[i], &tally))
			return ask(PC_BY_DEFAULT, PC_STR("no rule allows the command"));
	}
	if (line->safety.background)
		return ask(PC_BY_SAFETY,
			PC_STR("a command in the background runs after the checks"));
	if (tally.rule)
		return verdict_by_rule(PC_VERDICT_ALLOW, tally.rule);
	if (tally.by_mode)
		return verdict_by(PC_VERDICT_ALLOW, PC_BY_MODE,
			PC_STR("the mode acceptEdits runs the command"));
	return verdict_by(PC_VERDICT_ALLOW, PC_BY_READ_ONLY,
		PC_STR("the client runs these commands by itself"));
}

static bool has_pipe(const struct pc_sh_commands *commands)
{
	for (size_t i = 0; i < commands->count; i++) {
		if (commands->items[i].within & (PC_SH_IS_PIPED_FROM | PC_SH_IS_PIPED_TO))
			return true;
	}
	return false;
}

static const struct pc_rule *line_rule(struct line *line)
{
	bool exact = false;
	const struct pc_rule *rule = NULL;

	if (line->rules)
		rule = bash_rules_allow_line(line->rules, &line->call, &exact);
	return exact ? rule : NULL;
}

static struct pc_verdict decide_by_parts(struct line *line, struct pc_verdict files)
{
	const struct safety *found = safety(line);
	const struct pc_rule *rule = line_rule(line);

	if (found->kind == SAFETY_COMPLEX) {
		if (!rule || found->background)
			return ask(PC_BY_SAFETY, found->reason);
		trace_step(line->ev, rule, "is the line itself");
		return verdict_by_rule(PC_VERDICT_ALLOW, rule);
	}
	if (found->kind == SAFETY_STRICT)
		return ask(PC_BY_SAFETY, found->reason);
	if (files.kind != PC_VERDICT_ALLOW)
		return files;
	if (rule && !found->background && !has_pipe(&line->call.commands)) {
		trace_step(line->ev, rule, "is the line itself");
		return verdict_by_rule(PC_VERDICT_ALLOW, rule);
	}
	return command_by_command(line);
}

/* ---- the order of the questions ------------------------------------------- */

static const struct pc_rule *rule_of(struct line *line, enum pc_list_kind list)
{
	const struct pc_rule *whole = NULL, *command = NULL;

	if (list != PC_LIST_DENY)
		whole = whole_tool_rule(line->policy, line->ev, list, line->action);
	if (line->rules && list != PC_LIST_ALLOW)
		command = bash_rules_find(line->rules, list, &line->call);
	return first_rule(whole, command);
}

static struct pc_verdict decide_by_tool_rule(
	struct line *line, const struct pc_rule *rule, struct pc_verdict files)
{
	if (files.kind != PC_VERDICT_ALLOW)
		return files;
	if (background_outweighs(line))
		return ask(PC_BY_SAFETY,
			PC_STR("a command in the background runs after the checks"));
	trace_step(line->ev, rule, "allows the whole tool");
	return verdict_by_rule(PC_VERDICT_ALLOW, rule);
}

/* Whether an ask rule that says a command exactly comes before the deny rule. */
static bool asks_first(struct line *line, const struct pc_rule *deny)
{
	const struct pc_rule *ask = NULL;

	if (safety(line)->kind != SAFETY_COMPLEX)
		ask = bash_rules_ask_first(line->rules, &line->call);
	if (!ask)
		return false;
	trace_step(line->ev, deny, "matches, but an exact ask rule comes first");
	return true;
}

static struct pc_verdict decide_line(struct line *line)
{
	enum pc_mode mode = line->policy->settings->mode;
	struct pc_verdict files = {.kind = PC_VERDICT_ALLOW}, critical;
	const struct pc_rule *rule = rule_of(line, PC_LIST_DENY), *whole;
	struct pc_str unreadable;

	if (rule && !asks_first(line, rule)) {
		trace_step(line->ev, rule, "matches the line");
		return verdict_by_rule(PC_VERDICT_DENY, rule);
	}
	whole = mode == PC_MODE_PLAN ? NULL : rule_of(line, PC_LIST_ALLOW);
	if (safety(line)->sight)
		files = bash_files_check(&line->call, whole || mode == PC_MODE_BYPASS);
	if (files.kind == PC_VERDICT_DENY)
		return files;
	rule = rule_of(line, PC_LIST_ASK);
	if (rule) {
		trace_step(line->ev, rule, "matches the line");
		return verdict_by_rule(PC_VERDICT_ASK, rule);
	}
	critical = bash_critical_removal(&line->call);
	if (critical.kind != PC_VERDICT_ALLOW)
		return critical;
	unreadable = safety_unreadable(&line->call);
	if (unreadable.len > 0)
		return ask(PC_BY_SAFETY, unreadable);
	if (mode == PC_MODE_BYPASS)
		return verdict_by(PC_VERDICT_ALLOW, PC_BY_MODE,
			PC_STR("the mode bypassPermissions runs everything"));
	if (whole)
		return decide_by_tool_rule(line, whole, files);
	return decide_by_parts(line, files);
}

/* Where nobody can be asked, asking is refusing. */
static struct pc_verdict in_mode(struct line *line, struct pc_verdict verdict)
{
	if (verdict.kind != PC_VERDICT_ASK ||
		line->policy->settings->mode != PC_MODE_DONT_ASK)
		return verdict;
	verdict.kind = PC_VERDICT_DENY;
	if (verdict.by == PC_BY_DEFAULT)
		verdict.by = PC_BY_MODE;
	return verdict;
}

struct pc_verdict decide_bash(const struct pc_policy *policy,
	const struct pc_evaluator *ev, const struct pc_action *action)
{
	struct line line = {
		.policy = policy, .ev = ev, .action = action, .rules = policy->bash};

	line.call.policy = policy;
	line.call.ev = ev;
	line.call.line = pc_node_text(pc_node_get_c(action->input, "command"));
	if (ev->tree && ev->tree->text.ptr == line.call.line.ptr &&
		ev->tree->text.len == line.call.line.len)
		line.call.tree = *ev->tree;
	else
		pc_sh_parse(&line.call.tree, ev->arena, line.call.line);
	pc_sh_commands(&line.call.commands, ev->arena, &line.call.tree);
	bash_call_texts(&line.call);
	if (ev->trace)
		bash_trace(&line.call);
	return in_mode(&line, decide_line(&line));
}
