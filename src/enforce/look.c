/* SPDX-License-Identifier: Apache-2.0 */
/* What lies in the agent's directory, and the way down to it: each directory is opened
 * from the one above, without following links, and asked for its owner and mode by its
 * descriptor.  Absent is an answer; what cannot be looked at is a failure, never absent.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "enforce_priv.h"
#include "pc/base/fs.h"
#include "pc/base/limits.h"
#include "pc/base/utf.h"
#include "pc/settings/settings.h"
#include "site_priv.h"

enum { PERMISSIONS = 07777, OTHERS_WRITE = 022 };

const char leftover_name[] = ".policyd-new";

/* ---- one thing ------------------------------------------------------------ */

static enum pc_seen_kind kind_of(mode_t mode)
{
	if (S_ISREG(mode))
		return PC_SEEN_FILE;
	if (S_ISDIR(mode))
		return PC_SEEN_DIRECTORY;
	return S_ISLNK(mode) ? PC_SEEN_LINK : PC_SEEN_OTHER;
}

static void seen_take(struct pc_seen *seen, const struct stat *st)
{
	seen->kind = kind_of(st->st_mode);
	seen->mode = st->st_mode & PERMISSIONS;
	seen->uid = st->st_uid;
	seen->gid = st->st_gid;
	seen->n_links = st->st_nlink;
	seen->size = (uint64_t)st->st_size;
}

static enum pc_status see(
	struct pc_seen *seen, int dir, const char *name, struct pc_err *err)
{
	struct stat st;

	seen->kind = PC_SEEN_ABSENT;
	if (fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) == 0)
		seen_take(seen, &st);
	else if (errno != ENOENT)
		return pc_err_sys(err, "'%.*s'", PC_STR_ARG(seen->path));
	return PC_OK;
}

static struct pc_seen *add_seen(
	struct pc_arena *arena, struct seen_list *list, struct pc_str path)
{
	pc_arena_grow(arena, list->items, list->count, list->cap);
	list->items[list->count] = (struct pc_seen){.path = path};
	return &list->items[list->count++];
}

bool seen_holds(const struct pc_seen *seen, const char *sha256)
{
	return seen && seen->kind == PC_SEEN_FILE && *sha256 &&
	       strcmp(seen->sha256, sha256) == 0;
}

const char *site_writers_fault(const struct pc_site *site, const struct pc_seen *seen)
{
	if (seen->uid != site->where.uid && seen->uid != 0)
		return "somebody else owns it";
	return seen->mode & OTHERS_WRITE ? "others may write it" : NULL;
}

const char *site_rights_fault(const struct pc_site *site, const struct pc_seen *seen)
{
	mode_t mode = seen->kind == PC_SEEN_DIRECTORY ? site->dir_mode : site->file_mode;

	if (seen->uid != site->where.uid || seen->gid != site->where.gid)
		return "its owner is another one";
	if (seen->mode & OTHERS_WRITE)
		return "others may write it";
	return site->has_modes && seen->mode != mode ? "its mode is another one" : NULL;
}

/* ---- directories ---------------------------------------------------------- */

int site_open_dir(int parent, const char *name)
{
	return openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

enum pc_status site_open_root(int *out, const struct pc_site *site, struct pc_err *err)
{
	*out = open(site->where.root.ptr, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (*out < 0)
		return pc_err_sys(err, "'%s'", site->where.root.ptr);
	return PC_OK;
}

/* Notes the directory name below parent (-1: that is missing already) and opens it. */
static enum pc_status look_down(int *out, struct pc_site *site, int parent,
	struct pc_str name, struct pc_str path, struct pc_err *err)
{
	struct pc_seen *seen = add_seen(&site->arena, &site->dirs, path);
	const char *text = pc_arena_str(&site->arena, name).ptr;
	struct stat st;

	*out = -1;
	if (parent < 0)
		return PC_OK;
	PC_TRY(see(seen, parent, text, err));
	if (seen->kind != PC_SEEN_DIRECTORY)
		return PC_OK;
	*out = site_open_dir(parent, text);
	if (*out < 0 || fstat(*out, &st) < 0) {
		pc_err_sys(err, "'%.*s'", PC_STR_ARG(path));
		pc_close(out);
		return err->status;
	}
	seen_take(seen, &st);
	return PC_OK;
}

static enum pc_status look_at_root(int *out, struct pc_site *site, struct pc_err *err)
{
	struct stat st;

	PC_TRY(site_open_root(out, site, err));
	if (fstat(*out, &st) < 0)
		return pc_err_sys(err, "'%s'", site->where.root.ptr);
	seen_take(add_seen(&site->arena, &site->dirs, site->where.root), &st);
	return PC_OK;
}

/* The way down: root, parents, the place, its drop-ins. */
static enum pc_status look_at_way(struct pc_site *site, struct pc_err *err)
{
	PC_AUTO(pc_close) int at = -1;
	const struct pc_target *target = site->where.target;
	struct pc_str rest = manifest_root(&site->arena, target);
	struct pc_str path = site->where.root;

	PC_TRY(look_at_root(&at, site, err));
	while (rest.ptr) {
		struct pc_str name = pc_str_cut(&rest, '/');
		int below;

		path = pc_path_join(&site->arena, path, name);
		PC_TRY(look_down(&below, site, at, name, path, err));
		pc_close(&at);
		at = below;
	}
	site->n_parents = site->dirs.count - 1;
	site->place = at;
	at = -1;
	return look_down(&site->dropins, site, site->place, pc_str(target->dropins),
		pc_str(target->dropins), err);
}

bool site_is_dropin(const struct pc_site *site, struct pc_str path)
{
	struct pc_str dir = pc_str(site->where.target->dropins);

	return pc_path_within(path, dir) && path.len > dir.len + 1;
}

int site_dir_of(const struct pc_site *site, struct pc_str path, const char **name)
{
	*name = pc_path_base(path).ptr;
	return site_is_dropin(site, path) ? site->dropins : site->place;
}

bool site_is_leftover(struct pc_str path)
{
	return pc_str_is(pc_path_base(path), leftover_name);
}

/* ---- documents ------------------------------------------------------------ */

struct pc_str document_fault(
	struct pc_arena *arena, const struct pc_site *site, struct pc_str bytes)
{
	struct pc_named_file file = {
		.path = pc_str(site->where.target->file),
		.text = bytes.ptr ? bytes : PC_STR(""),
		.layer = PC_LAYER_MANAGED,
	};
	struct pc_where where = {.apart = true, .file = &file};
	struct pc_settings *settings;
	struct pc_err err;

	if (pc_settings_load(&settings, arena, &where, NULL, &err) != PC_OK)
		return pc_arena_str(arena, pc_str(err.text));
	return settings->refused ? settings->refused_why : (struct pc_str){0};
}

enum pc_status site_read(struct pc_str *out, struct pc_site *site,
	const struct pc_seen *seen, struct pc_err *err)
{
	const char *name;
	int dir = site_dir_of(site, seen->path, &name);

	return pc_fs_read(
		out, &site->arena, dir, name, site->where.target->max_size, err);
}

static enum pc_status read_document(struct pc_seen *seen, struct pc_site *site, int dir,
	const char *name, struct pc_err *err)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_str bytes;
	enum pc_status status;

	if (seen->kind != PC_SEEN_FILE && seen->kind != PC_SEEN_LINK) {
		seen->fault = PC_STR("it is no file");
		return PC_OK;
	}
	status = pc_fs_read(&bytes, &arena, dir, name, site->where.target->max_size, err);
	if (status == PC_ERR_LIMIT) {
		seen->fault = PC_STR("it is larger than what the client reads");
	} else if (status == PC_ERR_ABSENT) {
		seen->fault = PC_STR("it is a link to nothing");
	} else if (status != PC_OK && seen->kind == PC_SEEN_LINK) {
		seen->fault = PC_STR("it is a link to what cannot be read");
	} else {
		PC_TRY(status);
		pc_sha256_hex(seen->sha256, bytes);
		seen->fault =
			pc_arena_str(&site->arena, document_fault(&arena, site, bytes));
	}
	return PC_OK;
}

static enum pc_status look_at_file(struct pc_site *site, int dir, const char *name,
	struct pc_str path, struct pc_err *err)
{
	struct pc_seen seen = {.path = path};

	PC_TRY(see(&seen, dir, name, err));
	if (seen.kind == PC_SEEN_ABSENT)
		return PC_OK;
	if (!site_is_leftover(path))
		PC_TRY(read_document(&seen, site, dir, name, err));
	*add_seen(&site->arena, &site->files, path) = seen;
	return PC_OK;
}

static bool is_looked_at(struct pc_str name)
{
	return site_is_leftover(name) ||
	       (name.ptr[0] != '.' && pc_str_ends(name, PC_STR(".json")));
}

static enum pc_status look_at_dropins(
	struct pc_site *site, DIR *stream, struct pc_err *err)
{
	struct pc_str dir = pc_str(site->where.target->dropins);
	struct dirent *entry;

	while ((void)(errno = 0), (entry = readdir(stream)) != NULL) {
		const char *name = entry->d_name;

		if (!is_looked_at(pc_str(name)))
			continue;
		if (site->files.count > PC_MAX_FRAGMENTS) {
			return pc_err_set(err, PC_ERR_LIMIT, (struct pc_span){0},
				"'%.*s' holds more than %d documents", PC_STR_ARG(dir),
				PC_MAX_FRAGMENTS);
		}
		PC_TRY(look_at_file(site, dirfd(stream), name,
			pc_path_join(&site->arena, dir, pc_str(name)), err));
	}
	return errno ? pc_err_sys(err, "'%.*s'", PC_STR_ARG(dir)) : PC_OK;
}

static enum pc_status list_dropins(struct pc_site *site, struct pc_err *err)
{
	/* A description of its own: reading a stream moves the one that it has. */
	int fd = site_open_dir(site->dropins, ".");
	DIR *stream = fd < 0 ? NULL : fdopendir(fd);
	enum pc_status status;

	if (!stream) {
		pc_err_sys(err, "'%s'", site->where.target->dropins);
		pc_close(&fd);
		return err->status;
	}
	status = look_at_dropins(site, stream, err);
	closedir(stream);
	return status;
}

/* The base file first, then as the client merges. */
static int by_path(const void *a, const void *b)
{
	const struct pc_seen *x = a, *y = b;
	bool x_below = pc_str_find(x->path, '/') < x->path.len;
	bool y_below = pc_str_find(y->path, '/') < y->path.len;

	if (x_below != y_below)
		return x_below - y_below;
	return pc_utf16_cmp(x->path, y->path);
}

static void forget(struct pc_site *site)
{
	pc_close(&site->place);
	pc_close(&site->dropins);
	site->dirs = site->files = (struct seen_list){0};
}

enum pc_status site_look(struct pc_site *site, struct pc_err *err)
{
	const struct pc_target *target = site->where.target;

	forget(site);
	PC_TRY(look_at_way(site, err));
	if (site->place >= 0) {
		PC_TRY(look_at_file(
			site, site->place, target->file, pc_str(target->file), err));
		PC_TRY(look_at_file(
			site, site->place, leftover_name, pc_str(leftover_name), err));
	}
	if (site->dropins >= 0)
		PC_TRY(list_dropins(site, err));
	if (site->files.count)
		qsort(site->files.items, site->files.count, sizeof(*site->files.items),
			by_path);
	return PC_OK;
}

const struct pc_seen *site_file(const struct pc_site *site, struct pc_str path)
{
	for (size_t i = 0; i < site->files.count; i++) {
		if (pc_str_eq(site->files.items[i].path, path))
			return &site->files.items[i];
	}
	return NULL;
}
