/* SPDX-License-Identifier: Apache-2.0 */
/* Which program this is, where it lies, and who may look into it. */
#ifndef PC_BASE_SELF_H
#define PC_BASE_SELF_H

#include "pc/base/arena.h"
#include "pc/base/err.h"

/* The build id that the linker gave this program, if it always lies at the same address:
 * pointers to its constant data then mean the same in every process with that id.  Empty
 * for programs that are moved by the loader, and for those without an id. */
struct pc_str pc_self_id(void);

/* Where the file of this program lies; in arena, with a NUL behind it. */
PC_MUST_CHECK enum pc_status pc_self_path(
	struct pc_str *out, struct pc_arena *arena, struct pc_err *err);
/* The program of that name in the same directory.  The programs of one package know each
 * other by that; what PATH says is no matter. */
PC_MUST_CHECK enum pc_status pc_self_beside(
	struct pc_str *out, struct pc_arena *arena, const char *name, struct pc_err *err);
/* Keys will lie in memory: from here on nobody gets an image of it, neither as a core nor
 * by a debugger of the same user. */
void pc_self_hide(void);

#endif
