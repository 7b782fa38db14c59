/* SPDX-License-Identifier: Apache-2.0 */
/* Anthropic's page of deprecations: the status of each model, and the history of notices,
 * which alone names replacements.  Its dates are those of Anthropic's own interface. */
#include "sheet.h"
#include "sources.h"

enum { STATUS_ID, STATUS_STATE, STATUS_ANNOUNCED, STATUS_RETIRES };
enum { HISTORY_ID, HISTORY_RETIRES, HISTORY_REPLACEMENT };

/* The same row may stand there twice, one that says otherwise may not. */
static bool is_repeated(struct sheet_reader *r, const struct page_row *row,
	struct pc_str id, const struct pc_model *model)
{
	const struct pc_sighting *before = sheet_find(r, id);

	if (!before)
		return false;
	if (before->model.state != model->state ||
		before->model.retires.kind != model->retires.kind ||
		before->model.retires.at != model->retires.at)
		sheet_refuse(r, PC_UNREAD_SHAPE, row->line,
			"\"%.*s\" stands there twice, and not the same", PC_STR_ARG(id));
	return true;
}

static void status_row(struct sheet_reader *r, const struct page_row *row,
	const struct page_cell *const cells[SHEET_COLUMNS])
{
	struct pc_model_date announced;
	struct pc_model row_says = {0};
	struct cell_ids ids;

	/* A preview may have a name and no id: nobody can ask for it. */
	if (!sheet_state(&row_says.state, r, row, cells[STATUS_STATE]) ||
		!sheet_ids(&ids, r, row, cells[STATUS_ID],
			row_says.state == PC_MODEL_PREVIEW ? ID_ANY : ID_EACH) ||
		!sheet_date(&announced, r, row, cells[STATUS_ANNOUNCED]) ||
		!sheet_date(&row_says.retires, r, row, cells[STATUS_RETIRES]))
		return;
	if (announced.kind == PC_DATE_NOT_BEFORE) {
		sheet_refuse(r, PC_UNREAD_SHAPE, row->line,
			"a floor where the day of the notice should be");
		return;
	}
	for (size_t i = 0; i < ids.ids.count; i++) {
		struct pc_str id = ids.ids.items[i];
		struct pc_model model = row_says;
		struct pc_sighting *sighting;

		model.state = sheet_preview(row_says.state, &ids, id);
		if (is_repeated(r, row, id, &model))
			continue;
		sighting = sheet_add(r, id, row->line);
		if (!sighting)
			return;
		sighting->says = PC_SAYS_STATE | PC_SAYS_RETIRES;
		sighting->model.state = model.state;
		sighting->model.retires = model.retires;
		if (announced.kind != PC_DATE_EXACT)
			continue;
		sighting->says |= PC_SAYS_ANNOUNCED;
		sighting->model.announced = announced.at;
	}
}

/* The latest notice about a model counts.  One that the status does not list is not
 * served by what this page says: whether it vanished is seen there. */
static void history_row(struct sheet_reader *r, const struct page_row *row,
	const struct page_cell *const cells[SHEET_COLUMNS])
{
	struct pc_model_date retires;
	struct cell_ids ids;

	if (!sheet_ids(&ids, r, row, cells[HISTORY_ID], ID_SOME) ||
		!sheet_date(&retires, r, row, cells[HISTORY_RETIRES]))
		return;
	for (size_t i = 0; i < ids.ids.count; i++) {
		struct pc_sighting *sighting = sheet_find(r, ids.ids.items[i]);
		struct pc_sighting replaced = {0};

		/* It has to be readable in any case. */
		if (!sheet_replacement(&replaced, r, row, cells[HISTORY_REPLACEMENT]))
			return;
		if (!sighting)
			continue;
		if (!(sighting->says & PC_SAYS_ANNOUNCED)) {
			sighting->model.announced = r->announced;
			sighting->says |= r->announced ? PC_SAYS_ANNOUNCED : 0;
		}
		/* The page has the latest notice first. */
		if (sighting->says & PC_SAYS_REPLACEMENT)
			continue;
		sighting->says |= replaced.says;
		sighting->model.replacement = replaced.model.replacement;
		sighting->model.options = replaced.model.options;
	}
}

static const struct sheet status = {
	.name = "model status",
	.columns = {[STATUS_ID] = {{"api model name"}, true},
		[STATUS_STATE] = {{"current state"}, true},
		[STATUS_ANNOUNCED] = {{"deprecated"}, true},
		[STATUS_RETIRES] = {{"tentative retirement date", "retirement date",
					    "retired"},
			true}},
	.near = 2,
	.signs = {"api model", "current state", "tentative"},
	.is_must = true,
	.row = status_row,
};

static const struct sheet history = {
	.name = "deprecation history",
	.columns = {[HISTORY_RETIRES] = {{"retirement date"}, true},
		[HISTORY_ID] = {{"deprecated model", "deprecated models"}, true},
		[HISTORY_REPLACEMENT] = {{"recommended replacement"}, true}},
	.near = 2,
	.signs = {"deprecated model"},
	.others = {"parameter", "feature", "endpoint", "beta", "header", "tool",
		"product", "field", "version"},
	.is_must = true,
	.row = history_row,
};

static const struct sheet *const sheets[] = {&status, &history, NULL};

static void read_html(
	struct pc_reading *reading, struct pc_arena *arena, struct pc_str body)
{
	static const struct page_source source = {
		.least = 1536, .least_rows = 3, .sheets = sheets};

	page_source_read(reading, arena, body, &source);
}

static void read_markdown(
	struct pc_reading *reading, struct pc_arena *arena, struct pc_str body)
{
	static const struct page_source source = {
		.is_markdown = true, .least = 1024, .least_rows = 3, .sheets = sheets};

	page_source_read(reading, arena, body, &source);
}

const struct pc_source source_anthropic_page = {
	.name = "anthropic-page",
	.provider = "anthropic",
	.authority = PC_AUTHORITY_PAGE,
	.url = "https://platform.claude.com/docs/en/about-claude/model-deprecations",
	.accept = "text/html",
	.is_complete = true,
	.read = read_html,
};

const struct pc_source source_anthropic_page_md = {
	.name = "anthropic-page-md",
	.provider = "anthropic",
	.authority = PC_AUTHORITY_PAGE,
	.url = "https://platform.claude.com/docs/en/about-claude/model-deprecations.md",
	.accept = "text/markdown, text/plain",
	.is_complete = true,
	.read = read_markdown,
};
