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

/* Reads up to size bytes of a file of a process; -1 and errno. */
static ssize_t read_file(
	char *out, size_t size, int proc, const char *pid, const char *name)
{
	char path[NAME_SIZE];
	size_t len = 0;

	snprintf(path, sizeof(path), "%s/%s", pid, name);

	PC_AUTO(pc_close) int fd = openat(proc, path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return -1;
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
	ssize_t n = read_file(out, size - 1, proc, pid, "comm");
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

/* Whether the system shows it; one that is gone is no matter. */
static bool read_one(
	char *text, int proc, const char *pid, pc_environ_fn *each, void *context)
{
	char name[NAME_SIZE];
	struct pc_environ env = {.process = strtoll(pid, NULL, 10), .name = name};
	ssize_t n = read_file(text, PC_MAX_ENVIRON + 1, proc, pid, "environ");

	if (n < 0)
		return errno != EACCES && errno != EPERM;
	if (n == 0)
		return true;
	read_name(name, sizeof(name), proc, pid);
	env.is_cut = n > PC_MAX_ENVIRON;
	env.text = (struct pc_str){text, env.is_cut ? PC_MAX_ENVIRON : (size_t)n};
	each(context, &env);
	explicit_bzero(text, (size_t)n);
	return true;
}

enum pc_status pc_environs_read(
	size_t *hidden, pc_environ_fn *each, void *context, struct pc_err *err)
{
	DIR *proc = opendir("/proc");
	long long self = getpid();
	const struct dirent *entry;
	char *text;

	if (!proc)
		return pc_err_sys(err, "cannot list processes");
	*hidden = 0;
	text = pc_xmalloc(PC_MAX_ENVIRON + 1);
	while ((entry = readdir(proc))) {
		const char *pid = entry->d_name;

		if (pid[0] < '1' || pid[0] > '9' || strtoll(pid, NULL, 10) == self ||
			!is_ours(dirfd(proc), pid))
			continue;
		*hidden += !read_one(text, dirfd(proc), pid, each, context);
	}
	free(text);
	closedir(proc);
	return PC_OK;
}
