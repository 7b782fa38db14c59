/* SPDX-License-Identifier: Apache-2.0 */
/* One name of a directory, changed by one system call: the file that gets it is whole,
 * has its rights and is on the disk before, and the directory is on the disk after.
 *
 * What is being written has one fixed name, so there is at most one leftover in a
 * directory, and whoever writes next takes it away. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pc/base/fs.h"
#include "site_priv.h"

enum { PERMISSIONS = 07777 };

enum pc_status put_sync(int dir, struct pc_err *err)
{
	/* Some file systems cannot, and then need not. */
	if (fsync(dir) < 0 && errno != EINVAL && errno != ENOTSUP)
		return pc_err_sys(err, "bringing a directory to the disk");
	return PC_OK;
}

/* The mode comes last: a change of owner takes bits away. */
enum pc_status put_rights(
	const struct pc_site *site, int fd, mode_t mode, struct pc_err *err)
{
	uid_t uid = site->where.uid;
	gid_t gid = site->where.gid;
	struct stat now;

	if (fstat(fd, &now) < 0)
		return pc_err_sys(err, "its owner");
	if ((now.st_uid != uid || now.st_gid != gid) && fchown(fd, uid, gid) < 0)
		return pc_err_sys(err, "giving it to its owner");
	if ((now.st_mode & PERMISSIONS) != mode && fchmod(fd, mode) < 0)
		return pc_err_sys(err, "giving it its mode");
	return PC_OK;
}

static enum pc_status write_aside(
	const struct put *put, struct pc_str bytes, struct pc_err *err)
{
	PC_AUTO(pc_close)
	int fd = openat(put->dir, leftover_name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
		S_IRUSR | S_IWUSR);

	if (fd < 0)
		return pc_err_sys(err, "a file beside it");
	PC_TRY(pc_fs_write_fd(fd, bytes, err));
	PC_TRY(put_rights(put->site, fd, put->mode, err));
	if (fsync(fd) < 0)
		return pc_err_sys(err, "bringing it to the disk");
	return PC_OK;
}

static int rename_to(const struct put *to, int from_dir, const char *from)
{
	if (!to->is_new)
		return renameat(from_dir, from, to->dir, to->name);
#ifdef RENAME_NOREPLACE
	if (renameat2(from_dir, from, to->dir, to->name, RENAME_NOREPLACE) == 0)
		return 0;
	if (errno != EINVAL && errno != ENOSYS)
		return -1;
#endif
	/* Not every file system knows that; then the plan's look has to do. */
	return renameat(from_dir, from, to->dir, to->name);
}

enum pc_status put_file(const struct put *put, struct pc_str bytes, struct pc_err *err)
{
	enum pc_status status = write_aside(put, bytes, err);

	if (status == PC_OK && rename_to(put, put->dir, leftover_name) < 0)
		status = pc_err_sys(err, "putting it in place");
	if (status == PC_OK)
		return put_sync(put->dir, err);
	unlinkat(put->dir, leftover_name, 0);
	return pc_err_wrap(err, "'%s'", put->name);
}

enum pc_status put_move(
	const struct put *to, int from_dir, const char *from, struct pc_err *err)
{
	if (rename_to(to, from_dir, from) < 0)
		return pc_err_sys(err, "moving '%s' to '%s'", from, to->name);
	PC_TRY(put_sync(to->dir, err));
	return put_sync(from_dir, err);
}

enum pc_status put_remove(int dir, const char *name, struct pc_err *err)
{
	if (unlinkat(dir, name, 0) < 0 && errno != ENOENT)
		return pc_err_sys(err, "removing '%s'", name);
	return put_sync(dir, err);
}

enum pc_status put_sweep(int dir, struct pc_err *err)
{
	if (unlinkat(dir, leftover_name, 0) < 0 && errno != ENOENT)
		return pc_err_sys(err, "removing '%s'", leftover_name);
	return PC_OK;
}

/* It has its mode from the first moment, whatever the umask: a parent that we made is
 * nobody's to mend later. */
static int make_directory(int dir, const char *name, mode_t mode)
{
	mode_t mask = umask(~mode & (S_IRWXU | S_IRWXG | S_IRWXO));
	int made = mkdirat(dir, name, mode), cause = errno;

	umask(mask);
	errno = cause;
	return made;
}

static enum pc_status finish_directory(
	const struct pc_site *site, int dir, int fd, mode_t mode, struct pc_err *err)
{
	PC_TRY(put_rights(site, fd, mode, err));
	PC_TRY(put_sync(fd, err));
	return put_sync(dir, err);
}

enum pc_status put_directory(int *out, const struct pc_site *site, int dir,
	const char *name, mode_t mode, struct pc_err *err)
{
	int fd;

	if (make_directory(dir, name, mode) < 0 && errno != EEXIST)
		return pc_err_sys(err, "making '%s'", name);
	fd = site_open_dir(dir, name);
	if (fd < 0)
		return pc_err_sys(err, "'%s'", name);
	if (finish_directory(site, dir, fd, mode, err) != PC_OK) {
		pc_close(&fd);
		return pc_err_wrap(err, "'%s'", name);
	}
	*out = fd;
	return PC_OK;
}
