/* SPDX-License-Identifier: Apache-2.0 */
/* The parts of a URL that WebFetch rules look at, found as the WHATWG URL parser finds
 * them (https://url.spec.whatwg.org), because the client compares what that gives. */
#ifndef PC_RULES_URL_PRIV_H
#define PC_RULES_URL_PRIV_H

#include "pc/base/arena.h"

enum { URL_MAX = 2000 }; /* UTF-16 units; the client refuses longer ones */

struct url {
	struct pc_str host; /* lower-case; empty where the scheme has none; "[::1]" */
	struct pc_str path; /* "/a/b": dots resolved, as it stands in special schemes */
	/* The host has characters whose mapping is not known here (most scripts are):
	 * it may be any name. */
	bool is_unsure;
};

/* False for what is no URL, or too long: the client refuses the call before any rule.
 * *out lives in arena and in text. */
bool url_parse(struct url *out, struct pc_arena *arena, struct pc_str text);

/* A host of a special scheme (http...), between the userinfo and the port.  False when it
 * is none. */
bool url_host(struct url *out, struct pc_arena *arena, struct pc_str text);

#endif
