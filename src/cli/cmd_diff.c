/* SPDX-License-Identifier: Apache-2.0 */
/* policyctl diff: what a change of policy changes for the people under it. */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "calls.h"
#include "output.h"
#include "pc/base/fs.h"
#include "pc/review/diff.h"
#include "side.h"

struct diff_args {
	struct pc_str calls, git, format, fail_on;
	bool summary, verbose;
};

#define FIELD(member) offsetof(struct diff_args, member)

static const struct opt options[] = {
	{OPT_TEXT, "calls", "FILE",
		"Compare decisions of these {\"tool\",\"input\"} JSON lines only (- is "
		"standard input)",
		FIELD(calls)},
	{OPT_TEXT, "git", "DIR", "Where revisions are looked up (default: here)",
		FIELD(git)},
	{OPT_WORD, "format", "text|markdown|json", "How to print (default: text)",
		FIELD(format)},
	{OPT_WORD, "fail-on", "widen|any|never",
		"What makes the exit status 1 (default: never)", FIELD(fail_on)},
	{OPT_FLAG, "summary", NULL, "Print the totals only", FIELD(summary)},
	{OPT_FLAG, "verbose", NULL, "Print every call, and what changes no decision, too",
		FIELD(verbose)},
	{OPT_END, NULL, NULL, NULL, 0},
};

/* One run. */
struct run {
	const struct diff_args *args;
	struct pc_arena *arena;
	struct side_repo repo;
	struct side sides[2];
	struct pc_settings *settings[2];
	struct pc_policy *policies[2];
	struct pc_diff diff;
};

static void run_done(struct run *run)
{
	for (int i = 0; i < 2; i++) {
		pc_policy_free(run->policies[i]);
		side_done(&run->sides[i]);
	}
	pc_diff_done(&run->diff);
	side_repo_done(&run->repo);
}

/* ---- both sides ----------------------------------------------------------- */

static int find_sides(struct run *run, const struct texts *operands)
{
	int status =
		side_find(&run->sides[0], run->arena, &run->repo, operands->items[0]);

	if (status != 0)
		return status;
	if (operands->count == 2)
		return side_find(
			&run->sides[1], run->arena, &run->repo, operands->items[1]);
	if (run->sides[0].is_revision)
		return side_of_work_tree(
			&run->sides[1], run->arena, &run->repo, &run->sides[0]);
	fputs("policyctl diff: compare with what? A revision alone is compared with the "
	      "work tree, a path needs another one\n",
		stderr);
	return EXIT_USAGE;
}

static int load_pair(struct run *run, struct pc_settings *settings[2],
	struct pc_policy *policies[2], const struct pc_test_where *who)
{
	for (int i = 0; i < 2; i++) {
		int status = side_load(&settings[i], run->arena, &run->sides[i], who);
		struct pc_err err;

		if (status != 0)
			return status;
		if (pc_policy_compile(&policies[i], settings[i], NULL, &err) != PC_OK)
			return output_failure(&err);
	}
	return 0;
}

static bool says_something(const struct pc_settings *settings)
{
	return settings->n_files > 0 || settings->refused;
}

/* Two empty sides are equal, which must not pass for a comparison. */
static int look_for_policies(const struct run *run)
{
	bool was = says_something(run->settings[0]);
	bool is = says_something(run->settings[1]);

	if (was && is)
		return 0;
	if (was || is) {
		fprintf(stderr, "policyctl diff: there are no policy files in '%.*s'\n",
			PC_STR_ARG(run->sides[was].name));
		return 0;
	}
	fprintf(stderr,
		"policyctl diff: neither '%.*s' nor '%.*s' has a managed-settings.json "
		"(or .yaml) or anything in managed-settings.d/; name their directory: "
		"DIR, or REV:DIR\n",
		PC_STR_ARG(run->sides[0].name), PC_STR_ARG(run->sides[1].name));
	return EXIT_COULD_NOT;
}

/* ---- calls of a file ------------------------------------------------------ */

static int cannot_read(struct pc_str name, struct pc_err *err)
{
	pc_err_wrap(err, "--calls: '%.*s'", PC_STR_ARG(name));
	return output_failure(err);
}

static int bad_line(struct pc_str name, size_t number, struct pc_err *err)
{
	err->at = (struct pc_span){name.ptr, (uint32_t)number, err->at.col};
	return output_failure(err);
}

/* A call that cannot be read ends it: what was compared would be something else. */
static int decide_all(struct run *run, int fd)
{
	PC_AUTO(calls_done) struct calls calls = {.fd = fd};
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_str name = run->args->calls;

	for (;;) {
		struct pc_action action;
		struct pc_err err = {0};
		enum pc_status status;

		pc_arena_reset(&arena);
		status = calls_next(&calls, &action, &arena, &err);
		if (status == PC_ERR_ABSENT)
			return 0;
		if (status == PC_ERR_SYSTEM)
			return cannot_read(name, &err);
		if (status != PC_OK)
			return bad_line(name, calls.number, &err);
		pc_diff_call(&run->diff, &run->diff.sides, &action,
			pc_arena_printf(
				run->arena, "%.*s:%zu", PC_STR_ARG(name), calls.number));
	}
}

static int decide_file(struct run *run)
{
	struct pc_str name = run->args->calls;
	PC_AUTO(pc_close) int fd = -1;
	struct pc_err err;

	if (pc_str_is(name, "-"))
		return decide_all(run, STDIN_FILENO);
	fd = open(name.ptr, O_RDONLY | O_CLOEXEC);
	if (fd >= 0)
		return decide_all(run, fd);
	pc_err_sys(&err, "--calls: '%.*s'", PC_STR_ARG(name));
	return output_failure(&err);
}

/* ---- calls of the policy tests -------------------------------------------- */

static bool is_anybody(const struct pc_test_where *who)
{
	const struct pc_stand_ins *own = &who->own;

	return pc_str_eq(who->home, pc_test_anybody.home) &&
	       pc_str_eq(who->cwd, pc_test_anybody.cwd) && who->mode.len == 0 &&
	       who->n_dirs == 0 && !own->user && !own->project && !own->local &&
	       !own->flag && own->trusted;
}

/* The side that a test's file belongs to names it. */
static struct pc_str test_label(struct run *run, struct pc_span at)
{
	for (int i = 0; i < 2; i++) {
		if (pc_str_starts(pc_str(at.file), run->sides[i].path))
			return side_place(run->arena, &run->sides[i], at);
	}
	return output_place(run->arena, at);
}

static void decide_tests_of(struct run *run, const struct pc_tests *tests, size_t who,
	const struct pc_sides *sides)
{
	for (size_t i = 0; i < tests->count; i++) {
		const struct pc_test *test = &tests->items[i];
		PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
		struct pc_action action;

		if (test->where != who)
			continue;
		pc_call_from_node(
			&action, &arena, sides->settings[0], test->tool, test->input);
		pc_diff_call(&run->diff, sides, &action, test_label(run, test->at));
	}
}

/* Somebody else than the person of the comparison needs policies of their own. */
static int decide_tests_as(struct run *run, const struct pc_tests *tests, size_t who)
{
	struct pc_settings *settings[2] = {NULL, NULL};
	struct pc_policy *policies[2] = {NULL, NULL};
	int status = load_pair(run, settings, policies, &tests->wheres[who]);

	if (status == 0) {
		struct pc_sides *sides = pc_arena_new(run->arena, struct pc_sides);

		*sides = (struct pc_sides){
			{settings[0], settings[1]}, {policies[0], policies[1]}};
		decide_tests_of(run, tests, who, sides);
	}
	pc_policy_free(policies[0]);
	pc_policy_free(policies[1]);
	return status;
}

static int decide_tests(struct run *run)
{
	struct pc_diags diags = {.arena = run->arena};
	struct pc_tests tests = {0};
	struct pc_err err;
	int status = 0;

	for (int i = 0; i < 2; i++) {
		if (run->sides[i].is_file)
			continue;
		if (pc_tests_load(&tests, run->arena, run->sides[i].path, &diags, &err) !=
			PC_OK)
			return output_failure(&err);
	}
	if (pc_diags_count(&diags, PC_ERROR)) {
		fputs("policyctl diff: some policy tests cannot be read, their calls are "
		      "left out; see policyctl test\n",
			stderr);
	}
	for (size_t who = 0; who < tests.n_wheres && status == 0; who++) {
		if (is_anybody(&tests.wheres[who]))
			decide_tests_of(run, &tests, who, &run->diff.sides);
		else
			status = decide_tests_as(run, &tests, who);
	}
	return status;
}

/* ---- the whole ------------------------------------------------------------ */

static int compare(struct run *run)
{
	struct pc_diff *diff = &run->diff;
	int status = 0;

	diff->arena = run->arena;
	diff->only_given = run->args->calls.len > 0;
	for (int i = 0; i < 2; i++) {
		diff->sides.settings[i] = run->settings[i];
		diff->sides.policy[i] = run->policies[i];
		diff->name[i] = run->sides[i].name;
		diff->root[i] = side_root(run->arena, &run->sides[i]);
	}
	pc_diff_begin(diff);
	if (run->args->calls.len)
		status = decide_file(run);
	else
		status = decide_tests(run);
	if (status == 0 && !run->args->calls.len)
		pc_diff_derived(diff);
	if (status == 0)
		pc_diff_end(diff);
	return status;
}

static void print(const struct run *run)
{
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};
	const struct diff_args *args = run->args;
	struct pc_diff_style style = {.summary = args->summary, .verbose = args->verbose};

	if (pc_str_is(args->format, "markdown"))
		style.format = PC_DIFF_MARKDOWN;
	else if (pc_str_is(args->format, "json"))
		style.format = PC_DIFF_JSON;
	pc_diff_write(&out, &run->diff, &style);
	output_text(stdout, pc_buf_str(&out));
}

static int judge(const struct run *run)
{
	struct pc_str gate = run->args->fail_on;
	enum pc_sense worst;
	bool any = pc_diff_worst(&run->diff, &worst);

	if (pc_str_is(gate, "any"))
		return any ? EXIT_FINDINGS : EXIT_FINE;
	if (pc_str_is(gate, "widen"))
		return any && worst == PC_SENSE_WIDER ? EXIT_FINDINGS : EXIT_FINE;
	return EXIT_FINE;
}

static int run(void *opaque, const struct texts *operands, struct pc_arena *arena)
{
	const struct diff_args *args = opaque;
	PC_AUTO(run_done)
	struct run run = {.args = args, .arena = arena, .repo = {.dir = args->git}};
	int status = find_sides(&run, operands);

	if (status == 0)
		status = load_pair(&run, run.settings, run.policies, &pc_test_anybody);
	if (status == 0)
		status = look_for_policies(&run);
	if (status == 0)
		status = compare(&run);
	if (status != 0)
		return status;
	print(&run);
	return judge(&run);
}

const struct cmd cmd_diff = {
	.name = "diff",
	.operands = "OLD [NEW]",
	.brief = "Compare two policies: settings, rules, and the decisions that change",
	.opts = {options, NULL},
	.args_size = sizeof(struct diff_args),
	.min_operands = 1,
	.max_operands = 2,
	.run = run,
};
