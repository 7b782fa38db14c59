/* SPDX-License-Identifier: Apache-2.0 */
/* The only way in which this program changes a file: beside it, then in its place. */
#include "pc/base/fs.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

enum { TEMPORARY_NAME = 32, PERMISSIONS = 07777 };

/* The directory that holds the file, and the file's name in it: neither is a link. */
struct target {
	int dir;
	char name[NAME_MAX + 1];
};

static void target_done(struct target *target)
{
	pc_close(&target->dir);
}

/* Opens the directory of path, as seen from the directory at. */
static enum pc_status open_dir(
	struct target *target, int at, struct pc_str path, struct pc_err *err)
{
	struct pc_str dir = pc_path_dir(path), name = pc_path_base(path);
	char text[PATH_MAX];

	if (name.len == 0 || dir.len >= sizeof(text) ||
		name.len >= sizeof(target->name)) {
		errno = path.len == 0 ? ENOENT : name.len == 0 ? EISDIR : ENAMETOOLONG;
		return pc_err_sys(err, "'%.*s'", PC_STR_ARG(path));
	}
	memcpy(text, dir.ptr, dir.len);
	text[dir.len] = '\0';
	memcpy(target->name, name.len ? name.ptr : "", name.len);
	target->name[name.len] = '\0';
	target->dir = openat(at, text, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (target->dir < 0)
		return pc_err_sys(err, "'%s'", text);
	return PC_OK;
}

/* Follows links at the end of path, as the kernel does. */
static enum pc_status find_target(
	struct target *target, int dirfd, const char *path, struct pc_err *err)
{
	enum { MOST_LINKS = 40 };

	PC_TRY(open_dir(target, dirfd, pc_str(path), err));
	for (int links = 0; links <= MOST_LINKS; links++) {
		char to[PATH_MAX];
		ssize_t len = readlinkat(target->dir, target->name, to, sizeof(to) - 1);
		struct target next;

		if (len < 0)
			return PC_OK; /* no link, or nothing yet */
		PC_TRY(open_dir(
			&next, target->dir, (struct pc_str){to, (size_t)len}, err));
		target_done(target);
		*target = next;
	}
	errno = ELOOP;
	return pc_err_sys(err, "'%s'", path);
}

enum pc_status pc_fs_write_fd(int fd, struct pc_str bytes, struct pc_err *err)
{
	while (bytes.len > 0) {
		ssize_t n = write(fd, bytes.ptr, bytes.len);

		if (n < 0 && errno != EINTR)
			return pc_err_sys(err, "writing");
		if (n > 0)
			bytes = pc_str_from(bytes, (size_t)n);
	}
	return PC_OK;
}

/* The mode comes last: a change of owner takes bits away. */
static enum pc_status give(int fd, const struct stat *like, struct pc_err *err)
{
	struct stat now;

	if (fstat(fd, &now) < 0)
		return pc_err_sys(err, "its owner");
	if ((now.st_uid != like->st_uid || now.st_gid != like->st_gid) &&
		fchown(fd, like->st_uid, like->st_gid) < 0)
		return pc_err_sys(err, "keeping its owner");
	if (fchmod(fd, like->st_mode & PERMISSIONS) < 0)
		return pc_err_sys(err, "keeping its mode");
	return PC_OK;
}

static enum pc_status make_temporary(
	int *fd, char name[static TEMPORARY_NAME], int dir, struct pc_err *err)
{
	enum { TRIES = 16 };

	for (int i = 0; i < TRIES; i++) {
		uint64_t number;

		if (getrandom(&number, sizeof(number), 0) != sizeof(number))
			continue;
		snprintf(name, TEMPORARY_NAME, ".policyctl-%016" PRIx64, number);
		*fd = openat(dir, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
			S_IRUSR | S_IWUSR);
		if (*fd >= 0)
			return PC_OK;
		if (errno != EEXIST)
			break;
	}
	return pc_err_sys(err, "a temporary file beside it");
}

static enum pc_status fill_and_rename(const struct target *target, int fd,
	const char *name, struct pc_str bytes, const struct stat *like,
	struct pc_err *err)
{
	PC_TRY(pc_fs_write_fd(fd, bytes, err));
	PC_TRY(give(fd, like, err));
	if (fsync(fd) < 0)
		return pc_err_sys(err, "bringing it to the disk");
	if (renameat(target->dir, name, target->dir, target->name) < 0)
		return pc_err_sys(err, "putting it in place");
	return PC_OK;
}

static enum pc_status replace(const struct target *target, struct pc_str bytes,
	const struct stat *like, struct pc_err *err)
{
	PC_AUTO(pc_close) int fd = -1;
	char name[TEMPORARY_NAME];
	enum pc_status status;

	PC_TRY(make_temporary(&fd, name, target->dir, err));
	status = fill_and_rename(target, fd, name, bytes, like, err);
	if (status != PC_OK) {
		unlinkat(target->dir, name, 0);
		return status;
	}
	/* Some file systems cannot, and then need not. */
	if (fsync(target->dir) < 0 && errno != EINVAL && errno != ENOTSUP)
		return pc_err_sys(err, "bringing its name to the disk");
	return PC_OK;
}

enum pc_status pc_fs_replace(
	int dirfd, const char *path, struct pc_str bytes, mode_t mode, struct pc_err *err)
{
	PC_AUTO(target_done) struct target target = {.dir = -1};
	/* To fchown() these mean: as it is. */
	struct stat like = {.st_uid = (uid_t)-1, .st_gid = (gid_t)-1, .st_mode = mode};

	PC_TRY(find_target(&target, dirfd, path, err));
	if (fstatat(target.dir, target.name, &like, AT_SYMLINK_NOFOLLOW) < 0) {
		if (errno != ENOENT || mode == 0)
			return pc_err_sys(err, "'%s'", path);
	} else if (!S_ISREG(like.st_mode)) {
		return pc_err_set(err, PC_ERR_SYSTEM, (struct pc_span){0},
			"'%s' is not a regular file", path);
	}
	if (replace(&target, bytes, &like, err) != PC_OK)
		return pc_err_wrap(err, "'%s'", path);
	return PC_OK;
}
