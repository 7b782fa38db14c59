/* SPDX-License-Identifier: Apache-2.0 */
/* How a proposal comes about:
 *
 *   propose.c            the whole: read, change, read again, compare
 *   propose_merge.c      a row, and what sources say of it -> keys to set
 *   propose_row.c        values of a row as YAML; blocks of new rows
 *   propose_evidence.c   what rows name as their evidence
 *   propose_as_of.c      the day of the table as a whole
 *   propose_positions.c  who is the newest of a line
 *   propose_text.c       keys to set, and blocks to add -> a new text */
#ifndef ROLLCALL_PROPOSE_PRIV_H
#define ROLLCALL_PROPOSE_PRIV_H

#include "pc/base/buf.h"
#include "pc/doc/node.h"
#include "pc/rollcall/propose.h"

/* ---- propose_text.c ----------------------------------------------------------- */

struct splice {
	size_t begin, end; /* of the old text */
	struct pc_str with;
	size_t number;
};

struct splices {
	struct pc_arena *arena;
	struct pc_str text;
	struct splice *items;
	size_t count, cap;
	bool is_unfit; /* something could not be placed */
};

/* A map, and where what stands behind its last pair begins. */
struct place {
	const struct pc_node *map;
	size_t limit;
};

/* key becomes "key: value", where it stands or in place of the key instead (NULL: none);
 * a new one comes behind those that stand before it in order (ended by NULL; NULL: last).
 */
void text_set(struct splices *splices, const struct place *place, const char *key,
	struct pc_str value, const char *instead, const char *const *order);
/* Lines that begin behind what ends before the limit. */
void text_insert(struct splices *splices, size_t limit, struct pc_str lines);
/* Where what stands behind the pair of a key of the map begins, and where the line of
 * the key itself does.  The limit, when it is not there. */
size_t text_behind(
	const struct splices *splices, const struct place *place, const char *key);
size_t text_before(
	const struct splices *splices, const struct place *place, const char *key);
/* Where the line begins; of an offset of the text. */
size_t text_line(const struct splices *splices, size_t at);
size_t text_offset(const struct splices *splices, struct pc_span at);
/* Whether a map stands in braces. */
bool text_is_flow(const struct splices *splices, const struct pc_node *map);
/* The new text; false: two splices overlap, or one was unfit. */
bool text_apply(struct pc_str *out, const struct splices *splices);

/* ---- the work on facts ---------------------------------------------------------- */

/* Evidence, and the name that rows have for it. */
struct named {
	struct pc_str name;
	struct pc_evidence is;
};

struct proposing {
	struct pc_arena *arena;
	const struct pc_propose *ask;
	struct pc_proposal *out;
	const struct pc_node *tree;
	struct pc_models *old;
	/* What the new text has to mean: old's rows with what is new, then the others.
	 * rows[i] is where the i-th one of old stands; the new ones have none. */
	struct pc_models want;
	struct place *rows;
	const struct pc_model **added; /* of which the new rows are, in their order */
	struct splices splices;
	struct named *evidence; /* new entries at the top of the file */
	size_t n_evidence, cap_evidence;
};

void propose_say(struct pc_proposals *to, struct pc_arena *arena, struct pc_str what,
	const struct pc_model *by, const char *fmt, ...) PC_PRINTF(5, 6);

/* Row number row becomes what sources say, in want and in splices. */
void propose_merge(struct proposing *proposing, size_t row, const struct pc_model *said);
/* A row that the table does not have, for want; and, when all are there, their text: one
 * may be the replacement of another. */
void propose_added(struct proposing *proposing);
void propose_add(struct proposing *proposing, const struct pc_model *said);

/* After all rows: the day of the table as a whole. */
void propose_as_of(struct proposing *proposing);

/* What fits into a line of YAML as it is: a name of a model, an address. */
bool propose_is_plain(struct pc_str text);

/* Names for a row's new evidence, all of said's that can be written, and in out, which
 * has room for it, what they stand for.  They are added to the top of the file. */
struct pc_texts propose_evidence(struct proposing *proposing, const struct pc_model *said,
	struct pc_evidence *out);

extern const char *const propose_row_keys[]; /* in their order; ended by NULL */
struct pc_str propose_day(struct pc_arena *arena, int64_t at);
struct pc_str propose_date(struct pc_arena *arena, struct pc_model_date date);
struct pc_str propose_list(struct pc_arena *arena, const struct pc_texts *texts);
struct pc_str propose_prices(struct pc_arena *arena, const struct pc_model *model);
/* The lines of a row, the dash in that column. */
struct pc_str propose_block(struct pc_arena *arena, const struct pc_model *model,
	const struct pc_texts *evidence, size_t column);

/* Positions whose holder is no longer the newest of its line; old: before out->facts. */
enum pc_status propose_positions(struct pc_proposal *out, struct pc_arena *arena,
	const struct pc_propose *ask, const struct pc_models *old, struct pc_err *err);

/* Whether two tables say the same, row by row. */
bool propose_same(const struct pc_models *a, const struct pc_models *b);

#endif
