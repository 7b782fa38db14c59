/* SPDX-License-Identifier: Apache-2.0 */
/* What people and schedules do to the queue, and what they see of it; the engine's side
 * is queue.h.  Readers may call what only reads; everything else is the one writer's. */
#ifndef PC_ORCH_MANAGE_H
#define PC_ORCH_MANAGE_H

#include "pc/orch/queue.h"
#include "pc/orch/window.h"

/* Whether a job may go from one state to another at all. */
bool pc_job_may_go(enum pc_job_state from, enum pc_job_state to);
/* Done, failed, refused, cancelled or dead. */
bool pc_job_is_ended(enum pc_job_state state);

/* by: who wanted it, for the record.  PC_ERR_ABSENT: no such job.  PC_ERR_USAGE: not from
 * the state that it is in. */
struct pc_queue_wish {
	int64_t job, now;
	struct pc_str by, why;
};
/* Of a running one the lease is gone at once; *was_running: stop its worker, and end its
 * attempt all the same. */
PC_MUST_CHECK enum pc_status pc_queue_cancel(bool *was_running, struct pc_queue *queue,
	const struct pc_queue_wish *wish, struct pc_err *err);
/* What failed, was refused, cancelled or is dead: queued with all its attempts anew. */
PC_MUST_CHECK enum pc_status pc_queue_retry(
	struct pc_queue *queue, const struct pc_queue_wish *wish, struct pc_err *err);
PC_MUST_CHECK enum pc_status pc_queue_snooze(struct pc_queue *queue,
	const struct pc_queue_wish *wish, int64_t until, struct pc_err *err);
/* One job, while it does not run; a snooze is forgotten with it. */
PC_MUST_CHECK enum pc_status pc_queue_hold(
	struct pc_queue *queue, const struct pc_queue_wish *wish, struct pc_err *err);
PC_MUST_CHECK enum pc_status pc_queue_unhold(
	struct pc_queue *queue, const struct pc_queue_wish *wish, struct pc_err *err);
/* Of a job in review: done, or once more with what was said.  wish->by is the reviewer.
 */
PC_MUST_CHECK enum pc_status pc_queue_review(struct pc_queue *queue,
	const struct pc_queue_wish *wish, bool passes, struct pc_err *err);

/* What is paused is not claimed; what runs goes on.  A job names its key only when it is
 * pinned to one: for the others, routing asks pc_queue_is_paused(). */
enum pc_pause_kind {
	PC_PAUSE_ALL, /* name: empty */
	PC_PAUSE_QUEUE,
	PC_PAUSE_TYPE,
	PC_PAUSE_PROJECT,
	PC_PAUSE_KEY,
	PC_PAUSE_KINDS
};
const char *pc_pause_kind_name(enum pc_pause_kind kind); /* "queue", ... */
PC_MUST_CHECK enum pc_status pc_queue_pause(struct pc_queue *queue,
	enum pc_pause_kind kind, struct pc_str name, const struct pc_queue_wish *wish,
	struct pc_err *err);
/* PC_ERR_ABSENT: it is not paused. */
PC_MUST_CHECK enum pc_status pc_queue_resume(struct pc_queue *queue,
	enum pc_pause_kind kind, struct pc_str name, const struct pc_queue_wish *wish,
	struct pc_err *err);
bool pc_queue_is_paused(
	const struct pc_queue *queue, enum pc_pause_kind kind, struct pc_str name);
typedef bool pc_pause_fn(void *context, enum pc_pause_kind kind, struct pc_str name);
void pc_queue_pauses_each(const struct pc_queue *queue, pc_pause_fn *fn, void *context);

/* A job to be submitted by job->cron (cron.h); job->unique is the schedule's name, and
 * while one of its jobs is not at its end there is no second.  What was missed runs once.
 */
PC_MUST_CHECK enum pc_status pc_queue_schedule(struct pc_queue *queue,
	const struct pc_job *job, int64_t now, struct pc_err *err);
/* PC_ERR_ABSENT: there is none of that name. */
PC_MUST_CHECK enum pc_status pc_queue_unschedule(
	struct pc_queue *queue, struct pc_str name, struct pc_err *err);

/* Windows that a restart must not forget; the same place is replaced. */
PC_MUST_CHECK enum pc_status pc_queue_window_keep(
	struct pc_queue *queue, const struct pc_window *window, struct pc_err *err);
PC_MUST_CHECK enum pc_status pc_queue_window_forget(
	struct pc_queue *queue, const struct pc_window *window, struct pc_err *err);
PC_MUST_CHECK enum pc_status pc_queue_windows_each(
	struct pc_queue *queue, pc_window_fn *fn, void *context, struct pc_err *err);

/* Jobs that ended before, with all that is known of them: at most so many; *gone: how
 * many it were. */
PC_MUST_CHECK enum pc_status pc_queue_forget(int64_t *gone, struct pc_queue *queue,
	int64_t before, int64_t most, struct pc_err *err);

/* Empty and 0: any. */
struct pc_job_filter {
	unsigned states; /* bits, 1 << state */
	struct pc_str type, project, queue, owner, key, backend, model_used, session;
	int64_t parent;
	int64_t since, until;  /* submitted, ms; until is not in it */
	int64_t before, limit; /* ids below; newest first */
};
typedef bool pc_job_fn(void *context, const struct pc_job *job); /* false: enough */
PC_MUST_CHECK enum pc_status pc_jobs_each(struct pc_queue *queue,
	const struct pc_job_filter *filter, pc_job_fn *fn, void *context,
	struct pc_err *err);
PC_MUST_CHECK enum pc_status pc_jobs_count(int64_t *out, struct pc_queue *queue,
	const struct pc_job_filter *filter, struct pc_err *err);
/* One, but for its prompt, system_prompt, inputs and schema. */
PC_MUST_CHECK enum pc_status pc_job_look(struct pc_job *out, struct pc_arena *arena,
	struct pc_queue *queue, int64_t id, struct pc_err *err);
/* Those that could be claimed, in the order of claims, pauses apart; no queue calls from
 * inside. */
PC_MUST_CHECK enum pc_status pc_jobs_next(struct pc_queue *queue, int64_t now,
	pc_job_fn *fn, void *context, struct pc_err *err);
/* How many jobs there are by state: those that are not at their end, and of those that
 * are the ones that ended since. */
PC_MUST_CHECK enum pc_status pc_jobs_stand(int64_t out[PC_JOB_STATES],
	struct pc_queue *queue, int64_t since, struct pc_err *err);
/* How many jobs of one user are not at their end, counted up to most. */
PC_MUST_CHECK enum pc_status pc_jobs_open_of(int64_t *out, struct pc_queue *queue,
	struct pc_str owner, int64_t most, struct pc_err *err);
/* What a job still waits for, at most so many. */
typedef bool pc_need_fn(
	void *context, int64_t job, enum pc_job_state state, bool also_failed);
PC_MUST_CHECK enum pc_status pc_job_needs_each(struct pc_queue *queue, int64_t job,
	int64_t most, pc_need_fn *fn, void *context, struct pc_err *err);
/* job->not_before is when it is due the next time. */
PC_MUST_CHECK enum pc_status pc_queue_schedules_each(
	struct pc_queue *queue, pc_job_fn *fn, void *context, struct pc_err *err);
/* With its prompt and all. */
PC_MUST_CHECK enum pc_status pc_job_get(struct pc_job *out, struct pc_arena *arena,
	struct pc_queue *queue, int64_t id, struct pc_err *err);

struct pc_attempt_filter {
	int64_t job;     /* 0: any */
	int64_t since;   /* started, ms */
	bool only_open;  /* those that have not ended */
	bool is_settled; /* those that have */
};
typedef bool pc_attempt_fn(void *context, const struct pc_attempt *attempt);
PC_MUST_CHECK enum pc_status pc_attempts_each(struct pc_queue *queue,
	const struct pc_attempt_filter *filter, pc_attempt_fn *fn, void *context,
	struct pc_err *err);

/* What happened to a job beside its attempts: leases lost, wishes of people. */
struct pc_job_event {
	int64_t id, job, at, was, is; /* states */
	struct pc_str what, by, text;
};
typedef bool pc_event_fn(void *context, const struct pc_job_event *event);
PC_MUST_CHECK enum pc_status pc_job_events_each(struct pc_queue *queue, int64_t job,
	pc_event_fn *fn, void *context, struct pc_err *err);

#endif
