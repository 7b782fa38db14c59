/* SPDX-License-Identifier: Apache-2.0 */
/* How an edit comes about: edit.c finds the part that each fix is about and marks it,
 * edit_expect.c says which tree that means, edit_cuts.c which bytes to replace. */
#ifndef PC_DOC_EDIT_PRIV_H
#define PC_DOC_EDIT_PRIV_H

#include "pc/doc/edit.h"

#include "parts_priv.h"

/* One fix, kept at its part. */
struct edit {
	const struct pc_fix *fix;
	const struct pc_node *node; /* PC_FIX_VALUE: .with; PC_FIX_ADD, _TEXT: a text */
	struct edit *next;          /* of what is added behind the same item */
};

/* These bytes of the text become these. */
struct cut {
	struct range range;
	struct pc_str with;
	size_t number; /* among those of one place: in the order they were made */
};

struct cuts {
	struct cut *items;
	size_t count, cap;
};

static inline bool part_goes(const struct part *part)
{
	return part->edit && part->edit->fix->kind == PC_FIX_REMOVE;
}

/* Whether every child goes, of which there is one at least. */
bool edit_empties(const struct part *part);

/* The tree that the marked parts mean. */
struct pc_node *edit_expect(const struct parts *parts);

/* The cuts for the marked parts, in the order of their places. */
void edit_cut(struct cuts *out, const struct parts *parts);

#endif
