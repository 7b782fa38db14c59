/* SPDX-License-Identifier: Apache-2.0 */
/* What came back: the gate judges it, the windows and the capacity are told, the attempt
 * is charged, and then its job goes where engine_act() says. */
#include "engine_priv.h"
#include "pc/base/limits.h"
#include "pc/models/table.h"

/* ---- judged ------------------------------------------------------------------ */

static bool is_same_model(
	const struct pc_engine *engine, struct pc_str a, struct pc_str b)
{
	const struct pc_models *models = engine_models(engine);
	const struct pc_model *one = pc_models_name(models, a).model;

	return one ? one == pc_models_name(models, b).model : pc_str_eq(a, b);
}

static enum pc_failure_class class_of(const struct ending *e)
{
	if (e->judged.step == PC_GATE_OUTPUT)
		return pc_str_is(e->judged.rule, "schema") ? PC_FAILURE_OUTPUT_INVALID
							   : PC_FAILURE_POLICY_DENIED;
	return is_same_model(e->engine, e->end->answered, e->run->face.plan.model)
		       ? PC_FAILURE_POLICY_DENIED
		       : PC_FAILURE_MODEL_SUBSTITUTED;
}

/* An answer counts when the gate of now lets it, too. */
static void judge(struct ending *e)
{
	struct pc_engine *engine = e->engine;
	struct run *run = e->run;
	const struct pc_gate_came came = {
		.answered = e->end->answered, .text = e->end->output, .now = e->now};

	if (e->failure.class != PC_FAILURE_NONE)
		return;
	e->is_judged = true;
	pc_gate_after(&e->judged, &run->arena, engine->now->rules.gate,
		run->face.plan.pass, &came);
	if (e->judged.warning.len)
		engine_tell(engine, PC_WARNING, run->job.id, "%.*s",
			PC_STR_ARG(e->judged.warning));
	if (e->judged.is_let)
		return;
	e->failure = (struct pc_failure){
		.class = class_of(e), .may_have_run = true, .said = e->judged.rule};
	e->why = pc_arena_printf(&run->arena, "%.*s: %.*s", PC_STR_ARG(e->judged.rule),
		PC_STR_ARG(e->judged.why));
}

/* ---- told -------------------------------------------------------------------- */

static void tell_windows(struct ending *e)
{
	struct pc_engine *engine = e->engine;
	struct run *run = e->run;

	if (e->end->failure.class == PC_FAILURE_NONE)
		pc_windows_succeed(engine->windows, &run->place, run->row.started);
	else
		pc_windows_fail(engine->windows, &run->place, &e->failure, e->now,
			engine_config(engine)->limits.longest_window);
}

static enum pc_status write_row(struct ending *e, struct pc_err *err)
{
	struct pc_attempt *row = &e->run->row;

	row->ended = e->now;
	row->failure = e->failure.class;
	row->reset_at = e->failure.until;
	row->answered = e->end->answered;
	row->said = e->failure.said;
	row->denials = e->end->denials;
	if (e->is_judged) {
		row->verdict_after = e->judged.is_let ? PC_STR("allow") : PC_STR("deny");
		row->rule_after = e->judged.rule;
	}
	return pc_queue_attempt_end(e->engine->queue, row, err);
}

static void settle_money(struct ending *e)
{
	struct pc_engine *engine = e->engine;
	struct run *run = e->run;
	struct spend spend;

	engine_charge(&spend, run, e->end, engine_models(engine));
	if (spend.is_incredible)
		engine_tell(engine, PC_ERROR, run->job.id,
			"'%.*s' tells of more tokens than anybody can use; what was "
			"reserved is charged",
			PC_STR_ARG(run->way.backend->name));
	pc_capacity_give_back(
		engine->capacity, &run->taken, spend.tokens, spend.money, e->now);
	engine_add_list(engine, run->row.list_price, e->now);
}

/* ---- the job ----------------------------------------------------------------- */

static enum pc_status keep_session(struct ending *e, struct pc_err *err)
{
	const struct pc_job_progress progress = {.session = e->end->session};

	if (!e->end->session.len || e->failure.class != PC_FAILURE_NONE)
		return PC_OK;
	return pc_queue_progress(e->engine->queue, &e->run->job, &progress, e->now, err);
}

static enum pc_status move_job(struct ending *e, struct pc_err *err)
{
	enum pc_status status;

	engine_act(e);
	status = keep_session(e, err);
	if (status == PC_OK)
		status = pc_queue_finish(
			e->engine->queue, &e->run->job, &e->job, e->now, err);
	if (status == PC_OK && e->job.state == PC_JOB_REVIEW)
		return engine_submit_review(e, err);
	if (status == PC_OK)
		return engine_review_ended(e, err);
	if (status != PC_ERR_USAGE && status != PC_ERR_ABSENT)
		return status;
	/* Somebody else has it; what it took is written all the same. */
	engine_tell(e->engine, PC_WARNING, e->run->job.id,
		"an attempt ended whose lease was lost");
	return PC_OK;
}

static enum pc_status settle(struct ending *e, struct pc_err *err)
{
	judge(e);
	tell_windows(e);
	settle_money(e);
	PC_TRY(write_row(e, err));
	return e->run->is_cancelled ? PC_OK : move_job(e, err);
}

/* What a backend says is bounded by it; what stays in a row is bounded here. */
static struct pc_failure failure_of(const struct pc_run_end *end)
{
	struct pc_failure failure = end->failure;

	if ((unsigned)failure.class >= PC_FAILURES)
		failure.class = PC_FAILURE_UNKNOWN;
	failure.said = pc_str_head(failure.said, PC_MAX_FAILURE_SAID);
	return failure;
}

enum pc_status pc_engine_ended(struct pc_engine *engine, int64_t attempt,
	const struct pc_run_end *end, struct pc_err *err)
{
	struct run *run = engine_run(engine, attempt);
	struct ending e = {.engine = engine,
		.run = run,
		.end = end,
		.failure = failure_of(end),
		.now = engine_now(engine)};
	enum pc_status status;
	int64_t job;

	if (!run)
		return PC_OK;
	PC_TRY(engine_check(engine, err));
	job = run->job.id;
	PC_TRY(pc_queue_begin(engine->queue, err));
	status = engine_commit(engine, settle(&e, err), err);
	engine_drop_run(engine, run);
	if (status == PC_OK)
		engine_changed(engine, job);
	return status;
}
