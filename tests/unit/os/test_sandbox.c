/* SPDX-License-Identifier: Apache-2.0 */
/* What a process cannot do any more, tried in a child for each row.  Without Landlock in
 * the kernel the rows about files are skipped, and say so. */
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <sys/fanotify.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "pc/base/fs.h"
#include "pc/os/sandbox.h"
#include "pc_test.h"

static char top[] = "/tmp/pc-sandbox-XXXXXX";

static int below(char path[static 64], const char *name)
{
	return snprintf(path, 64, "%s/%s", top, name);
}

static bool opens(const char *name, int flags)
{
	char path[64];
	int fd;

	below(path, name);
	fd = open(path, flags | O_CLOEXEC, 0600);
	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

static bool reads_ours(void)
{
	return opens("ours/file", O_RDONLY);
}
static bool writes_ours(void)
{
	return opens("ours/new", O_WRONLY | O_CREAT);
}
static bool reads_shown(void)
{
	return opens("shown/file", O_RDONLY);
}
static bool writes_shown(void)
{
	return opens("shown/file", O_WRONLY);
}
static bool makes_in_shown(void)
{
	return opens("shown/new", O_WRONLY | O_CREAT);
}
static bool reads_others(void)
{
	return opens("others/file", O_RDONLY);
}
static bool writes_others(void)
{
	return opens("others/file", O_WRONLY | O_TRUNC);
}

static bool removes_others(void)
{
	char path[64];

	below(path, "others/file");
	return unlink(path) == 0;
}

static bool renames_into_others(void)
{
	char from[64], to[64];

	below(from, "ours/file");
	below(to, "others/renamed");
	return rename(from, to) == 0;
}

static bool sockets(int family)
{
	int fd = socket(family, SOCK_STREAM, 0);

	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

static bool internet(void)
{
	return sockets(AF_INET);
}
static bool internet6(void)
{
	return sockets(AF_INET6);
}
static bool local(void)
{
	return sockets(AF_UNIX);
}
static bool packets(void)
{
	return sockets(AF_PACKET);
}

static bool runs(void)
{
	pid_t pid = fork();
	int status = -1;

	if (pid == 0) {
		execl("/bin/true", "true", (char *)NULL);
		_exit(1);
	}
	return waitpid(pid, &status, 0) == pid && status == 0;
}

static bool gives_away(void)
{
	char path[64];

	below(path, "ours/file");
	return geteuid() != 0 || chown(path, 1, 1) == 0;
}

static bool becomes_others(void)
{
	return setgroups(0, NULL) == 0;
}

static bool may_become(void)
{
	return geteuid() != 0 || becomes_others();
}

static bool asks_who(void)
{
	return fanotify_init(FAN_CLASS_NOTIF | FAN_UNLIMITED_MARKS, O_RDONLY) >= 0;
}

/* What else may keep it from that answers otherwise. */
static bool nests(void)
{
	return unshare(CLONE_NEWUSER) == 0 || errno != EACCES;
}

static bool looks_into(void)
{
	return ptrace(PTRACE_TRACEME, 0, NULL, NULL) == 0;
}

static const struct row {
	const char *name;
	bool (*tries)(void);
	unsigned may;
	bool want, files;
} rows[] = {
	{"reads its own", reads_ours, 0, true, true},
	{"writes its own", writes_ours, 0, true, true},
	{"reads what it is shown", reads_shown, 0, true, true},
	{"does not write what it is shown", writes_shown, 0, false, true},
	{"makes nothing in what it is shown", makes_in_shown, 0, false, true},
	{"does not read what is not its own", reads_others, 0, false, true},
	{"does not write what is not its own", writes_others, 0, false, true},
	{"does not remove what is not its own", removes_others, 0, false, true},
	{"moves nothing to what is not its own", renames_into_others, 0, false, true},
	{"keeps what root needs for files", gives_away, 0, true, false},
	{"becomes nobody else", becomes_others, 0, false, false},
	{"may become somebody else", may_become, PC_SANDBOX_BECOME, true, false},
	{"asks for no more about processes", asks_who, 0, false, false},
	{"makes no socket", internet, 0, false, false},
	{"makes no local socket", local, 0, false, false},
	{"may make local sockets alone", internet, PC_SANDBOX_LOCAL, false, false},
	{"may make local sockets", local, PC_SANDBOX_LOCAL, true, false},
	{"may connect", internet, PC_SANDBOX_CONNECT, true, false},
	{"may connect by another protocol", internet6, PC_SANDBOX_CONNECT, true, false},
	{"makes no raw socket anyway", packets, PC_SANDBOX_CONNECT | PC_SANDBOX_LOCAL,
		false, false},
	{"runs nothing", runs, 0, false, false},
	{"may run programs", runs, PC_SANDBOX_SPAWN, true, false},
	{"makes no namespace", nests, 0, false, false},
	{"may make namespaces", nests, PC_SANDBOX_NEST, true, false},
	{"then has all files", reads_others, PC_SANDBOX_NEST, true, false},
	{"then traces nobody all the same", looks_into, PC_SANDBOX_NEST, false, false},
	{"then runs nothing all the same", runs, PC_SANDBOX_NEST, false, false},
};

enum { CLOSED, OPEN, NOT_HERE, BROKEN };

static int in_child(const struct row *r)
{
	char ours[64], shown[64];
	const struct pc_sandbox_path paths[] = {{ours, PC_SANDBOX_WRITE},
		{shown, PC_SANDBOX_READ}, {"/usr", PC_SANDBOX_RUN},
		{"/bin", PC_SANDBOX_RUN}, {"/lib", PC_SANDBOX_RUN},
		{"/lib64", PC_SANDBOX_RUN}, {"/etc/ld.so.cache", PC_SANDBOX_READ},
		{"/nonexistent", PC_SANDBOX_WRITE}};
	const struct pc_sandbox sandbox = {paths, PC_COUNT(paths), r->may};
	struct pc_sandboxed done;
	struct pc_err err;

	below(ours, "ours");
	below(shown, "shown");
	if (pc_sandbox_enter(&done, &sandbox, &err) != PC_OK)
		return BROKEN;
	if (r->files ? !done.files : !done.calls)
		return NOT_HERE;
	return r->tries() ? OPEN : CLOSED;
}

static void check(const struct row *r)
{
	pid_t pid = fork();
	int status;

	if (pid == 0)
		_exit(in_child(r));
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	if (WEXITSTATUS(status) == NOT_HERE) {
		print_message("skipped: this kernel has no such sandbox\n");
		skip();
	}
	assert_int_equal(WEXITSTATUS(status), r->want ? OPEN : CLOSED);
}
PC_TABLE(rows, check)

int main(void)
{
	static const char *const names[] = {"ours", "shown", "others"};
	int failed;

	if (!mkdtemp(top))
		return 1;
	for (size_t i = 0; i < PC_COUNT(names); i++) {
		char path[64], file[80];
		FILE *made;

		below(path, names[i]);
		snprintf(file, sizeof(file), "%s/file", path);
		if (mkdir(path, 0700) < 0 || !(made = fopen(file, "w")))
			return 1;
		fclose(made);
	}
	failed = PC_RUN(rows);

	pc_fs_remove_tree(top);
	return failed;
}
