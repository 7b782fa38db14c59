/* SPDX-License-Identifier: Apache-2.0 */
/* Which state may follow which, as one table; and what moves a job from one to another.
 */
#include "queue_priv.h"

#define TO(state) (1U << PC_JOB_##state)
static const unsigned may_go[PC_JOB_STATES] = {
	[PC_JOB_WAITING] = TO(QUEUED) | TO(SNOOZED) | TO(PAUSED) | TO(CANCELLED),
	[PC_JOB_QUEUED] = TO(RUNNING) | TO(SNOOZED) | TO(PAUSED) | TO(CANCELLED),
	[PC_JOB_SNOOZED] = TO(QUEUED) | TO(SNOOZED) | TO(PAUSED) | TO(CANCELLED),
	[PC_JOB_PAUSED] = TO(WAITING) | TO(QUEUED) | TO(SNOOZED) | TO(CANCELLED),
	[PC_JOB_RUNNING] = TO(QUEUED) | TO(SNOOZED) | TO(PAUSED) | TO(REVIEW) | TO(DONE) |
			   TO(FAILED) | TO(REFUSED) | TO(CANCELLED) | TO(DEAD),
	[PC_JOB_REVIEW] = TO(QUEUED) | TO(DONE) | TO(FAILED) | TO(REFUSED) |
			  TO(CANCELLED) | TO(DEAD),
	/* Done is for ever; the others somebody may want once more. */
	[PC_JOB_FAILED] = TO(QUEUED),
	[PC_JOB_REFUSED] = TO(QUEUED),
	[PC_JOB_CANCELLED] = TO(QUEUED),
	[PC_JOB_DEAD] = TO(QUEUED),
};

bool pc_job_may_go(enum pc_job_state from, enum pc_job_state to)
{
	return from < PC_JOB_STATES && to < PC_JOB_STATES && (may_go[from] >> to & 1);
}

bool pc_job_is_ended(enum pc_job_state state)
{
	return state >= PC_JOB_DONE && state < PC_JOB_STATES;
}

enum pc_job_state queue_ready_state(int64_t not_before, int64_t now)
{
	return not_before > now ? PC_JOB_SNOOZED : PC_JOB_QUEUED;
}

enum pc_status queue_may_go(
	int64_t job, enum pc_job_state from, enum pc_job_state to, struct pc_err *err)
{
	if (pc_job_may_go(from, to))
		return PC_OK;
	return pc_err_set(err, PC_ERR_USAGE, (struct pc_span){0},
		"job %lld is %s: it cannot be made %s", (long long)job,
		from < PC_JOB_STATES ? pc_job_state_name(from) : "unknown",
		to < PC_JOB_STATES ? pc_job_state_name(to) : "unknown");
}

enum pc_status queue_standing(struct queue_standing *out, struct pc_queue *queue,
	int64_t job, struct pc_err *err)
{
	struct pc_sql *st;
	bool is_there;

	PC_TRY(queue_use(&st, queue, ST_JOB_STATE, err));
	pc_sql_bind_number(st, 1, job);
	is_there = pc_sql_next(st);
	if (is_there)
		*out = (struct queue_standing){
			.state = pc_sql_number(st, 0),
			.lease = pc_sql_number(st, 1),
			.attempts = pc_sql_number(st, 2),
			.max_attempts = pc_sql_number(st, 3),
			.not_before = pc_sql_number(st, 4),
			.losses = pc_sql_number(st, 5),
			.has_gate = pc_sql_number(st, 6) != 0,
		};
	PC_TRY(pc_sql_end_of(st, err));
	if (is_there)
		return PC_OK;
	return pc_err_set(err, PC_ERR_ABSENT, (struct pc_span){0}, "there is no job %lld",
		(long long)job);
}

enum pc_status queue_note(
	struct pc_queue *queue, const struct queue_note *note, struct pc_err *err)
{
	struct pc_job_event event = {
		.job = note->job,
		.at = note->at,
		.was = note->was,
		.is = note->is,
		.what = pc_str(note->what),
		.by = note->by,
		.text = note->text,
	};
	struct pc_sql *st;

	PC_TRY(queue_use(&st, queue, ST_EVENT_ADD, err));
	queue_bind(st, &event_table, &event);
	return pc_sql_do(st, err);
}

enum pc_status queue_move(struct pc_queue *queue, int64_t job, enum pc_job_state to,
	int64_t not_before, int64_t now, struct pc_err *err)
{
	int64_t numbers[] = {job, to, not_before, now, pc_job_is_ended(to) ? now : 0};

	PC_TRY(queue_do(queue, ST_MOVE, numbers, PC_COUNT(numbers), err));
	if (to == PC_JOB_SNOOZED)
		queue_will_wake(queue, not_before);
	return PC_OK;
}
