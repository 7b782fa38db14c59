/* SPDX-License-Identifier: Apache-2.0 */
/* /proc/PID/status, loginuid and cgroup: what every process may read of every other one,
 * also inside a sandbox.  The executable's path is none of that. */
#include "process.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "pc/base/fs.h"
#include "pc/base/str.h"

enum { ROOM = 4096, NAME = 16, UNIT = 64 };

struct seen {
	char text[ROOM];
	struct pc_str all;
};

/* The head of one of its files; empty when it cannot be read. */
static void see(struct seen *out, pid_t process, const char *file)
{
	char path[64];
	PC_AUTO(pc_close) int fd = -1;
	ssize_t n;

	snprintf(path, sizeof(path), "/proc/%d/%s", (int)process, file);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	n = fd < 0 ? -1 : read(fd, out->text, sizeof(out->text));
	out->all = (struct pc_str){out->text, n < 0 ? 0 : (size_t)n};
}

/* "Name:\tvalue\n" */
static struct pc_str field(const struct seen *status, const char *name)
{
	struct pc_str rest = status->all;

	while (rest.len > 0) {
		struct pc_str line = pc_str_cut(&rest, '\n');

		if (pc_str_starts(line, pc_str(name)))
			return pc_str_trim(pc_str_from(line, strlen(name)));
	}
	return (struct pc_str){0};
}

/* A process names itself as it likes. */
static void plain(char *out, size_t size, struct pc_str text)
{
	size_t n = text.len < size - 1 ? text.len : size - 1;

	for (size_t i = 0; i < n; i++) {
		char c = text.ptr[i];

		out[i] = c > ' ' && c < 0x7f && c != '\'' && c != '\\' ? c : '_';
	}
	out[n] = '\0';
}

static void add_login(char *out, size_t size, pid_t process)
{
	static const char nobody[] = "4294967295";
	struct seen login;
	char number[NAME];

	see(&login, process, "loginuid");
	plain(number, sizeof(number), pc_str_trim(login.all));
	if (number[0] && strcmp(number, nobody) != 0)
		snprintf(out, size, ", login %s", number);
}

static void add_parent(char *out, size_t size, struct pc_str number)
{
	char text[NAME], name[NAME];
	struct seen status;

	plain(text, sizeof(text), number);
	see(&status, (pid_t)strtol(text, NULL, 10), "status");
	plain(name, sizeof(name), field(&status, "Name:"));
	if (name[0])
		snprintf(out, size, ", of '%s'", name);
}

/* The unit of systemd, which says more than a name that anybody can take. */
static void add_unit(char *out, size_t size, pid_t process)
{
	struct seen groups;
	struct pc_str rest, last;
	char unit[UNIT];

	see(&groups, process, "cgroup");
	rest = groups.all;
	while (rest.len > 0) {
		struct pc_str line = pc_str_cut(&rest, '\n');

		if (!pc_str_starts(line, PC_STR("0::")) &&
			pc_str_find_str(line, PC_STR(":name=systemd:")) == line.len)
			continue;
		last = pc_path_base(line);
		if (!pc_str_ends(last, PC_STR(".service")) &&
			!pc_str_ends(last, PC_STR(".scope")))
			continue;
		plain(unit, sizeof(unit), last);
		snprintf(out, size, ", in %s", unit);
		return;
	}
}

void process_describe(char *out, size_t size, pid_t process)
{
	char name[NAME], user[NAME], login[NAME + 16] = "", parent[NAME + 16] = "";
	char unit[UNIT + 16] = "";
	struct seen status;
	struct pc_str users;

	see(&status, process, "status");
	plain(name, sizeof(name), field(&status, "Name:"));
	if (!name[0]) {
		snprintf(out, size, "a process that has ended");
		return;
	}
	/* Real, effective, saved, for files: what it may do is the second. */
	users = field(&status, "Uid:");
	pc_str_cut(&users, '\t');
	plain(user, sizeof(user), pc_str_cut(&users, '\t'));
	add_login(login, sizeof(login), process);
	add_parent(parent, sizeof(parent), field(&status, "PPid:"));
	add_unit(unit, sizeof(unit), process);
	snprintf(out, size, "'%s', user %s%s%s%s", name, user, login, parent, unit);
}
