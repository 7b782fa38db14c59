/* SPDX-License-Identifier: Apache-2.0 */
/* That this machine went back from a commit, and why: a file in the state directory of a
 * site, which outlives restarts.  While it is there, nothing but what comes after that
 * commit is wanted. */
#ifndef PC_ENFORCE_HOLD_H
#define PC_ENFORCE_HOLD_H

#include "pc/base/arena.h"
#include "pc/base/err.h"

struct pc_hold {
	struct pc_str commit; /* hexadecimal; empty: none is held */
	struct pc_str why;
	int64_t at; /* ms since 1970 */
};

/* Of the site's state directory.  Texts live in arena.  What is there and cannot be read
 * is a failure: whoever does not know what is held may not go on. */
PC_MUST_CHECK enum pc_status pc_hold_read(struct pc_hold *out, struct pc_arena *arena,
	struct pc_str state, struct pc_err *err);
PC_MUST_CHECK enum pc_status pc_hold_write(
	struct pc_str state, const struct pc_hold *hold, struct pc_err *err);
/* It may be gone already. */
PC_MUST_CHECK enum pc_status pc_hold_lift(struct pc_str state, struct pc_err *err);

#endif
