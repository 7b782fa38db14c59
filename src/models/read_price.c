/* SPDX-License-Identifier: Apache-2.0 */
/* Prices of a row: dollars of a million tokens as they are written, to integers. */
#include <stddef.h>

#include "pc/base/decimal.h"
#include "table_priv.h"

struct tier {
	int64_t above;
	const struct pc_node *of[PC_PRICES];
};

#define TIER(name, which, about)                                                         \
	{                                                                                \
		name, PC_FIELD_NODE,                                                     \
			offsetof(struct tier, of) +                                      \
				(which) * sizeof(const struct pc_node *),                \
			false, 0, 0, NULL, about                                         \
	}

static const struct pc_field tier_fields[] = {
	{"above", PC_FIELD_NUMBER, offsetof(struct tier, above), false, 0, 0, NULL,
		"for requests with more tokens than that coming in"},
	TIER("input", PC_PRICE_INPUT, "what comes in"),
	TIER("output", PC_PRICE_OUTPUT, "what goes out"),
	TIER("cache-read", PC_PRICE_CACHE_READ, "what is read from the cache"),
	TIER("cache-write", PC_PRICE_CACHE_WRITE, "what is kept for a short time"),
	TIER("cache-write-long", PC_PRICE_CACHE_WRITE_LONG, "what is kept for an hour"),
	TIER("reasoning", PC_PRICE_REASONING, "what is thought"),
};
static const struct pc_fields tier_table = {
	"a price", tier_fields, PC_COUNT(tier_fields)};

static void read_amount(
	struct table_reading *reading, int64_t *out, const struct pc_node *node)
{
	struct pc_str written;
	int64_t value = PC_PRICE_UNKNOWN;
	enum pc_decimal how;

	if (node->kind != PC_INT && node->kind != PC_REAL) {
		table_refuse(reading, "PC2102", node->at,
			"a price has to be a number: dollars of a million tokens");
		return;
	}
	written = node->kind == PC_REAL ? node->written
					: pc_arena_printf(reading->arena, "%lld",
						  (long long)node->integer);
	how = pc_decimal_read(&value, written, PC_PRICE_MILLION_PLACES);
	if (how == PC_DECIMAL_EXACT && value >= 0)
		*out = value;
	else
		table_refuse(reading, "PC2610", node->at,
			"'%.*s' is no price: dollars of a million tokens are not "
			"negative and have at most %d places",
			PC_STR_ARG(written), PC_PRICE_MILLION_PLACES);
}

static void read_tier(
	struct table_reading *reading, struct pc_price *out, const struct pc_node *map)
{
	struct tier tier = {0};

	for (size_t i = 0; i < PC_PRICES; i++)
		out->of[i] = PC_PRICE_UNKNOWN;
	if (!table_fields(reading, &tier, &tier_table, map))
		return;
	out->above = tier.above;
	for (size_t i = 0; i < PC_PRICES; i++) {
		if (tier.of[i])
			read_amount(reading, &out->of[i], tier.of[i]);
	}
}

void table_read_prices(
	struct table_reading *reading, struct pc_model *out, const struct pc_node *node)
{
	bool is_list = node->kind == PC_LIST;
	size_t n = is_list ? node->n_items : 1;

	out->prices = pc_arena_new_array(reading->arena, struct pc_price, n);
	out->n_prices = n;
	for (size_t i = 0; i < n; i++) {
		const struct pc_node *map = is_list ? node->items[i] : node;
		struct pc_price *price = &out->prices[i];

		read_tier(reading, price, map);
		if (i ? price->above <= price[-1].above : price->above != 0)
			table_refuse(reading, "PC2610", map->at,
				"prices stand by rising 'above', and the first has none");
	}
}
