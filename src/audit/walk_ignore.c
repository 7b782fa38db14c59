/* SPDX-License-Identifier: Apache-2.0 */
/* Which .gitignore files count for which directory of a walk. */
#include <fcntl.h>
#include <unistd.h>

#include "pc/base/fs.h"
#include "pc/base/limits.h"
#include "walk_priv.h"

static struct pc_ignore *read_lines(struct pc_audit_walk *walk, struct pc_ignore *above,
	int fd, const char *name, size_t base, struct pc_str path)
{
	bool is_large = false;
	struct pc_ignore *ignore = pc_ignore_read(above, fd, name, base, &is_large);

	if (is_large)
		pc_audit_note(walk->job->audit, "PC2527", path,
			"its %s is larger than %d MB: it leaves nothing out", name,
			PC_MAX_IGNORE_FILE >> 20);
	return ignore;
}

static bool is_repository(int fd)
{
	return faccessat(fd, ".git", F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

void pc_audit_ignore_in(struct pc_audit_walk *walk, struct pc_audit_dir *dir,
	size_t above, struct pc_str path)
{
	/* A repository in a repository is its own. */
	if (is_repository(dir->fd)) {
		dir->ignore = NULL;
		dir->ignore_above = NULL;
		dir->ignore =
			read_lines(walk, NULL, dir->fd, ".git/info/exclude", above, path);
	}
	dir->ignore = read_lines(walk, dir->ignore, dir->fd, ".gitignore", above, path);
}

/* Bytes of an absolute path up to the repository that holds it, with a slash; 0: none
 * does, or it is one itself. */
static size_t find_repository(struct pc_arena *arena, struct pc_str real)
{
	for (size_t len = real.len; len > 0;) {
		struct pc_str dir = pc_str_head(real, len);
		int fd = open(
			pc_arena_str(arena, dir).ptr, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		bool is_found = fd >= 0 && is_repository(fd);

		pc_close(&fd);
		if (is_found)
			return len == real.len ? 0 : len + (len > 1);
		len = pc_str_rfind(dir, '/');
		if (len == dir.len)
			break;
		if (len == 0 && dir.len > 1)
			len = 1;
	}
	return 0;
}

void pc_audit_ignore_above(struct pc_audit_walk *walk, struct pc_audit_dir *root,
	const char *path, struct pc_arena *arena)
{
	char *found = realpath(path, NULL);
	struct pc_str real = pc_arena_str(arena, pc_str(found));
	size_t top = found ? find_repository(arena, real) : 0;

	free(found);
	if (top == 0)
		return;
	walk->git_prefix =
		pc_arena_printf(arena, "%.*s/", PC_STR_ARG(pc_str_from(real, top)));
	/* The directories from the repository down to the tree, without the tree. */
	for (size_t at = top; at < real.len;) {
		struct pc_str dir = pc_arena_str(arena, pc_str_head(real, at));
		int fd = open(dir.ptr, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

		if (fd >= 0 && at == top)
			root->ignore = read_lines(walk, root->ignore, fd,
				".git/info/exclude", at - top, dir);
		if (fd >= 0)
			root->ignore = read_lines(
				walk, root->ignore, fd, ".gitignore", at - top, dir);
		pc_close(&fd);
		at += pc_str_find(pc_str_from(real, at), '/') + 1;
	}
}
