/* SPDX-License-Identifier: Apache-2.0 */
/* What people do to one job, each with who and why; and what is kept no more. */
#include "queue_priv.h"

struct step {
	enum pc_job_state to;
	int64_t not_before;
	const char *what;
	unsigned from; /* bits of states; 0: what the table of states has */
};

#define FROM(state) (1U << PC_JOB_##state)

static enum pc_status may_step(const struct queue_standing *standing,
	const struct pc_queue_wish *wish, const struct step *step, struct pc_err *err)
{
	enum pc_job_state from = (enum pc_job_state)standing->state;

	if (step->from && !(step->from >> from & 1))
		return pc_err_set(err, PC_ERR_USAGE, (struct pc_span){0},
			"job %lld is %s: it cannot be %s", (long long)wish->job,
			pc_job_state_name(from), step->what);
	return queue_may_go(wish->job, from, step->to, err);
}

static enum pc_status walk(enum pc_job_state *was, struct pc_queue *queue,
	const struct pc_queue_wish *wish, const struct step *step, struct pc_err *err)
{
	struct queue_standing standing;
	struct queue_note note = {.job = wish->job,
		.at = wish->now,
		.is = step->to,
		.what = step->what,
		.by = wish->by,
		.text = wish->why};

	PC_TRY(queue_standing(&standing, queue, wish->job, err));
	PC_TRY(may_step(&standing, wish, step, err));
	note.was = standing.state;
	*was = (enum pc_job_state)standing.state;
	PC_TRY(queue_move(queue, wish->job, step->to, step->not_before, wish->now, err));
	PC_TRY(queue_note(queue, &note, err));
	return pc_job_is_ended(step->to)
		       ? queue_release(queue, wish->job, step->to, wish->now, err)
		       : PC_OK;
}

static enum pc_status do_step(enum pc_job_state *was, struct pc_queue *queue,
	const struct pc_queue_wish *wish, const struct step *step, struct pc_err *err)
{
	PC_TRY(queue_enter(queue, PC_SQL_LASTING, err));
	return queue_leave(queue, walk(was, queue, wish, step, err), err);
}

static enum pc_status cancel(enum pc_job_state *was, struct pc_queue *queue,
	const struct pc_queue_wish *wish, struct pc_err *err)
{
	static const struct step step = {.to = PC_JOB_CANCELLED, .what = "cancelled"};

	PC_TRY(walk(was, queue, wish, &step, err));
	return queue_do(queue, ST_NEED_FORGET, &wish->job, 1, err);
}

enum pc_status pc_queue_cancel(bool *was_running, struct pc_queue *queue,
	const struct pc_queue_wish *wish, struct pc_err *err)
{
	enum pc_job_state was = PC_JOB_CANCELLED;

	PC_TRY(queue_enter(queue, PC_SQL_LASTING, err));
	PC_TRY(queue_leave(queue, cancel(&was, queue, wish, err), err));
	*was_running = was == PC_JOB_RUNNING;
	return PC_OK;
}

/* A job of the same unique key that lives is in the way. */
static enum pc_status check_unique(
	struct pc_queue *queue, int64_t job, struct pc_err *err)
{
	struct pc_sql *st;
	int64_t other = 0;

	PC_TRY(queue_use(&st, queue, ST_UNIQUE_TAKEN, err));
	pc_sql_bind_number(st, 1, job);
	if (pc_sql_next(st))
		other = pc_sql_number(st, 0);
	PC_TRY(pc_sql_end_of(st, err));
	if (!other)
		return PC_OK;
	return pc_err_set(err, PC_ERR_USAGE, (struct pc_span){0},
		"job %lld has the unique key of job %lld", (long long)other,
		(long long)job);
}

static enum pc_status retry(
	struct pc_queue *queue, const struct pc_queue_wish *wish, struct pc_err *err)
{
	static const struct step step = {.to = PC_JOB_QUEUED,
		.what = "retried",
		.from = FROM(FAILED) | FROM(REFUSED) | FROM(CANCELLED) | FROM(DEAD)};
	enum pc_job_state was;

	PC_TRY(check_unique(queue, wish->job, err));
	PC_TRY(queue_unfold(queue, wish->job, err));
	PC_TRY(walk(&was, queue, wish, &step, err));
	return queue_do(queue, ST_RETRY, &wish->job, 1, err);
}

enum pc_status pc_queue_retry(
	struct pc_queue *queue, const struct pc_queue_wish *wish, struct pc_err *err)
{
	PC_TRY(queue_enter(queue, PC_SQL_LASTING, err));
	return queue_leave(queue, retry(queue, wish, err), err);
}

enum pc_status pc_queue_snooze(struct pc_queue *queue, const struct pc_queue_wish *wish,
	int64_t until, struct pc_err *err)
{
	const struct step step = {.to = PC_JOB_SNOOZED,
		.not_before = until,
		.what = "snoozed",
		.from = FROM(QUEUED) | FROM(SNOOZED)};
	enum pc_job_state was;

	return do_step(&was, queue, wish, &step, err);
}

enum pc_status pc_queue_hold(
	struct pc_queue *queue, const struct pc_queue_wish *wish, struct pc_err *err)
{
	static const struct step step = {.to = PC_JOB_PAUSED,
		.what = "held",
		.from = FROM(WAITING) | FROM(QUEUED) | FROM(SNOOZED)};
	enum pc_job_state was;

	return do_step(&was, queue, wish, &step, err);
}

/* What it waited for may have come in the meantime, or not. */
static enum pc_status unhold(
	struct pc_queue *queue, const struct pc_queue_wish *wish, struct pc_err *err)
{
	struct step step = {.to = PC_JOB_QUEUED, .what = "let go", .from = FROM(PAUSED)};
	enum pc_job_state was;
	struct pc_sql *st;

	PC_TRY(queue_use(&st, queue, ST_NEED_LEFT, err));
	pc_sql_bind_number(st, 1, wish->job);
	if (pc_sql_next(st))
		step.to = PC_JOB_WAITING;
	PC_TRY(pc_sql_end_of(st, err));
	return walk(&was, queue, wish, &step, err);
}

enum pc_status pc_queue_unhold(
	struct pc_queue *queue, const struct pc_queue_wish *wish, struct pc_err *err)
{
	PC_TRY(queue_enter(queue, PC_SQL_LASTING, err));
	return queue_leave(queue, unhold(queue, wish, err), err);
}

static enum pc_status review(struct pc_queue *queue, const struct pc_queue_wish *wish,
	bool passes, struct pc_err *err)
{
	const struct step step = {.to = passes ? PC_JOB_DONE : PC_JOB_QUEUED,
		.what = "reviewed",
		.from = FROM(REVIEW)};
	enum pc_job_state was;
	struct pc_sql *st;

	PC_TRY(walk(&was, queue, wish, &step, err));
	PC_TRY(queue_use(&st, queue, ST_GATE, err));
	pc_sql_bind_number(st, 1, wish->job);
	pc_sql_bind_text(st, 2, wish->by);
	pc_sql_bind_number(st, 3, passes);
	pc_sql_bind_text(st, 4, wish->why);
	return pc_sql_do(st, err);
}

enum pc_status pc_queue_review(struct pc_queue *queue, const struct pc_queue_wish *wish,
	bool passes, struct pc_err *err)
{
	PC_TRY(queue_enter(queue, PC_SQL_LASTING, err));
	return queue_leave(queue, review(queue, wish, passes, err), err);
}

struct gone {
	int64_t *ids;
	size_t count, cap;
};

static enum pc_status forget(struct gone *gone, struct pc_queue *queue, int64_t before,
	int64_t most, struct pc_err *err)
{
	static const enum queue_statement steps[] = {ST_FORGET_JOB, ST_FORGET_BULK,
		ST_FORGET_ATTEMPTS, ST_FORGET_EVENTS, ST_NEED_FORGET};
	struct pc_sql *st;

	PC_TRY(queue_use(&st, queue, ST_OLD, err));
	pc_sql_bind_number(st, 1, before);
	pc_sql_bind_number(st, 2, most);
	while (pc_sql_next(st)) {
		pc_arena_grow(&queue->scratch, gone->ids, gone->count, gone->cap);
		gone->ids[gone->count++] = pc_sql_number(st, 0);
	}
	PC_TRY(pc_sql_end_of(st, err));
	for (size_t i = 0; i < gone->count; i++) {
		PC_TRY(queue_fold(queue, gone->ids[i], err));
		for (size_t k = 0; k < PC_COUNT(steps); k++)
			PC_TRY(queue_do(queue, steps[k], &gone->ids[i], 1, err));
	}
	return PC_OK;
}

enum pc_status pc_queue_forget(int64_t *gone, struct pc_queue *queue, int64_t before,
	int64_t most, struct pc_err *err)
{
	struct gone list = {0};

	PC_TRY(queue_enter(queue, PC_SQL_LASTING, err));
	PC_TRY(queue_leave(queue, forget(&list, queue, before, most, err), err));
	*gone = (int64_t)list.count;
	return PC_OK;
}
