/* SPDX-License-Identifier: Apache-2.0 */
/* Cells of expected tables as values, sightings by id, and the one place that refuses. */
#include <stdarg.h>

#include "pc/base/buf.h"
#include "sheet.h"

enum {
	INDEX = 1 << 14, /* more than twice PC_MAX_PAGE_SIGHTINGS, a power of two */
};

void sheet_reader_init(
	struct sheet_reader *r, struct pc_reading *reading, struct pc_arena *arena)
{
	*r = (struct sheet_reader){.reading = reading, .arena = arena};
	r->index = pc_arena_new_array(arena, uint16_t, INDEX);
	reading->unread = PC_READ;
	reading->why = (struct pc_str){0};
	reading->items = NULL;
	reading->count = 0;
}

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

struct pc_sighting *sheet_add_once(struct sheet_reader *r, struct pc_str id,
	const struct page_row *row, const struct pc_model_date *retires)
{
	const struct pc_sighting *before = sheet_find(r, id);
	struct pc_sighting *sighting = before ? NULL : sheet_add(r, id, row->line);

	if (before && before->model.retires.at != retires->at)
		sheet_refuse(r, PC_UNREAD_SHAPE, row->line,
			"\"%.*s\" stands there twice, and not the same", PC_STR_ARG(id));
	if (!sighting)
		return NULL;
	sighting->says |= PC_SAYS_RETIRES;
	sighting->model.retires = *retires;
	return sighting;
}

enum { QUOTE = 60 };

struct pc_str sheet_quoted(struct sheet_reader *r, struct pc_str text)
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
		sheet_refuse(r, PC_UNREAD_SHAPE, row->line,
			"a cell is too long, or has a table in it");
	else if (cell->is_struck && !row->is_grey)
		sheet_refuse(r, PC_UNREAD_SHAPE, row->line,
			"\"%.*s\" is struck through and nothing stands for it",
			PC_STR_ARG(sheet_quoted(r, cell->text)));
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
			"\"%.*s\" is no id of a model", PC_STR_ARG(sheet_quoted(r, bad)));
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
		PC_STR_ARG(sheet_quoted(r, cell->text)));
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
		PC_STR_ARG(sheet_quoted(r, cell->text)));
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
