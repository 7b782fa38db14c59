/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a models.yaml.  Nothing may crash, an error has a finding with a place;
 * and in a table that is taken every name is found, no preview and nothing that has ended
 * is anybody's successor, and a price is never negative. */
#include "must.h"
#include "pc/models/table.h"

static const int64_t times[] = {0, 1763769600, 1795305600, INT64_C(253402300799)};

static void try_names(const struct pc_models *models, const struct pc_model *model)
{
	must(pc_models_find(models, model->id) == model, "an id is found");
	for (size_t i = 0; i < model->aliases.count; i++)
		must(pc_models_find(models, model->aliases.items[i]) == model,
			"an alias is found");
	must(pc_models_name(models, model->id).model == model, "a name is found");
	for (size_t i = 0; i < model->n_clouds; i++)
		pc_models_name(models, model->clouds[i].id);
	pc_models_name(models, model->line);
	pc_models_name(models, model->replacement);
}

static void try_status(
	const struct pc_models *models, const struct pc_model *model, int64_t now)
{
	struct pc_model_status status;
	const struct pc_model *next = pc_model_successor(models, model, now);

	pc_model_status(&status, models, model, (struct pc_str){0}, now);
	must(!status.is_by_date || status.state == PC_MODEL_RETIRED,
		"what is by date is retired");
	must(model->retires.kind == PC_DATE_EXACT || !status.has_end,
		"only an exact day is an end");
	must(status.state == PC_MODEL_RETIRED || !model->is_preview ||
			status.state == PC_MODEL_PREVIEW,
		"a preview stays one");
	if (next) {
		pc_model_status(&status, models, next, (struct pc_str){0}, now);
		must(status.state < PC_MODEL_DEPRECATED &&
				status.state != PC_MODEL_PREVIEW,
			"a successor is served");
	}
	for (size_t i = 0; i < model->n_clouds; i++)
		pc_model_status(&status, models, model, model->clouds[i].via, now);
}

static void try_prices(const struct pc_model *model)
{
	for (size_t i = 0; i < model->n_prices; i++) {
		for (size_t k = 0; k < PC_PRICES; k++)
			must(model->prices[i].of[k] >= PC_PRICE_UNKNOWN,
				"no price is negative");
	}
	must((pc_model_price(model, 0) != NULL) == (model->n_prices > 0),
		"who has prices has one");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_diags diags = {.arena = &arena};
	struct pc_str text = {(const char *)data, size};
	struct pc_models *models;
	struct pc_err err;
	enum pc_status status =
		pc_models_read(&models, &arena, "models.yaml", text, &diags, &err);

	for (size_t i = 0; i < diags.count; i++)
		must(diags.items[i].at.file != NULL, "a finding has a place");
	must(status == PC_OK || diags.dropped || pc_diags_count(&diags, PC_ERROR),
		"who fails says why");
	must(status != PC_OK || !pc_diags_count(&diags, PC_ERROR), "who says why fails");
	if (status != PC_OK)
		return 0;
	pc_models_check(models, times[1], &diags);
	for (size_t i = 0; i < models->n_positions; i++)
		must(pc_models_position(models, models->positions[i].name) != NULL,
			"a position is held");
	for (size_t i = 0; i < models->count; i++) {
		try_names(models, &models->items[i]);
		try_prices(&models->items[i]);
		for (size_t k = 0; k < PC_COUNT(times); k++)
			try_status(models, &models->items[i], times[k]);
	}
	return 0;
}
