/* SPDX-License-Identifier: Apache-2.0 */
/* From a claim to an attempt: a way, the gate's word, a row; and where a job goes that
 * has no way.  Nothing is started here: the row has to be on the disk first. */
#include "engine_priv.h"
#include "pc/base/limits.h"

/* ---- texts ------------------------------------------------------------------- */

static struct pc_str place_text(struct pc_arena *arena, struct pc_span at)
{
	if (!at.file)
		return (struct pc_str){0};
	return pc_arena_printf(
		arena, "%s:%u:%u", at.file, (unsigned)at.line, (unsigned)at.col);
}

static struct pc_str stripped_text(
	struct pc_arena *arena, const struct pc_gate_answer *answer)
{
	PC_AUTO(pc_buf_done) struct pc_buf names = {0};

	for (size_t i = 0; i < answer->n_stripped; i++) {
		if (names.len)
			pc_buf_add_char(&names, ',');
		pc_buf_add(&names, answer->stripped[i]);
	}
	return pc_arena_str(arena, pc_buf_str(&names));
}

/* What a worker is asked when the last answer was no good. */
static struct pc_str prompt_of(struct pc_arena *arena, const struct pc_job *job)
{
	/* Of a review, .reviewer says who may not do it. */
	bool was_reviewed = job->reviewer.len && !pc_str_is(job->type, "review");
	bool is_repair = job->failure == PC_FAILURE_OUTPUT_INVALID || was_reviewed;

	if (!is_repair || !job->error.len)
		return job->prompt;
	return pc_arena_printf(arena,
		"%.*s\n\nThe last answer to this was not accepted: %.*s\n"
		"Answer again, with that put right.",
		PC_STR_ARG(job->prompt),
		PC_STR_ARG(pc_str_head(job->error, PC_MAX_WRONG_TEXT)));
}

/* ---- the gate ---------------------------------------------------------------- */

static bool is_program(const struct pc_orch_backend *backend)
{
	return backend->contract == PC_CONTRACT_CLAUDE_CLI ||
	       backend->contract == PC_CONTRACT_COMMAND;
}

static enum pc_status ask_gate(struct pc_pass **pass, struct pc_gate_answer *answer,
	struct pc_engine *engine, struct run *run, int64_t now, struct pc_err *err)
{
	const struct pc_orch_backend *backend = run->way.backend;
	struct pc_gate_ask ask = {.job = &run->job,
		.backend = backend->name,
		.provider = backend->provider,
		.model = run->way.model,
		.environment = is_program(backend) ? engine->environment : NULL,
		.list_price = run->want.money,
		.capacity = engine->capacity,
		.tokens = engine_plus(run->want.in, run->want.out),
		.queued = engine->queued,
		.now = now};

	if (run->way.key)
		ask.key = run->way.key->name;
	return pc_gate_before(
		pass, answer, &run->arena, engine->now->rules.gate, &ask, err);
}

static void fill_row(struct run *run, struct pc_engine *engine,
	const struct pc_gate_answer *answer, int64_t now)
{
	const struct pc_orch_backend *backend = run->way.backend;

	run->row = (struct pc_attempt){.job = run->job.id,
		.started = now,
		.backend = backend->name,
		.provider = backend->provider,
		.key = run->way.key ? run->way.key->name : (struct pc_str){0},
		.model = answer->is_let ? answer->model : run->way.model,
		.verdict = answer->is_let ? PC_STR("allow") : PC_STR("deny"),
		.rule = answer->rule,
		.place = place_text(&run->arena, answer->at),
		.digest = engine->now->rules.digest,
		.stripped = stripped_text(&run->arena, answer),
		.generation = answer->generation,
		.reserved_tokens =
			answer->is_let ? engine_plus(run->want.in, run->want.out) : 0,
		.reserved_money = answer->is_let ? run->want.money : 0};
}

/* A refusal is an attempt, too: nothing was spent on it, and it says why. */
static enum pc_status record_refusal(struct pc_engine *engine, struct run *run,
	const struct pc_gate_answer *answer, int64_t now, struct pc_err *err)
{
	struct pc_attempt *row = &run->row;

	fill_row(run, engine, answer, now);
	PC_TRY(pc_queue_attempt_begin(engine->queue, row, err));
	row->ended = now;
	row->failure = PC_FAILURE_POLICY_DENIED;
	row->said = answer->why;
	return pc_queue_attempt_end(engine->queue, row, err);
}

/* ---- it goes ----------------------------------------------------------------- */

static int64_t nearer(int64_t most, int64_t left)
{
	return left > 0 && (most <= 0 || left < most) ? left : most;
}

static void make_plan(struct run *run, const struct pc_engine *engine,
	const struct pc_pass *pass, const struct pc_gate_answer *answer, int64_t now)
{
	const struct pc_orch_backend *backend = run->way.backend;
	struct pc_job *told = &run->told;

	*told = run->job;
	told->cwd = answer->cwd;
	told->prompt = prompt_of(&run->arena, &run->job);
	told->reserved_tokens = run->want.out;
	/* What one login has begun another one cannot go on with. */
	if (run->job.route.len && !pc_str_eq(run->job.backend, backend->name))
		told->session = (struct pc_str){0};
	run->face.job = told;
	run->face.backend = backend;
	run->face.key = run->way.key;
	run->face.plan = (struct pc_run_plan){.pass = pass,
		.job = told,
		.model = answer->model,
		.url = backend->url,
		.argv = backend->argv,
		.may_bill = !backend->is_subscription && !run->way.key,
		.environment = answer->environment,
		.dir = pc_arena_printf(&run->arena, "%.*s/jobs/%lld",
			PC_STR_ARG(engine_config(engine)->state), (long long)run->job.id),
		.deadline = nearer(backend->deadline,
			run->job.deadline ? run->job.deadline - now : 0),
		.idle = backend->idle,
		.most_output = PC_MAX_WORKER_OUTPUT,
		.contract = backend->contract};
}

static struct pc_str kept(struct pc_arena *arena, struct pc_str text)
{
	return pc_arena_str(arena, text);
}

/* Names of the table of models live until it is looked at again. */
static void keep_place(struct run *run, const struct pc_models *models)
{
	struct pc_window_place *place = &run->place;

	pc_route_place(place, &run->way, models);
	place->model = kept(&run->arena, place->model);
	place->line = kept(&run->arena, place->line);
}

static void take_room(struct pc_engine *engine, struct run *run, int64_t now)
{
	run->taken = (struct pc_capacity_ask){.job = &run->job,
		.backend = run->way.backend,
		.key = run->way.key,
		.tokens = run->row.reserved_tokens,
		.money = run->want.money,
		.queued = engine->queued,
		.now = now};
	pc_capacity_take(engine->capacity, &run->taken);
	if (run->way.is_probe)
		pc_windows_probe(engine->windows, &run->place, now);
}

static enum pc_status go(struct pc_engine *engine, struct run *run,
	const struct pc_pass *pass, const struct pc_gate_answer *answer, int64_t now,
	struct pc_err *err)
{
	const struct pc_models *models = engine_models(engine);

	keep_place(run, models);
	/* Another model is called than the one that was looked for. */
	engine_price(&run->want, models, &run->way, answer->model);
	fill_row(run, engine, answer, now);
	PC_TRY(pc_queue_attempt_begin(engine->queue, &run->row, err));
	make_plan(run, engine, pass, answer, now);
	run->face.id = run->row.id;
	run->renew_at = now + engine_config(engine)->limits.heartbeat;
	run->generation = engine->now;
	run->generation->users++;
	take_room(engine, run, now);
	engine_unlearn(engine, run->job.id);
	pc_xgrow(engine->runs, engine->n_runs, engine->cap_runs);
	engine->runs[engine->n_runs++] = run;
	pc_xgrow(engine->starting, engine->n_starting, engine->cap_starting);
	engine->starting[engine->n_starting++] = run;
	if (answer->warning.len)
		engine_tell(engine, PC_WARNING, run->job.id, "%.*s",
			PC_STR_ARG(answer->warning));
	return PC_OK;
}

/* ---- it does not go ---------------------------------------------------------- */

struct refusals {
	unsigned steps; /* bits */
	struct pc_gate_answer last;
};

static struct pc_job_end ends_late(void)
{
	return (struct pc_job_end){.state = PC_JOB_FAILED,
		.said = PC_STR("deadline"),
		.error = PC_STR("its deadline has passed before it could run"),
		.keeps_attempt = true};
}

/* What was refused in an earlier turn is not asked again: its row knows the rule. */
static struct pc_job_end ends_refused(struct run *run, const struct pc_gate_answer *last)
{
	struct pc_str rule = last->rule.len ? last->rule : run->job.policy_rule;

	return (struct pc_job_end){.state = PC_JOB_REFUSED,
		.failure = PC_FAILURE_POLICY_DENIED,
		.said = pc_arena_str(&run->arena, PC_STR("refused")),
		.error = pc_arena_printf(&run->arena, "refused by %s: %.*s: %.*s",
			last->rule.len ? pc_gate_step_name(last->step) : "policy",
			PC_STR_ARG(rule), PC_STR_ARG(last->why)),
		.keeps_attempt = true};
}

static struct pc_job_end ends_without_way(void)
{
	return (struct pc_job_end){.state = PC_JOB_FAILED,
		.failure = PC_FAILURE_BAD_REQUEST,
		.said = PC_STR("no_way"),
		.error = PC_STR("no step of a chain has a backend and a key for it"),
		.keeps_attempt = true};
}

/* As it was: what is in the way goes by itself, and each turn looks. */
static struct pc_job_end goes_back(const struct pc_job *job)
{
	return (struct pc_job_end){.state = PC_JOB_QUEUED,
		.failure = (enum pc_failure_class)job->failure,
		.said = job->failure_said,
		.first_step = job->first_step,
		.tries = job->tries,
		.keeps_attempt = true};
}

static enum pc_status put_back(struct pc_engine *engine, struct run *run,
	const struct pc_job_end *end, int64_t now, struct pc_err *err)
{
	int64_t id = run->job.id;
	enum pc_status status = pc_queue_finish(engine->queue, &run->job, end, now, err);

	if (status == PC_OK)
		engine_changed(engine, id);
	if (pc_job_is_ended(end->state))
		engine_review_gone(engine, &run->job);
	engine_free_run(engine, run);
	return status;
}

static enum pc_status give_up(struct pc_engine *engine, struct run *run,
	enum pc_unroutable how, const struct refusals *refused, int64_t now,
	struct pc_err *err)
{
	struct pc_job_end end;

	if (how == PC_ROUTE_NONE) {
		end = refused->steps ? ends_refused(run, &refused->last)
				     : ends_without_way();
		engine_unlearn(engine, run->job.id);
	} else {
		end = goes_back(&run->job);
		engine->n_put_back++;
		engine_learn(
			engine, run->job.id, engine_tokens_in(&run->job), refused->steps);
	}
	return put_back(engine, run, &end, now, err);
}

/* Each hop of a chain goes through the gate; what was refused is not asked again.  *how:
 * why nothing goes, when run is not on its way. */
static enum pc_status try_ways(enum pc_unroutable *how, struct refusals *refused,
	struct pc_engine *engine, struct run *run, int64_t now, struct pc_err *err)
{
	struct pc_pass *pass;
	int64_t at;

	for (;;) {
		*how = engine_find(
			&run->way, &at, engine, &run->job, refused->steps, now);
		if (*how != PC_ROUTED)
			break;
		run->want = (struct want){.in = engine_tokens_in(&run->job),
			.out = engine_tokens_out(engine_config(engine), &run->job)};
		engine_price(
			&run->want, engine_models(engine), &run->way, run->way.model);
		PC_TRY(ask_gate(&pass, &refused->last, engine, run, now, err));
		if (refused->last.is_let)
			return go(engine, run, pass, &refused->last, now, err);
		PC_TRY(record_refusal(engine, run, &refused->last, now, err));
		refused->steps |= 1U << run->way.step;
	}
	engine_again(engine, at);
	return PC_OK;
}

enum pc_status engine_begin(
	struct pc_engine *engine, struct run *run, int64_t now, struct pc_err *err)
{
	const struct learned *known = engine_learned(engine, run->job.id);
	struct refusals refused = {.steps = known ? known->refused : 0};
	enum pc_unroutable how = PC_ROUTE_NONE;
	enum pc_status status;

	if (engine_is_late(&run->job, now)) {
		struct pc_job_end end = ends_late();

		engine_tell(engine, PC_WARNING, run->job.id,
			"its deadline has passed before it could run");
		return put_back(engine, run, &end, now, err);
	}
	status = try_ways(&how, &refused, engine, run, now, err);
	if (status == PC_OK && how != PC_ROUTED)
		return give_up(engine, run, how, &refused, now, err);
	if (status != PC_OK)
		engine_free_run(engine, run);
	return status;
}
