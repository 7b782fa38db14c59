/* SPDX-License-Identifier: Apache-2.0 */
/* The ways of a job, one after another, each held against windows and capacity; the first
 * that is free is taken, and what is in the way of the others says when to look again. */
#include "pc/orch/route.h"

#include "pc/base/limits.h"
#include "pc/models/table.h"

/* ---- which chain ------------------------------------------------------------- */

static const struct pc_orch_type *type_of(
	const struct pc_orch_config *config, const struct pc_job *job)
{
	for (size_t i = 0; i < config->n_types; i++) {
		if (pc_str_eq(config->types[i].name, job->type))
			return &config->types[i];
	}
	return NULL;
}

static const struct pc_orch_chain *chain_named(
	const struct pc_orch_config *config, struct pc_str name)
{
	for (size_t i = 0; name.len && i < config->n_chains; i++) {
		if (pc_str_eq(config->chains[i].name, name))
			return &config->chains[i];
	}
	return NULL;
}

/* What the job insists on; empty: nothing. */
static struct pc_str wish_of(const struct pc_job *job)
{
	return job->model.len ? job->model : job->position;
}

static bool has_step(const struct pc_orch_chain *chain, struct pc_str wish)
{
	for (size_t i = 0; i < chain->count; i++) {
		if (pc_str_eq(chain->steps[i].model, wish))
			return true;
	}
	return false;
}

static const struct pc_orch_chain *usual_chain(
	const struct pc_orch_config *config, const struct pc_job *job)
{
	const struct pc_orch_type *type = type_of(config, job);

	if (type && type->chain)
		return type->chain;
	return chain_named(config, job->tier.len ? job->tier
				   : type        ? type->tier
						 : (struct pc_str){0});
}

/* A chain that was named and is not there is nothing to be replaced in silence. */
const struct pc_orch_chain *pc_route_chain(
	const struct pc_orch_config *config, const struct pc_job *job)
{
	struct pc_str wish = wish_of(job);
	const struct pc_orch_chain *usual;

	if (job->chain.len)
		return chain_named(config, job->chain);
	usual = usual_chain(config, job);
	if (!wish.len || (usual && has_step(usual, wish)))
		return usual;
	for (size_t i = 0; i < config->n_chains; i++) {
		if (has_step(&config->chains[i], wish))
			return &config->chains[i];
	}
	return NULL;
}

/* ---- one way ----------------------------------------------------------------- */

/* Anthropic counts for all models of a line together. */
static bool pools_lines(enum pc_contract contract)
{
	return contract == PC_CONTRACT_ANTHROPIC || contract == PC_CONTRACT_CLAUDE_CLI;
}

static const struct pc_model *model_of(const struct pc_models *models, struct pc_str name)
{
	return models ? pc_models_name(models, name).model : NULL;
}

void pc_route_place(struct pc_window_place *out, const struct pc_route *way,
	const struct pc_models *models)
{
	const struct pc_model *model = model_of(models, way->model);

	*out = (struct pc_window_place){.provider = way->backend->provider,
		.backend = way->backend->name,
		.model = model ? model->id : way->model,
		.is_probe = way->is_probe};
	if (way->key) {
		out->key = way->key->name;
		out->organization = way->key->organization;
	}
	if (model && pools_lines(way->backend->contract))
		out->line = model->line;
}

/* What was in the way of those that were looked at. */
struct search {
	const struct pc_route_ask *ask;
	bool is_patient; /* leaves probes to others if there is another way */
	bool has_probe, is_blocked, is_full, is_broke;
	struct pc_route probe; /* the first */
	int64_t at;            /* 0: none yet */
};

static void look_at(struct search *s, int64_t at)
{
	if (at > 0 && at < INT64_MAX && (!s->at || at < s->at))
		s->at = at;
}

static int64_t cost_of(const struct pc_route_ask *ask, const struct pc_route *way)
{
	if (ask->cost)
		return ask->cost(ask->context, way);
	if (way->backend->is_subscription)
		return 0;
	return ask->job->reserved_money > 0 ? ask->job->reserved_money : -1;
}

static bool has_room(struct search *s, const struct pc_route *way)
{
	const struct pc_route_ask *ask = s->ask;
	const struct pc_capacity_ask room = {.job = ask->job,
		.backend = way ? way->backend : NULL,
		.key = way ? way->key : NULL,
		.tokens = ask->tokens,
		.money = way ? cost_of(ask, way) : 0,
		.queued = ask->queued,
		.interactive = ask->interactive,
		.now = ask->now};
	enum pc_full full = pc_capacity_ask(ask->capacity, &room);

	if (full == PC_FULL_NOT)
		return true;
	if (ask->full)
		*ask->full = full;
	if (full == PC_FULL_BUDGET || full == PC_FULL_NO_PRICE)
		s->is_broke = true;
	else
		s->is_full = true;
	look_at(s, pc_capacity_again(full, ask->now));
	return false;
}

static bool is_paused(const struct pc_route_ask *ask, const struct pc_route *way)
{
	return ask->is_paused && ask->is_paused(ask->context,
					 way->key ? way->key->name : way->backend->name);
}

/* Whether the way is taken. */
static bool try_way(struct search *s, struct pc_route *way)
{
	const struct pc_route_ask *ask = s->ask;
	struct pc_window_place place;
	const struct pc_window *window;

	if (is_paused(ask, way)) {
		s->is_full = true;
		return false;
	}
	pc_route_place(&place, way, ask->models);
	window = pc_windows_find(ask->windows, &place, ask->now, &way->is_probe);
	/* Whoever is waited for does not wait until somebody else has seen whether a
	 * window that is over will be opened again. */
	if (window && s->is_patient && window->until <= ask->now)
		window = NULL;
	if (window && !way->is_probe) {
		s->is_blocked = true;
		look_at(s, pc_windows_again(ask->windows, &place, ask->now));
		return false;
	}
	if (!has_room(s, way))
		return false;
	if (!way->is_probe || !s->is_patient)
		return true;
	if (!s->has_probe)
		s->probe = *way;
	s->has_probe = true;
	return false;
}

/* ---- all of them ------------------------------------------------------------- */

/* The keys of a step; a backend with a login of its own has one way without any. */
static size_t keys_of(const struct pc_key **keys, const struct search *s,
	const struct pc_orch_step *step)
{
	const struct pc_orch_config *config = s->ask->config;
	const struct pc_job *job = s->ask->job;
	const struct pc_model *model = model_of(s->ask->models, step->model);
	const struct pc_key_use use = {.provider = step->backend->provider,
		.model = model ? model->id : step->model,
		.agent = job->agent,
		.project = job->project};
	size_t n = config->n_keys < PC_MAX_ORCH_KEYS ? config->n_keys : PC_MAX_ORCH_KEYS;

	keys[0] = NULL;
	if (step->backend->is_keyless)
		return 1;
	return pc_keys_order(keys, config->keys, n, &use);
}

static bool is_final(const struct pc_key *const *keys, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (keys[i] && keys[i]->is_always)
			return true;
	}
	return false;
}

enum after { GOES_ON, TAKEN, ENDS };

static enum after try_step(struct pc_route *out, struct search *s,
	const struct pc_orch_step *step, unsigned number)
{
	const struct pc_key *keys[PC_MAX_ORCH_KEYS];
	size_t n = keys_of(keys, s, step);

	for (size_t i = 0; number >= s->ask->first_step && i < n; i++) {
		struct pc_route way = {.backend = step->backend,
			.key = keys[i],
			.model = step->model,
			.step = number};

		if (try_way(s, &way)) {
			*out = way;
			return TAKEN;
		}
	}
	return is_final(keys, n) ? ENDS : GOES_ON;
}

/* Steps that have failed already are looked at for keys whose failures are final. */
static bool try_steps(
	struct pc_route *out, struct search *s, const struct pc_orch_chain *chain)
{
	struct pc_str wish = wish_of(s->ask->job);

	for (size_t i = 0; i < chain->count; i++) {
		enum after after;

		if (wish.len && !pc_str_eq(chain->steps[i].model, wish))
			continue;
		if (s->ask->without >> i & 1)
			continue;
		after = try_step(out, s, &chain->steps[i], (unsigned)i);
		if (after != GOES_ON)
			return after == TAKEN;
	}
	return false;
}

static enum pc_unroutable why_not(const struct search *s)
{
	if (s->is_full)
		return PC_ROUTE_FULL;
	if (s->is_blocked)
		return PC_ROUTE_BLOCKED;
	return s->is_broke ? PC_ROUTE_BUDGET : PC_ROUTE_NONE;
}

enum pc_unroutable pc_route_find(
	struct pc_route *out, int64_t *at, const struct pc_route_ask *ask)
{
	const struct pc_orch_chain *chain = pc_route_chain(ask->config, ask->job);
	const struct pc_orch_type *type = type_of(ask->config, ask->job);
	struct search s = {.ask = ask,
		.is_patient = ask->job->is_operator || (type && type->is_interactive)};

	*at = 0;
	if (!chain)
		return PC_ROUTE_NONE;
	/* The full house is asked about once, not at every step. */
	if (has_room(&s, NULL)) {
		if (try_steps(out, &s, chain))
			return PC_ROUTED;
		if (s.has_probe) {
			*out = s.probe;
			return PC_ROUTED;
		}
	}
	*at = s.at;
	return why_not(&s);
}
