/* SPDX-License-Identifier: Apache-2.0 */
/* Calls as JSON lines from a descriptor: check --batch and diff --calls read them. */
#ifndef PC_CLI_CALLS_H
#define PC_CLI_CALLS_H

#include "pc/base/buf.h"
#include "pc/review/call.h"

/* Zeroed but for fd. */
struct calls {
	int fd;
	size_t number; /* of the line that the call stood in, from 1 */
	struct pc_buf line;
	size_t at, end; /* what of the block is still to come */
	char block[1 << 14];
};

/* The next call, past empty lines; it lives until the line is read over and the arena
 * goes. PC_ERR_ABSENT: there is none. PC_ERR_PARSE and PC_ERR_LIMIT: this one is wrong
 * at err->at.col, the next may be asked for. PC_ERR_SYSTEM: reading failed. */
PC_MUST_CHECK enum pc_status calls_next(struct calls *calls, struct pc_action *out,
	struct pc_arena *arena, struct pc_err *err);
void calls_done(struct calls *calls);

#endif
