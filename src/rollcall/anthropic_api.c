/* SPDX-License-Identifier: Apache-2.0 */
/* Anthropic's own list of models, GET /v1/models: pages of {"data": [...], "has_more",
 * "last_id"}.  "lifecycle" is what counts, not the dates: one that is deprecated may be
 * served past "retires_at".  It knows no floors and no replacements, so that no end there
 * means only that none is fixed; those the page has.  Answers from before "lifecycle" say
 * nothing of states. */
#include "pages.h"
#include "pc/doc/read.h"
#include "rows.h"
#include "sources.h"

static struct pc_str next(struct pc_arena *arena, struct pc_str url, struct pc_str body)
{
	const struct pc_node *more;
	struct pc_node *root;
	struct pc_str last;
	struct pc_err err;

	if (pc_json_read_source(&root, arena, "answer", body, &err) != PC_OK)
		return (struct pc_str){0};
	more = pc_node_get_c(root, "has_more");
	if (!more || more->kind != PC_BOOL || !more->boolean ||
		member_text(&last, root, "last_id") != MEMBER_GOOD)
		return (struct pc_str){0};
	return page_with(arena, url, "after_id", last);
}

static bool read_state(struct rows *rows, size_t i, const struct pc_node *row,
	struct pc_sighting *sighting)
{
	static const struct {
		const char *word;
		enum pc_model_state state;
	} words[] = {
		{"active", PC_MODEL_CURRENT},
		{"deprecated", PC_MODEL_DEPRECATED},
		{"retired", PC_MODEL_RETIRED},
	};
	struct pc_str word;
	enum member found = member_text(&word, row, "lifecycle");

	if (found == MEMBER_ABSENT || found == MEMBER_NULL)
		return true;
	for (size_t k = 0; found == MEMBER_GOOD && k < PC_COUNT(words); k++) {
		if (!pc_str_is(word, words[k].word))
			continue;
		sighting->says |= PC_SAYS_STATE;
		sighting->model.state = words[k].state;
		return true;
	}
	return rows_wrong(rows, "data", i, "lifecycle", pc_node_get_c(row, "lifecycle"));
}

static bool read_dates(struct rows *rows, size_t i, const struct pc_node *row,
	struct pc_sighting *sighting)
{
	struct pc_model *model = &sighting->model;
	enum member found = member_day(&model->announced, row, "deprecated_at");

	if (found == MEMBER_WRONG)
		return rows_wrong(rows, "data", i, "deprecated_at",
			pc_node_get_c(row, "deprecated_at"));
	if (found == MEMBER_GOOD)
		sighting->says |= PC_SAYS_ANNOUNCED;
	found = member_day(&model->retires.at, row, "retires_at");
	if (found == MEMBER_WRONG)
		return rows_wrong(
			rows, "data", i, "retires_at", pc_node_get_c(row, "retires_at"));
	if (found == MEMBER_GOOD) {
		model->retires.kind = PC_DATE_EXACT;
		sighting->says |= PC_SAYS_RETIRES;
	} else if (found == MEMBER_NULL && model->state == PC_MODEL_DEPRECATED) {
		model->retires.kind = PC_DATE_TO_ANNOUNCE;
		sighting->says |= PC_SAYS_RETIRES;
	}
	found = member_day(&model->released, row, "created_at");
	if (found == MEMBER_WRONG)
		return rows_wrong(
			rows, "data", i, "created_at", pc_node_get_c(row, "created_at"));
	if (found == MEMBER_GOOD && model->released > 0)
		sighting->says |= PC_SAYS_RELEASED;
	return true;
}

static bool read_limits(struct rows *rows, size_t i, const struct pc_node *row,
	struct pc_sighting *sighting)
{
	struct pc_model *model = &sighting->model;
	enum member in = member_count(&model->context, row, "max_input_tokens");
	enum member out = member_count(&model->output, row, "max_tokens");

	if (in == MEMBER_WRONG || out == MEMBER_WRONG) {
		const char *name = in == MEMBER_WRONG ? "max_input_tokens" : "max_tokens";

		return rows_wrong(rows, "data", i, name, pc_node_get_c(row, name));
	}
	if (model->context || model->output)
		sighting->says |= PC_SAYS_LIMITS;
	return true;
}

static bool read_line(struct rows *rows, size_t i, const struct pc_node *row,
	struct pc_sighting *sighting)
{
	enum member found = member_text(&sighting->model.line, row, "line");

	if (found == MEMBER_WRONG)
		return rows_wrong(rows, "data", i, "line", pc_node_get_c(row, "line"));
	if (found == MEMBER_GOOD)
		sighting->says |= PC_SAYS_LINE;
	return true;
}

static bool read_row(struct rows *rows, size_t i, const struct pc_node *row)
{
	struct pc_sighting *sighting;
	struct pc_str id;

	rows->n_seen++;
	if (member_text(&id, row, "id") != MEMBER_GOOD)
		return rows_wrong(rows, "data", i, "id", pc_node_get_c(row, "id"));
	sighting = rows_add(rows, PC_STR("anthropic"), id, row);
	return sighting && read_state(rows, i, row, sighting) &&
	       read_dates(rows, i, row, sighting) &&
	       read_limits(rows, i, row, sighting) && read_line(rows, i, row, sighting);
}

/* One that says that there is more has to say where. */
static bool read_more(struct rows *rows)
{
	const struct pc_node *more = pc_node_get_c(rows->root, "has_more");
	struct pc_str last;

	if (more && more->kind != PC_BOOL)
		return rows_fail(rows, PC_UNREAD_SHAPE, "has_more is %s",
			pc_kind_name(more->kind));
	if (more && more->boolean &&
		member_text(&last, rows->root, "last_id") != MEMBER_GOOD)
		return rows_fail(rows, PC_UNREAD_SHAPE,
			"there is more, but no last_id to ask for it");
	return true;
}

static void read_all(
	struct pc_reading *reading, struct pc_arena *arena, struct pc_str body)
{
	const struct pc_node *data;
	struct rows rows;

	if (!rows_open(&rows, reading, arena, body) || !rows_list(&data, &rows, "data") ||
		!read_more(&rows))
		return;
	for (size_t i = 0; i < data->n_items; i++) {
		if (!read_row(&rows, i, data->items[i]))
			return;
	}
	rows_close(&rows);
}

const struct pc_source source_anthropic_api = {
	.name = "anthropic-api",
	.provider = "anthropic",
	.authority = PC_AUTHORITY_API,
	.url = "https://api.anthropic.com/v1/models?limit=1000&lifecycle%5B%5D=active"
	       "&lifecycle%5B%5D=deprecated&lifecycle%5B%5D=retired",
	.accept = "application/json",
	.key = PC_SOURCE_X_API_KEY,
	.is_complete = true,
	.next = next,
	.read = read_all,
};
