/* SPDX-License-Identifier: Apache-2.0 */
/* Streams of net/ against a server on the same loop that says what a table tells it. */
#include "answering.h"
#include "stream_loop.h"

enum { MINUTE = 60000, SOON = 60 };

/* ---- the scene ----------------------------------------------------------------------
 */

struct scene;

struct call {
	struct scene *scene;
	struct pc_stream *stream;
	struct pc_buf headers, body;
	struct pc_stream_end end;
	size_t n_ended;
	bool refuses, cancels, starts;
};

struct scene {
	struct pc_loop *loop;
	struct stream_loop *on;
	struct server server;
	struct call calls[MOST_CONNECTIONS];
	size_t n_open;
	char url[64];
};

static void begin(struct scene *scene, const char *answer)
{
	struct pc_err err;

	assert_int_equal(pc_loop_new(&scene->loop, &err), PC_OK);
	assert_int_equal(stream_loop_new(&scene->on, scene->loop, &err), PC_OK);
	server_begin(&scene->server, scene->loop);
	scene->server.answer = answer;
	snprintf(scene->url, sizeof(scene->url), "http://127.0.0.1:%d/v1",
		scene->server.port);
}

static void end(struct scene *scene)
{
	stream_loop_free(&scene->on);
	server_end(&scene->server);
	pc_loop_free(&scene->loop);
	for (size_t i = 0; i < MOST_CONNECTIONS; i++) {
		pc_buf_done(&scene->calls[i].headers);
		pc_buf_done(&scene->calls[i].body);
	}
}

static void start(struct scene *scene, size_t i, const struct pc_stream_ask *more);

static void on_header(void *context, struct pc_str line)
{
	struct call *call = context;

	pc_buf_printf(&call->headers, "%.*s;", PC_STR_ARG(line));
}

static void gone(struct scene *scene)
{
	if (--scene->n_open == 0)
		pc_loop_stop(scene->loop);
}

static bool on_piece(void *context, struct pc_str bytes)
{
	struct call *call = context;

	pc_buf_add(&call->body, bytes);
	if (call->starts) {
		call->starts = false;
		start(call->scene, 1, NULL);
	}
	if (call->cancels) {
		pc_stream_cancel(&call->stream);
		assert_null(call->stream);
		gone(call->scene);
	}
	return !call->refuses;
}

static void on_ended(void *context, const struct pc_stream_end *how)
{
	struct call *call = context;

	call->end = *how;
	call->n_ended++;
	pc_stream_cancel(&call->stream); /* one time too many does no harm */
	gone(call->scene);
}

static void start(struct scene *scene, size_t i, const struct pc_stream_ask *more)
{
	static const struct pc_str headers[] = {
		{"Content-Type: application/json", 30}, {"X-Api-Key: secret", 17}};
	struct call *call = &scene->calls[i];
	struct pc_stream_ask ask = {.url = pc_str(scene->url),
		.method = PC_STR("POST"),
		.headers = headers,
		.n_headers = PC_COUNT(headers),
		.body = more && more->body.len ? more->body : PC_STR("{\"a\":1}"),
		.deadline = more ? more->deadline : MINUTE,
		.idle = more ? more->idle : MINUTE,
		.header = on_header,
		.piece = on_piece,
		.ended = on_ended,
		.context = call};
	struct pc_err err;

	call->scene = scene;
	scene->n_open++;
	assert_int_equal(pc_stream_start(&call->stream, stream_loop_streams(scene->on),
				 &ask, &err),
		PC_OK);
}

static void run(struct scene *scene)
{
	struct pc_err err;

	assert_int_equal(pc_loop_run(scene->loop, &err), PC_OK);
}

/* ---- one answer ---------------------------------------------------------------------
 */

#define OK     "HTTP/1.1 200 OK\r\n"
#define CHUNKS "Transfer-Encoding: chunked\r\n\r\n"

static const struct row {
	const char *name, *answer;
	int status;
	bool is_whole, is_late;
	const char *headers, *body;
	int64_t deadline, idle;
	bool refuses;
} rows[] = {
	{"a whole answer", OK "Content-Length: 5\r\nX-A:  b \r\n\r\nhello", 200, true,
		false, "Content-Length: 5;X-A:  b;", "hello", MINUTE, MINUTE, false},
	{"in pieces",
		OK "X-A: b\r|\nX-C: d\r\n" CHUNKS "2\r\nhe\r\n|3\r\nl|lo\r\n|0\r\n\r\n",
		200, true, false, "X-A: b;X-C: d;Transfer-Encoding: chunked;", "hello",
		MINUTE, MINUTE, false},
	{"until the connection ends", OK "\r\nhel|lo!", 200, true, false, "", "hello",
		MINUTE, MINUTE, false},
	{"an error", "HTTP/1.1 429 Slow\r\nRetry-After: 7\r\nContent-Length: 2\r\n\r\n{}",
		429, true, false, "Retry-After: 7;Content-Length: 2;", "{}", MINUTE,
		MINUTE, false},
	{"another head before it",
		"HTTP/1.1 103 Early\r\nLink: x\r\n\r\n" OK "Content-Length: 1\r\n\r\na",
		200, true, false, "Content-Length: 1;", "a", MINUTE, MINUTE, false},
	{"headers behind the body", OK CHUNKS "1\r\na\r\n0\r\nX-Late: 1\r\n\r\n", 200,
		true, false, "Transfer-Encoding: chunked;", "a", MINUTE, MINUTE, false},
	{"elsewhere", "HTTP/1.1 302 Go\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n", 302,
		true, false, "Location: /x;Content-Length: 0;", "", MINUTE, MINUTE,
		false},
	{"broken off", OK "Content-Length: 9\r\n\r\nhel|lo!", 200, false, false,
		"Content-Length: 9;", "hello", MINUTE, MINUTE, false},
	{"between chunks", OK CHUNKS "2\r\nhe\r\n|!", 200, false, false,
		"Transfer-Encoding: chunked;", "he", MINUTE, MINUTE, false},
	{"no answer", "!", 0, false, false, "", "", MINUTE, MINUTE, false},
	{"a part of a head", "HTTP/1.1 200 OK\r\nX-A: b\r\n!", 200, false, false,
		"X-A: b;", "", MINUTE, MINUTE, false},
	{"no HTTP", "hello\r\n\r\n!", 0, false, false, "", "", MINUTE, MINUTE, false},
	{"a head without end", OK "X-A: b\r\nX-B: %\r\n\r\n", 200, false, false,
		"X-A: b;", "", MINUTE, MINUTE, false},
	{"silence", "", 0, false, true, "", "", MINUTE, SOON, false},
	{"silence in between", OK CHUNKS "2\r\nhe\r\n", 200, false, true,
		"Transfer-Encoding: chunked;", "he", MINUTE, SOON, false},
	{"too late", OK CHUNKS "2\r\nhe\r\n", 200, false, true,
		"Transfer-Encoding: chunked;", "he", SOON, 0, false},
	{"not wanted", OK "Content-Length: 5\r\n\r\nhello", 200, false, false,
		"Content-Length: 5;", "hello", MINUTE, MINUTE, true},
};

static void check(const struct row *r)
{
	const struct pc_stream_ask times = {.deadline = r->deadline, .idle = r->idle};
	struct scene *scene = test_calloc(1, sizeof(*scene));
	struct call *call = &scene->calls[0];

	begin(scene, r->answer);
	call->refuses = r->refuses;
	start(scene, 0, &times);
	run(scene);
	assert_int_equal(call->end.status, r->status);
	assert_int_equal(call->end.is_whole, r->is_whole);
	assert_int_equal(call->end.is_late, r->is_late);
	assert_int_equal(call->end.why.text[0] != '\0', !r->is_whole);
	assert_null(strstr(call->end.why.text, "secret"));
	assert_str(pc_buf_str(&call->headers), r->headers);
	assert_str(pc_buf_str(&call->body), r->body);
	assert_int_equal(call->n_ended, 1);
	end(scene);
	test_free(scene);
}

/* ---- several ------------------------------------------------------------------------
 */

static const char hello[] = OK "Content-Length: 5\r\n\r\nhel|lo";

static void connections_are_used_again(void **state)
{
	struct scene *scene = test_calloc(1, sizeof(*scene));

	(void)state;
	begin(scene, hello);
	for (size_t i = 0; i < 5; i++) {
		start(scene, i, NULL);
		run(scene);
		assert_true(scene->calls[i].end.is_whole);
	}
	assert_int_equal(scene->server.n, 1);
	assert_int_equal(scene->server.n_requests, 5);
	assert_true(pc_str_starts(
		pc_buf_str(&scene->server.asked), PC_STR("POST /v1 HTTP/1.1\r\n")));
	assert_non_null(strstr(scene->server.asked.ptr, "X-Api-Key: secret\r\n"));
	assert_non_null(strstr(scene->server.asked.ptr, "\r\n\r\n{\"a\":1}"));
	end(scene);
	test_free(scene);
}

static void a_large_body_goes_whole(void **state)
{
	enum { LARGE = 1 << 20 };
	struct scene *scene = test_calloc(1, sizeof(*scene));
	char *bytes = test_malloc(LARGE);
	struct pc_str asked;

	(void)state;
	for (size_t i = 0; i < LARGE; i++)
		bytes[i] = (char)('a' + i % 23);
	begin(scene, hello);
	start(scene, 0,
		&(struct pc_stream_ask){.deadline = MINUTE, .body = {bytes, LARGE}});
	run(scene);
	assert_true(scene->calls[0].end.is_whole);
	asked = pc_buf_str(&scene->server.asked);
	assert_true(asked.len > LARGE);
	assert_memory_equal(asked.ptr + asked.len - LARGE, bytes, LARGE);
	end(scene);
	test_free(bytes);
	test_free(scene);
}

/* It may have been read, and whoever reads it may have begun. */
static void nothing_is_asked_twice(void **state)
{
	struct scene *scene = test_calloc(1, sizeof(*scene));

	(void)state;
	begin(scene, hello);
	start(scene, 0, NULL);
	run(scene);
	scene->server.answer = "!";
	start(scene, 1, NULL);
	run(scene);
	assert_int_equal(scene->server.n_requests, 2);
	assert_int_equal(scene->calls[1].end.status, 0);
	assert_false(scene->calls[1].end.is_whole);
	end(scene);
	test_free(scene);
}

static void a_connection_that_ended_is_not_used(void **state)
{
	struct scene *scene = test_calloc(1, sizeof(*scene));

	(void)state;
	begin(scene, hello);
	start(scene, 0, NULL);
	run(scene);
	hang_up(&scene->server.connections[0]);
	start(scene, 1, NULL);
	run(scene);
	assert_true(scene->calls[1].end.is_whole);
	assert_int_equal(scene->server.n, 2);
	end(scene);
	test_free(scene);
}

static void many_at_once(void **state)
{
	enum { MANY = 40 };
	struct scene *scene = test_calloc(1, sizeof(*scene));

	(void)state;
	begin(scene, hello);
	for (size_t i = 0; i < MANY; i++)
		start(scene, i, NULL);
	run(scene);
	for (size_t i = 0; i < MANY; i++)
		assert_str(pc_buf_str(&scene->calls[i].body), "hello");
	assert_int_equal(scene->server.n_requests, MANY);
	end(scene);
	test_free(scene);
}

static void one_is_cancelled_from_within(void **state)
{
	struct scene *scene = test_calloc(1, sizeof(*scene));

	(void)state;
	begin(scene, hello);
	scene->calls[0].cancels = true;
	start(scene, 0, NULL);
	start(scene, 2, NULL);
	run(scene);
	assert_int_equal(scene->calls[0].n_ended, 0);
	assert_true(scene->calls[2].end.is_whole);
	end(scene);
	test_free(scene);
}

static void one_is_started_from_within(void **state)
{
	struct scene *scene = test_calloc(1, sizeof(*scene));

	(void)state;
	begin(scene, hello);
	scene->calls[0].starts = true;
	start(scene, 0, NULL);
	run(scene);
	assert_true(scene->calls[0].end.is_whole && scene->calls[1].end.is_whole);
	end(scene);
	test_free(scene);
}

static void all_end_without_calls(void **state)
{
	struct scene *scene = test_calloc(1, sizeof(*scene));

	(void)state;
	begin(scene, "");
	start(scene, 0, NULL);
	start(scene, 1, NULL);
	pc_stream_cancel(&scene->calls[1].stream);
	assert_null(scene->calls[1].stream);
	end(scene);
	assert_int_equal(scene->calls[0].n_ended + scene->calls[1].n_ended, 0);
	test_free(scene);
}

static void nobody_is_there(void **state)
{
	struct scene *scene = test_calloc(1, sizeof(*scene));

	(void)state;
	begin(scene, hello);
	pc_watch_free(&scene->server.watch);
	shutdown(scene->server.fd, SHUT_RDWR);
	start(scene, 0, NULL);
	run(scene);
	assert_int_equal(scene->calls[0].end.status, 0);
	assert_false(scene->calls[0].end.is_whole || scene->calls[0].end.is_late);
	end(scene);
	test_free(scene);
}

/* ---- what is not taken --------------------------------------------------------------
 */

static const struct bad_row {
	const char *name, *url, *method, *header;
} bads[] = {
	{"another line in a header", "http://127.0.0.1:1/", "POST", "X: secret\r\nY: b"},
	{"a control character", "http://127.0.0.1:1/", "POST", "X: secret\x01"},
	{"an empty header", "http://127.0.0.1:1/", "POST", ""},
	{"no method", "http://127.0.0.1:1/", "", "X: a"},
	{"a method of two words", "http://127.0.0.1:1/", "POST /x", "X: a"},
	{"plain to another machine", "http://api.example.com/", "POST", "X: a"},
	{"a name in the address", "https://a:secret@api.example.com/", "POST", "X: a"},
	{"another protocol", "file:///etc/passwd", "GET", "X: a"},
};

static void check_bad(const struct bad_row *r)
{
	struct scene *scene = test_calloc(1, sizeof(*scene));
	struct pc_stream *stream = NULL;
	struct pc_str header = pc_str(r->header);
	const struct pc_stream_ask ask = {.url = pc_str(r->url),
		.method = pc_str(r->method),
		.headers = &header,
		.n_headers = 1};
	struct pc_err err;

	begin(scene, "");
	assert_int_equal(
		pc_stream_start(&stream, stream_loop_streams(scene->on), &ask, &err),
		PC_ERR_PARSE);
	assert_null(stream);
	assert_null(strstr(err.text, "secret"));
	end(scene);
	test_free(scene);
}

PC_TABLE(rows, check)
PC_TABLE(bads, check_bad)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(connections_are_used_again),
		cmocka_unit_test(a_large_body_goes_whole),
		cmocka_unit_test(nothing_is_asked_twice),
		cmocka_unit_test(a_connection_that_ended_is_not_used),
		cmocka_unit_test(many_at_once),
		cmocka_unit_test(one_is_cancelled_from_within),
		cmocka_unit_test(one_is_started_from_within),
		cmocka_unit_test(all_end_without_calls),
		cmocka_unit_test(nobody_is_there),
	};

	return PC_RUN(rows) + PC_RUN(bads) + cmocka_run_group_tests(tests, NULL, NULL);
}
