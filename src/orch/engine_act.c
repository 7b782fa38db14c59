/* SPDX-License-Identifier: Apache-2.0 */
/* What is done about an attempt that failed: one small function for each action of
 * pc_failure_table.  They say where the job goes; who is blocked, the windows know. */
#include "engine_priv.h"
#include "pc/base/limits.h"
#include "pc/models/table.h"

/* ---- where a job goes -------------------------------------------------------- */

static void again(struct ending *e, int64_t after)
{
	e->job.state = PC_JOB_QUEUED;
	e->job.not_before = after > 0 ? e->now + after : 0;
	e->job.first_step = e->run->job.first_step;
	e->job.tries = e->run->job.tries + 1;
}

static void fail(struct ending *e)
{
	e->job.state = PC_JOB_FAILED;
}

/* Twice as long each time, and never all at once.  People who wait go other ways at
 * once. */
static int64_t pause_after(struct ending *e)
{
	int64_t pause = PC_RETRY_FIRST;

	if (engine_is_interactive(e->engine, &e->run->job))
		return 0;
	for (int64_t i = 0; i < e->run->job.tries && pause < PC_RETRY_MOST; i++)
		pause *= 2;
	pause = pause < PC_RETRY_MOST ? pause : PC_RETRY_MOST;
	return pause + engine_jitter(e->engine, pause / 2);
}

/* To a later step; false: there is none. */
static bool to_step(struct ending *e, unsigned step)
{
	if (!engine_has_step(e->engine, &e->run->job, step))
		return false;
	e->job.state = PC_JOB_QUEUED;
	e->job.first_step = step;
	e->job.tries = 0;
	return true;
}

static bool to_next(struct ending *e)
{
	return to_step(e, e->run->way.step + 1);
}

/* What one model does not want, it does not want at another door either. */
static bool to_other_model(struct ending *e)
{
	const struct pc_orch_chain *chain =
		pc_route_chain(engine_config(e->engine), &e->run->job);

	for (unsigned i = e->run->way.step + 1; chain && i < chain->count; i++) {
		if (!pc_str_eq(chain->steps[i].model, e->run->way.model))
			return to_step(e, i);
	}
	return false;
}

/* All of the chain is tried again, later: its attempts have an end. */
static void to_next_or_first(struct ending *e)
{
	if (to_next(e))
		return;
	again(e, pause_after(e));
	e->job.first_step = 0;
}

/* The chain of the next tier, for jobs that go by theirs; false: there is none. */
static bool to_higher_tier(struct ending *e)
{
	static const char *const tiers[] = {"grunt", "worker", "brain"};
	const struct pc_orch_config *config = engine_config(e->engine);
	const struct pc_orch_chain *now = pc_route_chain(config, &e->run->job);
	struct pc_job job = e->run->job;

	for (size_t i = 0; now && i + 1 < PC_COUNT(tiers); i++) {
		if (!pc_str_is(now->name, tiers[i]))
			continue;
		job.tier = pc_str(tiers[i + 1]);
		job.first_step = 0;
		/* A job that has asked for a chain or a model gets no other one. */
		if (pc_route_chain(config, &job) == now ||
			!engine_has_step(e->engine, &job, 0))
			return false;
		e->job.state = PC_JOB_QUEUED;
		e->job.tier = job.tier;
		e->job.first_step = e->job.tries = 0;
		return true;
	}
	return false;
}

static bool has_tries(const struct ending *e)
{
	return e->run->job.tries + 1 < PC_MAX_STEP_TRIES;
}

/* ---- actions ----------------------------------------------------------------- */

/* Whatever was opened is in the way of this one and leaves the others. */
static void act_wait(struct ending *e)
{
	bool may_probe;
	bool is_shut =
		pc_windows_find(e->engine->windows, &e->run->place, e->now, &may_probe);

	again(e, is_shut ? 0 : pause_after(e));
	if (is_shut) /* it is no fault of the step's, which is asked when it may be */
		e->job.tries = e->run->job.tries;
}

static void act_refresh(struct ending *e)
{
	engine_login_ended(e->engine, &e->run->way, e->now);
	act_wait(e);
}

/* A provider that is down for a night is no failure of the job's, and its window says how
 * often it is asked; but what fails between others that succeed is the job's own. */
static bool is_down(const struct ending *e)
{
	bool may_probe;
	const struct pc_window *window =
		pc_windows_find(e->engine->windows, &e->run->place, e->now, &may_probe);

	return e->failure.class == PC_FAILURE_OVERLOADED && window && window->hits > 1;
}

static void act_retry(struct ending *e)
{
	if (has_tries(e))
		again(e, pause_after(e));
	else
		to_next_or_first(e);
	if (is_down(e))
		e->job.keeps_attempt = true;
}

/* A model that is gone is gone for all: its window leads elsewhere.  One that does not
 * want this job is not asked for it again. */
static void act_remap(struct ending *e)
{
	if (e->failure.class == PC_FAILURE_MODEL_GONE)
		act_wait(e);
	else if (!to_other_model(e))
		fail(e);
}

/* The gate has judged, or it would have been let. */
static void act_judge(struct ending *e)
{
	if (!to_next(e))
		e->job.state = PC_JOB_REFUSED;
}

static int64_t context_of(const struct pc_models *models, struct pc_str name)
{
	const struct pc_model *model = pc_models_name(models, name).model;

	return model ? model->context : 0;
}

static void act_larger(struct ending *e)
{
	const struct pc_models *models = engine_models(e->engine);
	const struct pc_orch_chain *chain =
		pc_route_chain(engine_config(e->engine), &e->run->job);
	int64_t had = context_of(models, e->run->way.model);

	for (unsigned i = e->run->way.step + 1; chain && i < chain->count; i++) {
		int64_t has = context_of(models, chain->steps[i].model);

		/* Where nobody knows, it is tried. */
		if ((!had || !has || has > had) && to_step(e, i))
			return;
	}
	fail(e);
}

/* Of what is never right its attempts are used up. */
static void act_repair(struct ending *e)
{
	if (has_tries(e))
		again(e, 0);
	else if (!to_next(e) && !to_higher_tier(e))
		to_next_or_first(e);
}

/* Somebody has stopped it who wanted all to stop: neither it nor its way did wrong. */
static void stopped(struct ending *e)
{
	again(e, 0);
	e->job.tries = e->run->job.tries;
	e->job.keeps_attempt = true;
}

static void act_requeue(struct ending *e)
{
	if (pc_str_is(e->failure.said, "cancelled"))
		stopped(e);
	else if (has_tries(e))
		again(e, e->run->job.tries ? pause_after(e) : 0);
	else
		to_next_or_first(e);
}

static void act_fail(struct ending *e)
{
	e->job.state = e->failure.class == PC_FAILURE_POLICY_DENIED ? PC_JOB_REFUSED
								    : PC_JOB_FAILED;
}

static void act_alert(struct ending *e)
{
	e->engine->unknown++;
	engine_tell(e->engine, PC_ERROR, e->run->job.id,
		"an attempt of '%.*s' failed and nobody knows what it means: %.*s",
		PC_STR_ARG(e->run->way.backend->name), PC_STR_ARG(e->failure.said));
	act_retry(e);
}

static void act_done(struct ending *e)
{
	e->job.state = engine_wants_review(e->engine, &e->run->job) ? PC_JOB_REVIEW
								    : PC_JOB_DONE;
	e->job.result = e->end->output;
	e->job.is_truncated = e->end->is_truncated;
}

static void (*const actions[])(struct ending *e) = {
	[PC_ACT_NONE] = act_done,
	[PC_ACT_NEXT_OR_SNOOZE] = act_wait,
	[PC_ACT_SLOW_DOWN] = act_wait,
	[PC_ACT_RETRY_THEN_NEXT] = act_retry,
	[PC_ACT_PARK] = act_wait,
	[PC_ACT_DISABLE_KEY] = act_wait,
	[PC_ACT_REFRESH_KEY] = act_refresh,
	[PC_ACT_REMAP_MODEL] = act_remap,
	[PC_ACT_JUDGE_AGAIN] = act_judge,
	[PC_ACT_LARGER_CONTEXT] = act_larger,
	[PC_ACT_REPAIR] = act_repair,
	[PC_ACT_REQUEUE] = act_requeue,
	[PC_ACT_FAIL] = act_fail,
	[PC_ACT_ALERT] = act_alert,
};

/* ---- all of it --------------------------------------------------------------- */

int64_t engine_most_attempts(const struct pc_engine *engine, const struct pc_job *job)
{
	const struct pc_orch_type *type = engine_type(engine_config(engine), job->type);

	if (job->max_attempts > 0)
		return job->max_attempts;
	return type && type->max_attempts > 0 ? type->max_attempts : PC_MAX_JOB_ATTEMPTS;
}

/* Of what does not lie at the job. */
static bool is_about_a_place(enum pc_failure_scope scope)
{
	return scope == PC_SCOPE_KEY_MODEL || scope == PC_SCOPE_KEY ||
	       scope == PC_SCOPE_ORGANIZATION || scope == PC_SCOPE_MODEL ||
	       scope == PC_SCOPE_PROVIDER_MODEL || scope == PC_SCOPE_PROVIDER ||
	       scope == PC_SCOPE_BACKEND;
}

/* A job that has tried often enough is for people. */
static void check_attempts(struct ending *e)
{
	if (e->job.state == PC_JOB_QUEUED && !e->job.keeps_attempt &&
		e->run->job.attempts >= engine_most_attempts(e->engine, &e->run->job))
		e->job.state = PC_JOB_DEAD;
}

static void say_why(struct ending *e, const struct pc_failure_row *row)
{
	struct pc_arena *arena = &e->run->arena;

	e->job.failure = e->failure.class;
	e->job.said = e->failure.said;
	if (e->failure.class == PC_FAILURE_NONE)
		return;
	e->job.error = e->why.len ? e->why
				  : pc_arena_printf(arena, "%s%s%.*s", row->name,
					    e->failure.said.len ? ": " : "",
					    PC_STR_ARG(e->failure.said));
	if (row->notifies && row->action != PC_ACT_ALERT)
		engine_tell(e->engine, PC_WARNING, e->run->job.id, "'%.*s': %.*s",
			PC_STR_ARG(e->run->way.backend->name), PC_STR_ARG(e->job.error));
}

/* It was sent to see whether a place is open again: an outage of hours would else use up
 * all that a few jobs have.  But what nobody knows may lie at the job, which has an end.
 */
static bool looks_for_others(const struct ending *e, enum pc_failure_scope scope)
{
	int64_t most = engine_most_attempts(e->engine, &e->run->job);

	if (!e->run->way.is_probe || !is_about_a_place(scope))
		return false;
	return e->failure.class != PC_FAILURE_UNKNOWN ||
	       e->run->row.number < most * PC_MAX_UNKNOWN_PROBES;
}

void engine_act(struct ending *e)
{
	const struct pc_failure_row *row = &pc_failure_table[e->failure.class];

	e->job = (struct pc_job_end){.keeps_attempt = !row->takes_attempt};
	if (e->failure.class == PC_FAILURE_NONE)
		e->job.keeps_attempt = false;
	if (looks_for_others(e, row->scope))
		e->job.keeps_attempt = true;
	actions[row->action](e);
	check_attempts(e);
	say_why(e, row);
}
