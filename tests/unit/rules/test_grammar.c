/* SPDX-License-Identifier: Apache-2.0 */
/* What each shape of rule text becomes, and which of them are reported. */
#include "one_policy.h"

enum { DENY = PC_LIST_DENY, ASK = PC_LIST_ASK, ALLOW = PC_LIST_ALLOW };

static const struct parse_row {
	const char *name, *text;
	int list;
	enum pc_rule_form form;
	const char *tool, *spec, *param, *value, *code;
} parsed[] = {
	{"a bare tool", "Bash", DENY, PC_RULE_TOOL, "Bash", "", "", "", ""},
	{"a star as content is the bare tool", "Read(*)", DENY, PC_RULE_TOOL, "Read", "*",
		"", "", ""},
	{"an old name is today's tool", "Task", ASK, PC_RULE_TOOL, "Agent", "", "", "",
		""},
	{"an old name with content", "Task(rev)", DENY, PC_RULE_NAME, "Agent", "rev", "",
		"", ""},
	{"a glob over names", "Cron*", DENY, PC_RULE_TOOL_GLOB, "Cron*", "", "", "", ""},
	{"a glob with a star as content", "Cron*(*)", DENY, PC_RULE_TOOL_GLOB, "Cron*",
		"*", "", "", ""},
	{"a glob with content matches nothing", "B*(ls)", DENY, PC_RULE_INERT, "B*", "ls",
		"", "", "PC1403"},
	{"a command", "Bash(npm run *)", ALLOW, PC_RULE_COMMAND, "Bash", "npm run *", "",
		"", ""},
	{"a command prefix is no field", "Bash(npm:*)", DENY, PC_RULE_COMMAND, "Bash",
		"npm:*", "", "", ""},
	{"a command and a field at once", "Bash( timeout : 5 )", DENY, PC_RULE_COMMAND,
		"Bash", " timeout : 5 ", "timeout", "5", ""},
	{"fields do not count in allow", "Bash(timeout:5)", ALLOW, PC_RULE_COMMAND,
		"Bash", "timeout:5", "", "", "PC1403"},
	{"but a prefix is one", "Bash(timeout:*)", ALLOW, PC_RULE_COMMAND, "Bash",
		"timeout:*", "", "", ""},
	{"the path by another name", "Read(path:x)", DENY, PC_RULE_PATH, "Read", "path:x",
		"", "", "PC1404"},
	{"the main field is not compared", "Bash(command:ls)", DENY, PC_RULE_COMMAND,
		"Bash", "command:ls", "", "", "PC1404"},
	{"a path and a field at once", "Read(limit:5)", ASK, PC_RULE_PATH, "Read",
		"limit:5", "limit", "5", ""},
	{"parentheses inside stay", "Bash(a(b)c)", DENY, PC_RULE_COMMAND, "Bash", "a(b)c",
		"", "", ""},
	{"escapes of parentheses and backslashes go", "Bash(a\\(b\\)\\\\c\\*)", DENY,
		PC_RULE_COMMAND, "Bash", "a(b)\\c\\*", "", "", ""},
	{"a host", "WebFetch(domain:x.com)", DENY, PC_RULE_DOMAIN, "WebFetch", "x.com",
		"", "", ""},
	{"a host with a port matches nothing", "WebFetch(domain:x.com:80)", DENY,
		PC_RULE_DOMAIN, "WebFetch", "x.com:80", "", "", "PC1405"},
	{"a host behind a space matches nothing", "WebFetch(domain: x.com)", ASK,
		PC_RULE_DOMAIN, "WebFetch", " x.com", "", "", "PC1405"},
	{"no host at all matches nothing", "WebFetch(domain:)", ASK, PC_RULE_DOMAIN,
		"WebFetch", "", "", "", "PC1405"},
	{"an IPv6 address is a host", "WebFetch(domain:[::1])", ASK, PC_RULE_DOMAIN,
		"WebFetch", "[::1]", "", "", ""},
	{"a URL is dropped", "WebFetch(https://x.com)", DENY, PC_RULE_SKIPPED, "WebFetch",
		"", "", "", "PC1401"},
	{"nothing between the parentheses is dropped", "Bash()", DENY, PC_RULE_SKIPPED,
		"Bash", "", "", "", "PC1401"},
	{"a small letter is dropped", "bash", DENY, PC_RULE_SKIPPED, "bash", "", "", "",
		"PC1401"},
	{"a glob in allow is dropped", "mcp__*", ALLOW, PC_RULE_SKIPPED, "mcp__*", "", "",
		"", "PC1401"},
	{"a glob behind a server in allow", "mcp__srv__get_*", ALLOW, PC_RULE_TOOL_GLOB,
		"mcp__srv__get_*", "", "", "", ""},
	{"an MCP tool", "mcp__srv__read", DENY, PC_RULE_TOOL, "mcp__srv__read", "", "",
		"", ""},
	{"an MCP rule that ends too early", "mcp__srv__", DENY, PC_RULE_TOOL,
		"mcp__srv__", "", "", "", "PC1407"},
	{"an MCP server as it is configured, not as it is named", "mcp__my server", DENY,
		PC_RULE_TOOL, "mcp__my server", "", "", "", "PC1407"},
	{"a path for a tool whose paths do not count", "Write(docs/**)", DENY,
		PC_RULE_INERT, "Write", "docs/**", "", "", "PC1402"},
	{"a field of such a tool", "Write(content:x*)", DENY, PC_RULE_PARAM, "Write",
		"content:x*", "content", "x*", ""},
	{"content for a tool that looks at none", "WebSearch(cats)", DENY, PC_RULE_INERT,
		"WebSearch", "cats", "", "", "PC1403"},
	{"a field of a tool that looks at no content", "WebSearch(query:cats)", DENY,
		PC_RULE_PARAM, "WebSearch", "query:cats", "query", "cats", ""},
	{"a name asks for nothing", "Agent(rev)", ASK, PC_RULE_INERT, "Agent", "rev", "",
		"", "PC1403"},
	{"a field asks", "Agent(model : opus)", ASK, PC_RULE_PARAM, "Agent",
		"model : opus", "model", "opus", ""},
	{"a skill in allow", "Skill(x)", ALLOW, PC_RULE_NAME, "Skill", "x", "", "", ""},
	{"Monitor has no content of its own", "Monitor(ls *)", DENY, PC_RULE_INERT,
		"Monitor", "ls *", "", "", "PC1403"},
	{"a name with a space before the parenthesis", "Bash (ls)", DENY, PC_RULE_INERT,
		"Bash ", "ls", "", "", "PC1406"},
	{"a tool that never was", "Foo", DENY, PC_RULE_TOOL, "Foo", "", "", "", "PC1406"},
};

static void check_parse(const struct parse_row *r)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_diags diags = {.arena = &arena};
	struct pc_rule_text text = {
		.text = pc_str(r->text), .list = (enum pc_list_kind)r->list};
	struct pc_rule rule;

	pc_rule_parse(&rule, &arena, &text, &diags);
	assert_int_equal(rule.form, r->form);
	assert_str(rule.tool, r->tool);
	assert_str(rule.spec, r->spec);
	assert_str(rule.param, r->param);
	assert_str(rule.value, r->value);
	assert_ptr_equal(rule.src, &text);
	assert_int_equal(diags.count, r->code[0] != '\0');
	if (diags.count) {
		assert_string_equal(diags.items[0].code, r->code);
		assert_true(pc_str_find_str(diags.items[0].text, pc_str(r->text)) <
			    diags.items[0].text.len);
	}
}
PC_TABLE(parsed, check_parse)

static const struct hint_row {
	const char *name, *text;
	int list;
	const char *hint;
} hints[] = {
	{"the tool that was meant", "Raed", DENY, "did you mean Read?"},
	{"a tool in other letters", "READ", DENY, "did you mean Read?"},
	{"nothing that is like it", "Frobnicate", DENY, ""},
	{"Edit instead of Write", "Write(docs/**)", DENY, "write Edit(docs/**)"},
	{"Read instead of Glob", "Glob(docs/**)", DENY, "write Read(docs/**)"},
	{"a field instead of a name", "Skill(deploy)", ASK, "write Skill(skill:deploy)"},
	{"Bash instead of Monitor", "Monitor(ls *)", DENY,
		"Bash rules count for Monitor too: write Bash(ls *)"},
};

static void check_hint(const struct hint_row *r)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_diags diags = {.arena = &arena};
	struct pc_rule_text text = {
		.text = pc_str(r->text), .list = (enum pc_list_kind)r->list};
	struct pc_rule rule;

	pc_rule_parse(&rule, &arena, &text, &diags);
	assert_int_equal(diags.count, 1);
	assert_str(diags.items[0].hint, r->hint);
}
PC_TABLE(hints, check_hint)

/* A command line keeps what a file loses, without any use for most of it. */
static const struct flag_row {
	const char *name, *text;
	enum pc_rule_form form;
} flags[] = {
	{"a star is the whole MCP tool", "mcp__srv__read(*)", PC_RULE_TOOL},
	{"other content is never looked at", "mcp__srv__read(x)", PC_RULE_INERT},
	{"no content at all is dropped", "mcp__srv__read()", PC_RULE_SKIPPED},
};

static void check_flag(const struct flag_row *r)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_rule_text text = {.text = pc_str(r->text), .from_flag = true};
	struct pc_rule rule;

	pc_rule_parse(&rule, &arena, &text, NULL);
	assert_int_equal(rule.form, r->form);
}
PC_TABLE(flags, check_flag)

int main(void)
{
	return PC_RUN(parsed) + PC_RUN(hints) + PC_RUN(flags);
}
