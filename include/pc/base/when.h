/* SPDX-License-Identifier: Apache-2.0 */
/* Moments and spans of time for people; milliseconds, since 1970 or between two moments.
 */
#ifndef PC_BASE_WHEN_H
#define PC_BASE_WHEN_H

#include "pc/base/arena.h"

/* What the system's clock says, which may be put back. */
int64_t pc_when_now(void);
/* "2026-11-22T04:18:10Z"; "-" for 0. */
struct pc_str pc_when_time(struct pc_arena *arena, int64_t ms);
/* "40 s", "5 min", "3 h", "12 days": how long ago or ahead, in the largest unit. */
struct pc_str pc_when_age(struct pc_arena *arena, int64_t ms);

#endif
