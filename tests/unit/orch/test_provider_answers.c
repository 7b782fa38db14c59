/* SPDX-License-Identifier: Apache-2.0 */
/* The answers of failure_rows*.h once more, byte for byte from a server or a program
 * through the backends that meet them: what they make of bytes has to come out as what
 * the classifier says of it, alone.  And streams that break, at every place.
 *
 * The clock stands still, so that what a header says of a time is the same each day. */
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>

#include "answering.h"
#include "failure_rows_anthropic.h"
#include "failure_rows_others.h"
#include "failure_rows_process.h"
#include "pc/base/fs.h"
#include "pc/orch/backend.h"

enum { MINUTE = 60000, SOON = 60, PER_SECOND = 1000 };

/* For our own objects alone: libraries have the system's. */
int clock_gettime(clockid_t clock, struct timespec *out)
{
	if (clock != CLOCK_REALTIME)
		return (int)syscall(SYS_clock_gettime, clock, out);
	*out = (struct timespec){.tv_sec = NOW / PER_SECOND};
	return 0;
}

enum pc_status pc_pass_take(const struct pc_run_plan *plan, struct pc_err *err)
{
	(void)plan;
	(void)err;
	return PC_OK;
}

/* ---- one attempt --------------------------------------------------------------------
 */

struct came {
	struct pc_loop *loop;
	struct pc_failure failure;
	char said[PC_MAX_FAILURE_SAID + 1];
	struct pc_usage usage;
	size_t n_ended;
};

static void on_ended(void *context, const struct pc_run_end *end)
{
	struct came *came = context;

	came->n_ended++;
	came->failure = end->failure;
	came->usage = end->usage;
	(void)snprintf(
		came->said, sizeof(came->said), "%.*s", PC_STR_ARG(end->failure.said));
	pc_loop_stop(came->loop);
}

static void attempt(
	struct came *came, const struct pc_backend *backend, struct pc_run_plan *plan)
{
	const struct pc_job job = {.id = 1, .prompt = PC_STR("do it")};
	const struct pc_run_hooks hooks = {.ended = on_ended, .context = came};
	struct pc_run *run;
	struct pc_err err;

	plan->job = &job;
	plan->model = PC_STR("model-x");
	assert_int_equal(backend->start(&run, came->loop, plan, &hooks, &err), PC_OK);
	assert_int_equal(pc_loop_run(came->loop, &err), PC_OK);
	assert_int_equal(came->n_ended, 1);
}

/* ---- over HTTP ----------------------------------------------------------------------
 */

static const char stream_head[] =
	"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n";
static const char messages_begun[] =
	"event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"model\":"
	"\"model-x-1\",\"usage\":{\"input_tokens\":3,\"output_tokens\":1}}}\n\n"
	"event: ping\ndata: {\"type\":\"ping\"}\n\n"
	"event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,"
	"\"delta\":{\"type\":\"text_delta\",\"text\":\"Hi\"}}\n\n";
static const char chat_begun[] =
	"data: {\"model\":\"model-x-1\",\"choices\":[{\"index\":0,\"delta\":{\"role\":"
	"\"assistant\",\"content\":\"Hi\"},\"finish_reason\":null}]}\n\n";

static const struct way {
	enum pc_contract contract;
	const struct pc_backend *backend;
	const char *begun, *stop, *last; /* stop: with %s */
} ways[] = {
	{PC_CONTRACT_ANTHROPIC, &pc_backend_anthropic, messages_begun,
		"event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{"
		"\"stop_reason\":\"%s\"},\"usage\":{\"output_tokens\":2}}\n\n",
		"event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n"},
#define CHAT_STOP                                                                        \
	"data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"%s\"}]}\n\n"
	{PC_CONTRACT_OPENAI, &pc_backend_openai, chat_begun, CHAT_STOP,
		"data: [DONE]\n\n"},
	{PC_CONTRACT_OPENROUTER, &pc_backend_openai, chat_begun, CHAT_STOP,
		"data: [DONE]\n\n"},
	{PC_CONTRACT_GEMINI, &pc_backend_openai, chat_begun, CHAT_STOP,
		"data: [DONE]\n\n"},
};

static const struct way *way_of(enum pc_contract contract)
{
	for (size_t i = 0; i < PC_COUNT(ways); i++)
		if (ways[i].contract == contract)
			return &ways[i];
	fail_msg("no such contract");
	return NULL;
}

/* A server that says these bytes, and whoever asks it. */
static void ask(struct came *came, const struct way *way, const struct row *row,
	const struct pc_buf *bytes)
{
	static char letters[] = "sk-secret";
	static const struct pc_secret key = {letters, sizeof(letters) - 1};
	struct server server = {
		.bytes = pc_buf_str(bytes), .is_silent = row->end == LATE};
	struct pc_run_plan plan = {.key = &key,
		.token_expires = row->token_expires,
		.contract = way->contract,
		.deadline = MINUTE,
		.idle = row->end == LATE ? SOON : MINUTE};
	struct pc_err err;
	char url[64];

	*came = (struct came){0};
	assert_int_equal(pc_loop_new(&came->loop, &err), PC_OK);
	server_begin(&server, came->loop);
	(void)snprintf(url, sizeof(url), "http://127.0.0.1:%d/v1", server.port);
	plan.url = pc_str(url);
	attempt(came, way->backend, &plan);
	pc_backends_done();
	server_end(&server);
	pc_loop_free(&came->loop);
}

static bool is_events(const char *body)
{
	return strncmp(body, "event:", 6) == 0 || strncmp(body, "data:", 5) == 0 ||
	       body[0] == ':';
}

/* An answer with a status and a body, as the row has it. */
static void put_document(struct pc_buf *out, const struct row *row)
{
	const char *body = row->body ? row->body : "";

	pc_buf_printf(out, "HTTP/1.1 %d It says\r\nContent-Length: %zu\r\n", row->http,
		strlen(body));
	if (body[0] == '{' || body[0] == '[')
		pc_buf_puts(out, "Content-Type: application/json\r\n");
	for (size_t i = 0; row->headers[i]; i++)
		pc_buf_printf(out, "%s\r\n", row->headers[i]);
	pc_buf_printf(out, "\r\n%s", body);
}

/* A stream that begins well, and then is what the row says. */
static void put_stream(struct pc_buf *out, const struct way *way, const struct row *row)
{
	pc_buf_puts(out, stream_head);
	pc_buf_puts(out, way->begun);
	if (row->body) {
		pc_buf_puts(out, row->body);
		return;
	}
	if (row->stop) {
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
		pc_buf_printf(out, way->stop, row->stop);
#pragma GCC diagnostic pop
	}
	if (row->end == WHOLE)
		pc_buf_puts(out, way->last);
}

static void check_came(const struct came *came, const struct row *row)
{
	const struct pc_failure_row *class = &pc_failure_table[came->failure.class];

	assert_string_equal(class->name, pc_failure_table[row->class].name);
	assert_int_equal(class->scope, row->scope);
	assert_int_equal(class->action, row->action);
	assert_int_equal(came->failure.until, row->until);
	assert_int_equal(came->failure.may_have_run, row->may_have_run);
	assert_string_equal(came->said, row->said);
}

static void check_answer(enum pc_contract contract, const struct row *row)
{
	const struct way *way = way_of(contract);
	bool is_stream = row->http == 200 && (!row->body || is_events(row->body));
	struct pc_buf bytes = {0};
	struct came came;

	if (is_stream)
		put_stream(&bytes, way, row);
	else if (row->http)
		put_document(&bytes, row);
	ask(&came, way, row, &bytes);
	check_came(&came, row);
	pc_buf_done(&bytes);
}

static void answer_anthropic(const struct row *row)
{
	check_answer(PC_CONTRACT_ANTHROPIC, row);
}

static void answer_openai(const struct row *row)
{
	check_answer(PC_CONTRACT_OPENAI, row);
}

static void answer_openrouter(const struct row *row)
{
	check_answer(PC_CONTRACT_OPENROUTER, row);
}

static void answer_gemini(const struct row *row)
{
	check_answer(PC_CONTRACT_GEMINI, row);
}

PC_TABLE(anthropic, answer_anthropic)
PC_TABLE(openai, answer_openai)
PC_TABLE(openrouter, answer_openrouter)
PC_TABLE(gemini, answer_gemini)

/* ---- that break ---------------------------------------------------------------------
 */

static void put_chunk(struct pc_buf *out, const struct pc_buf *stream)
{
	pc_buf_printf(out,
		"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
		"Transfer-Encoding: chunked\r\n\r\n%zx\r\n",
		stream->len);
}

/* The whole of an answer that is done. */
static void put_whole(struct pc_buf *out, const struct way *way)
{
	static const struct row done = {.http = 200, .stop = "end_turn", .end = WHOLE};

	put_stream(out, way, &done);
	out->len -= strlen(stream_head);
	memmove(out->ptr, out->ptr + strlen(stream_head), out->len);
}

/* At this byte, by a connection that ends or by a chunk that does not. */
static void check_break(
	const struct way *way, const struct pc_buf *whole, size_t at, bool is_chunked)
{
	static const struct row cut = {.name = "cut", .http = 200};
	struct pc_buf bytes = {0};
	struct came came;

	if (is_chunked)
		put_chunk(&bytes, whole);
	else
		pc_buf_puts(&bytes, stream_head);
	pc_buf_add(&bytes, pc_str_head(pc_buf_str(whole), at));
	ask(&came, way, &cut, &bytes);
	assert_string_equal(pc_failure_table[came.failure.class].name, "stream_broken");
	assert_true(came.failure.may_have_run);
	assert_string_equal(came.said, "cut_off");
	pc_buf_done(&bytes);
}

/* Each third byte, so that lines, words and letters are cut; never behind the last
 * frame's own text, whose end some servers leave out. */
static void breaks(void **state)
{
	enum { STEP = 3 };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct pc_buf whole = {0};

		put_whole(&whole, &ways[i]);
		for (size_t at = 0; at + strlen("\n\n") < whole.len; at += STEP)
			check_break(&ways[i], &whole, at, at % 2);
		pc_buf_done(&whole);
	}
}

/* A status is an answer, even if its body never came whole. */
static const struct row half[] = {
	{"half a 429", 429, "{\"type\":\"error\",\"error\":{\"type\":\"rate_limit_err",
		RATE, AFTER(30), NOT_RUN, .said = "http_429",
		.headers = {"retry-after: 30"}},
	{"half a 529", 529, "{\"type\":\"error\",", BUSY, 0, NOT_RUN, .said = "http_529"},
	{"half a 500", 500, "{", BUSY, 0, MAY_RUN, .said = "http_500"},
	{"a 503 without its body", 503, "", BUSY, AFTER(5), NOT_RUN, .said = "http_503",
		.headers = {"retry-after: 5"}},
};

static void check_half(const struct row *row)
{
	struct pc_buf bytes = {0};
	struct came came;

	pc_buf_printf(&bytes,
		"HTTP/1.1 %d It says\r\nContent-Type: application/json\r\n"
		"Content-Length: 1000\r\n",
		row->http);
	if (row->headers[0])
		pc_buf_printf(&bytes, "%s\r\n", row->headers[0]);
	pc_buf_printf(&bytes, "\r\n%s", row->body);
	ask(&came, &ways[0], row, &bytes);
	check_came(&came, row);
	pc_buf_done(&bytes);
}
PC_TABLE(half, check_half)

/* ---- by a client and by programs ----------------------------------------------------
 */

struct play {
	struct pc_arena arena;
	char dir[64];
};

static void put_file(struct play *play, const char *name, const char *text)
{
	struct pc_str path = pc_arena_printf(&play->arena, "%s/%s", play->dir, name);
	struct pc_err err;

	assert_int_equal(
		pc_fs_replace(AT_FDCWD, path.ptr, pc_str(text), 0600, &err), PC_OK);
}

/* The shell's words for how it ends. */
static void put_end(struct play *play, const struct process_row *row)
{
	struct pc_buf then = {0};

	if (row->contract == PC_CONTRACT_COMMAND && row->body)
		pc_buf_printf(&then, "echo '%s' >&2\n", row->body);
	if (row->timed_out)
		pc_buf_puts(&then, "exec sleep 1000\n");
	else if (row->signal)
		pc_buf_printf(&then, "kill -%d $$\n", row->signal);
	else
		pc_buf_printf(&then, "exit %d\n", row->exit_status);
	pc_buf_add_char(&then, '\0');
	put_file(play, "then", then.ptr);
	pc_buf_done(&then);
}

static void check_process(const struct process_row *row)
{
	static const char *const environment[] = {"PATH=/usr/bin:/bin", NULL};
	bool is_client = row->contract == PC_CONTRACT_CLAUDE_CLI;
	struct play play = {.dir = "/tmp/policyctl-answers-XXXXXX"};
	struct pc_str argv[2] = {PC_STR(PC_WORKER)};
	struct pc_run_plan plan = {.argv = {.items = argv, .count = 2},
		.environment = environment,
		.token_expires = row->token_expires,
		.deadline = MINUTE,
		.idle = row->timed_out ? SOON : MINUTE};
	struct came came = {0};
	struct pc_err err;

	/* A process that has neither ended nor was ended: none is like that. */
	if (row->exit_status < 0 && !row->signal && !row->timed_out)
		return;
	assert_non_null(mkdtemp(play.dir));
	argv[1] = pc_str(play.dir);
	plan.dir = pc_arena_printf(&play.arena, "%s/job", play.dir);
	if (is_client)
		put_file(&play, "lines", row->body);
	put_end(&play, row);
	assert_int_equal(pc_loop_new(&came.loop, &err), PC_OK);
	attempt(&came, is_client ? &pc_backend_claude_cli : &pc_backend_command, &plan);
	assert_string_equal(pc_failure_table[came.failure.class].name,
		pc_failure_table[row->class].name);
	assert_int_equal(pc_failure_table[came.failure.class].scope, row->scope);
	assert_int_equal(pc_failure_table[came.failure.class].action, row->action);
	assert_int_equal(came.failure.until, row->until);
	assert_int_equal(came.failure.may_have_run, row->class != PC_FAILURE_NONE);
	assert_string_equal(came.said, row->said);
	pc_loop_free(&came.loop);
	pc_fs_remove_tree(play.dir);
	pc_arena_done(&play.arena);
}
PC_TABLE(process_rows, check_process)

int main(void)
{
	static const struct CMUnitTest tests[] = {cmocka_unit_test(breaks)};

	return PC_RUN(anthropic) + PC_RUN(openai) + PC_RUN(openrouter) + PC_RUN(gemini) +
	       PC_RUN(half) + PC_RUN(process_rows) +
	       cmocka_run_group_tests(tests, NULL, NULL);
}
