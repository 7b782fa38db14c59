/* SPDX-License-Identifier: Apache-2.0 */
/* policyctl schema: the table of settings keys, for editors and for people. */
#include <stdio.h>

#include "cmd.h"
#include "output.h"
#include "pc/settings/schema.h"

struct schema_args {
	bool reference;
};

static const struct opt options[] = {
	{OPT_FLAG, "reference", NULL, "Write the reference page, in Markdown, instead",
		offsetof(struct schema_args, reference)},
	{OPT_END, NULL, NULL, NULL, 0},
};

static int run(void *opaque, const struct texts *operands, struct pc_arena *arena)
{
	const struct schema_args *args = opaque;
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};

	(void)operands;
	(void)arena;
	if (args->reference)
		pc_schema_write_page(&out);
	else
		pc_schema_write(&out);
	output_text(stdout, pc_buf_str(&out));
	return EXIT_FINE;
}

const struct cmd cmd_schema = {
	.name = "schema",
	.operands = "",
	.brief = "Write the settings keys as a JSON Schema",
	.opts = {options, NULL},
	.args_size = sizeof(struct schema_args),
	.run = run,
};
