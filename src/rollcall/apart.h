/* SPDX-License-Identifier: Apache-2.0 */
/* Two processes for one scan.  The reader asks, and reads what others wrote: it has the
 * network and the keys, and no file to write.  Whoever started it has the ledger, and
 * neither keys nor the network.  What goes from one to the other are lines of JSON. */
#ifndef ROLLCALL_APART_H
#define ROLLCALL_APART_H

#include <sys/types.h>

#include "pc/rollcall/scan.h"

struct apart {
	pid_t reader;
	int from;                    /* what it says */
	int64_t deadline;            /* ms */
	struct pc_reading *readings; /* one for each source, not read as yet */
	size_t count;
};

/* Starts the reader, and closes *scanner here.  What is left to do is to give up what
 * nobody needs any more, and to hear it. */
PC_MUST_CHECK enum pc_status apart_start(struct apart *out, struct pc_arena *arena,
	struct pc_scanner **scanner, const struct pc_scan *scan, struct pc_err *err);
/* Ends it unheard. */
void apart_stop(struct apart *apart);
/* Fills apart->readings, whatever becomes of the reader, and waits for it. */
void apart_hear(struct apart *apart, struct pc_arena *arena);

#endif
