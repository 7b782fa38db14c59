/* SPDX-License-Identifier: Apache-2.0 */
/* policyctl models export: the table in formats of others. */
#include "models.h"

static int run_export(void *args, const struct texts *operands, struct pc_arena *arena)
{
	(void)args, (void)operands, (void)arena;
	return EXIT_COULD_NOT;
}

const struct cmd cmd_models_export = {
	.name = "models export",
	.operands = "",
	.brief = "Print the table in the format model-eol",
	.opts = {models_options, NULL},
	.args_size = sizeof(struct models_args),
	.min_operands = 0,
	.max_operands = SIZE_MAX,
	.run = run_export,
};
