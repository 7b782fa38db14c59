/* SPDX-License-Identifier: Apache-2.0 */
/* What the environment of a worker may hold.  A key that lies about in it would be used
 * before the client's own login, and the bill with it; others send the client elsewhere,
 * change its model, or load foreign code into it.  Nothing of that reaches a worker by
 * chance: a backend adds what its job is meant to have. */
#ifndef PC_ORCH_ENVIRONMENT_H
#define PC_ORCH_ENVIRONMENT_H

#include "pc/base/arena.h"

struct pc_environment {
	const char *const *environment; /* what stays; ended by NULL */
	struct pc_str *stripped;        /* names alone, each once, as they stood */
	size_t n_stripped;
};

/* Why no worker gets a variable of that name, in words for people; NULL: it may. */
const char *pc_environment_why(struct pc_str name);

/* NAME=value, ended by NULL; lists in arena, texts stay the caller's.  What has no "="
 * is left out, too. */
void pc_environment_clean(struct pc_environment *out, struct pc_arena *arena,
	const char *const *environment);

#endif
