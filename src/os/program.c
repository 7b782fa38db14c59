/* SPDX-License-Identifier: Apache-2.0 */
/* Programs of others, started, heard and ended. */
#include "pc/os/program.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "pc/base/fs.h"

int64_t pc_program_now(void)
{
	enum { PER_SECOND = 1000, PER_MILLI = 1000000 };
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * PER_SECOND + now.tv_nsec / PER_MILLI;
}

enum pc_status pc_program_hear(struct pc_str *out, struct pc_arena *arena, int fd,
	int64_t deadline, size_t most, struct pc_err *err)
{
	char *room = pc_arena_bytes(arena, most);
	int64_t until = pc_program_now() + deadline;
	size_t len = 0;

	for (;;) {
		struct pollfd watched = {fd, POLLIN, 0};
		int64_t left = until - pc_program_now();
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

/* In the child; whoever it becomes, it keeps nothing of ours. */
static void become(const struct pc_program *program, int output)
{
	char home[4200] = "HOME=/";
	char path[4200] = "";
	char argv0[4096], argv1[64];
	char *argv[] = {argv0, argv1, NULL};
	char *env[] = {home, path, NULL};
	int null = open("/dev/null", O_RDWR);
	sigset_t none;

	/* Who asks may be a thread that takes no signals. */
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
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
	/* After it has become somebody, which would make the system forget it. */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
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

	while (pc_program_now() < until) {
		pid_t got = waitpid(child, status, WNOHANG);

		if (got == child)
			return true;
		if (got < 0 && errno != EINTR)
			return false;
		nanosleep(&moment, NULL);
	}
	return false;
}

enum pc_status pc_program_ask(struct pc_str *out, int *status, struct pc_arena *arena,
	const struct pc_program *program, struct pc_err *err)
{
	int64_t until = pc_program_now() + program->deadline;
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
	got = pc_program_hear(out, arena, from, program->deadline, program->most, err);
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
