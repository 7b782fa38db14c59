/* SPDX-License-Identifier: Apache-2.0 */
/* models.dev, https://models.dev/api.json: providers by name, each with its models by id.
 * Prices are dollars of a million tokens.  It knows no ends: a model is "deprecated", or
 * "alpha" or "beta", or nothing is said of it.
 *
 * What is sold by others than its maker stands there under the seller's name and
 * spelling, and so it does here, with the cloud where it is one. */
#include "rows.h"
#include "sources.h"

static const struct price_unit unit = {PRICE_AS_NUMBER, PC_PRICE_MILLION_PLACES};

static const struct price_member members[] = {
	{"input", PC_PRICE_INPUT},
	{"output", PC_PRICE_OUTPUT},
	{"cache_read", PC_PRICE_CACHE_READ},
	{"cache_write", PC_PRICE_CACHE_WRITE},
	{"reasoning", PC_PRICE_REASONING},
};

enum { MOST_TIERS = 8 };

struct prices {
	struct pc_price items[MOST_TIERS];
	size_t count;
};

static struct pc_str seller(struct pc_str provider)
{
	static const struct {
		const char *name, *via;
	} sellers[] = {
		{"amazon-bedrock", "bedrock"},
		{"azure", "azure"},
		{"azure-cognitive-services", "foundry"},
		{"google-vertex", "vertex"},
		{"google-vertex-anthropic", "vertex"},
		{"openrouter", "openrouter"},
	};

	for (size_t i = 0; i < PC_COUNT(sellers); i++) {
		if (pc_str_is(provider, sellers[i].name))
			return pc_str(sellers[i].via);
	}
	return (struct pc_str){0};
}

/* One price for requests with more tokens than that; of two for as many the first. */
static bool read_cost(struct prices *prices, const struct pc_node *cost, int64_t above)
{
	struct pc_price price = price_none(above);

	for (size_t i = 0; i < prices->count; i++) {
		if (prices->items[i].above == above)
			return true;
	}
	if (!cost || cost->kind != PC_MAP ||
		prices_read(&price, cost, members, PC_COUNT(members), unit) ==
			MEMBER_WRONG)
		return false;
	if (prices->count < MOST_TIERS)
		prices->items[prices->count++] = price;
	return true;
}

/* {"tier": {"type": "context", "size": 200000}, "input": ...}; other types of tiers are
 * not for tokens coming in. */
static bool read_tier(struct prices *prices, const struct pc_node *entry)
{
	const struct pc_node *tier = pc_node_get_c(entry, "tier");
	struct pc_str type = pc_node_text(pc_node_get_c(tier, "type"));
	int64_t size;

	if (type.len && !pc_str_is(type, "context"))
		return true;
	if (member_count(&size, tier, "size") != MEMBER_GOOD)
		return false;
	return size == 0 || read_cost(prices, entry, size);
}

static bool read_prices(
	struct rows *rows, const struct pc_node *row, struct pc_sighting *sighting)
{
	const int64_t over_200k = 200000;
	const struct pc_node *cost = pc_node_get_c(row, "cost");
	const struct pc_node *tiers = pc_node_get_c(cost, "tiers");
	const struct pc_node *older = pc_node_get_c(cost, "context_over_200k");
	struct prices prices = {.count = 0};

	if (!cost || cost->kind == PC_NULL)
		return true;
	if (!read_cost(&prices, cost, 0))
		return false;
	for (size_t i = 0; tiers && tiers->kind == PC_LIST && i < tiers->n_items; i++) {
		if (!read_tier(&prices, tiers->items[i]))
			return false;
	}
	if (older && older->kind != PC_NULL && !read_cost(&prices, older, over_200k))
		return false;
	rows_say_prices(rows, sighting, prices.items, prices.count);
	return true;
}

static void read_state(const struct pc_node *row, struct pc_sighting *sighting)
{
	struct pc_str status = pc_node_text(pc_node_get_c(row, "status"));

	if (pc_str_is(status, "deprecated"))
		sighting->model.state = PC_MODEL_DEPRECATED;
	else if (pc_str_is(status, "alpha") || pc_str_is(status, "beta"))
		sighting->model.state = PC_MODEL_PREVIEW;
	else
		return;
	sighting->says |= PC_SAYS_STATE;
}

static bool read_facts(
	struct rows *rows, const struct pc_node *row, struct pc_sighting *sighting)
{
	const struct pc_node *limit = pc_node_get_c(row, "limit");
	struct pc_model *model = &sighting->model;

	if (!read_prices(rows, row, sighting) ||
		member_count(&model->context, limit, "context") == MEMBER_WRONG ||
		member_count(&model->output, limit, "output") == MEMBER_WRONG)
		return false;
	if (model->context || model->output)
		sighting->says |= PC_SAYS_LIMITS;
	/* "2026-09" is no day. */
	if (member_day(&model->released, row, "release_date") == MEMBER_GOOD)
		sighting->says |= PC_SAYS_RELEASED;
	read_state(row, sighting);
	return true;
}

static bool read_row(
	struct rows *rows, struct pc_str provider, const struct pc_pair *pair)
{
	struct pc_sighting *sighting;
	struct pc_str id = pair->key;

	rows->n_seen++;
	if (pair->value->kind != PC_MAP || !is_name(id) ||
		member_text(&id, pair->value, "id") == MEMBER_WRONG) {
		rows_odd(rows);
		return true;
	}
	sighting = rows_add(rows, provider, id, pair->value);
	if (!sighting)
		return false;
	sighting->via = seller(provider);
	if (!read_facts(rows, pair->value, sighting)) {
		rows_take_back(rows);
		rows_odd(rows);
	}
	return true;
}

static bool read_provider(struct rows *rows, const struct pc_pair *pair)
{
	const struct pc_node *models = pc_node_get_c(pair->value, "models");

	if (!models || models->kind != PC_MAP || !is_name(pair->key))
		return rows_fail(rows, PC_UNREAD_SHAPE, "%.*s has no object \"models\"",
			PC_STR_ARG(rows_show(rows->arena, pair->key)));
	for (size_t i = 0; i < models->n_pairs; i++) {
		if (!read_row(rows, pair->key, &models->pairs[i]))
			return false;
	}
	return true;
}

static void read_all(
	struct pc_reading *reading, struct pc_arena *arena, struct pc_str body)
{
	struct rows rows;

	if (!rows_open(&rows, reading, arena, body))
		return;
	for (size_t i = 0; i < rows.root->n_pairs; i++) {
		if (!read_provider(&rows, &rows.root->pairs[i]))
			return;
	}
	rows_close(&rows);
}

const struct pc_source source_models_dev = {
	.name = "models-dev",
	.provider = "",
	.authority = PC_AUTHORITY_THIRD_PARTY,
	.url = "https://models.dev/api.json",
	.accept = "application/json",
	.read = read_all,
};
