/* SPDX-License-Identifier: Apache-2.0 */
/* policyctl models scan: asks providers what has changed. */
#include "models.h"

static int run_scan(void *args, const struct texts *operands, struct pc_arena *arena)
{
	(void)args, (void)operands, (void)arena;
	return EXIT_COULD_NOT;
}

const struct cmd cmd_models_scan = {
	.name = "models scan",
	.operands = "",
	.brief = "Ask providers what has changed, and write it down",
	.opts = {models_options, NULL},
	.args_size = sizeof(struct models_args),
	.min_operands = 0,
	.max_operands = SIZE_MAX,
	.run = run_scan,
};
