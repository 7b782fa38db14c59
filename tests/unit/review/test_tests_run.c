/* SPDX-License-Identifier: Apache-2.0 */
/* Calls to answers: one policy for each person, coverage over all of them. */
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pc/base/limits.h"
#include "pc/review/tests.h"
#include "pc_test.h"

struct repo {
	char top[64];
	struct pc_arena arena;
	struct pc_diags diags;
	struct pc_tests tests;
	struct pc_test_run run;
};

static void repo_init(struct repo *repo, const char *policy, const char *tests)
{
	char path[128];
	FILE *out;

	*repo = (struct repo){.top = "/tmp/pc_tests_XXXXXX"};
	repo->diags.arena = &repo->arena;
	assert_non_null(mkdtemp(repo->top));
	snprintf(path, sizeof(path), "%s/managed-settings.json", repo->top);
	out = fopen(path, "w");
	assert_non_null(out);
	fputs(policy, out);
	fclose(out);
	pc_tests_read(&repo->tests, &repo->arena, "t.yaml", pc_str(tests), &repo->diags);
	repo->run.tests = &repo->tests;
	repo->run.repository = pc_str(repo->top);
}

static void repo_run(struct repo *repo)
{
	struct pc_err err;

	assert_int_equal(
		pc_tests_run(&repo->run, &repo->arena, &repo->diags, &err), PC_OK);
}

static void repo_done(struct repo *repo)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/managed-settings.json", repo->top);
	unlink(path);
	rmdir(repo->top);
	pc_arena_done(&repo->arena);
}

static const char policy[] =
	"{\"permissions\": {\"deny\": [\"Bash(curl:*)\", \"Bash(wget:*)\"],"
	" \"ask\": [\"Bash(make:*)\"]}}";

static const struct row {
	const char *name, *call;
	bool passes;
} rows[] = {
	{"the verdict alone", "Bash: curl x, expect: deny", true},
	{"another verdict", "Bash: curl x, expect: ask", false},
	{"the rule that decides", "Bash: curl x, expect: deny, rule: 'Bash(curl:*)'",
		true},
	{"a rule that does not", "Bash: curl x, expect: deny, rule: 'Bash(wget:*)'",
		false},
	{"a rule where none decides", "Bash: ls, expect: allow, rule: Bash(ls)", false},
	{"how it came about", "Bash: ls, expect: allow, by: read-only", true},
	{"how it did not", "Bash: ls, expect: allow, by: default", false},
	{"a rule of the user's own",
		"Bash: ./x, expect: allow, rule: Bash(./x), where: {user: {permissions: "
		"{allow: [Bash(./x)]}}}",
		true},
};

static void check(const struct row *r)
{
	char text[256];
	struct repo repo;

	snprintf(text, sizeof(text), "- {%s}", r->call);
	repo_init(&repo, policy, text);
	repo_run(&repo);
	assert_int_equal(repo.tests.count, 1);
	assert_true(repo.run.answers[0].was_run);
	assert_int_equal(repo.run.answers[0].passed, r->passes);
	assert_int_equal(repo.run.n_passed, r->passes);
	assert_int_equal(repo.run.n_failed, !r->passes);
	pc_tests_report(&repo.run, &repo.diags);
	assert_int_equal(pc_diags_count(&repo.diags, PC_ERROR), !r->passes);
	repo_done(&repo);
}

PC_TABLE(rows, check)

static void test_coverage_over_persons(void **state)
{
	struct repo repo;

	(void)state;
	repo_init(&repo, policy,
		"- {Bash: [curl a, curl b], expect: deny}\n"
		"- {Bash: make, expect: ask, where: {user: {permissions: {deny: "
		"[Bash(x)], allow: [Bash(make)]}}}}\n"
		"- {Bash: x, expect: deny, where: {user: {permissions: {deny: "
		"[Bash(x)], allow: [Bash(make)]}}}}\n");
	repo_run(&repo);
	assert_int_equal(repo.run.n_passed, 4);
	assert_int_equal(repo.run.n_rules, 3);
	assert_int_equal(repo.run.n_touched, 2);
	assert_str(repo.run.rules[0].text, "Bash(curl:*)");
	assert_int_equal(repo.run.rules[0].n_decided, 2);
	assert_int_equal(repo.run.rules[1].n_decided, 0);
	assert_str(repo.run.rules[2].text, "Bash(make:*)");
	assert_int_equal(repo.run.rules[2].n_decided, 1);
	repo_done(&repo);
}

static void test_without_tests_no_rule_is_touched(void **state)
{
	struct repo repo;

	(void)state;
	repo_init(&repo, policy, "[]");
	repo_run(&repo);
	assert_int_equal(repo.run.n_rules, 3);
	assert_int_equal(repo.run.n_touched, 0);
	repo_done(&repo);
}

static void test_refused(void **state)
{
	struct repo repo;

	(void)state;
	repo_init(&repo, "{\"permissions\": {},}", "- {Bash: ls, expect: deny}");
	repo_run(&repo);
	assert_true(repo.run.refused);
	assert_false(repo.run.answers[0].was_run);
	assert_int_equal(repo.run.n_passed + repo.run.n_failed, 0);
	repo_done(&repo);
}

/* The policy that is handed in is asked, where it is this person's. */
static void test_given_policy(void **state)
{
	PC_AUTO(pc_policy_freep) struct pc_policy *given = NULL;
	struct pc_rule_text rule = {.text = PC_STR("Bash(ls)"),
		.list = PC_LIST_DENY,
		.from = {PC_LAYER_MANAGED, {"given", 1, 1}}};
	struct pc_settings settings = {.rules = &rule,
		.n_rules = 1,
		.home = pc_test_anybody.home,
		.cwd = pc_test_anybody.cwd,
		.is_trusted = true};
	struct repo repo;
	struct pc_err err;

	(void)state;
	settings.dirs = &settings.cwd;
	settings.n_dirs = 1;
	assert_int_equal(pc_policy_compile(&given, &settings, NULL, &err), PC_OK);
	repo_init(&repo, policy,
		"- {Bash: ls, expect: deny}\n"
		"- {Bash: ls, expect: allow, where: {cwd: /elsewhere}}\n");
	repo.run.policy = given;
	repo.run.settings = &settings;
	repo_run(&repo);
	assert_int_equal(repo.run.n_passed, 2);
	repo_done(&repo);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_coverage_over_persons),
		cmocka_unit_test(test_without_tests_no_rule_is_touched),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_given_policy),
	};

	return PC_RUN(rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
