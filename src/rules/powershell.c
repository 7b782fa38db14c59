/* SPDX-License-Identifier: Apache-2.0 */
/* PowerShell command lines.  Their grammar is not ours, so a line is only cut where an
 * operator may stand; names count without case, and aliases as what they stand for.  The
 * client offers the tool on Windows alone, so this follows its documentation: what is cut
 * in more pieces than need be is stricter for deny and ask, and what holds anything but
 * plain commands is never allowed by a pattern. */
#include "bash_priv.h"
#include "pc/base/limits.h"
#include "pc/doc/node.h"
#include "tools_priv.h"

static const struct {
	const char *alias, *cmdlet;
} aliases[] = {
	{"ac", "add-content"},
	{"cat", "get-content"},
	{"cd", "set-location"},
	{"chdir", "set-location"},
	{"clc", "clear-content"},
	{"copy", "copy-item"},
	{"cp", "copy-item"},
	{"cpi", "copy-item"},
	{"curl", "invoke-webrequest"},
	{"del", "remove-item"},
	{"dir", "get-childitem"},
	{"echo", "write-output"},
	{"erase", "remove-item"},
	{"gc", "get-content"},
	{"gci", "get-childitem"},
	{"gi", "get-item"},
	{"gps", "get-process"},
	{"iex", "invoke-expression"},
	{"ii", "invoke-item"},
	{"irm", "invoke-restmethod"},
	{"iwr", "invoke-webrequest"},
	{"kill", "stop-process"},
	{"ls", "get-childitem"},
	{"md", "mkdir"},
	{"mi", "move-item"},
	{"move", "move-item"},
	{"mv", "move-item"},
	{"ni", "new-item"},
	{"ps", "get-process"},
	{"pwd", "get-location"},
	{"rd", "remove-item"},
	{"ren", "rename-item"},
	{"ri", "remove-item"},
	{"rm", "remove-item"},
	{"rmdir", "remove-item"},
	{"rni", "rename-item"},
	{"saps", "start-process"},
	{"sc", "set-content"},
	{"si", "set-item"},
	{"sl", "set-location"},
	{"spps", "stop-process"},
	{"start", "start-process"},
	{"type", "get-content"},
	{"wget", "invoke-webrequest"},
	{"write", "write-output"},
};

struct pc_str powershell_canonical(struct pc_arena *arena, struct pc_str text)
{
	struct pc_str low = pc_arena_lower(arena, text);
	size_t end = pc_str_find(low, ' ');

	if (end == low.len && pc_str_ends(low, PC_STR(":*")))
		end -= 2;
	for (size_t i = 0; i < PC_COUNT(aliases); i++) {
		if (pc_str_is(pc_str_head(low, end), aliases[i].alias))
			return pc_arena_printf(arena, "%s%.*s", aliases[i].cmdlet,
				PC_STR_ARG(pc_str_from(low, end)));
	}
	return low;
}

/* ---- the line ------------------------------------------------------------- */

struct line {
	struct bash_texts texts;
	bool is_plain; /* commands, pipes and ; and nothing else */
};

/* A module or a folder before the name, and ".exe" behind it, say nothing new. */
static struct pc_str without_place(struct pc_arena *arena, struct pc_str text)
{
	size_t end = pc_str_find(text, ' ');
	struct pc_str name = pc_str_head(text, end);
	size_t slash = pc_str_rfind(name, '\\');

	if (slash == name.len)
		slash = pc_str_rfind(name, '/');
	if (slash < name.len)
		name = pc_str_from(name, slash + 1);
	if (pc_str_ends(name, PC_STR(".exe")))
		name.len -= 4;
	return pc_arena_printf(
		arena, "%.*s%.*s", PC_STR_ARG(name), PC_STR_ARG(pc_str_from(text, end)));
}

static void add_piece(struct line *line, struct pc_str piece)
{
	struct pc_arena *arena = line->texts.arena;
	struct pc_str text = pc_str_trim(piece);

	if (text.len == 0 || line->texts.count >= PC_MAX_SHELL_COMMANDS)
		return;
	line->texts.from = line->texts.count;
	text = powershell_canonical(arena, text);
	bash_texts_push(&line->texts, text, false);
	text = powershell_canonical(arena, without_place(arena, text));
	bash_texts_push(&line->texts, text, false);
}

/* What may end a command; what is not plain, too. */
static const enum {
	COMMON,
	CUTS,
	CUTS_ODDLY,
	ODD
} classes[256] = {
	['|'] = CUTS,
	[';'] = CUTS,
	['\n'] = CUTS,
	['\r'] = CUTS,
	['&'] = CUTS_ODDLY,
	['('] = CUTS_ODDLY,
	[')'] = CUTS_ODDLY,
	['{'] = CUTS_ODDLY,
	['}'] = CUTS_ODDLY,
	['`'] = ODD,
	['$'] = ODD,
	['@'] = ODD,
	['>'] = ODD,
	['<'] = ODD,
};

static void cut_line(struct line *line, struct pc_str text)
{
	size_t begin = 0;
	char quote = '\0';

	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];

		if (quote == '\'' || (quote && c == quote)) {
			quote = c == quote ? '\0' : quote;
			continue;
		}
		if (!quote && (c == '\'' || c == '"')) {
			quote = c;
			continue;
		}
		line->is_plain &= classes[(unsigned char)c] < CUTS_ODDLY;
		/* Between double quotes only $( ) holds commands. */
		if (classes[(unsigned char)c] == COMMON ||
			classes[(unsigned char)c] == ODD ||
			(quote && c != '(' && c != ')'))
			continue;
		add_piece(line, (struct pc_str){text.ptr + begin, i - begin});
		begin = i + 1;
	}
	line->is_plain &= quote == '\0';
	add_piece(line, pc_str_from(text, begin));
	if (line->texts.count >= PC_MAX_SHELL_COMMANDS)
		line->is_plain = false;
}

/* Each command must have a rule; the first that was needed is named. */
static const struct pc_rule *allowed(const struct bash_rules *rules,
	const struct bash_call *call, const struct line *line)
{
	struct bash_texts one = line->texts;
	struct bash_call part = *call;
	const struct pc_rule *first = NULL;

	part.texts = &one;
	for (size_t i = 0; i < line->texts.count; i += one.count) {
		const struct pc_rule *rule;

		one.items = line->texts.items + i;
		for (one.count = 1; i + one.count < line->texts.count; one.count++) {
			if (one.items[one.count].group != one.items[0].group)
				break;
		}
		rule = bash_rules_find(rules, PC_LIST_ALLOW, &part);
		if (!rule)
			return NULL;
		first = first_rule(first, rule);
	}
	return first;
}

struct pc_verdict decide_powershell(const struct pc_policy *policy,
	const struct pc_evaluator *ev, const struct pc_action *action)
{
	struct pc_str text = pc_node_text(pc_node_get_c(action->input, "command"));
	struct line line = {{.arena = ev->arena, .line = text}, true};
	struct bash_call call = {
		.policy = policy, .ev = ev, .line = text, .texts = &line.texts};
	const struct pc_rule *rule;

	cut_line(&line, text);
	for (size_t i = 0; ev->trace && i < line.texts.count; i++)
		trace_step(
			ev, NULL, "command: '%.*s'", PC_STR_ARG(line.texts.items[i].raw));
	rule = bash_rules_find(policy->powershell, PC_LIST_DENY, &call);
	if (rule)
		return verdict_by_rule(PC_VERDICT_DENY, rule);
	rule = first_rule(bash_rules_find(policy->powershell, PC_LIST_ASK, &call),
		whole_tool_rule(policy, ev, PC_LIST_ASK, action));
	if (rule)
		return tool_asked(policy, rule);
	rule = whole_tool_rule(policy, ev, PC_LIST_ALLOW, action);
	if (!rule && line.is_plain)
		rule = allowed(policy->powershell, &call, &line);
	if (rule)
		return verdict_by_rule(PC_VERDICT_ALLOW, rule);
	if (!line.is_plain)
		return tool_unruled(
			policy, PC_STR("the line holds more than plain commands"));
	return tool_unruled(policy, PC_STR("no rule allows every command of the line"));
}
