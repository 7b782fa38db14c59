/* SPDX-License-Identifier: Apache-2.0 */
/* A reading becomes sightings.  A source that was not read changes nothing; one from
 * which a third of all rows is gone has another shape, and was not read either. */
#include "pc/base/limits.h"
#include "roll_priv.h"

/* A reading's items under the names of the table, each model once. */
struct rows {
	struct pc_sighting *items;
	size_t count;
};

struct taking {
	struct step_run *run;
	const struct pc_reading *reading;
	struct rows rows;
	uint32_t at; /* the source's index */
	size_t n_known, n_missing;
};

static struct roll_source *source_of(const struct taking *t)
{
	return &t->run->roll->sources[t->at];
}

/* ---- rows --------------------------------------------------------------------- */

static uint64_t row_hash(const struct pc_sighting *s)
{
	return (pc_str_hash(s->model.id) * 31 + pc_str_hash(s->model.provider)) * 31 +
	       pc_str_hash(s->via);
}

static struct pc_sighting *row_place(
	struct pc_sighting **slots, size_t cap, const struct pc_sighting *row, size_t *at)
{
	size_t slot = row_hash(row) & (cap - 1);

	for (; slots[slot]; slot = (slot + 1) & (cap - 1)) {
		if (pc_str_eq(slots[slot]->model.id, row->model.id) &&
			pc_str_eq(slots[slot]->model.provider, row->model.provider) &&
			pc_str_eq(slots[slot]->via, row->via))
			return slots[slot];
	}
	*at = slot;
	return NULL;
}

/* A model that has two rows: what only the second one says counts, too, and of two states
 * the stricter one. */
static void merge_row(
	struct pc_arena *arena, struct pc_sighting *to, const struct pc_sighting *from)
{
	unsigned more = from->says & ~to->says;

	keep_fields(&to->model, arena, &from->model, more);
	if (more & PC_SAYS_TARGET)
		to->target = from->target;
	to->says |= more;
	if (from->says & PC_SAYS_STATE && from->model.state > to->model.state)
		to->model.state = from->model.state;
}

static bool has_row_named(struct pc_sighting **slots, size_t cap,
	const struct pc_sighting *item, struct pc_str id)
{
	struct pc_sighting wanted = *item;
	size_t at;

	wanted.model.id = id;
	return row_place(slots, cap, &wanted, &at);
}

static void add_row(struct taking *t, struct pc_sighting **slots, size_t cap,
	const struct pc_sighting *item)
{
	struct pc_sighting *there;
	size_t at = 0;

	there = row_place(slots, cap, item, &at);
	if (there) {
		merge_row(t->run->arena, there, item);
		return;
	}
	slots[at] = &t->rows.items[t->rows.count];
	t->rows.items[t->rows.count++] = *item;
}

static void make_rows(struct taking *t)
{
	const struct pc_reading *reading = t->reading;
	struct pc_arena *arena = t->run->arena;
	struct pc_sighting **slots;
	size_t cap = 16;

	while (cap < reading->count * 2)
		cap *= 2;
	slots = pc_arena_new_array(arena, struct pc_sighting *, cap);
	t->rows.items = pc_arena_new_array(arena, struct pc_sighting, reading->count);
	/* Rows of models first, then those that are named by an alias. */
	for (int pass = 0; pass < 2; pass++) {
		for (size_t i = 0; i < reading->count; i++) {
			struct pc_sighting item = reading->items[i];
			struct pc_str id = roll_id(t->run->roll, item.model.provider,
				item.model.id, reading->source->authority);
			bool is_alias = !pc_str_eq(id, item.model.id);

			if (is_alias != (pass == 1))
				continue;
			if (is_alias && has_row_named(slots, cap, &item, id))
				continue;
			item.model.id = id;
			add_row(t, slots, cap, &item);
		}
	}
}

/* ---- whether it can be believed to be whole ------------------------------------- */

/* What was to end by now is gone as it was said, though many may end on one day. */
static bool is_past(const struct step_run *run, const struct roll_sighting *s)
{
	struct roll_key key = roll_key_of(&s->said);
	const struct roll_belief *b = roll_belief(run->roll, &key);

	return b && (b->model.state == PC_MODEL_RETIRED ||
			    (b->model.retires.kind == PC_DATE_EXACT &&
				    b->model.retires.at <= run->step->now));
}

static void mark_seen(struct taking *t)
{
	for (size_t i = 0; i < t->rows.count; i++) {
		struct roll_key key = roll_key_of(&t->rows.items[i]);
		struct roll_sighting *s = roll_sighting(t->run->roll, t->at, &key);

		if (s)
			s->is_seen = true;
	}
}

static void count_missing(struct taking *t)
{
	const struct pc_roll *roll = t->run->roll;

	for (size_t i = 0; i < roll->n_sightings; i++) {
		const struct roll_sighting *s = &roll->sightings[i];

		if (s->source != t->at || s->is_gone || is_past(t->run, s))
			continue;
		t->n_known++;
		t->n_missing += !s->is_seen;
	}
}

static void forget_seen(struct taking *t)
{
	struct pc_roll *roll = t->run->roll;

	for (size_t i = 0; i < roll->n_sightings; i++) {
		if (roll->sightings[i].source == t->at)
			roll->sightings[i].is_seen = false;
	}
}

/* PC_READ, or why it is taken as not read. */
static enum pc_unread judge(struct taking *t, struct pc_str *why)
{
	enum { FEW = 3 };

	*why = t->reading->why;
	if (t->reading->unread != PC_READ)
		return t->reading->unread;
	if (!t->reading->count) {
		*why = PC_STR("there is not one model in it");
		return PC_UNREAD_SHAPE;
	}
	make_rows(t);
	mark_seen(t);
	if (!t->reading->source->is_complete)
		return PC_READ;
	count_missing(t);
	if (t->n_missing < FEW || t->n_missing * 3 <= t->n_known)
		return PC_READ;
	forget_seen(t);
	*why = pc_arena_printf(
		t->run->arena, "%zu of %zu rows are missing", t->n_missing, t->n_known);
	return PC_UNREAD_SHAPE;
}

/* ---- rows to sightings ---------------------------------------------------------- */

static unsigned moved_fields(const struct pc_sighting *a, const struct pc_sighting *b)
{
	unsigned moved = a->says ^ b->says;

	for (unsigned bit = 1; bit <= PC_SAYS_RELEASED; bit <<= 1) {
		if (a->says & b->says & bit && !same_fields(&a->model, &b->model, bit))
			moved |= bit;
	}
	if (a->says & b->says & PC_SAYS_TARGET && !pc_str_eq(a->target, b->target))
		moved |= PC_SAYS_TARGET;
	return moved;
}

static void take_new_row(struct taking *t, const struct pc_sighting *row)
{
	struct pc_roll *roll = t->run->roll;
	struct roll_sighting what = {.source = t->at, .said = *row};
	bool is_news = !source_of(t)->is_first ||
		       (row->says & PC_SAYS_RELEASED && roll->models &&
			       row->model.released > roll->models->as_of);

	if (roll->n_sightings >= PC_MAX_ROLL_SIGHTINGS &&
		source_of(t)->authority < PC_AUTHORITY_PAGE)
		return;
	what.first = t->reading->retrieved;
	what.is_seen = what.is_moved = true;
	what.unweighed = row->says | (is_news ? ROLL_SAYS_THERE : 0U);
	what.changed = roll->steps;
	roll_sighting_add(roll, &what);
}

/* A page and the same page in Markdown are one publication: what leaves the one, leaves
 * the other, and is told once. */
static bool is_same_row(const struct pc_roll *roll, const struct roll_sighting *a,
	const struct roll_sighting *b)
{
	const struct roll_source *x = &roll->sources[a->source];
	const struct roll_source *y = &roll->sources[b->source];
	struct roll_key keys[] = {roll_key_of(&a->said), roll_key_of(&b->said)};

	return x->authority == y->authority && pc_str_eq(x->provider, y->provider) &&
	       pc_str_eq(keys[0].id, keys[1].id) &&
	       pc_str_eq(keys[0].provider, keys[1].provider) &&
	       pc_str_eq(keys[0].via, keys[1].via);
}

static void tell_returned(struct taking *t, const struct roll_sighting *s)
{
	struct pc_roll *roll = t->run->roll;

	for (size_t i = 0; i < roll->n_sightings; i++) {
		struct roll_sighting *other = &roll->sightings[i];

		if (other != s && other->is_told && is_same_row(roll, s, other)) {
			other->is_told = false;
			other->changed = roll->steps;
		}
	}
	say(t->run, &(struct saying){
			    .kind = PC_EVENT_ROW_RETURNED,
			    .severity = USUAL,
			    .provider = s->said.model.provider,
			    .model = s->said.model.id,
			    .via = s->said.via,
			    .source = source_of(t)->name,
		    });
}

static void take_row(struct taking *t, const struct pc_sighting *row)
{
	struct pc_roll *roll = t->run->roll;
	struct roll_key key = roll_key_of(row);
	struct roll_sighting *s = roll_sighting(roll, t->at, &key);
	unsigned moved;

	if (!s) {
		take_new_row(t, row);
		return;
	}
	moved = moved_fields(&s->said, row);
	if (s->is_gone && s->is_told)
		tell_returned(t, s);
	if (s->is_gone || moved)
		s->changed = roll->steps;
	s->is_gone = s->is_told = false;
	if (!moved)
		return;
	s->is_moved = true;
	s->before = s->said;
	s->first = t->reading->retrieved;
	s->unweighed |= moved;
	if (moved & s->before.says & PC_SAYS_PRICE)
		s->unweighed |= ROLL_PRICE_MOVED;
	keep_sighting(&s->said, &roll->arena, row);
}

static void mark_gone(struct taking *t)
{
	struct pc_roll *roll = t->run->roll;

	for (size_t i = 0; i < roll->n_sightings; i++) {
		struct roll_sighting *s = &roll->sightings[i];

		if (s->source != t->at || s->is_seen || s->is_gone)
			continue;
		s->is_gone = s->is_lost = true;
		s->last = source_of(t)->last;
		s->changed = roll->steps;
	}
}

static void take(struct taking *t)
{
	struct roll_source *source = source_of(t);
	struct pc_arena *arena = &t->run->roll->arena;

	source->is_read = true;
	source->is_first = !source->was_read;
	for (size_t i = 0; i < t->rows.count; i++)
		take_row(t, &t->rows.items[i]);
	mark_gone(t);
	source->was_read = true;
	source->last = t->reading->retrieved;
	if (!source->first)
		source->first = source->last;
	if (!pc_str_eq(source->url, t->reading->url))
		source->url = keep_str(arena, t->reading->url);
	if (!pc_str_is(source->sha256, t->reading->sha256))
		source->sha256 = keep_str(arena, pc_str(t->reading->sha256));
}

/* ---- sources -------------------------------------------------------------------- */

static void tell_source(struct taking *t, enum pc_event_kind kind, struct pc_str why,
	enum pc_unread unread)
{
	say(t->run, &(struct saying){
			    .kind = kind,
			    .severity = USUAL,
			    .provider = source_of(t)->provider,
			    .source = source_of(t)->name,
			    .after = unread == PC_READ ? (struct pc_str){0}
						       : pc_str(pc_unread_name(unread)),
			    .more = why,
		    });
}

static void take_reading(struct step_run *run, const struct pc_reading *reading)
{
	struct taking t = {.run = run, .reading = reading};
	const struct pc_source *who = reading->source;
	struct roll_source *source = roll_source(run->roll, pc_str(who->name));
	enum pc_unread unread, before;
	struct pc_str why;

	if (!source)
		source = roll_source_add(
			run->roll, &(struct roll_source){
					   .name = pc_str(who->name),
					   .provider = pc_str(who->provider),
				   });
	t.at = (uint32_t)(source - run->roll->sources);
	source->authority = who->authority;
	source->is_complete = who->is_complete;
	source->changed = run->roll->steps;
	unread = judge(&t, &why);
	before = source->unread;
	source->unread = unread;
	if (source->was_read && before == PC_READ && unread != PC_READ)
		tell_source(&t, PC_EVENT_NOT_CHECKED, why, unread);
	if (source->was_read && before != PC_READ && unread == PC_READ)
		tell_source(&t, PC_EVENT_CHECKED_AGAIN, (struct pc_str){0}, unread);
	if (unread == PC_READ)
		take(&t);
}

void step_sources(struct step_run *run)
{
	struct pc_roll *roll = run->roll;

	for (size_t i = 0; i < roll->n_sources; i++)
		roll->sources[i].is_read = roll->sources[i].is_first = false;
	for (size_t i = 0; i < roll->n_sightings; i++) {
		struct roll_sighting *s = &roll->sightings[i];

		s->is_seen = s->is_moved = s->is_lost = false;
		s->before = (struct pc_sighting){0};
	}
	for (size_t i = 0; i < run->step->n_readings; i++)
		take_reading(run, &run->step->readings[i]);
}

static bool is_missed(const struct step_run *run, const struct roll_sighting *s)
{
	struct roll_key key = roll_key_of(&s->said);
	const struct roll_belief *b = roll_belief(run->roll, &key);

	return s->is_lost && run->roll->sources[s->source].is_complete &&
	       !(b && b->model.state == PC_MODEL_RETIRED);
}

/* Marks all rows of it as told, and names their sources; false: it was told before. */
static bool name_sources(
	struct pc_str *names, struct step_run *run, const struct roll_sighting *s)
{
	struct pc_roll *roll = run->roll;
	bool is_old = false;

	for (size_t i = 0; i < roll->n_sightings; i++) {
		struct roll_sighting *other = &roll->sightings[i];

		if (!other->is_gone || !is_same_row(roll, s, other))
			continue;
		is_old = is_old || other->is_told;
		if (!is_missed(run, other))
			continue;
		other->is_told = true;
		*names = pc_arena_printf(run->arena, "%.*s%s%.*s", PC_STR_ARG(*names),
			names->len ? ", " : "",
			PC_STR_ARG(roll->sources[other->source].name));
	}
	return !is_old;
}

void step_vanished(struct step_run *run)
{
	struct pc_roll *roll = run->roll;

	for (size_t i = 0; i < roll->n_sightings; i++) {
		struct roll_sighting *s = &roll->sightings[i];
		struct roll_key key = roll_key_of(&s->said);
		struct saying what = {.kind = PC_EVENT_ROW_VANISHED, .severity = USUAL};

		if (!is_missed(run, s) || s->is_told)
			continue;
		if (is_past(run, s))
			what.severity = PC_WARNING;
		what.provider = key.provider;
		what.model = key.id;
		what.via = key.via;
		if (name_sources(&what.source, run, s))
			say(run, &what);
	}
}
