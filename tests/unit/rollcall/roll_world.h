/* SPDX-License-Identifier: Apache-2.0 */
/* A world in few words: a table, and scans as texts.
 *
 *   page: a current floor=2027-01-01, b deprecated end=2026-12-01 use=a | api!offline
 *
 * is a scan that read the page, with two rows, and not the interface.  Words of a row:
 * a state, end= floor= tba none (dates), ann=, rel=, use=, price=5/25, line=, ctx=,
 * target=, via=. */
#ifndef ROLL_WORLD_H
#define ROLL_WORLD_H

#include "pc/base/buf.h"
#include "pc/base/decimal.h"
#include "pc/doc/fields.h"
#include "pc/rollcall/source.h"
#include "pc/rollcall/step.h"
#include "pc_test.h"

/* "p" is the provider of all. */
static const struct pc_source world_sources[] = {
	{.name = "page",
		.provider = "p",
		.authority = PC_AUTHORITY_PAGE,
		.is_complete = true},
	{.name = "api",
		.provider = "p",
		.authority = PC_AUTHORITY_API,
		.is_complete = true},
	{.name = "text", /* the page once more */
		.provider = "p",
		.authority = PC_AUTHORITY_PAGE,
		.is_complete = true},
	{.name = "notes", .provider = "p", .authority = PC_AUTHORITY_PAGE},
	{.name = "router", .provider = "", .authority = PC_AUTHORITY_THIRD_PARTY},
	{.name = "maps", .provider = "", .authority = PC_AUTHORITY_THIRD_PARTY},
	{.name = "blog", .provider = "", .authority = PC_AUTHORITY_RUMOUR},
};

static inline const struct pc_source *world_source(struct pc_str name)
{
	for (size_t i = 0; i < PC_COUNT(world_sources); i++) {
		if (pc_str_is(name, world_sources[i].name))
			return &world_sources[i];
	}
	fail_msg("no source '%.*s'", PC_STR_ARG(name));
	return NULL;
}

static inline int64_t world_day(struct pc_str text)
{
	int64_t at = 0;

	assert_true(pc_time_read(&at, text));
	return at;
}

static inline struct pc_models *world_models(struct pc_arena *arena, const char *text)
{
	struct pc_diags diags = {.arena = arena};
	struct pc_models *models = NULL;
	struct pc_err err = {0};

	if (pc_models_read(&models, arena, "models.yaml", pc_str(text), &diags, &err) !=
		PC_OK)
		fail_msg("%s: %.*s", err.text,
			PC_STR_ARG(diags.count ? diags.items[0].text : PC_STR("")));
	return models;
}

static inline void world_date(
	struct pc_sighting *s, enum pc_model_date_kind kind, struct pc_str value)
{
	s->says |= PC_SAYS_RETIRES;
	s->model.retires.kind = kind;
	s->model.retires.at = value.len ? world_day(value) : 0;
}

static inline void world_price(
	struct pc_sighting *s, struct pc_arena *arena, struct pc_str value)
{
	struct pc_price *price = pc_arena_new(arena, struct pc_price);

	for (int i = 0; i < PC_PRICES; i++)
		price->of[i] = PC_PRICE_UNKNOWN;
	for (int i = 0; i < 2; i++)
		assert_int_equal(pc_decimal_read(&price->of[i], pc_str_cut(&value, '/'),
					 PC_PRICE_MILLION_PLACES),
			PC_DECIMAL_EXACT);
	s->says |= PC_SAYS_PRICE;
	s->model.prices = price;
	s->model.n_prices = 1;
}

static inline bool world_word(
	struct pc_sighting *s, struct pc_arena *arena, struct pc_str word)
{
	struct pc_str value = word, name = pc_str_cut(&value, '=');

	for (int i = 1; i < PC_MODEL_STATES; i++) {
		if (!pc_str_is(name, pc_model_state_name((enum pc_model_state)i)))
			continue;
		s->model.state = (enum pc_model_state)i;
		s->says |= PC_SAYS_STATE;
		return true;
	}
	if (pc_str_is(name, "end"))
		world_date(s, PC_DATE_EXACT, value);
	else if (pc_str_is(name, "floor"))
		world_date(s, PC_DATE_NOT_BEFORE, value);
	else if (pc_str_is(name, "tba"))
		world_date(s, PC_DATE_TO_ANNOUNCE, (struct pc_str){0});
	else if (pc_str_is(name, "none"))
		world_date(s, PC_DATE_NONE, (struct pc_str){0});
	else if (pc_str_is(name, "price"))
		world_price(s, arena, value);
	else if (pc_str_is(name, "use"))
		s->says |= PC_SAYS_REPLACEMENT, s->model.replacement = value;
	else if (pc_str_is(name, "line"))
		s->says |= PC_SAYS_LINE, s->model.line = value;
	else if (pc_str_is(name, "target"))
		s->says |= PC_SAYS_TARGET, s->target = value;
	else if (pc_str_is(name, "rel"))
		s->says |= PC_SAYS_RELEASED, s->model.released = world_day(value);
	else if (pc_str_is(name, "ann"))
		s->says |= PC_SAYS_ANNOUNCED, s->model.announced = world_day(value);
	else if (pc_str_is(name, "ctx"))
		s->says |= PC_SAYS_LIMITS,
			assert_int_equal(pc_decimal_read(&s->model.context, value, 0), 0);
	else if (pc_str_is(name, "via"))
		s->via = value;
	else
		return false;
	return true;
}

static inline void world_row(
	struct pc_sighting *s, struct pc_arena *arena, struct pc_str text)
{
	struct pc_str rest = pc_str_trim(text);

	s->model.provider = PC_STR("p");
	s->model.id = pc_str_cut(&rest, ' ');
	while (rest.ptr) {
		struct pc_str word = pc_str_trim(pc_str_cut(&rest, ' '));

		if (word.len && !world_word(s, arena, word))
			fail_msg("no word '%.*s'", PC_STR_ARG(word));
	}
}

static inline enum pc_unread world_unread(struct pc_str name)
{
	for (int i = 1; i < PC_UNREADS; i++) {
		if (pc_str_is(name, pc_unread_name((enum pc_unread)i)))
			return (enum pc_unread)i;
	}
	fail_msg("no reason '%.*s'", PC_STR_ARG(name));
	return PC_READ;
}

static inline void world_reading(
	struct pc_reading *out, struct pc_arena *arena, int64_t now, struct pc_str text)
{
	enum { MOST = 64 };
	struct pc_str rest = pc_str_trim(text);
	size_t bang = pc_str_find(rest, '!'), colon = pc_str_find(rest, ':');

	*out = (struct pc_reading){.retrieved = now};
	if (bang < colon) {
		out->source = world_source(pc_str_head(rest, bang));
		out->unread = world_unread(pc_str_from(rest, bang + 1));
		return;
	}
	out->source = world_source(pc_str_cut(&rest, ':'));
	out->url = PC_STR("https://p.example/");
	pc_sha256_hex(out->sha256, text);
	out->items = pc_arena_new_array(arena, struct pc_sighting, MOST);
	while (rest.ptr && pc_str_trim(rest).len) {
		assert_true(out->count < MOST);
		world_row(&out->items[out->count++], arena, pc_str_cut(&rest, ','));
	}
}

static inline struct pc_step world_step(
	struct pc_arena *arena, int64_t now, const char *text)
{
	enum { MOST = 8 };
	struct pc_reading *readings = pc_arena_new_array(arena, struct pc_reading, MOST);
	struct pc_step step = {.readings = readings, .now = now};
	struct pc_str rest = pc_str(text);

	while (rest.ptr && pc_str_trim(rest).len) {
		assert_true(step.n_readings < MOST);
		world_reading(
			&readings[step.n_readings++], arena, now, pc_str_cut(&rest, '|'));
	}
	return step;
}

/* "deprecated b, row-vanished a page": each in short, in the order of a stepped's. */
static inline struct pc_str world_events(
	struct pc_arena *arena, const struct pc_stepped *stepped)
{
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};

	for (size_t i = 0; i < stepped->count; i++) {
		const struct pc_event *event = &stepped->events[i];

		pc_buf_printf(&out, "%s%s %.*s", i ? ", " : "",
			pc_event_name(event->kind),
			PC_STR_ARG(event->model.len ? event->model : event->source));
	}
	return pc_arena_str(arena, pc_buf_str(&out));
}

#endif
