/* SPDX-License-Identifier: Apache-2.0 */
/* Two texts as a unified diff that patch(1) and git-apply(1) take. */
#ifndef PC_DOC_DIFF_H
#define PC_DOC_DIFF_H

#include "pc/base/buf.h"

/* Adds the difference between old and new, both versions of the file name, with three
 * lines of context; nothing when they are equal. The path is written as "a/name" and
 * "b/name". Texts that differ in very many lines are shown as replaced in one piece. */
void pc_diff(
	struct pc_buf *out, struct pc_str name, struct pc_str old, struct pc_str new);

#endif
