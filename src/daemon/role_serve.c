/* SPDX-License-Identifier: Apache-2.0 */
/* Keeps the record and answers questions about it.  Nothing that it is told or asked
 * changes the machine: it may write its database and its socket, and nothing else. */
#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

#include "pc/base/fs.h"
#include "role.h"
#include "serve_report.h"

static void take(struct serve *serve, const struct message *message)
{
	looks_hear(serve, message);
	if (!reporter_hear(serve->reporter, message))
		record_message(serve, message);
}

static void on_message(void *arg, int fd)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct serve *serve = arg;
	struct message message;
	struct pc_err err;

	if (message_receive(&message, &arena, fd, &err) == PC_OK) {
		take(serve, &message);
		return;
	}
	daemon_log("serve", "%s", err.text);
	if (err.status != PC_ERR_PARSE)
		pc_loop_stop(serve->loop); /* nobody is there any more */
}

static void on_sweep(void *arg, int what)
{
	struct serve *serve = arg;

	(void)what;
	spool_sweep(serve->spool);
	record_calm(serve);
	looks_plan(serve);
	record_forget(serve);
	role_progress("serve");
	pc_watch_after(serve->sweep, serve->daemon->config.sweep);
}

static enum pc_status enter(
	struct serve *serve, struct pc_arena *arena, struct pc_err *err)
{
	const struct pc_config *config = &serve->daemon->config;
	struct pc_str no_root = {0};
	const struct pc_sandbox_path paths[] = {
		{role_path(arena, config->state, PC_STR("/record")), PC_SANDBOX_WRITE},
		{role_path(arena, config->state, PC_STR("/queue")), PC_SANDBOX_WRITE},
		{role_path(arena, no_root, config->run), PC_SANDBOX_WRITE},
		{role_path(arena, no_root, config->spool), PC_SANDBOX_WRITE},
		{"/etc/localtime", PC_SANDBOX_READ},
		{role_path(arena, config->root, PC_STR("/etc/os-release")),
			PC_SANDBOX_READ},
	};
	const struct pc_sandbox sandbox = {paths, PC_COUNT(paths), PC_SANDBOX_LOCAL};

	return role_enter(
		"serve", role_path(arena, no_root, config->serve_user), &sandbox, err);
}

static enum pc_status begin(
	struct serve *serve, struct pc_arena *arena, struct pc_err *err)
{
	const struct pc_config *config = &serve->daemon->config;
	struct pc_str no_root = {0};

	PC_TRY(enter(serve, arena, err));
	PC_TRY(pc_loop_new(&serve->loop, err));
	PC_TRY(pc_db_open(&serve->db,
		role_path(arena, config->state, PC_STR("/record/policyd.db")),
		PC_DB_WRITE, err));
	PC_TRY(spool_open(
		&serve->spool, serve, role_path(arena, no_root, config->spool), err));
	PC_TRY(serve_clients_open(&serve->clients, serve,
		role_path(arena, config->run, PC_STR("/policyd.sock")), err));
	reporter_open(&serve->reporter, serve);
	serve->events =
		pc_loop_fd(serve->loop, FD_EVENTS, PC_LOOP_READ, on_message, serve);
	serve->sweep = pc_loop_timer(serve->loop, on_sweep, serve);
	pc_watch_after(serve->sweep, 0);
	return PC_OK;
}

static void end(struct serve *serve)
{
	serve_clients_close(&serve->clients);
	reporter_close(&serve->reporter);
	spool_close(&serve->spool);
	pc_watch_free(&serve->events);
	pc_watch_free(&serve->sweep);
	pc_arena_done(&serve->incoming.arena);
	pc_db_close(&serve->db);
	pc_loop_free(&serve->loop);
}

/* The others have ended, and what they said last is still on its way. */
static void hear_the_rest(struct serve *serve)
{
	struct pollfd events = {.fd = FD_EVENTS, .events = POLLIN};

	while (poll(&events, 1, 0) == 1 && (events.revents & POLLIN)) {
		PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
		struct message message;
		struct pc_err err;

		if (message_receive(&message, &arena, FD_EVENTS, &err) != PC_OK)
			return;
		take(serve, &message);
	}
}

int role_serve(struct daemon *daemon)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct serve serve = {.daemon = daemon};
	int status = ENDED_BADLY;
	struct pc_err err;

	if (begin(&serve, &arena, &err) == PC_OK) {
		status = role_run("serve", serve.loop);
		hear_the_rest(&serve);
	} else
		daemon_log("serve", "%s", err.text);
	end(&serve);
	return status;
}
