/* SPDX-License-Identifier: Apache-2.0 */
/* How rules stand to each other, and the calls that prove it. */
#include "pc/lint/analyze.h"

#include "pc_test.h"

static struct pc_str dirs[] = {{"/w", 2}};

static const struct pc_settings settings = {
	.cwd = {"/w", 2}, .home = {"/h", 2}, .dirs = dirs, .n_dirs = 1};

/* "deny Bash(x)" */
static struct pc_rule_text rule_of(const char *text)
{
	static const char *const lists[] = {"deny ", "ask ", "allow "};

	for (unsigned list = 0; list < PC_COUNT(lists); list++) {
		if (strncmp(text, lists[list], strlen(lists[list])) == 0)
			return (struct pc_rule_text){
				.text = pc_str(text + strlen(lists[list])),
				.list = (enum pc_list_kind)list,
				.base = dirs[0]};
	}
	fail_msg("no list in '%s'", text);
	return (struct pc_rule_text){0};
}

/* both; only the first; only the second: "-" for none. */
static const struct row {
	const char *a, *b, *relation, *both, *only_a, *only_b;
} rows[] = {
	/* commands: the border behind a prefix */
	{"deny Bash(npm:*)", "deny Bash(npm *)", "equivalent", "Bash: npm", "-", "-"},
	{"deny Bash(npm:*)", "deny Bash(npm*)", "within", "Bash: npm", "-", "Bash: npma"},
	{"deny Bash(npm)", "deny Bash(npm:*)", "within", "Bash: npm", "-", "Bash: npm a"},
	{"deny Bash(npm t:*)", "deny Bash(npm run:*)", "disjoint", "-", "Bash: npm t",
		"Bash: npm run"},
	{"deny Bash(a * b)", "deny Bash(a *)", "within", "Bash: a a b", "-", "Bash: a"},
	{"deny Bash(*x*)", "deny Bash(*y*)", "overlaps", "Bash: xy", "Bash: x",
		"Bash: y"},
	/* what is seen through */
	{"deny Bash(rm:*)", "deny Bash(sudo rm:*)", "covers", "Bash: sudo rm", "Bash: rm",
		"-"},
	{"deny Bash(rm:*)", "deny Bash(/bin/rm:*)", "covers", "Bash: /bin/rm", "Bash: rm",
		"-"},
	{"allow Bash(rm:*)", "allow Bash(sudo rm:*)", "disjoint", "-", "Bash: rm",
		"Bash: sudo rm"},
	{"deny Bash(rm:*)", "deny Bash(xargs rm:*)", "covers", "Bash: xargs rm",
		"Bash: rm", "-"},
	/* a whole tool */
	{"deny Bash", "deny Bash(*)", "equivalent", "Bash", "-", "-"},
	{"deny Bash(ls)", "deny B*", "within", "Bash: ls", "-", "Bash"},
	{"deny Bash", "deny B*", "equivalent", "Bash", "-", "-"},
	{"deny Read", "deny Read(a)", "overlaps", "Read: a", "Read", "Edit: a"},
	/* paths */
	{"deny Read(.env)", "deny Read(**/.env)", "equivalent", "Read: .env", "-", "-"},
	{"deny Read(src)", "deny Read(src/**)", "equivalent", "Read: src", "-", "-"},
	{"allow Read(src)", "allow Read(src/**)", "covers", "Read: src", "Read: a/src",
		"-"},
	{"deny Read(src/a)", "deny Read(SRC/A)", "equivalent", "Read: src/a", "-", "-"},
	{"deny Read(a)", "deny Edit(a)", "overlaps", "Edit: a", "Read: a",
		"NotebookEdit: a"},
	{"allow Edit(a)", "deny Edit(a)", "overlaps", "Edit: a", "Read: a",
		"Bash: echo x > /w/a"},
	{"deny Read(//etc/**)", "deny Read(//etc)", "equivalent", "Read: /etc", "-", "-"},
	{"deny Read(~/x)", "deny Read(~/x/**)", "equivalent", "Read: ~/x", "-", "-"},
	/* hosts */
	{"deny WebFetch(domain:x.y)", "deny WebFetch(domain:*.y)", "within",
		"WebFetch: https://x.y/", "-", "WebFetch: https://a.y/"},
	{"deny WebFetch(domain:*.y)", "deny WebFetch(domain:y)", "disjoint", "-",
		"WebFetch: https://a.y/", "WebFetch: https://y/"},
	/* MCP, names, fields */
	{"deny mcp__s", "deny mcp__s__*", "equivalent", "mcp__s__a", "-", "-"},
	{"deny mcp__s__get", "deny mcp__s__g*", "within", "mcp__s__get", "-",
		"mcp__s__g"},
	{"allow mcp__x__y__*", "deny mcp__x", "within", "mcp__x__y__", "-", "mcp__x__a"},
	{"deny Skill(a:*)", "deny Skill(ab)", "covers", "Skill: {\"skill\":\"ab\"}",
		"Skill: {\"skill\":\"a\"}", "-"},
	{"deny Agent(A)", "deny Agent(a)", "equivalent",
		"Agent: {\"subagent_type\":\"a\"}", "-", "-"},
	{"deny TaskStop(task_id:a*)", "deny TaskStop(task_id:*b)", "overlaps",
		"TaskStop: {\"task_id\":\"ab\"}", "TaskStop: {\"task_id\":\"a\"}",
		"TaskStop: {\"task_id\":\"b\"}"},
	/* nothing to compare */
	{"deny Write(a)", "deny Edit(a)", "unknown", "-", "-", NULL},
	/* Edit opens reading, but for protected files below. */
	{"allow Read(a)", "allow Edit(a)", "unknown", "Read: a", "-", NULL},
	{"deny Read(!a)", "deny Read(a)", "unknown", "-", "-", "-"},
	{"deny Read(a\\b)", "deny Read(a)", "unknown", "-", "-", "-"},
};

static void check_call(struct pc_arena *arena, const struct row *row,
	const struct pc_action *action, const char *want)
{
	struct pc_str shown = PC_STR("-");

	if (action->tool.len)
		shown = pc_analyze_show(arena, &settings, action);
	if (want && !pc_str_is(shown, want))
		fail_msg("%s, %s: '%.*s' instead of '%s'", row->a, row->b,
			PC_STR_ARG(shown), want);
}

static const char *mirrored(const char *relation)
{
	if (strcmp(relation, "within") == 0)
		return "covers";
	return strcmp(relation, "covers") == 0 ? "within" : relation;
}

static void rules_stand_to_each_other(void **state)
{
	(void)state;
	for (size_t i = 0; i < PC_COUNT(rows); i++) {
		PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
		struct pc_rule_text a = rule_of(rows[i].a), b = rule_of(rows[i].b);
		struct pc_analysis out, back;
		const char *relation;

		pc_analyze_rules(&out, &arena, &settings, &a, &b);
		relation = pc_relation_name(out.relation);
		if (strcmp(relation, rows[i].relation) != 0)
			fail_msg("%s, %s: %s", rows[i].a, rows[i].b, relation);
		check_call(&arena, &rows[i], &out.both, rows[i].both);
		check_call(&arena, &rows[i], &out.only_a, rows[i].only_a);
		check_call(&arena, &rows[i], &out.only_b, rows[i].only_b);
		assert_true((out.why.len > 0) == (out.relation == PC_RELATION_UNKNOWN));
		pc_analyze_rules(&back, &arena, &settings, &b, &a);
		assert_string_equal(pc_relation_name(back.relation), mirrored(relation));
	}
}

static void several_rules_cover_what_none_does_alone(void **state)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_rule_text a = rule_of("allow Edit(x)"),
			    b[] = {rule_of("deny Edit(x)"), rule_of("deny Read(x)")};
	struct pc_action witness = {0};

	(void)state;
	assert_int_equal(
		pc_analyze_cover(&witness, &arena, &settings, &a, b, 1), PC_COVER_NO);
	assert_true(pc_str_is(pc_analyze_show(&arena, &settings, &witness), "Read: x"));
	assert_int_equal(
		pc_analyze_cover(&witness, &arena, &settings, &a, b + 1, 1), PC_COVER_NO);
	assert_true(pc_str_is(
		pc_analyze_show(&arena, &settings, &witness), "NotebookEdit: x"));
	assert_int_equal(
		pc_analyze_cover(&witness, &arena, &settings, &a, b, 2), PC_COVER_YES);
	a = rule_of("allow Read(!x)");
	assert_int_equal(pc_analyze_cover(&witness, &arena, &settings, &a, b, 2),
		PC_COVER_UNKNOWN);
}

static void a_rule_has_a_shortest_call(void **state)
{
	static const struct {
		const char *rule, *call;
	} samples[] = {
		{"deny Bash(* --force *)", "Bash: a --force a"},
		{"allow Bash(ls:*)", "Bash: ls"},
		{"ask WebFetch(domain:*.example.com)",
			"WebFetch: https://a.example.com/"},
		{"deny Read(**/*.pem)", "Read: .pem"},
		{"deny mcp__*__delete*", "mcp__a__delete"},
		{"deny Write(x)", NULL},
	};

	(void)state;
	for (size_t i = 0; i < PC_COUNT(samples); i++) {
		PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
		struct pc_rule_text rule = rule_of(samples[i].rule);
		struct pc_action call;

		assert_int_equal(pc_analyze_sample(&call, &arena, &settings, &rule),
			samples[i].call != NULL);
		if (samples[i].call)
			assert_string_equal(
				pc_arena_str(
					&arena, pc_analyze_show(&arena, &settings, &call))
					.ptr,
				samples[i].call);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(rules_stand_to_each_other),
		cmocka_unit_test(several_rules_cover_what_none_does_alone),
		cmocka_unit_test(a_rule_has_a_shortest_call),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
