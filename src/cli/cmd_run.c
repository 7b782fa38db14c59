/* SPDX-License-Identifier: Apache-2.0 */
/* policyctl run: one prompt, here and now: a job that somebody waits for. */
#include "job.h"

struct run_args {
	struct job_order order; /* with its words: the first member */
	struct pc_str patience;
	bool detaches, is_whole;
};

#define FIELD(member) offsetof(struct run_args, member)

static const struct opt options[] = {
	{OPT_FLAG, "detach", NULL, "Print the job's number and do not wait for its end",
		FIELD(detaches)},
	{OPT_FLAG, "whole", NULL,
		"Print the answer when it is whole, and not as it comes",
		FIELD(is_whole)},
	{OPT_TEXT, "patience", "DURATION",
		"How long an orchestrator that went away is waited for (default: 30s)",
		FIELD(patience)},
	{OPT_END, NULL, NULL, NULL, 0},
};

static int run(void *opaque, const struct texts *operands, struct pc_arena *arena)
{
	const struct run_args *args = opaque;
	const struct job_hand_in in = {.order = &args->order,
		.how = {.command = cmd_run.name,
			.streams = !args->is_whole && !job_is_json(&args->order.words),
			.is_ours = true},
		.patience = args->patience,
		.is_interactive = true,
		.follows = !args->detaches};

	return job_hand_in(&in, operands, arena);
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
