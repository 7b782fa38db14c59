/* SPDX-License-Identifier: Apache-2.0 */
/* Bounded reads of regular files, and paths as texts. */
#include "pc/base/fs.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

void pc_close(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

enum pc_status pc_fs_read_fd(struct pc_str *out, struct pc_arena *arena, int fd,
	size_t max, struct pc_err *err)
{
	size_t cap = 64 << 10, len = 0;
	char *bytes = pc_arena_bytes(arena, cap + 1);

	for (;;) {
		ssize_t n = read(fd, bytes + len, cap - len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return pc_err_sys(err, "reading");
		if (n == 0)
			break;
		len += (size_t)n;
		if (len > max) {
			return pc_err_set(err, PC_ERR_LIMIT, (struct pc_span){0},
				"larger than %zu bytes", max);
		}
		if (len == cap) {
			char *larger = pc_arena_bytes(arena, cap * 2 + 1);

			memcpy(larger, bytes, len);
			bytes = larger;
			cap *= 2;
		}
	}
	bytes[len] = '\0';
	*out = (struct pc_str){bytes, len};
	return PC_OK;
}

enum pc_status pc_fs_read(struct pc_str *out, struct pc_arena *arena, int dirfd,
	const char *path, size_t max, struct pc_err *err)
{
	/* O_NONBLOCK: opening a FIFO must not wait for a writer. */
	PC_AUTO(pc_close)
	int fd = openat(dirfd, path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	struct stat st;

	if (fd < 0)
		return pc_err_sys(err, "'%s'", path);
	if (fstat(fd, &st) < 0)
		return pc_err_sys(err, "'%s'", path);
	if (!S_ISREG(st.st_mode)) {
		return pc_err_set(err, PC_ERR_SYSTEM, (struct pc_span){0},
			"'%s' is not a regular file", path);
	}
	if (pc_fs_read_fd(out, arena, fd, max, err) != PC_OK)
		return pc_err_wrap(err, "'%s'", path);
	return PC_OK;
}

static enum pc_status check_writers(const char *path, int fd, struct pc_err *err)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return pc_err_sys(err, "'%s'", path);
	if (st.st_uid != 0 && st.st_uid != geteuid())
		return pc_err_set(err, PC_ERR_SYSTEM, (struct pc_span){0},
			"'%s' belongs to another user: chown root '%s'", path, path);
	if (st.st_mode & (S_IWGRP | S_IWOTH))
		return pc_err_set(err, PC_ERR_SYSTEM, (struct pc_span){0},
			"others may write '%s': chmod go-w '%s'", path, path);
	return PC_OK;
}

enum pc_status pc_fs_read_trusted(struct pc_str *out, struct pc_arena *arena,
	const char *path, size_t max, struct pc_err *err)
{
	PC_AUTO(pc_close) int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

	if (fd < 0)
		return pc_err_sys(err, "'%s'", path);
	PC_TRY(check_writers(path, fd, err));
	return pc_fs_read_fd(out, arena, fd, max, err);
}

struct pc_str pc_path_normal(struct pc_arena *arena, struct pc_str path)
{
	bool absolute = path.len && path.ptr[0] == '/';
	char *out = pc_arena_bytes(arena, path.len + 2);
	size_t len = 0, floor = 0;
	struct pc_str rest = path;

	if (absolute)
		out[len++] = '/';
	floor = len;
	while (rest.ptr) {
		struct pc_str part = pc_str_cut(&rest, '/');

		if (part.len == 0 || pc_str_is(part, "."))
			continue;
		if (pc_str_is(part, "..") && (absolute || len > floor)) {
			while (len > floor && out[len - 1] != '/')
				len--;
			if (len > floor)
				len--;
			continue;
		}
		if (len > 0 && out[len - 1] != '/')
			out[len++] = '/';
		memcpy(out + len, part.ptr, part.len);
		len += part.len;
		if (pc_str_is(part, ".."))
			floor = len;
	}
	if (len == 0)
		out[len++] = '.';
	out[len] = '\0';
	return (struct pc_str){out, len};
}

struct pc_str pc_path_join(struct pc_arena *arena, struct pc_str dir, struct pc_str path)
{
	char *both;

	if (dir.len == 0 || (path.len && path.ptr[0] == '/'))
		return pc_path_normal(arena, path);
	/* Not by printf: a NUL byte in a foreign path must not cut it short. */
	both = pc_arena_bytes(arena, dir.len + 1 + path.len);
	memcpy(both, dir.ptr, dir.len);
	both[dir.len] = '/';
	if (path.len)
		memcpy(both + dir.len + 1, path.ptr, path.len);
	return pc_path_normal(arena, (struct pc_str){both, dir.len + 1 + path.len});
}

struct pc_str pc_path_dir(struct pc_str path)
{
	size_t slash = pc_str_rfind(path, '/');

	if (slash == path.len)
		return PC_STR(".");
	return slash == 0 ? PC_STR("/") : pc_str_head(path, slash);
}

struct pc_str pc_path_base(struct pc_str path)
{
	size_t slash = pc_str_rfind(path, '/');

	return slash == path.len ? path : pc_str_from(path, slash + 1);
}

bool pc_path_within(struct pc_str path, struct pc_str dir)
{
	if (pc_str_is(dir, "/"))
		return path.len && path.ptr[0] == '/';
	return pc_str_starts(path, dir) &&
	       (path.len == dir.len || path.ptr[dir.len] == '/');
}

/* Appends a component to at, which has room; ".." goes up, as it does after links were
 * followed.  Returns the new size. */
static size_t walk_push(char *at, size_t len, struct pc_str part)
{
	if (part.len == 0 || pc_str_is(part, "."))
		return len;
	if (pc_str_is(part, ".."))
		return len ? pc_str_rfind((struct pc_str){at, len}, '/') : 0;
	at[len] = '/';
	memcpy(at + len + 1, part.ptr, part.len);
	return len + 1 + part.len;
}

/* What the link at[0..len) says, or less than 1 when it is none or cannot be seen; at
 * has room for a NUL. */
static ssize_t read_link(char *at, size_t len, char target[static PATH_MAX])
{
	if (len >= PATH_MAX || memchr(at, '\0', len))
		return -1;
	at[len] = '\0';
	return readlink(at, target, PATH_MAX);
}

enum pc_status pc_fs_real(struct pc_str *out, struct pc_arena *arena, struct pc_str path)
{
	enum { MOST_LINKS = 40 }; /* as the kernel */
	char *at = pc_arena_bytes(arena, path.len + 2);
	struct pc_str rest = path;
	size_t len = 0;
	int links = 0;

	while (rest.ptr) {
		size_t before = len, room;
		char target[PATH_MAX], *todo, *larger;
		ssize_t n = -1;

		len = walk_push(at, len, pc_str_cut(&rest, '/'));
		if (len > before)
			n = read_link(at, len, target);
		if (n < 1)
			continue;
		if (++links > MOST_LINKS || n == PATH_MAX)
			return PC_ERR_LIMIT;
		room = (size_t)n + 1 + rest.len;
		todo = pc_arena_bytes(arena, room);
		memcpy(todo, target, (size_t)n);
		todo[n] = '/';
		if (rest.len)
			memcpy(todo + n + 1, rest.ptr, rest.len);
		len = target[0] == '/' ? 0 : before;
		larger = pc_arena_bytes(arena, len + room + 2);
		memcpy(larger, at, len);
		at = larger;
		rest = (struct pc_str){todo, room};
	}
	if (len == 0)
		at[len++] = '/';
	at[len] = '\0';
	*out = (struct pc_str){at, len};
	return PC_OK;
}

bool pc_fs_follow(struct pc_str *out, struct pc_arena *arena, struct pc_str path)
{
	char *at = pc_arena_bytes(arena, path.len + 1);
	struct pc_str rest = path;

	if (path.len)
		memcpy(at, path.ptr, path.len);
	while (rest.ptr) {
		struct pc_str part = pc_str_cut(&rest, '/');
		size_t end = (size_t)(part.ptr - path.ptr) + part.len;
		char target[PATH_MAX];
		ssize_t n = part.len ? read_link(at, end, target) : -1;
		struct pc_str there;

		if (end < path.len)
			at[end] = '/';
		if (n < 1 || n == PATH_MAX)
			continue;
		there = pc_path_join(arena, pc_path_dir(pc_str_head(path, end)),
			(struct pc_str){target, (size_t)n});
		*out = rest.ptr ? pc_path_join(arena, there, rest) : there;
		return true;
	}
	return false;
}
