/* SPDX-License-Identifier: Apache-2.0 */
/* policyctl job list: jobs as a table, newest first. */
#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "clean.h"
#include "job.h"
#include "models_say.h"
#include "output.h"
#include "pc/base/when.h"
#include "pc/doc/write.h"

struct list_args {
	struct job_words words;
	struct texts states;
	struct pc_str type, project, queue, owner, key, backend, model, since, until,
		parent, before, limit;
};

#define FIELD(member) offsetof(struct list_args, member)

static const struct opt options[] = {
	{OPT_LIST, "state", "STATES",
		"Only jobs that stand so: queued,running; open or ended for many",
		FIELD(states)},
	{OPT_TEXT, "type", "NAME", "Only jobs of this type", FIELD(type)},
	{OPT_TEXT, "project", "NAME", "Only jobs of this project", FIELD(project)},
	{OPT_TEXT, "queue", "NAME", "Only jobs of this queue", FIELD(queue)},
	{OPT_TEXT, "owner", "USER", "Only jobs that this user handed in", FIELD(owner)},
	{OPT_TEXT, "key", "NAME", "Only jobs that this key was used for last",
		FIELD(key)},
	{OPT_TEXT, "backend", "NAME", "Only jobs that went to this backend last",
		FIELD(backend)},
	{OPT_TEXT, "model", "MODEL", "Only jobs that this model was called for last",
		FIELD(model)},
	{OPT_TEXT, "parent", "JOB", "Only jobs that this one handed in", FIELD(parent)},
	{OPT_TEXT, "since", "TIME",
		"Only what was submitted from then on: a duration ago (2h, 7d) or a date",
		FIELD(since)},
	{OPT_TEXT, "until", "TIME", "Only what was submitted before then", FIELD(until)},
	{OPT_TEXT, "before", "JOB",
		"Only jobs with a smaller number, to go on with a list", FIELD(before)},
	{OPT_TEXT, "limit", "N", "So many at most (default: 50)", FIELD(limit)},
	{OPT_END, NULL, NULL, NULL, 0},
};

/* ---- the question ---------------------------------------------------------------- */

static void put_state(struct pc_buf *out, struct pc_str state)
{
	pc_json_next(out);
	pc_json_quote(out, state);
}

/* The order is that of a job's life. */
static const struct {
	const char *state;
	bool is_end;
} states[] = {{"waiting", false}, {"queued", false}, {"snoozed", false},
	{"paused", false}, {"running", false}, {"review", false}, {"done", true},
	{"failed", true}, {"refused", true}, {"cancelled", true}, {"dead", true}};

/* One word, which may stand for many; false: it is none. */
static bool put_states_of(struct pc_buf *out, struct pc_str word)
{
	bool is_open = pc_str_is(word, "open"), is_ended = pc_str_is(word, "ended");
	bool is_known = false;

	for (size_t i = 0; i < PC_COUNT(states); i++) {
		if (!pc_str_is(word, states[i].state) &&
			!(states[i].is_end ? is_ended : is_open))
			continue;
		put_state(out, pc_str(states[i].state));
		is_known = true;
	}
	return is_known;
}

static int put_states(struct pc_buf *out, const struct texts *words)
{
	if (!words->count)
		return EXIT_FINE;
	pc_json_key(out, "states");
	pc_buf_add_char(out, '[');
	for (size_t i = 0; i < words->count; i++) {
		struct pc_str rest = words->items[i];

		while (rest.ptr) {
			struct pc_str word = pc_str_trim(pc_str_cut(&rest, ','));

			if (!put_states_of(out, word))
				return job_wrong(cmd_job_list.name, "--state",
					"open, ended, or of waiting, queued, snoozed, "
					"paused, running, review, done, failed, "
					"refused, cancelled, dead",
					word);
		}
	}
	pc_buf_add_char(out, ']');
	return EXIT_FINE;
}

static int put_numbers(struct pc_buf *out, const struct list_args *args)
{
	const struct {
		const char *option, *name;
		struct pc_str typed;
	} times[] = {{"--since", "since", args->since},
		{"--until", "until", args->until}},
	  numbers[] = {{"--parent", "parent", args->parent},
		  {"--before", "before", args->before},
		  {"--limit", "limit", args->limit}};
	int64_t value;

	for (size_t i = 0; i < PC_COUNT(times); i++) {
		if (!times[i].typed.ptr)
			continue;
		if (!clean_read_time(&value, times[i].typed, true))
			return job_wrong(cmd_job_list.name, times[i].option,
				"a duration (2h, 7d) or a date (2026-12-31)",
				times[i].typed);
		pc_json_integer(out, times[i].name, value);
	}
	for (size_t i = 0; i < PC_COUNT(numbers); i++) {
		if (!numbers[i].typed.ptr)
			continue;
		if (!job_read_number(&value, numbers[i].typed) || value < 1)
			return job_wrong(cmd_job_list.name, numbers[i].option,
				"a number above 0", numbers[i].typed);
		pc_json_integer(out, numbers[i].name, value);
	}
	return EXIT_FINE;
}

static int put_question(struct pc_buf *out, const struct list_args *args)
{
	const struct {
		const char *name;
		struct pc_str typed;
	} texts[] = {{"type", args->type}, {"project", args->project},
		{"queue", args->queue}, {"owner", args->owner}, {"key", args->key},
		{"backend", args->backend}, {"model", args->model}};
	int status;

	job_put_do(out, "list");
	for (size_t i = 0; i < PC_COUNT(texts); i++)
		job_put(out, texts[i].name, texts[i].typed);
	status = put_states(out, &args->states);
	return status == EXIT_FINE ? put_numbers(out, args) : status;
}

/* ---- the table ------------------------------------------------------------------- */

static struct pc_str or_dash(struct pc_str text)
{
	return text.len ? text : PC_STR("-");
}

static void add_row(struct models_grid *grid, const struct pc_node *job, int64_t now)
{
	enum { WORD = 30, WHAT = 60 };
	struct pc_arena *arena = grid->arena;
	struct pc_str cells[] = {
		pc_arena_printf(arena, "%" PRId64, job_number(job, "id")),
		or_dash(job_text(job, "state")),
		or_dash(job_text(job, "type")),
		or_dash(job_text(job, "project")),
		job_model(job),
		clean_age(arena, job_between(job_number(job, "submitted"), now)),
		job_money(arena, job_number(job, "cash_picodollars")),
		job_text(job, "what"),
	};

	for (size_t i = 0; i < PC_COUNT(cells); i++)
		models_grid_add(grid, job_line_of(arena, cells[i],
					      i + 1 == PC_COUNT(cells) ? WHAT : WORD));
}

static void write_table(
	struct pc_buf *out, const struct pc_node *jobs, struct pc_arena *arena)
{
	static const char *const heads[] = {
		"id", "state", "type", "project", "model", "age", "cost", "what"};
	enum { RIGHT = 1U << 0 | 1U << 5 | 1U << 6 }; /* numbers end together */
	struct models_grid grid = {
		.arena = arena, .columns = PC_COUNT(heads), .right = RIGHT};
	int64_t now = pc_when_now();

	for (size_t i = 0; i < PC_COUNT(heads); i++)
		models_grid_add(&grid, pc_str(heads[i]));
	for (size_t i = 0; i < jobs->n_items; i++)
		add_row(&grid, jobs->items[i], now);
	models_grid_write(out, &grid);
}

static int run(void *opaque, const struct texts *operands, struct pc_arena *arena)
{
	const struct list_args *args = opaque;
	PC_AUTO(pc_buf_done) struct pc_buf question = {0};
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};
	const struct pc_node *jobs;
	struct job_answer answer;
	int status = put_question(&question, args);

	(void)operands;
	if (status == EXIT_FINE)
		status = job_ask(&answer, cmd_job_list.name, &args->words,
			job_put_end(&question, arena), arena);
	if (status != EXIT_FINE)
		return status;
	if (job_is_json(&args->words)) {
		job_print_json(answer.text);
		return EXIT_FINE;
	}
	jobs = job_list(answer.tree, "jobs");
	if (!jobs || !jobs->n_items) {
		fputs("no jobs\n", stderr);
		return EXIT_FINE;
	}
	write_table(&out, jobs, arena);
	output_text(stdout, pc_buf_str(&out));
	if (job_flag(answer.tree, "more"))
		fprintf(stderr, "there are more: --before %" PRId64 "\n",
			job_number(jobs->items[jobs->n_items - 1], "id"));
	return EXIT_FINE;
}

const struct cmd cmd_job_list = {
	.name = "job list",
	.operands = "",
	.brief = "List jobs, the newest first",
	.opts = {options, job_options, NULL},
	.args_size = sizeof(struct list_args),
	.run = run,
};
