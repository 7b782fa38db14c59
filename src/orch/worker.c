/* SPDX-License-Identifier: Apache-2.0 */
/* Two pipes, three timers and one child.  Who ended it first is why it ended. */
#include "worker.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "pc/base/fs.h"
#include "pc/base/limits.h"

enum { GRACE_MS = 3000, PIECE = 64 << 10, PIECES = 16, MOST_FILES = 4096 };

struct worker {
	struct pc_child *child; /* freed when it has ended */
	int output, errors;
	struct pc_watch *on_output, *on_errors, *deadline, *idle, *grace;
	int64_t idle_ms;
	size_t talk; /* bytes of both */
	struct pc_buf last_words;
	enum worker_stop stop;
	void (*said)(void *context, struct pc_str bytes);
	void (*ended)(void *context, const struct worker_end *end);
	void *context;
};

static void worker_free(struct worker *worker)
{
	pc_watch_free(&worker->on_output);
	pc_watch_free(&worker->on_errors);
	pc_watch_free(&worker->deadline);
	pc_watch_free(&worker->idle);
	pc_watch_free(&worker->grace);
	pc_close(&worker->output);
	pc_close(&worker->errors);
	pc_buf_done(&worker->last_words);
	free(worker);
}

/* ---- ends ---------------------------------------------------------------------------
 */

void worker_stop(struct worker *worker, enum worker_stop why)
{
	if (worker->stop || !worker->child)
		return;
	worker->stop = why;
	pc_child_signal(worker->child, SIGTERM);
	pc_watch_after(worker->grace, GRACE_MS);
}

static void on_grace(void *arg, int what)
{
	struct worker *worker = arg;

	(void)what;
	if (worker->child)
		pc_child_signal(worker->child, SIGKILL);
}

static void on_deadline(void *arg, int what)
{
	(void)what;
	worker_stop(arg, WORKER_LATE);
}

static void on_idle(void *arg, int what)
{
	(void)what;
	worker_stop(arg, WORKER_SILENT);
}

void worker_announce(const struct worker *worker, const struct pc_run_hooks *hooks)
{
	int64_t pid = worker->child ? pc_child_pid(worker->child) : 0;

	if (hooks->started)
		hooks->started(hooks->context, pid, pc_child_began((pid_t)pid));
}

/* ---- its words ----------------------------------------------------------------------
 */

static void hear(struct worker *worker, int fd, struct pc_str bytes)
{
	size_t room = PC_MAX_WORKER_ERRORS - worker->last_words.len;

	worker->talk += bytes.len;
	if (worker->talk > PC_MAX_WORKER_TALK) {
		worker_stop(worker, WORKER_FLOODED);
		return;
	}
	if (worker->idle_ms > 0 && worker->child)
		pc_watch_after(worker->idle, worker->idle_ms);
	if (fd == worker->errors)
		pc_buf_add(&worker->last_words, pc_str_head(bytes, room));
	else
		worker->said(worker->context, bytes);
}

/* At most so many pieces; false: nothing is left, for now or for ever. */
static bool drain(struct worker *worker, int fd, int pieces, bool *has_ended)
{
	static char room[PIECE];

	*has_ended = false;
	for (int i = 0; i < pieces; i++) {
		ssize_t n = read(fd, room, sizeof(room));

		if (n < 0 && errno == EINTR)
			continue;
		*has_ended = n == 0 || (n < 0 && errno != EAGAIN);
		if (n <= 0)
			return false;
		hear(worker, fd, (struct pc_str){room, (size_t)n});
	}
	return true;
}

/* Others have their turn after so much. */
static void on_words(void *arg, int fd)
{
	struct worker *worker = arg;
	bool has_ended;

	(void)drain(worker, fd, PIECES, &has_ended);
	if (has_ended)
		pc_watch_free(
			fd == worker->output ? &worker->on_output : &worker->on_errors);
}

/* What is in the pipes is its own; who kept them open and left its group says no more. */
static void drain_all(struct worker *worker)
{
	const int fds[] = {worker->output, worker->errors};

	for (size_t i = 0; i < PC_COUNT(fds); i++) {
		bool has_ended = false;

		while (worker->talk <= PC_MAX_WORKER_TALK &&
			drain(worker, fds[i], PIECES, &has_ended))
			;
	}
}

static void on_end(void *arg, const struct pc_ending *ending)
{
	struct worker *worker = arg;
	struct worker_end end = {.ending = *ending};

	worker->child = NULL;
	drain_all(worker);
	end.stop = worker->talk > PC_MAX_WORKER_TALK ? WORKER_FLOODED : worker->stop;
	end.errors = pc_buf_str(&worker->last_words);
	worker->ended(worker->context, &end);
	worker_free(worker);
}

/* ---- its beginning ------------------------------------------------------------------
 */

static enum pc_status make_pipe(int *ours, int *theirs, struct pc_err *err)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) < 0)
		return pc_err_sys(err, "a pipe for a worker");
	*ours = ends[0];
	*theirs = ends[1];
	if (fcntl(*ours, F_SETFL, O_NONBLOCK) < 0)
		return pc_err_sys(err, "a pipe for a worker");
	return PC_OK;
}

/* Where the gate has let it work, and not where somebody else's link leads by now: the
 * child goes into what is open here. */
static enum pc_status open_dir(int *out, struct pc_arena *arena,
	struct pc_child_plan *child, const struct worker_plan *plan, struct pc_err *err)
{
	const struct open_how how = {.flags = O_PATH | O_DIRECTORY | O_CLOEXEC,
		.resolve = RESOLVE_NO_SYMLINKS};

	if (!plan->is_job_dir)
		return PC_OK;
	*out = (int)syscall(SYS_openat2, AT_FDCWD, plan->dir, &how, sizeof(how));
	if (*out < 0)
		return pc_err_sys(err, "the working directory '%s'", plan->dir);
	child->dir = pc_arena_printf(arena, "/proc/self/fd/%d", *out).ptr;
	return PC_OK;
}

static enum pc_status start(struct worker *worker, struct pc_loop *loop,
	const struct worker_plan *plan, struct pc_err *err)
{
	PC_AUTO(pc_close) int output = -1, errors = -1, dir = -1;
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	/* No image of a program that has a key in its environment. */
	static const struct pc_child_limit limits[] = {
		{RLIMIT_CORE, 0}, {RLIMIT_NOFILE, MOST_FILES}};
	struct pc_child_plan child = {.argv = plan->argv,
		.env = plan->env,
		.dir = plan->dir,
		.is_group = true,
		.limits = limits,
		.n_limits = PC_COUNT(limits)};

	PC_TRY(open_dir(&dir, &arena, &child, plan, err));
	PC_TRY(make_pipe(&worker->output, &output, err));
	PC_TRY(make_pipe(&worker->errors, &errors, err));
	child.fds = (const int[]){plan->input, output, errors};
	child.n_fds = 3;
	return pc_child_start(&worker->child, loop, &child, on_end, worker, err);
}

enum pc_status worker_start(struct worker **out, struct pc_loop *loop,
	const struct worker_plan *plan, struct pc_err *err)
{
	struct worker *worker = pc_xcalloc(1, sizeof(*worker));
	enum pc_status status;

	*worker = (struct worker){.output = -1,
		.errors = -1,
		.idle_ms = plan->idle,
		.said = plan->said,
		.ended = plan->ended,
		.context = plan->context};
	status = start(worker, loop, plan, err);
	if (status != PC_OK) {
		worker_free(worker);
		return status;
	}
	worker->on_output =
		pc_loop_fd(loop, worker->output, PC_LOOP_READ, on_words, worker);
	worker->on_errors =
		pc_loop_fd(loop, worker->errors, PC_LOOP_READ, on_words, worker);
	worker->deadline = pc_loop_timer(loop, on_deadline, worker);
	worker->idle = pc_loop_timer(loop, on_idle, worker);
	worker->grace = pc_loop_timer(loop, on_grace, worker);
	if (plan->deadline > 0)
		pc_watch_after(worker->deadline, plan->deadline);
	if (plan->idle > 0)
		pc_watch_after(worker->idle, plan->idle);
	*out = worker;
	return PC_OK;
}
