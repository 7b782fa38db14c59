/* SPDX-License-Identifier: Apache-2.0 */
/* Environments of processes, from /proc. */
#include "pc/os/environs.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pc/base/arena.h"
#include "pc/base/fs.h"
#include "pc/base/limits.h"

enum { NAME_SIZE = 64 };

struct one {
	int64_t process;
	int fd;
	char name[NAME_SIZE];
};

struct pc_environs {
	struct one *items;
	size_t count, cap, hidden;
};

static int open_file(int proc, const char *pid, const char *name)
{
	char path[NAME_SIZE];

	snprintf(path, sizeof(path), "%s/%s", pid, name);
	return openat(proc, path, O_RDONLY | O_CLOEXEC);
}

/* Reads up to size bytes; -1 and errno. */
static ssize_t read_some(char *out, size_t size, int fd)
{
	size_t len = 0;

	while (len < size) {
		ssize_t n = read(fd, out + len, size - len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		if (n == 0)
			break;
		len += (size_t)n;
	}
	return (ssize_t)len;
}

static void read_name(char *out, size_t size, int proc, const char *pid)
{
	PC_AUTO(pc_close) int fd = open_file(proc, pid, "comm");
	ssize_t n = fd < 0 ? -1 : read_some(out, size - 1, fd);
	size_t len = n > 0 ? (size_t)n : 0;

	if (len && out[len - 1] == '\n')
		len--;
	out[len] = '\0';
	for (size_t i = 0; i < len; i++)
		if (out[i] < ' ' || out[i] > '~')
			out[i] = '?';
}

static bool is_ours(int proc, const char *pid)
{
	struct stat st;

	if (geteuid() == 0)
		return true;
	return fstatat(proc, pid, &st, 0) == 0 && st.st_uid == geteuid();
}

/* Those that are gone are no matter. */
static bool is_hidden(int cause)
{
	return cause == EACCES || cause == EPERM || cause == EMFILE || cause == ENFILE;
}

/* Whether the system shows it. */
static bool open_one(struct one *out, int proc, const char *pid)
{
	out->process = strtoll(pid, NULL, 10);
	out->fd = open_file(proc, pid, "environ");
	if (out->fd < 0)
		return !is_hidden(errno);
	read_name(out->name, sizeof(out->name), proc, pid);
	return true;
}

/* The same; closes it. */
static bool read_one(char *text, struct one *one, pc_environ_fn *each, void *context)
{
	struct pc_environ env = {.process = one->process, .name = one->name};
	ssize_t n = one->fd < 0 ? 0 : read_some(text, PC_MAX_ENVIRON + 1, one->fd);
	int cause = errno;

	pc_close(&one->fd);
	if (n < 0)
		return !is_hidden(cause);
	if (n == 0)
		return true;
	env.is_cut = n > PC_MAX_ENVIRON;
	env.text = (struct pc_str){text, env.is_cut ? PC_MAX_ENVIRON : (size_t)n};
	each(context, &env);
	explicit_bzero(text, (size_t)n);
	return true;
}

/* The next process in that list, of those that are looked at; NULL: there is none. */
static const char *next_process(DIR *proc)
{
	const struct dirent *entry;
	long long self = getpid();

	while ((entry = readdir(proc))) {
		const char *pid = entry->d_name;

		if (pid[0] >= '1' && pid[0] <= '9' && strtoll(pid, NULL, 10) != self &&
			is_ours(dirfd(proc), pid))
			return pid;
	}
	return NULL;
}

enum pc_status pc_environs_read(
	size_t *hidden, pc_environ_fn *each, void *context, struct pc_err *err)
{
	DIR *proc = opendir("/proc");
	const char *pid;
	char *text;

	if (!proc)
		return pc_err_sys(err, "cannot list processes");
	*hidden = 0;
	text = pc_xmalloc(PC_MAX_ENVIRON + 1);
	while ((pid = next_process(proc))) {
		struct one one;

		*hidden += !open_one(&one, dirfd(proc), pid) ||
			   !read_one(text, &one, each, context);
	}
	free(text);
	closedir(proc);
	return PC_OK;
}

enum pc_status pc_environs_open(struct pc_environs **out, struct pc_err *err)
{
	DIR *proc = opendir("/proc");
	struct pc_environs *environs;
	const char *pid;

	if (!proc)
		return pc_err_sys(err, "cannot list processes");
	environs = pc_xcalloc(1, sizeof(*environs));
	while ((pid = next_process(proc))) {
		struct one one;

		if (!open_one(&one, dirfd(proc), pid)) {
			environs->hidden++;
			continue;
		}
		if (environs->count == environs->cap) {
			environs->cap = environs->cap ? 2 * environs->cap : NAME_SIZE;
			environs->items = pc_xrealloc(environs->items,
				environs->cap * sizeof(*environs->items));
		}
		environs->items[environs->count++] = one;
	}
	closedir(proc);
	*out = environs;
	return PC_OK;
}

void pc_environs_each(
	struct pc_environs *environs, size_t *hidden, pc_environ_fn *each, void *context)
{
	char *text = pc_xmalloc(PC_MAX_ENVIRON + 1);

	*hidden = environs->hidden;
	for (size_t i = 0; i < environs->count; i++)
		*hidden += !read_one(text, &environs->items[i], each, context);
	free(text);
}

void pc_environs_close(struct pc_environs *environs)
{
	if (!environs)
		return;
	for (size_t i = 0; i < environs->count; i++)
		pc_close(&environs->items[i].fd);
	free(environs->items);
	free(environs);
}
