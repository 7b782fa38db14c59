/* SPDX-License-Identifier: Apache-2.0 */
/* Which way a job may go now: the steps of its chain, each with the keys that fit,
 * without those that a window blocks or whose places are full.  Pure. */
#ifndef PC_ORCH_ROUTE_H
#define PC_ORCH_ROUTE_H

#include "pc/orch/capacity.h"
#include "pc/orch/config.h"
#include "pc/orch/window.h"

struct pc_models; /* pc/models/table.h */

struct pc_route {
	const struct pc_orch_backend *backend;
	const struct pc_key *key; /* NULL: keyless */
	struct pc_str model;      /* as the chain has it: an id or a position */
	unsigned step;            /* of the chain */
	bool is_probe;            /* of a window that may be over */
};

enum pc_unroutable {
	PC_ROUTED,
	PC_ROUTE_BLOCKED, /* by windows; *at: when the first way is open again */
	PC_ROUTE_FULL,   /* no slot, key or budget of tokens; again when something ends */
	PC_ROUTE_BUDGET, /* money, or a price that nobody knows: *at: tomorrow */
	PC_ROUTE_NONE,   /* nothing in the chain can do it */
};

struct pc_route_ask {
	const struct pc_job *job;
	const struct pc_orch_config *config;
	const struct pc_windows *windows;
	const struct pc_capacity *capacity;
	const struct pc_models
		*models;     /* what positions stand for; NULL: names as told */
	unsigned first_step; /* of the chain: those before have failed */
	unsigned without;    /* bits of steps that are not looked at: refused ones */
	/* Whether somebody has stopped a key, or a backend's own login (NULL: then its
	 * name).  May be NULL. */
	bool (*is_paused)(void *context, struct pc_str name);
	int64_t tokens; /* to be reserved */
	/* What a way may cost in picodollars, < 0: not known.  NULL: nothing on a
	 * subscription, else what the job has reserved. */
	int64_t (*cost)(void *context, const struct pc_route *way);
	void *context;
	int64_t queued, interactive; /* as pc_capacity_ask has them */
	int64_t now;                 /* ms */
	enum pc_full *full; /* what there was no room in, the last one; may be NULL */
};

/* *at: when to look again if nothing has ended before; 0: then alone. */
enum pc_unroutable pc_route_find(
	struct pc_route *out, int64_t *at, const struct pc_route_ask *ask);
/* The chain of a job: its own, else that of its model or position, of its type, of its
 * tier; NULL: none. */
const struct pc_orch_chain *pc_route_chain(
	const struct pc_orch_config *config, const struct pc_job *job);
/* Where the windows of a way are: whoever tells of its end asks here, too. */
void pc_route_place(struct pc_window_place *out, const struct pc_route *way,
	const struct pc_models *models);

#endif
