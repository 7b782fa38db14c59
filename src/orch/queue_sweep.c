/* SPDX-License-Identifier: Apache-2.0 */
/* What time does by itself: leases that are lost, snoozes that are over; and when to look
 * again. */
#include "clock.h"
#include "pc/base/limits.h"
#include "pc/orch/failure.h"
#include "queue_priv.h"

void queue_will_wake(struct pc_queue *queue, int64_t at)
{
	if (queue->wake_at && at < queue->wake_at)
		queue->wake_at = at;
}

static enum pc_status one_number(int64_t *out, struct pc_queue *queue,
	enum queue_statement which, struct pc_err *err)
{
	struct pc_sql *st;

	PC_TRY(queue_use(&st, queue, which, err));
	*out = pc_sql_next(st) ? pc_sql_number(st, 0) : 0;
	return pc_sql_end_of(st, err);
}

/* A claim asks for this each time: there is one writer, so that it knows without a look
 * when nobody can wake yet. */
enum pc_status queue_wake(struct pc_queue *queue, int64_t now, struct pc_err *err)
{
	int64_t next;

	if (queue->wake_at > now)
		return PC_OK;
	PC_TRY(queue_do(queue, ST_WAKE, &now, 1, err));
	PC_TRY(one_number(&next, queue, ST_WAKE_NEXT, err));
	queue->wake_at = next ? next : INT64_MAX;
	return PC_OK;
}

struct holder {
	int64_t job, lease_until, pid, started;
};

struct holders {
	struct holder *items;
	size_t count, cap;
};

static enum pc_status find_holders(struct holders *out, struct pc_queue *queue,
	enum queue_statement which, struct pc_err *err)
{
	bool are_leases = which == ST_LEASES;
	struct pc_sql *st;

	PC_TRY(queue_use(&st, queue, which, err));
	while (pc_sql_next(st)) {
		struct holder one = {.job = pc_sql_number(st, 0),
			.lease_until = are_leases ? pc_sql_number(st, 1) : 0,
			.pid = pc_sql_number(st, are_leases ? 2 : 1),
			.started = pc_sql_number(st, are_leases ? 3 : 2)};

		pc_arena_grow(&queue->scratch, out->items, out->count, out->cap);
		out->items[out->count++] = one;
	}
	return pc_sql_end_of(st, err);
}

static enum pc_status lose(struct pc_queue *queue, const struct holder *holder,
	bool is_gone, int64_t now, struct pc_err *err)
{
	int64_t numbers[] = {holder->job, PC_FAILURE_WORKER_LOST};
	struct queue_standing standing;
	struct queue_note note = {.job = holder->job,
		.at = now,
		.was = PC_JOB_RUNNING,
		.what = "lost",
		.by = PC_STR("queue")};

	PC_TRY(queue_standing(&standing, queue, holder->job, err));
	note.is =
		standing.losses + 1 >= PC_MAX_LEASE_LOSSES ? PC_JOB_DEAD : PC_JOB_QUEUED;
	note.text = pc_arena_printf(&queue->scratch, "lease %lld: %s",
		(long long)standing.lease,
		is_gone ? "its worker is not there" : "nobody renewed it");
	PC_TRY(queue_attempts_lost(queue, holder->job, now, err));
	PC_TRY(queue_do(queue, ST_LOSE, numbers, PC_COUNT(numbers), err));
	PC_TRY(queue_move(queue, holder->job, (enum pc_job_state)note.is, 0, now, err));
	PC_TRY(queue_note(queue, &note, err));
	return note.is == PC_JOB_DEAD
		       ? queue_release(queue, holder->job, PC_JOB_DEAD, now, err)
		       : PC_OK;
}

struct sweep {
	int64_t now, lost;
	bool (*is_alive)(void *context, int64_t pid, int64_t started);
	void *context;
};

static bool is_gone(const struct sweep *sweep, const struct holder *holder)
{
	return sweep->is_alive && holder->pid &&
	       !sweep->is_alive(sweep->context, holder->pid, holder->started);
}

static enum pc_status sweep_leases(
	struct sweep *sweep, struct pc_queue *queue, struct pc_err *err)
{
	struct holders holders = {0};

	PC_TRY(find_holders(&holders, queue, ST_LEASES, err));
	for (size_t i = 0; i < holders.count; i++) {
		bool gone = is_gone(sweep, &holders.items[i]);

		if (!gone && holders.items[i].lease_until > sweep->now)
			continue;
		PC_TRY(lose(queue, &holders.items[i], gone, sweep->now, err));
		sweep->lost++;
	}
	return PC_OK;
}

/* Attempts of jobs that were cancelled, whose worker went before it could say its end. */
static enum pc_status sweep_orphans(
	const struct sweep *sweep, struct pc_queue *queue, struct pc_err *err)
{
	struct holders holders = {0};

	PC_TRY(find_holders(&holders, queue, ST_ATTEMPT_ORPHANS, err));
	for (size_t i = 0; i < holders.count; i++)
		if (is_gone(sweep, &holders.items[i]))
			PC_TRY(queue_attempts_lost(
				queue, holders.items[i].job, sweep->now, err));
	return PC_OK;
}

/* Jobs are folded two days after their end, so that minutes are no matter; and each look
 * goes over all that ended since.  One that was cut off goes on with the next sweep. */
static enum pc_status fold_at_times(
	struct pc_queue *queue, int64_t now, struct pc_err *err)
{
	const int64_t every = 10 * MINUTE;

	if (now < queue->fold_at && queue->fold_at - now <= every)
		return PC_OK;
	PC_TRY(queue_fold_some(queue, now, err));
	queue->fold_at = queue->fold_after ? now : now + every;
	return PC_OK;
}

static enum pc_status sweep_all(
	struct sweep *sweep, struct pc_queue *queue, struct pc_err *err)
{
	PC_TRY(sweep_leases(sweep, queue, err));
	PC_TRY(sweep_orphans(sweep, queue, err));
	PC_TRY(queue_wake(queue, sweep->now, err));
	PC_TRY(queue_schedules_run(queue, sweep->now, err));
	return fold_at_times(queue, sweep->now, err);
}

enum pc_status pc_queue_sweep(struct pc_queue *queue, int64_t now,
	bool (*is_alive)(void *context, int64_t pid, int64_t started), void *context,
	int64_t *swept, struct pc_err *err)
{
	struct sweep sweep = {.now = now, .is_alive = is_alive, .context = context};

	PC_TRY(queue_enter(queue, PC_SQL_LASTING, err));
	PC_TRY(queue_leave(queue, sweep_all(&sweep, queue, err), err));
	*swept = sweep.lost;
	return PC_OK;
}

enum pc_status pc_queue_next_job(int64_t *at, struct pc_queue *queue, struct pc_err *err)
{
	return one_number(at, queue, ST_NEXT_JOB, err);
}

enum pc_status pc_queue_depth(struct pc_queue *queue, int64_t now, pc_depth_fn *fn,
	void *context, struct pc_err *err)
{
	bool goes_on = true;
	struct pc_sql *st;

	PC_TRY(queue_use(&st, queue, ST_DEPTH, err));
	pc_sql_bind_number(st, 1, now);
	while (goes_on && pc_sql_next(st))
		goes_on = fn(context, pc_sql_text(st, 0), pc_sql_number(st, 1) != 0);
	return pc_sql_end_of(st, err);
}

enum pc_status pc_queue_next_due(int64_t *at, struct pc_queue *queue, struct pc_err *err)
{
	return one_number(at, queue, ST_DUE, err);
}
