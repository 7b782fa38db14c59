/* SPDX-License-Identifier: Apache-2.0 */
/* policyctl job stats: what jobs took in a period, and how they ended. */
#include "clean.h"
#include "job.h"
#include "job_stats.h"
#include "output.h"
#include "pc/doc/fields.h"
#include "pc/doc/write.h"

struct stats_args {
	struct job_words words;
	struct pc_str by, since, until, last, project, type, owner;
};

#define FIELD(member) offsetof(struct stats_args, member)

static const struct opt options[] = {
	{OPT_WORD, "by", "all|day|project|type|model|key|backend|failure",
		"Totals of each of these, too (default: all)", FIELD(by)},
	{OPT_TEXT, "since", "TIME",
		"Only what was submitted from then on: a duration ago (2h, 7d) or a date",
		FIELD(since)},
	{OPT_TEXT, "until", "TIME", "Only what was submitted before then", FIELD(until)},
	{OPT_TEXT, "last", "DURATION", "The time until now: 46d", FIELD(last)},
	{OPT_TEXT, "project", "NAME", "Only jobs of this project", FIELD(project)},
	{OPT_TEXT, "type", "NAME", "Only jobs of this type", FIELD(type)},
	{OPT_TEXT, "owner", "USER", "Only jobs that this user handed in", FIELD(owner)},
	{OPT_END, NULL, NULL, NULL, 0},
};

static int put_period(struct pc_buf *out, const struct stats_args *args)
{
	const struct {
		const char *option, *name;
		struct pc_str typed;
	} times[] = {{"--last", "since", args->last}, {"--since", "since", args->since},
		{"--until", "until", args->until}};
	const char *command = cmd_job_stats.name;
	int64_t value;

	if (args->last.ptr && (args->since.ptr || args->until.ptr))
		return job_wrong(command, "--last", "alone, without --since and --until",
			args->last);
	if (args->last.ptr && !pc_duration_read(&value, args->last))
		return job_wrong(
			command, "--last", "a duration (2h, 7d, 46d)", args->last);
	for (size_t i = 0; i < PC_COUNT(times); i++) {
		if (!times[i].typed.ptr)
			continue;
		if (!clean_read_time(&value, times[i].typed, true))
			return job_wrong(command, times[i].option,
				"a duration (2h, 7d) or a date (2026-12-31)",
				times[i].typed);
		pc_json_integer(out, times[i].name, value);
	}
	return EXIT_FINE;
}

static int put_question(struct pc_buf *out, const struct stats_args *args)
{
	job_put_do(out, "stats");
	job_put(out, "by", args->by);
	job_put(out, "project", args->project);
	job_put(out, "type", args->type);
	job_put(out, "owner", args->owner);
	return put_period(out, args);
}

static int run(void *opaque, const struct texts *operands, struct pc_arena *arena)
{
	const struct stats_args *args = opaque;
	PC_AUTO(pc_buf_done) struct pc_buf question = {0};
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};
	struct job_answer answer;
	int status = put_question(&question, args);

	(void)operands;
	if (status == EXIT_FINE)
		status = job_ask(&answer, cmd_job_stats.name, &args->words,
			job_put_end(&question, arena), arena);
	if (status != EXIT_FINE)
		return status;
	if (job_is_json(&args->words)) {
		job_print_json(answer.text);
		return EXIT_FINE;
	}
	if (!job_stats_write(&out, answer.tree)) {
		fputs("policyctl job stats: the orchestrator answered, but not with "
		      "totals\n",
			stderr);
		return EXIT_COULD_NOT;
	}
	output_text(stdout, pc_buf_str(&out));
	return EXIT_FINE;
}

const struct cmd cmd_job_stats = {
	.name = "job stats",
	.operands = "",
	.brief = "Print what jobs took in a period, and how they ended",
	.opts = {options, job_options, NULL},
	.args_size = sizeof(struct stats_args),
	.run = run,
};
