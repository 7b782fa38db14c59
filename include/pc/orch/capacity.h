/* SPDX-License-Identifier: Apache-2.0 */
/* How much runs, and how much may: slots, places by key, provider, project and type, the
 * tokens of the last five minutes, money by day and month.  In memory, rebuilt from the
 * queue's rows at start. */
#ifndef PC_ORCH_CAPACITY_H
#define PC_ORCH_CAPACITY_H

#include "pc/orch/config.h"
#include "pc/orch/job.h"

struct pc_capacity;

struct pc_capacity *pc_capacity_new(const struct pc_orch_config *config);
void pc_capacity_free(struct pc_capacity *capacity);

enum pc_full {
	PC_FULL_NOT,
	PC_FULL_SLOTS,
	PC_FULL_OPERATOR_SLOT, /* the one that is left is an operator's */
	PC_FULL_TOKENS,
	PC_FULL_BACKPRESSURE, /* batch waits: too much is queued, or tokens run out */
	PC_FULL_BACKEND,
	PC_FULL_KEY,
	PC_FULL_PROJECT,
	PC_FULL_TYPE,
	PC_FULL_BUDGET,
	PC_FULL_NO_PRICE, /* a budget of money, and nobody knows what it costs */
};

struct pc_capacity_ask {
	const struct pc_job *job;
	const struct pc_orch_backend *backend; /* NULL: before a way is chosen */
	const struct pc_key *key;
	int64_t tokens; /* reserved */
	int64_t money;  /* picodollars, reserved; < 0: not known */
	int64_t queued; /* jobs that wait */
	int64_t now;    /* ms */
};

enum pc_full pc_capacity_ask(
	const struct pc_capacity *capacity, const struct pc_capacity_ask *ask);
void pc_capacity_take(struct pc_capacity *capacity, const struct pc_capacity_ask *ask);
/* What was reserved is replaced by what it took; not less than what is proven. */
void pc_capacity_give_back(struct pc_capacity *capacity,
	const struct pc_capacity_ask *taken, int64_t tokens, int64_t money, int64_t now);

#endif
