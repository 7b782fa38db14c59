/* SPDX-License-Identifier: Apache-2.0 */
/* Calls one after the other, slowly. */
#include "pc/live/live.h"

#include <time.h>

#include "pc/doc/read.h"
#include "pc/doc/write.h"
#include "pc/net/ask.h"

enum { TOO_MANY = 429 };

/* Whoever was asked already, and when. */
struct provider {
	struct pc_str name;
	int64_t last; /* ms of the clock that does not jump */
	bool is_done; /* it wants no more questions */
};

struct run {
	struct pc_arena arena;
	const struct pc_live_options *options;
	struct provider *providers;
	size_t n_providers, cap;
};

static int64_t now(void)
{
	enum { THOUSAND = 1000, MILLION = 1000000 };
	struct timespec at;

	clock_gettime(CLOCK_MONOTONIC, &at);
	return (int64_t)at.tv_sec * THOUSAND + at.tv_nsec / MILLION;
}

static void wait_for(int64_t ms)
{
	enum { THOUSAND = 1000, MILLION = 1000000 };
	const struct timespec pause = {
		.tv_sec = ms / THOUSAND, .tv_nsec = ms % THOUSAND * MILLION};

	if (ms > 0)
		nanosleep(&pause, NULL);
}

static struct provider *find_provider(struct run *run, struct pc_str name)
{
	for (size_t i = 0; i < run->n_providers; i++) {
		if (pc_str_eq(run->providers[i].name, name))
			return &run->providers[i];
	}
	pc_arena_grow(&run->arena, run->providers, run->n_providers, run->cap);
	run->providers[run->n_providers] =
		(struct provider){.name = name, .last = now() - run->options->pause};
	return &run->providers[run->n_providers++];
}

static struct pc_asked ask(struct run *run, const struct pc_node *call)
{
	const struct pc_node *headers = pc_node_get_c(call, "headers");
	struct pc_ask question = {.url = pc_node_text(pc_node_get_c(call, "url")),
		.method = pc_node_text(pc_node_get_c(call, "method")),
		.body = pc_node_text(pc_node_get_c(call, "body")),
		.ca_file = run->options->ca_file,
		.proxy = run->options->proxy,
		.deadline = run->options->deadline};

	if (headers && headers->kind == PC_LIST) {
		question.headers =
			pc_arena_new_array(&run->arena, struct pc_str, headers->n_items);
		for (size_t i = 0; i < headers->n_items; i++)
			question.headers[question.n_headers++] =
				pc_node_text(headers->items[i]);
	}
	return pc_ask(&question);
}

static struct pc_asked ask_slowly(struct run *run, const struct pc_node *call)
{
	struct provider *provider =
		find_provider(run, pc_node_text(pc_node_get_c(call, "provider")));
	struct pc_asked asked = {0};

	if (provider->is_done) {
		pc_err_set(&asked.why, PC_ERR_LIMIT, (struct pc_span){0},
			"not asked: the provider wants no more questions for now");
		return asked;
	}
	wait_for(provider->last + run->options->pause - now());
	asked = ask(run, call);
	provider->last = now();
	provider->is_done = asked.status == TOO_MANY;
	return asked;
}

static void answer(struct run *run, struct pc_buf *out, const struct pc_node *calls)
{
	pc_buf_puts(out, "{\"answers\":[");
	for (size_t i = 0; i < calls->n_items; i++) {
		struct pc_asked asked = ask_slowly(run, calls->items[i]);

		pc_json_next(out);
		pc_buf_printf(out, "{\"status\":%d", asked.status);
		pc_json_member(out, "why",
			asked.status ? (struct pc_str){0} : pc_str(asked.why.text));
		pc_buf_add_char(out, '}');
	}
	pc_buf_puts(out, "]}\n");
}

enum pc_status pc_live_ask(struct pc_buf *out, struct pc_str question,
	const struct pc_live_options *options, struct pc_err *err)
{
	struct run run = {.options = options};
	const struct pc_node *calls;
	struct pc_node *root;
	enum pc_status status =
		pc_json_read(&root, &run.arena, "question", question, NULL, err);

	if (status == PC_OK) {
		calls = pc_node_get_c(root, "calls");
		if (calls && calls->kind == PC_LIST)
			answer(&run, out, calls);
		else
			status = pc_err_set(err, PC_ERR_PARSE, root->at, "no calls");
	}
	pc_arena_done(&run.arena);
	return status;
}
