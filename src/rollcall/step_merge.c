/* SPDX-License-Identifier: Apache-2.0 */
/* What official sources say, to what is believed.  Towards its end a model goes as soon
 * as one of them says so; back only when all who ever spoke of it agree. */
#include "roll_priv.h"

/* ---- who says what ---------------------------------------------------------------- */

bool view_says(const struct view *view, unsigned bit)
{
	return view->is_now && view->sighting->said.says & bit;
}

/* It says so since this step. */
static bool view_is_new(const struct view *view, unsigned bit)
{
	const struct roll_sighting *s = view->sighting;

	return view_says(view, bit) && s->is_moved &&
	       (!(s->before.says & bit) ||
		       !same_fields(&s->before.model, &s->said.model, bit) ||
		       (bit == PC_SAYS_TARGET &&
			       !pc_str_eq(s->before.target, s->said.target)));
}

static bool view_spoke_before(const struct view *view, unsigned bit)
{
	return view->sighting->before.says & bit;
}

bool views_complete(const struct views *views, unsigned bit)
{
	for (size_t i = 0; i < views->count; i++) {
		const struct view *view = &views->items[i];

		if (view->sighting->said.says & bit && !view->is_now)
			return false;
	}
	return true;
}

static void gather(
	struct views *out, const struct pc_roll *roll, const struct roll_belief *b)
{
	const struct roll_key key = {b->model.provider, b->model.id, b->via};

	*out = (struct views){.is_first = true};
	for (size_t i = 0; i < roll->n_sources && out->count < MAX_VIEWS; i++) {
		const struct roll_source *source = &roll->sources[i];
		struct view *view = &out->items[out->count];

		if (source->authority < PC_AUTHORITY_PAGE)
			continue;
		view->sighting = roll_sighting(roll, (uint32_t)i, &key);
		if (!view->sighting)
			continue;
		view->source = source;
		view->is_now = source->is_read && view->sighting->is_seen;
		out->has_now |= view->is_now;
		out->is_first &= !view->is_now || source->is_first;
		out->count++;
	}
}

/* ---- states ----------------------------------------------------------------------- */

/* Most sources call "active" what is current, legacy or a preview.  It is a word of its
 * own only of one that itself used another one before. */
static bool is_leaving(const struct views *views, enum pc_model_state state)
{
	for (size_t i = 0; i < views->count; i++) {
		const struct view *view = &views->items[i];

		if (view_is_new(view, PC_SAYS_STATE) &&
			view_spoke_before(view, PC_SAYS_STATE) &&
			view->sighting->before.model.state == state)
			return true;
	}
	return false;
}

struct states {
	enum pc_model_state least, most;
	bool is_any;
};

static struct states said_states(const struct views *views)
{
	struct states out = {.least = PC_MODEL_RETIRED};

	for (size_t i = 0; i < views->count; i++) {
		enum pc_model_state state = views->items[i].sighting->said.model.state;

		if (!view_says(&views->items[i], PC_SAYS_STATE) || !state)
			continue;
		out.is_any = true;
		out.least = state < out.least ? state : out.least;
		out.most = state > out.most ? state : out.most;
	}
	return out;
}

static bool may_go_forward(
	const struct views *views, enum pc_model_state from, enum pc_model_state to)
{
	if (from == PC_MODEL_PREVIEW && to == PC_MODEL_CURRENT)
		return is_leaving(views, PC_MODEL_PREVIEW);
	return to > from;
}

static bool may_go_back(
	const struct views *views, enum pc_model_state from, enum pc_model_state to)
{
	if (to >= from || !views_complete(views, PC_SAYS_STATE))
		return false;
	return from != PC_MODEL_LEGACY || is_leaving(views, PC_MODEL_LEGACY);
}

static void merge_state(struct merging *m)
{
	struct states said = said_states(m->views);
	enum pc_model_state from = m->old->model.state;
	bool is_one = said.least == said.most ||
		      (roll_is_active(said.least) && roll_is_active(said.most));

	if (!said.is_any)
		return;
	if (may_go_forward(m->views, from, said.most) ||
		(is_one && may_go_back(m->views, from, said.most)))
		m->now->model.state = said.most;
}

static const enum pc_event_kind state_events[PC_MODEL_STATES] = {
	[PC_MODEL_PREVIEW] = PC_EVENT_NEW_MODEL,
	[PC_MODEL_CURRENT] = PC_EVENT_NEW_MODEL,
	[PC_MODEL_LEGACY] = PC_EVENT_LEGACY,
	[PC_MODEL_DEPRECATED] = PC_EVENT_DEPRECATED,
	[PC_MODEL_RETIRED] = PC_EVENT_RETIRED,
};

/* A model that nobody knew: of the first reading of its source only what has come since
 * the table was written is news. */
static bool is_fresh_news(const struct merging *m)
{
	const struct pc_models *models = m->run->roll->models;

	if (!m->views->is_first)
		return true;
	return models && models->as_of && m->now->model.released > models->as_of;
}

static struct pc_str end_in_words(const struct merging *m)
{
	const struct pc_model_date *date = &m->now->model.retires;

	return date->kind == PC_DATE_EXACT ? say_date(m->run->arena, date)
					   : (struct pc_str){0};
}

static void tell_state(struct merging *m)
{
	enum pc_model_state from = m->old->model.state, to = m->now->model.state;
	struct pc_str before = {0};

	if (!m->is_known) {
		if (to != PC_MODEL_UNKNOWN && is_fresh_news(m)) {
			m->is_ended = to >= PC_MODEL_DEPRECATED;
			say_of(m, state_events[to], before, end_in_words(m));
		}
		return;
	}
	if (from == to || (from == PC_MODEL_UNKNOWN && roll_is_active(to)))
		return;
	if (from > to) {
		m->is_revived = true;
		say_of(m, PC_EVENT_REVIVED, pc_str(pc_model_state_name(from)),
			pc_str(pc_model_state_name(to)));
		return;
	}
	m->is_ended = to >= PC_MODEL_DEPRECATED;
	if (from != PC_MODEL_UNKNOWN)
		before = pc_str(pc_model_state_name(from));
	say_of(m, state_events[to], before, end_in_words(m));
}

/* ---- what goes neither forward nor back ---------------------------------------------
 */

/* Whose new word counts: the strongest one's.  A source that speaks of it for the first
 * time only fills what no other official source has spoken of. */
static const struct view *newest_word(const struct merging *m, unsigned bit)
{
	const struct view *best = NULL;

	for (size_t i = 0; i < m->views->count; i++) {
		const struct view *view = &m->views->items[i];

		if (!view_is_new(view, bit))
			continue;
		if (!view_spoke_before(view, bit) && m->old->said & bit)
			continue;
		if (!best || view->source->authority > best->source->authority)
			best = view;
	}
	return best;
}

static void merge_replacement(struct merging *m, const struct view *view)
{
	const struct pc_model *to = &view->sighting->said.model;
	struct pc_str before = m->old->model.replacement;
	bool was_known = m->old->said & PC_SAYS_REPLACEMENT || before.len;

	keep_fields(&m->now->model, &m->run->roll->arena, to, PC_SAYS_REPLACEMENT);
	if (!m->is_known || pc_str_eq(before, to->replacement))
		return;
	/* The end's own event names it; a gap of the table is no news. */
	if (!before.len && (m->is_ended || !was_known))
		return;
	say_of(m, PC_EVENT_REPLACEMENT, before, to->replacement);
}

static void merge_price(struct merging *m, const struct view *view)
{
	struct pc_arena *arena = m->run->arena;
	const struct pc_model *to = &view->sighting->said.model;
	bool is_moved = m->old->model.n_prices && to->n_prices;

	if (m->old->model.n_prices && same_prices(&m->old->model, to))
		return;
	keep_fields(&m->now->model, &m->run->roll->arena, to, PC_SAYS_PRICE);
	if (m->is_known && is_moved)
		say_of(m, PC_EVENT_PRICE, say_price(arena, &m->old->model, to),
			say_price(arena, to, &m->old->model));
}

static struct pc_str say_limits(struct pc_arena *arena, const struct pc_model *model)
{
	return pc_arena_printf(
		arena, "%lld/%lld", (long long)model->context, (long long)model->output);
}

static bool is_limit_moved(int64_t before, int64_t after)
{
	return before && after && before != after;
}

static void merge_limits(struct merging *m, const struct view *view)
{
	struct pc_model *now = &m->now->model;
	const struct pc_model *old = &m->old->model, *to = &view->sighting->said.model;

	now->context = to->context ? to->context : now->context;
	now->output = to->output ? to->output : now->output;
	if (m->is_known && (is_limit_moved(old->context, now->context) ||
				   is_limit_moved(old->output, now->output)))
		say_of(m, PC_EVENT_LIMITS, say_limits(m->run->arena, old),
			say_limits(m->run->arena, now));
}

static void merge_target(struct merging *m, const struct view *view)
{
	struct pc_str before = m->old->target, to = view->sighting->said.target;

	/* Whoever spoke of the model before, and now says that another one answers. */
	bool begins = !before.len && view->sighting->before.says;

	m->now->target = keep_str(&m->run->roll->arena, to);
	if (m->is_known && (before.len || begins) && !pc_str_eq(before, to))
		say_of(m, PC_EVENT_SUBSTITUTED, before, to);
}

static void merge_quietly(struct merging *m, const struct view *view)
{
	const unsigned quiet = PC_SAYS_LINE | PC_SAYS_RELEASED | PC_SAYS_ANNOUNCED;
	const struct pc_sighting *said = &view->sighting->said;

	for (unsigned bit = 1; bit <= PC_SAYS_TARGET; bit <<= 1) {
		if (bit & quiet && newest_word(m, bit) == view)
			keep_fields(
				&m->now->model, &m->run->roll->arena, &said->model, bit);
	}
}

static void merge_words(struct merging *m)
{
	static const struct {
		unsigned bit;
		void (*merge)(struct merging *m, const struct view *view);
	} words[] = {
		{PC_SAYS_REPLACEMENT, merge_replacement},
		{PC_SAYS_PRICE, merge_price},
		{PC_SAYS_LIMITS, merge_limits},
		{PC_SAYS_TARGET, merge_target},
		{PC_SAYS_LINE, merge_quietly},
		{PC_SAYS_RELEASED, merge_quietly},
		{PC_SAYS_ANNOUNCED, merge_quietly},
	};

	for (size_t i = 0; i < PC_COUNT(words); i++) {
		const struct view *view = newest_word(m, words[i].bit);

		if (view)
			words[i].merge(m, view);
	}
}

/* ---- two that do not agree ------------------------------------------------------------
 */

static struct pc_str say_state(struct pc_arena *arena, const struct pc_model *model)
{
	(void)arena;
	return pc_str(pc_model_state_name(model->state));
}

static bool agree_state(const struct pc_model *a, const struct pc_model *b)
{
	return a->state == b->state || !a->state || !b->state ||
	       (roll_is_active(a->state) && roll_is_active(b->state));
}

static struct pc_str say_end(struct pc_arena *arena, const struct pc_model *model)
{
	return say_date(arena, &model->retires);
}

/* An interface that has no floors says "none" where the page has one. */
static bool agree_end(const struct pc_model *a, const struct pc_model *b)
{
	bool is_end =
		a->retires.kind == PC_DATE_EXACT || b->retires.kind == PC_DATE_EXACT;

	return same_date(&a->retires, &b->retires) ||
	       (!is_end && a->retires.kind != b->retires.kind);
}

static struct pc_str say_replacement(struct pc_arena *arena, const struct pc_model *model)
{
	(void)arena;
	return model->replacement;
}

static bool agree_replacement(const struct pc_model *a, const struct pc_model *b)
{
	return !a->replacement.len || !b->replacement.len ||
	       pc_str_eq(a->replacement, b->replacement);
}

static struct pc_str say_cost(struct pc_arena *arena, const struct pc_model *model)
{
	return say_price(arena, model, NULL);
}

static bool agree_limits(const struct pc_model *a, const struct pc_model *b)
{
	return !is_limit_moved(a->context, b->context) &&
	       !is_limit_moved(a->output, b->output);
}

static const struct matter {
	unsigned bit;
	const char *name;
	bool (*agree)(const struct pc_model *a, const struct pc_model *b);
	struct pc_str (*say)(struct pc_arena *arena, const struct pc_model *model);
} matters[] = {
	{PC_SAYS_STATE, "state", agree_state, say_state},
	{PC_SAYS_RETIRES, "end", agree_end, say_end},
	{PC_SAYS_REPLACEMENT, "replacement", agree_replacement, say_replacement},
	{PC_SAYS_PRICE, "price", same_prices, say_cost},
	{PC_SAYS_LIMITS, "limits", agree_limits, say_limits},
};

static bool disagree(const struct view **a, const struct view **b,
	const struct views *views, const struct matter *matter)
{
	for (size_t i = 0; i < views->count; i++) {
		*a = &views->items[i];
		for (size_t j = i + 1; j < views->count; j++) {
			*b = &views->items[j];
			if (view_says(*a, matter->bit) && view_says(*b, matter->bit) &&
				!matter->agree(&(*a)->sighting->said.model,
					&(*b)->sighting->said.model))
				return true;
		}
	}
	return false;
}

static void tell_disagreement(struct merging *m, const struct matter *matter,
	const struct view *a, const struct view *b)
{
	struct pc_arena *arena = m->run->arena;
	const struct pc_model *one = &a->sighting->said.model;
	const struct pc_model *other = &b->sighting->said.model;
	const struct pc_model *model = &m->now->model;

	say(m->run,
		&(struct saying){
			.kind = PC_EVENT_DISAGREE,
			.severity = USUAL,
			.provider = model->provider,
			.model = model->id,
			.via = m->now->via,
			.source = pc_arena_printf(arena, "%.*s, %.*s",
				PC_STR_ARG(a->source->name), PC_STR_ARG(b->source->name)),
			.before = matter->say(arena, one),
			.after = matter->say(arena, other),
			.more = pc_str(matter->name),
		});
}

/* Of what follows from a state that they do not agree on nothing more is said. */
static void merge_disagreements(struct merging *m)
{
	const struct pc_model *model = &m->now->model;
	struct standing_key key = {.kind = PC_EVENT_DISAGREE};
	bool is_state = false;

	key.model = (struct roll_key){model->provider, model->id, m->now->via};
	for (size_t i = 0; i < PC_COUNT(matters); i++) {
		const struct view *a, *b;
		bool is_so = disagree(&a, &b, m->views, &matters[i]);

		key.what = pc_str(matters[i].name);
		if (is_so && matters[i].bit == PC_SAYS_STATE)
			is_state = true;
		else if (is_so &&
			 (is_state || (matters[i].bit == PC_SAYS_RETIRES && m->is_bare)))
			continue;
		if (is_so && standing_begin(m->run, &key))
			tell_disagreement(m, &matters[i], a, b);
		if (!is_so && views_complete(m->views, matters[i].bit))
			standing_end(m->run, &key);
	}
}

/* ---- one model ------------------------------------------------------------------------
 */

static unsigned spoken(const struct views *views)
{
	unsigned said = 0;

	for (size_t i = 0; i < views->count; i++) {
		if (views->items[i].is_now)
			said |= views->items[i].sighting->said.says;
	}
	return said;
}

static bool is_moved(const struct roll_belief *a, const struct roll_belief *b)
{
	return a->said != b->said || !pc_str_eq(a->target, b->target) ||
	       a->floor_told != b->floor_told ||
	       !same_fields(&a->model, &b->model, (PC_SAYS_TARGET << 1) - 1);
}

static void merge_belief(struct step_run *run, struct roll_belief *b)
{
	struct roll_belief old = *b;
	struct views views;
	struct merging m = {.run = run, .views = &views, .old = &old, .now = b};

	gather(&views, run->roll, b);
	if (!views.has_now)
		return;
	m.is_known = !b->is_fresh;
	merge_state(&m);
	choose_date(&m);
	tell_state(&m);
	tell_date(&m);
	merge_words(&m);
	merge_disagreements(&m);
	b->said |= spoken(&views);
	if (b->is_fresh || is_moved(&old, b))
		b->changed = run->roll->steps;
	b->is_fresh = false;
}

/* Models that nobody knew. */
static void add_fresh(struct pc_roll *roll)
{
	for (size_t i = 0; i < roll->n_sightings; i++) {
		const struct roll_sighting *s = &roll->sightings[i];
		struct roll_key key = roll_key_of(&s->said);
		struct roll_belief what = {.via = key.via, .is_fresh = true};

		if (!s->is_seen ||
			roll->sources[s->source].authority < PC_AUTHORITY_PAGE ||
			roll_belief(roll, &key))
			continue;
		what.model.provider = key.provider;
		what.model.id = key.id;
		if (s->said.says & PC_SAYS_RELEASED)
			what.model.released = s->said.model.released;
		roll_belief_add(roll, &what);
	}
}

/* ---- flagships
 * -------------------------------------------------------------------------- */

static const struct pc_model *newest_of_line(
	const struct pc_roll *roll, const struct pc_model_provider *provider)
{
	const struct pc_model *best = NULL;

	for (size_t i = 0; i < roll->n_beliefs; i++) {
		const struct pc_model *model = &roll->beliefs[i].model;

		if (roll->beliefs[i].via.len || model->is_preview ||
			model->state < PC_MODEL_CURRENT ||
			!pc_str_eq(model->provider, provider->name) ||
			!pc_str_eq(model->line, provider->flagship_line) ||
			!model->released)
			continue;
		if (!best || model->released > best->released ||
			(model->released == best->released &&
				pc_str_cmp(model->id, best->id) < 0))
			best = model;
	}
	return best;
}

/* The event that a new model already has becomes this one. */
static void tell_flagship(
	struct step_run *run, struct pc_str before, const struct pc_model *model)
{
	for (size_t i = 0; i < run->count; i++) {
		if (run->events[i].kind == PC_EVENT_NEW_MODEL &&
			pc_str_eq(run->events[i].provider, model->provider) &&
			pc_str_eq(run->events[i].model, model->id))
			run->events[i--] = run->events[--run->count];
	}
	say(run, &(struct saying){
			 .kind = PC_EVENT_NEW_FLAGSHIP,
			 .severity = USUAL,
			 .provider = model->provider,
			 .model = model->id,
			 .before = before,
			 .after = model->id,
		 });
}

void step_merge(struct step_run *run)
{
	struct pc_roll *roll = run->roll;
	size_t n_providers = roll->models ? roll->models->n_providers : 0;
	struct pc_model *before =
		pc_arena_new_array(run->arena, struct pc_model, n_providers + 1);

	for (size_t i = 0; i < n_providers; i++) {
		const struct pc_model_provider *provider = &roll->models->providers[i];
		const struct pc_model *best = NULL;

		if (provider->flagship_line.len)
			best = newest_of_line(roll, provider);
		if (best)
			before[i] = *best;
	}
	add_fresh(roll);
	for (size_t i = 0; i < roll->n_beliefs; i++)
		merge_belief(run, &roll->beliefs[i]);
	for (size_t i = 0; i < n_providers; i++) {
		const struct pc_model *best;

		if (!before[i].released)
			continue;
		best = newest_of_line(roll, &roll->models->providers[i]);
		if (best && best->released > before[i].released &&
			best->state == PC_MODEL_CURRENT)
			tell_flagship(run, before[i].id, best);
	}
}

/* ---- evidence
 * ----------------------------------------------------------------------------- */

static void refresh(struct pc_roll *roll, struct roll_belief *b)
{
	struct pc_model *model = &b->model;
	struct views views;

	gather(&views, roll, b);
	if (!views.count)
		return;
	if (b->n_own != views.count) {
		b->own =
			pc_arena_new_array(&roll->arena, struct pc_evidence, views.count);
		b->n_own = views.count;
	}
	for (size_t i = 0; i < views.count; i++) {
		const struct view *view = &views.items[i];
		bool is_gone = view->sighting->is_gone;
		int64_t last = is_gone ? view->sighting->last : view->source->last;

		b->own[i] = (struct pc_evidence){
			.url = view->source->url,
			.sha256 = view->source->sha256,
			.retrieved = view->source->last,
			.first = view->sighting->first,
			.last = last,
		};
		model->as_of = last > model->as_of ? last : model->as_of;
		if (view->source->authority > model->authority)
			model->authority = view->source->authority;
	}
	model->evidence = b->own;
	model->n_evidence = b->n_own;
}

void roll_refresh(struct pc_roll *roll)
{
	for (size_t i = 0; i < roll->n_beliefs; i++)
		refresh(roll, &roll->beliefs[i]);
}
