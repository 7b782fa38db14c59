/* SPDX-License-Identifier: Apache-2.0 */
/* LiteLLM's map of prices: rows by name, {"litellm_provider", "input_cost_per_token": 3e-
 * 06, ...}, in dollars a token.  "..._above_200k_tokens" is the price of a request with
 * more tokens coming in; "tiered_pricing" has the same as a list.  Variants for batches,
 * priorities, pictures and the like are passed over.  "deprecation_date" is the day on
 * which calls end, as those who keep the map have it; they often take a floor for it.
 *
 * A row of a cloud has its name as "via".  Names with further parts ("fast/...", a
 * region, a commitment) are no plain offer: they are kept whole, as seen by "litellm". */
#include "rows.h"
#include "sources.h"

static const struct price_unit unit = {PRICE_AS_NUMBER, PC_PRICE_TOKEN_PLACES};

/* A name before that of which it is the beginning. */
static const struct price_member members[] = {
	{"cache_creation_input_token_cost_above_1hr", PC_PRICE_CACHE_WRITE_LONG},
	{"cache_creation_input_token_cost", PC_PRICE_CACHE_WRITE},
	{"cache_read_input_token_cost", PC_PRICE_CACHE_READ},
	{"input_cost_per_token", PC_PRICE_INPUT},
	{"output_cost_per_token", PC_PRICE_OUTPUT},
	{"output_cost_per_reasoning_token", PC_PRICE_REASONING},
};

enum { MOST_TIERS = 8 };

struct prices {
	struct pc_price items[MOST_TIERS];
	size_t count;
};

/* ---- whose it is ------------------------------------------------------------- */

/* By what litellm_provider begins with. */
static const struct owner {
	struct pc_str name;
	const char *provider; /* NULL: as it is */
	const char *via;
	const char *prefix; /* of names in the map; NULL: the provider's own name */
} owners[] = {
	{PC_STR("text-completion-openai"), "openai", "", NULL},
	{PC_STR("vertex_ai-anthropic"), "anthropic", "vertex", "vertex_ai"},
	{PC_STR("vertex_ai-language"), "google", "vertex", "vertex_ai"},
	{PC_STR("vertex_ai"), NULL, "vertex", "vertex_ai"},
	{PC_STR("bedrock"), NULL, "bedrock", "bedrock"},
	{PC_STR("azure_ai"), NULL, "foundry", NULL},
	{PC_STR("azure"), "openai", "azure", NULL},
	{PC_STR("gemini"), "google", "", NULL},
	{PC_STR("openrouter"), NULL, "openrouter", NULL},
};

struct whose {
	struct pc_str provider, via, id;
};

/* "us.anthropic.claude-...": the maker before the last dot that letters stand between. */
static struct pc_str bedrock_maker(struct pc_str id)
{
	static const char *const makers[] = {"ai21", "amazon", "anthropic", "cohere",
		"deepseek", "google", "meta", "mistral", "openai", "qwen"};
	struct pc_str rest = id;

	for (int parts = 0; parts < 2; parts++) {
		struct pc_str part = pc_str_cut(&rest, '.');

		for (size_t i = 0; rest.ptr && i < PC_COUNT(makers); i++) {
			if (pc_str_is(part, makers[i]))
				return part;
		}
	}
	return PC_STR("bedrock");
}

static void find_owner(struct whose *out, struct pc_str name, struct pc_str key)
{
	struct pc_str prefix = name, rest = key, head = pc_str_cut(&rest, '/');
	const struct owner *owner = NULL;

	for (size_t i = 0; !owner && i < PC_COUNT(owners); i++) {
		if (pc_str_starts(name, owners[i].name))
			owner = &owners[i];
	}
	*out = (struct whose){.provider = name, .id = key};
	if (owner) {
		out->provider = owner->provider ? pc_str(owner->provider) : name;
		out->via = pc_str(owner->via);
		prefix = owner->prefix ? pc_str(owner->prefix) : name;
	}
	if (rest.len && pc_str_eq(head, prefix))
		out->id = rest;
	if (pc_str_is(out->via, "bedrock"))
		out->provider = bedrock_maker(out->id);
	if (out->via.len == 0 && pc_str_find(out->id, '/') < out->id.len)
		out->via = PC_STR("litellm");
}

/* ---- prices ------------------------------------------------------------------ */

/* "" is 0, "_above_200k_tokens" is 200000; false: another kind of price. */
static bool tier_read(int64_t *out, struct pc_str tail)
{
	const struct pc_str before = PC_STR("_above_"), behind = PC_STR("k_tokens");
	enum { MOST_DIGITS = 6 };
	struct pc_str number;

	*out = 0;
	if (tail.len == 0)
		return true;
	if (!pc_str_starts(tail, before) || !pc_str_ends(tail, behind) ||
		tail.len <= before.len + behind.len)
		return false;
	number = pc_str_head(
		pc_str_from(tail, before.len), tail.len - before.len - behind.len);
	for (size_t i = 0; i < number.len; i++) {
		if (number.ptr[i] < '0' || number.ptr[i] > '9' || i == MOST_DIGITS)
			return false;
		*out = *out * 10 + (number.ptr[i] - '0');
	}
	*out *= 1000;
	return *out > 0;
}

static struct pc_price *find_tier(struct prices *prices, int64_t above)
{
	for (size_t i = 0; i < prices->count; i++) {
		if (prices->items[i].above == above)
			return &prices->items[i];
	}
	if (prices->count == MOST_TIERS)
		return NULL;
	prices->items[prices->count] = price_none(above);
	return &prices->items[prices->count++];
}

/* base: of the tier that the map as a whole is for. */
static bool read_price(struct prices *prices, const struct pc_pair *pair, int64_t base)
{
	for (size_t i = 0; i < PC_COUNT(members); i++) {
		struct pc_str name = pc_str(members[i].name);
		struct pc_price *tier;
		int64_t above;

		if (!pc_str_starts(pair->key, name))
			continue;
		if (!tier_read(&above, pc_str_from(pair->key, name.len)))
			continue;
		if (pair->value->kind == PC_NULL)
			return true;
		tier = find_tier(prices, above ? above : base);
		return !tier || price_of(&tier->of[members[i].of], pair->value, unit);
	}
	return true;
}

static bool read_prices(struct prices *prices, const struct pc_node *map, int64_t base)
{
	for (size_t i = 0; i < map->n_pairs; i++) {
		if (!read_price(prices, &map->pairs[i], base))
			return false;
	}
	return true;
}

/* [{"range": [0, 256000.0], "input_cost_per_token": ...}, ...] */
static bool read_tiers(struct prices *prices, const struct pc_node *tiers)
{
	if (!tiers || tiers->kind != PC_LIST)
		return true;
	for (size_t i = 0; i < tiers->n_items; i++) {
		const struct pc_node *tier = tiers->items[i];
		const struct pc_node *range = pc_node_get_c(tier, "range");
		int64_t from;

		if (!range || range->kind != PC_LIST || range->n_items == 0 ||
			!count_of(&from, range->items[0]) ||
			!read_prices(prices, tier, from))
			return false;
	}
	return true;
}

/* ---- rows -------------------------------------------------------------------- */

/* Limits and dates that are texts for people do not make prices unknown. */
static void read_facts(
	struct rows *rows, const struct pc_node *row, struct pc_sighting *sighting)
{
	struct pc_model *model = &sighting->model;
	enum member end = member_day(&model->retires.at, row, "deprecation_date");

	if (end == MEMBER_GOOD) {
		model->retires.kind = PC_DATE_EXACT;
		sighting->says |= PC_SAYS_RETIRES;
	} else if (end == MEMBER_WRONG) {
		rows_odd(rows);
	}
	member_count(&model->context, row, "max_input_tokens");
	member_count(&model->output, row, "max_output_tokens");
	if (model->context || model->output)
		sighting->says |= PC_SAYS_LIMITS;
}

static bool read_row(struct rows *rows, const struct pc_pair *pair)
{
	const struct pc_node *row = pair->value;
	struct prices prices = {.count = 0};
	struct pc_sighting *sighting;
	struct pc_str provider;
	struct whose whose;

	rows->n_seen++;
	if (!is_name(pair->key) ||
		member_text(&provider, row, "litellm_provider") != MEMBER_GOOD ||
		!read_prices(&prices, row, 0) ||
		!read_tiers(&prices, pc_node_get_c(row, "tiered_pricing"))) {
		rows_odd(rows);
		return true;
	}
	find_owner(&whose, provider, pair->key);
	sighting = rows_add(rows, whose.provider, whose.id, row);
	if (!sighting)
		return false;
	sighting->via = whose.via;
	if (prices.count)
		rows_say_prices(rows, sighting, prices.items, prices.count);
	read_facts(rows, row, sighting);
	if (!sighting->says) /* pictures, speech: nothing that we know */
		rows_take_back(rows);
	return true;
}

static void read_all(
	struct pc_reading *reading, struct pc_arena *arena, struct pc_str body)
{
	struct rows rows;

	if (!rows_open(&rows, reading, arena, body))
		return;
	for (size_t i = 0; i < rows.root->n_pairs; i++) {
		const struct pc_pair *pair = &rows.root->pairs[i];

		if (pc_str_is(pair->key, "sample_spec")) /* explains the others */
			continue;
		if (!read_row(&rows, pair))
			return;
	}
	rows_close(&rows);
}

const struct pc_source source_litellm = {
	.name = "litellm",
	.provider = "",
	.authority = PC_AUTHORITY_THIRD_PARTY,
	.url = "https://raw.githubusercontent.com/BerriAI/litellm/main/"
	       "model_prices_and_context_window.json",
	.accept = "application/json",
	.read = read_all,
};
