/* SPDX-License-Identifier: Apache-2.0 */
/* Sockets and pipes with a deadline. */
#include "ask.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "pc/base/fs.h"
#include "pc/base/limits.h"
#include "pc/doc/read.h"

static int64_t now_ms(void)
{
	enum { PER_SECOND = 1000, PER_MILLI = 1000000 };
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * PER_SECOND + now.tv_nsec / PER_MILLI;
}

/* Reads until the other end closes; until is a moment of now_ms(). */
static enum pc_status read_all(struct pc_str *out, struct pc_arena *arena, int fd,
	int64_t until, size_t most, struct pc_err *err)
{
	char *room = pc_arena_bytes(arena, most);
	size_t len = 0;

	for (;;) {
		struct pollfd watched = {fd, POLLIN, 0};
		int64_t left = until - now_ms();
		ssize_t n;

		if (left <= 0 || poll(&watched, 1, (int)left) == 0)
			return pc_err_set(err, PC_ERR_SYSTEM, (struct pc_span){0},
				"no answer in time");
		n = read(fd, room + len, most - len);
		if (n < 0 && (errno == EINTR || errno == EAGAIN))
			continue;
		if (n < 0)
			return pc_err_sys(err, "reading the answer");
		len += (size_t)n;
		if (n == 0 || len == most)
			break;
	}
	*out = (struct pc_str){room, len};
	return PC_OK;
}

/* ---- policyd ---------------------------------------------------------------- */

static enum pc_status dial(int *out, const char *socket_path, struct pc_err *err)
{
	struct sockaddr_un at = {.sun_family = AF_UNIX};

	if (strlen(socket_path) >= sizeof(at.sun_path))
		return pc_err_set(err, PC_ERR_LIMIT, (struct pc_span){0},
			"'%s' is too long for a socket", socket_path);
	memcpy(at.sun_path, socket_path, strlen(socket_path));
	*out = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (*out >= 0 && connect(*out, (struct sockaddr *)&at, sizeof(at)) == 0)
		return PC_OK;
	pc_err_sys(err, "policyd's socket '%s'", socket_path);
	if (err->cause == ECONNREFUSED) /* the file of one that was killed */
		err->status = PC_ERR_ABSENT;
	return err->status;
}

static enum pc_status read_answer(const struct pc_node **out, struct pc_arena *arena,
	struct pc_str answer, struct pc_err *err)
{
	struct pc_node *tree;
	struct pc_str fault;

	if (answer.len == 0)
		return pc_err_set(err, PC_ERR_SYSTEM, (struct pc_span){0},
			"policyd closed the socket without an answer");
	PC_TRY(pc_json_read(&tree, arena, "policyd", answer, NULL, err));
	fault = pc_node_text(pc_node_get_c(tree, "error"));
	if (fault.len || tree->kind != PC_MAP)
		return pc_err_set(err, PC_ERR_USAGE, (struct pc_span){0}, "policyd: %.*s",
			PC_STR_ARG(fault));
	*out = tree;
	return PC_OK;
}

enum pc_status ask_policyd(const struct pc_node **out, struct pc_arena *arena,
	const char *socket_path, struct pc_str question, int64_t deadline,
	struct pc_err *err)
{
	PC_AUTO(pc_close) int fd = -1;
	struct pc_str answer;

	PC_TRY(dial(&fd, socket_path, err));
	if (send(fd, question.ptr, question.len, MSG_NOSIGNAL) != (ssize_t)question.len)
		return pc_err_sys(err, "policyd's socket '%s'", socket_path);
	PC_TRY(read_all(&answer, arena, fd, now_ms() + deadline, PC_MAX_ANSWER, err));
	return read_answer(out, arena, answer, err);
}

struct pc_str ask_simple(struct pc_arena *arena, const char *what)
{
	return pc_arena_printf(arena, "{\"do\":\"%s\"}\n", what);
}

/* ---- programs ------------------------------------------------------------------ */

/* In the child; whoever it becomes, it keeps nothing of ours. */
static void become(const struct ask_program *program, int output)
{
	char home[4200] = "HOME=/";
	char path[4200] = "";
	char argv0[4096], argv1[64];
	char *argv[] = {argv0, argv1, NULL};
	char *env[] = {home, path, NULL};
	int null = open("/dev/null", O_RDWR);

	snprintf(argv0, sizeof(argv0), "%s", program->path);
	snprintf(argv1, sizeof(argv1), "%s", program->argument);
	/* What interprets a script often lies beside it. */
	snprintf(path, sizeof(path), "PATH=%.*s:/usr/local/bin:/usr/bin:/bin",
		PC_STR_ARG(pc_path_dir(pc_str(program->path))));
	if (program->home)
		snprintf(home, sizeof(home), "HOME=%s", program->home);
	if (null < 0 || dup2(null, STDIN_FILENO) < 0 || dup2(null, STDERR_FILENO) < 0 ||
		dup2(output, STDOUT_FILENO) < 0 || chdir("/") < 0)
		return;
	if (geteuid() == 0 && (setgroups(0, NULL) < 0 || setgid(program->gid) < 0 ||
				      setuid(program->uid) < 0))
		return;
	setpgid(0, 0);
	closefrom(STDERR_FILENO + 1);
	execve(argv0, argv, env);
}

enum { NOT_STARTED = 127 };

/* Ends the program and whatever it started, and waits for it. */
static int end(pid_t child)
{
	int status = 0;

	kill(-child, SIGKILL);
	kill(child, SIGKILL);
	while (waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	return status;
}

/* It closed its output: it has a moment to end by itself. */
static bool ended(int *status, pid_t child, int64_t until)
{
	const struct timespec moment = {.tv_nsec = 2000000};

	while (now_ms() < until) {
		pid_t got = waitpid(child, status, WNOHANG);

		if (got == child)
			return true;
		if (got < 0 && errno != EINTR)
			return false;
		nanosleep(&moment, NULL);
	}
	return false;
}

enum pc_status ask_program(struct pc_str *out, int *status, struct pc_arena *arena,
	const struct ask_program *program, struct pc_err *err)
{
	int64_t until = now_ms() + program->deadline;
	PC_AUTO(pc_close) int from = -1;
	PC_AUTO(pc_close) int to = -1;
	enum pc_status got;
	int pair[2], code;
	pid_t child;

	if (pipe2(pair, O_CLOEXEC) < 0)
		return pc_err_sys(err, "a pipe");
	from = pair[0];
	to = pair[1];
	child = fork();
	if (child < 0)
		return pc_err_sys(err, "starting '%s'", program->path);
	if (child == 0) {
		become(program, to);
		_exit(NOT_STARTED);
	}
	pc_close(&to);
	to = -1;
	got = read_all(out, arena, from, until, program->most, err);
	if (got != PC_OK || !ended(&code, child, until)) {
		end(child);
		return pc_err_set(err, PC_ERR_SYSTEM, (struct pc_span){0},
			"'%s %s' did not end in time", program->path, program->argument);
	}
	if (!WIFEXITED(code) || WEXITSTATUS(code) == NOT_STARTED)
		return pc_err_set(err, PC_ERR_SYSTEM, (struct pc_span){0},
			"'%s' cannot be run", program->path);
	*status = WEXITSTATUS(code);
	return PC_OK;
}
