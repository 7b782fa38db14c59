/* SPDX-License-Identifier: Apache-2.0 */
/* OpenAI's page of deprecations, in both of its layouts: a table of what is to come, with
 * a status in each row, and sections with the date of a notice in their heading.  It
 * lists what ends, not what is served. */
#include "sheet.h"
#include "sources.h"

enum { COMING_ID, COMING_RETIRES, COMING_STATE, COMING_REPLACEMENT, COMING_ANNOUNCED };
enum { DATED_ID, DATED_RETIRES, DATED_REPLACEMENT };

static void coming_row(struct sheet_reader *r, const struct page_row *row,
	const struct page_cell *const cells[SHEET_COLUMNS])
{
	struct pc_model_date retires, announced = {0};
	enum pc_model_state state;
	struct cell_ids ids;

	if (!sheet_ids(&ids, r, row, cells[COMING_ID], ID_SOME) ||
		!sheet_state(&state, r, row, cells[COMING_STATE]) ||
		!sheet_date(&retires, r, row, cells[COMING_RETIRES]) ||
		(cells[COMING_ANNOUNCED] &&
			!sheet_date(&announced, r, row, cells[COMING_ANNOUNCED])))
		return;
	for (size_t i = 0; i < ids.ids.count; i++) {
		struct pc_str id = ids.ids.items[i];
		struct pc_sighting *sighting = sheet_add_once(r, id, row, &retires);

		if (!sighting)
			continue;
		sighting->says |= PC_SAYS_STATE;
		sighting->model.state = sheet_preview(state, &ids, id);
		if (announced.kind == PC_DATE_EXACT) {
			sighting->says |= PC_SAYS_ANNOUNCED;
			sighting->model.announced = announced.at;
		}
		if (!sheet_replacement(sighting, r, row, cells[COMING_REPLACEMENT]))
			return;
	}
}

/* These sections name no status.  By the page's own words whatever is announced is
 * deprecated at once, and not served from its date on. */
static void note_dated(struct sheet_reader *r, struct pc_sighting *sighting,
	const struct pc_model_date *retires)
{
	bool is_past = retires->kind == PC_DATE_EXACT && r->reading->retrieved > 0 &&
		       retires->at <= r->reading->retrieved;

	sighting->says |= PC_SAYS_STATE | PC_SAYS_RETIRES;
	sighting->model.state = is_past ? PC_MODEL_RETIRED : PC_MODEL_DEPRECATED;
	sighting->model.retires = *retires;
	if (r->announced == 0)
		return;
	sighting->says |= PC_SAYS_ANNOUNCED;
	sighting->model.announced = r->announced;
}

static void dated_row(struct sheet_reader *r, const struct page_row *row,
	const struct page_cell *const cells[SHEET_COLUMNS])
{
	struct pc_model_date retires;
	struct cell_ids ids;

	if (!sheet_ids(&ids, r, row, cells[DATED_ID], ID_ANY) ||
		!sheet_date(&retires, r, row, cells[DATED_RETIRES]))
		return;
	for (size_t i = 0; i < ids.ids.count; i++) {
		struct pc_str id = ids.ids.items[i];
		struct pc_sighting *sighting = sheet_find(r, id);
		struct pc_sighting replaced = {0};

		if (!sheet_replacement(&replaced, r, row, cells[DATED_REPLACEMENT]))
			return;
		/* The latest notice comes first, and the table before all of them. */
		if (sighting)
			continue;
		sighting = sheet_add(r, id, row->line);
		if (!sighting)
			return;
		note_dated(r, sighting, &retires);
		sighting->says |= replaced.says;
		sighting->model.replacement = replaced.model.replacement;
		sighting->model.options = replaced.model.options;
	}
}

static const struct sheet coming = {
	.name = "upcoming deprecations",
	.columns = {[COMING_ID] = {{"affected model", "affected models"}, true},
		[COMING_RETIRES] = {{"shutdown date"}, true},
		[COMING_STATE] = {{"status"}, true},
		[COMING_REPLACEMENT] = {{"recommended replacement", "replacement"}, true},
		[COMING_ANNOUNCED] = {{"notice date"}, false}},
	.near = 3,
	.signs = {"affected model", "notice date"},
	.others = {"feature", "endpoint", "system", "tool", "product"},
	.row = coming_row,
};

static const struct sheet dated = {
	.name = "deprecated models",
	.columns = {[DATED_ID] = {{"model / system", "model", "models", "model snapshot",
					  "deprecated model", "legacy model",
					  "model/system", "system"},
			    true},
		[DATED_RETIRES] = {{"shutdown date"}, true},
		[DATED_REPLACEMENT] = {{"recommended replacement", "substitute model",
					       "replacement"},
			true}},
	.near = 2,
	.signs = {"shutdown date"},
	.others = {"feature", "endpoint", "system", "tool", "product"},
	.row = dated_row,
};

static const struct sheet *const sheets[] = {&coming, &dated, NULL};

static void read_html(
	struct pc_reading *reading, struct pc_arena *arena, struct pc_str body)
{
	static const struct page_source source = {
		.least = 1536, .least_rows = 2, .sheets = sheets};

	page_source_read(reading, arena, body, &source);
}

static void read_markdown(
	struct pc_reading *reading, struct pc_arena *arena, struct pc_str body)
{
	static const struct page_source source = {
		.is_markdown = true, .least = 1024, .least_rows = 2, .sheets = sheets};

	page_source_read(reading, arena, body, &source);
}

const struct pc_source source_openai_page = {
	.name = "openai-page",
	.provider = "openai",
	.authority = PC_AUTHORITY_PAGE,
	.url = "https://developers.openai.com/api/docs/deprecations",
	.accept = "text/html",
	.read = read_html,
};

const struct pc_source source_openai_page_md = {
	.name = "openai-page-md",
	.provider = "openai",
	.authority = PC_AUTHORITY_PAGE,
	.url = "https://developers.openai.com/api/docs/deprecations.md",
	.accept = "text/markdown, text/plain",
	.read = read_markdown,
};
