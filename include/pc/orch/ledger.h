/* SPDX-License-Identifier: Apache-2.0 */
/* What jobs took, in totals that outlive the jobs: by day, project, type, model and key.
 * Picodollars; list price and cash apart; sums never overflow into something smaller
 * (they stay at INT64_MAX).
 *
 * Jobs and attempts are counted one by one while they are young; two days after a job's
 * end it is folded into rows of whole days (UTC), so that a question about a million jobs
 * reads some thousand rows.  A period is exact to the millisecond for what is young; of
 * what is folded a day counts as a whole, and one of which a part is in the period is in
 * it.  Forgetting a job changes no answer whose period begins and ends with a day.
 *
 * As JSON the members have their own names, but list_price, cash and reserved are
 * list_price_picodollars, cash_picodollars and reserved_picodollars. */
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
	PC_LEDGER_FAILURE, /* classes of attempts; of jobs: the last one */
	PC_LEDGER_KINDS
};
const char *pc_ledger_by_name(enum pc_ledger_by by); /* "day", ... */

struct pc_ledger_total {
	struct pc_str name;
	/* Jobs by when they were submitted. */
	int64_t jobs, done, failed, refused, cancelled, dead, open;
	int64_t rerouted;    /* done by another way than their first */
	int64_t losses;      /* of their leases */
	int64_t waited, ran; /* ms, sums of those that ended */
	/* Attempts by when they started.  One that has not ended takes what is reserved
	 * for it: nothing that may have been spent is left out. */
	int64_t attempts, attempts_failed;
	int64_t tokens_in, tokens_out, cache_read, cache_write;
	int64_t list_price, cash;
	int64_t reserved; /* of both, by attempts that have not ended */
};

struct pc_ledger_period {
	int64_t since, until;               /* ms; until is not in it; 0: any */
	struct pc_str project, type, owner; /* empty: any */
};
typedef bool pc_ledger_fn(void *context, const struct pc_ledger_total *total);
/* In the order of names (days), else of cash, list price, attempts, jobs, names. */
PC_MUST_CHECK enum pc_status pc_ledger_each(struct pc_queue *queue, enum pc_ledger_by by,
	const struct pc_ledger_period *period, pc_ledger_fn *fn, void *context,
	struct pc_err *err);

/* What the article's table has beside totals. */
struct pc_ledger_summary {
	struct pc_ledger_total all;
	int64_t projects; /* with a job */
	int64_t days; /* from the first job's to the period's end, else the last job's */
	int64_t peak; /* jobs of the busiest day */
	struct pc_str peak_day;
	/* ms from queued to started, of jobs that were started.  The most is exact; the
	 * others are the upper end of a bucket of a histogram, so never too small, and at
	 * most 1/32 too large. */
	int64_t waited_p50, waited_p99, waited_most;
	int64_t operator_waited_most;
};
PC_MUST_CHECK enum pc_status pc_ledger_summarize(struct pc_ledger_summary *out,
	struct pc_arena *arena, struct pc_queue *queue,
	const struct pc_ledger_period *period, struct pc_err *err);

/* Folds some jobs that ended two days ago and more; every sweep of the queue does it. */
PC_MUST_CHECK enum pc_status pc_ledger_fold(
	struct pc_queue *queue, int64_t now, struct pc_err *err);

/* Jobs that ended before are forgotten, at most so many; what they took is folded in the
 * same commit.  The same as pc_queue_forget(). */
PC_MUST_CHECK enum pc_status pc_ledger_forget(int64_t *gone, struct pc_queue *queue,
	int64_t before, int64_t most, struct pc_err *err);

#endif
