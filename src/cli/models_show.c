/* SPDX-License-Identifier: Apache-2.0 */
/* policyctl models show: all that is known of one model, and who says so. */
#include "models.h"

static int run_show(void *args, const struct texts *operands, struct pc_arena *arena)
{
	(void)args, (void)operands, (void)arena;
	return EXIT_COULD_NOT;
}

const struct cmd cmd_models_show = {
	.name = "models show",
	.operands = "ID",
	.brief = "Print all that is known of one model",
	.opts = {models_options, NULL},
	.args_size = sizeof(struct models_args),
	.min_operands = 0,
	.max_operands = SIZE_MAX,
	.run = run_show,
};
