/* SPDX-License-Identifier: Apache-2.0 */
/* The decision log on disk: decisions.jsonl in a directory of the user's, and older files
 * with .1 (the newest) to .4 behind the name.  A line is one write() to a file opened for
 * appending, so that lines of many hooks stay whole; whoever still has a file open that
 * was renamed writes to the renamed one.
 *
 * In the spool policyd takes lines in and removes what it has taken.  It does so holding
 * a lock on the file alone, and a hook writes holding one with others: a file that was
 * removed meanwhile has no name any more, and the hook opens the next one. */
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

/* Where a log lies, and who has a hand in it. */
struct place {
	int dir;
	mode_t closed;  /* bits that neither directory nor file may have */
	mode_t mode;    /* of new files */
	bool is_shared; /* policyd removes files */
};

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

/* Nobody may have a hand in it who is not meant to. */
static enum pc_status check_own(
	const struct stat *st, mode_t closed, const char *name, struct pc_err *err)
{
	if (st->st_uid == geteuid() && !(st->st_mode & closed) &&
		!(S_ISREG(st->st_mode) && st->st_nlink > 1))
		return PC_OK;
	return pc_err_set(err, PC_ERR_SYSTEM, (struct pc_span){0},
		"'%s' is not this user's alone", name);
}

static enum pc_status check_dir(
	int fd, mode_t closed, const char *path, struct pc_err *err)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return pc_err_sys(err, "'%s'", path);
	return check_own(&st, closed, path, err);
}

enum { DIRECTORY = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC };

static enum pc_status open_state(struct place *out, struct pc_str dir, struct pc_err *err)
{
	PC_AUTO(pc_close) int fd = -1;
	char path[PATH_MAX];

	if (dir.len == 0 || dir.len >= sizeof(path) || dir.ptr[0] != '/') {
		return pc_err_set(err, PC_ERR_USAGE, (struct pc_span){0},
			"the state directory is not an absolute path");
	}
	memcpy(path, dir.ptr, dir.len);
	path[dir.len] = '\0';
	fd = open(path, DIRECTORY);
	if (fd < 0 && errno == ENOENT) {
		PC_TRY(make_parents(path, err));
		if (mkdir(path, S_IRWXU) < 0 && errno != EEXIST)
			return pc_err_sys(err, "'%s'", path);
		fd = open(path, DIRECTORY);
	}
	if (fd < 0)
		return pc_err_sys(err, "'%s'", path);
	*out = (struct place){
		.closed = S_IWGRP | S_IWOTH, .mode = S_IRUSR | S_IWUSR, .dir = -1};
	PC_TRY(check_dir(fd, out->closed, path, err));
	out->dir = handed_over(&fd);
	return PC_OK;
}

/* The user's directory in the spool.  It gets its group from the spool, whose group is
 * policyd's; a chmod() would take that away again. */
static enum pc_status open_own(struct place *out, struct pc_str spool, struct pc_err *err)
{
	PC_AUTO(pc_close) int fd = -1;
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%.*s/%u",
		PC_STR_ARG(pc_str_head(spool, PATH_MAX / 2)), geteuid());
	fd = open(path, DIRECTORY);
	if (fd < 0 && errno == ENOENT) {
		if (mkdir(path, S_IRWXU | S_IRWXG) < 0 && errno != EEXIST)
			return pc_err_sys(err, "'%s'", path);
		fd = open(path, DIRECTORY);
	}
	if (fd < 0 && errno == ENOTDIR)
		return pc_err_set(err, PC_ERR_SYSTEM, (struct pc_span){0},
			"'%s' is no directory", path);
	if (fd < 0)
		return pc_err_sys(err, "'%s'", path);
	*out = (struct place){.closed = S_IRWXO,
		.mode = S_IRUSR | S_IWUSR | S_IRGRP,
		.is_shared = true,
		.dir = -1};
	PC_TRY(check_dir(fd, out->closed, path, err));
	out->dir = handed_over(&fd);
	return PC_OK;
}

/* *st: what it is, once nobody removes it any more. */
static enum pc_status open_log(
	int *out, struct stat *st, const struct place *place, struct pc_err *err)
{
	/* O_NONBLOCK: a FIFO in its place must not wait for a reader. */
	PC_AUTO(pc_close)
	int fd = openat(place->dir, file_name,
		O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK |
			O_NOCTTY,
		place->mode);

	if (fd < 0 || (place->is_shared && flock(fd, LOCK_SH) < 0) || fstat(fd, st) < 0)
		return pc_err_sys(err, "'%s'", file_name);
	if (!S_ISREG(st->st_mode)) {
		return pc_err_set(err, PC_ERR_SYSTEM, (struct pc_span){0},
			"'%s' is not a regular file", file_name);
	}
	PC_TRY(check_own(st, place->closed, file_name, err));
	pc_close(out);
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

/* Opened again where the file was full, or removed before it was locked. */
static enum pc_status open_with_room(int *out, struct stat *st, const struct place *place,
	struct pc_str line, struct pc_err *err)
{
	enum { TRIES = 16 };

	*st = (struct stat){0};
	for (int i = 0; i < TRIES; i++) {
		PC_TRY(open_log(out, st, place, err));
		if (st->st_nlink > 0)
			break;
	}
	if (!is_full(st, line))
		return PC_OK;
	rotate(place->dir, line);
	return open_log(out, st, place, err);
}

/* Whether the last line has no end: the disk was full, and what follows it must not
 * become part of it. */
static bool is_torn(int fd, const struct stat *st)
{
	char last = '\n';

	return st->st_size > 0 && pread(fd, &last, 1, st->st_size - 1) == 1 &&
	       last != '\n';
}

static enum pc_status add(
	const struct place *place, struct pc_str line, struct pc_err *err)
{
	PC_AUTO(pc_close) int fd = -1;
	struct stat st;
	ssize_t n;

	PC_TRY(open_with_room(&fd, &st, place, line, err));
	if (!is_torn(fd, &st))
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

enum pc_status spool_add(struct pc_str path, struct pc_str line, struct pc_err *err)
{
	struct place place = {.dir = -1};
	enum pc_status status = open_state(&place, path, err);

	if (status == PC_OK)
		status = add(&place, line, err);
	pc_close(&place.dir);
	return status;
}

enum pc_status spool_hand_in(struct pc_str spool, struct pc_str line, struct pc_err *err)
{
	struct place place = {.dir = -1};
	mode_t before = umask(S_IRWXO);
	enum pc_status status = open_own(&place, spool, err);

	if (status == PC_OK)
		status = add(&place, line, err);
	pc_close(&place.dir);
	umask(before);
	return status;
}
