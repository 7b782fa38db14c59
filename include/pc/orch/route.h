/* SPDX-License-Identifier: Apache-2.0 */
/* Which way a job may go now: the steps of its chain, each with the keys that fit,
 * without those that a window blocks or whose places are full.  Pure. */
#ifndef PC_ORCH_ROUTE_H
#define PC_ORCH_ROUTE_H

#include "pc/orch/capacity.h"
#include "pc/orch/config.h"
#include "pc/orch/window.h"

struct pc_route {
	const struct pc_orch_backend *backend;
	const struct pc_key *key; /* NULL: keyless */
	struct pc_str model;      /* as the chain has it: an id or a position */
	unsigned step;            /* of the chain */
	bool is_probe;            /* of a window that may be over */
};

enum pc_unroutable {
	PC_ROUTED,
	PC_ROUTE_BLOCKED, /* by windows; .at: when the first of them ends */
	PC_ROUTE_FULL,   /* no slot, key or budget of tokens; again when something ends */
	PC_ROUTE_BUDGET, /* money: again tomorrow, or never */
	PC_ROUTE_NONE,   /* nothing in the chain can do it */
};

struct pc_route_ask {
	const struct pc_job *job;
	const struct pc_orch_config *config;
	const struct pc_windows *windows;
	const struct pc_capacity *capacity;
	unsigned first_step; /* of the chain: those before have failed */
	int64_t now;         /* ms */
};

enum pc_unroutable pc_route_find(
	struct pc_route *out, int64_t *at, const struct pc_route_ask *ask);

#endif
