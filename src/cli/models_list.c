/* SPDX-License-Identifier: Apache-2.0 */
/* policyctl models list and next: models as a table for people. */
#include "models.h"

static int run_list(void *args, const struct texts *operands, struct pc_arena *arena)
{
	(void)args, (void)operands, (void)arena;
	return EXIT_COULD_NOT;
}

const struct cmd cmd_models_list = {
	.name = "models list",
	.operands = "",
	.brief = "Print the table of models",
	.opts = {models_options, NULL},
	.args_size = sizeof(struct models_args),
	.min_operands = 0,
	.max_operands = SIZE_MAX,
	.run = run_list,
};

static int run_next(void *args, const struct texts *operands, struct pc_arena *arena)
{
	(void)args, (void)operands, (void)arena;
	return EXIT_COULD_NOT;
}

const struct cmd cmd_models_next = {
	.name = "models next",
	.operands = "",
	.brief = "Print what ends soon",
	.opts = {models_options, NULL},
	.args_size = sizeof(struct models_args),
	.min_operands = 0,
	.max_operands = SIZE_MAX,
	.run = run_next,
};
