/* SPDX-License-Identifier: Apache-2.0 */
/* Documents and rows: see rows.h. */
#include "rows.h"

#include <stdarg.h>
#include <stdio.h>

#include "pc/base/limits.h"
#include "pc/doc/read.h"

enum { WHY_SIZE = 256, SHOWN = 60 };

bool rows_fail(struct rows *rows, enum pc_unread why, const char *fmt, ...)
{
	struct pc_reading *reading = rows->reading;
	char text[WHY_SIZE];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	reading->unread = why;
	reading->why = pc_arena_str(rows->arena, pc_str(text));
	reading->items = NULL;
	reading->count = 0;
	return false;
}

struct pc_str rows_show(struct pc_arena *arena, struct pc_str text)
{
	struct pc_str head = pc_str_head(text, SHOWN);
	char *copy = pc_arena_bytes(arena, head.len + sizeof("\"...\""));
	size_t len = 0;

	copy[len++] = '"';
	for (size_t i = 0; i < head.len; i++) {
		bool plain = head.ptr[i] >= ' ' && head.ptr[i] <= '~';

		copy[len++] = plain ? head.ptr[i] : '?';
	}
	if (head.len < text.len) {
		memcpy(copy + len, "...", 3);
		len += 3;
	}
	copy[len++] = '"';
	return (struct pc_str){copy, len};
}

bool rows_wrong(struct rows *rows, const char *list, size_t index, const char *member,
	const struct pc_node *value)
{
	struct pc_str shown = {0};

	if (value && value->kind == PC_TEXT)
		shown = rows_show(rows->arena, value->text);
	if (shown.len)
		return rows_fail(rows, PC_UNREAD_SHAPE, "%s[%zu].%s is %.*s", list, index,
			member, PC_STR_ARG(shown));
	return rows_fail(rows, PC_UNREAD_SHAPE, "%s[%zu].%s is %s", list, index, member,
		value ? pc_kind_name(value->kind) : "not there");
}

/* ---- the document ----------------------------------------------------------- */

/* A word that a provider has for a kind of error, and nothing that somebody wrote: texts
 * of errors quote keys. */
static bool is_word(struct pc_str text)
{
	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];

		if (!((c >= 'a' && c <= 'z') || c == '_'))
			return false;
	}
	return text.len > 0 && text.len <= SHOWN;
}

static bool is_error(struct rows *rows)
{
	const struct pc_node *error = pc_node_get_c(rows->root, "error");
	struct pc_str type = pc_node_text(pc_node_get_c(error, "type"));

	if (!error || error->kind == PC_NULL)
		return false;
	if (!is_word(type))
		type = PC_STR("of a kind that it does not name");
	rows_fail(
		rows, PC_UNREAD_SHAPE, "the answer is an error: %.*s", PC_STR_ARG(type));
	return true;
}

static bool fail_json(struct rows *rows, struct pc_str body, const struct pc_err *err)
{
	struct pc_str text = pc_str_trim(body);

	if (err->status == PC_ERR_LIMIT)
		return rows_fail(rows, PC_UNREAD_LARGE, "%s", err->text);
	if (text.len == 0)
		return rows_fail(rows, PC_UNREAD_SHORT, "the document is empty");
	if (text.ptr[0] == '<')
		return rows_fail(rows, PC_UNREAD_TYPE, "a page, not JSON");
	if (text.ptr[0] == '{' && text.ptr[text.len - 1] != '}')
		return rows_fail(rows, PC_UNREAD_SHORT, "the document is cut off");
	return rows_fail(rows, PC_UNREAD_TYPE, "no JSON: line %u, column %u",
		(unsigned)err->at.line, (unsigned)err->at.col);
}

bool rows_open(struct rows *rows, struct pc_reading *reading, struct pc_arena *arena,
	struct pc_str body)
{
	struct pc_node *root;
	struct pc_err err;

	*rows = (struct rows){.reading = reading, .arena = arena};
	reading->unread = PC_READ;
	reading->items = NULL;
	reading->count = 0;
	reading->skipped = 0;
	if (pc_json_read_source(&root, arena, "answer", body, &err) != PC_OK)
		return fail_json(rows, body, &err);
	rows->root = root;
	if (root->kind != PC_MAP)
		return rows_fail(rows, PC_UNREAD_SHAPE, "the document is %s, no object",
			pc_kind_name(root->kind));
	return !is_error(rows);
}

bool rows_list(const struct pc_node **out, struct rows *rows, const char *name)
{
	const struct pc_node *list = pc_node_get_c(rows->root, name);

	if (!list)
		return rows_fail(rows, PC_UNREAD_SHAPE, "there is no \"%s\"", name);
	if (list->kind != PC_LIST)
		return rows_fail(rows, PC_UNREAD_SHAPE, "\"%s\" is %s, no array", name,
			pc_kind_name(list->kind));
	*out = list;
	return true;
}

/* ---- sightings -------------------------------------------------------------- */

struct pc_sighting *rows_add(struct rows *rows, struct pc_str provider, struct pc_str id,
	const struct pc_node *at)
{
	struct pc_reading *reading = rows->reading;
	struct pc_sighting *sighting;

	if (reading->count == PC_MAX_SOURCE_SIGHTINGS) {
		rows_fail(rows, PC_UNREAD_LARGE, "more than %d models",
			PC_MAX_SOURCE_SIGHTINGS);
		return NULL;
	}
	if (reading->count == rows->cap)
		pc_arena_grow(rows->arena, reading->items, reading->count, rows->cap);
	sighting = &reading->items[reading->count++];
	*sighting = (struct pc_sighting){.line = at ? at->at.line : 0};
	sighting->model.provider = provider;
	sighting->model.id = id;
	sighting->model.authority = reading->source->authority;
	return sighting;
}

void rows_take_back(struct rows *rows)
{
	rows->reading->count--;
}

void rows_odd(struct rows *rows)
{
	rows->reading->skipped++;
}

static int compare_prices(const void *a, const void *b)
{
	const int64_t *left = a, *right = b;

	return (*left > *right) - (*left < *right);
}

/* Half of all models cost between 0.005 and 200 dollars for a million tokens coming in,
 * whatever year it is; a source that changed from tokens to thousands or millions of
 * them, or to cents, is outside by far.  What is odd about one row alone the roll call
 * sees, as it knows other sources. */
static bool rows_units(struct rows *rows)
{
	const int64_t least = 5000, most = 200000000;
	enum { ENOUGH = 5 };
	int64_t middle;

	if (rows->n_prices < ENOUGH)
		return true;
	qsort(rows->prices, rows->n_prices, sizeof(*rows->prices), compare_prices);
	middle = rows->prices[rows->n_prices / 2];
	if (middle >= least && middle <= most)
		return true;
	return rows_fail(rows, PC_UNREAD_SHAPE,
		"prices are in another unit: half of them are %s than %s dollars for a "
		"million tokens",
		middle < least ? "less" : "more", middle < least ? "0.005" : "200");
}

bool rows_close(struct rows *rows)
{
	enum { FEW = 3, SHARE = 20 };
	const struct pc_reading *reading = rows->reading;
	size_t allowed = rows->n_seen / SHARE > FEW ? rows->n_seen / SHARE : FEW;

	if (reading->unread != PC_READ)
		return false;
	if (reading->skipped > allowed)
		return rows_fail(rows, PC_UNREAD_SHAPE,
			"%zu of %zu models are not of the form that is known",
			reading->skipped, rows->n_seen);
	if (reading->count == 0)
		return rows_fail(rows, PC_UNREAD_SHORT, "there is no model in it");
	return rows_units(rows);
}

/* ---- prices ----------------------------------------------------------------- */

/* Puts one where it belongs. */
static size_t put_price(struct pc_price *list, size_t count, const struct pc_price *price)
{
	size_t place = 0;

	while (place < count && list[place].above < price->above)
		place++;
	if (place < count && list[place].above == price->above) {
		list[place] = *price;
		return count;
	}
	memmove(&list[place + 1], &list[place], (count - place) * sizeof(*list));
	list[place] = *price;
	return count + 1;
}

void rows_say_prices(struct rows *rows, struct pc_sighting *sighting,
	const struct pc_price *prices, size_t count)
{
	struct pc_price *list =
		pc_arena_new_array(rows->arena, struct pc_price, count + 1);
	size_t n_list = 1;

	list[0] = price_none(0);
	for (size_t i = 0; i < count; i++) {
		struct pc_price price = prices[i];

		/* They have no price of their own then, and cost what any output does. */
		if (price.of[PC_PRICE_REASONING] == 0)
			price.of[PC_PRICE_REASONING] = PC_PRICE_UNKNOWN;
		n_list = put_price(list, n_list, &price);
	}
	sighting->says |= PC_SAYS_PRICE;
	sighting->model.prices = list;
	sighting->model.n_prices = n_list;
	if (list[0].of[PC_PRICE_INPUT] <= 0)
		return;
	if (rows->n_prices == rows->prices_cap)
		pc_arena_grow(
			rows->arena, rows->prices, rows->n_prices, rows->prices_cap);
	rows->prices[rows->n_prices++] = list[0].of[PC_PRICE_INPUT];
}
