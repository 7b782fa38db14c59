/* SPDX-License-Identifier: Apache-2.0 */
/* What adapters of JSON documents share: a document opened, members taken out of it with
 * a sentence when they are something else, and sightings put together.
 *
 * Two kinds of sources.  In a provider's own answer every member that we read counts: one
 * that is something else makes it unread.  In a map of thousands of rows that a community
 * keeps, a row that is not understood is left out and counted; too many of them, or
 * prices of a size that no unit explains, make it unread. */
#ifndef ROLLCALL_ROWS_H
#define ROLLCALL_ROWS_H

#include "pc/doc/node.h"
#include "pc/rollcall/source.h"

struct rows {
	struct pc_reading *reading;
	struct pc_arena *arena;
	const struct pc_node *root; /* a map */
	size_t cap;                 /* of reading->items */
	size_t n_seen;              /* rows that were looked at */
	int64_t *prices;            /* input prices above zero, for rows_units() */
	size_t n_prices, prices_cap;
};

/* All that return a bool: false when the reading is unread now, for which they set the
 * sentence and take all sightings away. */

/* Reads body; an error document is one, too. */
bool rows_open(struct rows *rows, struct pc_reading *reading, struct pc_arena *arena,
	struct pc_str body);
bool rows_fail(struct rows *rows, enum pc_unread why, const char *fmt, ...)
	PC_PRINTF(3, 4);
/* "data[3].id is a number" */
bool rows_wrong(struct rows *rows, const char *list, size_t index, const char *member,
	const struct pc_node *value);
/* The member of the root that holds the list. */
bool rows_list(const struct pc_node **out, struct rows *rows, const char *name);
/* One row was not understood. */
void rows_odd(struct rows *rows);
/* At the end: not too many odd ones, some sightings at all, prices of a known unit. */
bool rows_close(struct rows *rows);

/* A new sighting, or NULL when the reading is unread now, as there are too many. */
struct pc_sighting *rows_add(struct rows *rows, struct pc_str provider, struct pc_str id,
	const struct pc_node *at);
/* Takes the last one back. */
void rows_take_back(struct rows *rows);

/* ---- members --------------------------------------------------------------- */

enum member { MEMBER_ABSENT, MEMBER_NULL, MEMBER_GOOD, MEMBER_WRONG };

/* A text of ASCII that is not empty and not long: names, words, days and addresses are
 * all of that kind, and a letter that only looks like one is no name of a model. */
enum member member_text(struct pc_str *out, const struct pc_node *map, const char *name);
/* A whole number from 0, however it is written. */
enum member member_count(int64_t *out, const struct pc_node *map, const char *name);
/* A date, or the day of a time of RFC 3339, as UTC has it: its midnight. */
enum member member_day(int64_t *out, const struct pc_node *map, const char *name);
/* The same of a text. */
bool day_read(int64_t *out, struct pc_str text);
/* The first two of a node; false: it is something else. */
bool is_name(struct pc_str text);
bool text_of(struct pc_str *out, const struct pc_node *node);
bool count_of(int64_t *out, const struct pc_node *node);

/* At most 60 characters of a foreign text, in quotes, for a sentence. */
struct pc_str rows_show(struct pc_arena *arena, struct pc_str text);

/* ---- prices ---------------------------------------------------------------- */

enum price_as { PRICE_AS_TEXT, PRICE_AS_NUMBER };

struct price_unit {
	enum price_as as;
	unsigned places; /* PC_PRICE_TOKEN_PLACES or PC_PRICE_MILLION_PLACES */
};

struct price_member {
	const char *name;
	enum pc_price_of of;
};

/* One price; false or MEMBER_WRONG: of another type, no number, or below zero.  What has
 * more places than a picodollar has is rounded up, so that nothing is cheaper here than
 * it is; but digits behind the fifteenth, which only binary fractions have that somebody
 * computed with, are rounded to the nearest. */
bool price_of(int64_t *out, const struct pc_node *node, struct price_unit unit);
enum member price_read(int64_t *out, const struct pc_node *map, const char *name,
	struct price_unit unit);
/* All of a table that are there, into *out, which keeps the others.  MEMBER_ABSENT: none
 * is; MEMBER_WRONG: one is wrong. */
enum member prices_read(struct pc_price *out, const struct pc_node *map,
	const struct price_member *table, size_t count, struct price_unit unit);
/* Nothing known, above so many tokens. */
struct pc_price price_none(int64_t above);
/* Says the prices of a sighting: copies them, in rising order; of two for as many tokens
 * the later one. */
void rows_say_prices(struct rows *rows, struct pc_sighting *sighting,
	const struct pc_price *prices, size_t count);

#endif
