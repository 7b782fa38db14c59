/* SPDX-License-Identifier: Apache-2.0 */
/* policyctl job submit: one job into the queue. */
#include <inttypes.h>
#include <stdio.h>

#include "job.h"

struct submit_args {
	struct job_order order; /* with its words: the first member */
	bool waits;
};

static const struct opt submit_options[] = {
	{OPT_FLAG, "wait", NULL,
		"Wait until it ends, and exit with 1 when it did not end well",
		offsetof(struct submit_args, waits)},
	{OPT_END, NULL, NULL, NULL, 0},
};

static int submit(struct job_answer *answer, const struct job_order *order,
	const struct texts *operands, struct pc_arena *arena)
{
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};
	int status;

	job_put_do(&out, "submit");
	status = job_order_write(&out, cmd_job_submit.name, order,
		operands->count ? operands->items : NULL, arena);
	if (status != EXIT_FINE)
		return status;
	return job_ask(answer, cmd_job_submit.name, &order->words,
		job_put_end(&out, arena), arena);
}

static int run_submit(void *opaque, const struct texts *operands, struct pc_arena *arena)
{
	const struct submit_args *args = opaque;
	const struct job_words *words = &args->order.words;
	struct job_answer answer;
	int status = submit(&answer, &args->order, operands, arena);
	struct job_follow how = {.command = cmd_job_submit.name, .words = words};

	if (status != EXIT_FINE)
		return status;
	how.job = job_id(answer.tree);
	if (!how.job)
		return job_no_answer(cmd_job_submit.name);
	job_say_known(answer.tree);
	if (args->waits) {
		fprintf(stderr, "job %" PRId64 "\n", how.job);
		return job_follow(&how, arena);
	}
	if (job_is_json(words))
		job_print_json(answer.text);
	else
		printf("%" PRId64 "\n", how.job);
	return EXIT_FINE;
}

const struct cmd cmd_job_submit = {
	.name = "job submit",
	.operands = "[PROMPT]",
	.brief = "Put a job into the queue, and print its number",
	.opts = {job_order_options, submit_options, job_options, NULL},
	.args_size = sizeof(struct submit_args),
	.max_operands = 1,
	.run = run_submit,
};
