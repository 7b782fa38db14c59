/* SPDX-License-Identifier: Apache-2.0 */
/* A lease: taken, renewed, and what is told under it. */
#include "clock.h"
#include "queue_priv.h"

struct claim {
	struct pc_job job;
	bool found;
	int64_t now;
};

/* Which may run now, of those that are queued and not paused. */
static enum pc_status find(struct claim *claim, struct pc_queue *queue,
	const struct pc_claim_filter *filter, struct pc_err *err)
{
	struct pc_sql *st;
	struct pc_job job = {0};

	PC_TRY(queue_use(&st, queue, ST_CLAIM_FIND, err));
	pc_sql_bind_number(st, 1, filter && filter->only_operator);
	pc_sql_bind_number(st, 2, claim->now);
	while (!claim->found && pc_sql_next(st)) {
		queue_read(&job, &look_table, st, 0, NULL);
		claim->found =
			!queue_is_paused_job(queue, &job) &&
			(!filter || !filter->may || filter->may(filter->context, &job));
	}
	claim->job.id = job.id;
	return pc_sql_end_of(st, err);
}

static enum pc_status read_job(struct claim *claim, struct pc_queue *queue,
	struct pc_arena *arena, struct pc_err *err)
{
	struct pc_sql *st;

	PC_TRY(queue_use(&st, queue, ST_JOB_GET, err));
	pc_sql_bind_number(st, 1, claim->job.id);
	if (pc_sql_next(st))
		queue_read(&claim->job, &job_table, st, 0, arena);
	return pc_sql_end_of(st, err);
}

static enum pc_status read_bulk(struct pc_job *out, struct pc_arena *arena,
	struct pc_queue *queue, struct pc_err *err)
{
	struct pc_sql *st;
	int64_t id = out->id;

	PC_TRY(queue_use(&st, queue, ST_BULK_GET, err));
	pc_sql_bind_number(st, 1, id);
	if (pc_sql_next(st))
		queue_read(out, &bulk_table, st, 0, arena);
	return pc_sql_end_of(st, err);
}

static int64_t lease_of(const struct pc_claim_filter *filter)
{
	return filter && filter->lease_ms > 0 ? filter->lease_ms : MINUTE;
}

static enum pc_status take(struct claim *claim, struct pc_queue *queue,
	struct pc_arena *arena, const struct pc_claim_filter *filter, struct pc_err *err)
{
	struct pc_job *job = &claim->job;
	int64_t numbers[] = {0, claim->now + lease_of(filter), claim->now, queue->pid,
		queue->pid_started};

	PC_TRY(queue_wake(queue, claim->now, err));
	PC_TRY(find(claim, queue, filter, err));
	if (!claim->found)
		return PC_OK;
	PC_TRY(read_job(claim, queue, arena, err));
	numbers[0] = job->id;
	PC_TRY(queue_do(queue, ST_CLAIM, numbers, PC_COUNT(numbers), err));
	PC_TRY(read_bulk(job, arena, queue, err));
	/* As the row is now. */
	job->state = PC_JOB_RUNNING;
	job->lease++;
	job->attempts++;
	job->lease_until = numbers[1];
	job->started = job->updated = claim->now;
	job->waited += claim->now > job->queued ? claim->now - job->queued : 0;
	job->worker_pid = queue->pid;
	job->worker_started = queue->pid_started;
	return PC_OK;
}

enum pc_status pc_queue_claim(struct pc_job *out, struct pc_arena *arena,
	struct pc_queue *queue, const struct pc_claim_filter *filter, int64_t now,
	struct pc_err *err)
{
	struct claim claim = {.now = now};

	PC_TRY(queue_enter(queue, PC_SQL_LASTING, err));
	PC_TRY(queue_leave(queue, take(&claim, queue, arena, filter, err), err));
	if (!claim.found)
		return pc_err_set(
			err, PC_ERR_ABSENT, (struct pc_span){0}, "no job may run now");
	*out = claim.job;
	return PC_OK;
}

static enum pc_status is_held(
	struct pc_queue *queue, int64_t job, int64_t lease, struct pc_err *err)
{
	if (pc_sql_changes(queue->db) == 1)
		return PC_OK;
	return pc_err_set(err, PC_ERR_USAGE, (struct pc_span){0},
		"lease %lld of job %lld has ended", (long long)lease, (long long)job);
}

static enum pc_status renew(
	struct pc_queue *queue, const int64_t *numbers, size_t count, struct pc_err *err)
{
	PC_TRY(queue_do(queue, ST_RENEW, numbers, count, err));
	return is_held(queue, numbers[0], numbers[1], err);
}

enum pc_status pc_queue_renew(struct pc_queue *queue, int64_t job, int64_t lease,
	int64_t until, struct pc_err *err)
{
	int64_t numbers[] = {job, lease, until};

	PC_TRY(queue_enter(queue, PC_SQL_QUICK, err));
	return queue_leave(queue, renew(queue, numbers, PC_COUNT(numbers), err), err);
}

static enum pc_status tell(struct pc_queue *queue, const struct pc_job *job,
	const struct pc_job_progress *progress, int64_t now, struct pc_err *err)
{
	int64_t numbers[] = {job->id, job->lease, now, progress->worker_pid,
		progress->worker_started, progress->step, progress->progress};
	struct pc_sql *st;

	PC_TRY(queue_use(&st, queue, ST_PROGRESS, err));
	pc_sql_bind_text(st, 8, progress->worker);
	pc_sql_bind_text(st, 9, progress->session);
	pc_sql_bind_text(st, 10, progress->checkpoint);
	PC_TRY(queue_do(queue, ST_PROGRESS, numbers, PC_COUNT(numbers), err));
	return is_held(queue, job->id, job->lease, err);
}

enum pc_status pc_queue_progress(struct pc_queue *queue, const struct pc_job *job,
	const struct pc_job_progress *progress, int64_t now, struct pc_err *err)
{
	PC_TRY(queue_enter(queue, PC_SQL_QUICK, err));
	return queue_leave(queue, tell(queue, job, progress, now, err), err);
}
