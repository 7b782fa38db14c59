/* SPDX-License-Identifier: Apache-2.0 */
/* Feeds of the form model-eol/0.1, one for each publisher: {"spec", "publisher",
 * "generated", "models": [{"id", "aliases", "announced", "shutdown", "date_precision",
 * "replacement", "replacement_options", "distributions": [{"via", ...}]}]}.
 *
 * "date_precision" qualifies "shutdown": "exact" or nothing is an end; "earliest" (it is
 * planned, and not before) and "tentative" (a floor, nothing is planned) are floors here.
 * A model with neither date has no end, which is said.  Words that a later feed has are
 * passed over, as the form wants it. */
#include "rows.h"
#include "sources.h"

/* The feeds of one collection lie beside each other. */
static struct pc_str next(struct pc_arena *arena, struct pc_str url, struct pc_str body)
{
	static const struct pc_str feeds[] = {PC_STR("/anthropic.json"),
		PC_STR("/openai.json"), PC_STR("/google.json")};

	(void)body;
	for (size_t i = 0; i + 1 < PC_COUNT(feeds); i++) {
		struct pc_str before = pc_str_head(url, url.len - feeds[i].len);

		if (pc_str_ends(url, feeds[i]))
			return pc_arena_printf(arena, "%.*s%.*s", PC_STR_ARG(before),
				PC_STR_ARG(feeds[i + 1]));
	}
	return (struct pc_str){0};
}

/* One model that is read, or one of its distributions. */
struct row {
	struct rows *rows;
	size_t i;
	const struct pc_node *map;
	struct pc_sighting *sighting;
	int64_t generated;
};

static bool wrong(const struct row *row, const char *member)
{
	return rows_wrong(
		row->rows, "models", row->i, member, pc_node_get_c(row->map, member));
}

static bool read_end(const struct row *row)
{
	struct pc_str precision = pc_node_text(pc_node_get_c(row->map, "date_precision"));
	struct pc_model *model = &row->sighting->model;

	switch (member_day(&model->retires.at, row->map, "shutdown")) {
	case MEMBER_WRONG:
		return wrong(row, "shutdown");
	case MEMBER_GOOD:
		if (precision.len == 0 || pc_str_is(precision, "exact"))
			model->retires.kind = PC_DATE_EXACT;
		else if (pc_str_is(precision, "earliest") ||
			 pc_str_is(precision, "tentative"))
			model->retires.kind = PC_DATE_NOT_BEFORE;
		else
			return true;
		break;
	default:
		model->retires.kind =
			model->announced ? PC_DATE_TO_ANNOUNCE : PC_DATE_NONE;
	}
	row->sighting->says |= PC_SAYS_RETIRES;
	return true;
}

static void read_state(const struct row *row)
{
	struct pc_model *model = &row->sighting->model;
	struct pc_str status = pc_node_text(pc_node_get_c(row->map, "status"));
	bool has_ended = model->retires.kind == PC_DATE_EXACT &&
			 model->retires.at <= row->generated;

	if (has_ended || pc_str_is(status, "retired"))
		model->state = PC_MODEL_RETIRED;
	else if (model->announced || model->retires.kind == PC_DATE_EXACT)
		model->state = PC_MODEL_DEPRECATED;
	else
		return;
	row->sighting->says |= PC_SAYS_STATE;
}

static bool read_dates(const struct row *row)
{
	switch (member_day(&row->sighting->model.announced, row->map, "announced")) {
	case MEMBER_WRONG:
		return wrong(row, "announced");
	case MEMBER_GOOD:
		row->sighting->says |= PC_SAYS_ANNOUNCED;
		break;
	default:
		break;
	}
	if (!read_end(row))
		return false;
	read_state(row);
	return true;
}

static bool read_texts(struct pc_texts *out, const struct row *row, const char *name)
{
	const struct pc_node *list = pc_node_get_c(row->map, name);

	if (!list || list->kind == PC_NULL)
		return true;
	if (list->kind != PC_LIST)
		return wrong(row, name);
	out->items = pc_arena_new_array(row->rows->arena, struct pc_str, list->n_items);
	out->at = pc_arena_new_array(row->rows->arena, struct pc_span, list->n_items);
	for (size_t i = 0; i < list->n_items; i++) {
		if (!text_of(&out->items[i], list->items[i]))
			return wrong(row, name);
		out->at[i] = list->items[i]->at;
	}
	out->count = list->n_items;
	return true;
}

static bool read_successors(const struct row *row)
{
	struct pc_model *model = &row->sighting->model;
	enum member found = member_text(&model->replacement, row->map, "replacement");

	if (found == MEMBER_WRONG)
		return wrong(row, "replacement");
	if (!read_texts(&model->options, row, "replacement_options") ||
		!read_texts(&model->aliases, row, "aliases"))
		return false;
	if (model->replacement.len || model->options.count)
		row->sighting->says |= PC_SAYS_REPLACEMENT;
	return true;
}

/* Names of clouds there and here. */
static struct pc_str cloud(struct pc_str via)
{
	static const struct {
		const char *there, *here;
	} clouds[] = {{"aws-bedrock", "bedrock"}, {"azure-ai-foundry", "foundry"},
		{"vertex-ai", "vertex"}};

	for (size_t i = 0; i < PC_COUNT(clouds); i++) {
		if (pc_str_is(via, clouds[i].there))
			return pc_str(clouds[i].here);
	}
	return via;
}

static bool read_distributions(
	const struct row *row, struct pc_str provider, struct pc_str id)
{
	const struct pc_node *list = pc_node_get_c(row->map, "distributions");

	if (!list || list->kind == PC_NULL)
		return true;
	if (list->kind != PC_LIST)
		return wrong(row, "distributions");
	for (size_t i = 0; i < list->n_items; i++) {
		struct row one = *row;
		struct pc_str via;

		one.map = list->items[i];
		if (member_text(&via, one.map, "via") != MEMBER_GOOD)
			return wrong(&one, "via");
		one.sighting = rows_add(row->rows, provider, id, one.map);
		if (!one.sighting)
			return false;
		one.sighting->via = cloud(via);
		if (!read_dates(&one))
			return false;
	}
	return true;
}

static bool read_row(struct row *row, struct pc_str provider)
{
	struct pc_str id;

	row->rows->n_seen++;
	if (member_text(&id, row->map, "id") != MEMBER_GOOD)
		return wrong(row, "id");
	row->sighting = rows_add(row->rows, provider, id, row->map);
	return row->sighting && read_dates(row) && read_successors(row) &&
	       read_distributions(row, provider, id);
}

static bool read_head(struct rows *rows, struct pc_str *provider, int64_t *generated)
{
	struct pc_str spec;

	if (member_text(&spec, rows->root, "spec") != MEMBER_GOOD)
		return rows_fail(rows, PC_UNREAD_SHAPE, "there is no \"spec\"");
	if (!pc_str_is(spec, "model-eol/0.1"))
		return rows_fail(rows, PC_UNREAD_SHAPE, "it is of the form %.*s",
			PC_STR_ARG(rows_show(rows->arena, spec)));
	if (member_text(provider, rows->root, "publisher") != MEMBER_GOOD)
		return rows_fail(rows, PC_UNREAD_SHAPE, "there is no \"publisher\"");
	if (member_day(generated, rows->root, "generated") != MEMBER_GOOD)
		return rows_fail(
			rows, PC_UNREAD_SHAPE, "\"generated\" is not there or no time");
	return true;
}

static void read_all(
	struct pc_reading *reading, struct pc_arena *arena, struct pc_str body)
{
	const struct pc_node *models;
	struct pc_str provider = {0};
	struct rows rows;
	struct row row = {.rows = &rows};

	if (!rows_open(&rows, reading, arena, body) ||
		!read_head(&rows, &provider, &row.generated) ||
		!rows_list(&models, &rows, "models"))
		return;
	for (row.i = 0; row.i < models->n_items; row.i++) {
		row.map = models->items[row.i];
		if (!read_row(&row, provider))
			return;
	}
	rows_close(&rows);
}

const struct pc_source source_model_eol = {
	.name = "model-eol",
	.provider = "",
	.authority = PC_AUTHORITY_THIRD_PARTY,
	.url = "https://raw.githubusercontent.com/thossullivan/model-eol/main/feeds/"
	       "anthropic.json",
	.accept = "application/json",
	.next = next,
	.read = read_all,
};
