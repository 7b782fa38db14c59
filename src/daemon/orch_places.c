/* SPDX-License-Identifier: Apache-2.0 */
/* The orchestrator's directories, and the lock that one instance holds. */
#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "orch.h"
#include "pc/base/fs.h"

enum { WAY = 0755, LOCK_MODE = 0600, ALL_BITS = 07777, OF_OTHERS = 0022 };

static enum pc_status make_way(
	struct pc_arena *arena, struct pc_str path, struct pc_err *err)
{
	struct pc_str dir = pc_path_dir(path);
	const char *text = pc_arena_str(arena, dir).ptr;
	struct stat st;

	if (stat(text, &st) == 0 || pc_str_is(dir, "/"))
		return PC_OK;
	PC_TRY(make_way(arena, dir, err));
	if (mkdir(text, WAY) < 0 && errno != EEXIST)
		return pc_err_sys(err, "making '%s'", text);
	/* Whatever the umask says, others have to get through it. */
	return chmod(text, WAY) < 0 ? pc_err_sys(err, "'%s'", text) : PC_OK;
}

enum pc_status place_make(const char *path, unsigned mode, struct pc_err *err)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct stat st;

	PC_TRY(make_way(&arena, pc_path_normal(&arena, pc_str(path)), err));
	if (mkdir(path, mode & ALL_BITS) == 0)
		return chmod(path, mode) < 0 ? pc_err_sys(err, "'%s'", path) : PC_OK;
	if (errno != EEXIST || stat(path, &st) < 0)
		return pc_err_sys(err, "making '%s'", path);
	if (!S_ISDIR(st.st_mode) || st.st_uid != geteuid())
		return pc_err_set(err, PC_ERR_SYSTEM, (struct pc_span){0},
			"'%s' is no directory of the user that this program runs as",
			path);
	if ((st.st_mode & OF_OTHERS & ~mode) == 0)
		return PC_OK;
	return pc_err_set(err, PC_ERR_SYSTEM, (struct pc_span){0},
		"others may write '%s', which has the mode %o", path,
		st.st_mode & ALL_BITS);
}

/* Who was killed while it started a worker holds it for a moment longer, by the child
 * that is about to become another program. */
static int lock(int fd)
{
	enum { TRIES = 100 };
	const struct timespec pause = {.tv_nsec = 10000000};

	for (int i = 0; i < TRIES; i++) {
		if (flock(fd, LOCK_EX | LOCK_NB) == 0)
			return 0;
		if (errno != EWOULDBLOCK)
			return -1;
		nanosleep(&pause, NULL);
	}
	return -1;
}

enum pc_status place_lock(int *out, const char *state, struct pc_err *err)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	const char *path = pc_arena_printf(&arena, "%s/lock", state).ptr;
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, LOCK_MODE);

	if (fd < 0)
		return pc_err_sys(err, "'%s'", path);
	if (lock(fd) < 0) {
		bool is_held = errno == EWOULDBLOCK;

		pc_err_sys(err, "'%s'", path);
		pc_close(&fd);
		return is_held ? pc_err_set(err, PC_ERR_USAGE, (struct pc_span){0},
					 "another instance serves '%s'", state)
			       : err->status;
	}
	*out = fd;
	return PC_OK;
}
