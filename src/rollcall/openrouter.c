/* SPDX-License-Identifier: Apache-2.0 */
/* OpenRouter's list of what it sells, GET /api/v1/models: pages of {"data": [...],
 * "links": {"next"}, "total_count"}.  Prices are texts, in dollars a token; "-1" is one
 * that varies.  The part of an id before the slash is the maker, except for "~": a name
 * of OpenRouter's own that follows the newest of a family ("alias_target"). */
#include "pages.h"
#include "pc/doc/read.h"
#include "rows.h"
#include "sources.h"

static const struct price_unit unit = {PRICE_AS_TEXT, PC_PRICE_TOKEN_PLACES};

static const struct price_member members[] = {
	{"prompt", PC_PRICE_INPUT},
	{"completion", PC_PRICE_OUTPUT},
	{"input_cache_read", PC_PRICE_CACHE_READ},
	{"input_cache_write", PC_PRICE_CACHE_WRITE},
	{"input_cache_write_1h", PC_PRICE_CACHE_WRITE_LONG},
	{"internal_reasoning", PC_PRICE_REASONING},
};

static struct pc_str next(struct pc_arena *arena, struct pc_str url, struct pc_str body)
{
	struct pc_node *root;
	struct pc_str link;
	struct pc_err err;

	if (pc_json_read_source(&root, arena, "answer", body, &err) != PC_OK ||
		member_text(&link, pc_node_get_c(root, "links"), "next") != MEMBER_GOOD)
		return (struct pc_str){0};
	return page_at(arena, url, link);
}

/* ---- ids -------------------------------------------------------------------- */

static size_t count_chars(struct pc_str text, const char *set)
{
	size_t n = 0;

	while (n < text.len && text.ptr[n] && strchr(set, text.ptr[n]))
		n++;
	return n;
}

/* "claude-opus-4.8" or "claude-fable-5", which are called "claude-opus-4-8" at home.
 * Anything behind the version is another product, older names are in another order. */
static bool is_claude(struct pc_str id)
{
	const char *const digits = "0123456789";
	struct pc_str rest = pc_str_from(id, sizeof("claude-") - 1);
	size_t line = count_chars(rest, "abcdefghijklmnopqrstuvwxyz");
	size_t major;

	if (!pc_str_starts(id, PC_STR("claude-")) || line == 0 || line >= rest.len ||
		rest.ptr[line] != '-')
		return false;
	rest = pc_str_from(rest, line + 1);
	major = count_chars(rest, digits);
	if (major == 0 || major == rest.len)
		return major > 0;
	rest = pc_str_from(rest, major);
	return rest.ptr[0] == '.' && rest.len > 1 &&
	       count_chars(pc_str_from(rest, 1), digits) == rest.len - 1;
}

static struct pc_str with_dashes(struct pc_arena *arena, struct pc_str id)
{
	char *copy = pc_arena_bytes(arena, id.len);

	for (size_t i = 0; i < id.len; i++)
		copy[i] = id.ptr[i] == '.' ? '-' : id.ptr[i];
	return (struct pc_str){copy, id.len};
}

/* The maker's own spelling, where a rule without exceptions gives it. */
static bool makers_id(struct pc_str *out, struct pc_arena *arena, struct pc_str provider,
	struct pc_str id)
{
	if (id.len == 0 || pc_str_find(id, ':') < id.len || pc_str_find(id, '/') < id.len)
		return false; /* ":free" and the like are other offers */
	if (pc_str_is(provider, "anthropic") && is_claude(id)) {
		*out = with_dashes(arena, id);
		return true;
	}
	*out = id;
	return pc_str_is(provider, "openai") || pc_str_is(provider, "google");
}

static struct pc_sighting *add(
	struct rows *rows, struct pc_str slug, const struct pc_node *row)
{
	struct pc_str id = slug, provider = pc_str_cut(&id, '/'), own;
	struct pc_sighting *sighting;

	if (id.len == 0)
		provider = PC_STR("openrouter");
	if (makers_id(&own, rows->arena, provider, id))
		return rows_add(rows, provider, own, row);
	sighting = rows_add(rows, provider, slug, row);
	if (sighting)
		sighting->via = PC_STR("openrouter");
	return sighting;
}

/* What a name with "~" stands for: {"slug": "anthropic/claude-opus-5.5"}, or that text.
 */
static bool read_target(
	struct rows *rows, const struct pc_node *row, struct pc_sighting *sighting)
{
	const struct pc_node *target = pc_node_get_c(row, "alias_target");
	struct pc_str slug, rest, provider, own;
	enum member found = member_text(&slug, row, "alias_target");

	if (target && target->kind == PC_MAP)
		found = member_text(&slug, target, "slug");
	if (found != MEMBER_GOOD)
		return found != MEMBER_WRONG;
	rest = slug;
	provider = pc_str_cut(&rest, '/');
	sighting->says |= PC_SAYS_TARGET;
	sighting->target = makers_id(&own, rows->arena, provider, rest) ? own : slug;
	return true;
}

/* ---- the rest ---------------------------------------------------------------- */

/* A price for requests from so many tokens on; those for hours of the day are passed
 * over. */
static bool read_override(
	struct pc_price *prices, size_t *count, const struct pc_node *override)
{
	struct pc_price price = prices[0];
	int64_t from = 0;
	enum member found = member_count(&from, override, "min_prompt_tokens");

	if (found == MEMBER_WRONG)
		return false;
	if (found != MEMBER_GOOD || from < 2 || pc_node_get_c(override, "utc_start") ||
		pc_node_get_c(override, "utc_end"))
		return true;
	price.above = from - 1;
	switch (prices_read(&price, override, members, PC_COUNT(members), unit)) {
	case MEMBER_WRONG:
		return false;
	case MEMBER_GOOD:
		prices[(*count)++] = price;
		return true;
	default:
		return true;
	}
}

static bool is_varying(const struct pc_node *pricing)
{
	static const struct price_unit fraction = {
		PRICE_AS_NUMBER, PC_PRICE_TOKEN_PLACES};
	int64_t discount = 0;

	if (price_read(&discount, pricing, "discount", fraction) == MEMBER_WRONG ||
		discount > 0)
		return true;
	return pc_str_is(pc_node_text(pc_node_get_c(pricing, "prompt")), "-1");
}

static bool read_prices(
	struct rows *rows, const struct pc_node *row, struct pc_sighting *sighting)
{
	enum { MOST = 8 };
	const struct pc_node *pricing = pc_node_get_c(row, "pricing");
	const struct pc_node *overrides = pc_node_get_c(pricing, "overrides");
	struct pc_price prices[MOST + 1] = {price_none(0)};
	size_t count = 1;

	if (!pricing || pricing->kind != PC_MAP)
		return false;
	if (is_varying(pricing))
		return true;
	if (prices_read(&prices[0], pricing, members, PC_COUNT(members), unit) !=
		MEMBER_GOOD)
		return false;
	if (overrides && overrides->kind == PC_LIST) {
		for (size_t i = 0; i < overrides->n_items && count <= MOST; i++) {
			if (!read_override(prices, &count, overrides->items[i]))
				return false;
		}
	}
	rows_say_prices(rows, sighting, prices, count);
	return true;
}

static bool read_facts(const struct pc_node *row, struct pc_sighting *sighting)
{
	enum { DAY = 24 * 60 * 60 };
	const struct pc_node *top = pc_node_get_c(row, "top_provider");
	struct pc_model *model = &sighting->model;
	int64_t created = 0;
	enum member end = member_day(&model->retires.at, row, "expiration_date");

	if (end == MEMBER_WRONG ||
		member_count(&created, row, "created") == MEMBER_WRONG ||
		member_count(&model->context, row, "context_length") == MEMBER_WRONG ||
		member_count(&model->output, top, "max_completion_tokens") ==
			MEMBER_WRONG)
		return false;
	if (end == MEMBER_GOOD) {
		model->retires.kind = PC_DATE_EXACT;
		sighting->says |= PC_SAYS_RETIRES;
	}
	if (created > 0) {
		model->released = created - created % DAY;
		sighting->says |= PC_SAYS_RELEASED;
	}
	if (model->context || model->output)
		sighting->says |= PC_SAYS_LIMITS;
	return true;
}

static bool read_row(struct rows *rows, const struct pc_node *row)
{
	struct pc_sighting *sighting;
	struct pc_str slug;

	rows->n_seen++;
	if (member_text(&slug, row, "id") != MEMBER_GOOD || slug.ptr[0] == '/') {
		rows_odd(rows);
		return true;
	}
	sighting = add(rows, slug, row);
	if (!sighting)
		return false;
	if (!read_prices(rows, row, sighting) || !read_facts(row, sighting) ||
		!read_target(rows, row, sighting)) {
		rows_take_back(rows);
		rows_odd(rows);
	}
	return true;
}

/* The whole of it says how many there are. */
static bool read_count(struct rows *rows, const struct pc_node *data)
{
	const struct pc_node *links = pc_node_get_c(rows->root, "links");
	struct pc_str link, url = rows->reading->url;
	int64_t total;

	if (member_text(&link, links, "next") == MEMBER_GOOD) {
		if (page_at(rows->arena, url.len ? url : PC_STR("https://openrouter.ai/"),
			    link)
				.len)
			return true;
		return rows_fail(rows, PC_UNREAD_SHAPE,
			"links.next does not lead to another page of the same host");
	}
	if (member_count(&total, rows->root, "total_count") == MEMBER_GOOD && url.len &&
		pc_str_find_str(url, PC_STR("offset=")) == url.len &&
		(uint64_t)total > data->n_items)
		return rows_fail(rows, PC_UNREAD_SHORT,
			"there are %zu models and no further page, but it counts more",
			data->n_items);
	return true;
}

static void read_all(
	struct pc_reading *reading, struct pc_arena *arena, struct pc_str body)
{
	const struct pc_node *data;
	struct rows rows;

	if (!rows_open(&rows, reading, arena, body) || !rows_list(&data, &rows, "data") ||
		!read_count(&rows, data))
		return;
	for (size_t i = 0; i < data->n_items; i++) {
		if (!read_row(&rows, data->items[i]))
			return;
	}
	rows_close(&rows);
}

const struct pc_source source_openrouter = {
	.name = "openrouter",
	.provider = "",
	.authority = PC_AUTHORITY_THIRD_PARTY,
	.url = "https://openrouter.ai/api/v1/models",
	.accept = "application/json",
	.next = next,
	.read = read_all,
};
