/* SPDX-License-Identifier: Apache-2.0 */
/* How much runs, and how much may: slots, places by key, backend, project and type, the
 * tokens of the last five minutes, money and tokens by day and month of UTC.  In memory,
 * rebuilt from the queue's rows at start.
 *
 * Who is an operator is held up by slots, backends, keys and budgets alone.  An
 * interactive job waits for no token before the budget is used up, and no batch takes a
 * slot that one waits for.  What is reserved counts as spent until it is given back. */
#ifndef PC_ORCH_CAPACITY_H
#define PC_ORCH_CAPACITY_H

#include "pc/orch/config.h"
#include "pc/orch/job.h"

struct pc_capacity;

/* config has to outlive it. */
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
	int64_t tokens;      /* reserved */
	int64_t money;       /* picodollars, reserved; < 0: not known */
	int64_t queued;      /* jobs that wait */
	int64_t interactive; /* those of them that are, and wait for a slot alone */
	int64_t now;         /* ms */
};

enum pc_full pc_capacity_ask(
	const struct pc_capacity *capacity, const struct pc_capacity_ask *ask);
void pc_capacity_take(struct pc_capacity *capacity, const struct pc_capacity_ask *ask);
/* What was reserved is replaced by what it took; < 0: not known, it is what was reserved.
 * taken: as it was when it was taken, .now too. */
void pc_capacity_give_back(struct pc_capacity *capacity,
	const struct pc_capacity_ask *taken, int64_t tokens, int64_t money, int64_t now);
/* What an attempt that is over took, which ended at that time: from a row, at start. */
void pc_capacity_remember(struct pc_capacity *capacity, const struct pc_capacity_ask *who,
	int64_t tokens, int64_t money, int64_t at);
struct pc_capacity_view {
	int64_t running, slots, operator_slots;
	int64_t tokens_5min, tokens_most;
	int64_t money_day; /* picodollars; what is reserved too */
};
void pc_capacity_look(
	struct pc_capacity_view *out, const struct pc_capacity *capacity, int64_t now);
/* When what is full is empty again by time alone; 0: something has to end first. */
int64_t pc_capacity_again(enum pc_full full, int64_t now);

#endif
