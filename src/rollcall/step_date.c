/* SPDX-License-Identifier: Apache-2.0 */
/* Ends and floors.  A floor ("not sooner than") is never an end.  What is stricter is
 * believed at once: an end where there was none, or an earlier one; what is looser only
 * when all who ever spoke of it agree. */
#include "roll_priv.h"

enum { DAY = 24 * 60 * 60 };

/* What an old date and a new one make. */
enum move { MOVE_NONE, MOVE_QUIET, MOVE_SET, MOVE_EARLIER, MOVE_LATER };

static const struct {
	bool is_back; /* all have to agree */
	enum pc_event_kind event;
} moves[2][MOVE_LATER + 1] = {
	/* of a floor */
	{
		[MOVE_SET] = {false, PC_EVENT_DATE_SET},
		[MOVE_EARLIER] = {false, PC_EVENT_FLOOR_EARLIER},
		[MOVE_LATER] = {true, PC_EVENT_FLOOR_LATER},
	},
	/* of an end */
	{
		[MOVE_SET] = {false, PC_EVENT_DATE_SET},
		[MOVE_EARLIER] = {false, PC_EVENT_DATE_EARLIER},
		[MOVE_LATER] = {true, PC_EVENT_DATE_LATER},
	},
};

static enum move move_of(const struct pc_model_date *from, const struct pc_model_date *to)
{
	if (from->kind == to->kind)
		return from->at / DAY == to->at / DAY ? MOVE_NONE
		       : to->at < from->at            ? MOVE_EARLIER
						      : MOVE_LATER;
	if (to->kind == PC_DATE_EXACT)
		return MOVE_SET;
	if (from->kind == PC_DATE_EXACT)
		return MOVE_LATER; /* the end is taken back */
	if (to->kind == PC_DATE_NOT_BEFORE)
		return MOVE_SET;
	if (from->kind == PC_DATE_NOT_BEFORE)
		/* "To be announced" takes no promise back; "none" does. */
		return to->kind == PC_DATE_NONE ? MOVE_EARLIER : MOVE_NONE;
	return MOVE_QUIET;
}

static bool is_of_end(const struct pc_model_date *from, const struct pc_model_date *to)
{
	return from->kind == PC_DATE_EXACT || to->kind == PC_DATE_EXACT;
}

static bool is_stricter(const struct pc_model_date *a, const struct pc_model_date *b)
{
	static const int strictness[] = {
		[PC_DATE_NONE] = 0,
		[PC_DATE_TO_ANNOUNCE] = 1,
		[PC_DATE_NOT_BEFORE] = 2,
		[PC_DATE_EXACT] = 3,
	};

	if (a->kind != b->kind)
		return strictness[a->kind] > strictness[b->kind];
	return a->at < b->at;
}

/* The strictest of what is said now; NULL: nothing. */
static const struct view *strictest(const struct views *views)
{
	const struct view *best = NULL;

	for (size_t i = 0; i < views->count; i++) {
		const struct view *view = &views->items[i];

		if (view_says(view, PC_SAYS_RETIRES) &&
			(!best || is_stricter(&view->sighting->said.model.retires,
					  &best->sighting->said.model.retires)))
			best = view;
	}
	return best;
}

/* Nobody says anything that speaks against it: those who know no floors have none. */
static bool all_agree(const struct views *views, const struct pc_model_date *date)
{
	if (!views_complete(views, PC_SAYS_RETIRES))
		return false;
	for (size_t i = 0; i < views->count; i++) {
		const struct pc_model_date *its =
			&views->items[i].sighting->said.model.retires;
		bool is_floor = date->kind == PC_DATE_NOT_BEFORE;

		if (!view_says(&views->items[i], PC_SAYS_RETIRES))
			continue;
		if (!same_date(its, date) && !(is_floor && its->kind != PC_DATE_EXACT &&
						     its->kind != PC_DATE_NOT_BEFORE))
			return false;
	}
	return true;
}

/* A floor goes when the one who had it has none any more. */
static bool is_withdrawn(const struct views *views)
{
	for (size_t i = 0; i < views->count; i++) {
		const struct view *view = &views->items[i];
		const struct pc_sighting *before = &view->sighting->before;

		if (view_says(view, PC_SAYS_RETIRES) && before->says & PC_SAYS_RETIRES &&
			before->model.retires.kind == PC_DATE_NOT_BEFORE)
			return true;
	}
	return false;
}

static bool says_bare_date(const struct view *view)
{
	const struct pc_model *model = &view->sighting->said.model;

	return view_says(view, PC_SAYS_STATE) && view_says(view, PC_SAYS_RETIRES) &&
	       roll_is_active(model->state) && model->retires.kind == PC_DATE_EXACT;
}

static const struct view *bare_date(const struct views *views)
{
	for (size_t i = 0; i < views->count; i++) {
		if (says_bare_date(&views->items[i]))
			return &views->items[i];
	}
	return NULL;
}

/* An end on a model that is said to be active: a slip, or the end of which nobody has
 * said anything.  It is remembered as one. */
static void tell_bare_date(struct merging *m)
{
	const struct view *bare = bare_date(m->views);
	const struct pc_model *model = &m->now->model;
	const struct standing_key key = {
		.kind = PC_EVENT_BARE_DATE,
		.model = {model->provider, model->id, m->now->via},
	};

	m->is_bare = bare;
	if (!bare) {
		if (views_complete(m->views, PC_SAYS_RETIRES | PC_SAYS_STATE))
			standing_end(m->run, &key);
		return;
	}
	if (!standing_begin(m->run, &key))
		return;
	m->is_ended = true;
	say_of(m, PC_EVENT_BARE_DATE, say_date(m->run->arena, &m->old->model.retires),
		say_date(m->run->arena, &bare->sighting->said.model.retires));
}

/* A floor on the day that is believed to be the end takes it back only when its source
 * itself said "end" before: some only know floors. */
static bool is_same_floor(const struct merging *m, const struct pc_model_date *to)
{
	const struct pc_model_date *from = &m->old->model.retires;

	if (from->kind != PC_DATE_EXACT || to->kind != PC_DATE_NOT_BEFORE ||
		from->at / DAY != to->at / DAY)
		return false;
	for (size_t i = 0; i < m->views->count; i++) {
		const struct pc_sighting *before = &m->views->items[i].sighting->before;

		if (before->says & PC_SAYS_RETIRES &&
			before->model.retires.kind == PC_DATE_EXACT)
			return false;
	}
	return true;
}

void choose_date(struct merging *m)
{
	const struct view *view = strictest(m->views);
	const struct pc_model_date *from = &m->old->model.retires, *to;
	enum move move;

	if (!view)
		return;
	to = &view->sighting->said.model.retires;
	move = move_of(from, to);
	if (move == MOVE_NONE || is_same_floor(m, to))
		return;
	if (m->is_known && moves[is_of_end(from, to)][move].is_back &&
		!all_agree(m->views, to))
		return;
	if (move == MOVE_EARLIER && to->kind == PC_DATE_NONE && !is_withdrawn(m->views))
		return;
	m->now->model.retires = *to;
	/* One that was over when it was set says nothing when it is over. */
	if (to->kind == PC_DATE_NOT_BEFORE && to->at <= m->run->step->now)
		m->now->floor_told = to->at;
}

static void tell_move(struct merging *m)
{
	struct pc_arena *arena = m->run->arena;
	const struct pc_model_date *from = &m->old->model.retires;
	const struct pc_model_date *to = &m->now->model.retires;
	enum move move = move_of(from, to);
	enum pc_event_kind event = moves[is_of_end(from, to)][move].event;

	if (move <= MOVE_QUIET)
		return;
	/* A floor that the table did not have is a gap of the table. */
	if (from->kind == PC_DATE_NONE && to->kind == PC_DATE_NOT_BEFORE &&
		!(m->old->said & PC_SAYS_RETIRES))
		return;
	/* What was promised until then does not last until then. */
	if (from->kind == PC_DATE_NOT_BEFORE && to->kind == PC_DATE_EXACT &&
		to->at / DAY < from->at / DAY)
		event = PC_EVENT_FLOOR_EARLIER;
	else if (m->is_ended && (move == MOVE_SET || to->kind == PC_DATE_NONE))
		return;
	else if (m->is_revived && to->kind != PC_DATE_EXACT)
		return;
	say_of(m, event, say_date(arena, from), say_date(arena, to));
}

void tell_date(struct merging *m)
{
	bool was_ended = m->is_ended;

	tell_bare_date(m);
	if (!m->is_known || m->old->model.state == PC_MODEL_RETIRED)
		return;
	/* An end that comes bare is an alarm already. */
	if (!was_ended && m->is_ended)
		return;
	tell_move(m);
}

/* ---- time alone ---------------------------------------------------------------------
 */

static void say_at(struct step_run *run, const struct roll_belief *b,
	enum pc_event_kind kind, int64_t at)
{
	say(run, &(struct saying){
			 .kind = kind,
			 .severity = USUAL,
			 .provider = b->model.provider,
			 .model = b->model.id,
			 .via = b->via,
			 .before = say_day(run->arena, at),
		 });
}

static void pass_floor(struct step_run *run, struct roll_belief *b)
{
	const struct pc_model_date *date = &b->model.retires;

	if (date->kind != PC_DATE_NOT_BEFORE || date->at > run->step->now ||
		b->floor_told == date->at)
		return;
	b->floor_told = date->at;
	b->changed = run->roll->steps;
	if (roll_is_active(b->model.state))
		say_at(run, b, PC_EVENT_FLOOR_PASSED, date->at);
}

static bool is_served(const struct pc_roll *roll, const struct roll_belief *b)
{
	const struct roll_key key = {b->model.provider, b->model.id, b->via};

	for (size_t i = 0; i < roll->n_sources; i++) {
		const struct roll_source *source = &roll->sources[i];
		const struct roll_sighting *s;

		if (!source->is_read || source->authority < PC_AUTHORITY_PAGE)
			continue;
		s = roll_sighting(roll, (uint32_t)i, &key);
		if (s && s->is_seen && s->said.says & PC_SAYS_STATE &&
			s->said.model.state != PC_MODEL_UNKNOWN &&
			s->said.model.state != PC_MODEL_RETIRED)
			return true;
	}
	return false;
}

/* On the day itself it may end at any time. */
static void pass_end(struct step_run *run, struct roll_belief *b)
{
	const struct pc_model_date *date = &b->model.retires;

	if (date->kind != PC_DATE_EXACT || date->at / DAY >= run->step->now / DAY ||
		b->overdue_told == date->at || b->model.state == PC_MODEL_RETIRED ||
		!is_served(run->roll, b))
		return;
	b->overdue_told = date->at;
	b->changed = run->roll->steps;
	say_at(run, b, PC_EVENT_OVERDUE, date->at);
}

void step_time(struct step_run *run)
{
	for (size_t i = 0; i < run->roll->n_beliefs; i++) {
		pass_floor(run, &run->roll->beliefs[i]);
		pass_end(run, &run->roll->beliefs[i]);
	}
}
