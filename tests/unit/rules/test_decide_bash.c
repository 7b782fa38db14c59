/* SPDX-License-Identifier: Apache-2.0 */
/* The order of a command line's decision: rules, safety, the client's own list, modes. */
#include "one_policy.h"

static const struct row {
	const char *name, *rules, *line, *want;
} rows[] = {
	{"deny beats everything", "allow Bash\ndeny Bash(foo:*)", "foo",
		"deny rule Bash(foo:*)"},
	{"ask beats allow", "allow Bash(foo:*)\nask Bash(foo a)", "foo a",
		"ask rule Bash(foo a)"},
	{"ask beats the client's own list", "ask Bash(ls:*)", "ls",
		"ask rule Bash(ls:*)"},
	{"a whole tool that is asked about", "ask Bash", "ls", "ask rule Bash"},
	{"a whole tool lets a complex line run", "allow Bash", "foo $X | bar &",
		"allow rule Bash"},
	{"but not a harmless one in the background", "allow Bash", "ls &", "ask safety"},
	{"nor one behind a pipe", "allow Bash", "foo | ls &", "ask safety"},
	{"while one before a pipe does not count", "allow Bash", "ls | foo &",
		"allow rule Bash"},
	{"nor where something else is there", "allow Bash", "ls & foo",
		"allow rule Bash"},
	{"nothing says anything", "", "foo", "ask default"},
	{"the client's own list", "", "ls | wc -l", "allow read-only"},
	{"every command needs its reason", "allow Bash(foo:*)", "foo && bar",
		"ask default"},
	{"a rule and the client's own list", "allow Bash(foo:*)", "ls && foo",
		"allow rule Bash(foo:*)"},
	{"a pattern does not lift a safety check", "allow Bash(foo:*)", "foo $X",
		"ask safety"},
	{"the line itself does", "allow Bash(foo $X)", "foo $X",
		"allow rule Bash(foo $X)"},
	{"but not into the background", "allow Bash({ foo; } &)", "{ foo; } &",
		"ask safety"},
	{"nor out of parentheses", "allow Bash((foo))", "(foo)", "ask safety"},
	{"a list that is the rule", "allow Bash(foo; bar)", "foo; bar",
		"allow rule Bash(foo; bar)"},
	{"a pipeline that is the rule is taken apart", "allow Bash(foo | bar)",
		"foo | bar", "ask default"},
	{"a redirection in front", "allow Bash(foo:*)", "2>&1 foo", "ask default"},
	{"a rule that begins with a star sees it", "allow Bash(*foo*)", "2>&1 foo",
		"allow rule Bash(*foo*)"},
	{"a program whose name is a pattern", "allow Bash(foo*)", "foo*", "ask default"},
	{"what removes everything", "allow Bash", "rm -rf /", "ask safety"},
	{"what may remove anything", "allow Bash", "A=1 do''cker", "ask safety"},
};

static void decide(
	struct one_policy *p, const char *rules, const char *line, const char *want)
{
	char input[256];

	one_policy_init(p, rules);
	snprintf(input, sizeof(input), "{\"command\": \"%s\"}", line);
	assert_string_equal(one_policy_decide(p, "Bash", input), want);
	one_policy_done(p);
}

static void check(const struct row *r)
{
	struct one_policy p = {0};

	decide(&p, r->rules, r->line, r->want);
}
PC_TABLE(rows, check)

static const struct mode_row {
	const char *name;
	enum pc_mode mode;
	const char *rules, *line, *want;
} modes[] = {
	{"dontAsk refuses", PC_MODE_DONT_ASK, "", "foo", "deny mode"},
	{"dontAsk refuses what is unsafe", PC_MODE_DONT_ASK, "", "foo $X", "deny safety"},
	{"dontAsk refuses what a rule asks about", PC_MODE_DONT_ASK, "ask Bash(foo:*)",
		"foo", "deny rule Bash(foo:*)"},
	{"dontAsk runs what is harmless", PC_MODE_DONT_ASK, "", "ls", "allow read-only"},
	{"acceptEdits runs edits", PC_MODE_ACCEPT_EDITS, "", "mkdir a", "allow mode"},
	{"acceptEdits runs nothing else", PC_MODE_ACCEPT_EDITS, "", "mkdir a; foo",
		"ask default"},
	{"bypass runs everything", PC_MODE_BYPASS, "", "foo $X", "allow mode"},
	{"bypass asks where a rule does", PC_MODE_BYPASS, "ask Bash(foo:*)", "foo",
		"ask rule Bash(foo:*)"},
	{"bypass asks before a critical removal", PC_MODE_BYPASS, "", "rm -rf /",
		"ask safety"},
	{"plan sets a whole-tool rule aside", PC_MODE_PLAN, "allow Bash", "foo",
		"ask default"},
	{"plan keeps a command's rule", PC_MODE_PLAN, "allow Bash(foo:*)", "foo",
		"allow rule Bash(foo:*)"},
};

static void check_mode(const struct mode_row *r)
{
	struct one_policy p = {.settings.mode = r->mode};

	decide(&p, r->rules, r->line, r->want);
}
PC_TABLE(modes, check_mode)

static const struct verdict_row others[] = {
	{"PowerShell as a whole", "allow PowerShell", "PowerShell",
		"{\"command\": \"Get-Item $a\"}", "allow rule PowerShell"},
	{"PowerShell denied", "deny PowerShell(Get-Item:*)", "PowerShell",
		"{\"command\": \"Get-Item a\"}", "deny rule PowerShell(Get-Item:*)"},
	{"a command that is no text", "", "Bash", "{\"command\": 1}", "allow read-only"},
};
PC_TABLE(others, check_verdict)

int main(void)
{
	return PC_RUN(rows) + PC_RUN(modes) + PC_RUN(others);
}
