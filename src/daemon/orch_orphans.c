/* SPDX-License-Identifier: Apache-2.0 */
/* Workers whose orchestrator is gone: nobody hears them, holds them to a time or takes
 * what they have done, and each costs as long as it goes on.  They end before their jobs
 * are started again, and so does whatever they have started: what says whose a process is
 * is its environment, which children have from it, in whatever group they are.
 *
 * Where a service manager ends all of the service there are none. */
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "orch.h"
#include "pc/base/buf.h"
#include "pc/base/fs.h"
#include "pc/base/limits.h"
#include "pc/orch/manage.h"

/* Which job's directory, below that one, an environment names; -1: none. */
static int64_t job_in(struct pc_str environment, struct pc_str jobs)
{
	while (environment.len) {
		struct pc_str one = pc_str_cut(&environment, '\0');

		/* What is cut off of a whole text ends, if only by what comes next. */
		if (pc_str_starts(one, jobs))
			return strtoll(one.ptr + jobs.len, NULL, 10);
	}
	return -1;
}

/* What we may not read is no worker of ours. */
static int64_t job_of(struct pc_buf *scratch, const char *pid, struct pc_str jobs)
{
	char path[64];
	PC_AUTO(pc_close) int fd = -1;
	ssize_t n = 1;

	snprintf(path, sizeof(path), "/proc/%s/environ", pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	scratch->len = 0;
	while (fd >= 0 && n > 0 && scratch->len < PC_MAX_WORKER_ENVIRONMENT) {
		char piece[4096];

		n = read(fd, piece, sizeof(piece));
		if (n > 0)
			pc_buf_add(scratch, (struct pc_str){piece, (size_t)n});
	}
	return job_in(pc_buf_str(scratch), jobs);
}

/* queue NULL: nothing runs.  What a worker of ours has below it is its own, also where
 * its job was cancelled: it has a moment to save what it has. */
static bool is_orphan(struct pc_queue *queue, int64_t job, pid_t pid)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_job row = {0};
	struct pc_err err;
	enum pc_status status;

	if (job < 0 || !queue)
		return job >= 0;
	if (process_is_below(pid))
		return false;
	status = pc_job_look(&row, &arena, queue, job, &err);
	return status == PC_ERR_ABSENT ||
	       (status == PC_OK && row.state != PC_JOB_RUNNING);
}

static size_t end_each(struct pc_queue *queue, struct pc_str jobs)
{
	PC_AUTO(pc_buf_done) struct pc_buf scratch = {0};
	DIR *dir = opendir("/proc");
	struct dirent *entry;
	size_t n = 0;

	while (dir && (entry = readdir(dir))) {
		pid_t pid = (pid_t)strtol(entry->d_name, NULL, 10);

		if (pid > 0 && pid != getpid() &&
			is_orphan(queue, job_of(&scratch, entry->d_name, jobs), pid) &&
			kill(pid, SIGKILL) == 0)
			n++;
	}
	if (dir)
		closedir(dir);
	return n;
}

/* Until there are none: while one is being ended another one may fork. */
void orphans_end(const char *state)
{
	enum { TRIES = 200 };
	const struct timespec pause = {.tv_nsec = 10000000};
	PC_AUTO(pc_buf_done) struct pc_buf jobs = {0};
	size_t n = 0, left = 1;

	pc_buf_printf(&jobs, "%s=%s/jobs/", PC_JOB_VARIABLE, state);
	for (int i = 0; i < TRIES && left; i++) {
		left = end_each(NULL, pc_buf_str(&jobs));
		n = n > left ? n : left;
		if (left)
			nanosleep(&pause, NULL);
	}
	if (n)
		orch_log("%zu processes of workers without an orchestrator were ended%s",
			n, left ? ", and some are still there" : "");
}

/* A worker's end is the end of its group; what left that is found here. */
void orphans_sweep(const char *state, struct pc_queue *queue)
{
	PC_AUTO(pc_buf_done) struct pc_buf jobs = {0};
	size_t n;

	pc_buf_printf(&jobs, "%s=%s/jobs/", PC_JOB_VARIABLE, state);
	n = end_each(queue, pc_buf_str(&jobs));
	if (n)
		orch_log("%zu processes that had outlived their jobs were ended", n);
}
