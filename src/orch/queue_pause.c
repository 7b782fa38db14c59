/* SPDX-License-Identifier: Apache-2.0 */
/* What is not claimed: rows, and the same in memory, because each claim asks. */
#include <stdlib.h>

#include "queue_priv.h"

const char *pc_pause_kind_name(enum pc_pause_kind kind)
{
	static const char *const names[PC_PAUSE_KINDS] = {
		"all", "queue", "type", "project", "key"};

	return names[kind];
}

void queue_pauses_drop(struct pc_queue *queue)
{
	for (size_t i = 0; i < queue->n_pauses; i++)
		free(queue->pauses[i].name);
	queue->n_pauses = 0;
}

enum pc_status queue_pauses_load(struct pc_queue *queue, struct pc_err *err)
{
	struct pc_sql *st;

	queue_pauses_drop(queue);
	PC_TRY(queue_use(&st, queue, ST_PAUSES, err));
	while (pc_sql_next(st)) {
		struct queue_pause one = {
			.kind = (enum pc_pause_kind)pc_sql_number(st, 0),
			.name = pc_str_dup(pc_sql_text(st, 1)),
		};

		pc_xgrow(queue->pauses, queue->n_pauses, queue->cap_pauses);
		queue->pauses[queue->n_pauses++] = one;
	}
	return pc_sql_end_of(st, err);
}

bool pc_queue_is_paused(
	const struct pc_queue *queue, enum pc_pause_kind kind, struct pc_str name)
{
	for (size_t i = 0; i < queue->n_pauses; i++)
		if (queue->pauses[i].kind == kind &&
			pc_str_is(name, queue->pauses[i].name))
			return true;
	return false;
}

bool queue_is_paused_job(const struct pc_queue *queue, const struct pc_job *job)
{
	const struct pc_str names[PC_PAUSE_KINDS] = {
		[PC_PAUSE_QUEUE] = job->queue,
		[PC_PAUSE_TYPE] = job->type,
		[PC_PAUSE_PROJECT] = job->project,
		/* An attempt has written there which way it went: that is no wish of the
		 * job's, and the next one may go another. */
		[PC_PAUSE_KEY] = job->backend.len ? (struct pc_str){0} : job->key,
	};

	for (size_t i = 0; i < queue->n_pauses; i++)
		if (pc_str_is(names[queue->pauses[i].kind], queue->pauses[i].name))
			return true;
	return false;
}

void pc_queue_pauses_each(const struct pc_queue *queue, pc_pause_fn *fn, void *context)
{
	for (size_t i = 0; i < queue->n_pauses; i++)
		if (!fn(context, queue->pauses[i].kind, pc_str(queue->pauses[i].name)))
			return;
}

static enum pc_status pause_inside(struct pc_queue *queue, enum pc_pause_kind kind,
	struct pc_str name, const struct pc_queue_wish *wish, struct pc_err *err)
{
	struct pc_sql *st;

	if ((kind == PC_PAUSE_ALL) != (name.len == 0))
		return pc_err_set(err, PC_ERR_USAGE, (struct pc_span){0},
			"a pause of a %s needs its name", pc_pause_kind_name(kind));
	PC_TRY(queue_use(&st, queue, ST_PAUSE, err));
	pc_sql_bind_number(st, 1, kind);
	pc_sql_bind_text(st, 2, name);
	pc_sql_bind_number(st, 3, wish->now);
	pc_sql_bind_text(st, 4, wish->by);
	pc_sql_bind_text(st, 5, wish->why);
	PC_TRY(pc_sql_do(st, err));
	return queue_pauses_load(queue, err);
}

enum pc_status pc_queue_pause(struct pc_queue *queue, enum pc_pause_kind kind,
	struct pc_str name, const struct pc_queue_wish *wish, struct pc_err *err)
{
	PC_TRY(queue_enter(queue, PC_SQL_LASTING, err));
	return queue_leave(queue, pause_inside(queue, kind, name, wish, err), err);
}

static enum pc_status resume(struct pc_queue *queue, enum pc_pause_kind kind,
	struct pc_str name, const struct pc_queue_wish *wish, struct pc_err *err)
{
	struct queue_note note = {.at = wish->now, .what = "resumed", .by = wish->by};
	struct pc_sql *st;

	if (!pc_queue_is_paused(queue, kind, name))
		return pc_err_set(err, PC_ERR_ABSENT, (struct pc_span){0},
			"%s '%.*s' is not paused", pc_pause_kind_name(kind),
			PC_STR_ARG(name));
	PC_TRY(queue_use(&st, queue, ST_RESUME, err));
	pc_sql_bind_number(st, 1, kind);
	pc_sql_bind_text(st, 2, name);
	PC_TRY(pc_sql_do(st, err));
	note.text = pc_arena_printf(
		&queue->scratch, "%s %.*s", pc_pause_kind_name(kind), PC_STR_ARG(name));
	PC_TRY(queue_note(queue, &note, err));
	return queue_pauses_load(queue, err);
}

enum pc_status pc_queue_resume(struct pc_queue *queue, enum pc_pause_kind kind,
	struct pc_str name, const struct pc_queue_wish *wish, struct pc_err *err)
{
	PC_TRY(queue_enter(queue, PC_SQL_LASTING, err));
	return queue_leave(queue, resume(queue, kind, name, wish, err), err);
}
