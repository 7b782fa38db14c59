/* SPDX-License-Identifier: Apache-2.0 */
/* A directory and everything below it, by as many threads as there are processors. */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pc/base/fs.h"
#include "pc/base/limits.h"
#include "pc/os/entries.h"
#include "walk_priv.h"

static unsigned count_threads(const struct pc_audit_job *job)
{
	unsigned n = job->threads;
	cpu_set_t usable;

	if (!n)
		n = sched_getaffinity(0, sizeof(usable), &usable)
			    ? 1
			    : (unsigned)CPU_COUNT(&usable);
	return n < PC_MAX_AUDIT_THREADS ? n : PC_MAX_AUDIT_THREADS;
}

static void *run_helper(void *context)
{
	pc_audit_walk_run(context);
	return NULL;
}

/* This thread is one of them.  Where the system gives fewer, fewer it is. */
static void run_threads(struct pc_audit_walk *walk, unsigned n_threads)
{
	pthread_t helpers[PC_MAX_AUDIT_THREADS];
	unsigned n = 0;

	while (n + 1 < n_threads &&
		pthread_create(&helpers[n], NULL, run_helper, walk) == 0)
		n++;
	pc_audit_queue_set_threads(&walk->queue, n + 1);
	pc_audit_walk_run(walk);
	while (n-- > 0)
		pthread_join(helpers[n], NULL);
}

/* What stands before the names in it: "" for ".", else a path that ends with '/'. */
static struct pc_str prefix_of(struct pc_arena *arena, const char *path)
{
	struct pc_str given = pc_str(path);

	while (given.len > 1 && given.ptr[given.len - 1] == '/')
		given.len--;
	if (pc_str_is(given, "."))
		return PC_STR("");
	if (pc_str_is(given, "/"))
		return given;
	return pc_arena_printf(arena, "%.*s/", PC_STR_ARG(given));
}

static void walk_tree(const struct pc_audit_job *job, const char *path, int fd)
{
	struct pc_arena arena = {0};
	struct pc_audit_dir *root = pc_audit_dir_new(NULL, "");
	struct pc_audit_walk walk = {.job = job, .prefix = prefix_of(&arena, path)};
	unsigned n_threads = count_threads(job);

	root->fd = fd;
	if (job->honours_gitignore)
		pc_audit_ignore_above(&walk, root, path, &arena);
	pc_audit_queue_init(&walk.queue, n_threads);
	pc_audit_queue_push(&walk.queue, &(struct pc_audit_work){.dir = root}, 1);
	run_threads(&walk, n_threads);
	pc_audit_queue_done(&walk.queue);
	pc_arena_done(&arena);
}

static void look_at_one(const struct pc_audit_job *job, const char *path, int fd)
{
	const struct pc_audit_place at = {.path = pc_str(path)};
	struct pc_audit_reader reader;

	pc_audit_reader_init(&reader, job, NULL);
	pc_audit_read_fd(&reader, &at, fd, false);
	pc_audit_reader_done(&reader);
}

enum pc_status pc_audit_tree(
	const struct pc_audit_job *job, const char *path, struct pc_err *err)
{
	bool follows = job->follows_named;
	struct stat st;

	if (fstatat(AT_FDCWD, path, &st, follows ? 0 : AT_SYMLINK_NOFOLLOW))
		return pc_err_sys(err, "cannot look at \"%s\"", path);
	if (S_ISLNK(st.st_mode)) {
		pc_audit_note(job->audit, "PC2522", pc_str(path),
			"is not looked at: it is a symbolic link");
		return PC_OK;
	}
	if (!S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode)) {
		pc_audit_note(job->audit, "PC2522", pc_str(path),
			"is not looked at: it is a device, a FIFO or a socket");
		return PC_OK;
	}

	int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC |
				    (follows ? 0 : O_NOFOLLOW));

	if (fd < 0)
		return pc_err_sys(err, "cannot open \"%s\"", path);
	if (S_ISDIR(st.st_mode)) {
		walk_tree(job, path, fd);
	} else {
		look_at_one(job, path, fd);
		close(fd);
	}
	return PC_OK;
}
