/* SPDX-License-Identifier: Apache-2.0 */
/* What the cells of such tables say: dates, states, ids. */
#ifndef ROLLCALL_CELLS_H
#define ROLLCALL_CELLS_H

#include "page.h"

/* "October 15, 2026", "15 Oct 2026", "2026-10-15", with or without what says that it is a
 * floor ("not sooner than", "earliest", "no earlier than") or that there is none.  A
 * month without a day is its first day, and only as a floor.  False: it is none of this.
 */
bool cell_date(struct pc_model_date *out, struct pc_str text);
/* The date that a heading begins with, "2026-10-15: ..."; false: it begins with none. */
bool heading_date(int64_t *out, struct pc_str text);

enum id_rule {
	ID_EACH, /* ids; words stand in brackets only */
	ID_SOME, /* at least one id, maybe with words around it */
	ID_ANY,  /* words alone are none */
};

struct cell_ids {
	struct pc_texts ids;
	bool is_preview; /* words in brackets say so */
	bool is_either;  /* they are joined by "or" */
};

/* False: the cell does not keep to the rule, and *bad is what does not. */
bool cell_ids(struct cell_ids *out, struct pc_str *bad, struct pc_arena *arena,
	struct pc_str text, enum id_rule rule);

/* "Active (latest)"; PC_MODEL_UNKNOWN: a word that is none of those known. */
enum pc_model_state cell_state(struct pc_str text);

/* Nothing, "-", "N/A", "none". */
bool cell_is_none(struct pc_str text);

/* Letter by letter: words are given without their first one where it may be a capital. */
static inline bool cell_has(struct pc_str text, const char *word)
{
	return pc_str_find_str(text, pc_str(word)) < text.len;
}

#endif
