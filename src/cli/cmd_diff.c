/* SPDX-License-Identifier: Apache-2.0 */
/* policyctl diff: what a change of policy changes for the people under it. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "output.h"
#include "pc/base/limits.h"
#include "pc/review/call.h"
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
	{OPT_TEXT, "format", "text|markdown|json", "How to print (default: text)",
		FIELD(format)},
	{OPT_TEXT, "fail-on", "widen|any|never",
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

/* ---- both sides ---------------------------------------------------------------------
 */

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
		if (pc_policy_compile(&policies[i], settings[i], NULL, &err) != PC_OK) {
			output_error(&err);
			return EXIT_COULD_NOT;
		}
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

/* ---- calls of a file
 * ------------------------------------------------------------------- */

static void free_line(char **line)
{
	free(*line);
}

static void close_file(FILE **file)
{
	if (*file && *file != stdin)
		fclose(*file);
}

static int bad_line(struct pc_str name, size_t number, const struct pc_err *err)
{
	fprintf(stderr, "policyctl diff: %.*s:%zu:%u: %s\n", PC_STR_ARG(name), number,
		err->at.col, err->text);
	return EXIT_COULD_NOT;
}

static int decide_line(
	struct run *run, struct pc_arena *arena, struct pc_str line, size_t number)
{
	struct pc_str name = run->args->calls;
	struct pc_action action;
	struct pc_err err = {0};

	if (line.len > PC_MAX_REQUEST_SIZE) {
		pc_err_set(&err, PC_ERR_LIMIT, (struct pc_span){0},
			"a call is at most %d bytes", PC_MAX_REQUEST_SIZE);
		return bad_line(name, number, &err);
	}
	if (pc_call_from_line(&action, arena, line, &err) != PC_OK)
		return bad_line(name, number, &err);
	pc_diff_call(&run->diff, &run->diff.sides, &action,
		pc_arena_printf(run->arena, "%.*s:%zu", PC_STR_ARG(name), number));
	return 0;
}

static int cannot_read(struct pc_str name)
{
	fprintf(stderr, "policyctl diff: --calls: '%.*s': %s\n", PC_STR_ARG(name),
		strerror(errno));
	return EXIT_COULD_NOT;
}

static int decide_file(struct run *run)
{
	struct pc_str name = run->args->calls;
	PC_AUTO(close_file)
	FILE *file = pc_str_is(name, "-") ? stdin : fopen(name.ptr, "re");
	PC_AUTO(free_line) char *text = NULL;
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	size_t cap = 0, number = 0;
	ssize_t len;
	int status = 0;

	if (!file)
		return cannot_read(name);
	while (status == 0 && (len = getline(&text, &cap, file)) >= 0) {
		struct pc_str line = {text, (size_t)len};

		number++;
		pc_arena_reset(&arena);
		if (pc_str_trim(line).len)
			status = decide_line(run, &arena, line, number);
	}
	return ferror(file) ? cannot_read(name) : status;
}

/* ---- calls of the policy tests -------------------------------------------------------
 */

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
			PC_OK) {
			output_error(&err);
			return EXIT_COULD_NOT;
		}
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

/* ---- the whole -----------------------------------------------------------------------
 */

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

/* The place of a word in a list ended by NULL; an empty word is the first; -1: none. */
static int find_word(const char *const *words, struct pc_str word)
{
	for (int i = 0; words[i]; i++) {
		if (word.len == 0 || pc_str_is(word, words[i]))
			return i;
	}
	return -1;
}

static int bad_word(const char *option, const char *words, struct pc_str word)
{
	fprintf(stderr, "policyctl diff: --%s must be %s, not '%.*s'\n", option, words,
		PC_STR_ARG(word));
	return EXIT_USAGE;
}

static void print(const struct run *run, enum pc_diff_format format)
{
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};
	struct pc_diff_style style = {format, run->args->summary, run->args->verbose};

	pc_diff_write(&out, &run->diff, &style);
	fwrite(out.ptr, 1, out.len, stdout);
}

static int run(void *opaque, const struct texts *operands, struct pc_arena *arena)
{
	/* In the order of enum pc_diff_format. */
	static const char *const formats[] = {"text", "markdown", "json", NULL};
	static const char *const gates[] = {"never", "any", "widen", NULL};
	const struct diff_args *args = opaque;
	PC_AUTO(run_done)
	struct run run = {.args = args, .arena = arena, .repo = {.dir = args->git}};
	int format = find_word(formats, args->format);
	int gate = find_word(gates, args->fail_on), status;
	enum pc_sense worst;
	bool any;

	if (format < 0)
		return bad_word("format", "text, markdown or json", args->format);
	if (gate < 0)
		return bad_word("fail-on", "widen, any or never", args->fail_on);
	status = find_sides(&run, operands);
	if (status == 0)
		status = load_pair(&run, run.settings, run.policies, &pc_test_anybody);
	if (status == 0)
		status = look_for_policies(&run);
	if (status == 0)
		status = compare(&run);
	if (status != 0)
		return status;
	print(&run, (enum pc_diff_format)format);
	any = pc_diff_worst(&run.diff, &worst);
	if (gate == 0 || !any || (gate == 2 && worst != PC_SENSE_WIDER))
		return EXIT_FINE;
	return EXIT_FINDINGS;
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
