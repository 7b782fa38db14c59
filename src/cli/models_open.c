/* SPDX-License-Identifier: Apache-2.0 */
/* The table of models that a verb works with. */
#include <inttypes.h>
#include <stdio.h>

#include "clean.h"
#include "models.h"
#include "output.h"
#include "pc/base/when.h"

#define FIELD(member) offsetof(struct models_args, member)

const struct opt models_options[] = {
	{OPT_TEXT, "table", "FILE", "The table of models (default: the machine's)",
		FIELD(table)},
	{OPT_TEXT, "at", "DATE", "As if it were then (default: now)", FIELD(at)},
	{OPT_WORD, "format", "text|json", "How to print it (default: text)",
		FIELD(format)},
	{OPT_END, NULL, NULL, NULL, 0},
};

static enum pc_status load(struct models_open *out, struct pc_str named,
	struct pc_arena *arena, struct pc_diags *diags, struct pc_err *err)
{
	enum pc_status status;

	if (named.ptr)
		return pc_models_load(&out->models, arena, named.ptr, diags, err);
	status = pc_models_load(&out->models, arena, PC_MODELS_FILE, diags, err);
	return status == PC_ERR_ABSENT ? pc_models_builtin(&out->models, arena, err)
				       : status;
}

/* What it says is what was true then. */
static void say_age(const struct models_open *open, const char *command)
{
	enum { DAY = 24 * 60 * 60, OLD = 30 };
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	int64_t days = (open->now - open->models->as_of) / DAY;
	struct pc_str day = pc_str_head(
		clean_time(&arena, open->models->as_of * 1000), sizeof("2026-11-22") - 1);

	if (days > OLD)
		fprintf(stderr,
			"policyctl %s: the table is of %.*s, %" PRId64
			" days ago; 'policyctl models scan' asks what has changed\n",
			command, PC_STR_ARG(day), days);
}

int models_open(struct models_open *out, const struct models_args *args,
	const char *command, struct pc_arena *arena)
{
	enum { PER_SECOND = 1000 };
	struct pc_diags diags = {.arena = arena};
	enum pc_status status;
	struct pc_err err;

	*out = (struct models_open){.now = pc_when_now() / PER_SECOND,
		.is_json = pc_str_is(args->format, "json")};
	if (args->at.ptr && !pc_time_read(&out->now, args->at)) {
		fprintf(stderr,
			"policyctl %s: --at must be a date such as 2026-12-31, not "
			"'%.*s'\n",
			command, PC_STR_ARG(args->at));
		return EXIT_USAGE;
	}
	status = load(out, args->table, arena, &diags, &err);
	if (status == PC_OK)
		pc_models_check(out->models, out->now, &diags);
	output_diags(stderr, &diags, status == PC_OK ? PC_WARNING : PC_ERROR);
	if (status != PC_OK)
		return output_failure(&err);
	say_age(out, command);
	return EXIT_FINE;
}
