/* SPDX-License-Identifier: Apache-2.0 */
/* What sources said last against models.yaml, as a patch for review: for models propose,
 * and for models scan when it is done. */
#ifndef CLI_MODELS_PROPOSE_H
#define CLI_MODELS_PROPOSE_H

#include "models.h"

struct models_propose {
	struct pc_str table; /* --table FILE; empty: the machine's, or the one built in */
	struct pc_str ledger; /* a file; it has to be there */
	int64_t now;          /* s */
	bool is_written;      /* --write: the file becomes what is proposed */
	bool is_committed;    /* --commit: a branch of the file's repository has it */
	bool no_positions; /* --no-positions: positions stay with those who hold them */
	bool is_refreshed; /* --refresh: as-of and evidence, too, where nothing else is
			      new */
};

/* Prints the patch on stdout, and on stderr what became of it.  Returns EXIT_FINE also
 * when there is nothing to propose, EXIT_USAGE for --write with --commit, or either
 * without a file of one's own, else EXIT_COULD_NOT. */
int models_propose(const struct models_propose *wish, struct pc_arena *arena);

#endif
