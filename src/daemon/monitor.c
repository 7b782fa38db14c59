/* SPDX-License-Identifier: Apache-2.0 */
/* The monitored policy on the disk. */
#include "monitor.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pc/base/fs.h"
#include "pc/base/limits.h"
#include "role.h"

static const char name[] = "managed-settings.json";

enum { DIR_MODE = 0755, FILE_MODE = 0644 };

char *monitor_shared(struct pc_arena *arena, const struct pc_config *config)
{
	return role_path(arena, config->root, PC_STR("/var/lib/policyctl"));
}

char *monitor_dir(struct pc_arena *arena, const struct pc_config *config)
{
	return role_path(
		arena, pc_str(monitor_shared(arena, config)), PC_STR("/monitor"));
}

/* A root for tests and images may have none of them. */
enum pc_status monitor_make(const char *path, struct pc_err *err)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	char *at = role_path(&arena, pc_str(path), PC_STR(""));

	for (char *slash = strchr(at + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		if (mkdir(at, DIR_MODE) < 0 && errno != EEXIST && access(at, F_OK) < 0)
			return pc_err_sys(err, "'%s'", at);
		*slash = '/';
	}
	return mkdir(path, DIR_MODE) < 0 && errno != EEXIST
		       ? pc_err_sys(err, "'%s'", path)
		       : PC_OK;
}

static enum pc_status take_away(int dir, struct pc_err *err)
{
	if (unlinkat(dir, name, 0) < 0 && errno != ENOENT)
		return pc_err_sys(err, "'%s'", name);
	return fsync(dir) < 0 ? pc_err_sys(err, "'%s'", name) : PC_OK;
}

static bool is_there(int dir, struct pc_str bytes)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_str now;
	struct stat st;
	struct pc_err err;

	return fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(st.st_mode) &&
	       (st.st_mode & ALLPERMS) == FILE_MODE &&
	       pc_fs_read(&now, &arena, dir, name, PC_CLIENT_MAX_FILE, &err) == PC_OK &&
	       pc_str_eq(now, bytes);
}

/* What lies there is ours alone to make: a file of another kind or mode goes first. */
static enum pc_status write_anew(int dir, struct pc_str bytes, struct pc_err *err)
{
	PC_TRY(take_away(dir, err));
	return pc_fs_replace(dir, name, bytes, FILE_MODE, err);
}

enum pc_status monitor_put(const char *path, struct pc_str bytes, struct pc_err *err)
{
	PC_AUTO(pc_close) int dir = -1;

	if (bytes.len && mkdir(path, DIR_MODE) < 0 && errno != EEXIST)
		return pc_err_sys(err, "'%s'", path);
	dir = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (dir < 0 && errno == ENOENT && bytes.len == 0)
		return PC_OK;
	if (dir < 0 || fchmod(dir, DIR_MODE) < 0)
		return pc_err_sys(err, "'%s'", path);
	if (bytes.len == 0)
		return take_away(dir, err);
	return is_there(dir, bytes) ? PC_OK : write_anew(dir, bytes, err);
}
