/* SPDX-License-Identifier: Apache-2.0 */
/* Which program this is, and who may look into it. */
#ifndef PC_BASE_SELF_H
#define PC_BASE_SELF_H

#include "pc/base/str.h"

/* The build id that the linker gave this program, if it always lies at the same address:
 * pointers to its constant data then mean the same in every process with that id.  Empty
 * for programs that are moved by the loader, and for those without an id. */
struct pc_str pc_self_id(void);

/* Keys will lie in memory: from here on nobody gets an image of it, neither as a core nor
 * by a debugger of the same user. */
void pc_self_hide(void);

#endif
