/* SPDX-License-Identifier: Apache-2.0 */
/* A job comes: with a key that makes it one, and with others that it waits for. */
#include "pc/base/limits.h"
#include "queue_priv.h"

static enum pc_status find_unique(
	int64_t *id, struct pc_queue *queue, struct pc_str unique, struct pc_err *err)
{
	struct pc_sql *st;

	*id = 0;
	if (!unique.len)
		return PC_OK;
	PC_TRY(queue_use(&st, queue, ST_JOB_BY_UNIQUE, err));
	pc_sql_bind_text(st, 1, unique);
	if (pc_sql_next(st))
		*id = pc_sql_number(st, 0);
	return pc_sql_end_of(st, err);
}

/* Of the needed ones, those that are not at their end are put first. */
static enum pc_status check_needs(int64_t *open, size_t *n_open, struct pc_queue *queue,
	const struct pc_job_needs *needs, struct pc_err *err)
{
	struct queue_standing standing;

	for (size_t i = 0; i < needs->count; i++) {
		PC_TRY(queue_standing(&standing, queue, needs->jobs[i], err));
		if (!pc_job_is_ended((enum pc_job_state)standing.state))
			open[(*n_open)++] = needs->jobs[i];
		else if (standing.state != PC_JOB_DONE && !needs->also_failed)
			return pc_err_set(err, PC_ERR_USAGE, (struct pc_span){0},
				"job %lld, which has to be done before, is %s",
				(long long)needs->jobs[i],
				pc_job_state_name((enum pc_job_state)standing.state));
	}
	return PC_OK;
}

static enum pc_status check_sizes(
	const struct pc_job *job, const struct pc_job_needs *needs, struct pc_err *err)
{
	const struct queue_table *const tables[] = {&job_table, &bulk_table};
	size_t size = 0;

	for (size_t t = 0; t < PC_COUNT(tables); t++)
		size += queue_text_size(tables[t], job);
	if (size > PC_MAX_JOB_TEXT)
		return pc_err_set(err, PC_ERR_LIMIT, (struct pc_span){0},
			"the job's texts have %zu bytes (at most %d)", size,
			PC_MAX_JOB_TEXT);
	if (needs && needs->count > PC_MAX_JOB_NEEDS)
		return pc_err_set(err, PC_ERR_LIMIT, (struct pc_span){0},
			"the job waits for %zu others (at most %d)", needs->count,
			PC_MAX_JOB_NEEDS);
	return PC_OK;
}

/* What only the queue says. */
static void make_new(struct pc_job *job, bool waits)
{
	job->id = 0;
	job->lease = job->lease_until = job->losses = 0;
	job->attempts = 0;
	job->started = job->finished = 0;
	job->queued = job->updated = job->submitted;
	job->state = waits ? PC_JOB_WAITING
			   : queue_ready_state(job->not_before, job->submitted);
}

static enum pc_status add_row(
	struct pc_queue *queue, struct pc_job *job, struct pc_err *err)
{
	struct pc_sql *st;

	PC_TRY(queue_use(&st, queue, ST_JOB_ADD, err));
	queue_bind(st, &job_table, job);
	PC_TRY(pc_sql_do(st, err));
	job->id = pc_sql_key(queue->db);
	PC_TRY(queue_do(queue, ST_UNFOLDED_ADD, &job->id, 1, err));
	if (job->prompt.len || job->system_prompt.len || job->inputs.len ||
		job->schema.len) {
		PC_TRY(queue_use(&st, queue, ST_BULK_ADD, err));
		queue_bind(st, &bulk_table, job);
		PC_TRY(pc_sql_do(st, err));
	}
	if (job->state == PC_JOB_SNOOZED)
		queue_will_wake(queue, job->not_before);
	return PC_OK;
}

enum pc_status queue_submit_inside(struct pc_queue *queue, struct pc_job *job,
	const struct pc_job_needs *needs, struct pc_err *err)
{
	int64_t *open = NULL, other;
	size_t n_open = 0;

	PC_TRY(check_sizes(job, needs, err));
	PC_TRY(find_unique(&other, queue, job->unique, err));
	if (other) {
		job->id = other;
		return PC_OK;
	}
	if (needs && needs->count) {
		open = pc_arena_new_array(&queue->scratch, int64_t, needs->count);
		PC_TRY(check_needs(open, &n_open, queue, needs, err));
	}
	make_new(job, n_open > 0);
	PC_TRY(add_row(queue, job, err));
	for (size_t i = 0; i < n_open; i++) {
		int64_t numbers[] = {job->id, open[i], needs->also_failed};

		PC_TRY(queue_do(queue, ST_NEED_ADD, numbers, PC_COUNT(numbers), err));
	}
	return PC_OK;
}

enum pc_status pc_queue_submit(struct pc_queue *queue, struct pc_job *job,
	const struct pc_job_needs *needs, struct pc_err *err)
{
	PC_TRY(queue_enter(queue, PC_SQL_LASTING, err));
	return queue_leave(queue, queue_submit_inside(queue, job, needs, err), err);
}
