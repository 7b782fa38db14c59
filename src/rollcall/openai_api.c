/* SPDX-License-Identifier: Apache-2.0 */
/* OpenAI's own list of models, GET /v1/models: {"object": "list", "data": [...]}, all on
 * one page.  "shutdown_date" is a date, or null while none is announced; answers from
 * before it was there say nothing of states.  Models that the account itself has trained
 * ("ft:...", or another owner) are nobody else's and are left out. */
#include "rows.h"
#include "sources.h"

/* "openai", "openai-internal", "system": those of OpenAI.  Others are organizations. */
static bool is_openais(const struct pc_node *row, struct pc_str id)
{
	struct pc_str owner = pc_node_text(pc_node_get_c(row, "owned_by"));

	if (pc_str_starts(id, PC_STR("ft:")) ||
		pc_str_find_str(id, PC_STR(":ft-")) < id.len)
		return false;
	return owner.len == 0 || pc_str_is(owner, "system") ||
	       pc_str_starts(owner, PC_STR("openai"));
}

static bool read_end(struct rows *rows, size_t i, const struct pc_node *row,
	struct pc_sighting *sighting)
{
	struct pc_model *model = &sighting->model;
	enum member found = member_day(&model->retires.at, row, "shutdown_date");

	if (found == MEMBER_WRONG)
		return rows_wrong(rows, "data", i, "shutdown_date",
			pc_node_get_c(row, "shutdown_date"));
	if (found == MEMBER_ABSENT)
		return true;
	sighting->says |= PC_SAYS_STATE | PC_SAYS_RETIRES;
	model->state = found == MEMBER_GOOD ? PC_MODEL_DEPRECATED : PC_MODEL_CURRENT;
	model->retires.kind = found == MEMBER_GOOD ? PC_DATE_EXACT : PC_DATE_NONE;
	return true;
}

static bool read_row(struct rows *rows, size_t i, const struct pc_node *row)
{
	enum { DAY = 24 * 60 * 60 };
	struct pc_sighting *sighting;
	enum member created;
	int64_t at = 0;
	struct pc_str id;

	rows->n_seen++;
	if (member_text(&id, row, "id") != MEMBER_GOOD)
		return rows_wrong(rows, "data", i, "id", pc_node_get_c(row, "id"));
	if (!is_openais(row, id))
		return true;
	sighting = rows_add(rows, PC_STR("openai"), id, row);
	if (!sighting)
		return false;
	created = member_count(&at, row, "created");
	if (created == MEMBER_WRONG)
		return rows_wrong(
			rows, "data", i, "created", pc_node_get_c(row, "created"));
	if (at > 0) {
		sighting->model.released = at - at % DAY;
		sighting->says |= PC_SAYS_RELEASED;
	}
	return read_end(rows, i, row, sighting);
}

static void read_all(
	struct pc_reading *reading, struct pc_arena *arena, struct pc_str body)
{
	const struct pc_node *data;
	struct rows rows;

	if (!rows_open(&rows, reading, arena, body) || !rows_list(&data, &rows, "data"))
		return;
	for (size_t i = 0; i < data->n_items; i++) {
		if (!read_row(&rows, i, data->items[i]))
			return;
	}
	rows_close(&rows);
}

const struct pc_source source_openai_api = {
	.name = "openai-api",
	.provider = "openai",
	.authority = PC_AUTHORITY_API,
	.url = "https://api.openai.com/v1/models",
	.accept = "application/json",
	.key = PC_SOURCE_BEARER,
	.is_complete = true,
	.read = read_all,
};
