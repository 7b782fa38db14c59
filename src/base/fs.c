/* SPDX-License-Identifier: Apache-2.0 */
/* Bounded reads of regular files, and paths as texts. */
#include "pc/base/fs.h"

#include <errno.h>
#include <fcntl.h>
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
	struct pc_str both;

	if (dir.len == 0 || (path.len && path.ptr[0] == '/'))
		return pc_path_normal(arena, path);
	both = pc_arena_printf(arena, "%.*s/%.*s", PC_STR_ARG(dir), PC_STR_ARG(path));
	return pc_path_normal(arena, both);
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
