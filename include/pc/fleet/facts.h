/* SPDX-License-Identifier: Apache-2.0 */
/* What this machine is, for targets: read from the files that every system has. */
#ifndef PC_FLEET_FACTS_H
#define PC_FLEET_FACTS_H

#include "pc/fleet/targets.h"

struct pc_facts_where {
	struct pc_str root;       /* before pc_facts_files and homes; empty: none */
	struct pc_str os;         /* of the target that policy is for */
	struct pc_str label_file; /* words between white space, '#' to the end of a line;
				     empty: no labels */
	struct pc_texts users;    /* of a directory, which no file here names */
};

/* Files that pc_facts_read() reads, below root; ended by NULL.  For sandboxes. */
extern const char *const pc_facts_files[];

/* Texts live in arena.  Users are those of /etc/passwd that log in and have a home that
 * is there.  What is missing leaves its fact empty; a label file that is named and cannot
 * be read is a failure, since a machine in the wrong group gets the wrong policy. */
PC_MUST_CHECK enum pc_status pc_facts_read(struct pc_facts *out, struct pc_arena *arena,
	const struct pc_facts_where *where, struct pc_err *err);

#endif
