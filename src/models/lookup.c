/* SPDX-License-Identifier: Apache-2.0 */
/* Names to models in one look: a table of all ids, aliases and positions, half of it
 * empty, in which neighbours are tried. */
#include "table_priv.h"

struct slot {
	struct pc_str name; /* .len 0: free */
	uint64_t hash;
	const struct pc_model *model;
	const struct pc_model_cloud *cloud; /* of an id that one gives to it */
	struct pc_span at;
	bool is_position;
};

struct names {
	struct slot *slots;
	size_t mask; /* their number less one, a power of two less one */
};

struct pc_models_index {
	struct names names;
	struct names sold; /* ids of clouds, where a row gives them */
	size_t n_sold;
};

/* Where the name is, or would be. */
static struct slot *look(const struct names *names, struct pc_str name)
{
	uint64_t hash = pc_str_hash(name);

	for (size_t i = (size_t)hash & names->mask;; i = (i + 1) & names->mask) {
		struct slot *slot = &names->slots[i];

		if (!slot->name.len ||
			(slot->hash == hash && pc_str_eq(slot->name, name)))
			return slot;
	}
}

const struct pc_model *pc_models_find(const struct pc_models *models, struct pc_str name)
{
	return models->index ? look(&models->index->names, name)->model : NULL;
}

const struct pc_model *pc_models_position(
	const struct pc_models *models, struct pc_str name)
{
	const struct slot *slot =
		models->index ? look(&models->index->names, name) : NULL;

	return slot && slot->is_position ? slot->model : NULL;
}

const struct pc_model_cloud *table_find_sold(
	const struct pc_model **model, const struct pc_models *models, struct pc_str id)
{
	const struct slot *slot;

	/* Most tables have none. */
	if (!models->index || !models->index->n_sold)
		return NULL;
	slot = look(&models->index->sold, id);
	if (!slot->name.len)
		return NULL;
	*model = slot->model;
	return slot->cloud;
}

/* ---- making it -------------------------------------------------------------- */

static void add(struct table_reading *reading, const struct slot *wanted)
{
	struct slot *slot = look(&reading->models->index->names, wanted->name);

	if (!wanted->name.len)
		return;
	if (slot->name.len) {
		table_refuse(reading, "PC2601", wanted->at,
			"'%.*s' is the name of a model already, in line %u",
			PC_STR_ARG(wanted->name), slot->at.line)
			->hint = PC_STR("a name may stand once in a table, whether it is "
					"an id, an alias or a position");
		return;
	}
	*slot = *wanted;
	slot->hash = pc_str_hash(wanted->name);
}

static void add_model(struct table_reading *reading, const struct pc_model *model)
{
	add(reading, &(struct slot){.name = model->id, .model = model, .at = model->at});
	for (size_t i = 0; i < model->aliases.count; i++)
		add(reading, &(struct slot){.name = model->aliases.items[i],
				     .model = model,
				     .at = model->aliases.at[i]});
}

static const struct pc_model_position *position_of(
	const struct pc_models *models, struct pc_str name)
{
	for (size_t i = 0; i < models->n_positions; i++) {
		if (pc_str_eq(models->positions[i].name, name))
			return &models->positions[i];
	}
	return NULL;
}

/* The model at the end of "brain: flagship"; NULL: nobody, or a circle. */
static const struct pc_model *holder(
	const struct pc_models *models, const struct pc_model_position *position)
{
	for (size_t i = 0; position && i <= models->n_positions; i++) {
		const struct slot *slot = look(&models->index->names, position->holds);

		if (slot->name.len && !slot->is_position)
			return slot->model;
		position = position_of(models, position->holds);
	}
	return NULL;
}

static void add_position(
	struct table_reading *reading, const struct pc_model_position *position)
{
	const struct pc_model *model = holder(reading->models, position);

	if (model)
		add(reading, &(struct slot){.name = position->name,
				     .model = model,
				     .at = position->at,
				     .is_position = true});
	else
		table_refuse(reading, "PC2609", position->at,
			"nobody holds the position '%.*s': '%.*s' is neither a model nor "
			"a position that leads to one",
			PC_STR_ARG(position->name), PC_STR_ARG(position->holds));
}

/* Of two clouds that give one id the first counts: they sell the same model, or one of
 * the rows is wrong, and then the other one. */
static void add_sold(struct pc_models_index *index, const struct pc_model *model)
{
	for (size_t i = 0; i < model->n_clouds; i++) {
		const struct pc_model_cloud *cloud = &model->clouds[i];
		struct slot *slot = look(&index->sold, cloud->id);

		if (!cloud->id.len || slot->name.len)
			continue;
		*slot = (struct slot){.name = cloud->id,
			.hash = pc_str_hash(cloud->id),
			.model = model,
			.cloud = cloud};
		index->n_sold++;
	}
}

/* At least half of it stays empty. */
static struct names make_names(struct pc_arena *arena, size_t count)
{
	size_t size = 2;

	while (size <= 2 * count)
		size *= 2;
	return (struct names){pc_arena_new_array(arena, struct slot, size), size - 1};
}

static void make_index(struct table_reading *reading)
{
	const struct pc_models *models = reading->models;
	struct pc_models_index *index = models->index;
	size_t names = models->count + models->n_positions, sold = 0;

	for (size_t i = 0; i < models->count; i++) {
		names += models->items[i].aliases.count;
		sold += models->items[i].n_clouds;
	}
	index->names = make_names(reading->arena, names);
	index->sold = make_names(reading->arena, sold);
}

void table_index(struct table_reading *reading)
{
	struct pc_models *models = reading->models;

	models->index = pc_arena_new(reading->arena, struct pc_models_index);
	make_index(reading);
	for (size_t i = 0; i < models->count; i++) {
		add_model(reading, &models->items[i]);
		add_sold(models->index, &models->items[i]);
	}
	for (size_t i = 0; i < models->n_positions; i++)
		add_position(reading, &models->positions[i]);
}
