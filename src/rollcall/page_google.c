/* SPDX-License-Identifier: Apache-2.0 */
/* Google's page of deprecations: a table for each family of models, previews below a row
 * of their own, and a grey ground under what is shut down.  Its dates are the earliest
 * that may be, so they are floors until the row is grey. */
#include "sheet.h"
#include "sources.h"

enum { DAY = 24 * 60 * 60 };
enum { FAMILY_ID, FAMILY_RETIRES, FAMILY_RELEASED, FAMILY_REPLACEMENT };

static void note_state(
	struct sheet_reader *r, const struct page_row *row, struct pc_sighting *sighting)
{
	struct pc_model *model = &sighting->model;
	bool is_past = model->retires.kind == PC_DATE_NOT_BEFORE &&
		       model->retires.at <= r->reading->retrieved;

	/* Then grey is a matter of taste, and says nothing of any row. */
	if (row->is_grey && model->retires.kind == PC_DATE_NOT_BEFORE &&
		model->retires.at - DAY > r->reading->retrieved)
		sheet_refuse(r, PC_UNREAD_SHAPE, row->line,
			"\"%.*s\" is grey, and its date is to come",
			PC_STR_ARG(model->id));
	if (row->is_grey) {
		model->state = PC_MODEL_RETIRED;
		if (model->retires.kind == PC_DATE_NOT_BEFORE)
			model->retires.kind = PC_DATE_EXACT;
	} else if (is_past && !r->has_grey) {
		/* Past its date, on a page that greys nothing: nobody can tell whether it
		 * is still served, nor whether the date was the end. */
		sighting->says &= ~(unsigned)PC_SAYS_RETIRES;
		return;
	} else {
		model->state = cell_has(r->section, "review")    ? PC_MODEL_PREVIEW
			       : cell_has(r->section, "eprecat") ? PC_MODEL_DEPRECATED
								 : PC_MODEL_CURRENT;
	}
	sighting->says |= PC_SAYS_STATE;
}

/* A day and something that replaces it: the page has no word for whether it is deprecated
 * yet, so that it takes back nobody's who says so. */
static void forget_state(struct pc_sighting *sighting)
{
	if (sighting->model.state < PC_MODEL_DEPRECATED &&
		sighting->model.replacement.len > 0 &&
		sighting->model.retires.kind == PC_DATE_NOT_BEFORE)
		sighting->says &= ~(unsigned)PC_SAYS_STATE;
}

/* "requests are redirected to ...": another one answers, where it would fail else. */
static void note_target(const struct page_row *row, const struct page_cell *cell,
	struct pc_sighting *sighting)
{
	if (!row->is_grey || !cell || sighting->model.replacement.len == 0 ||
		!cell_has(cell->text, "edirect"))
		return;
	sighting->says |= PC_SAYS_TARGET;
	sighting->target = sighting->model.replacement;
}

static void family_row(struct sheet_reader *r, const struct page_row *row,
	const struct page_cell *const cells[SHEET_COLUMNS])
{
	struct pc_model_date retires, released = {0};
	struct cell_ids ids;

	if (!sheet_ids(&ids, r, row, cells[FAMILY_ID], ID_EACH) ||
		!sheet_date(&retires, r, row, cells[FAMILY_RETIRES]) ||
		(cells[FAMILY_RELEASED] &&
			!sheet_date(&released, r, row, cells[FAMILY_RELEASED])))
		return;
	if (retires.kind == PC_DATE_EXACT)
		retires.kind = PC_DATE_NOT_BEFORE;
	for (size_t i = 0; i < ids.ids.count; i++) {
		struct pc_str id = ids.ids.items[i];
		struct pc_sighting *sighting = sheet_add_once(r, id, row, &retires);

		if (!sighting)
			continue;
		if (released.kind == PC_DATE_EXACT) {
			sighting->says |= PC_SAYS_RELEASED;
			sighting->model.released = released.at;
		}
		note_state(r, row, sighting);
		if (!sheet_replacement(sighting, r, row, cells[FAMILY_REPLACEMENT]))
			return;
		forget_state(sighting);
		note_target(row, cells[FAMILY_REPLACEMENT], sighting);
	}
}

static const struct sheet family = {
	.name = "a family's models",
	.columns = {[FAMILY_ID] = {{"model"}, true},
		[FAMILY_RETIRES] = {{"shutdown date"}, true},
		[FAMILY_RELEASED] = {{"release date"}, true},
		[FAMILY_REPLACEMENT] = {{"recommended replacement"}, true}},
	.near = 2,
	.signs = {"shutdown date", "release date"},
	.others = {"feature", "agent", "tool"},
	.is_must = true,
	.row = family_row,
};

static const struct sheet *const sheets[] = {&family, NULL};

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

const struct pc_source source_google_page = {
	.name = "google-page",
	.provider = "google",
	.authority = PC_AUTHORITY_PAGE,
	.url = "https://ai.google.dev/gemini-api/docs/deprecations",
	.accept = "text/html",
	.is_complete = true,
	.read = read_html,
};

const struct pc_source source_google_page_md = {
	.name = "google-page-md",
	.provider = "google",
	.authority = PC_AUTHORITY_PAGE,
	.url = "https://ai.google.dev/gemini-api/docs/deprecations.md.txt",
	.accept = "text/markdown, text/plain",
	.is_complete = true,
	.read = read_markdown,
};
