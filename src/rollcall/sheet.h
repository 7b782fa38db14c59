/* SPDX-License-Identifier: Apache-2.0 */
/* Tables that a provider's page is expected to have, and the one way from a page to
 * sightings: an adapter is a list of such tables with a function for a row of each.
 *
 * Whatever is not as expected makes the whole page unread, with the line and what is
 * wrong there: half a page would look like models that are gone. */
#ifndef ROLLCALL_SHEET_H
#define ROLLCALL_SHEET_H

#include "cells.h"
#include "pc/rollcall/source.h"

enum { SHEET_COLUMNS = 6, SHEET_NAMES = 10 };

struct sheet_column {
	const char *names[SHEET_NAMES]; /* in lower case; ended by NULL */
	bool is_must;
};

struct sheet_reader;

struct sheet {
	const char *name;                           /* for people: "model status" */
	struct sheet_column columns[SHEET_COLUMNS]; /* the first: the model's */
	/* A table with so many of the columns, but not all that must be, or with one of
	 * the signs in a column's name, is this one and has changed; but for one with one
	 * of the others' words there. */
	unsigned near;
	const char *signs[SHEET_NAMES];
	const char *others[SHEET_NAMES];
	bool is_must; /* there is one on the page, with a row at least */
	/* cells: by column; NULL: the table has none.  Not called for rows that are one
	 * cell over all columns: r->section has its text then. */
	void (*row)(struct sheet_reader *r, const struct page_row *row,
		const struct page_cell *const cells[SHEET_COLUMNS]);
};

struct page_source {
	bool is_markdown;
	size_t least;                      /* bytes that such a page always had */
	size_t least_rows;                 /* models */
	const struct sheet *const *sheets; /* ended by NULL; read in this order */
};

struct sheet_reader {
	struct pc_reading *reading;
	struct pc_arena *arena;
	const struct page *page;
	int64_t announced;     /* the date that the heading begins with; 0: none */
	struct pc_str section; /* of the table's rows */
	bool has_grey;         /* some row of the page is greyed: others are in use */
	size_t cap;
	uint16_t *index; /* by hash of the id: 1 + its place in reading->items; 0: none */
};

/* Reads body as source says; what a pc_source's read() calls. */
void page_source_read(struct pc_reading *reading, struct pc_arena *arena,
	struct pc_str body, const struct page_source *source);

void sheet_reader_init(
	struct sheet_reader *r, struct pc_reading *reading, struct pc_arena *arena);

/* Reads the tables of r->page; false: none of those expected is there. */
bool sheets_read(struct sheet_reader *r, const struct page_source *source);

/* A cell's text for people: short, on one line. */
struct pc_str sheet_quoted(struct sheet_reader *r, struct pc_str text);

/* The page is not read; the first reason stays. */
void sheet_refuse(struct sheet_reader *r, enum pc_unread why, uint32_t line,
	const char *fmt, ...) PC_PRINTF(4, 5);

/* The sighting of an id; NULL: there is none.  _add makes one. */
struct pc_sighting *sheet_find(const struct sheet_reader *r, struct pc_str id);
struct pc_sighting *sheet_add(struct sheet_reader *r, struct pc_str id, uint32_t line);
/* One that ends so; NULL where an earlier row has it, and the page is refused if that one
 * has another end. */
struct pc_sighting *sheet_add_once(struct sheet_reader *r, struct pc_str id,
	const struct page_row *row, const struct pc_model_date *retires);

/* Cells as values; false: refused. */
bool sheet_ids(struct cell_ids *out, struct sheet_reader *r, const struct page_row *row,
	const struct page_cell *cell, enum id_rule rule);
bool sheet_date(struct pc_model_date *out, struct sheet_reader *r,
	const struct page_row *row, const struct page_cell *cell);
bool sheet_state(enum pc_model_state *out, struct sheet_reader *r,
	const struct page_row *row, const struct page_cell *cell);
/* Sets replacement and options; the cell may be NULL. */
bool sheet_replacement(struct pc_sighting *sighting, struct sheet_reader *r,
	const struct page_row *row, const struct page_cell *cell);
/* What is current is a preview by its name. */
enum pc_model_state sheet_preview(
	enum pc_model_state state, const struct cell_ids *ids, struct pc_str id);

#endif
