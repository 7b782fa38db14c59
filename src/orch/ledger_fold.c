/* SPDX-License-Identifier: Apache-2.0 */
/* Parts into rows of whole days, and out of them again.  A job is in "unfolded" from its
 * first moment until its parts are in the rows; it comes back there when somebody wants
 * it once more, or an attempt that was given up says after all what it took. */
#include "ledger_priv.h"
#include "pc/base/limits.h"

struct fold {
	struct pc_queue *queue;
	int64_t sign;
};

static enum pc_status fold_totals(
	struct fold *fold, const struct ledger_part *part, struct pc_err *err)
{
	const struct pc_str texts[] = {part->project, part->type, part->owner,
		part->model, part->key, part->backend};
	struct pc_sql *st;
	int at = 1;

	PC_TRY(queue_use(&st, fold->queue, ST_TOTAL_ADD, err));
	pc_sql_bind_number(st, at++, part->day);
	pc_sql_bind_number(st, at++, part->failure);
	for (size_t i = 0; i < PC_COUNT(texts); i++)
		pc_sql_bind_text(st, at++, texts[i]);
	for (int i = 0; i < LEDGER_STORED; i++)
		pc_sql_bind_number(st, at++, part->fields[i] * fold->sign);
	return pc_sql_do(st, err);
}

/* The most stays when a job is taken out: what it waits is never less afterwards, and it
 * is still one of those that are asked about. */
static enum pc_status fold_wait(
	struct fold *fold, const struct ledger_part *part, struct pc_err *err)
{
	const int64_t numbers[] = {part->day, part->is_operator,
		ledger_bucket(part->waited), fold->sign, part->waited};
	struct pc_sql *st;

	PC_TRY(queue_use(&st, fold->queue, ST_WAIT_ADD, err));
	pc_sql_bind_text(st, 6, part->project);
	pc_sql_bind_text(st, 7, part->type);
	pc_sql_bind_text(st, 8, part->owner);
	return queue_do(fold->queue, ST_WAIT_ADD, numbers, PC_COUNT(numbers), err);
}

static enum pc_status fold_part(
	void *context, const struct ledger_part *part, struct pc_err *err)
{
	PC_TRY(fold_totals(context, part, err));
	return part->waited < 0 ? PC_OK : fold_wait(context, part, err);
}

static enum pc_status is_folded(
	bool *out, struct pc_queue *queue, int64_t job, struct pc_err *err)
{
	struct pc_sql *st;

	PC_TRY(queue_use(&st, queue, ST_UNFOLDED_HAS, err));
	pc_sql_bind_number(st, 1, job);
	*out = !pc_sql_next(st);
	return pc_sql_end_of(st, err);
}

enum pc_status queue_fold(struct pc_queue *queue, int64_t job, struct pc_err *err)
{
	struct fold fold = {queue, 1};
	bool is_done;

	PC_TRY(is_folded(&is_done, queue, job, err));
	if (is_done)
		return PC_OK;
	PC_TRY(ledger_parts(queue, job, fold_part, &fold, err));
	return queue_do(queue, ST_UNFOLDED_DROP, &job, 1, err);
}

enum pc_status queue_unfold(struct pc_queue *queue, int64_t job, struct pc_err *err)
{
	struct fold fold = {queue, -1};
	bool is_done;

	PC_TRY(is_folded(&is_done, queue, job, err));
	if (!is_done)
		return PC_OK;
	PC_TRY(ledger_parts(queue, job, fold_part, &fold, err));
	return queue_do(queue, ST_UNFOLDED_ADD, &job, 1, err);
}

struct ready {
	int64_t jobs[PC_MAX_LEDGER_FOLD];
	size_t count;
	int64_t seen, last;
};

static enum pc_status find_ready(
	struct ready *out, struct pc_queue *queue, int64_t before, struct pc_err *err)
{
	struct pc_sql *st;

	PC_TRY(queue_use(&st, queue, ST_UNFOLDED_READY, err));
	pc_sql_bind_number(st, 1, queue->fold_after);
	pc_sql_bind_number(st, 2, before);
	pc_sql_bind_number(st, 3, PC_MAX_LEDGER_LOOK);
	while (out->count < PC_MAX_LEDGER_FOLD && pc_sql_next(st)) {
		out->last = pc_sql_number(st, 0);
		out->seen++;
		if (pc_sql_number(st, 1))
			out->jobs[out->count++] = out->last;
	}
	return pc_sql_end_of(st, err);
}

/* Where the next sweep goes on: jobs that will not end soon are not looked at each
 * time. */
static int64_t next_after(const struct ready *ready)
{
	bool is_all =
		ready->count < PC_MAX_LEDGER_FOLD && ready->seen < PC_MAX_LEDGER_LOOK;

	return is_all ? 0 : ready->last;
}

enum pc_status queue_fold_some(struct pc_queue *queue, int64_t now, struct pc_err *err)
{
	const int64_t own = (int64_t)PC_LEDGER_OWN_HOURS * 60 * 60 * 1000;
	struct ready ready = {.count = 0};

	PC_TRY(find_ready(&ready, queue, now - own, err));
	for (size_t i = 0; i < ready.count; i++)
		PC_TRY(queue_fold(queue, ready.jobs[i], err));
	queue->fold_after = next_after(&ready);
	return PC_OK;
}

enum pc_status pc_ledger_fold(struct pc_queue *queue, int64_t now, struct pc_err *err)
{
	PC_TRY(queue_enter(queue, PC_SQL_LASTING, err));
	return queue_leave(queue, queue_fold_some(queue, now, err), err);
}

enum pc_status pc_ledger_forget(int64_t *gone, struct pc_queue *queue, int64_t before,
	int64_t most, struct pc_err *err)
{
	return pc_queue_forget(gone, queue, before, most, err);
}
