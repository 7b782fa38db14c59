/* SPDX-License-Identifier: Apache-2.0 */
/* What sources say that are not official: prices that move there, and what no official
 * source says.  It is weighed when it is new, and when somebody official was read: what
 * nobody could look up is no rumour yet. */
#include "pc/base/limits.h"
#include "roll_priv.h"

struct weighing {
	struct step_run *run;
	const struct roll_sighting *sighting;
	const struct roll_source *source;
	const struct roll_belief *belief; /* NULL: nobody official knows it */
	struct roll_key key;
};

static bool begins(const struct weighing *w, enum pc_event_kind kind, struct pc_str what)
{
	return standing_begin(w->run, &(struct standing_key){kind, w->key, what});
}

static void tell(const struct weighing *w, const struct saying *from)
{
	struct saying what = *from;

	what.provider = w->key.provider;
	what.model = w->key.id;
	what.via = w->key.via;
	what.source = w->source->name;
	say(w->run, &what);
}

static void rumour(const struct weighing *w, struct pc_str fact)
{
	if (begins(w, PC_EVENT_RUMOUR, fact))
		tell(w, &(struct saying){
				.kind = PC_EVENT_RUMOUR,
				.severity = USUAL,
				.more = fact,
			});
}

/* ---- models and ends ----------------------------------------------------------------
 */

/* Of makers that the table does not have nobody knows all models. */
static bool is_unheard_of(const struct pc_roll *roll, const struct roll_key *key)
{
	return roll->models && pc_models_provider(roll->models, key->provider) &&
	       !roll_belief(roll, key);
}

static void weigh_there(const struct weighing *w)
{
	if (is_unheard_of(w->run->roll, &w->key))
		rumour(w, PC_STR("there is such a model"));
}

static void weigh_end(const struct weighing *w)
{
	enum { DAY = 24 * 60 * 60 };
	const struct pc_model_date *its = &w->sighting->said.model.retires;
	const struct pc_model_date *ours;
	struct pc_str day;

	if (!w->belief || its->kind != PC_DATE_EXACT ||
		w->belief->model.state == PC_MODEL_RETIRED)
		return;
	/* They often take a floor for an end; the day is the same. */
	ours = &w->belief->model.retires;
	if (ours->at && ours->at / DAY == its->at / DAY)
		return;
	day = say_date(w->run->arena, its);
	rumour(w, pc_arena_printf(w->run->arena, "it ends on %.*s", PC_STR_ARG(day)));
}

/* ---- prices
 * ----------------------------------------------------------------------------- */

static bool is_times(int64_t a, int64_t b, int64_t times)
{
	return a > 0 && b > 0 && (a / times == b || b / times == a);
}

/* Per thousand, per million or per token: somebody has mixed up units. */
static bool is_unit_slip(const struct pc_model *a, const struct pc_model *b)
{
	static const int64_t slips[] = {1000, 1000000};

	for (size_t i = 0; i < PC_COUNT(slips); i++) {
		for (int of = PC_PRICE_INPUT; of <= PC_PRICE_OUTPUT; of++) {
			if (is_times(a->prices->of[of], b->prices->of[of], slips[i]))
				return true;
		}
	}
	return false;
}

static bool is_agreed(const struct weighing *w)
{
	const struct pc_roll *roll = w->run->roll;

	for (size_t i = 0; i < roll->n_sources; i++) {
		const struct roll_sighting *s;

		if (&roll->sources[i] == w->source ||
			roll->sources[i].authority >= PC_AUTHORITY_PAGE)
			continue;
		s = roll_sighting(roll, (uint32_t)i, &w->key);
		if (s && !s->is_gone && s->said.says & PC_SAYS_PRICE &&
			s->said.model.n_prices &&
			same_prices(&s->said.model, &w->sighting->said.model))
			return true;
	}
	return false;
}

struct price_news {
	const char *how;
	enum pc_event_kind kind;
	enum pc_severity severity;
	const char *more;
};

static const struct price_news slip = {"slip", PC_EVENT_PRICE, PC_WARNING,
				       "suspicious, it is off by the factor of a unit"},
			       agreed = {"agreed", PC_EVENT_PRICE, PC_WARNING,
				       "several sources say so, none of them official"},
			       alone = {"alone", PC_EVENT_PRICE, PC_NOTE,
				       "no other source says so"};

static const struct price_news *news_of(const struct weighing *w)
{
	const struct roll_sighting *s = w->sighting;

	if (is_unit_slip(&s->said.model, &w->belief->model))
		return &slip;
	if (is_agreed(w))
		return &agreed;
	if (s->unweighed & ROLL_PRICE_MOVED)
		return &alone;
	return NULL;
}

static struct pc_str price_key(
	const struct weighing *w, const char *how, struct pc_str price)
{
	return pc_arena_printf(w->run->arena, "%s %.*s", how, PC_STR_ARG(price));
}

/* Nobody says any more what is not believed: the next one who does is told again. */
static void end_news(const struct weighing *w)
{
	struct pc_roll *roll = w->run->roll;

	for (size_t i = 0; i < roll->n_sources; i++) {
		const struct roll_sighting *s = roll_sighting(roll, (uint32_t)i, &w->key);

		if (s && !s->is_gone && s->said.says & PC_SAYS_PRICE &&
			!same_prices(&s->said.model, &w->belief->model))
			return;
	}
	for (size_t i = 0; i < roll->n_standing; i++) {
		struct roll_standing *it = &roll->standing[i];

		if (it->kind != PC_EVENT_PRICE || it->is_over ||
			!pc_str_eq(it->model, w->key.id) ||
			!pc_str_eq(it->provider, w->key.provider))
			continue;
		it->is_over = true;
		it->changed = roll->steps;
	}
}

static void weigh_price(const struct weighing *w)
{
	const struct roll_sighting *s = w->sighting;
	const struct pc_model *its = &s->said.model;
	const struct price_news *news;
	struct pc_str before, after;

	if (!w->belief || !w->belief->model.n_prices || !its->n_prices)
		return;
	before = say_price(w->run->arena, &w->belief->model, its);
	after = say_price(w->run->arena, its, &w->belief->model);
	if (same_prices(its, &w->belief->model)) {
		end_news(w);
		return;
	}
	news = news_of(w);
	if (!news) {
		rumour(w, pc_arena_printf(w->run->arena, "its price is %.*s, not %.*s",
				  PC_STR_ARG(after), PC_STR_ARG(before)));
		return;
	}
	if (begins(w, news->kind, price_key(w, news->how, after)))
		tell(w, &(struct saying){
				.kind = news->kind,
				.severity = (int)news->severity,
				.before = before,
				.after = after,
				.more = pc_str(news->more),
			});
}

/* An alias that sellers keep for "the latest": which one that is they know themselves. */
static void tell_target(struct step_run *run, const struct roll_sighting *s)
{
	if (!s->is_moved || !(s->said.says & s->before.says & PC_SAYS_TARGET) ||
		!s->before.target.len || pc_str_eq(s->before.target, s->said.target))
		return;
	say(run, &(struct saying){
			 .kind = PC_EVENT_SUBSTITUTED,
			 .severity = PC_NOTE,
			 .provider = s->said.model.provider,
			 .model = s->said.model.id,
			 .source = run->roll->sources[s->source].name,
			 .before = s->before.target,
			 .after = s->said.target,
		 });
}

/* ---- one after the other
 * ------------------------------------------------------------------ */

static bool can_be_looked_up(const struct pc_roll *roll, struct pc_str provider)
{
	bool is_any = false;

	for (size_t i = 0; i < roll->n_sources; i++) {
		const struct roll_source *source = &roll->sources[i];

		if (source->authority < PC_AUTHORITY_PAGE || !source->was_read ||
			!pc_str_eq(source->provider, provider))
			continue;
		if (source->is_read)
			return true;
		is_any = true;
	}
	return !is_any; /* there is the table alone */
}

static void weigh(struct step_run *run, struct roll_sighting *s)
{
	static const struct {
		unsigned bit;
		void (*weigh)(const struct weighing *w);
	} matters[] = {
		{ROLL_SAYS_THERE, weigh_there},
		{PC_SAYS_RETIRES, weigh_end},
		{PC_SAYS_PRICE, weigh_price},
	};
	struct weighing w = {.run = run, .sighting = s};

	w.source = &run->roll->sources[s->source];
	w.key = roll_key_of(&s->said);
	w.belief = roll_belief(run->roll, &w.key);
	for (size_t i = 0; i < PC_COUNT(matters); i++) {
		if (s->unweighed & matters[i].bit)
			matters[i].weigh(&w);
	}
	s->unweighed = 0;
	s->changed = run->roll->steps;
}

/* A list that suddenly has hundreds of models that nobody knows is told as one thing. */
static void fold_rumours(struct step_run *run, uint32_t source)
{
	struct pc_roll *roll = run->roll;
	size_t n = 0;

	for (int pass = 0; pass < 2; pass++) {
		for (size_t i = 0; i < roll->n_sightings; i++) {
			struct roll_sighting *s = &roll->sightings[i];
			struct roll_key key = roll_key_of(&s->said);

			if (s->source != source || s->is_gone || s->said.via.len ||
				!(s->unweighed & ROLL_SAYS_THERE) ||
				!is_unheard_of(roll, &key) ||
				!can_be_looked_up(roll, key.provider))
				continue;
			n += pass == 0;
			if (pass == 1)
				s->unweighed &= ~(unsigned)ROLL_SAYS_THERE;
		}
		if (n <= PC_MAX_RUMOURS)
			return;
	}
	say(run, &(struct saying){
			 .kind = PC_EVENT_RUMOUR,
			 .severity = PC_WARNING,
			 .source = roll->sources[source].name,
			 .more = pc_arena_printf(
				 run->arena, "there are %zu models more", n),
		 });
}

static void weigh_source(struct step_run *run, uint32_t source)
{
	struct pc_roll *roll = run->roll;
	bool is_official = roll->sources[source].authority >= PC_AUTHORITY_PAGE;

	for (size_t i = 0; i < roll->n_sightings; i++) {
		struct roll_sighting *s = &roll->sightings[i];

		if (s->source != source || !s->unweighed || s->is_gone)
			continue;
		/* Makers speak for themselves; sellers of their own offers. */
		if (is_official || s->said.via.len) {
			s->unweighed = 0;
			continue;
		}
		tell_target(run, s);
		if (can_be_looked_up(roll, s->said.model.provider))
			weigh(run, s);
	}
}

/* Source by source: which of two is told to say so first must not depend on how the roll
 * came into memory. */
void step_rumours(struct step_run *run)
{
	for (size_t i = 0; i < run->roll->n_sources; i++) {
		if (run->roll->sources[i].authority < PC_AUTHORITY_PAGE)
			fold_rumours(run, (uint32_t)i);
		weigh_source(run, (uint32_t)i);
	}
}
