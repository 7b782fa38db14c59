/* SPDX-License-Identifier: Apache-2.0 */
/* policyctl test: run the policy tests of a repository, say what differed and why. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "counterfactual.h"
#include "output.h"
#include "pc/base/fs.h"
#include "target.h"
#include "test_output.h"

struct test_args {
	struct pc_str format, junit, filter, floor;
	bool coverage, require;
};

#define FIELD(member) offsetof(struct test_args, member)

static const struct opt options[] = {
	{OPT_FLAG, "coverage", NULL, "Say which rules decided none of the calls",
		FIELD(coverage)},
	{OPT_TEXT, "coverage-floor", "PERCENT",
		"Exit 1 when fewer of the rules decided a call", FIELD(floor)},
	{OPT_TEXT, "filter", "TEXT",
		"Run only tests whose call, words or file contain this", FIELD(filter)},
	{OPT_WORD, "format", "text|json|tap|junit",
		"How to print the results (default: text)", FIELD(format)},
	{OPT_TEXT, "junit", "FILE", "Write the results there too, as JUnit's XML",
		FIELD(junit)},
	{OPT_FLAG, "require", NULL, "Exit 1 when there is no test", FIELD(require)},
	{OPT_END, NULL, NULL, NULL, 0},
};

/* What a run of test holds. */
struct test {
	const struct test_args *args;
	struct pc_arena *arena;
	struct pc_str repository, file; /* file: the only one to run, or empty */
	double floor;
	struct pc_diags diags;
	struct pc_tests tests;
	size_t n_explained;
};

/* ---- words ---------------------------------------------------------------- */

static int read_floor(struct test *test)
{
	struct pc_str typed = test->args->floor;
	char *end;

	if (typed.len == 0)
		return 0;
	test->floor = strtod(typed.ptr, &end);
	if (!*end && end != typed.ptr && test->floor >= 0 && test->floor <= 100)
		return 0;
	fprintf(stderr,
		"policyctl test: --coverage-floor must be a percentage from 0 to 100, "
		"not "
		"'%.*s'\n",
		PC_STR_ARG(typed));
	return EXIT_USAGE;
}

/* PATH is a repository, or one file of its tests/. */
static int read_path(struct test *test, struct pc_str path)
{
	struct pc_str whole = places_absolute(test->arena, path);
	struct stat st;

	test->repository = path;
	if (stat(path.ptr, &st) != 0 || S_ISDIR(st.st_mode))
		return places_check_dir("", path);
	test->file = path;
	test->repository = pc_path_join(test->arena, path, PC_STR("../.."));
	if (pc_str_is(pc_path_base(pc_path_dir(whole)), "tests"))
		return 0;
	fprintf(stderr,
		"policyctl test: '%.*s' is no repository, and no file of the tests/ of "
		"one\n",
		PC_STR_ARG(path));
	return EXIT_COULD_NOT;
}

/* ---- tests ---------------------------------------------------------------- */

static bool contains(struct pc_str text, struct pc_str part)
{
	return pc_str_find_str(text, part) < text.len || part.len == 0;
}

static void filter_tests(struct test *test)
{
	struct pc_tests *tests = &test->tests;
	struct pc_str wanted = test->args->filter;
	size_t n = 0;

	for (size_t i = 0; i < tests->count; i++) {
		const struct pc_test *one = &tests->items[i];

		if (contains(one->call, wanted) || contains(one->about, wanted) ||
			contains(pc_str(one->at.file), wanted))
			tests->items[n++] = *one;
	}
	tests->count = n;
}

static int load_tests(struct test *test)
{
	struct pc_err err;
	enum pc_status status = test->file.len
					? pc_tests_load_file(&test->tests, test->arena,
						  test->file, &test->diags, &err)
					: pc_tests_load(&test->tests, test->arena,
						  test->repository, &test->diags, &err);

	if (status != PC_OK)
		return output_failure(&err);
	filter_tests(test);
	return 0;
}

/* As check --explain. */
static struct pc_str explain(void *user, struct pc_arena *arena,
	const struct pc_settings *settings, const struct pc_policy *policy,
	const struct pc_evaluator *ev, const struct pc_action *action)
{
	enum { MOST_EXPLAINED = 20 }; /* each costs a policy for each rule tried */
	struct test *test = user;
	struct pc_evaluator traced = *ev;
	struct pc_trace trace = {.step = output_step, .only_matches = true};
	struct pc_verdict verdict;
	struct pc_str copy;
	char *text = NULL;
	size_t size = 0, steps, heading;
	FILE *to;

	if (test->n_explained++ >= MOST_EXPLAINED)
		return (struct pc_str){0};
	to = open_memstream(&text, &size);
	if (!to)
		return (struct pc_str){0};
	trace.user = to;
	traced.trace = &trace;
	counterfactual_rules(to, settings, &traced, action);
	verdict = pc_policy_decide(policy, &traced, action);
	fflush(to);
	steps = size;
	fputs("  what would change it:\n", to);
	fflush(to);
	heading = size;
	counterfactual_print(to, settings, ev, action, &verdict);
	fclose(to);
	copy = pc_arena_str(arena, (struct pc_str){text, size == heading ? steps : size});
	free(text);
	return copy;
}

/* ---- results -------------------------------------------------------------- */

static void print(const struct test *test, const struct test_output *output)
{
	struct pc_str format = test->args->format;

	if (pc_str_is(format, "json"))
		test_output_json(stdout, output);
	else if (format.len && !pc_str_is(format, "text"))
		test_output_report(stdout, output, pc_report_format(format));
	else
		test_output_text(stdout, output);
}

static int write_junit(const struct test *test, const struct test_output *output)
{
	struct pc_str name = test->args->junit;
	bool failed = true;
	struct pc_err err;
	FILE *to;

	if (name.len == 0)
		return 0;
	to = fopen(name.ptr, "we");
	if (to) {
		test_output_report(to, output, pc_report_junit);
		failed = fflush(to) != 0 || ferror(to);
		failed |= fclose(to) != 0;
	}
	if (!failed)
		return 0;
	pc_err_sys(&err, "--junit: '%.*s'", PC_STR_ARG(name));
	return output_failure(&err);
}

static int judge(const struct test *test, const struct pc_test_run *run)
{
	const struct test_args *args = test->args;

	if (run->refused) {
		struct pc_str place = output_place(test->arena, run->refused_at);

		fprintf(stderr,
			"policyctl test: no test was run: the client would refuse to "
			"start: %.*s: %.*s\n",
			PC_STR_ARG(place), PC_STR_ARG(run->refused_why));
		return EXIT_FINDINGS;
	}
	if (test->tests.count == 0 && pc_diags_count(&test->diags, PC_ERROR) == 0) {
		fprintf(stderr, "policyctl test: no tests%s; they stand in %.*s/tests\n",
			args->filter.len ? " of that filter" : "",
			PC_STR_ARG(test->repository));
		if (args->require)
			return EXIT_FINDINGS;
	}
	if (args->floor.len && test_coverage(run) < test->floor) {
		fprintf(stderr,
			"policyctl test: coverage is %.1f %%, below the floor of %g %%\n",
			test_coverage(run), test->floor);
		return EXIT_FINDINGS;
	}
	return run->n_failed || pc_diags_count(&test->diags, PC_ERROR) ? EXIT_FINDINGS
								       : EXIT_FINE;
}

static int run_tests(struct test *test, const struct pc_settings *settings)
{
	PC_AUTO(pc_policy_freep) struct pc_policy *policy = NULL;
	struct pc_test_run run = {
		.tests = &test->tests,
		.repository = test->repository,
		.explain = explain,
		.explain_user = test,
		.settings = settings,
	};
	struct test_output output = {.run = &run,
		.diags = &test->diags,
		.coverage = test->args->coverage || test->args->floor.len};
	struct pc_err err;
	int status;

	if (pc_policy_compile(&policy, settings, NULL, &err) != PC_OK ||
		(run.policy = policy,
			pc_tests_run(&run, test->arena, &test->diags, &err) != PC_OK))
		return output_failure(&err);
	pc_diags_sort(&test->diags);
	print(test, &output);
	status = write_junit(test, &output);
	return status != 0 ? status : judge(test, &run);
}

static int run(void *opaque, const struct texts *operands, struct pc_arena *arena)
{
	struct test test = {.args = opaque, .arena = arena, .diags = {.arena = arena}};
	struct places nobody = {0};
	struct target target = {0};
	struct pc_diags of_policy = {.arena = arena};
	struct pc_settings *settings = NULL;
	int status = read_floor(&test);

	if (status == 0) {
		status = read_path(
			&test, operands->count ? operands->items[0] : PC_STR("."));
	}
	/* What is wrong with the policy itself is said by verify. */
	target.path = test.repository;
	if (status == 0)
		status = target_load(&settings, arena, &nobody, &target, &of_policy);
	if (status == 0)
		status = load_tests(&test);
	return status != 0 ? status : run_tests(&test, settings);
}

const struct cmd cmd_test = {
	.name = "test",
	.operands = "[PATH]",
	.brief = "Run the policy tests of a repository",
	.opts = {options, NULL},
	.args_size = sizeof(struct test_args),
	.max_operands = 1,
	.run = run,
};
