/* SPDX-License-Identifier: Apache-2.0 */
/* The process in which everything foreign is started: it is the user, it has no network
 * where that can be had, and it ends with all that it started. */
#include <errno.h>
#include <grp.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "pc/base/fs.h"
#include "pc/os/loopback.h"
#include "probe_priv.h"

int worker_file(void)
{
	return memfd_create("policyctl-probe", MFD_CLOEXEC);
}

char **probe_env(
	struct pc_arena *arena, const struct pc_probe *probe, const char *const *more)
{
	enum { MOST = 32 };
	const struct pc_stage *stage = probe->stage;
	const struct {
		const char *name;
		struct pc_str value;
	} ours[] = {
		{"HOME", stage->home},
		{"TMPDIR", stage->tmp},
		{"XDG_RUNTIME_DIR", stage->tmp},
		{"SHELL", stage->shell},
		{"CLAUDE_PROJECT_DIR", stage->work},
		{"LANG", PC_STR("C.UTF-8")},
	};
	char **env = pc_arena_new_array(arena, char *, MOST);
	size_t n = 0;

	for (size_t i = 0; i < PC_COUNT(ours); i++)
		env[n++] = (char *)(uintptr_t)pc_arena_printf(
			arena, "%s=%.*s", ours[i].name, PC_STR_ARG(ours[i].value))
				   .ptr;
	for (; *more && n + 1 < MOST; more++)
		env[n++] = (char *)(uintptr_t)pc_arena_str(arena, pc_str(*more)).ptr;
	return env;
}

/* ---- the child's side ----------------------------------------------------------- */

static enum pc_status become(const struct work *work, struct pc_err *err)
{
	const struct pc_probe_who *who = &work->probe->who;
	const struct rlimit none = {0, 0};

	if (who->drop && (setgroups(1, &who->gid) < 0 ||
				 setresgid(who->gid, who->gid, who->gid) < 0 ||
				 setresuid(who->uid, who->uid, who->uid) < 0))
		return pc_err_sys(err, "becoming user %ld", (long)who->uid);
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0 || setrlimit(RLIMIT_CORE, &none) < 0 ||
		chdir(work->probe->stage->work.ptr) < 0)
		return pc_err_sys(err, "preparing the probe");
	return PC_OK;
}

static void worker_main(struct work *work)
{
	struct told *told = work->told;
	sigset_t none;

	setpgid(0, 0);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	told->is_alone = geteuid() == 0 && pc_loopback_alone();
	told->status = become(work, &told->err);
	if (told->status == PC_OK)
		work->run(work);
	told->is_done = true;
	_exit(0);
}

/* ---- the parent's side ------------------------------------------------------------ */

/* Until the worker has ended, the deadline has come or somebody wants us to end. */
static bool wait_for(pid_t worker, int signals, int64_t deadline)
{
	PC_AUTO(pc_close) int process = (int)syscall(SYS_pidfd_open, worker, 0);
	struct pollfd watched[] = {{process, POLLIN, 0}, {signals, POLLIN, 0}};
	int n;

	if (process < 0)
		return true;
	do
		n = poll(watched, PC_COUNT(watched), (int)deadline);
	while (n < 0 && errno == EINTR);
	return !(watched[1].revents & POLLIN);
}

static enum pc_status run_worker(struct work *work, int signals, struct pc_err *err)
{
	/* The worker itself keeps to the deadline. */
	enum { GRACE = 5000 };
	pid_t worker = fork();
	bool goes_on;

	if (worker < 0)
		return pc_err_sys(err, "starting a process for the probe");
	if (worker == 0)
		worker_main(work);
	goes_on = wait_for(worker, signals, work->probe->deadline + GRACE);
	kill(-worker, SIGKILL);
	kill(worker, SIGKILL);
	while (waitpid(worker, NULL, 0) < 0 && errno == EINTR)
		;
	if (!goes_on)
		return pc_err_set(err, PC_ERR_SYSTEM, (struct pc_span){0}, "interrupted");
	return PC_OK;
}

static struct told *make_told(const struct pc_probe *probe)
{
	size_t size = sizeof(struct told) + probe->n * sizeof(struct pc_fate);
	void *room = mmap(
		NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (room == MAP_FAILED)
		abort();
	return room;
}

static enum pc_status hear(struct work *work, struct pc_err *err)
{
	struct told *told = work->told;
	struct pc_probe *probe = work->probe;

	if (told->status != PC_OK) {
		*err = told->err;
		return told->status;
	}
	if (!told->is_done && !told->fault[0])
		(void)snprintf(
			told->fault, sizeof(told->fault), "it did not end in time");
	probe->version = told->version;
	probe->fault = told->fault;
	probe->refused = told->refused;
	probe->is_alone = told->is_alone;
	return PC_OK;
}

enum pc_status worker_run(struct work *work, struct pc_err *err)
{
	PC_AUTO(pc_close) int signals = -1;
	enum pc_status status;
	sigset_t ends;

	PC_TRY(stage_lay(work->probe->stage, &work->probe->who, err));
	work->told = make_told(work->probe);
	work->probe->fates = work->told->fates;
	stage_signals(&ends);
	signals = signalfd(-1, &ends, SFD_CLOEXEC);
	status = run_worker(work, signals, err);
	if (status == PC_OK)
		status = hear(work, err);
	return status;
}
