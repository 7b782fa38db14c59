/* SPDX-License-Identifier: Apache-2.0 */
/* Questions at the socket: one line in, one line out, then the end.  Whoever asks slowly
 * waits alone; who asks for something to be done has to be root. */
#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "listen.h"
#include "pc/base/fs.h"
#include "pc/base/limits.h"
#include "pc/doc/node.h"
#include "pc/doc/read.h"
#include "pc/doc/write.h"
#include "serve_report.h"

enum { MOST_CLIENTS = 16, PATIENCE = 2000 };

struct client {
	struct clients *all;
	int fd; /* -1: nobody */
	struct pc_watch *input, *late;
	char line[PC_MAX_QUESTION];
	size_t len;
};

struct clients {
	struct serve *serve;
	int fd;
	struct pc_watch *watch;
	struct client items[MOST_CLIENTS];
};

static void client_done(struct client *client)
{
	pc_watch_free(&client->input);
	pc_watch_free(&client->late);
	pc_close(&client->fd);
	client->fd = -1;
}

/* ---- answers ------------------------------------------------------------------ */

static void answer_text(struct pc_buf *out, const char *member, const char *text)
{
	pc_buf_add_char(out, '{');
	pc_json_member(out, member, pc_str(text));
	pc_buf_puts(out, "}\n");
}

static void do_status(
	struct pc_buf *out, struct client *client, const struct pc_node *said)
{
	struct pc_err err;

	(void)said;
	if (status_json(out, client->all->serve, &err) != PC_OK)
		answer_text(out, "error", err.text);
}

static void wish(struct pc_buf *out, const struct message *message)
{
	struct pc_err err;

	if (message_send(FD_CONTROL, message, &err) == PC_OK)
		answer_text(out, "done", "asked for");
	else
		answer_text(out, "error", err.text);
}

static void do_sync(struct pc_buf *out, struct client *client, const struct pc_node *said)
{
	(void)client;
	(void)said;
	wish(out, &(struct message){MESSAGE_WISH, .wish.wish = WISH_SYNC});
}

static void do_report(
	struct pc_buf *out, struct client *client, const struct pc_node *said)
{
	struct pc_err err;

	(void)said;
	if (reporter_show(out, client->all->serve->reporter, &err) != PC_OK)
		answer_text(out, "error", err.text);
}

static void do_send(struct pc_buf *out, struct client *client, const struct pc_node *said)
{
	(void)said;
	if (reporter_wish(client->all->serve->reporter))
		answer_text(out, "done", "asked for");
	else
		answer_text(out, "error", "policyd.yaml names no hub");
}

static void do_resume(
	struct pc_buf *out, struct client *client, const struct pc_node *said)
{
	struct message message = {MESSAGE_WISH, .wish.wish = WISH_RESUME};

	message.wish.reason = pc_node_text(pc_node_get_c(said, "reason"));
	record_wish(client->all->serve, "resume asked for", message.wish.reason);
	wish(out, &message);
}

static void do_rollback(
	struct pc_buf *out, struct client *client, const struct pc_node *said)
{
	const struct pc_node *to = pc_node_get_c(said, "to");
	struct message message = {MESSAGE_WISH, .wish.wish = WISH_ROLLBACK};

	message.wish.reason = pc_node_text(pc_node_get_c(said, "reason"));
	if (message.wish.reason.len == 0) {
		answer_text(out, "error", "\"reason\" has to say why");
		return;
	}
	if (to && (to->kind != PC_INT || to->integer < 0)) {
		answer_text(out, "error", "\"to\" has to be the number of a generation");
		return;
	}
	message.wish.number = to ? (uint64_t)to->integer : 0;
	record_wish(client->all->serve, "rollback asked for", message.wish.reason);
	wish(out, &message);
}

static const struct {
	const char *name;
	bool is_roots; /* only root may want it */
	void (*fn)(struct pc_buf *out, struct client *client, const struct pc_node *said);
} questions[] = {
	{"status", false, do_status},
	{"sync", true, do_sync},
	{"resume", true, do_resume},
	{"rollback", true, do_rollback},
	{"report", true, do_report},
	{"send", true, do_send},
};

static bool may_want(const struct client *client)
{
	struct ucred who;
	socklen_t size = sizeof(who);

	if (getsockopt(client->fd, SOL_SOCKET, SO_PEERCRED, &who, &size) < 0)
		return false;
	return who.uid == 0 || who.uid == geteuid();
}

static void answer(struct pc_buf *out, struct client *client, struct pc_str line)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_str what;
	struct pc_node *said;
	struct pc_err err;

	if (pc_json_read(&said, &arena, "socket", line, NULL, &err) != PC_OK) {
		answer_text(out, "error", err.text);
		return;
	}
	what = pc_node_text(pc_node_get_c(said, "do"));
	for (size_t i = 0; i < PC_COUNT(questions); i++) {
		if (!pc_str_is(what, questions[i].name))
			continue;
		if (questions[i].is_roots && !may_want(client))
			answer_text(out, "error", "only root may want that");
		else
			questions[i].fn(out, client, said);
		return;
	}
	answer_text(out, "error",
		"\"do\" has to be status, sync, resume, rollback, report or send");
}

/* ---- the way in and out -------------------------------------------------------- */

/* What the socket does not take at once is lost, and who asked asks again. */
static void reply(struct client *client, struct pc_str line)
{
	PC_AUTO(pc_buf_done) struct pc_buf text = {0};

	answer(&text, client, line);
	if (send(client->fd, text.ptr, text.len, MSG_NOSIGNAL | MSG_DONTWAIT) < 0)
		daemon_log("serve", "an answer was not taken");
	client_done(client);
}

static void on_input(void *arg, int fd)
{
	struct client *client = arg;
	ssize_t n = recv(fd, client->line + client->len,
		sizeof(client->line) - client->len, MSG_DONTWAIT);
	struct pc_str line;
	size_t end;

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0) {
		client_done(client);
		return;
	}
	client->len += (size_t)n;
	line = (struct pc_str){client->line, client->len};
	end = pc_str_find(line, '\n');
	if (end < line.len)
		reply(client, pc_str_head(line, end));
	else if (client->len == sizeof(client->line))
		client_done(client);
}

static void on_late(void *arg, int what)
{
	(void)what;
	client_done(arg);
}

static struct client *free_place(struct clients *clients)
{
	for (size_t i = 0; i < MOST_CLIENTS; i++) {
		if (clients->items[i].fd < 0)
			return &clients->items[i];
	}
	return NULL;
}

static void on_client(void *arg, int fd)
{
	struct clients *clients = arg;
	int peer = accept4(fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
	struct client *client = free_place(clients);

	if (peer < 0)
		return;
	if (!client) {
		close(peer);
		return;
	}
	client->all = clients;
	client->fd = peer;
	client->len = 0;
	client->input =
		pc_loop_fd(clients->serve->loop, peer, PC_LOOP_READ, on_input, client);
	client->late = pc_loop_timer(clients->serve->loop, on_late, client);
	pc_watch_after(client->late, PATIENCE);
}

enum pc_status serve_clients_open(
	struct clients **out, struct serve *serve, const char *path, struct pc_err *err)
{
	struct clients *clients = pc_xcalloc(1, sizeof(*clients));
	enum pc_status status;

	clients->serve = serve;
	for (size_t i = 0; i < MOST_CLIENTS; i++)
		clients->items[i].fd = -1;
	clients->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	status = listen_at(clients->fd, path, MOST_CLIENTS, err);
	if (status != PC_OK) {
		serve_clients_close(&clients);
		return status;
	}
	clients->watch =
		pc_loop_fd(serve->loop, clients->fd, PC_LOOP_READ, on_client, clients);
	*out = clients;
	return PC_OK;
}

void serve_clients_close(struct clients **clients)
{
	if (!*clients)
		return;
	for (size_t i = 0; i < MOST_CLIENTS; i++)
		client_done(&(*clients)->items[i]);
	pc_watch_free(&(*clients)->watch);
	pc_close(&(*clients)->fd);
	free(*clients);
	*clients = NULL;
}
