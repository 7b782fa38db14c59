/* SPDX-License-Identifier: Apache-2.0 */
/* How the parts of the ledger fit together.
 *
 *   ledger_parts.c  what one job and its attempts add to the totals
 *   ledger_fold.c   parts into rows of the file, and out again; what is folded when
 *   ledger_wait.c   a histogram of waiting
 *   ledger.c        rows and parts to totals; the summary
 *
 * A part is some numbers under a name of eight words (day, project, type, ...).  All of
 * them only add up, so that folding is adding, and taking a job out again, when somebody
 * wants it once more, is adding with the other sign.  There is one place that says what a
 * job adds (ledger_parts.c), whether it is folded or read: totals are the same before and
 * after. */
#ifndef LEDGER_PRIV_H
#define LEDGER_PRIV_H

#include "pc/orch/ledger.h"
#include "queue_columns.h"
#include "queue_priv.h"

#define LEDGER_FIELD(name)  LF_##name,
#define LEDGER_HALVES(name) LF_##name##_high, LF_##name##_low,
enum ledger_field {
	LEDGER_COUNTS(LEDGER_FIELD) LEDGER_SUMS(LEDGER_HALVES) LEDGER_STORED,
	/* What has not ended is never folded. */
	LF_open = LEDGER_STORED,
	LF_reserved_high,
	LF_reserved_low,
	LEDGER_FIELDS
};

enum { LEDGER_DAY_MS = 24 * 60 * 60 * 1000 };
int64_t ledger_day(int64_t at);

struct ledger_part {
	int64_t day, failure;
	struct pc_str project, type, owner, model, key, backend;
	int64_t at;     /* ms; of a row that is folded: its day's begin */
	int64_t waited; /* of a job that was started; -1: it was not, or no job's part */
	bool is_operator;
	int64_t fields[LEDGER_FIELDS];
};

/* A number past 2^31 is kept as two that add up without an overflow. */
int64_t ledger_sum(const int64_t *fields, enum ledger_field high);

typedef enum pc_status ledger_part_fn(
	void *context, const struct ledger_part *part, struct pc_err *err);
/* Of one job; 0: of each that is not folded.  Texts live until fn is back. */
PC_MUST_CHECK enum pc_status ledger_parts(struct pc_queue *queue, int64_t job,
	ledger_part_fn *fn, void *context, struct pc_err *err);

/* A histogram whose buckets grow with what they hold. */
enum { LEDGER_BUCKETS = 60 * 32 };
int ledger_bucket(int64_t ms);
int64_t ledger_bucket_end(int bucket); /* the largest that is in it */

struct ledger_waits {
	int64_t jobs, most, operator_most;
	int64_t buckets[LEDGER_BUCKETS];
};
void ledger_waits_add(struct ledger_waits *waits, int bucket, int64_t jobs, int64_t most,
	bool is_operator);
int64_t ledger_waits_percentile(const struct ledger_waits *waits, int percent);

#endif
