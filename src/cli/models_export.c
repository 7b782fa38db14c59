/* SPDX-License-Identifier: Apache-2.0 */
/* policyctl models export: the table for programs of others. */
#include <stdio.h>

#include "models_say.h"
#include "output.h"
#include "pc/models/eol.h"

struct export_args {
	struct models_args models; /* .format: model-eol or json */
	struct pc_str provider;
};

#define FIELD(member) offsetof(struct export_args, member)

static const struct opt export_options[] = {
	{OPT_TEXT, "table", "FILE", "The table of models (default: the machine's)",
		FIELD(models.table)},
	{OPT_TEXT, "at", "DATE", "With json: as if it were then (default: now)",
		FIELD(models.at)},
	{OPT_TEXT, "provider", "NAME", "Only its models; model-eol wants one",
		FIELD(provider)},
	{OPT_WORD, "format", "model-eol|json", "The form (default: model-eol)",
		FIELD(models.format)},
	{OPT_END, NULL, NULL, NULL, 0},
};

static void say_providers(const struct pc_models *models)
{
	for (size_t i = 0; i < models->n_providers; i++)
		fprintf(stderr, "%s%.*s", i ? ", " : "",
			PC_STR_ARG(models->providers[i].name));
	fprintf(stderr, "\n");
}

/* The one that is named, or the only one. */
static const struct pc_model_provider *find_provider(
	const struct export_args *args, const struct pc_models *models)
{
	const struct pc_model_provider *provider = NULL;

	if (args->provider.ptr)
		provider = pc_models_provider(models, args->provider);
	else if (models->n_providers == 1)
		return models->providers;
	if (provider)
		return provider;
	if (args->provider.ptr)
		fprintf(stderr,
			"policyctl models export: the table has no provider '%.*s'; it "
			"has ",
			PC_STR_ARG(args->provider));
	else
		fprintf(stderr,
			"policyctl models export: a document of model-eol is of one "
			"provider: --provider ");
	say_providers(models);
	return NULL;
}

/* Those that would be said to be served without an end are not in it, and that is said.
 */
static void say_missing(
	const struct pc_models *models, const struct pc_model_provider *provider)
{
	for (size_t i = 0; i < models->count; i++) {
		const struct pc_model *model = &models->items[i];

		if (!pc_str_eq(model->provider, provider->name) ||
			pc_model_eol_can(model))
			continue;
		fprintf(stderr,
			"policyctl models export: '%.*s' is left out: it is %s, and the "
			"form has no word for that without a day\n",
			PC_STR_ARG(model->id), pc_model_state_name(model->state));
	}
}

static void write_json(struct pc_buf *out, struct pc_arena *arena,
	const struct models_open *open, struct pc_str provider)
{
	bool is_first = true;

	models_write_head(out, arena, open);
	pc_buf_puts(out, ",\"models\":[");
	for (size_t i = 0; i < open->models->count; i++) {
		const struct pc_model *model = &open->models->items[i];

		if (provider.ptr && !pc_str_eq(provider, model->provider))
			continue;
		pc_buf_puts(out, is_first ? "\n" : ",\n");
		models_write(out, arena, open, model);
		is_first = false;
	}
	pc_buf_puts(out, "\n]}\n");
}

static int run_export(void *args, const struct texts *operands, struct pc_arena *arena)
{
	const struct export_args *given = args;
	const struct pc_model_provider *provider = NULL;
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};
	struct models_open open;
	bool is_json = pc_str_is(given->models.format, "json");
	int rc = models_open(&open, &given->models, "models export", arena);

	(void)operands;
	if (rc != EXIT_FINE)
		return rc;
	if (!is_json || given->provider.ptr) {
		provider = find_provider(given, open.models);
		if (!provider)
			return EXIT_USAGE;
	}
	if (is_json) {
		write_json(&out, arena, &open, given->provider);
	} else {
		pc_model_eol_write(&out, open.models, provider);
		say_missing(open.models, provider);
	}
	fwrite(out.ptr, 1, out.len, stdout);
	return EXIT_FINE;
}

const struct cmd cmd_models_export = {
	.name = "models export",
	.operands = "",
	.brief = "Print the table in the format model-eol",
	.opts = {export_options, NULL},
	.args_size = sizeof(struct export_args),
	.min_operands = 0,
	.max_operands = 0,
	.run = run_export,
};
