/* SPDX-License-Identifier: Apache-2.0 */
/* What a row of the table becomes when sources speak of its model.  The stricter reading
 * is taken, and what nobody speaks of stays. */
#include <assert.h>
#include <inttypes.h>

#include "propose_priv.h"

enum { DAY = 24 * 60 * 60 };

struct merge {
	struct proposing *proposing;
	const struct pc_model *said;
	struct pc_model *row; /* of want */
	const struct place *place;
	size_t n_new;
};

static bool is_same_day(int64_t a, int64_t b)
{
	return a / DAY == b / DAY;
}

static int64_t midnight(int64_t at)
{
	return at / DAY * DAY;
}

static void set(
	struct merge *merge, const char *key, struct pc_str value, const char *instead)
{
	text_set(&merge->proposing->splices, merge->place, key, value, instead,
		propose_row_keys);
	merge->n_new++;
}

#define SAY(merge, ...)                                                                  \
	propose_say(&(merge)->proposing->out->said, (merge)->proposing->arena,           \
		(merge)->row->id, (merge)->said, __VA_ARGS__)
#define LEAVE(proposing, model, ...)                                                     \
	propose_say(&(proposing)->out->left, (proposing)->arena, (model)->id, (model),   \
		__VA_ARGS__)

/* ---- state ----------------------------------------------------------------------- */

/* Sources may not know legacy from current, nor who was invited; and one that says again
 * that a model is served does not say that it is the answer. */
static enum pc_model_state state_by(
	const struct pc_model *row, const struct pc_model *said)
{
	bool is_revived =
		row->state == PC_MODEL_DEPRECATED || row->state == PC_MODEL_RETIRED;

	if (said->state == PC_MODEL_UNKNOWN)
		return row->state;
	if (said->state == PC_MODEL_PREVIEW)
		return is_revived && row->is_preview ? row->state : PC_MODEL_PREVIEW;
	if (said->state != PC_MODEL_CURRENT)
		return row->state == PC_MODEL_PREVIEW && said->state == PC_MODEL_LEGACY
			       ? row->state
			       : said->state;
	if (is_revived)
		return PC_MODEL_LEGACY;
	return row->state == PC_MODEL_UNKNOWN ? PC_MODEL_CURRENT : row->state;
}

static void merge_state(struct merge *merge)
{
	struct pc_model *row = merge->row;
	enum pc_model_state state = state_by(row, merge->said);

	if (state == row->state)
		return;
	SAY(merge, "state: %s -> %s", pc_model_state_name(row->state),
		pc_model_state_name(state));
	/* That it is for those who were invited went without saying. */
	if (row->state == PC_MODEL_PREVIEW &&
		!pc_node_get_c(merge->place->map, "preview"))
		set(merge, "preview", PC_STR("true"), NULL);
	row->state = state;
	row->is_preview = row->is_preview || state == PC_MODEL_PREVIEW;
	set(merge, "state", pc_str(pc_model_state_name(state)), NULL);
}

/* ---- dates ----------------------------------------------------------------------- */

static bool is_same_date(struct pc_model_date a, struct pc_model_date b)
{
	bool has_day = a.kind == PC_DATE_EXACT || a.kind == PC_DATE_NOT_BEFORE;

	return a.kind == b.kind && (!has_day || is_same_day(a.at, b.at));
}

static struct pc_str date_text(struct merge *merge, struct pc_model_date date)
{
	static const char *const words[] = {[PC_DATE_NONE] = "none",
		[PC_DATE_EXACT] = "",
		[PC_DATE_NOT_BEFORE] = "not before ",
		[PC_DATE_TO_ANNOUNCE] = "to be announced"};
	bool has_day = date.kind == PC_DATE_EXACT || date.kind == PC_DATE_NOT_BEFORE;
	struct pc_arena *arena = merge->proposing->arena;

	return pc_arena_printf(arena, "%s%.*s", words[date.kind],
		PC_STR_ARG(has_day ? propose_date(arena, date) : (struct pc_str){0}));
}

static void merge_retires(struct merge *merge)
{
	struct pc_model_date was = merge->row->retires, is = merge->said->retires;
	bool is_floor = is.kind == PC_DATE_NOT_BEFORE;

	if (is.kind == PC_DATE_NONE || is_same_date(was, is))
		return;
	SAY(merge, "retires: %.*s -> %.*s", PC_STR_ARG(date_text(merge, was)),
		PC_STR_ARG(date_text(merge, is)));
	merge->row->retires = is;
	set(merge, is_floor ? "retires-not-before" : "retires",
		propose_date(merge->proposing->arena, is),
		is_floor ? "retires" : "retires-not-before");
}

/* An end that was announced after it came is a mistake of somebody's. */
static void merge_announced(struct merge *merge)
{
	struct pc_model *row = merge->row;
	int64_t announced = midnight(merge->said->announced);

	if (!announced || is_same_day(row->announced, announced))
		return;
	if (row->retires.kind == PC_DATE_EXACT && row->retires.at < announced) {
		LEAVE(merge->proposing, merge->said,
			"its end is said to be announced after it");
		return;
	}
	SAY(merge, "announced: %.*s",
		PC_STR_ARG(propose_day(merge->proposing->arena, announced)));
	row->announced = announced;
	set(merge, "announced", propose_day(merge->proposing->arena, announced), NULL);
}

/* The day that is known stays: it does not change, but sources count it differently. */
static void merge_released(struct merge *merge)
{
	int64_t released = midnight(merge->said->released);

	if (!released || merge->row->released)
		return;
	SAY(merge, "released: %.*s",
		PC_STR_ARG(propose_day(merge->proposing->arena, released)));
	merge->row->released = released;
	set(merge, "released", propose_day(merge->proposing->arena, released), NULL);
}

/* ---- replacement ------------------------------------------------------------------ */

static const struct pc_model *row_named(
	const struct proposing *proposing, struct pc_str name)
{
	const struct pc_model *known = pc_models_find(proposing->old, name);

	for (size_t i = 0; !known && i < proposing->want.count; i++) {
		if (pc_str_eq(proposing->want.items[i].id, name))
			return &proposing->want.items[i];
	}
	return known ? &proposing->want.items[known - proposing->old->items] : NULL;
}

/* Whether a model's replacements lead to id. */
static bool leads_to(
	const struct proposing *proposing, struct pc_str from, struct pc_str id)
{
	const struct pc_model *at = row_named(proposing, from);

	for (size_t i = 0; at && i <= proposing->want.count; i++) {
		if (pc_str_eq(at->id, id))
			return true;
		at = at->replacement.len ? row_named(proposing, at->replacement) : NULL;
	}
	return false;
}

static bool may_replace(struct proposing *proposing, const struct pc_model *said)
{
	struct pc_str name = said->replacement;

	if (!name.len)
		return false;
	if (!propose_is_plain(name) || !row_named(proposing, name)) {
		LEAVE(proposing, said, "its replacement has no row: '%.*s'",
			PC_STR_ARG(name));
		return false;
	}
	if (!leads_to(proposing, name, said->id))
		return true;
	LEAVE(proposing, said, "replacements go in a circle: '%.*s'", PC_STR_ARG(name));
	return false;
}

static void merge_replacement(struct merge *merge)
{
	struct pc_model *row = merge->row;
	struct pc_str name = merge->said->replacement;

	if (pc_str_eq(row->replacement, name) ||
		!may_replace(merge->proposing, merge->said))
		return;
	SAY(merge, "replacement: %.*s -> %.*s",
		PC_STR_ARG(row->replacement.len ? row->replacement : PC_STR("none")),
		PC_STR_ARG(name));
	row->replacement = name;
	set(merge, "replacement", name, NULL);
}

static bool are_same(const struct pc_texts *a, const struct pc_texts *b)
{
	for (size_t i = 0; i < a->count && i < b->count; i++) {
		if (!pc_str_eq(a->items[i], b->items[i]))
			return false;
	}
	return a->count == b->count;
}

static bool are_plain(const struct pc_texts *texts)
{
	for (size_t i = 0; i < texts->count; i++) {
		if (!propose_is_plain(texts->items[i]))
			return false;
	}
	return true;
}

static void merge_options(struct merge *merge)
{
	const struct pc_texts *options = &merge->said->options;
	struct pc_str list;

	if (options->count == 0 || are_same(options, &merge->row->options) ||
		!are_plain(options))
		return;
	list = propose_list(merge->proposing->arena, options);
	SAY(merge, "options: %.*s", PC_STR_ARG(list));
	merge->row->options = *options;
	set(merge, "options", list, NULL);
}

/* ---- prices and limits --------------------------------------------------------------
 */

static struct pc_price *tier_of(struct pc_model *row, int64_t above)
{
	for (size_t i = 0; i < row->n_prices; i++) {
		if (row->prices[i].above == above)
			return &row->prices[i];
	}
	return NULL;
}

static struct pc_price *add_tier(struct pc_model *row, int64_t above)
{
	size_t at = row->n_prices++;

	for (; at > 0 && row->prices[at - 1].above > above; at--)
		row->prices[at] = row->prices[at - 1];
	row->prices[at].above = above;
	for (size_t i = 0; i < PC_PRICES; i++)
		row->prices[at].of[i] = PC_PRICE_UNKNOWN;
	return &row->prices[at];
}

static bool take_tier(struct pc_model *row, const struct pc_price *said)
{
	struct pc_price *tier = tier_of(row, said->above);
	bool is_new = false;

	for (size_t i = 0; i < PC_PRICES; i++) {
		if (said->of[i] == PC_PRICE_UNKNOWN ||
			(tier && tier->of[i] == said->of[i]))
			continue;
		if (!tier)
			tier = add_tier(row, said->above);
		tier->of[i] = said->of[i];
		is_new = true;
	}
	return is_new;
}

static void merge_prices(struct merge *merge)
{
	struct pc_arena *arena = merge->proposing->arena;
	struct pc_model *row = merge->row, was = *row;
	bool is_new = false;

	row->prices = pc_arena_new_array(
		arena, struct pc_price, row->n_prices + merge->said->n_prices);
	if (was.n_prices)
		memcpy(row->prices, was.prices, was.n_prices * sizeof(*was.prices));
	for (size_t i = 0; i < merge->said->n_prices; i++)
		is_new |= take_tier(row, &merge->said->prices[i]);
	/* A table's first price is for any request. */
	if (!is_new || row->prices[0].above != 0) {
		*row = was;
		return;
	}
	SAY(merge, "prices: %.*s -> %.*s",
		PC_STR_ARG(was.n_prices ? propose_prices(arena, &was) : PC_STR("none")),
		PC_STR_ARG(propose_prices(arena, row)));
	set(merge, "prices", propose_prices(arena, row), NULL);
}

static void merge_number(struct merge *merge, const char *key, int64_t *row, int64_t said)
{
	if (said <= 0 || *row == said)
		return;
	SAY(merge, "%s: %" PRId64 " -> %" PRId64, key, *row, said);
	*row = said;
	set(merge, key, pc_arena_printf(merge->proposing->arena, "%" PRId64, said), NULL);
}

static void merge_limits(struct merge *merge)
{
	merge_number(merge, "context", &merge->row->context, merge->said->context);
	merge_number(merge, "output", &merge->row->output, merge->said->output);
}

static void merge_line(struct merge *merge)
{
	struct pc_str line = merge->said->line;

	if (merge->row->line.len || !propose_is_plain(line))
		return;
	SAY(merge, "line: %.*s", PC_STR_ARG(line));
	merge->row->line = line;
	set(merge, "line", line, NULL);
}

/* ---- who says so ------------------------------------------------------------------- */

static int64_t seen_at(const struct proposing *proposing, const struct pc_model *said)
{
	int64_t at = said->as_of;

	for (size_t i = 0; i < said->n_evidence; i++)
		at = said->evidence[i].last > at ? said->evidence[i].last : at;
	if (at <= 0 || at > proposing->ask->now)
		at = proposing->ask->now;
	return midnight(at);
}

/* Its end has passed and it is still served, which the row does not know: by its date
 * alone it would be retired. */
static void merge_overdue(struct merge *merge)
{
	const struct proposing *proposing = merge->proposing;
	const struct pc_model *row = merge->row;
	int64_t seen = seen_at(proposing, merge->said);
	struct pc_model_status status;

	pc_model_status(&status, proposing->old,
		&proposing->old->items[row - proposing->want.items], (struct pc_str){0},
		proposing->ask->now);
	if (status.is_by_date && row->state != PC_MODEL_RETIRED &&
		merge->said->state != PC_MODEL_UNKNOWN && seen > status.end) {
		SAY(merge, "still served after its end");
		merge->n_new++;
	}
}

static bool has_url(const struct pc_evidence *evidence, size_t count, struct pc_str url)
{
	for (size_t i = 0; i < count; i++) {
		if (pc_str_eq(evidence[i].url, url))
			return true;
	}
	return false;
}

/* Old evidence of the same address gives way; a row that has some without a name keeps
 * all of its own. */
static void set_evidence(struct merge *merge)
{
	struct pc_arena *arena = merge->proposing->arena;
	struct pc_model *row = merge->row;
	const struct pc_node *list = pc_node_get_c(merge->place->map, "evidence");
	size_t most = row->n_evidence + merge->said->n_evidence, count = 0, n_new;
	struct pc_evidence *new = pc_arena_new_array(
		arena, struct pc_evidence, merge->said->n_evidence + 1);
	struct pc_evidence *all = pc_arena_new_array(arena, struct pc_evidence, most + 1);
	struct pc_texts names = {
		.items = pc_arena_new_array(arena, struct pc_str, most + 1)};
	struct pc_texts new_names;

	for (size_t i = 0; i < row->n_evidence; i++) {
		if (!list || list->kind != PC_LIST || i >= list->n_items ||
			list->items[i]->kind != PC_TEXT)
			return;
	}
	new_names = propose_evidence(merge->proposing, merge->said, new);
	n_new = new_names.count;
	for (size_t i = 0; i < row->n_evidence; i++) {
		if (has_url(new, n_new, row->evidence[i].url))
			continue;
		all[count] = row->evidence[i];
		names.items[count++] = list->items[i]->text;
	}
	for (size_t i = 0; i < n_new; i++) {
		all[count] = new[i];
		names.items[count++] = new_names.items[i];
	}
	if (n_new == 0)
		return;
	names.count = row->n_evidence = count;
	row->evidence = all;
	set(merge, "evidence", propose_list(arena, &names), NULL);
}

static void set_authority(struct merge *merge)
{
	bool is_api = merge->said->authority == PC_AUTHORITY_API;

	if (merge->said->authority <= merge->row->authority)
		return;
	merge->row->authority = merge->said->authority;
	set(merge, "authority", is_api ? PC_STR("api") : PC_STR("page"), NULL);
}

static void stamp(struct merge *merge)
{
	int64_t seen = seen_at(merge->proposing, merge->said);

	if (seen > merge->row->as_of) {
		merge->row->as_of = seen;
		set(merge, "as-of", propose_day(merge->proposing->arena, seen), NULL);
	}
	set_authority(merge);
	set_evidence(merge);
}

void propose_merge(struct proposing *proposing, size_t row, const struct pc_model *said)
{
	static void (*const parts[])(struct merge * merge) = {merge_line, merge_state,
		merge_released, merge_retires, merge_announced, merge_replacement,
		merge_options, merge_prices, merge_limits, merge_overdue};
	struct merge merge = {.proposing = proposing,
		.said = said,
		.row = &proposing->want.items[row],
		.place = &proposing->rows[row]};

	for (size_t i = 0; i < PC_COUNT(parts); i++)
		parts[i](&merge);
	if (merge.n_new)
		stamp(&merge);
}

/* ---- a new row --------------------------------------------------------------------- */

/* The last row of the provider in that state, or else the last of the provider; the
 * table's last one when it has none. */
static size_t neighbour(const struct proposing *proposing, const struct pc_model *model)
{
	const struct pc_models *old = proposing->old;
	size_t found = old->count - 1, best = 0;

	for (size_t i = 0; i < old->count; i++) {
		bool is_own = pc_str_eq(old->items[i].provider, model->provider);
		size_t rank = is_own + (is_own && old->items[i].state == model->state);

		if (rank && rank >= best) {
			best = rank;
			found = i;
		}
	}
	return found;
}

/* What of a model can be written; dates are days. */
static struct pc_model tidied(struct proposing *proposing, const struct pc_model *said)
{
	struct pc_model row = *said;

	row.as_of = seen_at(proposing, said);
	row.released = midnight(said->released);
	row.announced = midnight(said->announced);
	row.is_preview = row.is_preview || row.state == PC_MODEL_PREVIEW;
	row.refuses = (struct pc_texts){0};
	row.clouds = NULL;
	row.n_clouds = 0;
	row.context = row.context > 0 ? row.context : 0;
	row.output = row.output > 0 ? row.output : 0;
	if (!propose_is_plain(row.line))
		row.line = (struct pc_str){0};
	if (!are_plain(&row.options))
		row.options = (struct pc_texts){0};
	if (row.n_prices && row.prices[0].above != 0)
		row.n_prices = 0;
	if (row.retires.kind == PC_DATE_EXACT && row.retires.at < row.announced)
		row.announced = 0;
	row.evidence = NULL;
	row.n_evidence = 0;
	return row;
}

/* Names that other rows have stay theirs. */
static void keep_free_aliases(struct proposing *proposing, struct pc_model *row)
{
	struct pc_texts *aliases = &row->aliases, kept = {0};

	kept.items = pc_arena_new_array(proposing->arena, struct pc_str, aliases->count);
	for (size_t i = 0; i < aliases->count; i++) {
		if (propose_is_plain(aliases->items[i]) &&
			!pc_str_eq(aliases->items[i], row->id) &&
			!row_named(proposing, aliases->items[i]))
			kept.items[kept.count++] = aliases->items[i];
	}
	*aliases = kept;
}

void propose_add(struct proposing *proposing, const struct pc_model *said)
{
	struct pc_model row = tidied(proposing, said);

	row.replacement = (struct pc_str){0};
	keep_free_aliases(proposing, &row);
	proposing->added[proposing->want.count - proposing->old->count] = said;
	proposing->want.items[proposing->want.count++] = row;
}

static void write_row(
	struct proposing *proposing, struct pc_model *row, const struct pc_model *said)
{
	struct pc_arena *arena = proposing->arena;
	const struct place *place = &proposing->rows[neighbour(proposing, row)];
	size_t column = place->map->at.col - 1;
	struct pc_evidence *evidence =
		pc_arena_new_array(arena, struct pc_evidence, said->n_evidence + 1);
	struct pc_texts names = propose_evidence(proposing, said, evidence);

	row->evidence = evidence;
	row->n_evidence = names.count;
	text_insert(&proposing->splices, place->limit,
		pc_arena_printf(arena, "\n%.*s",
			PC_STR_ARG(propose_block(
				arena, row, &names, column > 2 ? column - 2 : 0))));
	propose_say(&proposing->out->said, arena, row->id, said, "new: %s%s%.*s",
		pc_model_state_name(row->state), row->line.len ? ", line " : "",
		PC_STR_ARG(row->line));
}

void propose_added(struct proposing *proposing)
{
	size_t n_old = proposing->old->count, count = proposing->want.count;
	struct pc_model *rows = proposing->want.items;

	assert(rows);
	for (size_t i = n_old; i < count; i++) {
		const struct pc_model *said = proposing->added[i - n_old];

		if (may_replace(proposing, said))
			rows[i].replacement = said->replacement;
		write_row(proposing, &rows[i], said);
	}
}
