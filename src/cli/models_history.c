/* SPDX-License-Identifier: Apache-2.0 */
/* policyctl models history: what scans found. */
#include "models.h"

static int run_history(void *args, const struct texts *operands, struct pc_arena *arena)
{
	(void)args, (void)operands, (void)arena;
	return EXIT_COULD_NOT;
}

const struct cmd cmd_models_history = {
	.name = "models history",
	.operands = "[ID]",
	.brief = "Print what scans found",
	.opts = {models_options, NULL},
	.args_size = sizeof(struct models_args),
	.min_operands = 0,
	.max_operands = SIZE_MAX,
	.run = run_history,
};
