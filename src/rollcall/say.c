/* SPDX-License-Identifier: Apache-2.0 */
/* Lines and JSON. */
#include "say.h"

#include <inttypes.h>

#include "pc/base/when.h"
#include "pc/doc/write.h"
#include "pc/rollcall/source.h"

/* ---- text ---------------------------------------------------------------------------
 */

void say_text(struct pc_buf *out, const struct pc_step *step,
	const struct pc_stepped *stepped, bool is_quiet)
{
	bool is_calm = !stepped->count && !stepped->n_unread;

	if (!is_quiet || !is_calm)
		pc_buf_printf(out, "%.*s\n", PC_STR_ARG(stepped->sentence));
	for (size_t i = 0; i < stepped->count; i++) {
		const struct pc_event *event = &stepped->events[i];

		pc_buf_printf(out, "%s: %s: %.*s\n", pc_severity_name(event->severity),
			pc_event_name(event->kind), PC_STR_ARG(event->text));
	}
	for (size_t i = 0; i < step->n_readings; i++) {
		const struct pc_reading *reading = &step->readings[i];

		if (reading->unread != PC_READ)
			pc_buf_printf(out, "NOT CHECKED: %s: %s: %.*s\n",
				reading->source->name, pc_unread_name(reading->unread),
				PC_STR_ARG(reading->why));
	}
}

/* ---- JSON ---------------------------------------------------------------------------
 */

static void add_time(struct pc_buf *out, const char *name, int64_t at)
{
	enum { THOUSAND = 1000 };
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};

	pc_json_member(
		out, name, at ? pc_when_time(&arena, at * THOUSAND) : (struct pc_str){0});
}

/* The members that each reading has, in an object that is open. */
static void add_reading(struct pc_buf *out, const struct pc_reading *reading)
{
	bool is_read = reading->unread == PC_READ;

	pc_json_member(out, "name", pc_str(reading->source->name));
	pc_json_member(out, "url", reading->url);
	pc_json_bool(out, "read", is_read);
	if (!is_read) {
		pc_json_member(out, "unread", pc_str(pc_unread_name(reading->unread)));
		pc_json_member(out, "why", reading->why);
	}
	add_time(out, "retrieved", reading->retrieved);
	pc_json_member(out, "sha256", pc_str(reading->sha256));
}

static void add_event(struct pc_buf *out, const struct pc_event *event)
{
	pc_json_next(out);
	pc_buf_add_char(out, '{');
	pc_json_member(out, "event", pc_str(pc_event_name(event->kind)));
	pc_json_member(out, "severity", pc_str(pc_severity_name(event->severity)));
	pc_json_member(out, "provider", event->provider);
	pc_json_member(out, "model", event->model);
	pc_json_member(out, "source", event->source);
	pc_json_member(out, "before", event->before);
	pc_json_member(out, "after", event->after);
	pc_json_member(out, "text", event->text);
	pc_buf_add_char(out, '}');
}

void say_json(
	struct pc_buf *out, const struct pc_step *step, const struct pc_stepped *stepped)
{
	pc_buf_add_char(out, '{');
	add_time(out, "at", step->now);
	pc_json_member(out, "sentence", stepped->sentence);
	pc_json_key(out, "events");
	pc_buf_add_char(out, '[');
	for (size_t i = 0; i < stepped->count; i++)
		add_event(out, &stepped->events[i]);
	pc_buf_add_char(out, ']');
	pc_json_key(out, "sources");
	pc_buf_add_char(out, '[');
	for (size_t i = 0; i < step->n_readings; i++) {
		pc_json_next(out);
		pc_buf_add_char(out, '{');
		add_reading(out, &step->readings[i]);
		pc_json_integer(out, "models", (int64_t)step->readings[i].count);
		pc_buf_add_char(out, '}');
	}
	pc_buf_puts(out, "]}\n");
}

/* ---- readings -----------------------------------------------------------------------
 */

const char *const say_date_kinds[] = {
	[PC_DATE_NONE] = "none",
	[PC_DATE_EXACT] = "exact",
	[PC_DATE_NOT_BEFORE] = "not-before",
	[PC_DATE_TO_ANNOUNCE] = "to-announce",
	NULL,
};
const char *const say_price_names[] = {
	[PC_PRICE_INPUT] = "input",
	[PC_PRICE_OUTPUT] = "output",
	[PC_PRICE_CACHE_READ] = "cache-read",
	[PC_PRICE_CACHE_WRITE] = "cache-write",
	[PC_PRICE_CACHE_WRITE_LONG] = "cache-write-long",
	[PC_PRICE_REASONING] = "reasoning",
	NULL,
};

static void add_date(
	struct pc_buf *out, const char *name, const struct pc_model_date *date)
{
	pc_json_key(out, name);
	pc_buf_add_char(out, '{');
	pc_json_member(out, "kind", pc_str(say_date_kinds[date->kind]));
	add_time(out, "at", date->at);
	pc_buf_add_char(out, '}');
}

static void add_prices(struct pc_buf *out, const struct pc_model *model)
{
	pc_json_key(out, "picodollars-a-token");
	pc_buf_add_char(out, '[');
	for (size_t i = 0; i < model->n_prices; i++) {
		const struct pc_price *price = &model->prices[i];

		pc_json_next(out);
		pc_buf_add_char(out, '{');
		pc_json_integer(out, "above", price->above);
		for (size_t k = 0; k < PC_PRICES; k++) {
			if (price->of[k] != PC_PRICE_UNKNOWN)
				pc_json_integer(out, say_price_names[k], price->of[k]);
		}
		pc_buf_add_char(out, '}');
	}
	pc_buf_add_char(out, ']');
}

static void add_replacement(struct pc_buf *out, const struct pc_model *model)
{
	pc_json_member(out, "replacement", model->replacement);
	pc_json_texts(out, "options", &model->options);
}

static void add_limits(struct pc_buf *out, const struct pc_model *model)
{
	pc_json_integer(out, "context", model->context);
	pc_json_integer(out, "output", model->output);
}

static void add_state(struct pc_buf *out, const struct pc_model *model)
{
	pc_json_member(out, "state", pc_str(pc_model_state_name(model->state)));
}

static void add_retires(struct pc_buf *out, const struct pc_model *model)
{
	add_date(out, "retires", &model->retires);
}

static void add_announced(struct pc_buf *out, const struct pc_model *model)
{
	add_time(out, "announced", model->announced);
}

static void add_line(struct pc_buf *out, const struct pc_model *model)
{
	pc_json_member(out, "line", model->line);
}

static void add_released(struct pc_buf *out, const struct pc_model *model)
{
	add_time(out, "released", model->released);
}

static const struct {
	unsigned says;
	void (*add)(struct pc_buf *out, const struct pc_model *model);
} fields[] = {
	{PC_SAYS_STATE, add_state},
	{PC_SAYS_RETIRES, add_retires},
	{PC_SAYS_ANNOUNCED, add_announced},
	{PC_SAYS_REPLACEMENT, add_replacement},
	{PC_SAYS_PRICE, add_prices},
	{PC_SAYS_LIMITS, add_limits},
	{PC_SAYS_LINE, add_line},
	{PC_SAYS_RELEASED, add_released},
};

static void add_sighting(struct pc_buf *out, const struct pc_sighting *sighting)
{
	pc_json_next(out);
	pc_buf_add_char(out, '{');
	pc_json_member(out, "provider", sighting->model.provider);
	pc_json_member(out, "id", sighting->model.id);
	if (sighting->via.len)
		pc_json_member(out, "via", sighting->via);
	if (sighting->model.aliases.count)
		pc_json_texts(out, "aliases", &sighting->model.aliases);
	if (sighting->says & PC_SAYS_TARGET)
		pc_json_member(out, "target", sighting->target);
	for (size_t i = 0; i < PC_COUNT(fields); i++) {
		if (sighting->says & fields[i].says)
			fields[i].add(out, &sighting->model);
	}
	if (sighting->line)
		pc_json_integer(out, "at-line", sighting->line);
	pc_buf_add_char(out, '}');
}

void say_reading(struct pc_buf *out, const struct pc_reading *reading)
{
	pc_buf_add_char(out, '{');
	add_reading(out, reading);
	pc_json_integer(out, "skipped", (int64_t)reading->skipped);
	pc_json_key(out, "models");
	pc_buf_add_char(out, '[');
	for (size_t i = 0; i < reading->count; i++)
		add_sighting(out, &reading->items[i]);
	pc_buf_puts(out, "]}");
}

void say_readings(struct pc_buf *out, const struct pc_reading *readings, size_t count)
{
	pc_buf_puts(out, "{\"readings\":[");
	for (size_t i = 0; i < count; i++) {
		pc_json_next(out);
		say_reading(out, &readings[i]);
	}
	pc_buf_puts(out, "]}\n");
}
