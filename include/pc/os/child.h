/* SPDX-License-Identifier: Apache-2.0 */
/* Programs that a process of policyd starts, and what it becomes itself: another user.
 */
#ifndef PC_OS_CHILD_H
#define PC_OS_CHILD_H

#include <sys/types.h>

#include "pc/base/err.h"
#include "pc/os/loop.h"

struct pc_child;

/* How it ended: an exit status, or a signal's number, or killed at its deadline. */
struct pc_ending {
	int status, signal;
	bool late;
};

typedef void pc_child_fn(void *arg, const struct pc_ending *ending);

struct pc_child_limit {
	int resource; /* RLIMIT_... */
	uint64_t most;
};

struct pc_child_plan {
	char *const *argv; /* argv[0]: an absolute path; NULL at the end */
	char *const *env;  /* all of its environment; NULL at the end */
	const int *fds;    /* become its descriptors 0, 1, 2, 3 ...; -1: nothing */
	size_t n_fds;
	int64_t deadline; /* milliseconds until it is killed; 0: none */
	const char *dir;  /* where it begins; NULL: where we are */
	/* It leads a process group of its own: signals go to all of that, and what is
	 * left of it when the leader ends is killed. */
	bool is_group;
	/* Held by it and what it starts.  They are set when it has just begun, before it
	 * can do much. */
	const struct pc_child_limit *limits;
	size_t n_limits;
};

/* Starts it; ended is called once, from the loop, after which the child is freed.  The
 * plan and its descriptors stay the caller's.  No other descriptor of ours reaches it. */
PC_MUST_CHECK enum pc_status pc_child_start(struct pc_child **out, struct pc_loop *loop,
	const struct pc_child_plan *plan, pc_child_fn *ended, void *arg,
	struct pc_err *err);
void pc_child_signal(const struct pc_child *child, int signal);
pid_t pc_child_pid(const struct pc_child *child);
/* When the system says that a process began, in its own ticks since it came up: with the
 * number, nobody else is it.  0: there is no such process, it has ended, or it is not
 * told. */
int64_t pc_child_began(pid_t pid);
/* 0: there is no such process, or it has ended, also where nobody has asked how yet. */
pid_t pc_child_parent(pid_t pid);

/* Becomes a user of this machine and nothing else, for good: groups, capabilities and
 * all.  PC_ERR_ABSENT: there is no such user.  Who is not root stays who it is and gets
 * PC_OK only for its own name. */
PC_MUST_CHECK enum pc_status pc_become(const char *user, struct pc_err *err);

#endif
