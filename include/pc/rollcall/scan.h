/* SPDX-License-Identifier: Apache-2.0 */
/* One scan: sources asked all at once, read, held against the roll, and put down. */
#ifndef PC_ROLLCALL_SCAN_H
#define PC_ROLLCALL_SCAN_H

#include "pc/models/policy.h"
#include "pc/rollcall/source.h"
#include "pc/rollcall/step.h"

struct pc_scan {
	const struct pc_model_policy *policy; /* sources, mirrors, keys */
	struct pc_str ca_file, proxy;         /* as in struct pc_post */
	int64_t deadline;                     /* ms, of the whole scan */
	int64_t now;                          /* s */
};

/* Asks and reads; everything in arena.  There is always one reading for each source that
 * was to be asked. */
PC_MUST_CHECK enum pc_status pc_scan_read(struct pc_reading **out, size_t *count,
	struct pc_arena *arena, const struct pc_scan *scan, struct pc_err *err);

#endif
