/* SPDX-License-Identifier: Apache-2.0 */
/* Steps of the gate that look at whom an attempt goes to and what it may cost: model,
 * provider and class of data, key and its pins, budget, and the shape of the output.
 * Those about the worker itself are in gate_worker.c. */
#include "gate_priv.h"
#include "pc/doc/read.h"
#include "pc/orch/capacity.h"

/* ---- model ------------------------------------------------------------------ */

bool gate_model(struct gate_case *c)
{
	const struct pc_job *job = c->ask->job;
	const struct pc_hop hop = {
		.requested = c->ask->model.len ? c->ask->model : job->model,
		.position = job->position,
		.via = c->ask->via,
		.now = c->ask->now / 1000};
	struct pc_hop_answer hops;
	struct pc_str rule;

	pc_model_decide(&hops, c->view.models, c->view.policy, &hop);
	rule = pc_arena_printf(c->arena, "models: %s", pc_hop_reason_name(hops.reason));
	if (hops.verdict == PC_HOP_REFUSE) {
		return gate_refuse(c, rule, hops.at,
			pc_hop_say(c->arena, c->view.models, &hop, &hops));
	}
	if (hops.verdict != PC_HOP_USE)
		c->answer->warning = pc_hop_say(c->arena, c->view.models, &hop, &hops);
	c->requested = hop.requested.len ? hop.requested : hop.position;
	/* What the table says is there until the next look only. */
	c->answer->model = pc_arena_str(c->arena, hops.use);
	c->answer->rule = rule;
	c->answer->at = hops.at;
	return true;
}

/* ---- provider and class of data --------------------------------------------- */

static bool is_among(const struct pc_texts *texts, struct pc_str what)
{
	for (size_t i = 0; i < texts->count; i++) {
		if (pc_str_eq(texts->items[i], what))
			return true;
	}
	return false;
}

static bool takes_class(const struct pc_orch_backend *backend, struct pc_str class)
{
	return backend->data.count ? is_among(&backend->data, class)
				   : pc_str_is(class, "public");
}

/* Nobody knows what the data is: only who may have everything that is told apart here may
 * have it.  NULL: they may; else what they may not have. */
static const struct pc_str *class_in_doubt(
	const struct pc_orch_config *config, const struct pc_orch_backend *backend)
{
	for (size_t i = 0; i < config->n_backends; i++) {
		const struct pc_texts *data = &config->backends[i].data;

		for (size_t k = 0; k < data->count; k++) {
			if (!takes_class(backend, data->items[k]))
				return &data->items[k];
		}
	}
	return NULL;
}

static bool lets_data(struct gate_case *c)
{
	struct pc_str class = c->ask->job->data_class;
	const struct pc_str *doubt;

	if (class.len) {
		return takes_class(c->backend, class) ||
		       gate_refuse(c, PC_STR("data"), c->backend->at,
			       pc_arena_printf(c->arena,
				       "data of class '%.*s' may not go to '%.*s'",
				       PC_STR_ARG(class), PC_STR_ARG(c->backend->name)));
	}
	doubt = class_in_doubt(c->gate->with.config, c->backend);
	return !doubt ||
	       gate_refuse(c, PC_STR("data"), c->backend->at,
		       pc_arena_printf(c->arena,
			       "the job does not say of what class its data is, "
			       "and '%.*s' may not go to '%.*s'",
			       PC_STR_ARG(*doubt), PC_STR_ARG(c->backend->name)));
}

static const char word_provider[] = "provider:";

static bool names_provider(struct pc_str entry, struct pc_str provider)
{
	struct pc_str word = PC_STR(word_provider);

	return provider.len && pc_str_starts(entry, word) &&
	       pc_str_eq_nocase(pc_str_from(entry, word.len), provider);
}

/* A reseller is no maker, so that the model's own verdict does not tell of it. */
static bool lets_seller(struct gate_case *c)
{
	const struct pc_model_policy *policy = c->view.policy;
	const struct pc_str sellers[] = {c->ask->provider, c->ask->via};

	for (size_t k = 0; k < PC_COUNT(sellers); k++) {
		for (size_t i = 0; i < policy->n_blocks; i++) {
			const struct pc_model_block *block = &policy->blocks[i];

			if (names_provider(block->what, sellers[k]) &&
				(!block->until || c->ask->now / 1000 < block->until))
				return gate_refuse(
					c, block->what, block->at, block->reason);
		}
		for (size_t i = 0; i < policy->deny.count; i++) {
			if (names_provider(policy->deny.items[i], sellers[k]))
				return gate_refuse(c, policy->deny.items[i],
					policy->deny.at ? policy->deny.at[i]
							: (struct pc_span){0},
					PC_STR("the provider is denied"));
		}
	}
	return true;
}

/* The maker of other models does not sell this one: a redirect led out of the backend. */
static bool lets_maker(struct gate_case *c)
{
	struct pc_model_name name = pc_models_name(c->view.models, c->answer->model);

	if (!name.model || c->ask->via.len || name.via.len ||
		!pc_models_provider(c->view.models, c->ask->provider) ||
		pc_str_eq(name.model->provider, c->ask->provider))
		return true;
	return gate_refuse(c, PC_STR("provider"), c->backend->at,
		pc_arena_printf(c->arena, "'%.*s' has no model '%.*s'",
			PC_STR_ARG(c->ask->provider), PC_STR_ARG(c->answer->model)));
}

bool gate_provider(struct gate_case *c)
{
	const struct pc_orch_config *config = c->gate->with.config;

	for (size_t i = 0; i < config->n_backends && !c->backend; i++) {
		if (pc_str_eq(config->backends[i].name, c->ask->backend))
			c->backend = &config->backends[i];
	}
	if (!c->backend) {
		return gate_refuse(c, PC_STR("backends"), (struct pc_span){0},
			pc_arena_printf(c->arena, "there is no backend '%.*s'",
				PC_STR_ARG(c->ask->backend)));
	}
	if (!pc_str_eq(c->backend->provider, c->ask->provider)) {
		return gate_refuse(c, PC_STR("provider"), c->backend->at,
			pc_arena_printf(c->arena, "'%.*s' is not of the provider '%.*s'",
				PC_STR_ARG(c->ask->backend),
				PC_STR_ARG(c->ask->provider)));
	}
	return lets_seller(c) && lets_maker(c) && lets_data(c);
}

/* ---- key and its pins ------------------------------------------------------- */

static bool key_takes_model(const struct gate_case *c, const struct pc_key *key)
{
	for (size_t i = 0; i < key->models.count; i++) {
		if (pc_model_entry_fits(c->view.models, key->models.items[i],
			    c->answer->model, false))
			return true;
	}
	return !key->models.count;
}

static bool lets_pins(struct gate_case *c, const struct pc_key *key)
{
	const struct pc_job *job = c->ask->job;
	const struct {
		bool is_let;
		const char *rule;
		struct pc_str who;
	} pins[] = {
		{key_takes_model(c, key), "models", c->answer->model},
		{!key->agents.count || is_among(&key->agents, job->agent), "agents",
			job->agent},
		{!key->projects.count || is_among(&key->projects, job->project),
			"projects", job->project},
	};

	for (size_t i = 0; i < PC_COUNT(pins); i++) {
		if (pins[i].is_let)
			continue;
		return gate_refuse(c,
			pc_arena_printf(c->arena, "keys: %.*s: %s", PC_STR_ARG(key->name),
				pins[i].rule),
			key->at,
			pc_arena_printf(c->arena, "the key '%.*s' is not for '%.*s'",
				PC_STR_ARG(key->name), PC_STR_ARG(pins[i].who)));
	}
	return true;
}

bool gate_key(struct gate_case *c)
{
	const struct pc_orch_config *config = c->gate->with.config;

	if (!c->ask->key.len) {
		return c->backend->is_keyless ||
		       gate_refuse(c, PC_STR("keys"), c->backend->at,
			       pc_arena_printf(c->arena,
				       "'%.*s' is not asked without a key",
				       PC_STR_ARG(c->backend->name)));
	}
	for (size_t i = 0; i < config->n_keys; i++) {
		const struct pc_key *key = &config->keys[i];

		if (!pc_str_eq(key->name, c->ask->key) ||
			!pc_str_eq(key->provider, c->ask->provider))
			continue;
		c->key = key;
		return lets_pins(c, key);
	}
	return gate_refuse(c, PC_STR("keys"), (struct pc_span){0},
		pc_arena_printf(c->arena, "'%.*s' has no key '%.*s'",
			PC_STR_ARG(c->ask->provider), PC_STR_ARG(c->ask->key)));
}

/* ---- budget ----------------------------------------------------------------- */

enum { PERMILLE = 1000 };

/* How much dearer the one may be than the other, in thousandths rounded up; -1: nobody
 * knows. */
static int64_t dearer(const struct pc_price *now, const struct pc_price *before)
{
	static const enum pc_price_of sides[] = {PC_PRICE_INPUT, PC_PRICE_OUTPUT};
	int64_t most = 0;

	for (size_t i = 0; i < PC_COUNT(sides); i++) {
		int64_t to = now->of[sides[i]], from = before->of[sides[i]];
		int64_t scaled;

		if (from <= 0 || to < 0 ||
			__builtin_mul_overflow(to, (int64_t)PERMILLE, &scaled))
			return -1;
		scaled = (scaled - 1) / from + 1;
		most = scaled > most ? scaled : most;
	}
	return most;
}

/* What it may cost, when another model is called than the one that it was reckoned for:
 * never less than it would.  -1: nobody knows. */
static int64_t price_of(const struct gate_case *c)
{
	const struct pc_models *models = c->view.models;
	const struct pc_model *before = pc_models_name(models, c->requested).model;
	const struct pc_model *now = pc_models_name(models, c->answer->model).model;
	const struct pc_price *from, *to;
	int64_t factor, price;

	if (now == before || c->ask->list_price < 0)
		return c->ask->list_price;
	from = before ? pc_model_price(before, c->ask->tokens) : NULL;
	to = now ? pc_model_price(now, c->ask->tokens) : NULL;
	factor = from && to ? dearer(to, from) : -1;
	if (factor < 0 || __builtin_mul_overflow(c->ask->list_price, factor, &price))
		return -1;
	return price / PERMILLE + 1;
}

static const struct pc_orch_type *type_of(const struct gate_case *c)
{
	const struct pc_orch_config *config = c->gate->with.config;

	for (size_t i = 0; i < config->n_types; i++) {
		if (pc_str_eq(config->types[i].name, c->ask->job->type))
			return &config->types[i];
	}
	return NULL;
}

static const struct pc_orch_project *project_of(const struct gate_case *c)
{
	const struct pc_orch_config *config = c->gate->with.config;

	for (size_t i = 0; i < config->n_projects; i++) {
		if (pc_str_eq(config->projects[i].name, c->ask->job->project))
			return &config->projects[i];
	}
	return NULL;
}

/* Whatever is full: what the capacity says first may hide that no money is left. */
static bool lets_what_is_left(struct gate_case *c, int64_t price)
{
	const struct pc_capacity_ask ask = {.job = c->ask->job,
		.backend = c->backend,
		.key = c->key,
		.tokens = c->ask->tokens,
		.money = price,
		.queued = c->ask->queued,
		.now = c->ask->now};
	enum pc_full full = c->ask->capacity ? pc_capacity_ask(c->ask->capacity, &ask)
					     : PC_FULL_BUDGET;
	static const struct pc_str why[] = {
		[PC_FULL_BUDGET] = {"not so much money is left", 25},
		[PC_FULL_NO_PRICE] = {"nobody knows what it costs", 26},
	};

	if (full == PC_FULL_NOT)
		return true;
	return gate_refuse(c, PC_STR("budget"), (struct pc_span){0},
		full < PC_COUNT(why) && why[full].len ? why[full]
						      : PC_STR("there is no room"));
}

/* What one attempt may cost at most: past any of these it would never fit, however little
 * was spent.  What was spent is the capacity's to say, but for the job's own budget. */
bool gate_budget(struct gate_case *c)
{
	static const struct pc_orch_type no_type = {0};
	static const struct pc_orch_project no_project = {0};
	static const struct pc_key no_key = {0};
	const struct pc_orch_limits *limits = &c->gate->with.config->limits;
	const struct pc_job *job = c->ask->job;
	const struct pc_orch_type *type = type_of(c) ? type_of(c) : &no_type;
	const struct pc_orch_project *project =
		project_of(c) ? project_of(c) : &no_project;
	const struct pc_key *key = c->key ? c->key : &no_key;
	int64_t price = price_of(c);
	bool has_any = type->tokens_day || project->tokens_day || limits->tokens_day;
	const struct {
		const char *name;
		int64_t most, spent; /* most 0: none is set */
	} budgets[] = {
		{"budget of the job", job->budget,
			job->list_price > 0 ? job->list_price : 0},
		{"budget-day of the type", type->budget_day, 0},
		{"budget-month of the type", type->budget_month, 0},
		{"budget-day of the project", project->budget_day, 0},
		{"budget-month of the project", project->budget_month, 0},
		{"budget-day of the key", key->budget_day, 0},
		{"budget-month of the key", key->budget_month, 0},
		{"limits: budget-day", limits->budget_day, 0},
		{"limits: budget-month", limits->budget_month, 0},
	};

	for (size_t i = 0; i < PC_COUNT(budgets); i++) {
		struct pc_str rule = pc_str(budgets[i].name);

		if (!budgets[i].most)
			continue;
		has_any |= i > 0; /* the job's own is all here */
		if (price < 0)
			return gate_refuse(c, rule, (struct pc_span){0},
				PC_STR("nobody knows what it costs, and there is a "
				       "budget"));
		if (budgets[i].spent >= budgets[i].most ||
			price > budgets[i].most - budgets[i].spent)
			return gate_refuse(c, rule, (struct pc_span){0},
				PC_STR("it may cost more than the budget has"));
	}
	return !(has_any || c->ask->capacity) || lets_what_is_left(c, price);
}

/* ---- shape of the output ---------------------------------------------------- */

bool gate_output(struct gate_case *c)
{
	struct pc_node *schema = NULL;
	struct pc_str fault, text = c->ask->job->schema;
	struct pc_err err;

	if (!text.len)
		return true;
	/* The pass keeps the tree, which borrows from its text. */
	text = pc_arena_str(c->arena, text);
	if (pc_json_read(&schema, c->arena, "schema", text, NULL, &err) != PC_OK) {
		return gate_refuse(c, PC_STR("schema"), err.at, pc_str(err.text));
	}
	fault = shape_unfit(c->arena, schema);
	if (fault.len)
		return gate_refuse(c, PC_STR("schema"), schema->at, fault);
	c->schema = schema;
	return true;
}
