/* SPDX-License-Identifier: Apache-2.0 */
/* Jobs that come again: a row with everything that the job will have, and when. */
#include "pc/orch/cron.h"
#include "queue_priv.h"

static enum pc_status put(
	struct pc_queue *queue, const struct pc_job *job, int64_t now, struct pc_err *err)
{
	struct pc_job row = *job;
	struct pc_cron cron;
	struct pc_sql *st;

	if (!job->unique.len)
		return pc_err_set(err, PC_ERR_USAGE, (struct pc_span){0},
			"a schedule needs a name");
	PC_TRY(pc_cron_read(&cron, job->cron, err));
	row.id = 0;
	row.not_before = pc_cron_next(&cron, now);
	if (!row.not_before)
		return pc_err_set(err, PC_ERR_USAGE, (struct pc_span){0},
			"schedule '%.*s' never comes", PC_STR_ARG(job->cron));
	PC_TRY(queue_use(&st, queue, ST_SCHEDULE_PUT, err));
	queue_bind(st, &schedule_table, &row);
	return pc_sql_do(st, err);
}

enum pc_status pc_queue_schedule(
	struct pc_queue *queue, const struct pc_job *job, int64_t now, struct pc_err *err)
{
	PC_TRY(queue_enter(queue, PC_SQL_LASTING, err));
	return queue_leave(queue, put(queue, job, now, err), err);
}

static enum pc_status drop(struct pc_queue *queue, struct pc_str name, struct pc_err *err)
{
	struct pc_sql *st;

	PC_TRY(queue_use(&st, queue, ST_SCHEDULE_DROP, err));
	pc_sql_bind_text(st, 1, name);
	PC_TRY(pc_sql_do(st, err));
	if (pc_sql_changes(queue->db) == 1)
		return PC_OK;
	return pc_err_set(err, PC_ERR_ABSENT, (struct pc_span){0},
		"there is no schedule '%.*s'", PC_STR_ARG(name));
}

enum pc_status pc_queue_unschedule(
	struct pc_queue *queue, struct pc_str name, struct pc_err *err)
{
	PC_TRY(queue_enter(queue, PC_SQL_LASTING, err));
	return queue_leave(queue, drop(queue, name, err), err);
}

static enum pc_status find_due(bool *found, struct pc_job *out, struct pc_queue *queue,
	int64_t now, struct pc_err *err)
{
	struct pc_sql *st;

	PC_TRY(queue_use(&st, queue, ST_SCHEDULE_DUE, err));
	pc_sql_bind_number(st, 1, now);
	*found = pc_sql_next(st);
	if (*found)
		queue_read(out, &schedule_table, st, 0, &queue->scratch);
	return pc_sql_end_of(st, err);
}

/* What was missed while nobody swept is one job, and the next time is after now. */
enum pc_status queue_schedules_run(
	struct pc_queue *queue, int64_t now, struct pc_err *err)
{
	struct pc_job job = {0};
	struct pc_cron cron;
	bool found;

	for (;;) {
		PC_TRY(find_due(&found, &job, queue, now, err));
		if (!found)
			return PC_OK;
		/* It was read before it was written; what cannot be read now never
		 * comes again. */
		int64_t next = pc_cron_read(&cron, job.cron, err) == PC_OK
				       ? pc_cron_next(&cron, now)
				       : 0;
		int64_t numbers[] = {job.id, next};

		PC_TRY(queue_do(
			queue, ST_SCHEDULE_NEXT, numbers, PC_COUNT(numbers), err));
		job.submitted = now;
		job.not_before = 0;
		PC_TRY(queue_submit_inside(queue, &job, NULL, err));
	}
}
