/* SPDX-License-Identifier: Apache-2.0 */
/* A claimed job goes on, by its lease's holder; and when a job is at its end, those that
 * waited for it go on, too. */
#include "queue_priv.h"

/* What the queue itself holds to: no end without the look that was asked for, no attempt
 * more than there may be. */
static enum pc_job_state real_state(
	const struct queue_standing *standing, const struct pc_job_end *end, int64_t now)
{
	int64_t attempts = standing->attempts - end->keeps_attempt;

	if (end->state == PC_JOB_DONE && standing->has_gate)
		return PC_JOB_REVIEW;
	if ((end->state == PC_JOB_QUEUED || end->state == PC_JOB_SNOOZED) &&
		standing->max_attempts > 0 && attempts >= standing->max_attempts)
		return PC_JOB_DEAD;
	return end->state == PC_JOB_QUEUED ? queue_ready_state(end->not_before, now)
					   : end->state;
}

static enum pc_status check_holder(const struct queue_standing *standing,
	const struct pc_job *job, struct pc_err *err)
{
	if (standing->state == PC_JOB_RUNNING && standing->lease == job->lease)
		return PC_OK;
	return pc_err_set(err, PC_ERR_USAGE, (struct pc_span){0},
		"lease %lld of job %lld has ended", (long long)job->lease,
		(long long)job->id);
}

static enum pc_status finish(struct pc_queue *queue, const struct pc_job *job,
	const struct pc_job_end *end, int64_t now, struct pc_err *err)
{
	struct queue_standing standing;
	enum pc_job_state state;
	struct pc_sql *st;

	PC_TRY(queue_standing(&standing, queue, job->id, err));
	PC_TRY(check_holder(&standing, job, err));
	state = real_state(&standing, end, now);
	PC_TRY(queue_may_go(job->id, PC_JOB_RUNNING, state, err));
	int64_t numbers[] = {job->id, state, end->not_before, end->failure, now,
		pc_job_is_ended(state) ? now : 0, end->keeps_attempt, end->is_truncated,
		end->exit_status};

	PC_TRY(queue_use(&st, queue, ST_FINISH, err));
	pc_sql_bind_text(st, 10, end->said);
	pc_sql_bind_text(st, 11, end->error);
	pc_sql_bind_text(st, 12, end->result);
	pc_sql_bind_text(st, 13, end->checkpoint);
	pc_sql_bind_text(st, 16, end->tier);
	pc_sql_bind_number(st, 14, end->first_step);
	pc_sql_bind_number(st, 15, end->tries);
	PC_TRY(queue_do(queue, ST_FINISH, numbers, PC_COUNT(numbers), err));
	if (state == PC_JOB_SNOOZED)
		queue_will_wake(queue, end->not_before);
	return pc_job_is_ended(state) ? queue_release(queue, job->id, state, now, err)
				      : PC_OK;
}

enum pc_status pc_queue_finish(struct pc_queue *queue, const struct pc_job *job,
	const struct pc_job_end *end, int64_t now, struct pc_err *err)
{
	PC_TRY(queue_enter(queue, PC_SQL_LASTING, err));
	return queue_leave(queue, finish(queue, job, end, now, err), err);
}

struct waiter {
	int64_t job;
	bool also_failed;
};

struct waiters {
	struct waiter *items;
	size_t count, cap;
};

static enum pc_status find_waiters(
	struct waiters *out, struct pc_queue *queue, int64_t needed, struct pc_err *err)
{
	struct pc_sql *st;

	PC_TRY(queue_use(&st, queue, ST_NEED_GET, err));
	pc_sql_bind_number(st, 1, needed);
	while (pc_sql_next(st)) {
		pc_arena_grow(&queue->scratch, out->items, out->count, out->cap);
		out->items[out->count++] =
			(struct waiter){pc_sql_number(st, 0), pc_sql_number(st, 1) != 0};
	}
	return pc_sql_end_of(st, err);
}

static enum pc_status has_needs(
	bool *out, struct pc_queue *queue, int64_t job, struct pc_err *err)
{
	struct pc_sql *st;

	PC_TRY(queue_use(&st, queue, ST_NEED_LEFT, err));
	pc_sql_bind_number(st, 1, job);
	*out = pc_sql_next(st);
	return pc_sql_end_of(st, err);
}

/* One thing less to wait for. */
static enum pc_status let_go(struct pc_queue *queue, int64_t needed, int64_t job,
	int64_t now, struct pc_err *err)
{
	int64_t numbers[] = {needed, job};
	struct queue_standing standing;
	bool waits;

	PC_TRY(queue_do(queue, ST_NEED_DROP, numbers, PC_COUNT(numbers), err));
	PC_TRY(has_needs(&waits, queue, job, err));
	PC_TRY(queue_standing(&standing, queue, job, err));
	if (waits || standing.state != PC_JOB_WAITING)
		return PC_OK;
	return queue_move(queue, job, queue_ready_state(standing.not_before, now),
		standing.not_before, now, err);
}

/* What it needs will not come. */
static enum pc_status give_up(struct pc_queue *queue, int64_t needed, int64_t job,
	int64_t now, struct pc_err *err)
{
	struct queue_standing standing;
	struct queue_note note = {.job = job,
		.at = now,
		.is = PC_JOB_CANCELLED,
		.what = "cancelled",
		.by = PC_STR("queue")};

	PC_TRY(queue_standing(&standing, queue, job, err));
	PC_TRY(queue_do(queue, ST_NEED_FORGET, &job, 1, err));
	note.was = standing.state;
	note.text = pc_arena_printf(
		&queue->scratch, "job %lld, which it needs, failed", (long long)needed);
	PC_TRY(queue_move(queue, job, PC_JOB_CANCELLED, 0, now, err));
	return queue_note(queue, &note, err);
}

struct ended {
	int64_t job;
	bool is_done;
};

struct ends {
	struct ended *items;
	size_t count, cap;
};

static void add_end(struct ends *todo, struct pc_arena *arena, struct ended one)
{
	pc_arena_grow(arena, todo->items, todo->count, todo->cap);
	todo->items[todo->count++] = one;
}

static enum pc_status release_one(struct pc_queue *queue, struct ended one,
	struct ends *todo, int64_t now, struct pc_err *err)
{
	struct waiters waiters = {0};

	PC_TRY(find_waiters(&waiters, queue, one.job, err));
	for (size_t i = 0; i < waiters.count; i++) {
		const struct waiter *w = &waiters.items[i];

		if (one.is_done || w->also_failed) {
			PC_TRY(let_go(queue, one.job, w->job, now, err));
			continue;
		}
		PC_TRY(give_up(queue, one.job, w->job, now, err));
		add_end(todo, &queue->scratch, (struct ended){w->job, false});
	}
	return PC_OK;
}

/* Not by calling itself: chains of jobs may be long. */
enum pc_status queue_release(struct pc_queue *queue, int64_t job, enum pc_job_state ended,
	int64_t now, struct pc_err *err)
{
	struct ends todo = {0};

	add_end(&todo, &queue->scratch, (struct ended){job, ended == PC_JOB_DONE});
	while (todo.count) {
		struct ended one = todo.items[--todo.count];

		PC_TRY(release_one(queue, one, &todo, now, err));
	}
	return PC_OK;
}
