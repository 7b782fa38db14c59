/* SPDX-License-Identifier: Apache-2.0 */
/* Calls that are made from a rule: which, and that the rule itself matches one of them,
 * as the decider sees it. */
#include "derive_priv.h"
#include "pc/base/buf.h"
#include "pc/doc/write.h"
#include "pc/review/derive.h"
#include "pc_test.h"

/* ---- texts ---------------------------------------------------------------- */

static const struct fill_row {
	const char *name;
	const char *pattern, *shortest, *deep;
} path_rows[] = {
	{"a name", "a/b", "a/b", "a/b"},
	{"a star", "a/*.c", "a/any.c", "a/any.c"},
	{"any depth before", "**/x", "x", "any/any/x"},
	{"any depth between", "a/**/x", "a/x", "a/any/any/x"},
	{"any depth behind", "a/**", "a/any", "a/any/any"},
	{"one letter", "a?", "aa", "aa"},
	{"a set", "[xyz]", "x", "x"},
	{"a range", "[0-9]k", "0k", "0k"},
	{"a set that is none", "a[b", "a[b", "a[b"},
	{"an empty set", "a[]b", "a[]b", "a[]b"},
	{"an escape", "a\\*b", "a*b", "a*b"},
	{"a directory", "a/", "a/any", "a/any"},
	{"nothing", "", "", ""},
};

static void check_path(const struct fill_row *r)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};

	assert_str(fill_path(&arena, pc_str(r->pattern), false), r->shortest);
	assert_str(fill_path(&arena, pc_str(r->pattern), true), r->deep);
}

static const struct star_row {
	const char *name;
	const char *pattern;
	bool has_star;
	const char *filled;
} star_rows[] = {
	{"no star", "git push", false, "git push"},
	{"a star", "git * main", true, "git X main"},
	{"two", "* *", true, "X X"},
	{"one that is escaped", "npm \\*", false, "npm *"},
	{"an escaped backslash before one", "a\\\\*", true, "a\\X"},
	{"a backslash alone", "a\\b\\", false, "a\\b\\"},
};

static void check_star(const struct star_row *r)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};

	assert_int_equal(fill_has_star(pc_str(r->pattern)), r->has_star);
	assert_str(fill_stars(&arena, pc_str(r->pattern), "X"), r->filled);
}

static const struct quote_row {
	const char *name;
	const char *text, *quoted;
} quote_rows[] = {
	{"a plain word", "a/b-c_1.x", "a/b-c_1.x"},
	{"blanks", "a b", "'a b'"},
	{"a quote", "it's", "'it'\\''s'"},
	{"an expansion", "$x", "'$x'"},
	{"nothing", "", "''"},
};

static void check_quote(const struct quote_row *r)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};

	assert_str(fill_quoted(&arena, pc_str(r->text)), r->quoted);
}

/* ---- calls ---------------------------------------------------------------- */

static const struct call_row {
	const char *name;
	enum pc_list_kind list;
	const char *rule;
	const char *has; /* one of its calls; NULL: there are none */
} call_rows[] = {
	{"a prefix", PC_LIST_DENY, "Bash(git push:*)", "Bash {\"command\":\"git push\"}"},
	{"with an argument", PC_LIST_DENY, "Bash(git push:*)",
		"Bash {\"command\":\"git push any\"}"},
	{"missed by a letter", PC_LIST_DENY, "Bash(git push:*)",
		"Bash {\"command\":\"git pushany\"}"},
	{"behind a wrapper", PC_LIST_ASK, "Bash(git push:*)",
		"Bash {\"command\":\"env git push\"}"},
	{"in another shell", PC_LIST_DENY, "Bash(git push:*)",
		"Bash {\"command\":\"bash -c 'git push'\"}"},
	{"a wildcard", PC_LIST_DENY, "Bash(git * main)",
		"Bash {\"command\":\"git any main\"}"},
	{"a wildcard as nothing", PC_LIST_DENY, "Bash(rm *)",
		"Bash {\"command\":\"rm\"}"},
	{"an exact command", PC_LIST_ALLOW, "Bash(make test)",
		"Bash {\"command\":\"make test\"}"},
	{"PowerShell", PC_LIST_DENY, "PowerShell(Remove-Item:*)",
		"PowerShell {\"command\":\"Remove-Item any\"}"},
	{"the whole tool", PC_LIST_DENY, "Bash", "Bash {\"command\":\"make\"}"},
	{"a path from the root", PC_LIST_DENY, "Read(//etc/shadow)",
		"Read {\"file_path\":\"/etc/shadow\"}"},
	{"a path from home", PC_LIST_DENY, "Read(~/.ssh/**)",
		"Read {\"file_path\":\"/h/.ssh/any\"}"},
	{"by a command", PC_LIST_DENY, "Read(~/.ssh/**)",
		"Bash {\"command\":\"cat /h/.ssh/any\"}"},
	{"a path from the project", PC_LIST_DENY, "Edit(/src/*.c)",
		"Write {\"file_path\":\"/h/p/src/any.c\"}"},
	{"a bare name", PC_LIST_DENY, "Read(.env)", "Read {\"file_path\":\"/h/p/.env\"}"},
	{"a bare name further down", PC_LIST_DENY, "Read(.env)",
		"Read {\"file_path\":\"/h/p/any/.env\"}"},
	{"a host", PC_LIST_DENY, "WebFetch(domain:a.example)",
		"WebFetch {\"url\":\"https://a.example/\",\"prompt\":\"any\"}"},
	{"a host below", PC_LIST_DENY, "WebFetch(domain:*.a.example)",
		"WebFetch {\"url\":\"https://any.a.example/\",\"prompt\":\"any\"}"},
	{"the host itself", PC_LIST_DENY, "WebFetch(domain:*.a.example)",
		"WebFetch {\"url\":\"https://a.example/\",\"prompt\":\"any\"}"},
	{"an MCP server", PC_LIST_DENY, "mcp__db", "mcp__db__any {}"},
	{"an MCP tool", PC_LIST_ASK, "mcp__db__drop", "mcp__db__drop {}"},
	{"tools by a pattern", PC_LIST_DENY, "mcp__db__*", "mcp__db__any {}"},
	{"an agent", PC_LIST_DENY, "Agent(deploy)",
		"Agent {\"subagent_type\":\"deploy\",\"prompt\":\"any\"}"},
	{"a skill", PC_LIST_DENY, "Skill(ship)", "Skill {\"skill\":\"ship\"}"},
	{"a parameter", PC_LIST_DENY, "Agent(model:opus*)",
		"Agent {\"subagent_type\":\"general-purpose\",\"model\":\"opusany\"}"},
	{"a parameter that is no text", PC_LIST_DENY, "Bash(run_in_background:true)",
		"Bash {\"command\":\"make\",\"run_in_background\":true}"},
	{"a rule that is never consulted", PC_LIST_DENY, "Write(/x)", NULL},
	{"a rule that is dropped", PC_LIST_DENY, "Bash(x", NULL},
};

struct seen {
	struct pc_arena *arena;
	struct pc_settings settings;
	struct pc_policy *policy;
	struct pc_scratch *scratch;
	const char *wanted;
	bool has, matches;
	size_t count;
};

static void look(void *user, const struct pc_action *action)
{
	struct seen *seen = user;
	PC_AUTO(pc_buf_done) struct pc_buf text = {0};
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_evaluator ev = {.arena = &arena, .scratch = seen->scratch};

	pc_buf_printf(&text, "%.*s ", PC_STR_ARG(action->tool));
	pc_node_write(&text, action->input, PC_FORMAT_JSON_LINE);
	seen->count++;
	seen->has |=
		seen->wanted && pc_str_is(pc_str_trim(pc_buf_str(&text)), seen->wanted);
	seen->matches |= pc_policy_decide(seen->policy, &ev, action).rule != NULL;
}

static void check_call(const struct call_row *r)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_str cwd = PC_STR("/h/p");
	struct pc_rule_text text = {
		.text = pc_str(r->rule), .list = r->list, .base = PC_STR("/h/p")};
	struct seen seen = {.arena = &arena,
		.settings = {.rules = &text,
			.n_rules = 1,
			.cwd = cwd,
			.home = PC_STR("/h"),
			.dirs = &cwd,
			.n_dirs = 1},
		.wanted = r->has};
	struct pc_derive derive = {.arena = &arena,
		.home = seen.settings.home,
		.cwd = cwd,
		.take = look,
		.user = &seen};
	struct pc_rule rule;
	struct pc_err err;

	assert_int_equal(
		pc_policy_compile(&seen.policy, &seen.settings, NULL, &err), PC_OK);
	seen.scratch = pc_scratch_new();
	pc_rule_parse(&rule, &arena, &text, NULL);
	pc_derive_calls(&derive, &rule);
	pc_scratch_free(seen.scratch);
	pc_policy_free(seen.policy);
	assert_int_equal(seen.count > 0, r->has != NULL);
	assert_int_equal(seen.has, r->has != NULL);
	assert_int_equal(seen.matches, r->has != NULL);
}

PC_TABLE(path_rows, check_path)
PC_TABLE(star_rows, check_star)
PC_TABLE(quote_rows, check_quote)
PC_TABLE(call_rows, check_call)

int main(void)
{
	return PC_RUN(path_rows) + PC_RUN(star_rows) + PC_RUN(quote_rows) +
	       PC_RUN(call_rows);
}
