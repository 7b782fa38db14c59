/* SPDX-License-Identifier: Apache-2.0 */
/* policyctl models decide: whether a model may be called. */
#include "models.h"

static int run_decide(void *args, const struct texts *operands, struct pc_arena *arena)
{
	(void)args, (void)operands, (void)arena;
	return EXIT_COULD_NOT;
}

const struct cmd cmd_models_decide = {
	.name = "models decide",
	.operands = "MODEL",
	.brief = "Say whether a model may be called, and which instead",
	.opts = {models_options, NULL},
	.args_size = sizeof(struct models_args),
	.min_operands = 0,
	.max_operands = SIZE_MAX,
	.run = run_decide,
};
