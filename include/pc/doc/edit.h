/* SPDX-License-Identifier: Apache-2.0 */
/* Applies the fixes of findings (pc/base/diag.h) to the text that they were found in,
 * changing nothing else: layout, comments of what stays, and numbers remain as written.
 *
 * Where a block map of YAML begins with the key at a place, PC_FIX_REMOVE and PC_FIX_TEXT
 * mean the key. */
#ifndef PC_DOC_EDIT_H
#define PC_DOC_EDIT_H

#include "pc/base/buf.h"
#include "pc/base/diag.h"
#include "pc/doc/format.h"

enum pc_edit_state {
	PC_EDIT_DONE,
	PC_EDIT_LEFT,  /* overlaps with one before it: to be tried on the new text */
	PC_EDIT_UNFIT, /* nothing of its kind is at its place */
};

struct pc_edits {
	const struct pc_fix *fixes;
	enum pc_edit_state *states; /* out: what became of each */
	size_t count;
};

/* Adds the edited text to out.  The new text is read again: if it is not the tree that
 * the edits mean, nothing is added and err says so.  text has no byte order mark. */
PC_MUST_CHECK enum pc_status pc_edit(struct pc_buf *out, const struct pc_edits *edits,
	struct pc_str text, enum pc_language language, struct pc_err *err);

#endif
