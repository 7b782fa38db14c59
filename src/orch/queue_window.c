/* SPDX-License-Identifier: Apache-2.0 */
/* Windows, as rows that a restart finds again. */
#include "queue_priv.h"

static enum pc_status keep(
	struct pc_queue *queue, const struct pc_window *window, struct pc_err *err)
{
	const int64_t numbers[] = {
		window->scope, window->why, window->since, window->until, window->hits};
	const struct pc_str texts[] = {window->provider, window->key, window->model,
		window->said, window->source};
	struct pc_sql *st;

	PC_TRY(queue_use(&st, queue, ST_WINDOW_KEEP, err));
	for (size_t i = 0; i < PC_COUNT(texts); i++)
		pc_sql_bind_text(st, (int)(PC_COUNT(numbers) + i) + 1, texts[i]);
	return queue_do(queue, ST_WINDOW_KEEP, numbers, PC_COUNT(numbers), err);
}

enum pc_status pc_queue_window_keep(
	struct pc_queue *queue, const struct pc_window *window, struct pc_err *err)
{
	PC_TRY(queue_enter(queue, PC_SQL_LASTING, err));
	return queue_leave(queue, keep(queue, window, err), err);
}

static enum pc_status forget(
	struct pc_queue *queue, const struct pc_window *window, struct pc_err *err)
{
	struct pc_sql *st;

	PC_TRY(queue_use(&st, queue, ST_WINDOW_FORGET, err));
	pc_sql_bind_number(st, 1, window->scope);
	pc_sql_bind_text(st, 2, window->provider);
	pc_sql_bind_text(st, 3, window->key);
	pc_sql_bind_text(st, 4, window->model);
	pc_sql_bind_number(st, 5, window->why);
	return pc_sql_do(st, err);
}

enum pc_status pc_queue_window_forget(
	struct pc_queue *queue, const struct pc_window *window, struct pc_err *err)
{
	PC_TRY(queue_enter(queue, PC_SQL_QUICK, err));
	return queue_leave(queue, forget(queue, window, err), err);
}

enum pc_status pc_queue_windows_each(
	struct pc_queue *queue, pc_window_fn *fn, void *context, struct pc_err *err)
{
	bool goes_on = true;
	struct pc_sql *st;

	PC_TRY(queue_use(&st, queue, ST_WINDOWS, err));
	while (goes_on && pc_sql_next(st)) {
		struct pc_window window = {
			.scope = (enum pc_failure_scope)pc_sql_number(st, 0),
			.why = (enum pc_failure_class)pc_sql_number(st, 1),
			.since = pc_sql_number(st, 2),
			.until = pc_sql_number(st, 3),
			.hits = pc_sql_number(st, 4),
			.provider = pc_sql_text(st, 5),
			.key = pc_sql_text(st, 6),
			.model = pc_sql_text(st, 7),
			.said = pc_sql_text(st, 8),
			.source = pc_sql_text(st, 9),
		};

		goes_on = fn(context, &window);
	}
	return pc_sql_end_of(st, err);
}
