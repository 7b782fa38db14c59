/* SPDX-License-Identifier: Apache-2.0 */
/* The files of the queue.  Its directory may be read by another user, and is written by
 * us alone: no name in it is believed. */
#include "outbox.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pc/base/fs.h"
#include "pc/base/limits.h"
#include "pc/wire/report.h"

enum { DIGITS = 16, DIRECTORY_MODE = 0750, FILE_MODE = 0640 };

static const struct pc_str suffix = PC_STR(".json");
static const char aside[] = "rejected";

static bool is_name(struct pc_str name)
{
	for (size_t i = 0; i < DIGITS && i < name.len; i++) {
		if (name.ptr[i] < '0' || name.ptr[i] > '9')
			return false;
	}
	return name.len == DIGITS + suffix.len && pc_str_ends(name, suffix);
}

/* Digits of one length: their order is that of their numbers. */
static int by_name(const void *a, const void *b)
{
	return pc_str_cmp(*(const struct pc_str *)a, *(const struct pc_str *)b);
}

static void directory_done(DIR **directory)
{
	if (*directory)
		closedir(*directory);
}

static enum pc_status open_outbox(int *out, const char *directory, struct pc_err *err)
{
	*out = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	return *out < 0 ? pc_err_sys(err, "'%s'", directory) : PC_OK;
}

static enum pc_status list(
	struct outbox_names *out, struct pc_arena *arena, int fd, struct pc_err *err)
{
	int again = openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	PC_AUTO(directory_done) DIR *directory = again < 0 ? NULL : fdopendir(again);
	struct dirent *entry;

	*out = (struct outbox_names){0};
	if (!directory) {
		pc_close(&again);
		return pc_err_sys(err, "the queue of reports");
	}
	while ((entry = readdir(directory))) {
		if (!is_name(pc_str(entry->d_name)))
			continue;
		pc_arena_grow(arena, out->items, out->count, out->cap);
		out->items[out->count++] = pc_arena_str(arena, pc_str(entry->d_name));
	}
	if (out->count)
		qsort(out->items, out->count, sizeof(*out->items), by_name);
	return PC_OK;
}

enum pc_status outbox_list(struct outbox_names *out, struct pc_arena *arena,
	const char *directory, struct pc_err *err)
{
	PC_AUTO(pc_close) int fd = -1;
	enum pc_status status = open_outbox(&fd, directory, err);

	*out = (struct outbox_names){0};
	if (status == PC_ERR_ABSENT)
		return PC_OK;
	PC_TRY(status);
	return list(out, arena, fd, err);
}

static enum pc_status read_at(struct pc_str *out, struct pc_arena *arena, int fd,
	struct pc_str name, struct pc_err *err)
{
	PC_AUTO(pc_close)
	int file = openat(fd, name.ptr, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);

	if (file < 0)
		return pc_err_sys(err, "the report '%s'", name.ptr);
	return pc_fs_read_fd(out, arena, file, PC_MAX_REPORT, err);
}

enum pc_status outbox_read(struct pc_str *out, struct pc_arena *arena,
	const char *directory, struct pc_str name, struct pc_err *err)
{
	PC_AUTO(pc_close) int fd = -1;

	PC_TRY(open_outbox(&fd, directory, err));
	return read_at(out, arena, fd, name, err);
}

/* That one, and those that it counted as lost. */
static int64_t lost_with(int fd, struct pc_str name)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_wire_report report;
	struct pc_str text = {0};
	struct pc_err err;

	if (read_at(&text, &arena, fd, name, &err) != PC_OK ||
		pc_wire_report_read(&report, &arena, text, &err) != PC_OK ||
		report.dropped < 0 || report.dropped >= INT32_MAX)
		return 1;
	return 1 + report.dropped;
}

static off_t size_of(int fd, struct pc_str name)
{
	struct stat st;

	return fstatat(fd, name.ptr, &st, AT_SYMLINK_NOFOLLOW) < 0 ? 0 : st.st_size;
}

enum pc_status outbox_look(struct outbox_room *out, struct pc_arena *arena,
	const char *directory, struct pc_err *err)
{
	PC_AUTO(pc_close) int fd = -1;
	off_t bytes = PC_MAX_REPORT;

	*out = (struct outbox_room){0};
	if (mkdir(directory, DIRECTORY_MODE) < 0 && errno != EEXIST)
		return pc_err_sys(err, "'%s'", directory);
	PC_TRY(open_outbox(&fd, directory, err));
	PC_TRY(list(&out->names, arena, fd, err));
	for (size_t i = 0; i < out->names.count; i++)
		bytes += size_of(fd, out->names.items[i]);
	while (out->n_goes < out->names.count &&
		(out->names.count - out->n_goes >= PC_MAX_QUEUED ||
			bytes > PC_MAX_QUEUED_SIZE)) {
		struct pc_str name = out->names.items[out->n_goes++];

		bytes -= size_of(fd, name);
		out->dropped += lost_with(fd, name);
	}
	return PC_OK;
}

enum pc_status outbox_put(const char *directory, const struct outbox_room *room,
	int64_t number, struct pc_str report, struct pc_err *err)
{
	PC_AUTO(pc_close) int fd = -1;
	char name[DIGITS + 8];

	PC_TRY(open_outbox(&fd, directory, err));
	snprintf(name, sizeof(name), "%0*" PRId64 "%s", DIGITS, number, suffix.ptr);
	PC_TRY(pc_fs_replace(fd, name, report, FILE_MODE, err));
	for (size_t i = 0; i < room->n_goes; i++) {
		if (unlinkat(fd, room->names.items[i].ptr, 0) < 0 && errno != ENOENT)
			return pc_err_sys(
				err, "the report '%s'", room->names.items[i].ptr);
	}
	return PC_OK;
}

/* The name as a text that ends, if it is one. */
static enum pc_status own_name(struct pc_str *out, struct pc_arena *arena,
	struct pc_str name, struct pc_err *err)
{
	if (!is_name(name))
		return pc_err_set(err, PC_ERR_PARSE, (struct pc_span){0},
			"no report has that name");
	*out = pc_arena_str(arena, name);
	return PC_OK;
}

enum pc_status outbox_remove(
	const char *directory, struct pc_str name, struct pc_err *err)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	PC_AUTO(pc_close) int fd = -1;

	PC_TRY(own_name(&name, &arena, name, err));
	PC_TRY(open_outbox(&fd, directory, err));
	/* It may have made room meanwhile. */
	if (unlinkat(fd, name.ptr, 0) < 0 && errno != ENOENT)
		return pc_err_sys(err, "the report '%s'", name.ptr);
	return PC_OK;
}

static void forget_aside(int fd)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct outbox_names names;
	struct pc_err err;

	if (list(&names, &arena, fd, &err) != PC_OK)
		return;
	for (size_t i = 0; i + PC_MAX_REJECTED < names.count; i++)
		unlinkat(fd, names.items[i].ptr, 0);
}

enum pc_status outbox_set_aside(
	const char *directory, struct pc_str name, struct pc_err *err)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	PC_AUTO(pc_close) int fd = -1;
	PC_AUTO(pc_close) int to = -1;

	PC_TRY(own_name(&name, &arena, name, err));
	PC_TRY(open_outbox(&fd, directory, err));
	if (mkdirat(fd, aside, S_IRWXU) < 0 && errno != EEXIST)
		return pc_err_sys(err, "'%s/%s'", directory, aside);
	to = openat(fd, aside, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	if (to < 0 || (renameat(fd, name.ptr, to, name.ptr) < 0 && errno != ENOENT))
		return pc_err_sys(err, "'%s/%s'", directory, aside);
	forget_aside(to);
	return PC_OK;
}

size_t outbox_count_aside(const char *directory)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct outbox_names names;
	struct pc_err err;

	if (outbox_list(&names, &arena,
		    pc_arena_printf(&arena, "%s/%s", directory, aside).ptr,
		    &err) != PC_OK)
		return 0;
	return names.count;
}
