/* SPDX-License-Identifier: Apache-2.0 */
/* Which of the jobs that wait may be claimed, and the way that one goes.  Ten thousand
 * that wait for the same are looked at once in a turn: what is in the way of one is in
 * the way of all of its kind. */
#include <stdlib.h>

#include "engine_priv.h"
#include "pc/base/limits.h"

/* ---- what is known of single jobs -------------------------------------------- */

const struct learned *engine_learned(const struct pc_engine *engine, int64_t job)
{
	for (size_t i = 0; i < engine->n_learned; i++) {
		if (engine->learned[i].job == job)
			return &engine->learned[i];
	}
	return NULL;
}

void engine_unlearn(struct pc_engine *engine, int64_t job)
{
	for (size_t i = 0; i < engine->n_learned; i++) {
		if (engine->learned[i].job == job)
			engine->learned[i] = (struct learned){0};
	}
}

/* A place in the ring: the job's own, a free one, else the oldest. */
static struct learned *place_for(struct pc_engine *engine, int64_t job)
{
	struct learned *free_one = NULL;

	for (size_t i = 0; i < engine->n_learned; i++) {
		if (engine->learned[i].job == job)
			return &engine->learned[i];
		if (!engine->learned[i].job)
			free_one = &engine->learned[i];
	}
	if (free_one)
		return free_one;
	if (!engine->learned)
		engine->learned =
			pc_xcalloc(PC_MAX_LEARNED_JOBS, sizeof(*engine->learned));
	if (engine->n_learned < PC_MAX_LEARNED_JOBS)
		return &engine->learned[engine->n_learned++];
	engine->at_learned = (engine->at_learned + 1) % PC_MAX_LEARNED_JOBS;
	return &engine->learned[engine->at_learned];
}

void engine_learn(struct pc_engine *engine, int64_t job, int64_t in, unsigned refused)
{
	*place_for(engine, job) = (struct learned){job, in, refused};
}

/* ---- one way ----------------------------------------------------------------- */

struct pricing {
	struct pc_engine *engine;
	const struct pc_models *models;
	struct want want;
	int64_t now;
	enum pc_full full; /* what there was no room in */
	bool is_forced;
};

static int64_t price_way(void *context, const struct pc_route *way)
{
	const struct pricing *p = context;
	struct want want = p->want; /* the next way may say more */

	engine_price(&want, p->models, way, way->model);
	return p->is_forced ? 0 : want.money;
}

static bool is_paused(void *context, struct pc_str name)
{
	const struct pricing *p = context;

	return pc_queue_is_paused(p->engine->queue, PC_PAUSE_KEY, name);
}

static const struct pc_orch_chain *chain_of(
	const struct pc_engine *engine, const struct pc_job *job)
{
	return pc_route_chain(engine_config(engine), job);
}

bool engine_has_step(
	const struct pc_engine *engine, const struct pc_job *job, unsigned from)
{
	const struct pc_orch_chain *chain = chain_of(engine, job);
	struct pc_str wish = job->model.len ? job->model : job->position;

	for (size_t i = from; chain && i < chain->count; i++) {
		if (!wish.len || pc_str_eq(chain->steps[i].model, wish))
			return true;
	}
	return false;
}

static enum pc_unroutable find_from(struct pc_route *out, int64_t *at,
	struct pricing *pricing, const struct pc_job *job, const struct learned *known,
	unsigned first)
{
	struct pc_engine *engine = pricing->engine;
	const struct pc_route_ask ask = {.job = job,
		.config = engine_config(engine),
		.windows = engine->windows,
		.capacity = engine->capacity,
		.models = pricing->models,
		.first_step = first,
		.without =
			known->refused | engine_review_bars(engine, pricing->models, job),
		.tokens = engine_plus(pricing->want.in, pricing->want.out),
		.is_paused = is_paused,
		.cost = price_way,
		.context = pricing,
		.queued = engine->queued,
		.interactive = engine->interactive,
		.now = pricing->now,
		.full = &pricing->full};

	return pc_route_find(out, at, &ask);
}

/* Whether the steps before its first one did not want the job itself; of others it is
 * only not known whether they work again. */
static bool is_past_them(const struct pc_job *job)
{
	return job->failure == PC_FAILURE_CONTENT_REFUSED ||
	       job->failure == PC_FAILURE_CONTEXT_OVERFLOW;
}

/* Where nothing goes from its first step on, those before may work by now: a job that
 * was led away by a fault is not kept away by it. */
static enum pc_unroutable find(struct pc_route *out, int64_t *at, struct pricing *pricing,
	const struct pc_job *job, const struct learned *known)
{
	/* A chain that became shorter is begun anew. */
	unsigned first = engine_has_step(pricing->engine, job, (unsigned)job->first_step)
				 ? (unsigned)job->first_step
				 : 0;
	enum pc_unroutable how = find_from(out, at, pricing, job, known, first);
	enum pc_unroutable other;
	int64_t then;

	if (how == PC_ROUTED || !first || is_past_them(job))
		return how;
	other = find_from(out, &then, pricing, job, known, 0);
	*at = *at && (!then || *at < then) ? *at : then;
	return other;
}

/* When it looks as if money was missing and time alone does not bring it, or the job's
 * own is used up, the gate is asked all the same: it says so, and why. */
static enum pc_unroutable find_forced(struct pc_route *out, int64_t at,
	struct pricing *pricing, const struct pc_job *job, const struct learned *known)
{
	struct pc_job rich = *job;
	int64_t ignored;

	if (at && !job->budget)
		return PC_ROUTE_BUDGET;
	rich.budget = 0;
	pricing->is_forced = !at;
	return find(out, &ignored, pricing, &rich, known) == PC_ROUTED ? PC_ROUTED
								       : PC_ROUTE_BUDGET;
}

static enum pc_unroutable find_any(struct pc_route *out, int64_t *at,
	struct pricing *pricing, const struct pc_job *job, const struct learned *known)
{
	enum pc_unroutable how;

	pricing->want = (struct want){.in = known->in,
		.out = engine_tokens_out(engine_config(pricing->engine), job)};
	how = find(out, at, pricing, job, known);
	return how == PC_ROUTE_BUDGET ? find_forced(out, *at, pricing, job, known) : how;
}

enum pc_unroutable engine_find(struct pc_route *out, int64_t *at,
	struct pc_engine *engine, const struct pc_job *job, unsigned refused, int64_t now)
{
	const struct learned known = {job->id, engine_tokens_in(job), refused};
	struct pricing pricing = {
		.engine = engine, .models = engine_models(engine), .now = now};

	return find_any(out, at, &pricing, job, &known);
}

enum pc_full pc_engine_full(struct pc_engine *engine, const struct pc_job *job)
{
	static const struct learned nothing = {0};
	const struct learned *known = engine_learned(engine, job->id);
	struct pricing pricing = {.engine = engine,
		.models = engine_models(engine),
		.now = engine_now(engine)};
	struct pc_route way;
	int64_t at;

	known = known ? known : &nothing;
	pricing.want = (struct want){
		.in = known->in, .out = engine_tokens_out(engine_config(engine), job)};
	return find(&way, &at, &pricing, job, known) == PC_ROUTED ? PC_FULL_NOT
								  : pricing.full;
}

/* ---- which jobs -------------------------------------------------------------- */

bool engine_is_late(const struct pc_job *job, int64_t now)
{
	return job->deadline > 0 && now >= job->deadline;
}

struct look {
	struct pc_engine *engine;
	const struct pc_models *models;
	struct pc_buf kind;
	enum pass pass;
	int64_t now;
};

static void add_bytes(struct pc_buf *out, const void *bytes, size_t size)
{
	pc_buf_add(out, (struct pc_str){bytes, size});
}

/* All that a way depends on; bytes that are compared and never read. */
static struct pc_str kind_of(struct look *look, const struct pc_job *job)
{
	const int64_t numbers[] = {job->is_operator != 0, job->first_step,
		is_past_them(job), job->reserved_tokens};
	const struct pc_str texts[] = {job->type, job->project, job->chain, job->tier,
		job->model, job->position, job->agent, job->reviewer};

	look->kind.len = 0;
	add_bytes(&look->kind, numbers, sizeof(numbers));
	for (size_t i = 0; i < PC_COUNT(texts); i++) {
		add_bytes(&look->kind, &texts[i].len, sizeof(texts[i].len));
		pc_buf_add(&look->kind, texts[i]);
	}
	return pc_buf_str(&look->kind);
}

static bool is_stuck(const struct pc_engine *engine, struct pc_str kind, uint64_t hash)
{
	for (size_t i = 0; i < engine->n_stuck; i++) {
		if (engine->stuck[i].hash == hash &&
			pc_str_eq(engine->stuck[i].kind, kind))
			return true;
	}
	return false;
}

static void note_stuck(struct pc_engine *engine, struct pc_str kind, uint64_t hash)
{
	if (engine->n_stuck >= PC_MAX_KNOWN_STUCK)
		return;
	if (!engine->stuck)
		engine->stuck = pc_arena_new_array(
			&engine->scratch, struct stuck, PC_MAX_KNOWN_STUCK);
	engine->stuck[engine->n_stuck++] =
		(struct stuck){hash, pc_arena_str(&engine->scratch, kind)};
}

static bool may_go(
	struct look *look, const struct pc_job *job, const struct learned *known)
{
	struct pricing pricing = {
		.engine = look->engine, .models = look->models, .now = look->now};
	struct pc_route way;
	int64_t at = 0;

	switch (find_any(&way, &at, &pricing, job, known)) {
	case PC_ROUTED:
	case PC_ROUTE_NONE: /* it ends by that */
		return true;
	default:
		engine_again(look->engine, at);
		return false;
	}
}

/* Of a kind that is stuck nothing can go before the turn is over: what is started
 * takes more room, and gives none. */
static bool may_kind_go(struct look *look, const struct pc_job *job)
{
	static const struct learned nothing = {0};
	struct pc_str kind = kind_of(look, job);
	uint64_t hash = pc_str_hash(kind);

	if (is_stuck(look->engine, kind, hash))
		return false;
	if (may_go(look, job, &nothing))
		return true;
	note_stuck(look->engine, kind, hash);
	return false;
}

static bool may(void *context, const struct pc_job *job)
{
	struct look *look = context;
	const struct learned *known;

	if (engine_is_late(job, look->now))
		return true;
	if (look->pass == PASS_LATE)
		return false;
	if (look->pass == PASS_INTERACTIVE && !engine_is_interactive(look->engine, job))
		return false;
	known = engine_learned(look->engine, job->id);
	if (known || job->budget > 0)
		return may_go(look, job, known ? known : &(struct learned){0});
	return may_kind_go(look, job);
}

enum pc_status engine_claim(struct run **out, struct pc_engine *engine, enum pass pass,
	int64_t now, struct pc_err *err)
{
	struct look look = {.engine = engine,
		.models = engine_models(engine),
		.pass = pass,
		.now = now};
	const struct pc_claim_filter filter = {.may = may,
		.context = &look,
		.only_operator = pass == PASS_OPERATORS,
		.lease_ms = engine_config(engine)->limits.lease};
	struct run *run = pc_xcalloc(1, sizeof(*run));
	enum pc_status status =
		pc_queue_claim(&run->job, &run->arena, engine->queue, &filter, now, err);

	pc_buf_done(&look.kind);
	if (status == PC_OK) {
		*out = run;
		return PC_OK;
	}
	pc_arena_done(&run->arena);
	free(run);
	*out = NULL;
	return status == PC_ERR_ABSENT ? PC_OK : status;
}

/* ---- how many ---------------------------------------------------------------- */

static bool count_one(void *context, struct pc_str type, bool is_operator)
{
	struct pc_engine *engine = context;
	const struct pc_job job = {.type = type, .is_operator = is_operator};

	engine->queued++;
	engine->interactive += engine_is_interactive(engine, &job);
	return true;
}

enum pc_status engine_count_waiting(
	struct pc_engine *engine, int64_t now, struct pc_err *err)
{
	engine->queued = engine->interactive = 0;
	return pc_queue_depth(engine->queue, now, count_one, engine, err);
}

bool engine_has_place(const struct pc_engine *engine, bool is_operator, int64_t now)
{
	const struct pc_job job = {.is_operator = is_operator};
	const struct pc_capacity_ask ask = {.job = &job, .now = now};
	enum pc_full full = pc_capacity_ask(engine->capacity, &ask);

	return full != PC_FULL_SLOTS && full != PC_FULL_OPERATOR_SLOT;
}
