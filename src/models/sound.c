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

static size_t next_of(const struct pc_models *models, size_t row)
{
	const struct pc_model *model = &models->items[row], *next = NULL;

	if (model->replacement.len)
		next = pc_models_find(models, model->replacement);
	return next ? (size_t)(next - models->items) : SIZE_MAX;
}

static void report_circle(struct table_reading *reading, size_t row)
{
	const struct pc_models *models = reading->models;
	size_t first = row;

	/* Its member that stands first. */
	for (size_t at = next_of(models, row); at != row; at = next_of(models, at))
		first = at < first ? at : first;
	table_refuse(reading, "PC2608", place(reading, first, "replacement"),
		"replacements of '%.*s' go in a circle",
		PC_STR_ARG(models->items[first].id));
}

/* Each row is walked over once: from every one that no walk has met yet, until a walk
 * meets itself. */
static void check_circles(struct table_reading *reading)
{
	const struct pc_models *models = reading->models;
	size_t *walks = pc_arena_new_array(reading->arena, size_t, models->count);

	for (size_t i = 0; i < models->count; i++) {
		size_t walk = i + 1, at = i;

		while (at != SIZE_MAX && !walks[at]) {
			walks[at] = walk;
			at = next_of(models, at);
		}
		if (at != SIZE_MAX && walks[at] == walk)
			report_circle(reading, at);
	}
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
	check_circles(reading);
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
