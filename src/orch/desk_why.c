/* SPDX-License-Identifier: Apache-2.0 */
/* Why a job stands where it stands, in words, from what is known without asking anybody.
 * Not knowing is an answer: then nothing is said. */
#include "desk_priv.h"
#include "pc/base/limits.h"
#include "pc/base/when.h"
#include "pc/models/table.h"
#include "pc/orch/route.h"

/* ---- what it waits for ---------------------------------------------------------- */

struct needs {
	struct pc_arena *arena;
	struct pc_str text;
	int64_t count;
};

static bool add_need(
	void *context, int64_t job, enum pc_job_state state, bool also_failed)
{
	enum { NAMED = 5 };
	struct needs *n = context;

	(void)state;
	(void)also_failed;
	if (n->count++ < NAMED)
		n->text = pc_arena_printf(n->arena, "%.*s%s%lld", PC_STR_ARG(n->text),
			n->text.len ? ", " : "", (long long)job);
	else if (n->count == NAMED + 1)
		n->text = pc_arena_printf(n->arena, "%.*s and more", PC_STR_ARG(n->text));
	return true;
}

static enum pc_status why_waiting(
	struct pc_str *out, struct desk_case *c, const struct pc_job *job)
{
	enum { LOOKED_AT = 6 };
	struct needs needs = {.arena = c->arena};

	PC_TRY(pc_job_needs_each(
		c->desk->queue, job->id, LOOKED_AT, add_need, &needs, c->err));
	*out = pc_arena_printf(c->arena, "it waits for job%s %.*s",
		pc_plural((size_t)needs.count), PC_STR_ARG(needs.text));
	return PC_OK;
}

struct held {
	struct pc_arena *arena;
	struct pc_str text;
};

static bool see_held(void *context, const struct pc_job_event *event)
{
	struct held *held = context;

	if (pc_str_is(event->what, "held"))
		held->text = pc_arena_printf(held->arena, "held by %.*s%s%.*s",
			PC_STR_ARG(event->by), event->text.len ? ": " : "",
			PC_STR_ARG(event->text));
	return true;
}

static enum pc_status why_paused(
	struct pc_str *out, struct desk_case *c, const struct pc_job *job)
{
	struct held held = {.arena = c->arena, .text = PC_STR("it is held")};

	PC_TRY(pc_job_events_each(c->desk->queue, job->id, see_held, &held, c->err));
	*out = held.text;
	return PC_OK;
}

/* ---- how it failed -------------------------------------------------------------- */

static struct pc_str failure_of(struct desk_case *c, const struct pc_job *job)
{
	if (job->failure <= PC_FAILURE_NONE || job->failure >= PC_FAILURES)
		return (struct pc_str){0};
	return pc_arena_printf(c->arena, "%s%s%.*s", pc_failure_table[job->failure].name,
		job->failure_said.len ? ": " : "", PC_STR_ARG(job->failure_said));
}

static enum pc_status why_ended(
	struct pc_str *out, struct desk_case *c, const struct pc_job *job)
{
	*out = job->error.len ? job->error : failure_of(c, job);
	return PC_OK;
}

static enum pc_status why_refused(
	struct pc_str *out, struct desk_case *c, const struct pc_job *job)
{
	PC_TRY(why_ended(out, c, job));
	/* Where the last attempt was let and its answer was not, this is the rule that
	 * let it. */
	if (job->policy_rule.len && !job->policy_verdict)
		*out = pc_arena_printf(c->arena, "%.*s%srule %.*s%s%.*s",
			PC_STR_ARG(*out), out->len ? "; " : "",
			PC_STR_ARG(job->policy_rule), job->policy_place.len ? " at " : "",
			PC_STR_ARG(job->policy_place));
	return PC_OK;
}

static enum pc_status why_snoozed(
	struct pc_str *out, struct desk_case *c, const struct pc_job *job)
{
	struct pc_str failure = failure_of(c, job);
	struct pc_str at = pc_when_time(c->arena, job->not_before);

	*out = pc_arena_printf(c->arena, "not before %.*s%s%.*s", PC_STR_ARG(at),
		failure.len ? ", after " : "", PC_STR_ARG(failure));
	return PC_OK;
}

static enum pc_status why_review(
	struct pc_str *out, struct desk_case *c, const struct pc_job *job)
{
	(void)c;
	(void)job;
	*out = PC_STR("it is done when somebody has looked at it: policyctl job review");
	return PC_OK;
}

/* ---- why it is not its turn ----------------------------------------------------- */

static struct pc_str find_pause(struct desk_case *c, const struct pc_job *job)
{
	const struct pc_str names[PC_PAUSE_KINDS] = {
		[PC_PAUSE_QUEUE] = job->queue,
		[PC_PAUSE_TYPE] = job->type,
		[PC_PAUSE_PROJECT] = job->project,
		/* Of an attempt: the next one may go another way. */
		[PC_PAUSE_KEY] = job->backend.len ? (struct pc_str){0} : job->key,
	};

	for (int kind = 0; kind < PC_PAUSE_KINDS; kind++) {
		if ((kind != PC_PAUSE_ALL && !names[kind].len) ||
			!pc_queue_is_paused(
				c->desk->queue, (enum pc_pause_kind)kind, names[kind]))
			continue;
		if (kind == PC_PAUSE_ALL)
			return PC_STR("everything is paused");
		return pc_arena_printf(c->arena, "the %s '%.*s' is paused",
			pc_pause_kind_name((enum pc_pause_kind)kind),
			PC_STR_ARG(names[kind]));
	}
	return (struct pc_str){0};
}

/* Which of the windows that are in the way ends first. */
struct ways {
	struct desk_case *c;
	const struct pc_engine_view *view;
	const struct pc_job *job;
	const struct pc_window *first;
	bool is_open; /* one of them is */
};

static void try_way(
	struct ways *w, const struct pc_orch_step *step, const struct pc_key *key)
{
	const struct pc_route way = {
		.backend = step->backend, .key = key, .model = step->model};
	struct pc_window_place place;
	const struct pc_window *window;
	bool may_probe;

	/* Windows are of models and lines, steps have positions. */
	pc_route_place(&place, &way, w->view->models);
	window = pc_windows_find(w->view->windows, &place, w->c->now, &may_probe);
	w->is_open |= !window || may_probe;
	if (window && (!w->first || window->until < w->first->until))
		w->first = window;
}

static void try_step(struct ways *w, const struct pc_orch_step *step)
{
	const struct pc_orch_config *config = w->c->config;
	const struct pc_model *model = pc_models_name(w->view->models, step->model).model;
	const struct pc_key_use use = {.provider = step->backend->provider,
		.model = model ? model->id : step->model,
		.agent = w->job->agent,
		.project = w->job->project};
	const struct pc_key *keys[PC_MAX_ORCH_KEYS];
	size_t n;

	if (step->backend->is_keyless) {
		try_way(w, step, NULL);
		return;
	}
	n = pc_keys_order(keys, config->keys,
		config->n_keys < PC_MAX_ORCH_KEYS ? config->n_keys : PC_MAX_ORCH_KEYS,
		&use);
	for (size_t i = 0; i < n; i++)
		try_way(w, step, keys[i]);
}

static struct pc_str find_window(
	struct desk_case *c, const struct pc_job *job, const struct pc_engine_view *view)
{
	const struct pc_orch_chain *chain = pc_route_chain(c->config, job);
	struct ways w = {.c = c, .view = view, .job = job};
	struct pc_str until, what;

	for (size_t i = 0; chain && i < chain->count; i++)
		try_step(&w, &chain->steps[i]);
	if (!w.first || w.is_open)
		return (struct pc_str){0};
	until = w.first->until == PC_WINDOW_FOR_GOOD
			? PC_STR("somebody lifts it")
			: pc_when_time(c->arena, w.first->until);
	what = w.first->key.len     ? w.first->key
	       : w.first->model.len ? w.first->model
				    : w.first->provider;
	return pc_arena_printf(c->arena, "each way is blocked: '%.*s' until %.*s (%s)",
		PC_STR_ARG(what), PC_STR_ARG(until), pc_failure_table[w.first->why].name);
}

static struct pc_str why_full(
	struct desk_case *c, const struct pc_job *job, const struct pc_engine_view *view)
{
	static const char *const words[] = {
		[PC_FULL_TOKENS] = "the tokens of five minutes are used up",
		[PC_FULL_BACKPRESSURE] = "batch is held back: too much waits",
		[PC_FULL_BACKEND] = "its backend does as many jobs as it may",
		[PC_FULL_KEY] = "as many jobs use its key as may",
		[PC_FULL_PROJECT] = "as many jobs of its project run as may",
		[PC_FULL_TYPE] = "as many jobs of its type run as may",
		[PC_FULL_BUDGET] = "no budget has room for what it may take",
		[PC_FULL_NO_PRICE] = "there is a budget, and nobody knows what it costs",
	};
	enum pc_full full = pc_engine_full(c->desk->engine, job);

	if (full == PC_FULL_SLOTS || full == PC_FULL_OPERATOR_SLOT)
		return pc_arena_printf(c->arena, "all slots are taken: %lld jobs run%s",
			(long long)view->running,
			full == PC_FULL_SLOTS ? ""
					      : ", and what is left is for operators");
	return (size_t)full < PC_COUNT(words) && words[full] ? pc_str(words[full])
							     : (struct pc_str){0};
}

static enum pc_status why_queued(
	struct pc_str *out, struct desk_case *c, const struct pc_job *job)
{
	struct pc_engine_view view;

	*out = find_pause(c, job);
	if (out->len)
		return PC_OK;
	if (job->not_before > c->now)
		return why_snoozed(out, c, job);
	pc_engine_look(&view, c->desk->engine);
	*out = find_window(c, job, &view);
	if (!out->len)
		*out = why_full(c, job, &view);
	return PC_OK;
}

/* ---- by state ------------------------------------------------------------------- */

enum pc_status desk_why(struct pc_str *out, struct desk_case *c, const struct pc_job *job)
{
	static enum pc_status (*const by_state[PC_JOB_STATES])(
		struct pc_str * out, struct desk_case * c, const struct pc_job *job) = {
		[PC_JOB_WAITING] = why_waiting,
		[PC_JOB_QUEUED] = why_queued,
		[PC_JOB_SNOOZED] = why_snoozed,
		[PC_JOB_PAUSED] = why_paused,
		[PC_JOB_REVIEW] = why_review,
		[PC_JOB_FAILED] = why_ended,
		[PC_JOB_REFUSED] = why_refused,
		[PC_JOB_CANCELLED] = why_ended,
		[PC_JOB_DEAD] = why_ended,
	};

	*out = (struct pc_str){0};
	if (job->state < 0 || job->state >= PC_JOB_STATES || !by_state[job->state])
		return PC_OK;
	return by_state[job->state](out, c, job);
}
