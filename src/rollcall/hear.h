/* SPDX-License-Identifier: Apache-2.0 */
/* What say_reading() wrote, read again: by the process that has the ledger, from the one
 * that looks at what others wrote. */
#ifndef ROLLCALL_HEAR_H
#define ROLLCALL_HEAR_H

#include "pc/rollcall/source.h"

/* Fills all of *out but .source, which has to be the one that the line names.  Everything
 * in arena.  False: the line is something else, and *out is as it was. */
bool hear_reading(struct pc_reading *out, struct pc_arena *arena, struct pc_str line);

#endif
