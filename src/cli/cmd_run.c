/* SPDX-License-Identifier: Apache-2.0 */
/* policyctl run: one prompt, here and now: a job that somebody waits for. */
#include <inttypes.h>
#include <stdio.h>

#include "job.h"
#include "pc/doc/write.h"

struct run_args {
	struct job_order order; /* with its words: the first member */
	bool detaches, is_whole;
};

#define FIELD(member) offsetof(struct run_args, member)

static const struct opt options[] = {
	{OPT_FLAG, "detach", NULL, "Print the job's number and do not wait for its end",
		FIELD(detaches)},
	{OPT_FLAG, "whole", NULL,
		"Print the answer when it is whole, and not as it comes",
		FIELD(is_whole)},
	{OPT_END, NULL, NULL, NULL, 0},
};

static int run(void *opaque, const struct texts *operands, struct pc_arena *arena)
{
	const struct run_args *args = opaque;
	const struct job_words *words = &args->order.words;
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};
	struct job_follow how = {
		.command = cmd_run.name, .words = words, .is_ours = true};
	struct job_answer answer;
	int status;

	job_put_do(&out, "submit");
	pc_json_bool(&out, "interactive", true);
	status = job_order_write(&out, cmd_run.name, &args->order,
		operands->count ? operands->items : NULL, arena);
	if (status == EXIT_FINE)
		status = job_ask(
			&answer, cmd_run.name, words, job_put_end(&out, arena), arena);
	if (status != EXIT_FINE)
		return status;
	how.job = job_id(answer.tree);
	if (!how.job)
		return job_no_answer(cmd_run.name);
	job_say_known(answer.tree);
	how.streams = !args->is_whole && !job_is_json(words);
	if (!args->detaches)
		return job_follow(&how, arena);
	if (job_is_json(words))
		job_print_json(answer.text);
	else
		printf("%" PRId64 "\n", how.job);
	return EXIT_FINE;
}

const struct cmd cmd_run = {
	.name = "run",
	.operands = "[PROMPT]",
	.brief = "Have a model do something now, and print what it answers",
	.opts = {options, job_order_options, job_options, NULL},
	.args_size = sizeof(struct run_args),
	.max_operands = 1,
	.run = run,
};
