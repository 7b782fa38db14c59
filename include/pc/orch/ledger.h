/* SPDX-License-Identifier: Apache-2.0 */
/* What jobs took, in totals that outlive the jobs: by day, project, type, model and key.
 * Picodollars; list price and cash apart; sums never overflow into something smaller
 * (they stay at INT64_MAX). */
#ifndef PC_ORCH_LEDGER_H
#define PC_ORCH_LEDGER_H

#include "pc/orch/queue.h"

enum pc_ledger_by {
	PC_LEDGER_ALL,
	PC_LEDGER_DAY, /* UTC; the name is YYYY-MM-DD */
	PC_LEDGER_PROJECT,
	PC_LEDGER_TYPE,
	PC_LEDGER_MODEL, /* that was called; of jobs: the last one */
	PC_LEDGER_KEY,
	PC_LEDGER_BACKEND,
	PC_LEDGER_FAILURE, /* classes of attempts */
	PC_LEDGER_KINDS
};
const char *pc_ledger_by_name(enum pc_ledger_by by); /* "day", ... */

struct pc_ledger_total {
	struct pc_str name;
	/* Jobs by when they were submitted. */
	int64_t jobs, done, failed, refused, cancelled, dead, open;
	int64_t rerouted;    /* ended by another way than their first */
	int64_t waited, ran; /* ms, sums of those that ended */
	/* Attempts by when they started. */
	int64_t attempts, attempts_failed;
	int64_t tokens_in, tokens_out, cache_read, cache_write;
	int64_t list_price, cash;
};

struct pc_ledger_period {
	int64_t since, until;               /* ms; until is not in it; 0: any */
	struct pc_str project, type, owner; /* empty: any */
};
typedef bool pc_ledger_fn(void *context, const struct pc_ledger_total *total);
/* In the order of names (days), else of cost, then attempts, then names. */
PC_MUST_CHECK enum pc_status pc_ledger_each(struct pc_queue *queue, enum pc_ledger_by by,
	const struct pc_ledger_period *period, pc_ledger_fn *fn, void *context,
	struct pc_err *err);

/* What the article's table has beside totals. */
struct pc_ledger_summary {
	struct pc_ledger_total all;
	int64_t projects; /* with a job */
	int64_t days;     /* of the period, from the first job on */
	int64_t peak;     /* jobs of the busiest day */
	struct pc_str peak_day;
	int64_t losses;                              /* of leases */
	int64_t waited_p50, waited_p99, waited_most; /* ms from queued to started */
	int64_t operator_waited_most;
};
PC_MUST_CHECK enum pc_status pc_ledger_summarize(struct pc_ledger_summary *out,
	struct pc_arena *arena, struct pc_queue *queue,
	const struct pc_ledger_period *period, struct pc_err *err);

/* Jobs that ended before are forgotten, at most so many; their totals by day, project,
 * type, model and key stay.  In place of pc_queue_forget(), which it calls. */
PC_MUST_CHECK enum pc_status pc_ledger_forget(int64_t *gone, struct pc_queue *queue,
	int64_t before, int64_t most, struct pc_err *err);

#endif
