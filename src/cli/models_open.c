/* SPDX-License-Identifier: Apache-2.0 */
/* The table of models that a verb works with. */
#include <time.h>

#include "models.h"

#define FIELD(member) offsetof(struct models_args, member)

const struct opt models_options[] = {
	{OPT_TEXT, "table", "FILE", "The table of models (default: the machine's)",
		FIELD(table)},
	{OPT_TEXT, "at", "DATE", "As if it were then (default: now)", FIELD(at)},
	{OPT_WORD, "format", "text|json", "How to print it (default: text)",
		FIELD(format)},
	{OPT_END, NULL, NULL, NULL, 0},
};

int models_open(struct models_open *out, const struct models_args *args,
	const char *command, struct pc_arena *arena)
{
	struct pc_err err;

	(void)command;
	*out = (struct models_open){
		.now = time(NULL), .is_json = pc_str_is(args->format, "json")};
	return pc_models_builtin(&out->models, arena, &err) == PC_OK ? EXIT_FINE
								     : EXIT_COULD_NOT;
}
