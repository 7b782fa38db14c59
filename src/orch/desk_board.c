/* SPDX-License-Identifier: Apache-2.0 */
/* What is going on, at one glance: for those who look every second, so that nothing here
 * walks over jobs that have ended. */
#include "clock.h"
#include "desk_priv.h"

enum { RUNNING_MOST = 100, NEXT_MOST = 10, NEXT_LOOKED_AT = 1000 };

/* ---- jobs ----------------------------------------------------------------------- */

struct row {
	struct desk_case *c;
	int64_t written, seen;
};

static bool is_theirs(const struct desk_case *c, const struct pc_job *job)
{
	return c->who->is_operator || pc_str_eq(job->owner, c->who->name);
}

static void write_row(struct row *r, const struct pc_job *job)
{
	pc_json_next(r->c->out);
	desk_write_job(r->c->out, job, DESK_ROW);
	r->written++;
}

static bool write_running(void *context, const struct pc_job *job)
{
	write_row(context, job);
	return true;
}

static bool is_paused(const struct pc_queue *queue, const struct pc_job *job)
{
	return pc_queue_is_paused(queue, PC_PAUSE_ALL, (struct pc_str){0}) ||
	       pc_queue_is_paused(queue, PC_PAUSE_QUEUE, job->queue) ||
	       pc_queue_is_paused(queue, PC_PAUSE_TYPE, job->type) ||
	       pc_queue_is_paused(queue, PC_PAUSE_PROJECT, job->project);
}

static bool write_next(void *context, const struct pc_job *job)
{
	struct row *r = context;

	if (is_theirs(r->c, job) && !is_paused(r->c->desk->queue, job))
		write_row(r, job);
	return r->written < NEXT_MOST && ++r->seen < NEXT_LOOKED_AT;
}

static enum pc_status write_jobs(struct desk_case *c)
{
	struct pc_job_filter filter = {
		.states = 1U << PC_JOB_RUNNING, .limit = RUNNING_MOST};
	struct row running = {.c = c}, next = {.c = c};

	if (!c->who->is_operator)
		filter.owner = c->who->name;
	pc_json_key(c->out, "running");
	pc_buf_add_char(c->out, '[');
	PC_TRY(pc_jobs_each(c->desk->queue, &filter, write_running, &running, c->err));
	pc_buf_add_char(c->out, ']');
	pc_json_key(c->out, "next");
	pc_buf_add_char(c->out, '[');
	PC_TRY(pc_jobs_next(c->desk->queue, c->now, write_next, &next, c->err));
	pc_buf_add_char(c->out, ']');
	return PC_OK;
}

static enum pc_status write_states(struct desk_case *c)
{
	int64_t stand[PC_JOB_STATES];

	PC_TRY(pc_jobs_stand(stand, c->desk->queue, c->now - c->now % DAY, c->err));
	for (int state = 0; state < PC_JOB_STATES; state++) {
		if (state == 0 || state == PC_JOB_DONE) {
			pc_json_key(c->out, state ? "ended_today" : "states");
			pc_buf_add_char(c->out, '{');
		}
		pc_json_integer(c->out, pc_job_state_name((enum pc_job_state)state),
			stand[state]);
		if (state + 1 == PC_JOB_DONE || state + 1 == PC_JOB_STATES)
			pc_buf_add_char(c->out, '}');
	}
	return PC_OK;
}

/* ---- what is in the way --------------------------------------------------------- */

static const char *scope_name(enum pc_failure_scope scope)
{
	static const char *const names[] = {
		[PC_SCOPE_ATTEMPT] = "attempt",
		[PC_SCOPE_JOB] = "job",
		[PC_SCOPE_JOB_MODEL] = "job_model",
		[PC_SCOPE_KEY_MODEL] = "key_model",
		[PC_SCOPE_KEY] = "key",
		[PC_SCOPE_ORGANIZATION] = "organization",
		[PC_SCOPE_MODEL] = "model",
		[PC_SCOPE_PROVIDER_MODEL] = "provider_model",
		[PC_SCOPE_PROVIDER] = "provider",
		[PC_SCOPE_WORKER] = "worker",
		[PC_SCOPE_BACKEND] = "backend",
	};

	return (size_t)scope < PC_COUNT(names) ? names[scope] : NULL;
}

static bool write_window(void *context, const struct pc_window *window)
{
	struct desk_case *c = context;
	bool is_for_good = window->until == PC_WINDOW_FOR_GOOD;

	if (window->until <= c->now)
		return true;
	pc_json_next(c->out);
	pc_buf_add_char(c->out, '{');
	pc_json_member(c->out, "scope", pc_str(scope_name(window->scope)));
	pc_json_member(c->out, "provider", window->provider);
	pc_json_member(c->out, "key", window->key);
	pc_json_member(c->out, "model", window->model);
	pc_json_integer(c->out, "since", window->since);
	pc_json_integer(c->out, "until", is_for_good ? 0 : window->until);
	pc_json_bool(c->out, "is_for_good", is_for_good);
	pc_json_integer(c->out, "probe_at", window->probe_at);
	pc_json_bool(c->out, "is_probing", window->is_probing);
	pc_json_member(c->out, "why", pc_str(pc_failure_table[window->why].name));
	pc_json_member(c->out, "said", window->said);
	pc_json_member(c->out, "source", window->source);
	pc_json_integer(c->out, "hits", window->hits);
	pc_buf_add_char(c->out, '}');
	return true;
}

static bool write_pause(void *context, enum pc_pause_kind kind, struct pc_str name)
{
	struct pc_buf *out = context;

	pc_json_next(out);
	pc_buf_add_char(out, '{');
	pc_json_member(out, "what", pc_str(pc_pause_kind_name(kind)));
	pc_json_member(out, "name", name);
	pc_buf_add_char(out, '}');
	return true;
}

static void write_ways(struct desk_case *c, const struct pc_engine_view *view)
{
	pc_json_key(c->out, "windows");
	pc_buf_add_char(c->out, '[');
	pc_windows_each(view->windows, write_window, c);
	pc_buf_add_char(c->out, ']');
	pc_json_key(c->out, "pauses");
	pc_buf_add_char(c->out, '[');
	pc_queue_pauses_each(c->desk->queue, write_pause, c->out);
	pc_buf_add_char(c->out, ']');
}

/* ---- all of it ------------------------------------------------------------------ */

static void write_numbers(struct desk_case *c, const struct pc_engine_view *view)
{
	const struct {
		const char *name;
		int64_t value;
	} numbers[] = {
		{"slots", view->slots},
		{"operator_slots", view->operator_slots},
		{"running_count", view->running},
		{"waiting_count", view->waiting},
		{"interactive_count", view->interactive},
		{"tokens_5min", view->tokens_5min},
		{"tokens_most", view->tokens_most},
		{"list_price_today_picodollars", view->list_day},
		{"cash_today_picodollars", view->cash_day},
	};

	pc_json_integer(c->out, "now", c->now);
	pc_json_member(c->out, "name", c->who->name);
	pc_json_bool(c->out, "is_operator", c->who->is_operator);
	for (size_t i = 0; i < PC_COUNT(numbers); i++)
		pc_json_integer(c->out, numbers[i].name, numbers[i].value);
}

enum pc_status desk_board(struct desk_case *c)
{
	static const struct pc_fields table = {"board", NULL, 0};
	struct pc_engine_view view;
	char none;

	if (!desk_read(c, &none, &table, c->asked))
		return PC_OK;
	pc_engine_look(&view, c->desk->engine);
	pc_buf_add_char(c->out, '{');
	write_numbers(c, &view);
	PC_TRY(write_states(c));
	PC_TRY(write_jobs(c));
	write_ways(c, &view);
	pc_json_integer(c->out, "alerts", view.unknown_failures);
	pc_buf_add_char(c->out, '}');
	return PC_OK;
}
