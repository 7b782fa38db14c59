/* SPDX-License-Identifier: Apache-2.0 */
/* Programs by posix_spawn, each with a descriptor that says when it has ended: no signal
 * handler, and no child that another part of the program could wait for by mistake. */
#include "pc/os/child.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "pc/base/fs.h"

struct pc_child {
	pid_t pid;
	int fd; /* of the process: readable when it has ended */
	struct pc_watch *ended, *deadline;
	pc_child_fn *fn;
	void *arg;
	bool late, is_group;
};

static void child_free(struct pc_child *child)
{
	pc_watch_free(&child->ended);
	pc_watch_free(&child->deadline);
	pc_close(&child->fd);
	free(child);
}

static void on_end(void *arg, int fd)
{
	struct pc_child *child = arg;
	struct pc_ending ending = {.late = child->late};
	siginfo_t info = {0};

	(void)fd;
	/* Until it is waited for, nobody else has its number. */
	if (child->is_group)
		kill(-child->pid, SIGKILL);
	while (waitid(P_PID, (id_t)child->pid, &info, WEXITED) < 0 && errno == EINTR)
		;
	if (info.si_code == CLD_EXITED)
		ending.status = info.si_status;
	else
		ending.signal = info.si_status;
	child->fn(child->arg, &ending);
	child_free(child);
}

static void on_deadline(void *arg, int what)
{
	struct pc_child *child = arg;

	(void)what;
	child->late = true;
	pc_child_signal(child, SIGKILL);
}

void pc_child_signal(const struct pc_child *child, int signal)
{
	if (child->is_group)
		kill(-child->pid, signal);
	else
		syscall(SYS_pidfd_send_signal, child->fd, signal, NULL, 0);
}

pid_t pc_child_pid(const struct pc_child *child)
{
	return child->pid;
}

/* What the system says of a process behind its name, which may be anything: ") S 1 ...";
 * NULL: there is none, or one that nobody has waited for and does nothing any more. */
static const char *read_stat(char *text, size_t size, pid_t pid)
{
	char path[64];
	const char *at;
	ssize_t n;
	PC_AUTO(pc_close) int fd = -1;

	(void)snprintf(path, sizeof(path), "/proc/%lld/stat", (long long)pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	n = fd < 0 ? -1 : read(fd, text, size - 1);
	if (n <= 0)
		return NULL;
	text[n] = '\0';
	at = strrchr(text, ')');
	if (!at || pc_str_starts(pc_str(at), PC_STR(") Z")) ||
		pc_str_starts(pc_str(at), PC_STR(") X")))
		return NULL;
	return at;
}

/* So many fields behind the name; 0: it is not told. */
static int64_t stat_number(pid_t pid, int behind)
{
	char text[1024];
	const char *at = read_stat(text, sizeof(text), pid);

	for (int i = 0; at && i <= behind; i++)
		at = strchr(at + 1, ' ');
	return at ? (int64_t)strtoll(at, NULL, 10) : 0;
}

int64_t pc_child_began(pid_t pid)
{
	return stat_number(pid, 19);
}

pid_t pc_child_parent(pid_t pid)
{
	return (pid_t)stat_number(pid, 1);
}

/* Descriptors are first moved out of the way of those that they become. */
static int place_fds(
	posix_spawn_file_actions_t *actions, const struct pc_child_plan *plan, int *aside)
{
	int failed = 0, n = (int)plan->n_fds;

	if (plan->dir)
		failed |= posix_spawn_file_actions_addchdir_np(actions, plan->dir);
	for (int i = 0; i < n; i++) {
		aside[i] = -1;
		if (plan->fds[i] >= 0)
			aside[i] = fcntl(plan->fds[i], F_DUPFD_CLOEXEC, n);
		if (plan->fds[i] >= 0 && aside[i] < 0)
			failed |= errno;
	}
	for (int i = 0; i < n && !failed; i++) {
		if (aside[i] >= 0)
			failed |= posix_spawn_file_actions_adddup2(actions, aside[i], i);
		else
			failed |= posix_spawn_file_actions_addopen(
				actions, i, "/dev/null", O_RDWR, 0);
	}
	if (!failed)
		failed = posix_spawn_file_actions_addclosefrom_np(actions, n);
	return failed;
}

/* Signals as a new program expects them, and its group. */
static int plain_signals(posix_spawnattr_t *attr, bool is_group)
{
	sigset_t none, all;

	sigemptyset(&none);
	sigfillset(&all);
	return posix_spawnattr_setsigmask(attr, &none) |
	       posix_spawnattr_setsigdefault(attr, &all) |
	       posix_spawnattr_setpgroup(attr, 0) |
	       posix_spawnattr_setflags(
		       attr, (short)(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF |
				     (is_group ? POSIX_SPAWN_SETPGROUP : 0)));
}

static enum pc_status spawn(
	pid_t *pid, const struct pc_child_plan *plan, struct pc_err *err)
{
	enum { MOST_FDS = 8 };
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attr;
	int aside[MOST_FDS], failed;

	if (plan->n_fds > MOST_FDS)
		abort();
	posix_spawn_file_actions_init(&actions);
	posix_spawnattr_init(&attr);
	failed = place_fds(&actions, plan, aside) | plain_signals(&attr, plan->is_group);
	if (!failed)
		failed = posix_spawn(
			pid, plan->argv[0], &actions, &attr, plan->argv, plan->env);
	posix_spawnattr_destroy(&attr);
	posix_spawn_file_actions_destroy(&actions);
	for (size_t i = 0; i < plan->n_fds; i++)
		pc_close(&aside[i]);
	errno = failed;
	return failed ? pc_err_sys(err, "starting '%s'", plan->argv[0]) : PC_OK;
}

static void set_limits(pid_t pid, const struct pc_child_plan *plan)
{
	for (size_t i = 0; i < plan->n_limits; i++) {
		const struct pc_child_limit *want = &plan->limits[i];
		struct rlimit limit = {.rlim_cur = want->most, .rlim_max = want->most};

		/* One that is lower already stays. */
		(void)prlimit(pid, (__rlimit_resource_t)want->resource, &limit, NULL);
	}
}

enum pc_status pc_child_start(struct pc_child **out, struct pc_loop *loop,
	const struct pc_child_plan *plan, pc_child_fn *ended, void *arg,
	struct pc_err *err)
{
	struct pc_child *child = calloc(1, sizeof(*child));
	enum pc_status status;

	if (!child)
		abort();
	*child = (struct pc_child){
		.fd = -1, .fn = ended, .arg = arg, .is_group = plan->is_group};
	status = spawn(&child->pid, plan, err);
	if (status == PC_OK) {
		child->fd = (int)syscall(SYS_pidfd_open, child->pid, 0);
		if (child->fd < 0) {
			status = pc_err_sys(err, "following '%s'", plan->argv[0]);
			kill(child->pid, SIGKILL);
			waitpid(child->pid, NULL, 0);
		}
	}
	if (status != PC_OK) {
		child_free(child);
		return status;
	}
	set_limits(child->pid, plan);
	child->ended = pc_loop_fd(loop, child->fd, PC_LOOP_READ, on_end, child);
	if (plan->deadline > 0) {
		child->deadline = pc_loop_timer(loop, on_deadline, child);
		pc_watch_after(child->deadline, plan->deadline);
	}
	*out = child;
	return PC_OK;
}

enum pc_status pc_become(const char *user, struct pc_err *err)
{
	const struct passwd *who;

	errno = 0;
	who = getpwnam(user);
	if (!who) {
		errno = errno ? errno : ENOENT;
		return pc_err_sys(err, "user '%s'", user);
	}
	if (getuid() == who->pw_uid && geteuid() == who->pw_uid && who->pw_uid != 0)
		return PC_OK;
	if (setgroups(1, &who->pw_gid) < 0 ||
		setresgid(who->pw_gid, who->pw_gid, who->pw_gid) < 0 ||
		setresuid(who->pw_uid, who->pw_uid, who->pw_uid) < 0)
		return pc_err_sys(err, "becoming '%s'", user);
	return PC_OK;
}
