/* SPDX-License-Identifier: Apache-2.0 */
/* The queue: jobs and attempts in one sqlite file, one writer, any number of readers.
 *
 * What must not be lost (a job that was taken, a claim, what was spent) is committed with
 * synchronous=FULL, many in one commit; progress with NORMAL.  A claim is a lease: who
 * does not renew it, or is not there any more by pid and start time, has lost it. */
#ifndef PC_ORCH_QUEUE_H
#define PC_ORCH_QUEUE_H

#include "pc/base/arena.h"
#include "pc/orch/failure.h"
#include "pc/orch/job.h"

struct pc_queue;

PC_MUST_CHECK enum pc_status pc_queue_open(
	struct pc_queue **out, const char *path, bool is_writer, struct pc_err *err);
void pc_queue_close(struct pc_queue **queue);

/* Everything until the end is one commit; ends nest by counting, so that what one turn of
 * the loop does costs one fsync.  Progress and renewals that come before anything else
 * are a commit of their own, without one.  What is refused (PC_ERR_USAGE, PC_ERR_ABSENT,
 * PC_ERR_LIMIT) leaves the others; a failure of the system takes back all of it, and the
 * end says so. */
PC_MUST_CHECK enum pc_status pc_queue_begin(struct pc_queue *queue, struct pc_err *err);
PC_MUST_CHECK enum pc_status pc_queue_end(struct pc_queue *queue, struct pc_err *err);
/* Between the two: nothing of it is on the disk yet. */
bool pc_queue_is_begun(const struct pc_queue *queue);

struct pc_job_needs { /* what a new job waits for */
	const int64_t *jobs;
	size_t count;
	bool also_failed; /* any end of theirs will do */
};
/* job->id is set.  A unique key that a job which is not at its end has already: *id is
 * that one's, and nothing is added (PC_OK). */
PC_MUST_CHECK enum pc_status pc_queue_submit(struct pc_queue *queue, struct pc_job *job,
	const struct pc_job_needs *needs, struct pc_err *err);

/* Which jobs may be claimed: the engine says what is blocked or full. */
struct pc_claim_filter {
	/* Cheap; no queue calls.  Of the job is there what says which way it goes. */
	bool (*may)(void *context, const struct pc_job *job);
	void *context;
	bool only_operator;
	int64_t lease_ms; /* 0: a minute */
};
/* The first by operator, priority (larger first), time.  filter NULL: any.
 * PC_ERR_ABSENT: none. */
PC_MUST_CHECK enum pc_status pc_queue_claim(struct pc_job *out, struct pc_arena *arena,
	struct pc_queue *queue, const struct pc_claim_filter *filter, int64_t now,
	struct pc_err *err);
PC_MUST_CHECK enum pc_status pc_queue_renew(struct pc_queue *queue, int64_t job,
	int64_t lease, int64_t until, struct pc_err *err);
/* Who claims: a job whose backend is no process of its own is lost with this one. */
void pc_queue_serve_as(struct pc_queue *queue, int64_t pid, int64_t started);
/* How far it is; 0 and empty: as it was.  Not lasting: a crash of the machine may lose
 * it. */
struct pc_job_progress {
	int64_t worker_pid, worker_started, step, progress;
	struct pc_str worker, session, checkpoint;
};
PC_MUST_CHECK enum pc_status pc_queue_progress(struct pc_queue *queue,
	const struct pc_job *job, const struct pc_job_progress *progress, int64_t now,
	struct pc_err *err);

/* One attempt: the row is there before the backend starts, with what is reserved; it is
 * filled when it ends.  Each has the verdict that let it start and the one of what came.
 */
struct pc_attempt {
	int64_t id, job, number, started, ended;
	struct pc_str backend, provider, key, model, answered;
	struct pc_str verdict, rule, place, digest; /* of the gate, before */
	struct pc_str verdict_after, rule_after;    /* and of what came back */
	struct pc_str stripped;                     /* names of variables, by commas */
	int64_t generation, failure, http, reset_at;
	int64_t tokens_in, tokens_out, cache_read, cache_write, thinking;
	int64_t reserved_tokens, reserved_money, list_price, cash;
	struct pc_str said;
	struct pc_str denials; /* JSON: calls that the client's own rules refused */
};
PC_MUST_CHECK enum pc_status pc_queue_attempt_begin(
	struct pc_queue *queue, struct pc_attempt *attempt, struct pc_err *err);
PC_MUST_CHECK enum pc_status pc_queue_attempt_end(
	struct pc_queue *queue, const struct pc_attempt *attempt, struct pc_err *err);

/* What attempts took that started since and have ended, oldest first. */
struct pc_spent {
	int64_t ended, tokens, list_price, cash; /* tokens: without those of a cache */
	struct pc_str backend, provider, key, type, project;
};
typedef void pc_spent_fn(void *context, const struct pc_spent *spent);
PC_MUST_CHECK enum pc_status pc_queue_spent_each(struct pc_queue *queue, int64_t since,
	pc_spent_fn *fn, void *context, struct pc_err *err);

/* Where a claimed job goes; only its lease's holder may say so (PC_ERR_USAGE).  Done
 * with a gate that nobody passed is REVIEW; once more with no attempt left is DEAD. */
struct pc_job_end {
	enum pc_job_state state; /* QUEUED (again), SNOOZED, REVIEW, DONE, FAILED, ... */
	int64_t not_before;
	enum pc_failure_class failure;
	struct pc_str said, error, result, checkpoint, tier; /* empty: as it was */
	int64_t exit_status, first_step, tries;
	bool is_truncated;
	bool keeps_attempt; /* this one does not count */
};
PC_MUST_CHECK enum pc_status pc_queue_finish(struct pc_queue *queue,
	const struct pc_job *job, const struct pc_job_end *end, int64_t now,
	struct pc_err *err);

/* Leases that ended, or whose worker is not there: back to the queue, from their
 * checkpoint, each recorded; their open attempts are charged as reserved.  A job that
 * loses too many one after another is dead.  Snoozes that are over are queued, schedules
 * that are due submitted.  is_alive NULL: only by time.  *swept: leases lost. */
PC_MUST_CHECK enum pc_status pc_queue_sweep(struct pc_queue *queue, int64_t now,
	bool (*is_alive)(void *context, int64_t pid, int64_t started), void *context,
	int64_t *swept, struct pc_err *err);
/* How many jobs could be claimed but for pauses, by type; fn ends it with false. */
typedef bool pc_depth_fn(void *context, struct pc_str type, bool is_operator);
PC_MUST_CHECK enum pc_status pc_queue_depth(struct pc_queue *queue, int64_t now,
	pc_depth_fn *fn, void *context, struct pc_err *err);
/* When a claim or a sweep finds a job that it does not find now: a snooze, a schedule; 0:
 * nothing is due. */
PC_MUST_CHECK enum pc_status pc_queue_next_job(
	int64_t *at, struct pc_queue *queue, struct pc_err *err);
/* When something is due: a snooze, a schedule, a lease, a kept window; 0: nothing is. */
PC_MUST_CHECK enum pc_status pc_queue_next_due(
	int64_t *at, struct pc_queue *queue, struct pc_err *err);

#endif
