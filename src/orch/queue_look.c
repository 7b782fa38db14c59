/* SPDX-License-Identifier: Apache-2.0 */
/* What people see of the queue as a whole, without a look at each of its rows. */
#include "queue_priv.h"

static enum pc_status each(struct pc_queue *queue, enum queue_statement which,
	const struct queue_table *table, pc_job_fn *fn, void *context, struct pc_err *err)
{
	struct pc_job job = {0};
	struct pc_sql *st;
	bool goes_on = true;

	PC_TRY(queue_use(&st, queue, which, err));
	while (goes_on && pc_sql_next(st)) {
		queue_read(&job, table, st, 0, NULL);
		goes_on = fn(context, &job);
	}
	return pc_sql_end_of(st, err);
}

enum pc_status pc_jobs_next(struct pc_queue *queue, int64_t now, pc_job_fn *fn,
	void *context, struct pc_err *err)
{
	struct pc_sql *st;

	PC_TRY(queue_use(&st, queue, ST_LOOK_NEXT, err));
	pc_sql_bind_number(st, 1, now);
	return each(queue, ST_LOOK_NEXT, &job_table, fn, context, err);
}

static enum pc_status count(int64_t out[PC_JOB_STATES], struct pc_queue *queue,
	enum queue_statement which, int64_t since, struct pc_err *err)
{
	struct pc_sql *st;

	PC_TRY(queue_use(&st, queue, which, err));
	if (which == ST_LOOK_ENDED)
		pc_sql_bind_number(st, 1, since);
	while (pc_sql_next(st)) {
		int64_t state = pc_sql_number(st, 0);

		if (state >= 0 && state < PC_JOB_STATES)
			out[state] = pc_sql_number(st, 1);
	}
	return pc_sql_end_of(st, err);
}

enum pc_status pc_jobs_stand(int64_t out[PC_JOB_STATES], struct pc_queue *queue,
	int64_t since, struct pc_err *err)
{
	int64_t found[PC_JOB_STATES] = {0};

	PC_TRY(count(found, queue, ST_LOOK_OPEN, 0, err));
	PC_TRY(count(found, queue, ST_LOOK_ENDED, since, err));
	memcpy(out, found, sizeof(found));
	return PC_OK;
}

enum pc_status pc_jobs_open_of(int64_t *out, struct pc_queue *queue, struct pc_str owner,
	int64_t most, struct pc_err *err)
{
	struct pc_sql *st;
	int64_t found = 0;

	PC_TRY(queue_use(&st, queue, ST_LOOK_OWN, err));
	pc_sql_bind_text(st, 1, owner);
	pc_sql_bind_number(st, 2, most);
	if (pc_sql_next(st))
		found = pc_sql_number(st, 0);
	PC_TRY(pc_sql_end_of(st, err));
	*out = found;
	return PC_OK;
}

enum pc_status pc_job_needs_each(struct pc_queue *queue, int64_t job, int64_t most,
	pc_need_fn *fn, void *context, struct pc_err *err)
{
	struct pc_sql *st;
	bool goes_on = true;

	PC_TRY(queue_use(&st, queue, ST_LOOK_NEEDS, err));
	pc_sql_bind_number(st, 1, job);
	pc_sql_bind_number(st, 2, most);
	while (goes_on && pc_sql_next(st)) {
		int64_t state = pc_sql_number(st, 1);

		if (state >= 0 && state < PC_JOB_STATES)
			goes_on = fn(context, pc_sql_number(st, 0),
				(enum pc_job_state)state, pc_sql_number(st, 2) != 0);
	}
	return pc_sql_end_of(st, err);
}

enum pc_status pc_queue_schedules_each(
	struct pc_queue *queue, pc_job_fn *fn, void *context, struct pc_err *err)
{
	return each(queue, ST_LOOK_SCHEDULES, &schedule_table, fn, context, err);
}
