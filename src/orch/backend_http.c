/* SPDX-License-Identifier: Apache-2.0 */
/* One request on the loop's streams.  The key is in the texts of the request and nowhere
 * else, and those are overwritten as soon as they are copied. */
#include "backend_http.h"

#include <stdlib.h>

#include "pc/base/when.h"
#include "stream_loop.h"

enum { MOST_HEADERS = 256, MOST_HEADER_BYTES = 1024 };

struct pc_run {
	const struct http_way *way;
	struct pc_run_hooks hooks;
	struct pc_stream *stream;
	struct pc_watch *soon; /* a cancelled one ends from the loop */
	struct reply reply;
	struct pc_arena arena;
	struct pc_str headers[MOST_HEADERS]; /* what says how long to wait */
	size_t n_headers;
	int64_t token_expires;
};

/* ---- streams of a loop --------------------------------------------------------------
 */

/* Connections are used again across runs, so that they belong to the loop. */
static struct stream_loop *shared;
static struct pc_loop *shared_on;

static enum pc_status streams_of(
	struct pc_streams **out, struct pc_loop *loop, struct pc_err *err)
{
	if (shared_on != loop)
		pc_backends_done();
	if (!shared)
		PC_TRY(stream_loop_new(&shared, loop, err));
	shared_on = loop;
	*out = stream_loop_streams(shared);
	return PC_OK;
}

void pc_backends_done(void)
{
	stream_loop_free(&shared);
	shared_on = NULL;
}

/* ---- the end ------------------------------------------------------------------------
 */

static void run_free(struct pc_run *run)
{
	pc_stream_cancel(&run->stream);
	pc_watch_free(&run->soon);
	reply_done(&run->reply);
	pc_arena_wipe(&run->arena);
	free(run);
}

static void finish(struct pc_run *run, const struct pc_failure *failure)
{
	const struct pc_run_end end = {.failure = *failure,
		.answered = reply_word_str(&run->reply.model),
		.usage = run->reply.usage,
		.output = pc_buf_str(&run->reply.text),
		.is_truncated = run->reply.is_truncated};

	run->hooks.ended(run->hooks.context, &end);
	run_free(run);
}

static void on_ended(void *context, const struct pc_stream_end *how)
{
	struct pc_run *run = context;
	const struct reply *reply = &run->reply;
	struct pc_outcome outcome = {.contract = run->way->contract,
		.http = how->status,
		.headers = run->headers,
		.n_headers = run->n_headers,
		.timed_out = how->is_late,
		.exit_status = -1,
		.signal = -1,
		.token_expires = run->token_expires,
		.now = pc_when_now()};
	struct pc_failure failure = {0};

	run->stream = NULL;
	reply_end(&run->reply, how->is_whole);
	outcome.body = pc_buf_str(&reply->error);
	outcome.stop = reply_word_str(&reply->stop);
	outcome.is_error = reply->is_error;
	outcome.has_ended = reply->has_ended && !reply->is_odd;
	pc_failure_classify(&failure, &run->arena, &outcome);
	finish(run, &failure);
}

static void on_cancelled(void *context, int what)
{
	const struct pc_failure failure = {.class = PC_FAILURE_WORKER_LOST,
		.may_have_run = true,
		.said = PC_STR("cancelled")};
	struct pc_run *run = context;

	(void)what;
	reply_end(&run->reply, false);
	finish(run, &failure);
}

void http_run_cancel(struct pc_run *run)
{
	pc_stream_cancel(&run->stream);
	pc_watch_after(run->soon, 0);
}

/* ---- what comes ---------------------------------------------------------------------
 */

static void on_header(void *context, struct pc_str line)
{
	struct pc_run *run = context;

	reply_header(&run->reply, line);
	if (run->n_headers < MOST_HEADERS && line.len <= MOST_HEADER_BYTES)
		run->headers[run->n_headers++] = pc_arena_str(&run->arena, line);
}

static bool on_piece(void *context, struct pc_str bytes)
{
	return reply_feed(&((struct pc_run *)context)->reply, bytes);
}

static void on_text(void *context, struct pc_str text)
{
	const struct pc_run *run = context;

	if (run->hooks.piece)
		run->hooks.piece(run->hooks.context, text);
}

/* ---- the beginning ------------------------------------------------------------------
 */

int64_t http_most_tokens(const struct pc_run_plan *plan)
{
	int64_t reserved = plan->job->reserved_tokens;

	return reserved > 0 && reserved < PC_MAX_REPLY_TOKENS ? reserved
							      : PC_MAX_REPLY_TOKENS;
}

static struct pc_str address(struct pc_arena *arena, const struct http_way *way,
	const struct pc_run_plan *plan)
{
	struct pc_str base = plan->url.len ? plan->url : way->base;

	while (pc_str_ends(base, PC_STR("/")))
		base.len--;
	if (pc_str_ends(base, way->path))
		return base;
	return pc_arena_printf(
		arena, "%.*s%.*s", PC_STR_ARG(base), PC_STR_ARG(way->path));
}

static size_t add_headers(struct pc_str *headers, struct pc_arena *keys,
	const struct http_way *way, const struct pc_run_plan *plan)
{
	size_t n = 0;

	headers[n++] = PC_STR("Content-Type: application/json");
	if (way->header.len)
		headers[n++] = way->header;
	if (plan->key)
		headers[n++] = pc_arena_printf(keys, "%s%.*s", way->key_header,
			(int)plan->key->len, plan->key->bytes);
	return n;
}

static void body_done(struct pc_buf *body)
{
	if (body->ptr)
		explicit_bzero(body->ptr, body->cap);
	pc_buf_done(body);
}

static enum pc_status ask(struct pc_run *run, struct pc_loop *loop,
	const struct http_way *way, const struct pc_run_plan *plan, struct pc_err *err)
{
	PC_AUTO(pc_arena_wipe) struct pc_arena keys = {0};
	PC_AUTO(body_done) struct pc_buf body = {0};
	struct pc_streams *streams;
	struct pc_str headers[4];
	struct pc_stream_ask question = {.url = address(&keys, way, plan),
		.ca_file = plan->ca_file,
		.proxy = plan->proxy,
		.method = PC_STR("POST"),
		.headers = headers,
		.n_headers = add_headers(headers, &keys, way, plan),
		.deadline = plan->deadline,
		.idle = plan->idle,
		.header = on_header,
		.piece = on_piece,
		.ended = on_ended,
		.context = run};

	way->body(&body, plan);
	question.body = pc_buf_str(&body);
	PC_TRY(streams_of(&streams, loop, err));
	return pc_stream_start(&run->stream, streams, &question, err);
}

enum pc_status http_run_start(struct pc_run **out, struct pc_loop *loop,
	const struct http_way *way, const struct pc_run_plan *plan,
	const struct pc_run_hooks *hooks, struct pc_err *err)
{
	struct pc_run *run = pc_xcalloc(1, sizeof(*run));
	enum pc_status status;

	run->way = way;
	run->hooks = *hooks;
	run->token_expires = plan->token_expires;
	run->reply = (struct reply){.contract = way->reply,
		.most = plan->most_output ? plan->most_output : PC_MAX_REPLY_BODY,
		.piece = on_text,
		.context = run};
	run->soon = pc_loop_timer(loop, on_cancelled, run);
	status = ask(run, loop, way, plan, err);
	if (status != PC_OK) {
		run_free(run);
		return status;
	}
	*out = run;
	/* No process of its own. */
	if (hooks->started)
		hooks->started(hooks->context, 0, 0);
	return PC_OK;
}
