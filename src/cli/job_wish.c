/* SPDX-License-Identifier: Apache-2.0 */
/* What people want of jobs that are there: policyctl job cancel, retry, snooze, hold,
 * unhold, review; pause and resume; lift; unschedule.  One question each, and no news is
 * good news. */
#include <inttypes.h>
#include <stdio.h>

#include "clean.h"
#include "job.h"
#include "pc/doc/write.h"

struct wish_args {
	struct job_words words;
	struct pc_str why;
	struct pc_str until;                /* snooze */
	bool passes, fails;                 /* review */
	struct pc_str key, provider, model; /* lift */
};

#define FIELD(member) offsetof(struct wish_args, member)

static const struct opt why_options[] = {
	{OPT_TEXT, "why", "TEXT", "The reason, for the record", FIELD(why)},
	{OPT_END, NULL, NULL, NULL, 0},
};

/* One question, whose answer is printed where it is wanted. */
static int ask(const char *command, const struct wish_args *args, struct pc_buf *out,
	struct pc_arena *arena)
{
	struct job_answer answer;
	int status;

	job_put(out, "why", args->why);
	status = job_ask(&answer, command, &args->words, job_put_end(out, arena), arena);
	if (status == EXIT_FINE && job_is_json(&args->words))
		job_print_json(answer.text);
	return status;
}

/* ---- of jobs --------------------------------------------------------------------- */

enum { MOST_JOBS = 1000 }; /* of one command line */

/* What else the question says of each. */
typedef int put_fn(struct pc_buf *out, const char *command, const struct wish_args *args);

/* All are tried; the worst counts. */
static int wish(const struct cmd *cmd, const struct wish_args *args,
	const struct texts *operands, put_fn *put, struct pc_arena *arena)
{
	int worst = EXIT_FINE;

	for (size_t i = 0; i < operands->count; i++) {
		PC_AUTO(pc_buf_done) struct pc_buf out = {0};
		int64_t job;
		int status = job_read_id(&job, cmd->name, operands->items[i]);

		if (status != EXIT_FINE)
			return status;
		job_put_do(&out, strchr(cmd->name, ' ') + 1);
		pc_json_integer(&out, "job", job);
		status = put ? put(&out, cmd->name, args) : EXIT_FINE;
		if (status == EXIT_USAGE)
			return status;
		status = ask(cmd->name, args, &out, arena);
		if (status == EXIT_COULD_NOT)
			return status; /* nobody is there: nor for the others */
		worst = status > worst ? status : worst;
	}
	return worst;
}

#define WISH(verb, text, more, put)                                                      \
	static int run_##verb(                                                           \
		void *args, const struct texts *operands, struct pc_arena *arena)        \
	{                                                                                \
		return wish(&cmd_job_##verb, args, operands, put, arena);                \
	}                                                                                \
	const struct cmd cmd_job_##verb = {                                              \
		.name = "job " #verb,                                                    \
		.operands = "JOB...",                                                    \
		.brief = (text),                                                         \
		.opts = {more why_options, job_options, NULL},                           \
		.args_size = sizeof(struct wish_args),                                   \
		.min_operands = 1,                                                       \
		.max_operands = MOST_JOBS,                                               \
		.run = run_##verb,                                                       \
	}
#define AND(options) options,

WISH(cancel, "Take jobs out of the queue, and stop those that run", , NULL);
WISH(retry, "Put jobs that did not end well into the queue again", , NULL);
WISH(hold, "Keep jobs from being started", , NULL);
WISH(unhold, "Let jobs go that were held", , NULL);

static const struct opt snooze_options[] = {
	{OPT_TEXT, "until", "TIME", "Until when: a duration from now, or a date",
		FIELD(until)},
	{OPT_END, NULL, NULL, NULL, 0},
};

static int put_until(
	struct pc_buf *out, const char *command, const struct wish_args *args)
{
	int64_t until;

	if (!clean_read_time(&until, args->until, false))
		return job_wrong(command, "--until",
			"a duration (90s, 15m, 2h, 7d) or a date (2026-12-31)",
			args->until);
	pc_json_integer(out, "until", until);
	return EXIT_FINE;
}

WISH(snooze, "Have jobs wait until a time", AND(snooze_options), put_until);

static const struct opt review_options[] = {
	{OPT_FLAG, "pass", NULL, "It is good: the job is done", FIELD(passes)},
	{OPT_FLAG, "fail", NULL, "It is not: once more, with what --why says",
		FIELD(fails)},
	{OPT_END, NULL, NULL, NULL, 0},
};

static int put_verdict(
	struct pc_buf *out, const char *command, const struct wish_args *args)
{
	if (args->passes == args->fails) {
		fprintf(stderr, "policyctl %s: say --pass or --fail\n", command);
		return EXIT_USAGE;
	}
	pc_json_bool(out, "passes", args->passes);
	return EXIT_FINE;
}

WISH(review, "Say whether what waits for a second look is good", AND(review_options),
	put_verdict);

/* ---- of many at once ----------------------------------------------------------------
 */

static int pause_or_resume(const struct cmd *cmd, const struct wish_args *args,
	const struct texts *operands, struct pc_arena *arena)
{
	static const char *const kinds[] = {"queue", "type", "project", "key"};
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};
	struct pc_str what = operands->count ? operands->items[0] : PC_STR("all");
	bool is_known = pc_str_is(what, "all");

	for (size_t i = 0; i < PC_COUNT(kinds); i++)
		is_known |= pc_str_is(what, kinds[i]);
	if (!is_known)
		return job_wrong(cmd->name, "what is paused",
			"all, queue, type, project or key", what);
	if (pc_str_is(what, "all") == (operands->count == 2)) {
		fprintf(stderr, "policyctl %s: %s\n", cmd->name,
			operands->count == 2 ? "'all' has no name"
					     : "which one? Say its name");
		return EXIT_USAGE;
	}
	job_put_do(&out, strchr(cmd->name, ' ') + 1);
	pc_json_member(&out, "what", what);
	if (operands->count == 2)
		job_put(&out, "name", operands->items[1]);
	return ask(cmd->name, args, &out, arena);
}

static int run_pause(void *args, const struct texts *operands, struct pc_arena *arena)
{
	return pause_or_resume(&cmd_job_pause, args, operands, arena);
}

static int run_resume(void *args, const struct texts *operands, struct pc_arena *arena)
{
	return pause_or_resume(&cmd_job_resume, args, operands, arena);
}

const struct cmd cmd_job_pause = {
	.name = "job pause",
	.operands = "[WHAT [NAME]]",
	.brief = "Start no more jobs: none at all, or of a queue, type, project or key",
	.opts = {why_options, job_options, NULL},
	.args_size = sizeof(struct wish_args),
	.max_operands = 2,
	.run = run_pause,
};

const struct cmd cmd_job_resume = {
	.name = "job resume",
	.operands = "[WHAT [NAME]]",
	.brief = "Start jobs again that a pause keeps",
	.opts = {why_options, job_options, NULL},
	.args_size = sizeof(struct wish_args),
	.max_operands = 2,
	.run = run_resume,
};

/* ---- windows ---------------------------------------------------------------------- */

static const struct opt lift_options[] = {
	{OPT_TEXT, "key", "NAME", "Windows of this key", FIELD(key)},
	{OPT_TEXT, "provider", "NAME", "Windows of this provider", FIELD(provider)},
	{OPT_TEXT, "model", "MODEL", "Windows of this model", FIELD(model)},
	{OPT_END, NULL, NULL, NULL, 0},
};

static int run_lift(void *opaque, const struct texts *operands, struct pc_arena *arena)
{
	const struct wish_args *args = opaque;
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};
	struct job_answer answer;
	int64_t lifted;
	int status;

	(void)operands;
	if (!args->key.len && !args->provider.len && !args->model.len) {
		fprintf(stderr, "policyctl %s: say --key, --provider or --model\n",
			cmd_job_lift.name);
		return EXIT_USAGE;
	}
	job_put_do(&out, "lift");
	job_put(&out, "key", args->key);
	job_put(&out, "provider", args->provider);
	job_put(&out, "model", args->model);
	status = job_ask(&answer, cmd_job_lift.name, &args->words,
		job_put_end(&out, arena), arena);
	if (status != EXIT_FINE)
		return status;
	lifted = job_number(answer.tree, "lifted");
	if (job_is_json(&args->words))
		job_print_json(answer.text);
	else
		printf("%" PRId64 " window%s ended\n", lifted, pc_plural((size_t)lifted));
	return EXIT_FINE;
}

const struct cmd cmd_job_lift = {
	.name = "job lift",
	.operands = "",
	.brief = "End windows at once: a key was renewed, an account was topped up",
	.opts = {lift_options, job_options, NULL},
	.args_size = sizeof(struct wish_args),
	.run = run_lift,
};

/* ---- schedules --------------------------------------------------------------------- */

static int run_unschedule(
	void *opaque, const struct texts *operands, struct pc_arena *arena)
{
	const struct wish_args *args = opaque;
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};

	job_put_do(&out, "unschedule");
	pc_json_member(&out, "name", operands->items[0]);
	return ask(cmd_job_unschedule.name, args, &out, arena);
}

const struct cmd cmd_job_unschedule = {
	.name = "job unschedule",
	.operands = "NAME",
	.brief = "End a schedule; jobs of it that are there stay",
	.opts = {job_options, NULL},
	.args_size = sizeof(struct wish_args),
	.min_operands = 1,
	.max_operands = 1,
	.run = run_unschedule,
};
