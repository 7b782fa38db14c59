/* SPDX-License-Identifier: Apache-2.0 */
/* A page of headings and tables, whether it came as HTML or as Markdown: html.c and
 * markdown.c make it through the builder below, the adapters read it.
 *
 * Texts are clean: white space is one space, or "\n" where a line was broken on purpose;
 * every dash is "-"; characters that nobody sees are gone.  What stands in <code> or
 * between backticks stands between CODE_ON and CODE_OFF, which no text has by itself. */
#ifndef ROLLCALL_PAGE_H
#define ROLLCALL_PAGE_H

#include "pc/base/arena.h"
#include "pc/base/limits.h"
#include "pc/rollcall/reading.h"

enum { CODE_ON = 1, CODE_OFF = 2, STRUCK_ON = 3, STRUCK_OFF = 4 };

struct page_cell {
	struct pc_str text; /* without what is struck through, unless all of it is */
	bool is_struck;
	bool is_cut; /* longer than PC_MAX_PAGE_CELL, or with a table in it */
};

struct page_row {
	struct page_cell *cells;
	size_t count;
	uint32_t line;
	bool is_grey;  /* on a grey ground: out of use */
	bool is_whole; /* one cell over all columns, which names the rows below it */
};

struct page_block {
	int level;             /* of a heading, 1 to 6; 0: a table */
	struct pc_str text;    /* of a heading */
	struct page_row *rows; /* of a table; the first is its header */
	size_t n_rows;
	uint32_t line;
};

struct page {
	struct page_block *blocks;
	size_t count;
	struct pc_str title;
	struct pc_str lead; /* the first that a reader sees */
	size_t text_size;   /* of all that a reader sees */
	size_t n_scripts;
	bool has_password; /* a field for one */
};

/* PC_READ, or why it is no such page and *why.  Everything lands in arena. */
enum pc_unread page_read_html(
	struct page *out, struct pc_str *why, struct pc_arena *arena, struct pc_str body);
enum pc_unread page_read_markdown(
	struct page *out, struct pc_str *why, struct pc_arena *arena, struct pc_str body);

/* ---- the builder ------------------------------------------------------------ */

struct page_span {
	struct page_cell cell;
	unsigned rows; /* below this one that it still covers */
};

struct page_builder {
	struct pc_arena *arena;
	struct page page;
	enum pc_unread unread; /* past a ceiling: nothing more is taken */
	struct pc_str why;
	size_t cap_blocks, cap_rows, cap_cells, n_cells;
	struct pc_buf *text; /* of the heading or cell that is open */
	bool is_open, is_cut;
	struct page_block *table; /* that is open */
	struct page_span spans[PC_MAX_PAGE_COLUMNS];
};

/* What no page may be: larger than PC_MAX_SOURCE_SIZE, empty, or no UTF-8. */
enum pc_unread page_judge_bytes(
	struct pc_str *why, struct pc_arena *arena, struct pc_str body);

/* All are without effect once .unread is set. */
void page_refuse(struct page_builder *b, enum pc_unread why, struct pc_str text);
void page_text_open(struct page_builder *b);
void page_text_add(struct page_builder *b, struct pc_str utf8);
bool page_text_has(const struct page_builder *b); /* anything but blanks and marks */
void page_text_mark(struct page_builder *b, char mark); /* one of the four, or '\n' */
struct pc_str page_text_close(struct page_builder *b);  /* cleaned */
void page_heading(struct page_builder *b, int level, struct pc_str text, uint32_t line);
void page_table_open(struct page_builder *b, uint32_t line);
void page_row_open(struct page_builder *b, uint32_t line);
/* The text that is open, as the row's next cell, over so many columns and rows. */
void page_cell_close(struct page_builder *b, unsigned columns, unsigned rows);
void page_row_grey(struct page_builder *b);
void page_row_close(struct page_builder *b);
void page_table_close(struct page_builder *b);

/* A text as the page has it; text and *out may not overlap. */
struct pc_str page_clean(struct pc_arena *arena, struct pc_str text);
/* The same without the marks of code. */
struct pc_str page_plain(struct pc_arena *arena, struct pc_str text);

#endif
