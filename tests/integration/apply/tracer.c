/* SPDX-License-Identifier: Apache-2.0 */
/* One apply in a child of ours, stopped before and after each of its system calls. A call
 * that shall fail gets the number of no call, and its result is written afterwards. */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#include "walk.h"

enum {
	CALL_STOP = SIGTRAP | 0x80, /* PTRACE_O_TRACESYSGOOD */
	MOST_CALLS = 100000,        /* an apply makes a few hundred */
};

#ifdef __x86_64__

static long call_number(pid_t pid)
{
	struct user_regs_struct regs;

	ptrace(PTRACE_GETREGS, pid, NULL, &regs);
	return (long)regs.orig_rax;
}

static void skip_call(pid_t pid)
{
	struct user_regs_struct regs;

	ptrace(PTRACE_GETREGS, pid, NULL, &regs);
	regs.orig_rax = (unsigned long long)-1;
	ptrace(PTRACE_SETREGS, pid, NULL, &regs);
}

static void set_result(pid_t pid, long result)
{
	struct user_regs_struct regs;

	ptrace(PTRACE_GETREGS, pid, NULL, &regs);
	regs.rax = (unsigned long long)result;
	ptrace(PTRACE_SETREGS, pid, NULL, &regs);
}

static bool can_trace(void)
{
	return true;
}

#else

/* Another machine has other registers; nothing else here depends on it. */
static long call_number(pid_t pid)
{
	(void)pid;
	return -1;
}

static void skip_call(pid_t pid)
{
	(void)pid;
}

static void set_result(pid_t pid, long result)
{
	(void)pid;
	(void)result;
}

static bool can_trace(void)
{
	return false;
}

#endif

/* Ends by the plain call: what sanitizers do before _exit() they cannot do when system
 * calls fail. */
static void be_traced(const struct scene *scene, const char *dir)
{
	struct pc_err err;

	if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) < 0)
		syscall(SYS_exit_group, 2);
	raise(SIGSTOP);
	syscall(SYS_exit_group, scene->act(dir, &err) ? 0 : 1);
}

/* To the child's next stop at a system call; false: it has ended, and *status says how.
 */
static bool go_on(pid_t pid, int *status)
{
	int signal = 0;

	for (;;) {
		if (ptrace(PTRACE_SYSCALL, pid, NULL, signal) < 0 && errno != ESRCH)
			return false;
		if (waitpid(pid, status, 0) != pid || !WIFSTOPPED(*status))
			return false;
		if (WSTOPSIG(*status) == CALL_STOP)
			return true;
		signal = WSTOPSIG(*status);
	}
}

static void end(pid_t pid, int *status)
{
	kill(pid, SIGKILL);
	waitpid(pid, status, 0);
}

/* The child stands before a system call.  False: it has ended. */
static bool at_call(struct traced *out, pid_t pid, const struct fault *fault, int *status)
{
	bool strikes = fault->kind != FAULT_NONE && out->n_calls == fault->at;
	bool goes_on;

	if (strikes)
		out->nr = call_number(pid);
	out->hangs = out->n_calls > MOST_CALLS;
	if ((strikes && fault->kind == FAULT_KILL) || out->hangs) {
		end(pid, status);
		return false;
	}
	strikes &= out->nr != SYS_exit_group;
	if (strikes)
		skip_call(pid);
	goes_on = go_on(pid, status);
	if (goes_on && strikes)
		set_result(pid, -fault->error);
	out->n_calls++;
	return goes_on;
}

bool trace(struct traced *out, const struct scene *scene, const char *dir,
	const struct fault *fault, void (*moment)(void *), void *opaque)
{
	pid_t pid = can_trace() ? fork() : -1;
	int status = 0;

	*out = (struct traced){.nr = -1};
	if (pid == 0)
		be_traced(scene, dir);
	if (pid < 0 || waitpid(pid, &status, 0) != pid || !WIFSTOPPED(status))
		return false;
	if (ptrace(PTRACE_SETOPTIONS, pid, NULL,
		    PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL) < 0) {
		end(pid, &status);
		return false;
	}
	while (go_on(pid, &status)) {
		if (moment)
			moment(opaque);
		if (!at_call(out, pid, fault, &status))
			break;
	}
	out->is_whole = WIFEXITED(status) && WEXITSTATUS(status) == 0;
	return true;
}
