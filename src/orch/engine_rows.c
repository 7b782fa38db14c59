/* SPDX-License-Identifier: Apache-2.0 */
/* What outlives whoever serves: windows, what was spent, attempts that still run; and
 * what time does to it, leases and all. */
#include <stdlib.h>

#include "clock.h"
#include "engine_priv.h"
#include "pc/base/limits.h"
#include "pc/orch/ledger.h"

/* Budgets of a month are counted from rows. */
#define LEAST_KEPT (32 * DAY)

/* ---- windows ----------------------------------------------------------------- */

static void on_opened(void *context, const struct pc_window *window)
{
	struct pc_engine *engine = context;
	struct pc_err err;
	enum pc_status status = pc_queue_window_keep(engine->queue, window, &err);

	if (status != PC_OK)
		engine_break(engine, status, &err);
}

static void on_gone(void *context, const struct pc_window *window)
{
	struct pc_engine *engine = context;
	struct pc_err err;
	enum pc_status status = pc_queue_window_forget(engine->queue, window, &err);

	if (status != PC_OK)
		engine_break(engine, status, &err);
}

static bool put_window(void *context, const struct pc_window *window)
{
	struct pc_engine *engine = context;

	pc_windows_put(engine->windows, window);
	return true;
}

static enum pc_status load_windows(struct pc_engine *engine, struct pc_err *err)
{
	const struct pc_window_watch watch = {on_opened, on_gone, engine};

	PC_TRY(pc_queue_windows_each(engine->queue, put_window, engine, err));
	pc_windows_watch(engine->windows, &watch);
	return PC_OK;
}

void engine_expect_keys(struct pc_engine *engine)
{
	const struct pc_orch_config *config = engine_config(engine);

	for (size_t i = 0; i < config->n_keys; i++) {
		struct pc_str provider = config->keys[i].provider;
		size_t n = 0;

		for (size_t k = 0; k < config->n_keys; k++)
			n += pc_str_eq(config->keys[k].provider, provider);
		pc_windows_expect(engine->windows, provider, n);
	}
}

/* ---- what was spent ---------------------------------------------------------- */

void engine_add_list(struct pc_engine *engine, int64_t list, int64_t at)
{
	if (at / DAY > engine->day) {
		engine->day = at / DAY;
		engine->list_day = 0;
	}
	if (at / DAY == engine->day)
		engine->list_day = engine_plus(engine->list_day, list > 0 ? list : 0);
}

static void remember(void *context, const struct pc_spent *spent)
{
	struct pc_engine *engine = context;
	const struct pc_job job = {.type = spent->type, .project = spent->project};
	const struct pc_orch_backend backend = {.name = spent->backend};
	const struct pc_key key = {.name = spent->key, .provider = spent->provider};
	const struct pc_capacity_ask ask = {.job = &job,
		.backend = &backend,
		.key = spent->key.len ? &key : NULL,
		.now = spent->ended};

	pc_capacity_remember(
		engine->capacity, &ask, spent->tokens, spent->cash, spent->ended);
	engine_add_list(engine, spent->list_price, spent->ended);
}

static const struct pc_orch_backend *backend_named(
	const struct pc_orch_config *config, struct pc_str name)
{
	for (size_t i = 0; i < config->n_backends; i++) {
		if (pc_str_eq(config->backends[i].name, name))
			return &config->backends[i];
	}
	return NULL;
}

static const struct pc_key *key_named(
	const struct pc_orch_config *config, struct pc_str provider, struct pc_str name)
{
	for (size_t i = 0; name.len && i < config->n_keys; i++) {
		if (pc_str_eq(config->keys[i].name, name) &&
			pc_str_eq(config->keys[i].provider, provider))
			return &config->keys[i];
	}
	return NULL;
}

/* Names stay, what they stand for is of the rules of now. */
static void take_foreign(struct pc_engine *engine, struct foreign *f)
{
	const struct pc_orch_config *config = engine_config(engine);

	f->taken.backend = backend_named(config, f->job.backend);
	f->taken.key = key_named(config, f->job.provider, f->job.key);
	pc_capacity_take(engine->capacity, &f->taken);
}

enum pc_status engine_count_anew(struct pc_engine *engine, struct pc_err *err)
{
	int64_t since = engine_now(engine) - LEAST_KEPT;

	pc_capacity_free(engine->capacity);
	engine->capacity = pc_capacity_new(engine_config(engine));
	engine->day = engine->list_day = 0;
	PC_TRY(pc_queue_spent_each(
		engine->queue, since > 0 ? since : 0, remember, engine, err));
	for (size_t i = 0; i < engine->n_foreign; i++)
		take_foreign(engine, engine->foreign[i]);
	for (size_t i = 0; i < engine->n_runs; i++)
		pc_capacity_take(engine->capacity, &engine->runs[i]->taken);
	return PC_OK;
}

/* ---- what runs elsewhere ----------------------------------------------------- */

static bool is_alive(void *context, int64_t pid, int64_t started)
{
	const struct pc_engine *engine = context;

	if (pid == engine->pid && started == engine->pid_started)
		return true;
	/* One of ours that is not there any more has an end that we are told of. */
	for (size_t i = 0; i < engine->n_runs; i++) {
		if (engine->runs[i]->pid == pid)
			return true;
	}
	return engine->is_alive(engine->world.context, pid, started);
}

struct open_attempts {
	struct pc_arena arena;
	struct pc_attempt *items;
	size_t count, cap;
};

static bool add_open(void *context, const struct pc_attempt *attempt)
{
	struct open_attempts *open = context;

	pc_arena_grow(&open->arena, open->items, open->count, open->cap);
	open->items[open->count++] = (struct pc_attempt){.job = attempt->job,
		.started = attempt->started,
		.reserved_tokens = attempt->reserved_tokens,
		.reserved_money = attempt->reserved_money};
	return true;
}

static enum pc_status add_foreign(
	struct pc_engine *engine, const struct pc_attempt *attempt, struct pc_err *err)
{
	struct foreign *f = pc_xcalloc(1, sizeof(*f));
	const struct pc_orch_backend *backend;
	enum pc_status status =
		pc_job_get(&f->job, &f->arena, engine->queue, attempt->job, err);

	if (status != PC_OK) {
		free(f);
		return status;
	}
	backend = backend_named(engine_config(engine), f->job.backend);
	f->until = attempt->started +
		   (backend && backend->deadline > 0 ? backend->deadline : HOUR);
	f->taken = (struct pc_capacity_ask){.job = &f->job,
		.tokens = attempt->reserved_tokens,
		.money = attempt->reserved_money,
		.now = attempt->started};
	pc_xgrow(engine->foreign, engine->n_foreign, engine->cap_foreign);
	engine->foreign[engine->n_foreign++] = f;
	return PC_OK;
}

static enum pc_status find_foreign(struct pc_engine *engine, struct pc_err *err)
{
	const struct pc_attempt_filter filter = {.only_open = true};
	struct open_attempts open = {0};
	enum pc_status status =
		pc_attempts_each(engine->queue, &filter, add_open, &open, err);

	for (size_t i = 0; status == PC_OK && i < open.count; i++)
		status = add_foreign(engine, &open.items[i], err);
	pc_arena_done(&open.arena);
	return status;
}

void engine_drop_foreign(struct pc_engine *engine, size_t i)
{
	struct foreign *f = engine->foreign[i];

	engine->foreign[i] = engine->foreign[--engine->n_foreign];
	pc_arena_done(&f->arena);
	free(f);
}

/* Its row says whether it is over: somebody else wrote it, or the sweep did. */
static enum pc_status look_at_foreign(
	bool *is_over, struct pc_engine *engine, struct foreign *f, struct pc_err *err)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_job job;
	enum pc_status status = pc_job_get(&job, &arena, engine->queue, f->job.id, err);

	*is_over = status == PC_ERR_ABSENT ||
		   (status == PC_OK &&
			   (job.lease != f->job.lease || job.state != PC_JOB_RUNNING));
	return status == PC_ERR_ABSENT ? PC_OK : status;
}

static enum pc_status look_at_all_foreign(
	struct pc_engine *engine, int64_t now, struct pc_err *err)
{
	for (size_t i = engine->n_foreign; i-- > 0;) {
		struct foreign *f = engine->foreign[i];
		bool is_over;

		PC_TRY(look_at_foreign(&is_over, engine, f, err));
		if (!is_over)
			continue;
		pc_capacity_give_back(engine->capacity, &f->taken, -1, -1, now);
		engine_drop_foreign(engine, i);
	}
	return PC_OK;
}

/* A worker that nobody listens to may still save what it has: its job is not given to
 * another one beside it. */
static enum pc_status keep_foreign(
	struct pc_engine *engine, struct foreign *f, int64_t now, struct pc_err *err)
{
	enum pc_status status;

	if (!engine->is_alive || !f->job.worker_pid || now >= f->until ||
		!engine->is_alive(
			engine->world.context, f->job.worker_pid, f->job.worker_started))
		return PC_OK;
	status = pc_queue_renew(engine->queue, f->job.id, f->job.lease,
		now + engine_config(engine)->limits.lease, err);
	return status == PC_ERR_USAGE ? PC_OK : status;
}

/* ---- heartbeats and sweeps --------------------------------------------------- */

static enum pc_status renew_run(
	struct pc_engine *engine, struct run *run, int64_t now, struct pc_err *err)
{
	const struct pc_orch_limits *limits = &engine_config(engine)->limits;
	enum pc_status status;

	if (run->is_cancelled)
		return PC_OK;
	if (run->renew_at <= now || run->renew_at - now > limits->heartbeat) {
		status = pc_queue_renew(engine->queue, run->job.id, run->job.lease,
			now + limits->lease, err);
		if (status == PC_ERR_USAGE || status == PC_ERR_ABSENT) {
			run->is_cancelled = true;
			engine_tell(engine, PC_WARNING, run->job.id,
				"its lease was lost while it ran: it is stopped");
			engine->world.cancel(engine->world.context, run->face.id);
			return PC_OK;
		}
		PC_TRY(status);
		run->renew_at = now + limits->heartbeat;
	}
	engine_again(engine, run->renew_at);
	return PC_OK;
}

enum pc_status engine_heartbeat(struct pc_engine *engine, int64_t now, struct pc_err *err)
{
	for (size_t i = 0; i < engine->n_runs; i++)
		PC_TRY(renew_run(engine, engine->runs[i], now, err));
	return PC_OK;
}

int64_t engine_sweep_every(const struct pc_engine *engine)
{
	int64_t every = engine_config(engine)->limits.sweep;

	return every > 0 ? every : 10 * SECOND;
}

/* Whoever runs it should have told its end by now: it is asked for. */
static void miss(struct pc_engine *engine, struct run *run, int64_t now)
{
	if (!run->pid || run->is_cancelled ||
		engine->is_alive(engine->world.context, run->pid, run->pid_started)) {
		run->gone_since = 0;
		return;
	}
	if (!run->gone_since)
		run->gone_since = now;
	if (now - run->gone_since < PC_MISSED_WORKER)
		return;
	run->gone_since = now;
	engine_tell(engine, PC_WARNING, run->job.id,
		"its worker is gone and its end was not told");
	engine->world.cancel(engine->world.context, run->face.id);
}

enum pc_status engine_sweep(struct pc_engine *engine, int64_t now, struct pc_err *err)
{
	const struct pc_orch_limits *limits = &engine_config(engine)->limits;
	int64_t lost, gone, keep = limits->keep > LEAST_KEPT ? limits->keep : LEAST_KEPT;

	for (size_t i = 0; engine->is_alive && i < engine->n_runs; i++)
		miss(engine, engine->runs[i], now);
	for (size_t i = 0; i < engine->n_foreign; i++)
		PC_TRY(keep_foreign(engine, engine->foreign[i], now, err));
	PC_TRY(pc_queue_sweep(engine->queue, now, engine->is_alive ? is_alive : NULL,
		engine, &lost, err));
	if (lost)
		engine_tell(engine, PC_WARNING, 0,
			"%lld lost leases: their jobs go on from their checkpoints",
			(long long)lost);
	PC_TRY(look_at_all_foreign(engine, now, err));
	PC_TRY(pc_ledger_forget(
		&gone, engine->queue, now - keep, PC_MAX_FORGOTTEN_JOBS, err));
	engine->sweep_at = now + engine_sweep_every(engine);
	return PC_OK;
}

/* ---- at start ---------------------------------------------------------------- */

/* Before anything is known of what still runs, what does not is swept away: those of
 * whoever served before have no lease that is worth anything. */
enum pc_status engine_take_up(struct pc_engine *engine, struct pc_err *err)
{
	PC_TRY(load_windows(engine, err));
	engine_expect_keys(engine);
	engine->capacity = pc_capacity_new(engine_config(engine));
	PC_TRY(engine_sweep(engine, engine_now(engine), err));
	PC_TRY(find_foreign(engine, err));
	return engine_count_anew(engine, err);
}
