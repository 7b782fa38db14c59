/* SPDX-License-Identifier: Apache-2.0 */
/* Which of a page's tables are the expected ones, and their rows in order. */
#include "sheet.h"

enum fit { FIT_OTHER, FIT_CHANGED, FIT };

struct fitting {
	const struct sheet *sheet;
	size_t at[SHEET_COLUMNS]; /* 1 + the column of the table; 0: there is none */
	struct pc_str missing;    /* what changed, for people */
};

static bool name_is_one_of(const char *const *names, struct pc_str text)
{
	for (size_t i = 0; i < SHEET_NAMES && names[i]; i++) {
		if (pc_str_eq_nocase(text, pc_str(names[i])))
			return true;
	}
	return false;
}

static bool has_word(const char *const *words, const struct pc_str *headers, size_t n)
{
	for (size_t i = 0; i < SHEET_NAMES && words[i]; i++) {
		for (size_t k = 0; k < n; k++) {
			if (pc_str_find_str(headers[k], pc_str(words[i])) <
				headers[k].len)
				return true;
		}
	}
	return false;
}

/* Finds one column; false: it stands there twice. */
static bool fit_column(size_t *at, const struct sheet_column *column,
	const struct pc_str *headers, size_t n)
{
	*at = 0;
	for (size_t i = 0; i < n; i++) {
		if (!name_is_one_of(column->names, headers[i]))
			continue;
		if (*at)
			return false;
		*at = i + 1;
	}
	return true;
}

static enum fit fit_sheet(struct fitting *out, struct pc_arena *arena,
	const struct sheet *sheet, const struct pc_str *headers, size_t n)
{
	unsigned found = 0;
	bool is_changed = false;

	*out = (struct fitting){.sheet = sheet};
	for (size_t i = 0; i < SHEET_COLUMNS && sheet->columns[i].names[0]; i++) {
		const struct sheet_column *column = &sheet->columns[i];
		bool is_once = fit_column(&out->at[i], column, headers, n);

		found += out->at[i] > 0;
		if (is_once && (out->at[i] || !column->is_must))
			continue;
		is_changed = true;
		if (out->missing.len == 0)
			out->missing = pc_arena_printf(arena,
				"the table of %s has %s column \"%s\"", sheet->name,
				is_once ? "no" : "more than one", column->names[0]);
	}
	if (!is_changed)
		return FIT;
	if (has_word(sheet->others, headers, n))
		return FIT_OTHER;
	return found >= sheet->near || has_word(sheet->signs, headers, n) ? FIT_CHANGED
									  : FIT_OTHER;
}

/* Names of columns as they are compared. */
static struct pc_str *headers_of(struct pc_arena *arena, const struct page_row *row)
{
	struct pc_str *out = pc_arena_new_array(arena, struct pc_str, row->count);

	for (size_t i = 0; i < row->count; i++) {
		struct pc_str text = page_plain(arena, row->cells[i].text);
		char *bytes = pc_arena_bytes(arena, text.len + 1);

		for (size_t k = 0; k < text.len; k++)
			bytes[k] = text.ptr[k] == '\n' ? ' ' : text.ptr[k];
		out[i] = pc_arena_lower(
			arena, pc_str_trim((struct pc_str){bytes, text.len}));
	}
	return out;
}

/* Which of the tables a block is; false: refused. */
static bool fit_block(struct fitting *out, struct sheet_reader *r,
	const struct page_source *source, const struct page_block *block)
{
	const struct page_row *header = &block->rows[0];
	const struct pc_str *headers = headers_of(r->arena, header);
	struct fitting changed = {0};

	for (size_t i = 0; source->sheets[i]; i++) {
		enum fit fit = fit_sheet(
			out, r->arena, source->sheets[i], headers, header->count);

		if (fit == FIT)
			return true;
		if (fit == FIT_CHANGED && !changed.sheet)
			changed = *out;
	}
	*out = (struct fitting){0};
	if (changed.sheet)
		sheet_refuse(r, PC_UNREAD_SHAPE, header->line, "%.*s",
			PC_STR_ARG(changed.missing));
	return !changed.sheet;
}

static bool rest_is_empty(const struct page_row *row)
{
	for (size_t i = 1; i < row->count; i++) {
		if (row->cells[i].text.len)
			return false;
	}
	return row->count > 1;
}

/* A row that names the rows below it: one cell over all, or words with nothing behind. */
static bool is_section(struct sheet_reader *r, const struct page_row *row)
{
	struct cell_ids ids;
	struct pc_str bad;

	if (row->is_whole)
		return true;
	return rest_is_empty(row) && row->cells[0].text.len > 0 &&
	       cell_ids(&ids, &bad, r->arena, row->cells[0].text, ID_ANY) &&
	       ids.ids.count == 0;
}

static void read_row(struct sheet_reader *r, const struct fitting *fitting,
	const struct page_row *row, size_t n_columns)
{
	const struct page_cell *cells[SHEET_COLUMNS] = {0};
	struct page_row greyed = *row;

	if (row->count != n_columns) {
		sheet_refuse(r, PC_UNREAD_SHAPE, row->line,
			"a row of %zu cells in a table of %zu columns", row->count,
			n_columns);
		return;
	}
	if (is_section(r, row)) {
		r->section = page_plain(r->arena, row->cells[0].text);
		return;
	}
	for (size_t i = 0; i < SHEET_COLUMNS; i++)
		cells[i] = fitting->at[i] ? &row->cells[fitting->at[i] - 1] : NULL;
	/* Whoever strikes the id through means the row. */
	greyed.is_grey = row->is_grey || cells[0]->is_struck;
	fitting->sheet->row(r, &greyed, cells);
}

static void read_table(struct sheet_reader *r, const struct fitting *fitting,
	const struct page_block *block)
{
	r->section = (struct pc_str){0};
	if (block->n_rows < 2) {
		sheet_refuse(r, PC_UNREAD_SHAPE, block->line, "a table without rows");
		return;
	}
	for (size_t i = 1; i < block->n_rows && r->reading->unread == PC_READ; i++)
		read_row(r, fitting, &block->rows[i], block->rows[0].count);
}

static void note_heading(struct sheet_reader *r, const struct page_block *block)
{
	int64_t date;

	r->announced = heading_date(&date, block->text) ? date : 0;
}

/* All tables that are this sheet. */
static void read_sheet(
	struct sheet_reader *r, const struct sheet *sheet, const struct fitting *fittings)
{
	r->announced = 0;
	for (size_t i = 0; i < r->page->count && r->reading->unread == PC_READ; i++) {
		const struct page_block *block = &r->page->blocks[i];

		if (block->level)
			note_heading(r, block);
		else if (fittings[i].sheet == sheet)
			read_table(r, &fittings[i], block);
	}
}

static bool sheet_is_there(
	const struct fitting *fittings, size_t count, const struct sheet *sheet)
{
	for (size_t i = 0; i < count; i++) {
		if (fittings[i].sheet && (!sheet || fittings[i].sheet == sheet))
			return true;
	}
	return false;
}

static struct fitting *fit_all(struct sheet_reader *r, const struct page_source *source)
{
	struct fitting *out =
		pc_arena_new_array(r->arena, struct fitting, r->page->count);

	for (size_t i = 0; i < r->page->count; i++) {
		const struct page_block *block = &r->page->blocks[i];

		if (block->level || block->n_rows == 0)
			continue;
		if (!fit_block(&out[i], r, source, block))
			return NULL;
		for (size_t k = 0; k < block->n_rows; k++)
			r->has_grey = r->has_grey || block->rows[k].is_grey;
	}
	return out;
}

bool sheets_read(struct sheet_reader *r, const struct page_source *source)
{
	const struct fitting *fittings = fit_all(r, source);

	if (!fittings)
		return true;
	if (!sheet_is_there(fittings, r->page->count, NULL))
		return false;
	for (size_t i = 0; source->sheets[i]; i++) {
		const struct sheet *sheet = source->sheets[i];

		if (sheet->is_must && !sheet_is_there(fittings, r->page->count, sheet))
			sheet_refuse(
				r, PC_UNREAD_SHAPE, 0, "no table of %s", sheet->name);
	}
	for (size_t i = 0; source->sheets[i]; i++)
		read_sheet(r, source->sheets[i], fittings);
	if (r->reading->count < source->least_rows)
		sheet_refuse(r, PC_UNREAD_SHORT, 0,
			"%zu models, and such a page has %zu at least", r->reading->count,
			source->least_rows);
	return true;
}
