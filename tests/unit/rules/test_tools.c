/* SPDX-License-Identifier: Apache-2.0 */
/* Rules about whole tools, MCP servers and names with stars; tools without any rule. */
#include "one_policy.h"

static const struct verdict_row rows[] = {
	{"a server", "deny mcp__srv", "mcp__srv__read", "{}", "absent rule mcp__srv"},
	{"a server whose name goes on is another", "deny mcp__srv", "mcp__srv2__read",
		"{}", "ask default"},
	{"one tool", "deny mcp__srv__read", "mcp__srv__read", "{}",
		"absent rule mcp__srv__read"},
	{"a tool whose name goes on is another", "deny mcp__srv__read",
		"mcp__srv__read_all", "{}", "ask default"},
	{"all tools of a server", "deny mcp__srv__*", "mcp__srv__read", "{}",
		"absent rule mcp__srv__*"},
	{"some tools of a server", "deny mcp__srv__*_all", "mcp__srv__read_all", "{}",
		"absent rule mcp__srv__*_all"},
	{"one tool of all servers", "deny mcp__*__read", "mcp__a__read", "{}",
		"absent rule mcp__*__read"},
	{"letters of another case are others", "deny mcp__srv__READ", "mcp__srv__read",
		"{}", "ask default"},
	{"a server with nothing behind it", "deny mcp__srv__", "mcp__srv__read", "{}",
		"ask default"},
	{"ask before allow", "ask mcp__srv\nallow mcp__srv__read", "mcp__srv__read", "{}",
		"ask rule mcp__srv"},
	{"an allowed server", "allow mcp__srv", "mcp__srv__read", "{}",
		"allow rule mcp__srv"},
	{"allowed tools", "allow mcp__srv__r*", "mcp__srv__read", "{}",
		"allow rule mcp__srv__r*"},
	{"deny takes every reading of a name with more underscores", "deny mcp__x__y",
		"mcp__x__y__read", "{}", "absent rule mcp__x__y"},
	{"the shorter one too", "deny mcp__x", "mcp__x__y__read", "{}",
		"absent rule mcp__x"},
	{"allow takes none that another reading contradicts", "allow mcp__x__*",
		"mcp__x__y__read", "{}", "ask default"},
	{"allow takes what holds in each", "allow mcp__x__y__*", "mcp__x__y__read", "{}",
		"allow rule mcp__x__y__*"},
	{"no MCP tool has a space in its name", "", "mcp__my server__read", "{}",
		"absent default"},
	{"a glob over names", "deny Cron*", "CronList", "{}", "absent rule Cron*"},
	{"a star in the middle", "deny Cr*t", "CronList", "{}", "absent rule Cr*t"},
	{"a question mark is itself", "deny CronLis?", "CronList", "{}", "allow default"},
	{"everything", "ask *", "CronList", "{}", "ask rule *"},
	{"several stars", "deny *r*n*s*", "CronList", "{}", "absent rule *r*n*s*"},
	{"the end must fit", "deny *ron*r*", "CronList", "{}", "allow default"},
	{"an old name in the rule", "deny KillShell", "TaskStop", "{}",
		"absent rule KillShell"},
	{"an old name in the call", "ask Agent", "Task", "{}", "ask rule Agent"},
	{"globs see the new name", "deny Kill*", "KillShell", "{}", "allow default"},
	{"the first of two rules is named", "deny TaskList\ndeny Task*", "TaskList", "{}",
		"absent rule TaskList"},
	{"whichever kind it is", "deny Task*\ndeny TaskList", "TaskList", "{}",
		"absent rule Task*"},
	{"a tool that needs no permission", "", "ToolSearch", "{}", "allow default"},
	{"one that does", "", "WebSearch", "{\"query\": \"x\"}", "ask default"},
	{"one that print mode lacks", "allow TodoWrite", "TodoWrite", "{}",
		"absent default"},
	{"one that never was", "allow Foo", "Foo", "{}", "absent default"},
	{"an allow rule is named even where none is needed", "allow CronList", "CronList",
		"{}", "allow rule CronList"},
};
PC_TABLE(rows, check_verdict)

static const struct mode_row {
	const char *name;
	enum pc_mode mode;
	const char *rules, *tool, *want;
} modes[] = {
	{"dontAsk denies what would prompt", PC_MODE_DONT_ASK, "", "WebSearch",
		"deny mode"},
	{"dontAsk denies what a rule would have asked about", PC_MODE_DONT_ASK,
		"ask CronList", "CronList", "deny rule CronList"},
	{"dontAsk runs what is allowed", PC_MODE_DONT_ASK, "allow WebSearch", "WebSearch",
		"allow rule WebSearch"},
	{"dontAsk runs what needs no permission", PC_MODE_DONT_ASK, "", "CronList",
		"allow default"},
	{"bypass runs everything", PC_MODE_BYPASS, "", "WebSearch", "allow mode"},
	{"but what a rule asks about", PC_MODE_BYPASS, "ask mcp__a", "mcp__a__b",
		"ask rule mcp__a"},
	{"acceptEdits is about files only", PC_MODE_ACCEPT_EDITS, "", "WebSearch",
		"ask default"},
	{"auto leaves it to the classifier", PC_MODE_AUTO, "", "mcp__a__b", "ask mode"},
};

static void check_mode(const struct mode_row *r)
{
	struct one_policy p = {.settings.mode = r->mode};

	one_policy_init(&p, r->rules);
	assert_string_equal(
		one_policy_decide(&p, r->tool, "{\"query\": \"x\"}"), r->want);
	one_policy_done(&p);
}
PC_TABLE(modes, check_mode)

int main(void)
{
	return PC_RUN(rows) + PC_RUN(modes);
}
