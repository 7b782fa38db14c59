/* SPDX-License-Identifier: Apache-2.0 */
/* Command lines of PowerShell under rules of every list. */
#include "one_policy.h"
#include "pc/base/buf.h"
#include "pc/doc/write.h"

static const struct row {
	const char *name, *rules, *command, *want;
} rows[] = {
	{"a prefix allows its command", "allow PowerShell(Get-Item:*)", "Get-Item a",
		"allow rule PowerShell(Get-Item:*)"},
	{"names count without case", "deny PowerShell(Remove-Item *)", "remove-ITEM x",
		"deny rule PowerShell(Remove-Item *)"},
	{"an alias is what it stands for", "deny PowerShell(Remove-Item *)", "del x",
		"deny rule PowerShell(Remove-Item *)"},
	{"an alias in a rule is, too", "deny PowerShell(rm:*)", "Remove-Item x",
		"deny rule PowerShell(rm:*)"},
	{"a bare alias", "deny PowerShell(ls)", "Get-ChildItem",
		"deny rule PowerShell(ls)"},
	{"a module before the name", "deny PowerShell(Remove-Item *)",
		"Microsoft.PowerShell.Management\\Remove-Item x",
		"deny rule PowerShell(Remove-Item *)"},
	{"a program's ending", "deny PowerShell(git push:*)", "git.exe push x",
		"deny rule PowerShell(git push:*)"},
	{"behind a semicolon", "deny PowerShell(git push:*)", "cd x; git push",
		"deny rule PowerShell(git push:*)"},
	{"behind a pipe", "deny PowerShell(Remove-Item:*)", "ls | rm",
		"deny rule PowerShell(Remove-Item:*)"},
	{"in a script block", "deny PowerShell(Remove-Item *)",
		"ls | ForEach-Object { Remove-Item x }",
		"deny rule PowerShell(Remove-Item *)"},
	{"in a subexpression in quotes", "deny PowerShell(Get-Secret *)",
		"echo \"a $(Get-Secret x)\"", "deny rule PowerShell(Get-Secret *)"},
	{"not in single quotes", "deny PowerShell(Get-Secret *)",
		"echo 'a; Get-Secret x'", "ask default"},
	{"every command needs its rule", "allow PowerShell(Get-Item:*)",
		"Get-Item a; Remove-Item b", "ask default"},
	{"each has one",
		"allow PowerShell(Get-Item:*)\nallow PowerShell(Select-Object *)",
		"Get-Item a | Select-Object b", "allow rule PowerShell(Get-Item:*)"},
	{"a subexpression is not covered by a pattern", "allow PowerShell(echo:*)",
		"echo $(Remove-Item x)", "ask default"},
	{"an open quote is not", "allow PowerShell(echo:*)", "echo 'a", "ask default"},
	{"ask comes before allow", "ask PowerShell(echo:*)\nallow PowerShell", "echo a",
		"ask rule PowerShell(echo:*)"},
};

static void check(const struct row *r)
{
	PC_AUTO(pc_buf_done) struct pc_buf input = {0};
	struct one_policy p = {0};

	pc_buf_puts(&input, "{\"command\": ");
	pc_json_quote(&input, pc_str(r->command));
	pc_buf_puts(&input, "}");
	one_policy_init(&p, r->rules);
	assert_string_equal(one_policy_decide(&p, "PowerShell", input.ptr), r->want);
	one_policy_done(&p);
}

PC_TABLE_TESTS(rows, check)
