/* SPDX-License-Identifier: Apache-2.0 */
/* What an attempt may take, before it starts, and what it took, when it is over; where
 * nobody knows, the most that it may have been. */
#include "engine_priv.h"
#include "pc/base/limits.h"
#include "pc/models/table.h"

int64_t engine_plus(int64_t a, int64_t b)
{
	int64_t sum;

	return __builtin_add_overflow(a, b, &sum) ? INT64_MAX : sum;
}

static int64_t times(int64_t tokens, int64_t price)
{
	int64_t product;

	return __builtin_mul_overflow(tokens, price, &product) ? INT64_MAX : product;
}

int64_t engine_tokens_in(const struct pc_job *job)
{
	size_t bytes = job->prompt.len + job->system_prompt.len + job->inputs.len +
		       job->schema.len;

	return (int64_t)(bytes / PC_RESERVED_TOKEN_BYTES) + 1;
}

static bool has_client(const struct pc_orch_chain *chain)
{
	for (size_t i = 0; chain && i < chain->count; i++) {
		if (chain->steps[i].backend->contract == PC_CONTRACT_CLAUDE_CLI)
			return true;
	}
	return false;
}

int64_t engine_tokens_out(const struct pc_orch_config *config, const struct pc_job *job)
{
	if (job->reserved_tokens > 0)
		return job->reserved_tokens;
	return has_client(pc_route_chain(config, job)) ? PC_RESERVED_WORKER_TOKENS
						       : PC_MAX_REPLY_TOKENS;
}

/* Of one kind of tokens.  A kind without a price of its own costs as input does; writing
 * to a cache twice as much, which is the most that a provider asks for it. */
static int64_t part(const struct pc_price *price, enum pc_price_of kind, int64_t tokens)
{
	int64_t each = price->of[kind], input = price->of[PC_PRICE_INPUT];

	if (each < 0 && kind != PC_PRICE_OUTPUT && input >= 0)
		each = kind == PC_PRICE_CACHE_WRITE ? times(input, 2) : input;
	return each >= 0 ? times(tokens, each) : -1;
}

/* < 0: nobody knows. */
static int64_t cost(
	const struct pc_models *models, struct pc_str name, const struct pc_usage *usage)
{
	const struct pc_model *model = pc_models_name(models, name).model;
	const struct {
		enum pc_price_of kind;
		int64_t tokens;
	} parts[] = {
		{PC_PRICE_INPUT, usage->in},
		{PC_PRICE_OUTPUT, usage->out},
		{PC_PRICE_CACHE_READ, usage->cache_read},
		{PC_PRICE_CACHE_WRITE, usage->cache_write},
	};
	const struct pc_price *price;
	int64_t sum = 0;

	price = model ? pc_model_price(model, usage->in) : NULL;
	for (size_t i = 0; price && i < PC_COUNT(parts); i++) {
		int64_t more = part(price, parts[i].kind, parts[i].tokens);

		if (more < 0 && parts[i].tokens > 0)
			return -1;
		sum = engine_plus(sum, more > 0 ? more : 0);
	}
	return price ? sum : -1;
}

/* One request; a client asks as often as it likes. */
static bool is_one(const struct pc_orch_backend *backend)
{
	return backend->contract != PC_CONTRACT_CLAUDE_CLI &&
	       backend->contract != PC_CONTRACT_COMMAND;
}

static int64_t most_out(const struct pc_orch_backend *backend, int64_t out)
{
	return is_one(backend) && out > PC_MAX_REPLY_TOKENS ? PC_MAX_REPLY_TOKENS : out;
}

void engine_price(struct want *want, const struct pc_models *models,
	const struct pc_route *way, struct pc_str model)
{
	const struct pc_usage most = {
		.in = want->in, .out = most_out(way->backend, want->out)};

	want->out = most.out;
	want->list = cost(models, model, &most);
	want->money = way->backend->is_subscription ? 0 : want->list;
}

static int64_t all_tokens(const struct pc_usage *usage)
{
	return engine_plus(engine_plus(usage->in, usage->out), usage->cache_write);
}

/* Whether what it says of its usage is all of it. */
static bool is_exact(const struct pc_run_end *end)
{
	return end->usage.list_price >= 0 || end->failure.class == PC_FAILURE_NONE ||
	       !end->failure.may_have_run;
}

static int64_t larger(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

/* It broke off, or does not say: no less than was reserved. */
static void charge_reserved(struct run *run, int64_t *list)
{
	struct pc_attempt *row = &run->row;
	int64_t known;

	if (!row->tokens_in)
		row->tokens_in = run->want.in;
	known = engine_plus(
		engine_plus(row->tokens_in, row->tokens_out), row->cache_write);
	if (known < row->reserved_tokens)
		row->tokens_out += row->reserved_tokens - known;
	*list = larger(*list, run->want.list);
}

/* Counts that nobody can have used would close every budget for everybody: they are none.
 * Returns whether all of them were credible. */
static bool keep_credible(struct pc_usage *usage, const struct pc_orch_backend *backend)
{
	int64_t most = is_one(backend) ? PC_MAX_TOLD_TOKENS : PC_MAX_TOLD_TOKENS_CLIENT;
	int64_t *counts[] = {&usage->in, &usage->out, &usage->cache_read,
		&usage->cache_write, &usage->thinking, &usage->at_least};
	bool all = true;

	for (size_t i = 0; i < PC_COUNT(counts); i++) {
		if (*counts[i] <= most)
			continue;
		*counts[i] = 0;
		all = false;
	}
	return all;
}

void engine_charge(struct spend *out, struct run *run, const struct pc_run_end *end,
	const struct pc_models *models)
{
	struct pc_usage told = end->usage;
	const struct pc_usage *usage = &told;
	struct pc_attempt *row = &run->row;
	bool is_credible = keep_credible(&told, run->way.backend);
	bool is_known = all_tokens(usage) > 0 || usage->list_price >= 0;
	int64_t list = usage->list_price;

	row->tokens_in = usage->in;
	row->tokens_out = larger(usage->out, usage->at_least);
	row->cache_read = usage->cache_read;
	row->cache_write = usage->cache_write;
	row->thinking = usage->thinking;
	if (list < 0) {
		/* Another one has answered: nobody knows whose price it is. */
		list = larger(cost(models, end->answered, usage),
			cost(models, run->face.plan.model, usage));
	}
	/* What has no price and tells no tokens, as many programs, has none. */
	if (!is_credible || !is_exact(end) ||
		(!is_known && end->failure.class == PC_FAILURE_NONE &&
			run->want.list > 0))
		charge_reserved(run, &list);
	row->list_price = larger(list, 0);
	row->cash = run->way.backend->is_subscription ? 0
		    : list >= 0                       ? list
		    : is_known                        ? larger(run->want.money, 0)
						      : 0;
	*out = (struct spend){
		.tokens = engine_plus(
			engine_plus(row->tokens_in, row->tokens_out), row->cache_write),
		.money = row->cash,
		.is_incredible = !is_credible};
}
