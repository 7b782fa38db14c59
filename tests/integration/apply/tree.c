/* SPDX-License-Identifier: Apache-2.0 */
/* Small trees of files: made, copied, compared.  What cannot be done here ends the test.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pc/base/fs.h"
#include "walk.h"

static PC_NORETURN void fail(const char *path)
{
	perror(path);
	exit(1);
}

void tree_remove(const char *path)
{
	pc_fs_remove_tree(path);
}

static bool read_link(char text[static 512], const char *path)
{
	ssize_t n = readlink(path, text, 511);

	if (n >= 0)
		text[n] = '\0';
	return n >= 0;
}

char *file_text(const char *path)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_str bytes;
	struct pc_err err;

	if (pc_fs_read(&bytes, &arena, AT_FDCWD, path, 1 << 22, &err) != PC_OK)
		return NULL;
	return pc_str_dup(bytes);
}

static void put_whole(const char *path, const char *text, mode_t mode)
{
	PC_AUTO(pc_close) int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	size_t size = strlen(text);

	if (fd < 0 || write(fd, text, size) != (ssize_t)size || fchmod(fd, mode) < 0)
		fail(path);
}

void file_put(const char *dir, const char *path, const char *text, mode_t mode)
{
	char whole[512];

	snprintf(whole, sizeof(whole), "%s/%s", dir, path);
	for (char *at = whole + strlen(dir) + 1; (at = strchr(at, '/')); at++) {
		*at = '\0';
		if (mkdir(whole, 0755) == 0)
			chmod(whole, 0755);
		else if (errno != EEXIST)
			fail(whole);
		*at = '/';
	}
	put_whole(whole, text, mode);
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static int no_dots(const struct dirent *entry)
{
	return strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
}

/* Calls with the path of each entry, in order. */
static void each(
	const char *path, void (*take)(void *, const char *, const char *), void *opaque)
{
	struct dirent **entries;
	int n = scandir(path, &entries, no_dots, by_name);

	if (n < 0)
		fail(path);
	for (int i = 0; i < n; i++) {
		char below[512];

		snprintf(below, sizeof(below), "%s/%s", path, entries[i]->d_name);
		take(opaque, below, entries[i]->d_name);
		free(entries[i]);
	}
	free(entries);
}

static void copy_entry(void *opaque, const char *path, const char *name)
{
	const char *to = opaque;
	char whole[512];

	snprintf(whole, sizeof(whole), "%s/%s", to, name);
	tree_copy(path, whole);
}

void tree_copy(const char *from, const char *to)
{
	char link[512];
	char target[512];
	struct stat st;

	if (lstat(from, &st) < 0)
		fail(from);
	if (S_ISDIR(st.st_mode)) {
		if (mkdir(to, 0700) < 0)
			fail(to);
		snprintf(target, sizeof(target), "%s", to);
		each(from, copy_entry, target);
		if (chmod(to, st.st_mode & 07777) < 0)
			fail(to);
	} else if (read_link(link, from)) {
		if (symlink(link, to) < 0)
			fail(to);
	} else {
		char *text = file_text(from);

		if (!text)
			fail(from);
		put_whole(to, text, st.st_mode & 07777);
		free(text);
	}
}

static void add_entry(void *opaque, const char *path, const char *name)
{
	struct pc_buf *out = opaque;
	char link[512];
	struct stat st;

	if (lstat(path, &st) < 0)
		fail(path);
	pc_buf_printf(out, "%s %06o", name, (unsigned)st.st_mode);
	if (S_ISDIR(st.st_mode)) {
		pc_buf_puts(out, " {\n");
		each(path, add_entry, out);
		pc_buf_puts(out, "}\n");
	} else if (read_link(link, path)) {
		pc_buf_printf(out, " -> %s\n", link);
	} else {
		char *text = file_text(path);

		pc_buf_printf(out, " %s\n", text ? text : "?");
		free(text);
	}
}

void tree_text(struct pc_buf *out, const char *path)
{
	each(path, add_entry, out);
}
