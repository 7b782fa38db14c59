/* SPDX-License-Identifier: Apache-2.0 */
/* policyctl job submit: one job into the queue. */
#include <inttypes.h>
#include <stdio.h>

#include "job.h"
#include "pc/doc/fields.h"
#include "pc/doc/write.h"

struct submit_args {
	struct job_order order; /* with its words: the first member */
	struct pc_str patience;
	bool waits;
};

static const struct opt submit_options[] = {
	{OPT_FLAG, "wait", NULL,
		"Wait until it ends, and exit with 1 when it did not end well",
		offsetof(struct submit_args, waits)},
	{OPT_TEXT, "patience", "DURATION",
		"How long an orchestrator that went away is waited for (default: 30s)",
		offsetof(struct submit_args, patience)},
	{OPT_END, NULL, NULL, NULL, 0},
};

/* In one go, so that the orchestrator hears who follows before it starts anything: no
 * piece of the answer is lost. */
static int put_question(struct pc_buf *out, const struct job_hand_in *in,
	const struct texts *operands, struct pc_arena *arena)
{
	int status;

	job_put_do(out, "submit");
	if (in->is_interactive)
		pc_json_bool(out, "interactive", true);
	status = job_order_write(out, in->how.command, in->order,
		operands->count ? operands->items : NULL, arena);
	pc_buf_puts(out, in->follows ? "}\n{\"do\":\"follow\"}\n" : "}\n");
	return status;
}

static int say_number(const struct job_follow *how, const struct job_answer *answer)
{
	if (job_is_json(how->words))
		job_print_json(answer->text);
	else
		printf("%" PRId64 "\n", how->job);
	return EXIT_FINE;
}

static int hand_in(const struct job_hand_in *in, struct job_line *line,
	struct pc_str question, struct pc_arena *arena)
{
	struct job_follow how = in->how;
	struct job_answer answer;
	int status;

	how.words = &in->order->words;
	status = job_ask_first(&answer, line, how.command, how.words, question, arena);
	if (status != EXIT_FINE)
		return status;
	how.job = job_id(answer.tree);
	if (!how.job)
		return job_no_answer(how.command);
	job_say_known(answer.tree);
	if (!in->follows)
		return say_number(&how, &answer);
	if (!how.is_ours)
		fprintf(stderr, "job %" PRId64 "\n", how.job);
	return job_follow(&how, line, arena);
}

int job_hand_in(const struct job_hand_in *wish, const struct texts *operands,
	struct pc_arena *arena)
{
	enum { USUAL = 30000 };
	PC_AUTO(job_hang_up) struct job_line line = {.fd = -1};
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};
	struct job_hand_in copy = *wish, *in = &copy;
	int status;

	in->how.patience = USUAL;
	if (in->patience.ptr && !pc_duration_read(&in->how.patience, in->patience))
		return job_wrong(in->how.command, "--patience",
			"a duration (0s, 30s, 5m)", in->patience);
	status = put_question(&out, in, operands, arena);

	return status == EXIT_FINE ? hand_in(in, &line, pc_buf_str(&out), arena) : status;
}

static int run_submit(void *opaque, const struct texts *operands, struct pc_arena *arena)
{
	const struct submit_args *args = opaque;
	const struct job_hand_in in = {.order = &args->order,
		.how = {.command = cmd_job_submit.name},
		.patience = args->patience,
		.follows = args->waits};

	return job_hand_in(&in, operands, arena);
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
