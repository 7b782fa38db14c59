/* SPDX-License-Identifier: Apache-2.0 */
/* Questions to policyd at its socket, and programs that are asked something: both with a
 * deadline, for whoever is asked may hang. */
#ifndef PC_CLI_ASK_H
#define PC_CLI_ASK_H

#include <sys/types.h>

#include "pc/doc/node.h"

/* One line of JSON in, the answer out, which is a map without "error".  Milliseconds.
 * PC_ERR_ABSENT: nobody is there; PC_ERR_USAGE: policyd refused, err says what it said.
 */
PC_MUST_CHECK enum pc_status ask_policyd(const struct pc_node **out,
	struct pc_arena *arena, const char *socket, struct pc_str question,
	int64_t deadline, struct pc_err *err);

struct ask_program {
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
PC_MUST_CHECK enum pc_status ask_program(struct pc_str *out, int *status,
	struct pc_arena *arena, const struct ask_program *program, struct pc_err *err);

/* A user's own words as a JSON question: {"do":"<what>", ...}. */
struct pc_str ask_simple(struct pc_arena *arena, const char *what);

#endif
