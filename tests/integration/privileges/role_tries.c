/* SPDX-License-Identifier: Apache-2.0 */
/* One role of policyd, as it is, up to the moment when it has entered its sandbox.  Then
 * it tries what no role should be able to do, and what some are:
 *
 *   role_tries ROLE CONFIG POLICYD VICTIM < tries
 *
 * A try is a line, "read PATH" or "socket inet"; each is answered by a line, "yes" or
 * "no" and the reason.  VICTIM is a process of the same user outside. */
#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "role.h"

static pid_t victim;

static int number_of(const char *text)
{
	return (int)strtol(text, NULL, 10);
}

/* Each returns -1 and sets errno when it may not. */

static int closed(int fd)
{
	if (fd >= 0)
		close(fd);
	return fd < 0 ? -1 : 0;
}

static int try_read(const char *path)
{
	char byte;
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, &byte, 1);

	/* Directories are opened, and listed. */
	if (fd >= 0 && n < 0 && errno == EISDIR)
		n = 0;
	closed(fd);
	return n < 0 ? -1 : 0;
}

static int try_write(const char *path)
{
	return closed(open(path, O_WRONLY | O_NONBLOCK | O_CLOEXEC));
}

/* A file in a directory. */
static int try_make(const char *path)
{
	char name[4096];
	int fd;

	snprintf(name, sizeof(name), "%s/tried", path);
	fd = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd >= 0)
		unlink(name);
	return closed(fd);
}

static int try_remove(const char *path)
{
	return unlink(path);
}

static int try_replace(const char *path)
{
	char name[4096];

	snprintf(name, sizeof(name), "%s.tried", path);
	if (link(path, name) < 0)
		return -1;
	return rename(name, path);
}

static int try_chmod(const char *path)
{
	struct stat st;

	return stat(path, &st) < 0 ? -1 : chmod(path, st.st_mode & ALLPERMS);
}

/* The same by another call, which newer kernels have. */
static int try_chmod2(const char *path)
{
	enum { CALL_FCHMODAT2 = 452 };
	struct stat st;
	int done = stat(path, &st) < 0 ? -1
				       : (int)syscall(CALL_FCHMODAT2, AT_FDCWD, path,
						 st.st_mode & ALLPERMS, 0);

	return done < 0 && errno == ENOSYS ? try_chmod(path) : done;
}

static int try_socket(const char *family)
{
	return closed(socket(number_of(family), SOCK_STREAM, 0)) == 0 ||
			       closed(socket(number_of(family), SOCK_DGRAM, 0)) == 0 ||
			       closed(socket(number_of(family), SOCK_RAW, 0)) == 0
		       ? 0
		       : -1;
}

static int try_socketpair(const char *what)
{
	int ends[2];

	(void)what;
	return socketpair(AF_UNIX, SOCK_STREAM, 0, ends);
}

/* Something listens there; a socket of ours would be turned away all the same. */
static int try_connect(const char *port)
{
	struct sockaddr_in at = {.sin_family = AF_INET,
		.sin_port = htons((uint16_t)number_of(port)),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	int done = fd < 0 ? -1 : connect(fd, (struct sockaddr *)&at, sizeof(at));

	closed(fd);
	return done;
}

static int try_listen(const char *what)
{
	struct sockaddr_in at = {
		.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	int done = fd < 0 || bind(fd, (struct sockaddr *)&at, sizeof(at)) < 0
			   ? -1
			   : listen(fd, 1);

	(void)what;
	closed(fd);
	return done;
}

static int try_run(const char *path)
{
	pid_t child = fork();
	int status = -1;

	if (child == 0) {
		execl(path, path, (char *)NULL);
		_exit(errno);
	}
	waitpid(child, &status, 0);
	errno = WIFEXITED(status) ? WEXITSTATUS(status) : EINTR;
	return status == 0 ? 0 : -1;
}

static int try_trace(const char *what)
{
	(void)what;
	return (int)ptrace(PTRACE_SEIZE, victim, NULL, NULL);
}

static int try_look_into(const char *what)
{
	char byte;
	struct iovec ours = {&byte, 1}, theirs = {&byte, 1};

	(void)what;
	return process_vm_readv(victim, &ours, 1, &theirs, 1, 0) == 1 ? 0 : -1;
}

static int try_memory(const char *what)
{
	char path[64];

	(void)what;
	snprintf(path, sizeof(path), "/proc/%d/mem", (int)victim);
	return closed(open(path, O_RDONLY | O_CLOEXEC));
}

static int try_mount(const char *path)
{
	return mount("none", path, "tmpfs", 0, NULL);
}

static int try_unshare(const char *what)
{
	(void)what;
	return (int)syscall(SYS_unshare, CLONE_NEWUSER);
}

/* Root in a namespace of its own. */
static int cloned(long child)
{
	if (child == 0)
		_exit(0);
	if (child > 0)
		waitpid((pid_t)child, NULL, 0);
	return child < 0 ? -1 : 0;
}

static int try_clone(const char *what)
{
	(void)what;
	return cloned(syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, NULL, NULL, NULL, 0));
}

static int try_clone3(const char *what)
{
	struct clone_args args = {.flags = CLONE_NEWUSER, .exit_signal = SIGCHLD};

	(void)what;
	return cloned(syscall(SYS_clone3, &args, sizeof(args)));
}

static int try_chroot(const char *path)
{
	return chroot(path);
}

static int try_root(const char *what)
{
	(void)what;
	return setresuid(0, 0, 0);
}

static int try_device(const char *path)
{
	char name[4096];

	snprintf(name, sizeof(name), "%s/device", path);
	return mknod(name, S_IFCHR | 0600, 0x103 /* null */);
}

static int try_keys(const char *what)
{
	(void)what;
	return (int)syscall(SYS_keyctl, 0, -3, 0);
}

static const struct {
	const char *name;
	int (*fn)(const char *what);
} tries[] = {
	{"read", try_read},
	{"write", try_write},
	{"make", try_make},
	{"remove", try_remove},
	{"replace", try_replace},
	{"chmod", try_chmod},
	{"chmod2", try_chmod2},
	{"socket", try_socket},
	{"socketpair", try_socketpair},
	{"connect", try_connect},
	{"listen", try_listen},
	{"run", try_run},
	{"trace", try_trace},
	{"look-into", try_look_into},
	{"memory", try_memory},
	{"mount", try_mount},
	{"unshare", try_unshare},
	{"clone", try_clone},
	{"clone3", try_clone3},
	{"chroot", try_chroot},
	{"root", try_root},
	{"device", try_device},
	{"keys", try_keys},
};

/* What the kernel says of us; the role may not be able to read that itself. */
static char status_text[8192];

static void try_all(void)
{
	char line[4200];

	for (char *at = status_text; *at; at += strcspn(at, "\n") + 1)
		printf("status %.*s\n", (int)strcspn(at, "\n"), at);
	while (fgets(line, sizeof(line), stdin)) {
		char *what = strchr(line, ' ');

		line[strcspn(line, "\n")] = '\0';
		if (what)
			*what++ = '\0';
		for (size_t i = 0; i < PC_COUNT(tries); i++) {
			if (strcmp(line, tries[i].name) != 0)
				continue;
			errno = 0;
			if (tries[i].fn(what ? what : "") == 0)
				puts("yes");
			else
				printf("no %s\n", strerror(errno));
		}
	}
	fflush(stdout);
	_exit(EXIT_SUCCESS);
}

enum pc_status __real_role_enter(const char *role, const char *user,
	const struct pc_sandbox *sandbox, struct pc_err *err);
enum pc_status __wrap_role_enter(const char *role, const char *user,
	const struct pc_sandbox *sandbox, struct pc_err *err);

/* What every role calls. */
enum pc_status __wrap_role_enter(const char *role, const char *user,
	const struct pc_sandbox *sandbox, struct pc_err *err)
{
	int status = open("/proc/self/status", O_RDONLY | O_CLOEXEC);
	enum pc_status entered = __real_role_enter(role, user, sandbox, err);

	if (entered != PC_OK)
		return entered;
	if (read(status, status_text, sizeof(status_text) - 1) < 0)
		return pc_err_sys(err, "/proc/self/status");
	/* Otherwise others could not be asked about their roles, either. */
	printf("entered %s\n", pc_sandbox_knows_files() ? "files" : "no-files");
	try_all();
	return PC_OK;
}

static const struct role_entry roles[] = {
	{"apply", role_apply},
	{"audit", role_audit},
	{"check", role_check},
	{"compile", role_compile},
	{"glance", role_glance},
	{"models", role_models},
	{"report", role_report},
	{"serve", role_serve},
	{"survey", role_survey},
	{"sync", role_sync},
};

static int hold_pairs(void)
{
	int held[6], n = 0;

	for (int i = 0; i < 3; i++) {
		if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, held + n) < 0)
			return -1;
		n += 2;
	}
	/* The far ends stay open somewhere above, or nobody would be there. */
	for (int i = 0; i < n; i++) {
		int high = fcntl(held[i], F_DUPFD, 64);

		close(held[i]);
		held[i] = high;
	}
	for (int i = 0; i < 3; i++) {
		if (dup2(held[2 * i], FD_CONTROL + i) < 0)
			return -1;
	}
	return 0;
}

int main(int argc, char **argv)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_diags diags = {.arena = &arena};
	struct daemon daemon = {.root = ""};
	struct pc_err err;

	if (argc != 5 || hold_pairs() < 0)
		return 64;
	daemon.config_file = argv[2];
	daemon.program = argv[3];
	victim = number_of(argv[4]);
	if (pc_config_read(&daemon.config, &arena, argv[2], &diags, &err) != PC_OK) {
		fprintf(stderr, "%s\n", err.text);
		return 1;
	}
	pc_config_put_under(&daemon.config, &arena, pc_str(""));
	for (size_t i = 0; i < PC_COUNT(roles); i++) {
		if (strcmp(argv[1], roles[i].name) == 0)
			return roles[i].fn(&daemon);
	}
	return 64;
}
