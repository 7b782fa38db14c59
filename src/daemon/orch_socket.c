/* SPDX-License-Identifier: Apache-2.0 */
/* Connections: lines in, lines out, in their order.  Who may ask is decided when somebody
 * comes, by what the system says of the other end.  Nobody waits for anybody: what one
 * does not take is kept for a while, up to a ceiling, and then the connection goes. */
#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "listen.h"
#include "orch.h"
#include "pc/base/fs.h"
#include "pc/base/limits.h"
#include "pc/doc/write.h"
#include "pc/orch/manage.h"

enum {
	BACKLOG = 128,        /* who comes while we are busy */
	MOST_OF_ONE = 64,     /* connections of a user who is no operator */
	OF_OPERATORS = 16,    /* places */
	IDLE = 5 * 60 * 1000, /* ms without a question, where nothing is followed */
	PIECE = 64 << 10,     /* what is read at once */
	LINES = 64,           /* questions of one before others are heard */
	ENOUGH = 1 << 20,     /* unread, past which no further question is answered */
	MOST_NEWS = 4 << 20,  /* unread, past which who follows is dropped */
	BOARD_EVERY = 250,    /* ms */
};

struct client {
	struct askers *all;
	int fd;
	struct pc_watch *input, *output, *late;
	struct pc_buf in, out;
	size_t searched; /* of in: no line ends there */
	size_t sent;     /* of out */
	struct person who;
	bool is_worker;
	struct answered wants;
	bool is_stale; /* the job that it follows is another one */
	bool is_last;  /* nothing comes any more: closed when all is sent */
	bool is_closed;
};

struct askers {
	struct orch *orch;
	const char *path;
	int fd;
	struct pc_watch *watch, *board; /* a timer */
	bool is_board_due, is_board_late;
	struct client *items[PC_MAX_ORCH_CLIENTS];
	size_t count;
};

/* ---- ends
 * ------------------------------------------------------------------------------- */

static void client_free(struct client *client)
{
	pc_watch_free(&client->input);
	pc_watch_free(&client->output);
	pc_watch_free(&client->late);
	pc_close(&client->fd);
	pc_buf_done(&client->in);
	pc_buf_done(&client->out);
	free(client);
}

/* It is freed when nobody goes through the list. */
static void drop(struct client *client)
{
	client->is_closed = true;
	pc_watch_free(&client->input);
	pc_watch_free(&client->output);
	orch_soon(client->all->orch);
}

static void sweep_closed(struct askers *askers)
{
	size_t kept = 0;

	for (size_t i = 0; i < askers->count; i++) {
		if (askers->items[i]->is_closed)
			client_free(askers->items[i]);
		else
			askers->items[kept++] = askers->items[i];
	}
	askers->count = kept;
}

static void on_late(void *arg, int what)
{
	struct client *client = arg;

	(void)what;
	if (client->wants.follows || client->wants.watches)
		return;
	drop(client);
}

/* ---- out
 * -------------------------------------------------------------------------------- */

static size_t unread(const struct client *client)
{
	return client->out.len - client->sent;
}

static void on_output(void *arg, int fd)
{
	struct client *client = arg;

	(void)fd;
	pc_watch_free(&client->output);
	orch_soon(client->all->orch);
}

/* What was sent makes room. */
static void send_some(struct client *client)
{
	while (unread(client)) {
		ssize_t n = send(client->fd, client->out.ptr + client->sent,
			unread(client), MSG_NOSIGNAL | MSG_DONTWAIT);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno == EAGAIN)
			return;
		if (n <= 0) {
			drop(client);
			return;
		}
		client->sent += (size_t)n;
	}
	pc_buf_done(&client->out);
	client->sent = 0;
	if (client->is_last)
		drop(client);
}

static void flush(struct client *client)
{
	if (client->is_closed)
		return;
	send_some(client);
	if (client->is_closed)
		return;
	if (unread(client) > PC_MAX_ORCH_UNREAD) {
		drop(client);
		return;
	}
	if (unread(client) && !client->output)
		client->output = pc_loop_fd(client->all->orch->loop, client->fd,
			PC_LOOP_WRITE, on_output, client);
}

void askers_flush(struct askers *askers)
{
	for (size_t i = 0; i < askers->count; i++)
		flush(askers->items[i]);
	sweep_closed(askers);
}

/* ---- in
 * --------------------------------------------------------------------------------- */

static void refuse(struct client *client, const char *text, const char *hint)
{
	answer_error(&client->out, text, hint);
	client->is_last = true;
	pc_watch_free(&client->input);
	orch_soon(client->all->orch);
}

/* What the line began replaces what ran: one stream a connection. */
static void ask(struct client *client, struct pc_str line)
{
	struct orch *orch = client->all->orch;
	struct answered answered = client->wants;

	if (!client->who.may) {
		refuse(client, "this user may not ask for jobs",
			"'users' and 'operators' of orchestrator.yaml say who may");
		return;
	}
	if (!orch_begin(orch)) {
		drop(client);
		return;
	}
	answer_line(&client->out, &answered, orch, &client->who, line);
	client->is_stale |= answered.follows && answered.follows != client->wants.follows;
	client->wants = answered;
	pc_watch_after(client->late, IDLE);
}

/* False: no whole line is there. */
static bool take_line(struct client *client)
{
	struct pc_str in = pc_buf_str(&client->in);
	size_t end =
		client->searched + pc_str_find(pc_str_from(in, client->searched), '\n');

	client->searched = end;
	if (end >= in.len)
		return false;
	ask(client, pc_str_head(in, end));
	client->in.len -= end + 1;
	memmove(client->in.ptr, client->in.ptr + end + 1, client->in.len);
	client->searched = 0;
	return true;
}

/* Whole lines that are there, as long as the answers are taken. */
static void take_lines(struct client *client)
{
	for (int i = 0; !client->is_closed && !client->is_last; i++) {
		if (i == LINES || unread(client) >= ENOUGH) {
			pc_watch_free(&client->input); /* askers_go_on() */
			orch_soon(client->all->orch);
			return;
		}
		if (!take_line(client))
			break;
	}
	if (!client->who.may && client->in.len > PIECE)
		drop(client);
	else if (client->in.len > PC_MAX_ORCH_QUESTION && !client->is_last)
		refuse(client, "the question is larger than 4 MiB", "");
	if (!client->in.len)
		pc_buf_done(&client->in);
}

static void on_input(void *arg, int fd)
{
	struct client *client = arg;
	char *room = pc_buf_room(&client->in, PIECE);
	ssize_t n = recv(fd, room, PIECE, MSG_DONTWAIT);

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0) {
		/* It asks no more; what it asked is answered yet. */
		client->is_last = true;
		pc_watch_free(&client->input);
		if (n < 0 || !unread(client))
			drop(client);
		return;
	}
	client->in.len += (size_t)n;
	client->in.ptr[client->in.len] = '\0';
	take_lines(client);
}

/* Those that were left out: the answers to what they asked are taken by now. */
void askers_go_on(struct askers *askers)
{
	for (size_t i = 0; i < askers->count; i++) {
		struct client *client = askers->items[i];

		if (client->input || client->is_closed || client->is_last ||
			unread(client) >= ENOUGH)
			continue;
		client->input = pc_loop_fd(
			askers->orch->loop, client->fd, PC_LOOP_READ, on_input, client);
		take_lines(client);
	}
}

/* ---- news
 * ------------------------------------------------------------------------------- */

static void push(struct client *client)
{
	bool is_over = false;

	if (client->is_closed || !client->is_stale)
		return;
	client->is_stale = false;
	answer_job(&client->out, &is_over, client->all->orch, client->wants.follows);
	if (is_over) {
		client->is_last = true;
		client->wants.follows = 0;
		pc_watch_free(&client->input);
	}
}

/* The same user's next connection sees the same: to put a board together takes a look at
 * the queue. */
static void push_board(struct client *client, struct pc_buf *made, struct person *of)
{
	if (!made->len || of->uid != client->who.uid ||
		of->is_operator != client->who.is_operator) {
		pc_buf_done(made);
		answer_board(made, client->all->orch, &client->who);
		*of = client->who;
	}
	pc_buf_add(&client->out, pc_buf_str(made));
}

static void push_boards(struct askers *askers)
{
	PC_AUTO(pc_buf_done) struct pc_buf made = {0};
	struct person of = {0};
	bool any = false;

	askers->is_board_due = false;
	for (size_t i = 0; i < askers->count; i++) {
		struct client *client = askers->items[i];

		if (client->is_closed || !client->wants.watches)
			continue;
		any = true;
		/* Who watches sees the state of then: one at a time is enough. */
		if (unread(client))
			askers->is_board_due = true;
		else
			push_board(client, &made, &of);
	}
	if (!any)
		return;
	askers->is_board_late = true;
	pc_watch_after(askers->board, BOARD_EVERY);
}

void askers_push(struct askers *askers)
{
	for (size_t i = 0; i < askers->count; i++)
		push(askers->items[i]);
	if (askers->is_board_due && !askers->is_board_late)
		push_boards(askers);
}

static void on_board(void *arg, int what)
{
	struct askers *askers = arg;

	(void)what;
	askers->is_board_late = false;
	if (askers->is_board_due)
		orch_soon(askers->orch);
}

void askers_changed(struct askers *askers, int64_t job)
{
	if (!askers)
		return;
	for (size_t i = 0; i < askers->count; i++)
		askers->items[i]->is_stale |=
			job && askers->items[i]->wants.follows == job;
	askers->is_board_due = true;
	orch_soon(askers->orch);
}

void askers_piece(struct askers *askers, int64_t job, struct pc_str text)
{
	for (size_t i = 0; askers && i < askers->count; i++) {
		struct client *client = askers->items[i];

		if (client->is_closed || client->wants.follows != job || !job)
			continue;
		if (unread(client) > MOST_NEWS) {
			drop(client);
			continue;
		}
		pc_buf_add_char(&client->out, '{');
		pc_json_member(&client->out, "piece", text);
		pc_buf_puts(&client->out, "}\n");
		orch_soon(askers->orch);
	}
}

/* ---- who comes
 * -------------------------------------------------------------------------- */

static bool is_one_too_many(const struct askers *askers, const struct person *who)
{
	size_t same = 0;

	for (size_t i = 0; i < askers->count; i++)
		same += askers->items[i]->who.uid == who->uid;
	return !who->is_operator &&
	       (same > MOST_OF_ONE || askers->count > PC_MAX_ORCH_CLIENTS - OF_OPERATORS);
}

static void let_in(struct client *client)
{
	struct askers *askers = client->all;
	struct ucred peer;
	socklen_t size = sizeof(peer);

	if (getsockopt(client->fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) < 0) {
		drop(client);
		return;
	}
	/* A worker is our user: who asks and is gone may have been one. */
	client->is_worker = process_is_worker(peer.pid, peer.uid == geteuid());
	person_find(
		&client->who, peer.uid, client->is_worker, askers->orch->rules->config);
	/* Operators find a place, whatever others do. */
	if (is_one_too_many(askers, &client->who))
		drop(client);
}

static void on_client(void *arg, int fd)
{
	struct askers *askers = arg;
	int peer = accept4(fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
	struct client *client;

	if (peer < 0)
		return;
	if (askers->count == PC_MAX_ORCH_CLIENTS) {
		close(peer);
		return;
	}
	client = pc_xcalloc(1, sizeof(*client));
	client->all = askers;
	client->fd = peer;
	client->late = pc_loop_timer(askers->orch->loop, on_late, client);
	pc_watch_after(client->late, IDLE);
	askers->items[askers->count++] = client;
	let_in(client);
	if (!client->is_closed && !client->is_last)
		client->input = pc_loop_fd(
			askers->orch->loop, peer, PC_LOOP_READ, on_input, client);
}

void askers_judge(struct askers *askers)
{
	for (size_t i = 0; i < askers->count; i++) {
		struct client *client = askers->items[i];

		if (client->is_closed || client->is_last)
			continue;
		person_find(&client->who, client->who.uid, client->is_worker,
			askers->orch->rules->config);
		if (!client->who.may)
			refuse(client, "this user may not ask for jobs any more", "");
	}
}

/* ---- the socket
 * ------------------------------------------------------------------------- */

enum pc_status askers_open(
	struct askers **out, struct orch *orch, const char *path, struct pc_err *err)
{
	struct askers *askers = pc_xcalloc(1, sizeof(*askers));
	enum pc_status status;

	askers->orch = orch;
	askers->path = path;
	askers->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	status = listen_at(askers->fd, path, BACKLOG, err);
	if (status != PC_OK) {
		askers->path = NULL; /* it is somebody else's */
		askers_close(&askers);
		return status;
	}
	askers->board = pc_loop_timer(orch->loop, on_board, askers);
	askers->watch =
		pc_loop_fd(orch->loop, askers->fd, PC_LOOP_READ, on_client, askers);
	*out = askers;
	return PC_OK;
}

void askers_close(struct askers **out)
{
	struct askers *askers = *out;

	*out = NULL;
	if (!askers)
		return;
	if (askers->path)
		unlink(askers->path);
	for (size_t i = 0; i < askers->count; i++)
		client_free(askers->items[i]);
	pc_watch_free(&askers->watch);
	pc_watch_free(&askers->board);
	pc_close(&askers->fd);
	free(askers);
}
