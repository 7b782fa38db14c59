/* SPDX-License-Identifier: Apache-2.0 */
/* The contract of chat completions, as OpenAI wrote it and others speak it, each with
 * words of their own about caches, thinking and cost. */
#include "pc/base/decimal.h"
#include "reply.h"

static int64_t count_of(const struct pc_node *map, const char *key)
{
	int64_t n = 0;

	reply_count(&n, map, key);
	return n;
}

static int64_t larger(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

/* Dollars, to picodollars; rounded up. */
static bool read_money(int64_t *out, const struct pc_node *node)
{
	enum { PICO = 12 };
	enum pc_decimal how;

	if (node && node->kind == PC_INT && node->integer >= 0 &&
		node->integer <= INT64_MAX / INT64_C(1000000000000)) {
		*out = node->integer * INT64_C(1000000000000);
		return true;
	}
	if (!node || node->kind != PC_REAL)
		return false;
	how = pc_decimal_read(out, node->written, PICO);
	return how <= PC_DECIMAL_ROUNDED && *out >= 0;
}

/* OpenRouter: with a key of one's own the model's price stands apart from the fee. */
static void take_cost(struct reply *reply, const struct pc_node *usage)
{
	const struct pc_node *own = pc_node_get_c(usage, "is_byok");
	const struct pc_node *details = pc_node_get_c(usage, "cost_details");
	int64_t fee = 0, upstream = 0;

	if (!read_money(&fee, pc_node_get_c(usage, "cost")))
		return;
	if (own && own->kind == PC_BOOL && own->boolean &&
		(!read_money(
			 &upstream, pc_node_get_c(details, "upstream_inference_cost")) ||
			upstream > INT64_MAX - fee))
		return;
	reply->usage.list_price = fee + upstream;
	reply->has_price = true;
}

/* All that went in, caches included, is one number here; some leave the thinking out of
 * what came out, and only the total has it. */
static void take_usage(struct reply *reply, const struct pc_node *usage)
{
	const struct pc_node *in = pc_node_get_c(usage, "prompt_tokens_details");
	const struct pc_node *out = pc_node_get_c(usage, "completion_tokens_details");
	int64_t all = count_of(usage, "prompt_tokens");
	struct pc_usage *to = &reply->usage;

	if (!usage || usage->kind != PC_MAP)
		return;
	to->cache_read = larger(count_of(in, "cached_tokens"),
		count_of(usage, "prompt_cache_hit_tokens"));
	to->cache_write = count_of(in, "cache_write_tokens");
	to->in = larger(all - to->cache_read - to->cache_write, 0);
	to->thinking = count_of(out, "reasoning_tokens");
	to->out = larger(count_of(usage, "completion_tokens"),
		count_of(usage, "total_tokens") - all);
	take_cost(reply, usage);
	/* Some say how far they are with each chunk: the last one counts. */
	reply->has_usage = pc_node_get_c(usage, "prompt_tokens") != NULL;
}

static const struct made {
	const char *key;
	bool is_shown;
} mades[] = {{"content", true}, {"reasoning", false}, {"reasoning_content", false},
	{"refusal", false}};

static void take_made(struct reply *reply, const struct pc_node *from)
{
	const struct pc_node *calls = pc_node_get_c(from, "tool_calls");

	for (size_t i = 0; i < PC_COUNT(mades); i++)
		reply_add(reply, pc_node_text(pc_node_get_c(from, mades[i].key)),
			mades[i].is_shown);
	for (size_t i = 0; calls && calls->kind == PC_LIST && i < calls->n_items; i++)
		reply_add(reply,
			pc_node_text(pc_node_get_c(
				pc_node_get_c(calls->items[i], "function"), "arguments")),
			false);
}

/* One answer is asked for: others are none of ours. */
static const struct pc_node *first_choice(const struct pc_node *map)
{
	const struct pc_node *choices = pc_node_get_c(map, "choices");

	for (size_t i = 0; choices && choices->kind == PC_LIST && i < choices->n_items;
		i++) {
		if (count_of(choices->items[i], "index") == 0)
			return choices->items[i];
	}
	return NULL;
}

/* OpenRouter, when it happens with the answer under way. */
static bool says_error(const struct pc_node *choice)
{
	const struct pc_node *error = pc_node_get_c(choice, "error");

	return (error && error->kind != PC_NULL) ||
	       pc_str_is(pc_node_text(pc_node_get_c(choice, "finish_reason")), "error");
}

static void take(struct reply *reply, const struct pc_node *map, const char *made)
{
	const struct pc_node *choice = first_choice(map);

	reply_word_set(&reply->model, pc_node_get_c(map, "model"));
	take_usage(reply, pc_node_get_c(map, "usage"));
	take_made(reply, pc_node_get_c(choice, made));
	reply_word_set(&reply->stop, pc_node_get_c(choice, "finish_reason"));
	if (says_error(choice))
		reply_fail(reply);
}

static void on_event(struct reply *reply, const struct pc_node *map)
{
	take(reply, map, "delta");
}

static void on_document(struct reply *reply, const struct pc_node *map)
{
	take(reply, map, "message");
	reply->is_odd |= !reply->is_error && !first_choice(map);
}

/* Some end without their last frame; then both that come late have to be there. */
static bool has_ended(const struct reply *reply)
{
	return reply->stop.len && reply->has_usage && !reply->is_error;
}

const struct reply_contract reply_openai = {.last = "[DONE]",
	.event = on_event,
	.document = on_document,
	.has_ended = has_ended};
