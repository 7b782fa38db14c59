/* SPDX-License-Identifier: Apache-2.0 */
/* Memory at an address that is the same in every process, so that its bytes can be kept
 * in a file and mapped again with every pointer in them still true. */
#ifndef PC_BASE_REGION_H
#define PC_BASE_REGION_H

#include "pc/base/arena.h"

/* Where the region lies and ends. */
char *pc_region_start(void);
size_t pc_region_size(void);

/* Reserves the region and makes *arena, which is zeroed, hand it out from its start.
 * False when the place is taken or the system does not give it: *arena then stays an
 * ordinary one.  There is one region; memory is taken from the system when it is used. */
bool pc_region_open(struct pc_arena *arena);
/* Everything the arena handed out so far, if all of it is in the region; else empty. */
struct pc_str pc_region_bytes(const struct pc_arena *arena);
/* Whether the region is this process's, by open or map. */
bool pc_region_is_open(void);
/* Maps size bytes of a file there: pages that are written become the process's own.
 * False when the place is taken or the file cannot be mapped. */
bool pc_region_map(int fd, size_t size);
/* Gives the region back, however it was come by. */
void pc_region_close(void);

#endif
