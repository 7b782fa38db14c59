/* SPDX-License-Identifier: Apache-2.0 */
/* The roll itself: made from the table, looked up by keys. */
#include "roll_priv.h"

/* ---- indexes ----------------------------------------------------------------- */

static uint64_t key_hash(const struct roll_key *key, uint32_t source)
{
	uint64_t hash = pc_str_hash(key->id) * 31 + pc_str_hash(key->provider);

	hash = hash * 31 + pc_str_hash(key->via) + source * 0x9e3779b97f4a7c15ULL;
	return hash ^ hash >> 32;
}

static bool is_key(const struct roll_key *a, const struct roll_key *b)
{
	return pc_str_eq(a->id, b->id) && pc_str_eq(a->provider, b->provider) &&
	       pc_str_eq(a->via, b->via);
}

static void index_put(struct roll_index *index, uint64_t hash, uint32_t at)
{
	size_t slot = hash & (index->cap - 1);

	while (index->slots[slot])
		slot = (slot + 1) & (index->cap - 1);
	index->slots[slot] = at + 1;
}

static struct roll_key belief_key(const struct roll_belief *b)
{
	return (struct roll_key){b->model.provider, b->model.id, b->via};
}

static void grow_sightings(struct pc_roll *roll)
{
	struct roll_index *index = &roll->by_sighting;

	index->cap = index->cap ? index->cap * 2 : 64;
	free(index->slots);
	index->slots = pc_xcalloc(index->cap, sizeof(*index->slots));
	for (size_t i = 0; i < roll->n_sightings; i++) {
		struct roll_key key = roll_key_of(&roll->sightings[i].said);

		index_put(index, key_hash(&key, roll->sightings[i].source), (uint32_t)i);
	}
}

static void grow_beliefs(struct pc_roll *roll)
{
	struct roll_index *index = &roll->by_belief;

	index->cap = index->cap ? index->cap * 2 : 64;
	free(index->slots);
	index->slots = pc_xcalloc(index->cap, sizeof(*index->slots));
	for (size_t i = 0; i < roll->n_beliefs; i++) {
		struct roll_key key = belief_key(&roll->beliefs[i]);

		index_put(index, key_hash(&key, 0), (uint32_t)i);
	}
}

/* ---- parts ------------------------------------------------------------------- */

struct roll_source *roll_source(struct pc_roll *roll, struct pc_str name)
{
	for (size_t i = 0; i < roll->n_sources; i++) {
		if (pc_str_eq(roll->sources[i].name, name))
			return &roll->sources[i];
	}
	return NULL;
}

struct roll_source *roll_source_add(struct pc_roll *roll, const struct roll_source *what)
{
	struct roll_source *source;

	pc_xgrow(roll->sources, roll->n_sources, roll->cap_sources);
	source = &roll->sources[roll->n_sources++];
	*source = *what;
	source->name = keep_str(&roll->arena, what->name);
	source->provider = keep_str(&roll->arena, what->provider);
	source->url = keep_str(&roll->arena, what->url);
	source->sha256 = keep_str(&roll->arena, what->sha256);
	return source;
}

struct roll_sighting *roll_sighting(
	const struct pc_roll *roll, uint32_t source, const struct roll_key *key)
{
	const struct roll_index *index = &roll->by_sighting;
	size_t slot;

	if (!index->cap)
		return NULL;
	for (slot = key_hash(key, source) & (index->cap - 1); index->slots[slot];
		slot = (slot + 1) & (index->cap - 1)) {
		struct roll_sighting *s = &roll->sightings[index->slots[slot] - 1];
		struct roll_key its = roll_key_of(&s->said);

		if (s->source == source && is_key(&its, key))
			return s;
	}
	return NULL;
}

struct roll_sighting *roll_sighting_add(
	struct pc_roll *roll, const struct roll_sighting *what)
{
	struct roll_key key = roll_key_of(&what->said);
	struct roll_sighting *s;

	if ((roll->n_sightings + 1) * 2 > roll->by_sighting.cap)
		grow_sightings(roll);
	pc_xgrow(roll->sightings, roll->n_sightings, roll->cap_sightings);
	s = &roll->sightings[roll->n_sightings];
	*s = *what;
	keep_sighting(&s->said, &roll->arena, &what->said);
	index_put(&roll->by_sighting, key_hash(&key, what->source),
		(uint32_t)roll->n_sightings++);
	return s;
}

struct roll_belief *roll_belief(const struct pc_roll *roll, const struct roll_key *key)
{
	const struct roll_index *index = &roll->by_belief;
	size_t slot;

	if (!index->cap)
		return NULL;
	for (slot = key_hash(key, 0) & (index->cap - 1); index->slots[slot];
		slot = (slot + 1) & (index->cap - 1)) {
		struct roll_belief *b = &roll->beliefs[index->slots[slot] - 1];
		struct roll_key its = belief_key(b);

		if (is_key(&its, key))
			return b;
	}
	return NULL;
}

struct roll_belief *roll_belief_add(struct pc_roll *roll, const struct roll_belief *what)
{
	struct roll_key key = belief_key(what);
	struct roll_belief *b;

	if ((roll->n_beliefs + 1) * 2 > roll->by_belief.cap)
		grow_beliefs(roll);
	pc_xgrow(roll->beliefs, roll->n_beliefs, roll->cap_beliefs);
	b = &roll->beliefs[roll->n_beliefs];
	*b = *what;
	index_put(&roll->by_belief, key_hash(&key, 0), (uint32_t)roll->n_beliefs++);
	return b;
}

struct roll_standing *roll_standing_add(
	struct pc_roll *roll, const struct roll_standing *what)
{
	struct roll_standing *s;

	pc_xgrow(roll->standing, roll->n_standing, roll->cap_standing);
	s = &roll->standing[roll->n_standing++];
	*s = *what;
	s->provider = keep_str(&roll->arena, what->provider);
	s->model = keep_str(&roll->arena, what->model);
	s->via = keep_str(&roll->arena, what->via);
	s->what = keep_str(&roll->arena, what->what);
	return s;
}

/* ---- from the table ----------------------------------------------------------- */

/* A floor that had passed when the table was written is known to have. */
static int64_t floor_known(const struct pc_model_date *retires, int64_t as_of)
{
	return retires->kind == PC_DATE_NOT_BEFORE && retires->at <= as_of ? retires->at
									   : 0;
}

/* Sources seldom tell what is current from what is legacy or a preview, and somebody who
 * changes the table knows better: but only once, when it is changed. */
static void take_state(struct roll_belief *b, const struct pc_model *item)
{
	bool is_finer =
		b->model.state == PC_MODEL_CURRENT &&
		(item->state == PC_MODEL_LEGACY || item->state == PC_MODEL_PREVIEW);

	if (!(b->said & PC_SAYS_STATE) ||
		(item->state != b->table_state &&
			(is_finer || item->state > b->model.state)))
		b->model.state = item->state;
	b->table_state = item->state;
}

static void take_model(struct pc_roll *roll, const struct pc_model *item)
{
	const struct roll_key key = {.provider = item->provider, .id = item->id};
	const unsigned fields = PC_SAYS_RETIRES | PC_SAYS_ANNOUNCED |
				PC_SAYS_REPLACEMENT | PC_SAYS_PRICE | PC_SAYS_LIMITS |
				PC_SAYS_LINE | PC_SAYS_RELEASED;
	struct roll_belief *b = roll_belief(roll, &key);
	struct pc_model model = *item;

	if (!b) {
		b = roll_belief_add(roll, &(struct roll_belief){
						  .model = model,
						  .table_state = model.state,
					  });
		b->floor_told = floor_known(&item->retires, item->as_of);
		return;
	}
	keep_fields(&model, &roll->arena, &b->model, b->said & fields);
	model.state = b->model.state;
	b->model = model;
	take_state(b, item);
	if (!b->floor_told)
		b->floor_told = floor_known(&item->retires, item->as_of);
}

static void take_cloud(struct pc_roll *roll, const struct pc_model *item,
	const struct pc_model_cloud *cloud)
{
	const struct roll_key key = {item->provider, item->id, cloud->via};
	struct roll_belief *b = roll_belief(roll, &key);
	struct roll_belief what = {.via = cloud->via, .model.state = item->state};

	if (cloud->retires.kind == PC_DATE_NONE)
		return;
	if (b) {
		if (!(b->said & PC_SAYS_RETIRES))
			b->model.retires = cloud->retires;
		return;
	}
	what.model.provider = item->provider;
	what.model.id = item->id;
	what.model.retires = cloud->retires;
	what.model.as_of = item->as_of;
	/* Nobody looks at clouds but through pages that name them. */
	what.floor_told = cloud->retires.at;
	roll_belief_add(roll, &what);
}

void roll_take_table(struct pc_roll *roll)
{
	for (size_t i = 0; roll->models && i < roll->models->count; i++) {
		const struct pc_model *item = &roll->models->items[i];

		take_model(roll, item);
		for (size_t j = 0; j < item->n_clouds; j++)
			take_cloud(roll, item, &item->clouds[j]);
	}
}

struct pc_roll *roll_new_empty(const struct pc_models *models)
{
	struct pc_roll *roll = pc_xcalloc(1, sizeof(*roll));

	roll->models = models;
	return roll;
}

struct pc_roll *pc_roll_new(const struct pc_models *models)
{
	struct pc_roll *roll = roll_new_empty(models);

	roll_take_table(roll);
	return roll;
}

void pc_roll_free(struct pc_roll *roll)
{
	if (!roll)
		return;
	pc_arena_done(&roll->arena);
	free(roll->sources);
	free(roll->sightings);
	free(roll->beliefs);
	free(roll->standing);
	free(roll->by_sighting.slots);
	free(roll->by_belief.slots);
	free(roll);
}

static bool is_position(const struct pc_models *models, struct pc_str name)
{
	for (size_t i = 0; i < models->n_positions; i++) {
		if (pc_str_eq(models->positions[i].name, name))
			return true;
	}
	return false;
}

/* Others write names in ways of their own; what a cloud sells is an offer of its own. */
static const struct pc_model *model_called(
	const struct pc_models *models, struct pc_str name, enum pc_authority authority)
{
	struct pc_model_name found;

	if (authority >= PC_AUTHORITY_PAGE)
		return pc_models_find(models, name);
	found = pc_models_name(models, name);
	return found.via.len ? NULL : found.model;
}

struct pc_str roll_id(const struct pc_roll *roll, struct pc_str provider,
	struct pc_str id, enum pc_authority authority)
{
	const struct roll_key key = {.provider = provider, .id = id};
	const struct pc_model *model;

	if (!roll->models || roll_belief(roll, &key) || is_position(roll->models, id))
		return id;
	model = model_called(roll->models, id, authority);
	return model && pc_str_eq(model->provider, provider) ? model->id : id;
}

/* ---- as models ---------------------------------------------------------------- */

const struct pc_model *pc_roll_model(
	const struct pc_roll *roll, struct pc_str provider, struct pc_str id)
{
	const struct roll_belief *b =
		roll_belief(roll, &(struct roll_key){.provider = provider, .id = id});

	return b ? &b->model : NULL;
}

static int by_name(const void *a, const void *b)
{
	const struct pc_model *one = *(const struct pc_model *const *)a;
	const struct pc_model *other = *(const struct pc_model *const *)b;
	int order = pc_str_cmp(one->provider, other->provider);

	return order ? order : pc_str_cmp(one->id, other->id);
}

const struct pc_model **pc_roll_models(
	size_t *count, struct pc_arena *arena, const struct pc_roll *roll)
{
	const struct pc_model **out =
		pc_arena_new_array(arena, const struct pc_model *, roll->n_beliefs + 1);
	size_t n = 0;

	for (size_t i = 0; i < roll->n_beliefs; i++) {
		if (!roll->beliefs[i].via.len)
			out[n++] = &roll->beliefs[i].model;
	}
	qsort(out, n, sizeof(*out), by_name);
	*count = n;
	return out;
}
