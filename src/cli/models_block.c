/* SPDX-License-Identifier: Apache-2.0 */
/* policyctl models block, unblock, blocks: the kill switch. */
#include "models.h"

static int run_block(void *args, const struct texts *operands, struct pc_arena *arena)
{
	(void)args, (void)operands, (void)arena;
	return EXIT_COULD_NOT;
}

const struct cmd cmd_models_block = {
	.name = "models block",
	.operands = "MODEL",
	.brief = "Have a model refused at once, whatever policy says",
	.opts = {models_options, NULL},
	.args_size = sizeof(struct models_args),
	.min_operands = 0,
	.max_operands = SIZE_MAX,
	.run = run_block,
};

static int run_unblock(void *args, const struct texts *operands, struct pc_arena *arena)
{
	(void)args, (void)operands, (void)arena;
	return EXIT_COULD_NOT;
}

const struct cmd cmd_models_unblock = {
	.name = "models unblock",
	.operands = "MODEL",
	.brief = "Take a block back",
	.opts = {models_options, NULL},
	.args_size = sizeof(struct models_args),
	.min_operands = 0,
	.max_operands = SIZE_MAX,
	.run = run_unblock,
};

static int run_blocks(void *args, const struct texts *operands, struct pc_arena *arena)
{
	(void)args, (void)operands, (void)arena;
	return EXIT_COULD_NOT;
}

const struct cmd cmd_models_blocks = {
	.name = "models blocks",
	.operands = "",
	.brief = "Print what is blocked",
	.opts = {models_options, NULL},
	.args_size = sizeof(struct models_args),
	.min_operands = 0,
	.max_operands = SIZE_MAX,
	.run = run_blocks,
};
