/* SPDX-License-Identifier: Apache-2.0 */
/* policyctl models check: who names models, and what to write instead. */
#include "models.h"

static int run_check(void *args, const struct texts *operands, struct pc_arena *arena)
{
	(void)args, (void)operands, (void)arena;
	return EXIT_COULD_NOT;
}

const struct cmd cmd_models_check = {
	.name = "models check",
	.operands = "PATH...",
	.brief = "Find names of models in files, and say which will not last",
	.opts = {models_options, NULL},
	.args_size = sizeof(struct models_args),
	.min_operands = 0,
	.max_operands = SIZE_MAX,
	.run = run_check,
};
