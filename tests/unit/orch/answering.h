/* SPDX-License-Identifier: Apache-2.0 */
/* A server of HTTP on the loop of its callers, that says what it is told to: nothing
 * depends on who is faster. */
#ifndef ANSWERING_H
#define ANSWERING_H

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "pc/base/buf.h"
#include "pc/base/limits.h"
#include "pc/os/loop.h"
#include "pc_test.h"

enum { MOST_CONNECTIONS = 64 };

struct server;

struct connection {
	struct server *server;
	int fd;
	struct pc_watch *watch, *timer;
	struct pc_buf asked;
	const char *left; /* of the answer; '|' ends a piece */
};

struct server {
	struct pc_loop *loop;
	int fd;
	uint16_t port;
	struct pc_watch *watch;
	struct connection connections[MOST_CONNECTIONS];
	size_t n, n_requests;
	const char *answer;  /* '%': 64 KiB; '!' at the end: the connection closes */
	struct pc_str bytes; /* instead of .answer: sent as they are, and the end */
	bool is_silent;      /* instead of the end it says no more */
	struct pc_buf asked; /* the last request */
};

static void hang_up(struct connection *c)
{
	if (c->fd >= 0)
		close(c->fd);
	c->fd = -1;
	pc_watch_free(&c->watch);
	pc_watch_free(&c->timer);
	pc_buf_done(&c->asked);
	c->asked = (struct pc_buf){0};
}

static void put(int fd, const char *from, size_t len)
{
	PC_AUTO(pc_buf_done) struct pc_buf bytes = {0};

	for (size_t i = 0; i < len; i++) {
		for (size_t n = 0; from[i] == '%' && n < PC_MAX_HTTP_HEAD; n++)
			pc_buf_add_char(&bytes, 'x');
		if (from[i] != '%')
			pc_buf_add_char(&bytes, from[i]);
	}
	if (bytes.len)
		assert_int_equal(send(fd, bytes.ptr, bytes.len, MSG_NOSIGNAL), bytes.len);
}

static void say_more(void *arg, int what)
{
	struct connection *c = arg;
	size_t len = strcspn(c->left, "|!");

	(void)what;
	put(c->fd, c->left, len);
	c->left += len;
	if (*c->left == '!') {
		hang_up(c);
		return;
	}
	if (*c->left == '|') {
		c->left++;
		pc_watch_after(c->timer, 1);
	}
}

static void say_bytes(struct connection *c)
{
	struct pc_str left = c->server->bytes;

	if (left.len)
		assert_int_equal(send(c->fd, left.ptr, left.len, MSG_NOSIGNAL), left.len);
	if (!c->server->is_silent)
		hang_up(c);
}

static bool is_whole(struct pc_str asked)
{
	size_t head = pc_str_find_str(asked, PC_STR("\r\n\r\n"));
	size_t at = pc_str_find_str(asked, PC_STR("Content-Length: "));
	size_t size = 0;

	if (head == asked.len)
		return false;
	if (at < head)
		size = strtoul(asked.ptr + at + strlen("Content-Length: "), NULL, 10);
	return asked.len == head + 4 + size;
}

static void on_bytes(void *arg, int fd)
{
	struct connection *c = arg;
	char bytes[4096];
	ssize_t n = read(fd, bytes, sizeof(bytes));

	if (n <= 0) {
		hang_up(c);
		return;
	}
	pc_buf_add(&c->asked, (struct pc_str){bytes, (size_t)n});
	if (!is_whole(pc_buf_str(&c->asked)))
		return;
	c->server->n_requests++;
	c->server->asked.len = 0;
	pc_buf_add(&c->server->asked, pc_buf_str(&c->asked));
	c->asked.len = 0;
	if (!c->server->answer) {
		say_bytes(c);
		return;
	}
	c->left = c->server->answer;
	say_more(c, 0);
}

static void on_caller(void *arg, int fd)
{
	struct server *server = arg;
	struct connection *c = &server->connections[server->n++];

	assert_true(server->n <= MOST_CONNECTIONS);
	*c = (struct connection){.server = server};
	c->fd = accept4(fd, NULL, NULL, SOCK_CLOEXEC);
	assert_true(c->fd >= 0);
	c->watch = pc_loop_fd(server->loop, c->fd, PC_LOOP_READ, on_bytes, c);
	c->timer = pc_loop_timer(server->loop, say_more, c);
}

static void server_begin(struct server *server, struct pc_loop *loop)
{
	struct sockaddr_in at = {.sin_family = AF_INET};
	socklen_t size = sizeof(at);

	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	server->loop = loop;
	server->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(bind(server->fd, (struct sockaddr *)&at, sizeof(at)), 0);
	assert_int_equal(listen(server->fd, MOST_CONNECTIONS), 0);
	assert_int_equal(getsockname(server->fd, (struct sockaddr *)&at, &size), 0);
	server->port = ntohs(at.sin_port);
	server->watch = pc_loop_fd(loop, server->fd, PC_LOOP_READ, on_caller, server);
}

static void server_end(struct server *server)
{
	for (size_t i = 0; i < server->n; i++)
		hang_up(&server->connections[i]);
	pc_watch_free(&server->watch);
	close(server->fd);
	pc_buf_done(&server->asked);
}

#endif
