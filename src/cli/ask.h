/* SPDX-License-Identifier: Apache-2.0 */
/* Questions to policyd at its socket, with a deadline, for it may hang. */
#ifndef PC_CLI_ASK_H
#define PC_CLI_ASK_H

#include "pc/doc/node.h"

/* One line of JSON in, the answer out, which is a map without "error".  Milliseconds.
 * PC_ERR_ABSENT: nobody is there; PC_ERR_USAGE: policyd refused, err says what it said.
 */
PC_MUST_CHECK enum pc_status ask_policyd(const struct pc_node **out,
	struct pc_arena *arena, const char *socket, struct pc_str question,
	int64_t deadline, struct pc_err *err);

/* A user's own words as a JSON question: {"do":"<what>", ...}. */
struct pc_str ask_simple(struct pc_arena *arena, const char *what);

#endif
