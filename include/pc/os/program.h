/* SPDX-License-Identifier: Apache-2.0 */
/* Programs that are asked something, with a deadline, for they may hang. */
#ifndef PC_OS_PROGRAM_H
#define PC_OS_PROGRAM_H

#include <sys/types.h>

#include "pc/base/arena.h"
#include "pc/base/err.h"

struct pc_program {
	const char *path;
	const char *argument; /* its only one */
	const char *home;     /* $HOME of the program */
	uid_t uid;            /* when we are root: who runs it */
	gid_t gid;
	int64_t deadline; /* milliseconds */
	size_t most;      /* bytes of its output */
};

/* What it prints on standard output, in arena; *status is its exit status.
 * PC_ERR_SYSTEM: it cannot be started, was killed, or did not end in time. */
PC_MUST_CHECK enum pc_status pc_program_ask(struct pc_str *out, int *status,
	struct pc_arena *arena, const struct pc_program *program, struct pc_err *err);

/* What comes out of a descriptor until its other end closes, in arena, at most `most`
 * bytes.  PC_ERR_SYSTEM: it did not close within so many milliseconds. */
PC_MUST_CHECK enum pc_status pc_program_hear(struct pc_str *out, struct pc_arena *arena,
	int fd, int64_t deadline, size_t most, struct pc_err *err);

/* Milliseconds of the clock that only goes forward. */
int64_t pc_program_now(void);

#endif
