/* SPDX-License-Identifier: Apache-2.0 */
/* Attempts: the row is there, with what is reserved, before anything can be spent; the
 * job's sums are those of its attempts, made anew each time. */
#include "pc/orch/failure.h"
#include "queue_priv.h"

static enum pc_status count_attempts(
	int64_t *out, struct pc_queue *queue, int64_t job, struct pc_err *err)
{
	struct pc_sql *st;

	PC_TRY(queue_use(&st, queue, ST_ATTEMPT_NUMBER, err));
	pc_sql_bind_number(st, 1, job);
	if (pc_sql_next(st))
		*out = pc_sql_number(st, 0);
	return pc_sql_end_of(st, err);
}

/* The job shows which way it goes. */
static enum pc_status mark_job(
	struct pc_queue *queue, const struct pc_attempt *attempt, struct pc_err *err)
{
	const struct pc_str texts[] = {attempt->backend, attempt->provider, attempt->key,
		attempt->model, attempt->rule, attempt->place, attempt->digest};
	struct pc_sql *st;

	PC_TRY(queue_use(&st, queue, ST_ATTEMPT_OF_JOB, err));
	pc_sql_bind_number(st, 1, attempt->job);
	for (size_t i = 0; i < PC_COUNT(texts); i++)
		pc_sql_bind_text(st, (int)i + 2, texts[i]);
	pc_sql_bind_number(st, 9, attempt->generation);
	pc_sql_bind_number(st, 10, attempt->reserved_tokens);
	pc_sql_bind_number(st, 11, attempt->reserved_money);
	pc_sql_bind_text(st, 12,
		pc_arena_printf(&queue->scratch, "%.*s/%.*s",
			PC_STR_ARG(attempt->backend), PC_STR_ARG(attempt->model)));
	pc_sql_bind_number(st, 13, pc_str_is(attempt->verdict, "allow"));
	pc_sql_bind_text(st, 14, attempt->stripped);
	return pc_sql_do(st, err);
}

static enum pc_status begin(
	struct pc_queue *queue, struct pc_attempt *attempt, struct pc_err *err)
{
	struct queue_standing standing;
	int64_t before = 0;
	struct pc_sql *st;

	PC_TRY(queue_standing(&standing, queue, attempt->job, err));
	if (standing.state != PC_JOB_RUNNING)
		return pc_err_set(err, PC_ERR_USAGE, (struct pc_span){0},
			"job %lld is %s: nothing of it may start",
			(long long)attempt->job,
			pc_job_state_name((enum pc_job_state)standing.state));
	PC_TRY(count_attempts(&before, queue, attempt->job, err));
	attempt->id = 0;
	attempt->ended = 0;
	attempt->number = before + 1;
	PC_TRY(queue_use(&st, queue, ST_ATTEMPT_ADD, err));
	queue_bind(st, &attempt_table, attempt);
	PC_TRY(pc_sql_do(st, err));
	attempt->id = pc_sql_key(queue->db);
	return mark_job(queue, attempt, err);
}

enum pc_status pc_queue_attempt_begin(
	struct pc_queue *queue, struct pc_attempt *attempt, struct pc_err *err)
{
	PC_TRY(queue_enter(queue, PC_SQL_LASTING, err));
	return queue_leave(queue, begin(queue, attempt, err), err);
}

static enum pc_status sum(
	struct pc_queue *queue, int64_t job, struct pc_str answered, struct pc_err *err)
{
	struct pc_sql *st;

	PC_TRY(queue_use(&st, queue, ST_ATTEMPT_SUM, err));
	pc_sql_bind_number(st, 1, job);
	pc_sql_bind_text(st, 2, answered);
	return pc_sql_do(st, err);
}

/* One that was given up as lost and ends after all says what it really took. */
static enum pc_status end(
	struct pc_queue *queue, const struct pc_attempt *attempt, struct pc_err *err)
{
	const int64_t numbers[] = {attempt->id, attempt->ended, attempt->failure,
		attempt->http, attempt->reset_at, attempt->tokens_in, attempt->tokens_out,
		attempt->cache_read, attempt->cache_write, attempt->list_price,
		attempt->cash, attempt->thinking};
	const struct pc_str texts[] = {attempt->answered, attempt->verdict_after,
		attempt->rule_after, attempt->said, attempt->denials};
	struct pc_sql *st;

	PC_TRY(queue_unfold(queue, attempt->job, err));
	PC_TRY(queue_use(&st, queue, ST_ATTEMPT_END, err));
	for (size_t i = 0; i < PC_COUNT(texts); i++)
		pc_sql_bind_text(st, (int)(PC_COUNT(numbers) + i) + 1, texts[i]);
	PC_TRY(queue_do(queue, ST_ATTEMPT_END, numbers, PC_COUNT(numbers), err));
	if (pc_sql_changes(queue->db) != 1)
		return pc_err_set(err, PC_ERR_ABSENT, (struct pc_span){0},
			"there is no attempt %lld", (long long)attempt->id);
	return sum(queue, attempt->job, attempt->answered, err);
}

enum pc_status pc_queue_attempt_end(
	struct pc_queue *queue, const struct pc_attempt *attempt, struct pc_err *err)
{
	PC_TRY(queue_enter(queue, PC_SQL_LASTING, err));
	return queue_leave(queue, end(queue, attempt, err), err);
}

enum pc_status pc_queue_spent_each(struct pc_queue *queue, int64_t since, pc_spent_fn *fn,
	void *context, struct pc_err *err)
{
	struct pc_sql *st;

	PC_TRY(queue_use(&st, queue, ST_SPENT, err));
	pc_sql_bind_number(st, 1, since);
	while (pc_sql_next(st)) {
		struct pc_spent spent = {
			.ended = pc_sql_number(st, 0),
			.tokens = pc_sql_number(st, 1),
			.list_price = pc_sql_number(st, 2),
			.cash = pc_sql_number(st, 3),
			.backend = pc_sql_text(st, 4),
			.provider = pc_sql_text(st, 5),
			.key = pc_sql_text(st, 6),
			.type = pc_sql_text(st, 7),
			.project = pc_sql_text(st, 8),
		};

		fn(context, &spent);
	}
	return pc_sql_end_of(st, err);
}

enum pc_status queue_attempts_lost(
	struct pc_queue *queue, int64_t job, int64_t now, struct pc_err *err)
{
	int64_t numbers[] = {job, now, PC_FAILURE_WORKER_LOST};

	PC_TRY(queue_do(queue, ST_ATTEMPT_LOST, numbers, PC_COUNT(numbers), err));
	if (!pc_sql_changes(queue->db))
		return PC_OK;
	return sum(queue, job, (struct pc_str){0}, err);
}
