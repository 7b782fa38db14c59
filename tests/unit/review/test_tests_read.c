/* SPDX-License-Identifier: Apache-2.0 */
/* A test file to calls: what is understood, what is a finding and where. */
#include "pc/base/buf.h"
#include "pc/base/limits.h"
#include "pc/review/tests.h"
#include "pc_test.h"

static struct pc_arena arena;

static struct pc_tests read_text(const char *text, struct pc_diags *diags)
{
	struct pc_tests tests = {0};

	diags->arena = &arena;
	pc_tests_read(&tests, &arena, "t.yaml", pc_str(text), diags);
	return tests;
}

/* "PC1803 2:5 'expect' PC1804 3:1": each finding with its place and the word of its fix.
 */
static const char *findings(const struct pc_diags *diags)
{
	struct pc_str out = {0};

	for (size_t i = 0; i < diags->count; i++) {
		const struct pc_diag *diag = &diags->items[i];

		out = pc_arena_printf(&arena, "%.*s%s%s %u:%u%s%.*s%s", PC_STR_ARG(out),
			i ? " " : "", diag->code, diag->at.line, diag->at.col,
			diag->fix.kind ? " '" : "", PC_STR_ARG(diag->fix.with),
			diag->fix.kind ? "'" : "");
	}
	return out.len ? out.ptr : "";
}

static const struct row {
	const char *name, *text;
	size_t n_tests;
	const char *findings;
} rows[] = {
	{"a call", "calls: [{Bash: ls, expect: allow}]", 1, ""},
	{"a list without a map around it", "- {Bash: ls, expect: allow}", 1, ""},
	{"a list of inputs is a call each", "- {Bash: [a, b, c], expect: ask}", 3, ""},
	{"two fields for the tool", "- {tool: Bash, input: ls, expect: allow}", 1, ""},
	{"a tool without an input", "- {tool: TodoWrite, expect: allow}", 1, ""},
	{"an MCP tool", "- {mcp__a__b: {x: 1}, expect: ask}", 1, ""},
	{"an unknown field spoils its call only",
		"- {Bash: a, expect: ask, rul: x}\n- {Bash: b, expect: ask}", 1,
		"PC1803 1:26 'rule'"},
	{"a field in capital letters is no tool", "- {Bash: a, Expect: ask}", 0,
		"PC1803 1:13 'expect'"},
	{"a word that resembles none has no fix", "- {Bash: a, expect: perhaps}", 0,
		"PC1803 1:21"},
	{"a word with a letter too many", "- {Bash: a, expect: denyy}", 0,
		"PC1803 1:21 'deny'"},
	{"a word of two letters' difference gets a hint, no fix",
		"- {Bash: a, expect: denied}", 0, "PC1803 1:21"},
	{"no expectation", "- {Bash: a}", 0, "PC1803 1:3"},
	{"the client that refuses is no expectation",
		"- {Bash: a, expect: deny, by: refused}", 0, "PC1803 1:31"},
	{"two tools", "- {Bash: a, Read: b, expect: ask}", 0, "PC1803 1:13"},
	{"a tool in both spellings", "- {Bash: a, tool: Bash, expect: ask}", 0,
		"PC1803 1:13"},
	{"an input that is no text", "- {Bash: 1, expect: ask}", 0, "PC1803 1:10"},
	{"a rule that is a list", "- {Bash: a, expect: ask, rule: [x]}", 0,
		"PC1803 1:32"},
	{"an unknown tool is still asked about", "- {Bahs: a, expect: absent}", 1,
		"PC1804 1:4"},
	{"a file whose where is wrong runs nothing",
		"where: {mode: plann}\ncalls: [{Bash: ls, expect: allow}]", 0,
		"PC1803 1:15 'plan'"},
	{"a call whose where is wrong is left out",
		"- {Bash: a, expect: ask, where: {home: x}}\n- {Bash: b, expect: ask}", 1,
		"PC1803 1:40"},
	{"a file without calls", "about: x", 0, "PC1805 1:1"},
	{"an empty file", "", 0, "PC1805 0:0"},
	{"comments alone", "# calls:\n\n  # none\n", 0, "PC1805 0:0"},
	{"no YAML", "calls: [", 0, "PC1802 2:1"},
	{"UTF-16", "\xFF\xFE-\0", 0, "PC1802 0:0"},
	{"bytes that are no UTF-8", "- {Bash: \xFF, expect: ask}", 0, "PC1802 1:10"},
};

static void check(const struct row *r)
{
	struct pc_diags diags = {0};
	struct pc_tests tests = read_text(r->text, &diags);

	assert_string_equal(findings(&diags), r->findings);
	assert_int_equal(tests.count, r->n_tests);
	assert_int_equal(tests.n_files, 1);
	pc_arena_done(&arena);
}

PC_TABLE(rows, check)

static void test_call_in_full(void **state)
{
	struct pc_diags diags = {0};
	struct pc_tests tests = read_text("about: File\n"
					  "calls:\n"
					  "  - Bash: |\n"
					  "      a\n"
					  "      b\n"
					  "    expect: deny\n"
					  "    rule: Bash(a:*)\n"
					  "    by: rule\n"
					  "  - {Read: {file_path: x}, expect: absent, "
					  "about: Own}\n",
		&diags);
	const struct pc_test *a = &tests.items[0], *b = &tests.items[1];

	(void)state;
	assert_int_equal(tests.count, 2);
	assert_str(a->call, "Bash: a?b?");
	assert_str(a->about, "File");
	assert_str(a->rule, "Bash(a:*)");
	assert_int_equal(a->expect, PC_VERDICT_DENY);
	assert_true(a->has_by && a->by == PC_BY_RULE);
	assert_int_equal(a->at.line, 3);
	assert_int_equal(a->at.col, 5);
	assert_str(b->call, "Read: {\"file_path\":\"x\"}");
	assert_str(b->about, "Own");
	assert_int_equal(b->expect, PC_VERDICT_ABSENT);
	assert_false(b->has_by);
	pc_arena_done(&arena);
}

static void test_long_call_is_cut_between_characters(void **state)
{
	PC_AUTO(pc_buf_done) struct pc_buf text = {0};
	struct pc_diags diags = {0};
	struct pc_tests tests;

	(void)state;
	pc_buf_puts(&text, "- {Bash: 'a");
	for (int i = 0; i < 80; i++)
		pc_buf_puts(&text, "é");
	pc_buf_puts(&text, "', expect: ask}");
	tests = read_text(text.ptr, &diags);
	assert_int_equal(tests.count, 1);
	/* "a" and 59 of them: 119 bytes. */
	assert_int_equal(tests.items[0].call.len, strlen("Bash: ") + 119 + strlen("..."));
	pc_arena_done(&arena);
}

static void test_where(void **state)
{
	struct pc_diags diags = {0};
	struct pc_tests tests =
		read_text("where: {home: /home/ann, cwd: ~/app}\n"
			  "calls:\n"
			  "  - {Bash: a, expect: ask}\n"
			  "  - {Bash: b, expect: ask, where: {}}\n"
			  "  - {Bash: c, expect: ask, where: {cwd: ~/app}}\n"
			  "  - {Bash: d, expect: ask, where: {cwd: ../lib, dirs: [x]}}\n"
			  "  - {Bash: e, expect: ask, where: {home: /home/bob}}\n"
			  "  - {Bash: f, expect: ask, where: {user: {a: 1}}}\n"
			  "  - {Bash: g, expect: ask, where: {user: {a: 1.0}}}\n",
			&diags);
	const struct pc_test_where *where = tests.wheres;

	(void)state;
	assert_string_equal(findings(&diags), "");
	assert_int_equal(tests.count, 7);
	assert_int_equal(tests.n_wheres, 4);
	assert_int_equal(tests.items[1].where, 0);
	assert_int_equal(tests.items[2].where, 0);
	assert_str(where[0].home, "/home/ann");
	assert_str(where[0].cwd, "/home/ann/app");
	assert_true(where[0].own.trusted);
	assert_str(where[1].cwd, "/home/ann/lib");
	assert_str(where[1].dirs[0], "/home/ann/lib/x");
	assert_str(where[2].cwd, "/home/bob/project");
	assert_int_equal(tests.items[5].where, tests.items[6].where);
	pc_arena_done(&arena);
}

static void test_most_wheres(void **state)
{
	PC_AUTO(pc_buf_done) struct pc_buf text = {0};
	struct pc_diags diags = {0};
	struct pc_tests tests;

	(void)state;
	for (int i = 0; i <= PC_MAX_TEST_WHERES; i++) {
		pc_buf_printf(&text, "- {Bash: a, expect: ask, where: {cwd: /d%d}}\n", i);
	}
	tests = read_text(text.ptr, &diags);
	assert_int_equal(tests.count, PC_MAX_TEST_WHERES);
	assert_string_equal(findings(&diags), "PC1803 65:3");
	pc_arena_done(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_call_in_full),
		cmocka_unit_test(test_long_call_is_cut_between_characters),
		cmocka_unit_test(test_where),
		cmocka_unit_test(test_most_wheres),
	};

	return PC_RUN(rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
