/* SPDX-License-Identifier: Apache-2.0 */
/* Files to a directory, in one step: written aside, read back as the client reads them,
 * then put where the old directory was.  Nothing is removed that an earlier build's list
 * of sums does not name. */
#include "pc/base/fs.h"
#include "pc/base/limits.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "enforce_priv.h"

/* What is being placed. */
struct place {
	const struct pc_build *build;
	struct pc_arena *arena;
	struct pc_err *err;
	struct pc_str dir; /* absolute; links followed */
	char *aside;       /* the new directory until it is in place, then the old one */
	bool dir_is_there;
};

static bool is_dots(const char *name)
{
	return strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

static int open_dir(int parent, const char *name)
{
	return openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

/* ---- an earlier build ----------------------------------------------------- */

/* A walk over the old directory. */
struct old {
	struct pc_arena *arena;
	struct pc_str sums;    /* its SHA256SUMS; empty when there is none */
	struct pc_str foreign; /* the first thing that is not of the build */
};

/* Whether a line of the list names the file, or a file below the directory. */
static bool is_listed(const struct old *old, struct pc_str path, bool is_dir)
{
	struct pc_str line = pc_arena_printf(
		old->arena, "  %.*s%s", PC_STR_ARG(path), is_dir ? "/" : "\n");

	return pc_str_is(path, sums_name) ||
	       pc_str_find_str(old->sums, line) < old->sums.len;
}

static void look_for_foreign(struct old *old, int fd, struct pc_str dir)
{
	DIR *stream = fdopendir(fd);
	struct dirent *entry;

	if (!stream) {
		pc_close(&fd);
		old->foreign = dir;
		return;
	}
	while (!old->foreign.ptr && (entry = readdir(stream)) != NULL) {
		struct pc_str path = pc_arena_printf(old->arena, "%.*s%s%s",
			PC_STR_ARG(dir), dir.len ? "/" : "", entry->d_name);
		int below;

		if (is_dots(entry->d_name))
			continue;
		below = open_dir(dirfd(stream), entry->d_name);
		if (!is_listed(old, path, below >= 0)) {
			old->foreign = path;
			pc_close(&below);
		} else if (below >= 0) {
			look_for_foreign(old, below, path);
		}
	}
	closedir(stream);
}

/* The directory must be absent, empty or an earlier build. */
static enum pc_status examine(struct place *p)
{
	int fd = open(p->dir.ptr, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct old old = {.arena = p->arena};
	struct pc_err ignored;

	if (fd < 0 && errno == ENOENT)
		return PC_OK;
	if (fd < 0)
		return pc_err_sys(p->err, "'%s'", p->dir.ptr);
	p->dir_is_there = true;
	if (pc_fs_read(&old.sums, p->arena, fd, sums_name, PC_MAX_DOC_SIZE, &ignored) !=
		PC_OK)
		old.sums = (struct pc_str){0};
	look_for_foreign(&old, fd, (struct pc_str){0});
	if (!old.foreign.ptr)
		return PC_OK;
	return pc_err_set(p->err, PC_ERR_USAGE, (struct pc_span){0},
		"'%s' holds '%.*s', which no earlier build put there", p->dir.ptr,
		PC_STR_ARG(old.foreign));
}

static void place_done(struct place *p)
{
	if (p->aside)
		pc_fs_remove_tree(p->aside);
}

/* ---- writing -------------------------------------------------------------- */

/* Directories above a file; the modes do not depend on the umask. */
static enum pc_status make_dirs(struct place *p, struct pc_str path)
{
	for (size_t i = strlen(p->aside) + 1; i < path.len; i++) {
		const char *part;

		if (path.ptr[i] != '/')
			continue;
		part = pc_arena_str(p->arena, pc_str_head(path, i)).ptr;
		if (mkdir(part, 0755) == 0)
			chmod(part, 0755);
		else if (errno != EEXIST)
			return pc_err_sys(p->err, "'%s'", part);
	}
	return PC_OK;
}

static enum pc_status write_file(struct place *p, const struct pc_built_file *file)
{
	struct pc_str path =
		pc_arena_printf(p->arena, "%s/%.*s", p->aside, PC_STR_ARG(file->path));
	PC_AUTO(pc_close) int fd = -1;

	PC_TRY(make_dirs(p, path));
	fd = open(path.ptr, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	if (fd < 0 || fchmod(fd, 0644) < 0)
		return pc_err_sys(p->err, "'%s'", path.ptr);
	if (pc_fs_write_fd(fd, file->bytes, p->err) != PC_OK)
		return pc_err_wrap(p->err, "'%s'", path.ptr);
	return PC_OK;
}

static enum pc_status write_aside(struct place *p)
{
	struct pc_str name = pc_path_base(p->dir), parent = pc_path_dir(p->dir);
	size_t size;

	size = parent.len + name.len + sizeof("/..XXXXXX");
	p->aside = pc_arena_bytes(p->arena, size);
	snprintf(p->aside, size, "%.*s/.%.*s.XXXXXX", PC_STR_ARG(parent),
		PC_STR_ARG(name));
	if (!mkdtemp(p->aside)) {
		pc_err_sys(p->err, "a directory beside '%s'", p->dir.ptr);
		p->aside = NULL;
		return p->err->status;
	}
	chmod(p->aside, 0755);
	for (size_t i = 0; i < p->build->n_files; i++)
		PC_TRY(write_file(p, &p->build->files[i]));
	return PC_OK;
}

/* ---- reading back --------------------------------------------------------- */

/* The tree must mean on the machine what the repository means here. */
static enum pc_status read_back(struct place *p)
{
	struct pc_where where = {
		.managed_dir = pc_arena_printf(
			p->arena, "%s/%.*s", p->aside, PC_STR_ARG(p->build->root)),
		.apart = true,
	};
	struct pc_settings *settings;
	char digest[PC_SHA256_HEX];

	if (p->build->root.len == 0)
		return PC_OK;
	PC_TRY(pc_settings_load(&settings, p->arena, &where, NULL, p->err));
	pc_settings_digest(settings, digest);
	if (!settings->refused && strcmp(digest, p->build->digest) == 0)
		return PC_OK;
	return pc_err_set(p->err, PC_ERR_SYSTEM, (struct pc_span){0},
		"the built files do not mean what the repository means; was it changed "
		"meanwhile?");
}

static enum pc_status put_in_place(struct place *p)
{
	if (p->dir_is_there) {
		if (renameat2(AT_FDCWD, p->aside, AT_FDCWD, p->dir.ptr, RENAME_EXCHANGE) <
			0)
			return pc_err_sys(p->err, "replacing '%s'", p->dir.ptr);
		return PC_OK;
	}
	if (rename(p->aside, p->dir.ptr) < 0)
		return pc_err_sys(p->err, "'%s'", p->dir.ptr);
	p->aside = NULL;
	return PC_OK;
}

enum pc_status pc_build_write(
	const struct pc_build *build, struct pc_str dir, struct pc_err *err)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	PC_AUTO(place_done)
	struct place p = {.build = build, .arena = &arena, .err = err};

	if (pc_fs_real(&p.dir, &arena, pc_path_normal(&arena, dir)) != PC_OK) {
		return pc_err_set(err, PC_ERR_SYSTEM, (struct pc_span){0},
			"'%.*s' is a loop of links", PC_STR_ARG(dir));
	}
	PC_TRY(examine(&p));
	PC_TRY(write_aside(&p));
	PC_TRY(read_back(&p));
	return put_in_place(&p);
}
