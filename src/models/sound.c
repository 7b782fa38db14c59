/* SPDX-License-Identifier: Apache-2.0 */
/* Whether a table hangs together: what its rows say of each other. */
#include "table_priv.h"

/* Of a key of a row; of the row without one. */
static struct pc_span place(
	const struct table_reading *reading, size_t row, const char *key)
{
	const struct pc_node *node = pc_node_get_c(reading->rows[row], key);

	return node ? node->at : reading->models->items[row].at;
}

/* Whether replacements lead from a model back to it. */
static bool is_circle(const struct pc_models *models, const struct pc_model *model)
{
	const struct pc_model *at = model;

	for (size_t i = 0; i < models->count; i++) {
		at = at->replacement.len ? pc_models_find(models, at->replacement) : NULL;
		if (!at || at == model)
			return at == model;
	}
	return false;
}

static void check_replacement(struct table_reading *reading, size_t row)
{
	const struct pc_models *models = reading->models;
	const struct pc_model *model = &models->items[row], *next;
	struct pc_span at = place(reading, row, "replacement");

	if (!model->replacement.len)
		return;
	next = pc_models_find(models, model->replacement);
	if (!next) {
		table_refuse(reading, "PC2606", at,
			"the replacement of '%.*s' is no model of this table: '%.*s'",
			PC_STR_ARG(model->id), PC_STR_ARG(model->replacement))
			->hint = PC_STR("give it a row of its own, or take it away until "
					"it is known");
	} else if (is_circle(models, model)) {
		table_refuse(reading, "PC2608", at,
			"replacements of '%.*s' go in a circle", PC_STR_ARG(model->id));
	} else if (next->state == PC_MODEL_RETIRED) {
		table_warn(reading, "PC2607", at,
			"the replacement of '%.*s' is retired: '%.*s'",
			PC_STR_ARG(model->id), PC_STR_ARG(next->id));
	}
}

static void check_provider(struct table_reading *reading, size_t row)
{
	const struct pc_model *model = &reading->models->items[row];

	if (model->id.len && !pc_models_provider(reading->models, model->provider))
		table_warn(reading, "PC2613", place(reading, row, "provider"),
			"'%.*s' is not among the providers of this table: nothing is "
			"known of its notice",
			PC_STR_ARG(model->provider));
}

static bool has_line(
	const struct pc_models *models, const struct pc_model_provider *provider)
{
	for (size_t i = 0; i < models->count; i++) {
		if (pc_str_eq(models->items[i].provider, provider->name) &&
			pc_str_eq(models->items[i].line, provider->flagship_line))
			return true;
	}
	return false;
}

static void check_flagship_line(
	struct table_reading *reading, const struct pc_model_provider *provider)
{
	if (provider->flagship_line.len && !has_line(reading->models, provider))
		table_warn(reading, "PC2613",
			(struct pc_span){reading->models->file, 0, 0},
			"no model of '%.*s' is of the line '%.*s', whose newest one is "
			"the flagship",
			PC_STR_ARG(provider->name), PC_STR_ARG(provider->flagship_line));
}

static void check_position(
	struct table_reading *reading, const struct pc_model_position *position)
{
	const struct pc_model *model =
		pc_models_position(reading->models, position->name);

	if (model && (model->state == PC_MODEL_RETIRED || model->is_preview))
		table_warn(reading, "PC2614", position->at,
			"the position '%.*s' is held by '%.*s', which is %s",
			PC_STR_ARG(position->name), PC_STR_ARG(model->id),
			model->is_preview ? "a preview" : "retired");
}

void table_check(struct table_reading *reading)
{
	const struct pc_models *models = reading->models;

	for (size_t i = 0; i < models->count; i++) {
		check_replacement(reading, i);
		check_provider(reading, i);
	}
	for (size_t i = 0; i < models->n_providers; i++)
		check_flagship_line(reading, &models->providers[i]);
	for (size_t i = 0; i < models->n_positions; i++)
		check_position(reading, &models->positions[i]);
}

void pc_models_check(const struct pc_models *models, int64_t now, struct pc_diags *diags)
{
	if (models->as_of > now)
		pc_diag_add(diags, "PC2615", PC_WARNING,
			(struct pc_span){models->file, 0, 0},
			"the table is of a day that has not come");
	for (size_t i = 0; i < models->count; i++) {
		const struct pc_model *model = &models->items[i];

		if (model->as_of > now && model->as_of != models->as_of)
			pc_diag_add(diags, "PC2615", PC_WARNING, model->at,
				"what is said of '%.*s' is of a day that has not come",
				PC_STR_ARG(model->id));
	}
}
