/* SPDX-License-Identifier: Apache-2.0 */
/* What one thread of a walk does: takes a directory, puts the directories in it to the
 * work that is left, and looks at its files.  Nothing is asked about a file that is not
 * opened, and nothing is opened that is not a file. */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pc/base/buf.h"
#include "pc/base/limits.h"
#include "pc/os/entries.h"
#include "walk_priv.h"

enum {
	/* NOFOLLOW, NONBLOCK: what was a file when it was listed may be a link or a FIFO
	 * now. */
	OPEN_FILE = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC,
	OPEN_DIR = OPEN_FILE | O_DIRECTORY,
};

struct walker {
	struct pc_audit_walk *walk;
	struct pc_audit_reader reader;
	struct pc_buf path;
	size_t dir_len;         /* bytes of path that name the directory, with a slash */
	struct pc_buf git_path; /* of an entry, as .gitignore files see it */
	struct pc_audit_work *found;
	size_t n_found, cap_found;
	_Alignas(max_align_t) char entries[PC_ENTRIES_SIZE];
};

struct pc_audit_dir *pc_audit_dir_new(struct pc_audit_dir *parent, const char *name)
{
	size_t len = strlen(name);
	struct pc_audit_dir *dir = pc_xmalloc(sizeof(*dir) + len + 1);

	*dir = (struct pc_audit_dir){.parent = parent, .fd = -1, .len = len};
	atomic_init(&dir->refs, 1);
	memcpy(dir->name, name, len + 1);
	if (parent) {
		atomic_fetch_add(&parent->refs, 1);
		dir->depth = parent->depth + 1;
		dir->device = parent->device;
		dir->reads_whole = parent->reads_whole;
		dir->is_of_git = parent->is_of_git || strcmp(name, ".git") == 0;
		dir->ignore = parent->ignore;
		dir->ignore_above = parent->ignore;
	}
	return dir;
}

static void close_dir(struct pc_audit_walk *walk, struct pc_audit_dir *dir)
{
	if (dir->fd < 0)
		return;
	close(dir->fd);
	dir->fd = -1;
	atomic_fetch_sub(&walk->n_open, 1);
}

void pc_audit_dir_unref(struct pc_audit_walk *walk, struct pc_audit_dir *dir)
{
	while (dir && atomic_fetch_sub(&dir->refs, 1) == 1) {
		struct pc_audit_dir *parent = dir->parent;

		close_dir(walk, dir);
		pc_ignore_free(dir->ignore, dir->ignore_above);
		free(dir);
		dir = parent;
	}
}

/* A descriptor of its own for a directory whose parent may not be open. */
static int open_below(const struct pc_audit_dir *dir)
{
	const struct pc_audit_dir *way[PC_MAX_AUDIT_DEPTH + 1];
	size_t n = 0;

	/* The descriptor of one that is transient may be closed at any moment. */
	while ((dir->is_transient || dir->fd < 0) && dir->parent && n < PC_COUNT(way)) {
		way[n++] = dir;
		dir = dir->parent;
	}

	int fd = dir->fd;

	for (size_t i = n; i-- > 0 && fd >= 0;) {
		int next = openat(fd, way[i]->name, OPEN_DIR);
		int cause = errno;

		if (fd != dir->fd)
			close(fd);
		fd = next;
		errno = cause;
	}
	return fd;
}

/* Puts the path of a directory where names of files are appended. */
static void name_dir(struct walker *w, const struct pc_audit_dir *dir)
{
	size_t len = w->walk->prefix.len;

	for (const struct pc_audit_dir *up = dir; up->parent; up = up->parent)
		len += up->len + 1;
	w->path.len = 0;
	pc_buf_room(&w->path, len);

	char *at = w->path.ptr + len;

	for (const struct pc_audit_dir *up = dir; up->parent; up = up->parent) {
		*--at = '/';
		at -= up->len;
		memcpy(at, up->name, up->len);
	}
	if (w->walk->prefix.len)
		memcpy(w->path.ptr, w->walk->prefix.ptr, w->walk->prefix.len);
	w->path.len = w->dir_len = len;
	w->path.ptr[len] = '\0';
}

static struct pc_str dir_path(const struct walker *w)
{
	size_t len = w->dir_len;

	if (len == 0)
		return PC_STR(".");
	return (struct pc_str){w->path.ptr, len > 1 ? len - 1 : len};
}

static struct pc_str entry_path(struct walker *w, const char *name)
{
	w->path.len = w->dir_len;
	pc_buf_puts(&w->path, name);
	return pc_buf_str(&w->path);
}

void pc_audit_note_errno(const struct pc_audit_job *job, struct pc_str path, int cause)
{
	if (cause == ENOENT || cause == ELOOP || cause == ENOTDIR || cause == ENXIO ||
		cause == EISDIR)
		pc_audit_note(job->audit, "PC2521", path,
			"went away, or became something else, before it was looked at");
	else
		pc_audit_note(job->audit, "PC2520", path, "cannot be read: %s",
			strerror(cause));
}

/* Whether .gitignore files leave it out; what git keeps for itself they do not mean. */
static bool is_ignored(
	struct walker *w, const struct pc_audit_dir *dir, struct pc_str path, bool is_dir)
{
	struct pc_str below = pc_str_from(path, w->walk->prefix.len);

	if (!dir->ignore || dir->is_of_git)
		return false;
	if (w->walk->git_prefix.len == 0)
		return pc_ignore_leaves_out(dir->ignore, below, is_dir);
	w->git_path.len = 0;
	pc_buf_add(&w->git_path, w->walk->git_prefix);
	pc_buf_add(&w->git_path, below);
	return pc_ignore_leaves_out(dir->ignore, pc_buf_str(&w->git_path), is_dir);
}

static bool is_left_out(
	struct walker *w, const struct pc_audit_dir *dir, struct pc_str path, bool is_dir)
{
	const struct pc_audit_job *job = w->walk->job;

	return is_ignored(w, dir, path, is_dir) ||
	       (job->is_left_out && job->is_left_out(job->context, path));
}

static void look_at_file(
	struct walker *w, const struct pc_audit_dir *dir, const char *name)
{
	const struct pc_audit_place at = {.path = entry_path(w, name)};

	if (is_left_out(w, dir, at.path, false))
		return;

	int fd = openat(dir->fd, name, OPEN_FILE);

	if (fd < 0) {
		pc_audit_note_errno(w->walk->job, at.path, errno);
		return;
	}
	pc_audit_read_fd(&w->reader, &at, fd, dir->reads_whole);
	close(fd);
}

/* The kind of an entry of a file system that does not tell it with the name. */
static enum pc_entry_kind ask_kind(int fd, const struct pc_entry *entry)
{
	struct stat st;

	if (entry->kind != PC_ENTRY_UNKNOWN)
		return entry->kind;
	if (fstatat(fd, entry->name, &st, AT_SYMLINK_NOFOLLOW))
		return PC_ENTRY_UNKNOWN;
	if (S_ISREG(st.st_mode))
		return PC_ENTRY_FILE;
	if (S_ISDIR(st.st_mode))
		return PC_ENTRY_DIR;
	return S_ISLNK(st.st_mode) ? PC_ENTRY_LINK : PC_ENTRY_OTHER;
}

static void find_work(struct walker *w, const struct pc_audit_work *work)
{
	pc_xgrow(w->found, w->n_found, w->cap_found);
	w->found[w->n_found++] = *work;
}

/* What git keeps its objects in: compressed, and looked at as history.  A visitor sees
 * nothing of what is git's own. */
static bool is_objects(
	const struct walker *w, const struct pc_audit_dir *dir, const char *name)
{
	return (dir->is_of_git && strcmp(name, "objects") == 0) ||
	       (w->walk->job->visit && strcmp(name, ".git") == 0);
}

static void find_dir(struct walker *w, struct pc_audit_dir *dir, const char *name)
{
	if (is_objects(w, dir, name))
		return;
	if (strcmp(name, ".git") != 0 && is_left_out(w, dir, entry_path(w, name), true))
		return;
	if (dir->depth >= PC_MAX_AUDIT_DEPTH) {
		pc_audit_note(w->walk->job->audit, "PC2526", entry_path(w, name),
			"is not looked at, as it lies below more than %d directories",
			PC_MAX_AUDIT_DEPTH);
		return;
	}
	find_work(w, &(struct pc_audit_work){.dir = pc_audit_dir_new(dir, name)});
}

/* Opens a directory and finds out what it lies on; false: it is left out. */
static bool open_dir(struct walker *w, struct pc_audit_dir *dir)
{
	struct pc_mount mount = {0};
	struct stat st;
	bool is_root = !dir->parent;

	if (!is_root) {
		int fd = open_below(dir);

		if (fd < 0) {
			pc_audit_note_errno(w->walk->job, dir_path(w), errno);
			return false;
		}
		dir->fd = fd;
	}
	dir->is_listed = true;
	dir->is_transient =
		atomic_fetch_add(&w->walk->n_open, 1) >= PC_MAX_AUDIT_OPEN && !is_root;
	if (w->walk->job->honours_gitignore && !dir->is_of_git)
		pc_audit_ignore_in(w->walk, dir,
			w->dir_len - w->walk->prefix.len + w->walk->git_prefix.len,
			dir_path(w));
	if (fstat(dir->fd, &st) || (!is_root && st.st_dev == dir->device))
		return true;
	dir->device = st.st_dev;
	if (pc_mount_of(&mount, dir->fd))
		dir->reads_whole = mount.reads_whole;
	if (!mount.is_made_up || is_root)
		return true;
	pc_audit_note(w->walk->job->audit, "PC2522", dir_path(w),
		"is not looked at: it holds tables of the kernel, no files");
	return false;
}

/* Directories among the entries that were read go to the work that is left.  Of a large
 * directory, what is left of it goes there before them and so waits until they are done:
 * a thousand directories wait, however many there are.  True: so it is. */
static bool push_dirs(struct walker *w, struct pc_audit_dir *dir, long size)
{
	bool waits = size > PC_ENTRIES_SIZE / 2 && !dir->is_transient;
	struct pc_entry entry;
	long at = 0;

	if (waits) {
		atomic_fetch_add(&dir->refs, 1);
		find_work(w, &(struct pc_audit_work){.dir = dir});
	}
	while (pc_entries_next(&entry, w->entries, size, &at))
		if (ask_kind(dir->fd, &entry) == PC_ENTRY_DIR)
			find_dir(w, dir, entry.name);
	if (w->n_found)
		pc_audit_queue_push(&w->walk->queue, w->found, w->n_found);
	w->n_found = 0;
	return waits;
}

/* The second half of the entries that are left to this thread goes to one that waits:
 * where the first half ends. */
static long split(struct walker *w, struct pc_audit_dir *dir, const char *entries,
	long at, long size)
{
	struct pc_audit_work work = {.dir = dir};
	struct pc_entry entry;
	long middle = at + (size - at) / 2;

	while (at < middle && pc_entries_next(&entry, entries, size, &at))
		;
	if (at >= size)
		return size;
	work.size = size - at;
	work.entries = pc_xmalloc((size_t)work.size);
	memcpy(work.entries, entries + at, (size_t)work.size);
	atomic_fetch_add(&dir->refs, 1);
	pc_audit_queue_push(&w->walk->queue, &work, 1);
	return at;
}

static void look_at_entry(
	struct walker *w, const struct pc_audit_dir *dir, const struct pc_entry *entry)
{
	enum pc_entry_kind kind = ask_kind(dir->fd, entry);

	if (kind == PC_ENTRY_FILE)
		look_at_file(w, dir, entry->name);
	else if (kind == PC_ENTRY_OTHER)
		pc_audit_note(w->walk->job->audit, "PC2522", entry_path(w, entry->name),
			"is not looked at: it is a device, a FIFO or a socket");
	else if (kind == PC_ENTRY_UNKNOWN)
		pc_audit_note_errno(w->walk->job, entry_path(w, entry->name), errno);
}

static void look_at_entries(
	struct walker *w, struct pc_audit_dir *dir, const char *entries, long size)
{
	struct pc_entry entry;
	long at = 0;

	while (pc_entries_next(&entry, entries, size, &at)) {
		look_at_entry(w, dir, &entry);
		if (at < size && !dir->is_transient &&
			atomic_load_explicit(
				&w->walk->queue.n_idle, memory_order_relaxed))
			size = split(w, dir, entries, at, size);
	}
}

/* Lists a directory, or of a large one some entries, and looks at the files in it. */
static void list(struct walker *w, struct pc_audit_dir *dir)
{
	bool waits = false;

	while (!waits) {
		long size = pc_entries_read(dir->fd, w->entries);

		if (size < 0)
			pc_audit_note_errno(w->walk->job, dir_path(w), errno);
		if (size <= 0)
			return;
		waits = push_dirs(w, dir, size);
		look_at_entries(w, dir, w->entries, size);
	}
}

static void do_work(struct walker *w, struct pc_audit_work *work)
{
	struct pc_audit_dir *dir = work->dir;

	name_dir(w, dir);
	if (work->entries)
		look_at_entries(w, dir, work->entries, work->size);
	else if (dir->is_listed || open_dir(w, dir))
		list(w, dir);
	if (dir->is_transient)
		close_dir(w->walk, dir);
	free(work->entries);
	pc_audit_dir_unref(w->walk, dir);
}

void pc_audit_walk_run(struct pc_audit_walk *walk)
{
	struct walker *w = pc_xcalloc(1, sizeof(*w));
	struct pc_audit_work work;

	w->walk = walk;
	pc_audit_reader_init(&w->reader, walk->job, NULL);
	while (pc_audit_queue_pop(&walk->queue, &work))
		do_work(w, &work);
	pc_audit_reader_done(&w->reader);
	pc_buf_done(&w->path);
	pc_buf_done(&w->git_path);
	free(w->found);
	free(w);
}
