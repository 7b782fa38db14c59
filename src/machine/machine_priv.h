/* SPDX-License-Identifier: Apache-2.0 */
/* How the parts of the module fit together.
 *
 *   policy.c    the document that was put in force, and the hook that it names
 *   sources.c   what stands above the files, for whom
 *   clients.c   which clients there are, and what they make of the policy
 *   survey.c    all of that, for a report
 *   report.c    that, and what was recorded since the report before
 *   judge.c     whether the machine complies, by what is in the report
 */
#ifndef PC_MACHINE_PRIV_H
#define PC_MACHINE_PRIV_H

#include "pc/doc/node.h"
#include "pc/machine/machine.h"

/* The text of a map's member; empty when it is not there, or no text. */
static inline struct pc_str machine_text(const struct pc_node *map, const char *name)
{
	return pc_node_text(pc_node_get_c(map, name));
}

#endif
