/* SPDX-License-Identifier: Apache-2.0 */
/* Requests as bytes, right and odd: which reach the function, and what goes back. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "pc/base/limits.h"
#include "pc/os/httpd.h"
#include "pc_test.h"

enum { MAX_BODY = 1000 };

struct scene {
	struct pc_loop *loop;
	struct pc_httpd *httpd;
	struct pc_buf seen;
};

static void on_request(
	void *arg, const struct pc_http_request *request, struct pc_http_answer *answer)
{
	struct scene *scene = arg;

	pc_buf_printf(&scene->seen, "%.*s %.*s [%.*s]", PC_STR_ARG(request->method),
		PC_STR_ARG(request->target), PC_STR_ARG(request->body));
	answer->status = 201;
	answer->type = "text/x-test";
	pc_buf_puts(&answer->body, "answered");
}

static void on_answer(void *arg, int fd)
{
	(void)fd;
	pc_loop_stop(((struct scene *)arg)->loop);
}

/* pad: '%' in the request stands for that many bytes. */
static const struct row {
	const char *name, *request;
	size_t pad;
	const char *seen;   /* "" : the function was not called */
	const char *answer; /* how it begins; "": the connection is closed */
} rows[] = {
	{"a question", "GET /a?b=c HTTP/1.1\r\nHost: x\r\n\r\n", 0, "GET /a?b=c []",
		"HTTP/1.1 201 "},
	{"a body", "POST /m HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello", 0,
		"POST /m [hello]", "HTTP/1.1 201 "},
	{"a body in chunks",
		"POST /m HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3\r\n"
		"llo\r\n0\r\n\r\n",
		0, "POST /m [hello]", "HTTP/1.1 201 "},
	{"for others, by a proxy", "GET http://evil.example/x HTTP/1.1\r\n\r\n", 0,
		"GET http://evil.example/x []", "HTTP/1.1 201 "},
	{"a tunnel", "CONNECT evil.example:443 HTTP/1.1\r\n\r\n", 0,
		"CONNECT evil.example:443 []", "HTTP/1.1 201 "},
	{"the largest body", "POST / HTTP/1.1\r\nContent-Length: 1000\r\n\r\n%", MAX_BODY,
		NULL, "HTTP/1.1 201 "},
	{"one byte more", "POST / HTTP/1.1\r\nContent-Length: 1001\r\n\r\n%",
		MAX_BODY + 1, "", "HTTP/1.1 413 "},
	{"more than is said to come",
		"POST / HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n", 0, "",
		"HTTP/1.1 413 "},
	{"a negative length", "POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", 0, "",
		"HTTP/1.1 400 "},
	{"a head without end", "GET / HTTP/1.1\r\nX: %", PC_MAX_HTTP_HEAD, "",
		"HTTP/1.1 400 "},
	{"no protocol", "GET /\r\n\r\n", 0, NULL, "HTTP/1."},
	{"another protocol", "\x16\x03\x01\x02\r\n\r\n", 0, "", "HTTP/1.1 400 "},
	{"an unknown method", "BREW / HTTP/1.1\r\n\r\n", 0, "", "HTTP/1.1 501 "},
};

static int dial(const struct scene *scene)
{
	struct sockaddr_in at = {
		.sin_family = AF_INET, .sin_port = htons(pc_httpd_port(scene->httpd))};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	assert_true(fd >= 0);
	assert_int_equal(connect(fd, (struct sockaddr *)&at, sizeof(at)), 0);
	return fd;
}

static void put(int fd, const struct row *r)
{
	PC_AUTO(pc_buf_done) struct pc_buf bytes = {0};

	for (const char *at = r->request; *at; at++) {
		for (size_t i = 0; *at == '%' && i < r->pad; i++)
			pc_buf_add_char(&bytes, 'x');
		if (*at != '%')
			pc_buf_add_char(&bytes, *at);
	}
	assert_int_equal(write(fd, bytes.ptr, bytes.len), bytes.len);
}

static void check(const struct row *r)
{
	struct scene scene = {0};
	struct pc_watch *watch;
	char answer[64] = "";
	struct pc_err err;
	int fd;

	assert_int_equal(pc_loop_new(&scene.loop, &err), PC_OK);
	assert_int_equal(pc_httpd_new(&scene.httpd, scene.loop, MAX_BODY, on_request,
				 &scene, &err),
		PC_OK);
	fd = dial(&scene);
	put(fd, r);
	watch = pc_loop_fd(scene.loop, fd, PC_LOOP_READ, on_answer, &scene);
	assert_int_equal(pc_loop_run(scene.loop, &err), PC_OK);
	assert_true(read(fd, answer, sizeof(answer) - 1) >= 0);
	if (r->seen)
		assert_str(pc_buf_str(&scene.seen), r->seen);
	answer[strlen(r->answer)] = '\0';
	assert_string_equal(answer, r->answer);
	pc_watch_free(&watch);
	close(fd);
	pc_httpd_free(&scene.httpd);
	pc_loop_free(&scene.loop);
	pc_buf_done(&scene.seen);
}

PC_TABLE_TESTS(rows, check)
