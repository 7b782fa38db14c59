/* SPDX-License-Identifier: Apache-2.0 */
/* A reading as text, a line for each sighting, for tests to look at as a whole:
 *
 *   anthropic/claude-opus-5-5 current line=opus released=2026-09-22 price=4/20 limits=1/2
 *
 * Only what it says is in it, in one order.  Prices are dollars for a million tokens:
 * input/output, then r= cache read, w= and W= cache write, t= reasoning, with ">200000:"
 * before those above so many tokens. */
#ifndef READING_TEXT_H
#define READING_TEXT_H

#include <inttypes.h>
#include <time.h>

#include "pc/base/buf.h"
#include "pc/base/decimal.h"
#include "pc/rollcall/source.h"

static inline void text_day(struct pc_buf *buf, const char *name, int64_t at)
{
	time_t when = at;
	struct tm day;

	gmtime_r(&when, &day);
	pc_buf_printf(buf, " %s=%04d-%02d-%02d", name, day.tm_year + 1900, day.tm_mon + 1,
		day.tm_mday);
}

static inline void text_date(struct pc_buf *buf, struct pc_model_date date)
{
	static const char *const kinds[] = {"none", "exact", "not-before", "to-announce"};

	if (date.kind == PC_DATE_NONE || date.kind == PC_DATE_TO_ANNOUNCE)
		pc_buf_printf(buf, " retires=%s", kinds[date.kind]);
	else
		text_day(buf, date.kind == PC_DATE_EXACT ? "retires" : "not-before",
			date.at);
}

static inline void text_price(struct pc_buf *buf, const struct pc_price *price)
{
	static const char *const names[PC_PRICES] = {
		" price=", "/", " r=", " w=", " W=", " t="};
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};

	if (price->above)
		pc_buf_printf(buf, " >%" PRId64 ":", price->above);
	for (size_t i = 0; i < PC_PRICES; i++) {
		if (price->of[i] == PC_PRICE_UNKNOWN && i > PC_PRICE_OUTPUT)
			continue;
		pc_buf_puts(buf, names[i]);
		if (price->of[i] == PC_PRICE_UNKNOWN)
			pc_buf_puts(buf, "?");
		else
			pc_buf_add(buf, pc_decimal_print(&arena, price->of[i],
						PC_PRICE_MILLION_PLACES, 0));
	}
}

static inline void text_list(
	struct pc_buf *buf, const char *name, const struct pc_texts *list)
{
	for (size_t i = 0; i < list->count; i++)
		pc_buf_printf(buf, "%s%.*s", i ? "," : name, PC_STR_ARG(list->items[i]));
}

static inline void text_sighting(struct pc_buf *buf, const struct pc_sighting *s)
{
	static const char *const states[PC_MODEL_STATES] = {
		"unknown", "preview", "current", "legacy", "deprecated", "retired"};
	const struct pc_model *m = &s->model;

	pc_buf_printf(buf, "%.*s/%.*s", PC_STR_ARG(m->provider), PC_STR_ARG(m->id));
	if (s->via.len)
		pc_buf_printf(buf, " via=%.*s", PC_STR_ARG(s->via));
	if (s->says & PC_SAYS_STATE)
		pc_buf_printf(buf, " %s", states[m->state]);
	if (s->says & PC_SAYS_ANNOUNCED)
		text_day(buf, "announced", m->announced);
	if (s->says & PC_SAYS_RETIRES)
		text_date(buf, m->retires);
	if (s->says & PC_SAYS_REPLACEMENT) {
		pc_buf_printf(buf, " replacement=%.*s", PC_STR_ARG(m->replacement));
		text_list(buf, " options=", &m->options);
	}
	if (s->says & PC_SAYS_LINE)
		pc_buf_printf(buf, " line=%.*s", PC_STR_ARG(m->line));
	if (s->says & PC_SAYS_RELEASED)
		text_day(buf, "released", m->released);
	for (size_t i = 0; s->says & PC_SAYS_PRICE && i < m->n_prices; i++)
		text_price(buf, &m->prices[i]);
	if (s->says & PC_SAYS_LIMITS)
		pc_buf_printf(buf, " limits=%" PRId64 "/%" PRId64, m->context, m->output);
	if (s->says & PC_SAYS_TARGET)
		pc_buf_printf(buf, " target=%.*s", PC_STR_ARG(s->target));
	text_list(buf, " aliases=", &m->aliases);
	pc_buf_puts(buf, "\n");
}

/* The lines, or "shape: why". */
static inline void text_reading(struct pc_buf *buf, const struct pc_reading *reading)
{
	if (reading->unread != PC_READ)
		pc_buf_printf(buf, "%s: %.*s\n", pc_unread_name(reading->unread),
			PC_STR_ARG(reading->why));
	for (size_t i = 0; i < reading->count; i++)
		text_sighting(buf, &reading->items[i]);
	if (reading->skipped)
		pc_buf_printf(buf, "%zu skipped\n", reading->skipped);
}

#endif
