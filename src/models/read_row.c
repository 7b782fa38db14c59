/* SPDX-License-Identifier: Apache-2.0 */
/* One row of the table: what its map may say, and what that means. */
#include <stddef.h>

#include "pc/base/limits.h"
#include "table_priv.h"

/* An end, a floor, or that there will be an end; of a model or a cloud. */
struct dates {
	const struct pc_node *retires, *floor;
};

struct row {
	struct pc_model model;
	int state, authority;
	struct dates dates;
	const struct pc_node *prices, *clouds, *evidence;
};

struct cloud {
	struct pc_model_cloud cloud;
	struct dates dates;
};

static const char *const states[] = {
	"unknown", "preview", "current", "legacy", "deprecated", "retired", NULL};
static const char *const authorities[] = {"rumour", "third-party", "page", "api", NULL};

#define ROW(member)   offsetof(struct row, member)
#define CLOUD(member) offsetof(struct cloud, member)

#define DATES(at)                                                                        \
	{"retires", PC_FIELD_NODE, (at) + offsetof(struct dates, retires), false, 0, 0,  \
		NULL, "the day from which requests fail, or to-be-announced"},           \
	{                                                                                \
		"retires-not-before", PC_FIELD_NODE,                                     \
			(at) + offsetof(struct dates, floor), false, 0, 0, NULL,         \
			"a day before which it is not retired"                           \
	}

static const struct pc_field row_fields[] = {
	{"provider", PC_FIELD_TEXT, ROW(model.provider), true, 0, 0, NULL,
		"who makes it"},
	{"id", PC_FIELD_TEXT, ROW(model.id), true, 0, 0, NULL,
		"how its provider's interface names it"},
	{"aliases", PC_FIELD_TEXTS, ROW(model.aliases), false, 0, 0, NULL,
		"other names of the same model"},
	{"line", PC_FIELD_TEXT, ROW(model.line), false, 0, 0, NULL,
		"opus, sonnet, haiku or what its provider has"},
	{"state", PC_FIELD_WORD, ROW(state), true, 0, 0, states,
		"current, legacy, deprecated, retired, preview or unknown"},
	{"preview", PC_FIELD_BOOL, ROW(model.is_preview), false, 0, 0, NULL,
		"whether it is for those who were invited"},
	{"released", PC_FIELD_TIME, ROW(model.released), false, 0, 0, NULL,
		"since when it is there"},
	{"announced", PC_FIELD_TIME, ROW(model.announced), false, 0, 0, NULL,
		"when its end was announced"},
	DATES(ROW(dates)),
	{"replacement", PC_FIELD_TEXT, ROW(model.replacement), false, 0, 0, NULL,
		"the id of the model that its provider names for it"},
	{"options", PC_FIELD_TEXTS, ROW(model.options), false, 0, 0, NULL,
		"others that are named for it"},
	{"refuses", PC_FIELD_TEXTS, ROW(model.refuses), false, 0, 0, NULL,
		"what a request may not say to it"},
	{"prices", PC_FIELD_NODE, ROW(prices), false, 0, 0, NULL,
		"dollars of a million tokens"},
	{"context", PC_FIELD_NUMBER, ROW(model.context), false, 0, 0, NULL,
		"tokens that may come in"},
	{"output", PC_FIELD_NUMBER, ROW(model.output), false, 0, 0, NULL,
		"tokens that may go out"},
	{"clouds", PC_FIELD_NODE, ROW(clouds), false, 0, 0, NULL,
		"other sellers, where they differ"},
	{"as-of", PC_FIELD_TIME, ROW(model.as_of), false, 0, 0, NULL,
		"the day that this was true of (default: the table's)"},
	{"authority", PC_FIELD_WORD, ROW(authority), false, 0, 0, authorities,
		"whose word it is (default: third-party)"},
	{"evidence", PC_FIELD_NODE, ROW(evidence), false, 0, 0, NULL,
		"who says so: names of evidence, or maps"},
};
static const struct pc_fields row_table = {"a model", row_fields, PC_COUNT(row_fields)};

static const struct pc_field cloud_fields[] = {
	{"via", PC_FIELD_TEXT, CLOUD(cloud.via), true, 0, 0, NULL, "who sells it"},
	{"id", PC_FIELD_TEXT, CLOUD(cloud.id), false, 0, 0, NULL,
		"how it is named there"},
	DATES(CLOUD(dates)),
};
static const struct pc_fields cloud_table = {
	"a cloud", cloud_fields, PC_COUNT(cloud_fields)};

#define EVIDENCE(member) offsetof(struct pc_evidence, member)

static const struct pc_field evidence_fields[] = {
	{"url", PC_FIELD_TEXT, EVIDENCE(url), true, 0, 0, NULL, "where it stands"},
	{"sha256", PC_FIELD_TEXT, EVIDENCE(sha256), false, 0, 0, NULL,
		"of what was read, 64 digits"},
	{"retrieved", PC_FIELD_TIME, EVIDENCE(retrieved), false, 0, 0, NULL,
		"when it was read"},
	{"first", PC_FIELD_TIME, EVIDENCE(first), false, 0, 0, NULL,
		"when it was first seen to say so"},
	{"last", PC_FIELD_TIME, EVIDENCE(last), false, 0, 0, NULL,
		"when it was last seen to say so"},
};
static const struct pc_fields evidence_table = {
	"evidence", evidence_fields, PC_COUNT(evidence_fields)};

static bool read_day(
	struct table_reading *reading, int64_t *out, const struct pc_node *node)
{
	if (node->kind == PC_TEXT && pc_time_read(out, node->text))
		return true;
	table_refuse(reading, "PC2102", node->at, "this has to be a date such as %s",
		"2026-12-31");
	return false;
}

static struct pc_model_date read_dates(
	struct table_reading *reading, const struct dates *dates)
{
	struct pc_model_date date = {PC_DATE_NONE, 0};

	if (dates->retires && dates->floor)
		table_refuse(reading, "PC2602", dates->floor->at,
			"an end and a day before which there is none stand here "
			"together")
			->hint = PC_STR("keep 'retires' when the end is announced, and "
					"'retires-not-before' when it is not");
	if (dates->retires && pc_str_is(pc_node_text(dates->retires), "to-be-announced"))
		date.kind = PC_DATE_TO_ANNOUNCE;
	else if (dates->retires && read_day(reading, &date.at, dates->retires))
		date.kind = PC_DATE_EXACT;
	else if (dates->floor && read_day(reading, &date.at, dates->floor))
		date.kind = PC_DATE_NOT_BEFORE;
	return date;
}

static const struct pc_node *as_list(
	struct table_reading *reading, const struct pc_node *node, const char *name)
{
	if (!node || node->kind == PC_LIST)
		return node;
	table_refuse(reading, "PC2102", node->at, "'%s' has to be a list", name);
	return NULL;
}

static void read_clouds(
	struct table_reading *reading, struct pc_model *out, const struct pc_node *list)
{
	list = as_list(reading, list, "clouds");
	if (!list)
		return;
	out->clouds =
		pc_arena_new_array(reading->arena, struct pc_model_cloud, list->n_items);
	for (size_t i = 0; i < list->n_items; i++) {
		struct cloud cloud = {0};

		if (!table_fields(reading, &cloud, &cloud_table, list->items[i]))
			continue;
		cloud.cloud.retires = read_dates(reading, &cloud.dates);
		out->clouds[out->n_clouds++] = cloud.cloud;
	}
}

/* A map, or the name of one that stands at the top of the file. */
static const struct pc_node *find_evidence(
	struct table_reading *reading, const struct pc_node *item)
{
	const struct pc_node *found;

	if (item->kind != PC_TEXT)
		return item;
	found = pc_node_get(reading->sources, item->text);
	if (!found)
		table_refuse(reading, "PC2612", item->at,
			"there is no evidence '%.*s' at the top of the file",
			PC_STR_ARG(item->text));
	return found;
}

static void read_evidence(
	struct table_reading *reading, struct pc_model *out, const struct pc_node *list)
{
	list = as_list(reading, list, "evidence");
	if (!list)
		return;
	out->evidence =
		pc_arena_new_array(reading->arena, struct pc_evidence, list->n_items);
	for (size_t i = 0; i < list->n_items; i++) {
		const struct pc_node *map = find_evidence(reading, list->items[i]);
		struct pc_evidence *evidence = &out->evidence[out->n_evidence];

		if (map && table_fields(reading, evidence, &evidence_table, map))
			out->n_evidence++;
	}
}

/* What the dates of a row say together. */
static void check_dates(struct table_reading *reading, const struct row *row)
{
	const struct pc_model *model = &row->model;
	struct pc_span end = row->dates.retires ? row->dates.retires->at : model->at;
	bool is_active = model->state == PC_MODEL_CURRENT ||
			 model->state == PC_MODEL_LEGACY ||
			 model->state == PC_MODEL_PREVIEW;

	if (model->retires.kind == PC_DATE_EXACT && model->announced &&
		model->retires.at < model->announced)
		table_refuse(reading, "PC2603", end,
			"'%.*s' ends before its end was announced",
			PC_STR_ARG(model->id));
	if (is_active && model->retires.kind == PC_DATE_EXACT)
		table_warn(reading, "PC2604", end,
			"'%.*s' is %s and has an end: it counts as deprecated",
			PC_STR_ARG(model->id), pc_model_state_name(model->state))
			->hint = PC_STR("write 'state: deprecated', or "
					"'retires-not-before' for a day that is no end");
	if (model->state == PC_MODEL_DEPRECATED &&
		(model->retires.kind == PC_DATE_NONE ||
			model->retires.kind == PC_DATE_NOT_BEFORE))
		table_warn(reading, "PC2605", model->at,
			"'%.*s' is deprecated, and nothing says when it ends",
			PC_STR_ARG(model->id))
			->hint = PC_STR("write 'retires' with a day, or "
					"'retires: to-be-announced'");
}

static bool is_name(struct pc_str name)
{
	for (size_t i = 0; i < name.len; i++) {
		unsigned char c = (unsigned char)name.ptr[i];

		if (c <= ' ' || c >= 0x7f)
			return false;
	}
	return name.len && name.len <= PC_MAX_MODEL_NAME;
}

static void check_name(
	struct table_reading *reading, struct pc_str name, struct pc_span at)
{
	if (!is_name(name))
		table_refuse(reading, "PC2611", at,
			"'%.*s' cannot be the name of a model: 1 to %d ASCII characters "
			"without white space",
			PC_STR_ARG(pc_str_head(name, PC_MAX_MODEL_NAME)),
			PC_MAX_MODEL_NAME);
}

void table_read_row(
	struct table_reading *reading, struct pc_model *out, const struct pc_node *map)
{
	struct row row = {.authority = PC_AUTHORITY_THIRD_PARTY};
	const struct pc_node *id = pc_node_get_c(map, "id");

	row.model.at = id ? id->at : map->at;
	row.model.as_of = reading->models->as_of;
	if (!table_fields(reading, &row, &row_table, map)) {
		*out = (struct pc_model){.at = row.model.at};
		return;
	}
	row.model.state = (enum pc_model_state)row.state;
	row.model.authority = (enum pc_authority)row.authority;
	row.model.is_preview = row.model.is_preview || row.state == PC_MODEL_PREVIEW;
	row.model.retires = read_dates(reading, &row.dates);
	if (row.prices)
		table_read_prices(reading, &row.model, row.prices);
	read_clouds(reading, &row.model, row.clouds);
	read_evidence(reading, &row.model, row.evidence);
	check_name(reading, row.model.id, row.model.at);
	for (size_t i = 0; i < row.model.aliases.count; i++)
		check_name(reading, row.model.aliases.items[i], row.model.aliases.at[i]);
	check_dates(reading, &row);
	*out = row.model;
}
