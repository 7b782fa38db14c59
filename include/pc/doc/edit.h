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

/* Adds the edited text to out; states, which has room for n_fixes, says what became of
 * each.  The new text is read again: if it is not the tree that the edits mean, nothing
 * is added and err says so.  text has no byte order mark. */
PC_MUST_CHECK enum pc_status pc_edit(struct pc_buf *out, enum pc_edit_state *states,
	struct pc_str text, enum pc_language language, const struct pc_fix *fixes,
	size_t n_fixes, struct pc_err *err);

#endif
