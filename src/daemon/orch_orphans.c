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

/* Whether an environment names a directory below that one as its job's. */
static bool is_of(struct pc_str environment, struct pc_str jobs)
{
	while (environment.len) {
		struct pc_str one = pc_str_cut(&environment, '\0');

		if (pc_str_starts(one, jobs))
			return true;
	}
	return false;
}

/* What we may not read is no worker of ours. */
static bool is_orphan(struct pc_buf *scratch, const char *pid, struct pc_str jobs)
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
	return is_of(pc_buf_str(scratch), jobs);
}

static size_t end_each(struct pc_str jobs)
{
	PC_AUTO(pc_buf_done) struct pc_buf scratch = {0};
	DIR *dir = opendir("/proc");
	struct dirent *entry;
	size_t n = 0;

	while (dir && (entry = readdir(dir))) {
		pid_t pid = (pid_t)strtol(entry->d_name, NULL, 10);

		if (pid > 0 && pid != getpid() &&
			is_orphan(&scratch, entry->d_name, jobs) &&
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
		left = end_each(pc_buf_str(&jobs));
		n = n > left ? n : left;
		if (left)
			nanosleep(&pause, NULL);
	}
	if (n)
		orch_log("%zu processes of workers without an orchestrator were ended%s",
			n, left ? ", and some are still there" : "");
}
