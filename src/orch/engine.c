/* SPDX-License-Identifier: Apache-2.0 */
/* The engine's life, its turn, and what people ask of it; engine_priv.h says what stands
 * where. */
#include <stdlib.h>

#include "clock.h"
#include "engine_priv.h"
#include "pc/base/limits.h"

/* ---- small things ------------------------------------------------------------ */

int64_t engine_now(const struct pc_engine *engine)
{
	return engine->world.now(engine->world.context);
}

void engine_tell(struct pc_engine *engine, enum pc_severity severity, int64_t job,
	const char *fmt, ...)
{
	PC_AUTO(pc_buf_done) struct pc_buf text = {0};
	va_list args;

	va_start(args, fmt);
	pc_buf_vprintf(&text, fmt, args);
	va_end(args);
	engine->world.tell(engine->world.context, severity, job, pc_buf_str(&text));
}

void engine_changed(struct pc_engine *engine, int64_t job)
{
	if (engine->world.changed)
		engine->world.changed(engine->world.context, job);
}

void engine_again(struct pc_engine *engine, int64_t at)
{
	if (at > 0 && at < INT64_MAX && (!engine->again || at < engine->again))
		engine->again = at;
}

int64_t engine_jitter(struct pc_engine *engine, int64_t most)
{
	uint64_t z = engine->random += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	z ^= z >> 31;
	return most > 0 ? (int64_t)(z % ((uint64_t)most + 1)) : 0;
}

struct run *engine_run(const struct pc_engine *engine, int64_t attempt)
{
	for (size_t i = 0; i < engine->n_runs; i++) {
		if (engine->runs[i]->face.id == attempt)
			return engine->runs[i];
	}
	return NULL;
}

void engine_drop_run(struct pc_engine *engine, struct run *run)
{
	for (size_t i = 0; i < engine->n_runs; i++) {
		if (engine->runs[i] == run) {
			engine->runs[i] = engine->runs[--engine->n_runs];
			break;
		}
	}
	engine_free_run(engine, run);
}

const struct pc_models *engine_models(const struct pc_engine *engine)
{
	struct pc_model_guard_view view;

	pc_model_guard_look(&view, engine->now->rules.guard);
	return view.models;
}

const struct pc_orch_type *engine_type(
	const struct pc_orch_config *config, struct pc_str name)
{
	for (size_t i = 0; i < config->n_types; i++) {
		if (pc_str_eq(config->types[i].name, name))
			return &config->types[i];
	}
	return NULL;
}

bool engine_is_interactive(const struct pc_engine *engine, const struct pc_job *job)
{
	const struct pc_orch_type *type = engine_type(engine_config(engine), job->type);

	return job->is_operator || (type && type->is_interactive);
}

/* ---- failures of the queue --------------------------------------------------- */

enum pc_status engine_break(
	struct pc_engine *engine, enum pc_status status, const struct pc_err *err)
{
	if (!engine->is_broken)
		engine->broken = *err;
	engine->is_broken = true;
	return status;
}

enum pc_status engine_check(const struct pc_engine *engine, struct pc_err *err)
{
	if (!engine->is_broken)
		return PC_OK;
	*err = engine->broken;
	return pc_err_wrap(err, "the queue could not be written before");
}

enum pc_status engine_commit(
	struct pc_engine *engine, enum pc_status status, struct pc_err *err)
{
	struct pc_err later;
	enum pc_status ended = pc_queue_end(engine->queue, &later);

	if (status == PC_OK && ended != PC_OK) {
		status = ended;
		*err = later;
	}
	if (status != PC_OK)
		return engine_break(engine, status, err);
	return engine_check(engine, err);
}

/* ---- its life ---------------------------------------------------------------- */

static struct generation *generation_new(const struct pc_engine_rules *rules)
{
	struct generation *generation = pc_xcalloc(1, sizeof(*generation));

	generation->rules = *rules;
	generation->users = 1;
	return generation;
}

static void leave_generation(struct generation *generation)
{
	if (!generation || --generation->users)
		return;
	if (generation->rules.released)
		generation->rules.released(generation->rules.owner);
	free(generation);
}

void engine_free_run(struct pc_engine *engine, struct run *run)
{
	(void)engine;
	leave_generation(run->generation);
	pc_arena_done(&run->arena);
	free(run);
}

static enum pc_status take_up(struct pc_engine *engine, struct pc_err *err)
{
	enum pc_status status;

	pc_queue_serve_as(engine->queue, engine->pid, engine->pid_started);
	PC_TRY(pc_queue_begin(engine->queue, err));
	status = engine_take_up(engine, err);
	return engine_commit(engine, status, err);
}

enum pc_status pc_engine_new(
	struct pc_engine **out, const struct pc_engine_setup *setup, struct pc_err *err)
{
	struct pc_engine *engine = pc_xcalloc(1, sizeof(*engine));
	enum pc_status status;

	engine->queue = setup->queue;
	engine->world = setup->world;
	engine->environment = setup->environment;
	engine->is_alive = setup->is_alive;
	engine->pid = setup->pid;
	engine->pid_started = setup->pid_started;
	engine->random = setup->seed;
	engine->now = generation_new(&setup->rules);
	engine->windows = pc_windows_new(setup->seed);
	status = take_up(engine, err);
	if (status != PC_OK) {
		/* Who asked for it still has its rules. */
		engine->now->rules.released = NULL;
		pc_engine_free(&engine);
		return status;
	}
	*out = engine;
	return PC_OK;
}

void pc_engine_free(struct pc_engine **engine)
{
	struct pc_engine *e = *engine;

	if (!e)
		return;
	while (e->n_runs)
		engine_drop_run(e, e->runs[0]);
	while (e->n_foreign)
		engine_drop_foreign(e, 0);
	leave_generation(e->now);
	engine_drop_logins(e);
	pc_windows_free(e->windows);
	pc_capacity_free(e->capacity);
	pc_arena_done(&e->scratch);
	free(e->runs);
	free(e->starting);
	free(e->foreign);
	free(e->learned);
	free(e);
	*engine = NULL;
}

/* ---- a turn ------------------------------------------------------------------ */

static enum pc_status claim_all(
	struct pc_engine *engine, enum pass pass, int64_t now, struct pc_err *err)
{
	struct run *run;

	for (;;) {
		/* Where much was looked at and put back others are not kept waiting. */
		if (engine->n_put_back >= PC_MAX_PUT_BACK) {
			engine_again(engine, now + SECOND);
			return PC_OK;
		}
		if (pass != PASS_LATE &&
			!engine_has_place(engine, pass == PASS_OPERATORS, now))
			return PC_OK;
		PC_TRY(engine_claim(&run, engine, pass, now, err));
		if (!run)
			return PC_OK;
		engine->queued -= engine->queued > 0;
		PC_TRY(engine_begin(engine, run, now, err));
	}
}

/* Those that somebody waits for go first, and what they left is batch's.  When they are
 * through, the ones that still wait do not wait for a slot. */
static enum pc_status claim_others(
	struct pc_engine *engine, int64_t now, struct pc_err *err)
{
	PC_TRY(engine_count_waiting(engine, now, err));
	if (!engine->queued || !engine_has_place(engine, false, now))
		return PC_OK;
	if (engine->interactive)
		PC_TRY(claim_all(engine, PASS_INTERACTIVE, now, err));
	engine->interactive = 0;
	return claim_all(engine, PASS_ANY, now, err);
}

static enum pc_status claim_in_order(
	struct pc_engine *engine, int64_t now, struct pc_err *err)
{
	engine->queued = engine->interactive = 0;
	PC_TRY(claim_all(engine, PASS_OPERATORS, now, err));
	return claim_others(engine, now, err);
}

/* A claim wakes what was snoozed; what is due all the same is a schedule. */
static enum pc_status claim_due(struct pc_engine *engine, int64_t now, struct pc_err *err)
{
	int64_t next;

	PC_TRY(pc_queue_next_job(&next, engine->queue, err));
	if (next && next <= now) {
		PC_TRY(engine_sweep(engine, now, err));
		PC_TRY(claim_in_order(engine, now, err));
		PC_TRY(pc_queue_next_job(&next, engine->queue, err));
	}
	if (next > now)
		engine_again(engine, next);
	return PC_OK;
}

static enum pc_status do_turn(struct pc_engine *engine, int64_t now, struct pc_err *err)
{
	/* A clock that was put back puts nothing off. */
	bool is_due = now >= engine->sweep_at ||
		      engine->sweep_at - now > engine_sweep_every(engine);

	PC_TRY(engine_heartbeat(engine, now, err));
	if (is_due)
		PC_TRY(engine_sweep(engine, now, err));
	engine_logins(engine, now);
	PC_TRY(claim_in_order(engine, now, err));
	if (is_due)
		PC_TRY(claim_all(engine, PASS_LATE, now, err));
	PC_TRY(claim_due(engine, now, err));
	engine_again(engine, engine->sweep_at);
	return PC_OK;
}

static void forget_turn(struct pc_engine *engine)
{
	pc_arena_reset(&engine->scratch);
	engine->stuck = NULL;
	engine->n_put_back = 0;
	engine->n_stuck = 0;
}

enum pc_status pc_engine_plan(int64_t *next, struct pc_engine *engine, struct pc_err *err)
{
	int64_t now = engine_now(engine);
	enum pc_status status;

	PC_TRY(engine_check(engine, err));
	engine->again = 0;
	PC_TRY(pc_queue_begin(engine->queue, err));
	status = engine_commit(engine, do_turn(engine, now, err), err);
	forget_turn(engine);
	if (status != PC_OK)
		return status;
	*next = engine->again;
	return PC_OK;
}

/* All of it is on the disk now. */
void pc_engine_start(struct pc_engine *engine)
{
	for (size_t i = 0; i < engine->n_starting; i++)
		engine->world.start(engine->world.context, &engine->starting[i]->face);
	for (size_t i = 0; i < engine->n_starting; i++)
		engine_changed(engine, engine->starting[i]->job.id);
	engine->n_starting = 0;
}

enum pc_status pc_engine_turn(int64_t *next, struct pc_engine *engine, struct pc_err *err)
{
	if (pc_queue_is_begun(engine->queue))
		return pc_err_set(err, PC_ERR_USAGE, (struct pc_span){0},
			"a turn inside of a group: what it starts would not be "
			"on the disk");
	PC_TRY(pc_engine_plan(next, engine, err));
	pc_engine_start(engine);
	return PC_OK;
}

/* ---- what attempts tell ------------------------------------------------------ */

static enum pc_status tell_progress(struct pc_engine *engine, struct run *run,
	const struct pc_job_progress *progress, struct pc_err *err)
{
	enum pc_status status;

	if (run->is_cancelled)
		return PC_OK;
	status = pc_queue_progress(
		engine->queue, &run->job, progress, engine_now(engine), err);
	/* The heartbeat finds that its lease is lost, and stops it. */
	if (status == PC_ERR_USAGE || status == PC_ERR_ABSENT)
		return PC_OK;
	if (status != PC_OK)
		return engine_break(engine, status, err);
	engine_changed(engine, run->job.id);
	return PC_OK;
}

enum pc_status pc_engine_started(struct pc_engine *engine, int64_t attempt, int64_t pid,
	int64_t pid_started, struct pc_err *err)
{
	const struct pc_job_progress progress = {
		.worker_pid = pid, .worker_started = pid_started};
	struct run *run = engine_run(engine, attempt);

	PC_TRY(engine_check(engine, err));
	if (!run || pid <= 0)
		return PC_OK;
	run->pid = pid;
	run->pid_started = pid_started;
	return tell_progress(engine, run, &progress, err);
}

enum pc_status pc_engine_step(
	struct pc_engine *engine, int64_t attempt, int64_t step, struct pc_err *err)
{
	struct run *run = engine_run(engine, attempt);
	struct pc_job_progress progress = {.step = step};

	PC_TRY(engine_check(engine, err));
	if (!run || step <= 0)
		return PC_OK;
	progress.checkpoint =
		pc_arena_printf(&run->arena, "step-%lld.md", (long long)step);
	return tell_progress(engine, run, &progress, err);
}

void pc_engine_limits(
	struct pc_engine *engine, int64_t attempt, const struct pc_failure *limit)
{
	const struct run *run = engine_run(engine, attempt);
	struct pc_window_place place;

	if (!run || limit->class == PC_FAILURE_NONE)
		return;
	place = run->place;
	place.is_probe = false; /* its end is not told yet */
	pc_windows_fail(engine->windows, &place, limit, engine_now(engine),
		engine_config(engine)->limits.longest_window);
}

/* ---- what people ask --------------------------------------------------------- */

enum pc_status pc_engine_cancel(
	struct pc_engine *engine, const struct pc_queue_wish *wish, struct pc_err *err)
{
	bool was_running;
	enum pc_status status;

	PC_TRY(engine_check(engine, err));
	status = pc_queue_cancel(&was_running, engine->queue, wish, err);
	if (status == PC_ERR_SYSTEM)
		return engine_break(engine, status, err);
	PC_TRY(status);
	for (size_t i = 0; was_running && i < engine->n_runs; i++) {
		struct run *run = engine->runs[i];

		if (run->job.id != wish->job || run->is_cancelled)
			continue;
		run->is_cancelled = true;
		engine->world.cancel(engine->world.context, run->face.id);
	}
	engine_unlearn(engine, wish->job);
	engine_changed(engine, wish->job);
	return PC_OK;
}

void pc_engine_lift(struct pc_engine *engine, const struct pc_window_place *place,
	enum pc_failure_class why)
{
	pc_windows_lift(engine->windows, place, why);
}

enum pc_status pc_engine_regenerate(
	struct pc_engine *engine, const struct pc_engine_rules *rules, struct pc_err *err)
{
	struct generation *old = engine->now;
	enum pc_status status;

	PC_TRY(engine_check(engine, err));
	engine->now = generation_new(rules);
	/* What the old ones refused, the new ones may let. */
	engine->n_learned = 0;
	engine_expect_keys(engine);
	status = engine_count_anew(engine, err);
	leave_generation(old);
	return status == PC_OK ? PC_OK : engine_break(engine, status, err);
}

/* ---- for those who look ------------------------------------------------------ */

struct depth {
	const struct pc_engine *engine;
	int64_t waiting, interactive;
};

static bool count_one(void *context, struct pc_str type, bool is_operator)
{
	struct depth *depth = context;
	const struct pc_job job = {.type = type, .is_operator = is_operator};

	depth->waiting++;
	depth->interactive += engine_is_interactive(depth->engine, &job);
	return true;
}

const struct pc_orch_config *pc_engine_config(const struct pc_engine *engine)
{
	return engine_config(engine);
}

/* Of today, with what those that run may take, as cash has it. */
static int64_t list_today(const struct pc_engine *engine, int64_t now)
{
	int64_t list = now / DAY <= engine->day ? engine->list_day : 0;

	for (size_t i = 0; i < engine->n_runs; i++) {
		if (engine->runs[i]->want.list > 0)
			list = engine_plus(list, engine->runs[i]->want.list);
	}
	return list;
}

void pc_engine_look(struct pc_engine_view *out, const struct pc_engine *engine)
{
	int64_t now = engine_now(engine);
	struct depth depth = {.engine = engine};
	struct pc_capacity_view room;
	struct pc_err ignored;

	pc_capacity_look(&room, engine->capacity, now);
	if (pc_queue_depth(engine->queue, now, count_one, &depth, &ignored) != PC_OK)
		depth = (struct depth){.engine = engine};
	*out = (struct pc_engine_view){.slots = room.slots,
		.operator_slots = room.operator_slots,
		.running = room.running,
		.waiting = depth.waiting,
		.interactive = depth.interactive,
		.tokens_5min = room.tokens_5min,
		.tokens_most = room.tokens_most,
		.cash_day = room.money_day,
		.list_day = list_today(engine, now),
		.windows = engine->windows,
		.config = engine_config(engine),
		.models = engine_models(engine),
		.unknown_failures = engine->unknown};
}
