/* SPDX-License-Identifier: Apache-2.0 */
/* From pages to sightings, by tables of what pages are expected to have. */
#include "sheet.h"

#include <stdarg.h>

#include "pc/base/buf.h"

enum {
	INDEX = 1 << 14,   /* more than twice PC_MAX_PAGE_SIGHTINGS, a power of two */
	LITTLE_TEXT = 400, /* bytes that a page without its script has, at most */
};

void sheet_refuse(
	struct sheet_reader *r, enum pc_unread why, uint32_t line, const char *fmt, ...)
{
	PC_AUTO(pc_buf_done) struct pc_buf text = {0};
	va_list args;

	if (r->reading->unread != PC_READ)
		return;
	if (line)
		pc_buf_printf(&text, "line %u: ", line);
	va_start(args, fmt);
	pc_buf_vprintf(&text, fmt, args);
	va_end(args);
	r->reading->unread = why;
	r->reading->why = pc_arena_str(r->arena, pc_buf_str(&text));
}

/* ---- sightings -------------------------------------------------------------- */

static uint16_t *index_of(const struct sheet_reader *r, struct pc_str id)
{
	size_t at = (size_t)pc_str_hash(id) & (INDEX - 1);

	while (r->index[at] &&
		!pc_str_eq(r->reading->items[r->index[at] - 1].model.id, id))
		at = (at + 1) & (INDEX - 1);
	return &r->index[at];
}

struct pc_sighting *sheet_find(const struct sheet_reader *r, struct pc_str id)
{
	uint16_t at = *index_of(r, id);

	return at ? &r->reading->items[at - 1] : NULL;
}

struct pc_sighting *sheet_add(struct sheet_reader *r, struct pc_str id, uint32_t line)
{
	struct pc_reading *reading = r->reading;
	uint16_t *at = index_of(r, id);
	struct pc_sighting *sighting;

	if (reading->count == PC_MAX_PAGE_SIGHTINGS) {
		sheet_refuse(r, PC_UNREAD_LARGE, line, "more than %d models",
			PC_MAX_PAGE_SIGHTINGS);
		return NULL;
	}
	pc_arena_grow(r->arena, reading->items, reading->count, r->cap);
	sighting = &reading->items[reading->count++];
	*at = (uint16_t)reading->count;
	*sighting = (struct pc_sighting){.line = line};
	sighting->model.provider = pc_str(reading->source->provider);
	sighting->model.id = id;
	sighting->model.as_of = reading->retrieved;
	sighting->model.authority = reading->source->authority;
	return sighting;
}

/* ---- cells ------------------------------------------------------------------ */

enum { QUOTE = 60 };

/* A cell's text for people: short, on one line. */
static struct pc_str quoted(struct sheet_reader *r, struct pc_str text)
{
	struct pc_str plain = pc_str_head(page_plain(r->arena, text), QUOTE);
	char *out = pc_arena_bytes(r->arena, plain.len + 1);

	while (plain.len && ((unsigned char)plain.ptr[plain.len - 1] & 0x80))
		plain.len--;
	for (size_t i = 0; i < plain.len; i++)
		out[i] = plain.ptr[i] == '\n' ? ' ' : plain.ptr[i];
	return (struct pc_str){out, plain.len};
}

static bool cell_is_whole(
	struct sheet_reader *r, const struct page_row *row, const struct page_cell *cell)
{
	if (cell->is_cut)
		sheet_refuse(r, PC_UNREAD_SHAPE, row->line, "a cell is too long");
	else if (cell->is_struck && !row->is_grey)
		sheet_refuse(r, PC_UNREAD_SHAPE, row->line,
			"\"%.*s\" is struck through and nothing stands for it",
			PC_STR_ARG(quoted(r, cell->text)));
	else
		return true;
	return false;
}

bool sheet_ids(struct cell_ids *out, struct sheet_reader *r, const struct page_row *row,
	const struct page_cell *cell, enum id_rule rule)
{
	struct pc_str bad;

	if (!cell_is_whole(r, row, cell))
		return false;
	if (cell_ids(out, &bad, r->arena, cell->text, rule))
		return true;
	if (bad.len == 0)
		sheet_refuse(r, PC_UNREAD_SHAPE, row->line, "a row without a model");
	else
		sheet_refuse(r, PC_UNREAD_SHAPE, row->line,
			"\"%.*s\" is no id of a model", PC_STR_ARG(quoted(r, bad)));
	return false;
}

bool sheet_date(struct pc_model_date *out, struct sheet_reader *r,
	const struct page_row *row, const struct page_cell *cell)
{
	if (!cell_is_whole(r, row, cell))
		return false;
	if (cell_date(out, page_plain(r->arena, cell->text)))
		return true;
	sheet_refuse(r, PC_UNREAD_SHAPE, row->line, "\"%.*s\" is no date that is known",
		PC_STR_ARG(quoted(r, cell->text)));
	return false;
}

bool sheet_state(enum pc_model_state *out, struct sheet_reader *r,
	const struct page_row *row, const struct page_cell *cell)
{
	if (!cell_is_whole(r, row, cell))
		return false;
	*out = cell_state(page_plain(r->arena, cell->text));
	if (*out != PC_MODEL_UNKNOWN)
		return true;
	sheet_refuse(r, PC_UNREAD_SHAPE, row->line, "\"%.*s\" is no state that is known",
		PC_STR_ARG(quoted(r, cell->text)));
	return false;
}

bool sheet_replacement(struct pc_sighting *sighting, struct sheet_reader *r,
	const struct page_row *row, const struct page_cell *cell)
{
	struct cell_ids ids = {0};

	if (!cell)
		return true;
	if (!cell_is_none(page_plain(r->arena, cell->text)) &&
		!sheet_ids(&ids, r, row, cell, ID_ANY))
		return false;
	sighting->says |= PC_SAYS_REPLACEMENT;
	sighting->model.replacement = (struct pc_str){0};
	sighting->model.options = (struct pc_texts){0};
	/* Of several none is certain. */
	if (ids.ids.count == 1)
		sighting->model.replacement = ids.ids.items[0];
	else
		sighting->model.options = ids.ids;
	return true;
}

enum pc_model_state sheet_preview(
	enum pc_model_state state, const struct cell_ids *ids, struct pc_str id)
{
	bool is_preview =
		ids->is_preview || pc_str_find_str(id, PC_STR("-preview")) < id.len;

	return state == PC_MODEL_CURRENT && is_preview ? PC_MODEL_PREVIEW : state;
}

/* ---- tables ----------------------------------------------------------------- */

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

static bool has_other(const struct sheet *sheet, struct pc_str header)
{
	for (size_t i = 0; i < SHEET_NAMES && sheet->others[i]; i++) {
		if (pc_str_find_str(header, pc_str(sheet->others[i])) < header.len)
			return true;
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
	bool is_changed = false, is_other = false;

	*out = (struct fitting){.sheet = sheet};
	for (size_t i = 0; i < n; i++)
		is_other = is_other || has_other(sheet, headers[i]);
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
	return found >= sheet->near && !is_other ? FIT_CHANGED : FIT_OTHER;
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

	r->heading = block->text;
	r->announced = heading_date(&date, block->text) ? date : 0;
}

/* All tables that are this sheet. */
static void read_sheet(
	struct sheet_reader *r, const struct sheet *sheet, const struct fitting *fittings)
{
	r->heading = (struct pc_str){0};
	r->announced = 0;
	for (size_t i = 0; i < r->page->count && r->reading->unread == PC_READ; i++) {
		const struct page_block *block = &r->page->blocks[i];

		if (block->level)
			note_heading(r, block);
		else if (fittings[i].sheet == sheet)
			read_table(r, &fittings[i], block);
	}
}

/* ---- pages ------------------------------------------------------------------ */

static bool has_nocase(struct pc_str text, const char *what)
{
	struct pc_str want = pc_str(what);

	for (size_t i = 0; i + want.len <= text.len; i++) {
		if (pc_str_eq_nocase(pc_str_head(pc_str_from(text, i), want.len), want))
			return true;
	}
	return false;
}

static bool has_any(struct pc_str text, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (has_nocase(text, words[i]))
			return true;
	}
	return false;
}

static struct pc_str first_heading(const struct page *page)
{
	for (size_t i = 0; i < page->count; i++) {
		if (page->blocks[i].level)
			return page->blocks[i].text;
	}
	return (struct pc_str){0};
}

/* None of the tables is there: what came instead? */
static void tell_what_came(
	struct sheet_reader *r, const struct page_source *source, struct pc_str body)
{
	static const char *const faults[] = {"not found", "404", "error", "denied",
		"forbidden", "unavailable", "moment", "too many requests", "captcha",
		"sign in", "log in", "login", "are you human", "attention required"};
	static const char *const scripts[] = {"loading", "enable javascript",
		"javascript to run", "requires javascript"};
	const struct page *page = r->page;
	struct pc_str heading = first_heading(page);
	const size_t n = sizeof(faults) / sizeof(faults[0]);
	bool has_script = page->n_scripts || source->is_markdown;

	if (page->has_password)
		sheet_refuse(r, PC_UNREAD_SHAPE, 0, "a page that asks for a password");
	else if (has_any(page->title, faults, n) || has_any(heading, faults, n))
		sheet_refuse(r, PC_UNREAD_SHAPE, 0, "a page of a fault: \"%.*s\"",
			PC_STR_ARG(quoted(r, has_any(page->title, faults, n) ? page->title
									     : heading)));
	else if (page->text_size < LITTLE_TEXT &&
		 ((has_script && has_any(page->lead, scripts,
					 sizeof(scripts) / sizeof(scripts[0]))) ||
			 page->n_scripts))
		sheet_refuse(r, PC_UNREAD_SCRIPT, 0,
			"%zu bytes of text: the page is made by a script",
			page->text_size);
	else if (body.len < source->least)
		sheet_refuse(r, PC_UNREAD_SHORT, 0,
			"%zu bytes, and such a page has %zu at least", body.len,
			source->least);
	else
		sheet_refuse(
			r, PC_UNREAD_SHAPE, 0, "no table of %s", source->sheets[0]->name);
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

static void read_sheets(
	struct sheet_reader *r, const struct page_source *source, struct pc_str body)
{
	const struct fitting *fittings = fit_all(r, source);

	if (!fittings)
		return;
	if (!sheet_is_there(fittings, r->page->count, NULL)) {
		tell_what_came(r, source, body);
		return;
	}
	for (size_t i = 0; source->sheets[i]; i++) {
		const struct sheet *sheet = source->sheets[i];

		if (sheet->is_must && !sheet_is_there(fittings, r->page->count, sheet))
			sheet_refuse(
				r, PC_UNREAD_SHAPE, 0, "no table of %s", sheet->name);
	}
	if (body.len < source->least)
		sheet_refuse(r, PC_UNREAD_SHORT, 0,
			"%zu bytes, and such a page has %zu at least", body.len,
			source->least);
	for (size_t i = 0; source->sheets[i]; i++)
		read_sheet(r, source->sheets[i], fittings);
	if (r->reading->count < source->least_rows)
		sheet_refuse(r, PC_UNREAD_SHORT, 0,
			"%zu models, and such a page has %zu at least", r->reading->count,
			source->least_rows);
}

/* Whether it is the kind of document that was asked for. */
static bool type_is_right(struct sheet_reader *r, bool is_markdown, struct pc_str body)
{
	enum { BEGINNING = 4096 };
	struct pc_str text =
		pc_str_starts(body, PC_STR("\xef\xbb\xbf")) ? pc_str_from(body, 3) : body;
	bool is_html, is_json;

	text = pc_str_head(pc_str_trim(text), BEGINNING);
	is_html = text.len && text.ptr[0] == '<' &&
		  (has_nocase(text, "<html") || has_nocase(text, "<!doctype html"));
	is_json = text.len && strchr("{[", text.ptr[0]);
	if (text.len == 0 || (is_html != is_markdown && !is_json))
		return true;
	sheet_refuse(
		r, PC_UNREAD_TYPE, 0, "it is no %s", is_markdown ? "Markdown" : "HTML");
	return false;
}

/* Pages in HTML say where they end. */
static bool html_is_cut(struct pc_str body)
{
	enum { TAIL = 4096 };
	size_t from = body.len > TAIL ? body.len - TAIL : 0;

	return !has_nocase(pc_str_from(body, from), "</html");
}

static void read_page(
	struct sheet_reader *r, const struct page_source *source, struct pc_str body)
{
	struct page page = {0};
	struct pc_str why = {0};
	enum pc_unread unread = page_judge_bytes(&why, r->arena, body);

	if (unread == PC_READ && !type_is_right(r, source->is_markdown, body))
		return;
	if (unread == PC_READ)
		unread = source->is_markdown
				 ? page_read_markdown(&page, &why, r->arena, body)
				 : page_read_html(&page, &why, r->arena, body);
	if (unread == PC_READ && !source->is_markdown && html_is_cut(body)) {
		unread = PC_UNREAD_SHORT;
		why = PC_STR("it is cut off: no </html>");
	}
	if (unread != PC_READ) {
		sheet_refuse(r, unread, 0, "%.*s", PC_STR_ARG(why));
		return;
	}
	r->page = &page;
	read_sheets(r, source, body);
}

void page_source_read(struct pc_reading *reading, struct pc_arena *arena,
	struct pc_str body, const struct page_source *source)
{
	struct sheet_reader r = {.reading = reading, .arena = arena};

	r.index = pc_arena_new_array(arena, uint16_t, INDEX);
	reading->unread = PC_READ;
	reading->why = (struct pc_str){0};
	reading->items = NULL;
	reading->count = 0;
	read_page(&r, source, body);
	if (reading->unread == PC_READ)
		return;
	reading->items = NULL;
	reading->count = 0;
}
