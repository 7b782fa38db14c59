/* SPDX-License-Identifier: Apache-2.0 */
/* Which rule texts the client keeps, by list. */
#include "pc/settings/rule_text.h"
#include "pc_test.h"

static const struct row {
	const char *name, *rule;
	enum pc_list_kind list;
	bool kept;
} rules[] = {
	{"a bare tool", "Bash", PC_LIST_DENY, true},
	{"a tool with content", "Bash(ls:*)", PC_LIST_DENY, true},
	{"content of a space is content", "Bash( )", PC_LIST_DENY, true},
	{"a text without a tool is a name", "(x)", PC_LIST_DENY, true},
	{"other scripts have names too", "\xE6\x97\xA5\xE6\x9C\xAC", PC_LIST_DENY, true},
	{"nothing", "", PC_LIST_DENY, false},
	{"white space of any kind", "\xC2\xA0\t ", PC_LIST_DENY, false},
	{"an open parenthesis", "Bash(ls", PC_LIST_DENY, false},
	{"a parenthesis alone", "(", PC_LIST_DENY, false},
	{"text behind the end", "Bash(ls)x", PC_LIST_DENY, false},
	{"a space behind the end", "Bash(ls) ", PC_LIST_DENY, false},
	{"an escaped end is no end", "Bash(a\\)", PC_LIST_DENY, false},
	{"an escaped backslash before the end", "Bash(a\\\\)", PC_LIST_DENY, true},
	{"an escaped start is no start", "Bash\\(a)", PC_LIST_DENY, false},
	{"only escaped parentheses make a name", "Bash\\(a\\)", PC_LIST_DENY, true},
	{"bare parentheses inside are literal", "Bash(a (b c)", PC_LIST_DENY, true},
	{"escaped ones inside are literal", "Bash(a \\(b)", PC_LIST_DENY, true},
	{"both, and the bare ones pair up", "Bash((a|b)\\s*\\(x)", PC_LIST_DENY, true},
	{"both, and the bare ones do not", "Bash((a|b)\\s*\\([^)]*x)", PC_LIST_DENY,
		false},
	{"both, in any order", "Bash()(\\()", PC_LIST_DENY, true},
	{"both, torn apart", "Bash(a \\(b) c)", PC_LIST_DENY, false},
	{"empty parentheses", "Read()", PC_LIST_ALLOW, false},
	{"empty parentheses of nobody", "()", PC_LIST_ALLOW, false},
	{"an MCP tool with content", "mcp__a__b(x)", PC_LIST_DENY, false},
	{"an MCP prefix without a server", "mcp__(x)", PC_LIST_DENY, true},
	{"a lower-case name", "bash", PC_LIST_DENY, false},
	{"a lower-case letter of Latin-1", "\xC3\xA9x", PC_LIST_DENY, false},
	{"an upper-case one", "\xC3\x89x", PC_LIST_DENY, true},
	{"an underscore excuses lower case", "my_tool(x)", PC_LIST_DENY, true},
	{"a glob over tools in deny", "B*", PC_LIST_DENY, true},
	{"a glob over tools in ask", "*", PC_LIST_ASK, true},
	{"a glob over tools in allow", "B*", PC_LIST_ALLOW, false},
	{"a glob over servers in allow", "mcp__*", PC_LIST_ALLOW, false},
	{"a glob in a server's name", "mcp__a*", PC_LIST_ALLOW, false},
	{"a glob behind a server", "mcp__a__*", PC_LIST_ALLOW, true},
	{"a prefix of nothing", "Bash(:*)", PC_LIST_DENY, false},
	{"a prefix of nothing elsewhere", "PowerShell(:*)", PC_LIST_DENY, true},
	{"a prefix of files", "Read(src:*)", PC_LIST_DENY, false},
	{"a prefix of files in the middle", "Edit(a:*b)", PC_LIST_DENY, false},
	{"a search with a star", "WebSearch(a*)", PC_LIST_DENY, false},
	{"a search for everything", "WebSearch(*)", PC_LIST_DENY, true},
	{"a host", "WebFetch(domain:x.test)", PC_LIST_DENY, true},
	{"a host without its word", "WebFetch(x.test)", PC_LIST_DENY, false},
	{"a URL", "WebFetch(domain:https://x.test)", PC_LIST_DENY, false},
	{"every host", "WebFetch(*)", PC_LIST_DENY, true},
};

static void check(const struct row *r)
{
	const char *fault = pc_rule_text_fault(pc_str(r->rule), r->list);

	assert_int_equal(fault == NULL, r->kept);
}

static const struct split {
	const char *name, *rule;
	bool fits;
	const char *tool, *content; /* NULL: no content */
} splits[] = {
	{"a tool alone", "Bash", true, "Bash", NULL},
	{"a tool and content", "Bash(a b)", true, "Bash", "a b"},
	{"the last parenthesis ends it", "Bash(a) b)", true, "Bash", "a) b"},
	{"no tool, no content", "(a)", true, "(a)", NULL},
	{"empty content is content", "Bash()", true, "Bash", ""},
	{"does not fit", "Bash(a", false, "Bash(a", NULL},
};

static void check_split(const struct split *s)
{
	struct pc_rule_parts parts;

	assert_int_equal(pc_rule_text_split(&parts, pc_str(s->rule)), s->fits);
	assert_str(parts.tool, s->tool);
	assert_int_equal(parts.has_content, s->content != NULL);
	if (s->content)
		assert_str(parts.content, s->content);
}

PC_TABLE(rules, check)
PC_TABLE(splits, check_split)

int main(void)
{
	return PC_RUN(rules) + PC_RUN(splits);
}
