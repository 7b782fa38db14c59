/* SPDX-License-Identifier: Apache-2.0 */
/* Calls that somebody makes to tire the evaluator out, and the rules that they aim at. */
#ifndef HOSTILE_H
#define HOSTILE_H

#include "pc/base/arena.h"
#include "workload.h"

struct hostile {
	const char *what;
	const char *tool, *field;
	struct pc_str value;
};

enum { HOSTILE_RULES = 3, HOSTILE_CALLS = 8 };

/* Rules that cost a naive matcher exponential time; deny, so that they are looked at. */
extern const struct workload_rule hostile_rules[HOSTILE_RULES];

/* HOSTILE_CALLS calls in arena. */
struct hostile *hostile_calls(struct pc_arena *arena);

#endif
