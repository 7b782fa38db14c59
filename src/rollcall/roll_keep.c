/* SPDX-License-Identifier: Apache-2.0 */
/* What readings say, copied and compared by the fields that count. */
#include "roll_priv.h"

struct pc_str keep_str(struct pc_arena *arena, struct pc_str s)
{
	return s.len ? pc_arena_str(arena, s) : (struct pc_str){0};
}

struct pc_texts keep_texts(struct pc_arena *arena, const struct pc_texts *texts)
{
	struct pc_texts kept = {.count = texts->count};

	if (!texts->count)
		return kept;
	kept.items = pc_arena_new_array(arena, struct pc_str, texts->count);
	kept.at = pc_arena_new_array(arena, struct pc_span, texts->count);
	for (size_t i = 0; i < texts->count; i++)
		kept.items[i] = keep_str(arena, texts->items[i]);
	return kept;
}

static void keep_prices(
	struct pc_model *to, struct pc_arena *arena, const struct pc_model *from)
{
	to->prices = NULL;
	to->n_prices = from->n_prices;
	if (!from->n_prices)
		return;
	to->prices = pc_arena_new_array(arena, struct pc_price, from->n_prices);
	memcpy(to->prices, from->prices, from->n_prices * sizeof(*from->prices));
}

void keep_fields(struct pc_model *to, struct pc_arena *arena, const struct pc_model *from,
	unsigned mask)
{
	if (mask & PC_SAYS_STATE)
		to->state = from->state;
	if (mask & PC_SAYS_RETIRES)
		to->retires = from->retires;
	if (mask & PC_SAYS_ANNOUNCED)
		to->announced = from->announced;
	if (mask & PC_SAYS_REPLACEMENT) {
		to->replacement = keep_str(arena, from->replacement);
		to->options = keep_texts(arena, &from->options);
	}
	if (mask & PC_SAYS_PRICE)
		keep_prices(to, arena, from);
	if (mask & PC_SAYS_LIMITS) {
		to->context = from->context;
		to->output = from->output;
	}
	if (mask & PC_SAYS_LINE)
		to->line = keep_str(arena, from->line);
	if (mask & PC_SAYS_RELEASED)
		to->released = from->released;
}

void keep_sighting(
	struct pc_sighting *out, struct pc_arena *arena, const struct pc_sighting *from)
{
	*out = (struct pc_sighting){.says = from->says, .line = from->line};
	out->model.provider = keep_str(arena, from->model.provider);
	out->model.id = keep_str(arena, from->model.id);
	out->via = keep_str(arena, from->via);
	keep_fields(&out->model, arena, &from->model, from->says);
	if (from->says & PC_SAYS_TARGET)
		out->target = keep_str(arena, from->target);
}

bool same_texts(const struct pc_texts *a, const struct pc_texts *b)
{
	if (a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++) {
		if (!pc_str_eq(a->items[i], b->items[i]))
			return false;
	}
	return true;
}

/* By the day: one says "2026-11-30", the other one adds a time of day. */
bool same_date(const struct pc_model_date *a, const struct pc_model_date *b)
{
	enum { DAY = 24 * 60 * 60 };

	return a->kind == b->kind && a->at / DAY == b->at / DAY;
}

static bool same_price_lists(const struct pc_model *a, const struct pc_model *b)
{
	return a->n_prices == b->n_prices &&
	       (!a->n_prices ||
		       !memcmp(a->prices, b->prices, a->n_prices * sizeof(*a->prices)));
}

bool same_fields(const struct pc_model *a, const struct pc_model *b, unsigned mask)
{
	if (mask & PC_SAYS_STATE && a->state != b->state)
		return false;
	if (mask & PC_SAYS_RETIRES && !same_date(&a->retires, &b->retires))
		return false;
	if (mask & PC_SAYS_ANNOUNCED && a->announced != b->announced)
		return false;
	if (mask & PC_SAYS_REPLACEMENT && (!pc_str_eq(a->replacement, b->replacement) ||
						  !same_texts(&a->options, &b->options)))
		return false;
	if (mask & PC_SAYS_PRICE && !same_price_lists(a, b))
		return false;
	if (mask & PC_SAYS_LIMITS && (a->context != b->context || a->output != b->output))
		return false;
	if (mask & PC_SAYS_LINE && !pc_str_eq(a->line, b->line))
		return false;
	return !(mask & PC_SAYS_RELEASED) || a->released == b->released;
}

static const struct pc_price *price_above(const struct pc_model *model, int64_t above)
{
	for (size_t i = 0; i < model->n_prices; i++) {
		if (model->prices[i].above == above)
			return &model->prices[i];
	}
	return NULL;
}

bool same_prices(const struct pc_model *a, const struct pc_model *b)
{
	for (size_t i = 0; i < a->n_prices; i++) {
		const struct pc_price *one = &a->prices[i];
		const struct pc_price *other = price_above(b, one->above);

		for (int of = 0; other && of < PC_PRICES; of++) {
			if (one->of[of] != other->of[of] && one->of[of] >= 0 &&
				other->of[of] >= 0)
				return false;
		}
	}
	return true;
}
