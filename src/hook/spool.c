/* SPDX-License-Identifier: Apache-2.0 */
/* The decision log on disk: decisions.jsonl in the state directory, and older files with
 * .1 (the newest) to .4 behind the name.  A line is one write() to a file opened for
 * appending, so that lines of many hooks stay whole; whoever still has a file open that
 * was renamed writes to the renamed one. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "hook_priv.h"
#include "pc/base/fs.h"
#include "pc/base/limits.h"

static const char file_name[] = "decisions.jsonl";

/* Disarms the descriptor's cleanup. */
static int handed_over(int *fd)
{
	int open = *fd;

	*fd = -1;
	return open;
}

/* Every directory of path that is not there; the last one is made by the caller. */
static enum pc_status make_parents(char *path, struct pc_err *err)
{
	for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		int failed;

		*slash = '\0';
		failed = mkdir(path, S_IRWXU) < 0 && errno != EEXIST ? errno : 0;
		if (failed && access(path, F_OK) != 0) {
			errno = failed;
			return pc_err_sys(err, "'%s'", path);
		}
		*slash = '/';
	}
	return PC_OK;
}

/* Nobody else may have a hand in it. */
static enum pc_status check_own(int fd, const char *name, struct pc_err *err)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return pc_err_sys(err, "'%s'", name);
	if (st.st_uid != geteuid() || (st.st_mode & (S_IWGRP | S_IWOTH)) ||
		(S_ISREG(st.st_mode) && st.st_nlink > 1)) {
		return pc_err_set(err, PC_ERR_SYSTEM, (struct pc_span){0},
			"'%s' is not this user's alone", name);
	}
	return PC_OK;
}

static enum pc_status open_dir(int *out, struct pc_str dir, struct pc_err *err)
{
	enum { FLAGS = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC };
	PC_AUTO(pc_close) int fd = -1;
	char path[PATH_MAX];

	if (dir.len == 0 || dir.len >= sizeof(path) || dir.ptr[0] != '/') {
		return pc_err_set(err, PC_ERR_USAGE, (struct pc_span){0},
			"the state directory is not an absolute path");
	}
	memcpy(path, dir.ptr, dir.len);
	path[dir.len] = '\0';
	fd = open(path, FLAGS);
	if (fd < 0 && errno == ENOENT) {
		PC_TRY(make_parents(path, err));
		if (mkdir(path, S_IRWXU) < 0 && errno != EEXIST)
			return pc_err_sys(err, "'%s'", path);
		fd = open(path, FLAGS);
	}
	if (fd < 0)
		return pc_err_sys(err, "'%s'", path);
	PC_TRY(check_own(fd, path, err));
	*out = handed_over(&fd);
	return PC_OK;
}

static enum pc_status open_log(int *out, int dir, struct pc_err *err)
{
	/* O_NONBLOCK: a FIFO in its place must not wait for a reader. */
	PC_AUTO(pc_close)
	int fd = openat(dir, file_name,
		O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK |
			O_NOCTTY,
		S_IRUSR | S_IWUSR);
	struct stat st;

	if (fd < 0 || fstat(fd, &st) < 0)
		return pc_err_sys(err, "'%s'", file_name);
	if (!S_ISREG(st.st_mode)) {
		return pc_err_set(err, PC_ERR_SYSTEM, (struct pc_span){0},
			"'%s' is not a regular file", file_name);
	}
	PC_TRY(check_own(fd, file_name, err));
	*out = handed_over(&fd);
	return PC_OK;
}

static bool is_full(const struct stat *st, struct pc_str line)
{
	return st->st_size > 0 && (size_t)st->st_size + line.len > PC_MAX_LOG_SIZE;
}

static void old_name(char name[static NAME_MAX], int age)
{
	if (age == 0)
		snprintf(name, NAME_MAX, "%s", file_name);
	else
		snprintf(name, NAME_MAX, "%s.%d", file_name, age);
}

/* One hook rotates; others that come meanwhile write on.  The oldest file goes. */
static void rotate(int dir, struct pc_str line)
{
	char from[NAME_MAX], to[NAME_MAX];
	struct stat st;

	if (flock(dir, LOCK_EX | LOCK_NB) < 0)
		return;
	/* Another one may have done it between our look and the lock. */
	if (fstatat(dir, file_name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
		is_full(&st, line)) {
		for (int age = PC_MAX_OLD_LOGS; age > 0; age--) {
			old_name(from, age - 1);
			old_name(to, age);
			renameat(dir, from, dir, to);
		}
	}
	flock(dir, LOCK_UN);
}

/* Opened again where the file was full. */
static enum pc_status open_with_room(
	int *out, int dir, struct pc_str line, struct pc_err *err)
{
	struct stat st;

	PC_TRY(open_log(out, dir, err));
	if (fstat(*out, &st) < 0 || !is_full(&st, line))
		return PC_OK;
	pc_close(out);
	rotate(dir, line);
	return open_log(out, dir, err);
}

/* Whether the last line has no end: the disk was full, and what follows it must not
 * become part of it. */
static bool is_torn(int fd)
{
	struct stat st;
	char last = '\n';

	if (fstat(fd, &st) < 0 || st.st_size == 0)
		return false;
	return pread(fd, &last, 1, st.st_size - 1) == 1 && last != '\n';
}

enum pc_status spool_add(struct pc_str path, struct pc_str line, struct pc_err *err)
{
	PC_AUTO(pc_close) int dir = -1;
	PC_AUTO(pc_close) int fd = -1;
	ssize_t n;

	PC_TRY(open_dir(&dir, path, err));
	PC_TRY(open_with_room(&fd, dir, line, err));
	if (!is_torn(fd))
		line = pc_str_from(line, 1);
	do
		n = write(fd, line.ptr, line.len);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return pc_err_sys(err, "writing '%s'", file_name);
	if ((size_t)n != line.len) {
		errno = ENOSPC;
		return pc_err_sys(err, "writing '%s'", file_name);
	}
	return PC_OK;
}
