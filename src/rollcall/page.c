/* SPDX-License-Identifier: Apache-2.0 */
/* Builds the common form of a page, within the ceilings, and cleans its texts. */
#include "page.h"

#include "pc/base/buf.h"
#include "pc/base/utf.h"

void page_refuse(struct page_builder *b, enum pc_unread why, struct pc_str text)
{
	if (b->unread != PC_READ)
		return;
	b->unread = why;
	b->why = text;
}

enum pc_unread page_judge_bytes(
	struct pc_str *why, struct pc_arena *arena, struct pc_str body)
{
	size_t bad = pc_str_find(body, '\0');

	if (body.len > PC_MAX_SOURCE_SIZE) {
		*why = pc_arena_printf(
			arena, "it is larger than %d bytes", PC_MAX_SOURCE_SIZE);
		return PC_UNREAD_LARGE;
	}
	if (body.len == 0) {
		*why = PC_STR("nothing came");
		return PC_UNREAD_SHORT;
	}
	if (bad < body.len || !pc_utf8_valid(body, &bad)) {
		*why = pc_arena_printf(arena, "byte %zu is no text", bad);
		return PC_UNREAD_SHAPE;
	}
	return PC_READ;
}

/* ---- texts ------------------------------------------------------------------ */

/* What a character becomes: itself, a space, a dash, or nothing (0). */
static uint32_t plain_char(uint32_t c)
{
	static const struct {
		uint32_t first, last, becomes;
	} table[] = {{0x00, 0x00, 0}, {0x03, 0x08, 0}, {0x09, 0x09, ' '},
		{0x0b, 0x0d, ' '}, {0x0e, 0x1f, 0}, {0x7f, 0x9f, 0}, {0xa0, 0xa0, ' '},
		{0xad, 0xad, 0}, {0x1680, 0x1680, ' '}, {0x2000, 0x200a, ' '},
		{0x200b, 0x200f, 0}, {0x2010, 0x2015, '-'}, {0x2028, 0x2029, ' '},
		{0x202a, 0x202e, 0}, {0x202f, 0x202f, ' '}, {0x205f, 0x205f, ' '},
		{0x2060, 0x2069, 0}, {0x2212, 0x2212, '-'}, {0x3000, 0x3000, ' '},
		{0xfe00, 0xfe0f, 0}, {0xfeff, 0xfeff, 0}};

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		if (c >= table[i].first && c <= table[i].last)
			return table[i].becomes;
	}
	return c;
}

struct pc_str page_clean(struct pc_arena *arena, struct pc_str text)
{
	char *out = pc_arena_bytes(arena, text.len + 1);
	char blank = 0; /* that is due before the next character */
	size_t len = 0;

	for (size_t at = 0; at < text.len;) {
		uint32_t c = plain_char(pc_utf8_next(text, &at));

		if (c == ' ' || c == '\n') {
			blank = c == '\n' || blank == '\n' ? '\n' : ' ';
			continue;
		}
		if (c == 0)
			continue;
		if (blank && len)
			out[len++] = blank;
		blank = 0;
		len += pc_utf8_put(out + len, c);
	}
	out[len] = '\0';
	return (struct pc_str){out, len};
}

struct pc_str page_plain(struct pc_arena *arena, struct pc_str text)
{
	char *out = pc_arena_bytes(arena, text.len + 1);
	size_t len = 0;

	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] != CODE_ON && text.ptr[i] != CODE_OFF)
			out[len++] = text.ptr[i];
	}
	out[len] = '\0';
	return pc_str_trim((struct pc_str){out, len});
}

void page_text_open(struct page_builder *b)
{
	b->text->len = 0;
	b->is_open = true;
	b->is_cut = false;
}

void page_text_add(struct page_builder *b, struct pc_str utf8)
{
	if (!b->is_open || b->unread != PC_READ || b->is_cut)
		return;
	for (size_t i = 0; i < utf8.len; i++) {
		if (b->text->len >= PC_MAX_PAGE_CELL) {
			b->is_cut = true;
			return;
		}
		/* Lines and codes are marked by page_text_mark() alone. */
		pc_buf_add_char(
			b->text, (unsigned char)utf8.ptr[i] < ' ' ? ' ' : utf8.ptr[i]);
	}
}

bool page_text_has(const struct page_builder *b)
{
	for (size_t i = 0; i < b->text->len; i++) {
		if ((unsigned char)b->text->ptr[i] > ' ')
			return true;
	}
	return false;
}

void page_text_mark(struct page_builder *b, char mark)
{
	if (b->is_open && b->unread == PC_READ && b->text->len < PC_MAX_PAGE_CELL)
		pc_buf_add_char(b->text, mark);
}

struct pc_str page_text_close(struct page_builder *b)
{
	b->is_open = false;
	return page_clean(b->arena, pc_buf_str(b->text));
}

/* ---- blocks ----------------------------------------------------------------- */

static struct page_block *add_block(struct page_builder *b, uint32_t line)
{
	struct page_block *block;

	if (b->unread != PC_READ)
		return NULL;
	if (b->page.count == PC_MAX_PAGE_BLOCKS) {
		page_refuse(b, PC_UNREAD_LARGE,
			pc_arena_printf(b->arena,
				"line %u: more than %d headings and tables", line,
				PC_MAX_PAGE_BLOCKS));
		return NULL;
	}
	pc_arena_grow(b->arena, b->page.blocks, b->page.count, b->cap_blocks);
	block = &b->page.blocks[b->page.count++];
	*block = (struct page_block){.line = line};
	return block;
}

void page_heading(struct page_builder *b, int level, struct pc_str text, uint32_t line)
{
	struct page_block *block = add_block(b, line);

	if (!block)
		return;
	block->level = level;
	block->text = page_plain(b->arena, text);
}

void page_table_open(struct page_builder *b, uint32_t line)
{
	b->table = add_block(b, line);
	b->cap_rows = 0;
	memset(b->spans, 0, sizeof(b->spans));
}

static struct page_row *last_row(struct page_builder *b)
{
	return b->table && b->table->n_rows && b->unread == PC_READ
		       ? &b->table->rows[b->table->n_rows - 1]
		       : NULL;
}

static void add_cell(struct page_builder *b, struct page_row *row, struct page_cell cell)
{
	if (row->count == PC_MAX_PAGE_COLUMNS)
		return;
	if (b->n_cells++ == PC_MAX_PAGE_CELLS) {
		page_refuse(b, PC_UNREAD_LARGE,
			pc_arena_printf(b->arena, "line %u: more than %d cells",
				row->line, PC_MAX_PAGE_CELLS));
		return;
	}
	pc_arena_grow(b->arena, row->cells, row->count, b->cap_cells);
	row->cells[row->count++] = cell;
}

/* Cells that reach down from rows above. */
static void add_spans(struct page_builder *b, struct page_row *row)
{
	while (row->count < PC_MAX_PAGE_COLUMNS && b->spans[row->count].rows) {
		struct page_span *span = &b->spans[row->count];
		size_t before = row->count;

		span->rows--;
		add_cell(b, row, span->cell);
		if (row->count == before)
			return;
	}
}

void page_row_open(struct page_builder *b, uint32_t line)
{
	if (!b->table || b->unread != PC_READ)
		return;
	pc_arena_grow(b->arena, b->table->rows, b->table->n_rows, b->cap_rows);
	b->table->rows[b->table->n_rows++] = (struct page_row){.line = line};
	b->cap_cells = 0;
	/* An empty row costs memory as well. */
	if (b->n_cells++ == PC_MAX_PAGE_CELLS)
		page_refuse(b, PC_UNREAD_LARGE, PC_STR("too many rows"));
}

/* A text without what is struck through. */
static struct pc_str unstruck(struct pc_arena *arena, struct pc_str text)
{
	char *out = pc_arena_bytes(arena, text.len + 1);
	size_t len = 0, depth = 0;

	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] == STRUCK_ON)
			depth++;
		else if (text.ptr[i] == STRUCK_OFF)
			depth -= depth > 0;
		else if (depth == 0)
			out[len++] = text.ptr[i];
	}
	out[len] = '\0';
	return (struct pc_str){out, len};
}

static struct page_cell close_text(struct page_builder *b)
{
	struct page_cell cell = {.is_cut = b->is_cut};
	struct pc_str whole = pc_buf_str(b->text);

	cell.text = page_clean(b->arena, whole);
	b->is_open = false;
	if (pc_str_find(whole, STRUCK_ON) < whole.len) {
		struct pc_str rest = page_clean(b->arena, unstruck(b->arena, whole));

		cell.is_struck = page_plain(b->arena, rest).len == 0;
		if (!cell.is_struck)
			cell.text = rest;
	}
	return cell;
}

void page_cell_close(struct page_builder *b, unsigned columns, unsigned rows)
{
	struct page_row *row = last_row(b);
	struct page_cell cell = close_text(b);

	if (!row)
		return;
	add_spans(b, row);
	row->is_whole = row->count == 0 && columns > 1;
	for (unsigned i = 0; i < columns && row->count < PC_MAX_PAGE_COLUMNS; i++) {
		size_t before = row->count;

		b->spans[before] = (struct page_span){cell, rows ? rows - 1 : 0};
		add_cell(b, row, cell);
		if (row->count == before)
			return;
	}
}

void page_row_grey(struct page_builder *b)
{
	struct page_row *row = last_row(b);

	if (row)
		row->is_grey = true;
}

void page_row_close(struct page_builder *b)
{
	struct page_row *row = last_row(b);

	if (!row)
		return;
	add_spans(b, row);
	if (row->count < b->table->rows[0].count)
		row->is_whole = false;
	if (row->count == 0)
		b->table->n_rows--;
}

void page_table_close(struct page_builder *b)
{
	b->table = NULL;
}
