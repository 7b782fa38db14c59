/* SPDX-License-Identifier: Apache-2.0 */
/* One line to a reading.  Whoever wrote it has looked at foreign pages and is not
 * trusted: each value is of its kind and within its bounds, or nothing is taken. */
#include "hear.h"

#include "pc/base/limits.h"
#include "pc/doc/fields.h"
#include "pc/doc/read.h"
#include "say.h"

struct ear {
	struct pc_arena *arena;
	bool is_wrong;
};

static const struct pc_node *member(
	struct ear *ear, const struct pc_node *map, const char *name, enum pc_kind kind)
{
	const struct pc_node *node = pc_node_get_c(map, name);

	if (node && node->kind == kind)
		return node;
	ear->is_wrong = true;
	return NULL;
}

/* null is the empty text. */
static struct pc_str text(struct ear *ear, const struct pc_node *map, const char *name)
{
	const struct pc_node *node = pc_node_get_c(map, name);

	if (!node || (node->kind != PC_TEXT && node->kind != PC_NULL))
		ear->is_wrong = true;
	return pc_node_text(node);
}

static int64_t number(struct ear *ear, const struct pc_node *map, const char *name)
{
	const struct pc_node *node = member(ear, map, name, PC_INT);

	if (node && node->integer < 0)
		ear->is_wrong = true;
	return ear->is_wrong ? 0 : node->integer;
}

static int64_t when(struct ear *ear, const struct pc_node *map, const char *name)
{
	struct pc_str said = text(ear, map, name);
	int64_t at = 0;

	if (said.len && !pc_time_read(&at, said))
		ear->is_wrong = true;
	return at;
}

static struct pc_texts texts(struct ear *ear, const struct pc_node *map, const char *name)
{
	const struct pc_node *list = member(ear, map, name, PC_LIST);
	struct pc_texts out = {0};

	if (!list || !list->n_items)
		return out;
	out.items = pc_arena_new_array(ear->arena, struct pc_str, list->n_items);
	out.at = pc_arena_new_array(ear->arena, struct pc_span, list->n_items);
	for (size_t i = 0; i < list->n_items; i++) {
		ear->is_wrong |= list->items[i]->kind != PC_TEXT;
		out.items[out.count++] = pc_node_text(list->items[i]);
	}
	return out;
}

static int word(struct ear *ear, struct pc_str said, const char *const *words)
{
	for (int i = 0; words[i]; i++) {
		if (pc_str_is(said, words[i]))
			return i;
	}
	ear->is_wrong = true;
	return 0;
}

/* ---- one model ----------------------------------------------------------------------
 */

static void hear_state(struct ear *ear, struct pc_model *model, const struct pc_node *row)
{
	struct pc_str said = text(ear, row, "state");

	for (int i = 0; i < PC_MODEL_STATES; i++) {
		if (!pc_str_is(said, pc_model_state_name((enum pc_model_state)i)))
			continue;
		model->state = (enum pc_model_state)i;
		return;
	}
	ear->is_wrong = true;
}

static void hear_retires(
	struct ear *ear, struct pc_model *model, const struct pc_node *row)
{
	const struct pc_node *map = member(ear, row, "retires", PC_MAP);

	model->retires.kind = (enum pc_model_date_kind)word(
		ear, text(ear, map, "kind"), say_date_kinds);
	model->retires.at = when(ear, map, "at");
}

static void hear_announced(
	struct ear *ear, struct pc_model *model, const struct pc_node *row)
{
	model->announced = when(ear, row, "announced");
}

static void hear_replacement(
	struct ear *ear, struct pc_model *model, const struct pc_node *row)
{
	model->replacement = text(ear, row, "replacement");
	model->options = texts(ear, row, "options");
}

static void hear_price(struct ear *ear, struct pc_price *price, const struct pc_node *map)
{
	price->above = number(ear, map, "above");
	for (size_t i = 0; i < PC_PRICES; i++)
		price->of[i] = pc_node_get_c(map, say_price_names[i])
				       ? number(ear, map, say_price_names[i])
				       : PC_PRICE_UNKNOWN;
}

static void hear_prices(
	struct ear *ear, struct pc_model *model, const struct pc_node *row)
{
	const struct pc_node *list = member(ear, row, "picodollars-a-token", PC_LIST);

	if (!list)
		return;
	model->prices = pc_arena_new_array(ear->arena, struct pc_price, list->n_items);
	for (; model->n_prices < list->n_items; model->n_prices++)
		hear_price(ear, &model->prices[model->n_prices],
			list->items[model->n_prices]);
}

static void hear_limits(
	struct ear *ear, struct pc_model *model, const struct pc_node *row)
{
	model->context = number(ear, row, "context");
	model->output = number(ear, row, "output");
}

static void hear_line(struct ear *ear, struct pc_model *model, const struct pc_node *row)
{
	model->line = text(ear, row, "line");
}

static void hear_released(
	struct ear *ear, struct pc_model *model, const struct pc_node *row)
{
	model->released = when(ear, row, "released");
}

/* What is there is said. */
static const struct {
	const char *name;
	unsigned says;
	void (*hear)(struct ear *ear, struct pc_model *model, const struct pc_node *row);
} fields[] = {
	{"state", PC_SAYS_STATE, hear_state},
	{"retires", PC_SAYS_RETIRES, hear_retires},
	{"announced", PC_SAYS_ANNOUNCED, hear_announced},
	{"replacement", PC_SAYS_REPLACEMENT, hear_replacement},
	{"picodollars-a-token", PC_SAYS_PRICE, hear_prices},
	{"context", PC_SAYS_LIMITS, hear_limits},
	{"line", PC_SAYS_LINE, hear_line},
	{"released", PC_SAYS_RELEASED, hear_released},
};

static void hear_sighting(
	struct ear *ear, struct pc_sighting *out, const struct pc_node *row)
{
	out->model.provider = text(ear, row, "provider");
	out->model.id = text(ear, row, "id");
	if (pc_node_get_c(row, "via"))
		out->via = text(ear, row, "via");
	if (pc_node_get_c(row, "aliases"))
		out->model.aliases = texts(ear, row, "aliases");
	if (pc_node_get_c(row, "target")) {
		out->target = text(ear, row, "target");
		out->says |= PC_SAYS_TARGET;
	}
	for (size_t i = 0; i < PC_COUNT(fields); i++) {
		if (!pc_node_get_c(row, fields[i].name))
			continue;
		out->says |= fields[i].says;
		fields[i].hear(ear, &out->model, row);
	}
	if (pc_node_get_c(row, "at-line"))
		out->line = (uint32_t)number(ear, row, "at-line");
	ear->is_wrong |= !out->model.id.len;
}

/* ---- all of it ----------------------------------------------------------------------
 */

static void hear_models(
	struct ear *ear, struct pc_reading *out, const struct pc_node *root)
{
	const struct pc_node *list = member(ear, root, "models", PC_LIST);

	if (!list || list->n_items > PC_MAX_SOURCE_SIGHTINGS) {
		ear->is_wrong = true;
		return;
	}
	out->items =
		pc_arena_new_array(ear->arena, struct pc_sighting, list->n_items + 1);
	for (; out->count < list->n_items; out->count++)
		hear_sighting(ear, &out->items[out->count], list->items[out->count]);
}

static void hear_unread(
	struct ear *ear, struct pc_reading *out, const struct pc_node *root)
{
	struct pc_str said = text(ear, root, "unread");

	out->why = text(ear, root, "why");
	for (int i = PC_READ + 1; i < PC_UNREADS; i++) {
		if (pc_str_is(said, pc_unread_name((enum pc_unread)i)))
			out->unread = (enum pc_unread)i;
	}
	ear->is_wrong |= out->unread == PC_READ;
}

static bool is_sum(struct pc_str text)
{
	bool is_class;

	for (size_t i = 0; i < text.len; i++) {
		if (!pc_str_class_has(PC_STR("xdigit"), text.ptr[i], &is_class))
			return false;
	}
	return text.len == PC_SHA256_HEX - 1;
}

static void hear_sum(struct ear *ear, struct pc_reading *out, const struct pc_node *root)
{
	struct pc_str sum = text(ear, root, "sha256");

	if (is_sum(sum))
		memcpy(out->sha256, sum.ptr, sum.len);
	else
		ear->is_wrong |= sum.len > 0;
}

bool hear_reading(struct pc_reading *out, struct pc_arena *arena, struct pc_str line)
{
	struct pc_reading heard = {.source = out->source};
	struct ear ear = {.arena = arena};
	const struct pc_node *is_read;
	struct pc_node *root;
	struct pc_err err;

	if (pc_json_read_source(&root, arena, "reading", line, &err) != PC_OK)
		return false;
	if (!pc_str_is(text(&ear, root, "name"), heard.source->name))
		return false;
	heard.url = text(&ear, root, "url");
	heard.retrieved = when(&ear, root, "retrieved");
	heard.skipped = (size_t)number(&ear, root, "skipped");
	hear_sum(&ear, &heard, root);
	is_read = member(&ear, root, "read", PC_BOOL);
	if (is_read && is_read->boolean)
		hear_models(&ear, &heard, root);
	else
		hear_unread(&ear, &heard, root);
	if (!ear.is_wrong)
		*out = heard;
	return !ear.is_wrong;
}
