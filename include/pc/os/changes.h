/* SPDX-License-Identifier: Apache-2.0 */
/* Tells when something in a directory changed.  It is a hint to look again, never what
 * is known: changes can be missed, and what is reported may be over. */
#ifndef PC_OS_CHANGES_H
#define PC_OS_CHANGES_H

#include "pc/base/err.h"
#include "pc/os/loop.h"

struct pc_changes;

/* The name that changed in the directory; NULL: more than can be told. */
typedef void pc_changes_fn(void *arg, const char *directory, const char *name);

PC_MUST_CHECK enum pc_status pc_changes_new(struct pc_changes **out, struct pc_loop *loop,
	pc_changes_fn *fn, void *arg, struct pc_err *err);
void pc_changes_free(struct pc_changes **changes);

/* Watches one more directory, or again one that has been replaced; not what lies in its
 * directories.  PC_ERR_ABSENT: it is not there (watch its parent). */
PC_MUST_CHECK enum pc_status pc_changes_add(
	struct pc_changes *changes, const char *directory, struct pc_err *err);

#endif
