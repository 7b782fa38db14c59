/* SPDX-License-Identifier: Apache-2.0 */
/* The sandbox as Linux has it: no capabilities but those of files, Landlock, which no
 * library in Debian 12 wraps, and a filter of system calls by libseccomp. */
#include "pc/os/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/landlock.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "pc/base/fs.h"

/* ---- capabilities ------------------------------------------------------------- */

/* Root without these could not take back a file that was given away.  Nobody else has any
 * to lose. */
static enum pc_status drop_capabilities(unsigned may, struct pc_err *err)
{
	const uint32_t of_files =
		1U << CAP_CHOWN | 1U << CAP_DAC_OVERRIDE | 1U << CAP_FOWNER;
	const uint32_t of_users = 1U << CAP_SETUID | 1U << CAP_SETGID | 1U << CAP_KILL;
	const uint32_t to_look = 1U << CAP_DAC_READ_SEARCH;
	const uint32_t wanted = (may & PC_SANDBOX_LOOK ? to_look : of_files) |
				(may & PC_SANDBOX_BECOME ? of_users : 0);
	struct __user_cap_header_struct head = {_LINUX_CAPABILITY_VERSION_3, 0};
	struct __user_cap_data_struct sets[_LINUX_CAPABILITY_U32S_3] = {{0}};

	if (syscall(SYS_capget, &head, sets) < 0)
		return pc_err_sys(err, "looking at its capabilities");
	for (size_t i = 0; i < PC_COUNT(sets); i++) {
		uint32_t kept = i == 0 ? sets[i].permitted & wanted : 0;

		sets[i] = (struct __user_cap_data_struct){kept, kept, 0};
	}
	if (syscall(SYS_capset, &head, sets) < 0)
		return pc_err_sys(err, "giving up capabilities");
	return PC_OK;
}

/* ---- files ------------------------------------------------------------------ */

/* What the headers of Debian 12 do not name yet (Linux 6.2). */
#ifndef LANDLOCK_ACCESS_FS_TRUNCATE
#define LANDLOCK_ACCESS_FS_TRUNCATE (1ULL << 14)
#endif

enum { ABI_REFER = 2, ABI_TRUNCATE = 3 };

static const uint64_t reading =
	LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
static const uint64_t running = LANDLOCK_ACCESS_FS_EXECUTE;
static const uint64_t writing =
	LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_DIR |
	LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_CHAR |
	LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG |
	LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_MAKE_FIFO |
	LANDLOCK_ACCESS_FS_MAKE_BLOCK | LANDLOCK_ACCESS_FS_MAKE_SYM |
	LANDLOCK_ACCESS_FS_REFER | LANDLOCK_ACCESS_FS_TRUNCATE;
/* What may be granted for something that is no directory. */
static const uint64_t of_files = LANDLOCK_ACCESS_FS_READ_FILE |
				 LANDLOCK_ACCESS_FS_WRITE_FILE |
				 LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_TRUNCATE;

static uint64_t known_to(long abi)
{
	uint64_t known = reading | running | writing;

	if (abi < ABI_REFER)
		known &= ~(uint64_t)LANDLOCK_ACCESS_FS_REFER;
	if (abi < ABI_TRUNCATE)
		known &= ~(uint64_t)LANDLOCK_ACCESS_FS_TRUNCATE;
	return known;
}

static uint64_t access_of(enum pc_sandbox_use use)
{
	static const uint64_t more[] = {
		[PC_SANDBOX_READ] = 0,
		[PC_SANDBOX_WRITE] = writing,
		[PC_SANDBOX_RUN] = running,
	};

	return reading | more[use];
}

static enum pc_status grant(
	int rules, const struct pc_sandbox_path *path, uint64_t known, struct pc_err *err)
{
	PC_AUTO(pc_close) int fd = open(path->path, O_PATH | O_CLOEXEC);
	struct landlock_path_beneath_attr beneath = {
		.allowed_access = access_of(path->use) & known, .parent_fd = fd};
	struct stat st;

	if (fd < 0 && (errno == ENOENT || errno == ENOTDIR))
		return PC_OK;
	if (fd < 0 || fstat(fd, &st) < 0)
		return pc_err_sys(err, "'%s'", path->path);
	if (!S_ISDIR(st.st_mode))
		beneath.allowed_access &= of_files;
	if (syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &beneath,
		    0) < 0)
		return pc_err_sys(err, "keeping to '%s'", path->path);
	return PC_OK;
}

bool pc_sandbox_knows_files(void)
{
	return syscall(SYS_landlock_create_ruleset, NULL, 0,
		       LANDLOCK_CREATE_RULESET_VERSION) > 0;
}

static enum pc_status close_files(
	bool *closed, const struct pc_sandbox *sandbox, struct pc_err *err)
{
	long abi = syscall(
		SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
	struct landlock_ruleset_attr attr = {.handled_access_fs = known_to(abi)};
	PC_AUTO(pc_close) int rules = -1;

	if (abi < 0)
		return PC_OK; /* a kernel without it, or told not to use it */
	rules = (int)syscall(SYS_landlock_create_ruleset, &attr, sizeof(attr), 0);
	if (rules < 0)
		return pc_err_sys(err, "a set of rules for files");
	for (size_t i = 0; i < sandbox->n_paths; i++)
		PC_TRY(grant(rules, &sandbox->paths[i], attr.handled_access_fs, err));
#ifdef PC_PROFILE_DIR
	/* Where a program that counts its own lines leaves the counts. */
	PC_TRY(grant(rules, &(struct pc_sandbox_path){PC_PROFILE_DIR, PC_SANDBOX_WRITE},
		attr.handled_access_fs, err));
#endif
	if (syscall(SYS_landlock_restrict_self, rules, 0) < 0)
		return pc_err_sys(err, "keeping to its files");
	*closed = true;
	return PC_OK;
}

/* ---- system calls ------------------------------------------------------------- */

/* Whoever holds none of need may not make them.  The rest of what a process could do
 * with the machine is nobody's business here at all. */
static const struct {
	unsigned need;
	int call;
} closed_calls[] = {
	{PC_SANDBOX_SPAWN, SCMP_SYS(execve)},
	{PC_SANDBOX_SPAWN, SCMP_SYS(execveat)},
	{PC_SANDBOX_CONNECT | PC_SANDBOX_LOCAL, SCMP_SYS(connect)},
	{PC_SANDBOX_CONNECT | PC_SANDBOX_LOCAL, SCMP_SYS(socketpair)},
	{PC_SANDBOX_LOCAL, SCMP_SYS(bind)},
	{PC_SANDBOX_LOCAL, SCMP_SYS(listen)},
	{PC_SANDBOX_LOCAL, SCMP_SYS(accept)},
	{PC_SANDBOX_LOCAL, SCMP_SYS(accept4)},
	{0, SCMP_SYS(ptrace)},
	{0, SCMP_SYS(process_vm_readv)},
	{0, SCMP_SYS(process_vm_writev)},
	{0, SCMP_SYS(pidfd_getfd)},
	{PC_SANDBOX_NEST, SCMP_SYS(mount)},
	{PC_SANDBOX_NEST, SCMP_SYS(mount_setattr)},
	{PC_SANDBOX_NEST, SCMP_SYS(move_mount)},
	{PC_SANDBOX_NEST, SCMP_SYS(open_tree)},
	{PC_SANDBOX_NEST, SCMP_SYS(fsopen)},
	{PC_SANDBOX_NEST, SCMP_SYS(fsmount)},
	{PC_SANDBOX_NEST, SCMP_SYS(umount2)},
	{PC_SANDBOX_NEST, SCMP_SYS(pivot_root)},
	{PC_SANDBOX_NEST, SCMP_SYS(chroot)},
	{PC_SANDBOX_NEST, SCMP_SYS(setns)},
	{PC_SANDBOX_NEST, SCMP_SYS(unshare)},
	{0, SCMP_SYS(init_module)},
	{0, SCMP_SYS(finit_module)},
	{0, SCMP_SYS(delete_module)},
	{0, SCMP_SYS(kexec_load)},
	{0, SCMP_SYS(reboot)},
	{0, SCMP_SYS(swapon)},
	{0, SCMP_SYS(settimeofday)},
	{0, SCMP_SYS(clock_settime)},
	{0, SCMP_SYS(bpf)},
	{0, SCMP_SYS(perf_event_open)},
	{0, SCMP_SYS(userfaultfd)},
	{0, SCMP_SYS(keyctl)},
	{0, SCMP_SYS(add_key)},
	{0, SCMP_SYS(request_key)},
	{0, SCMP_SYS(io_uring_setup)},
};

/* Kinds of sockets that may be made, by right. */
static const struct {
	unsigned need;
	int family;
} families[] = {
	{PC_SANDBOX_LOCAL | PC_SANDBOX_CONNECT, AF_UNIX}, /* names are asked locally */
	{PC_SANDBOX_CONNECT, AF_INET}, {PC_SANDBOX_CONNECT, AF_INET6},
	{PC_SANDBOX_CONNECT, AF_NETLINK}, /* which addresses there are */
};

static int close_sockets(scmp_filter_ctx filter, unsigned may)
{
	enum { ANY_OTHER = AF_MAX + 1 };
	int failed = 0;

	for (int family = 0; family < ANY_OTHER; family++) {
		bool open = false;

		for (size_t i = 0; i < PC_COUNT(families); i++)
			open |= families[i].family == family && (families[i].need & may);
		if (!open)
			failed |= seccomp_rule_add(filter, SCMP_ACT_ERRNO(EACCES),
				SCMP_SYS(socket), 1,
				SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)family, 0));
	}
	failed |= seccomp_rule_add(filter, SCMP_ACT_ERRNO(EACCES), SCMP_SYS(socket), 1,
		SCMP_A0(SCMP_CMP_GE, ANY_OTHER, 0));
	return failed;
}

/* A process that is nobody here would be root in a namespace of its own.  What clone3()
 * asks for no filter sees; where it is not there, libc takes clone(). */
static int close_namespaces(scmp_filter_ctx filter)
{
	static const scmp_datum_t kinds[] = {CLONE_NEWUSER, CLONE_NEWNS, CLONE_NEWNET,
		CLONE_NEWPID, CLONE_NEWIPC, CLONE_NEWUTS, CLONE_NEWCGROUP};
	int failed =
		seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0);

	for (size_t i = 0; i < PC_COUNT(kinds); i++)
		failed |=
			seccomp_rule_add(filter, SCMP_ACT_ERRNO(EACCES), SCMP_SYS(clone),
				1, SCMP_A0(SCMP_CMP_MASKED_EQ, kinds[i], kinds[i]));
	return failed;
}

/* Calls that libseccomp of Debian 12 does not name (Linux 6.6 and 6.13); their numbers
 * are the same on all machines. */
enum { CALL_FCHMODAT2 = 452, CALL_SETXATTRAT = 463, CALL_REMOVEXATTRAT = 466 };

/* Whether what was covered is written when a role ends: into files, and directories. */
#ifdef PC_PROFILE_DIR
static const bool writes_profile = true;
#else
static const bool writes_profile = false;
#endif

/* Who only looks is root still, to whom many files belong, and not every kernel has
 * Landlock.  What openat2() asks for no filter sees. */
static int close_writing(scmp_filter_ctx filter)
{
	static const int calls[] = {SCMP_SYS(chmod), SCMP_SYS(fchmod), SCMP_SYS(fchmodat),
		SCMP_SYS(chown), SCMP_SYS(fchown), SCMP_SYS(lchown), SCMP_SYS(fchownat),
		SCMP_SYS(setxattr), SCMP_SYS(lsetxattr), SCMP_SYS(fsetxattr),
		SCMP_SYS(removexattr), SCMP_SYS(lremovexattr), SCMP_SYS(fremovexattr),
		SCMP_SYS(utimensat), SCMP_SYS(utime), SCMP_SYS(utimes),
		SCMP_SYS(futimesat), SCMP_SYS(open_by_handle_at), CALL_FCHMODAT2,
		CALL_SETXATTRAT, CALL_REMOVEXATTRAT, SCMP_SYS(truncate), SCMP_SYS(creat),
		SCMP_SYS(unlink), SCMP_SYS(unlinkat), SCMP_SYS(rmdir), SCMP_SYS(rename),
		SCMP_SYS(renameat), SCMP_SYS(renameat2), SCMP_SYS(link), SCMP_SYS(linkat),
		SCMP_SYS(symlink), SCMP_SYS(symlinkat), SCMP_SYS(mknod),
		SCMP_SYS(mknodat)};
	static const int makers[] = {SCMP_SYS(mkdir), SCMP_SYS(mkdirat)};
	static const scmp_datum_t ways[] = {O_WRONLY, O_RDWR, O_CREAT, O_TRUNC};
	int failed =
		seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(openat2), 0);

	for (size_t i = 0; i < PC_COUNT(calls); i++)
		failed |= seccomp_rule_add(filter, SCMP_ACT_ERRNO(EACCES), calls[i], 0);
	for (size_t i = 0; !writes_profile && i < PC_COUNT(makers); i++)
		failed |= seccomp_rule_add(filter, SCMP_ACT_ERRNO(EACCES), makers[i], 0);
	for (size_t i = 0; !writes_profile && i < PC_COUNT(ways); i++) {
		failed |= seccomp_rule_add(filter, SCMP_ACT_ERRNO(EACCES), SCMP_SYS(open),
			1, SCMP_A1(SCMP_CMP_MASKED_EQ, ways[i], ways[i]));
		failed |=
			seccomp_rule_add(filter, SCMP_ACT_ERRNO(EACCES), SCMP_SYS(openat),
				1, SCMP_A2(SCMP_CMP_MASKED_EQ, ways[i], ways[i]));
	}
	return failed;
}

static enum pc_status close_calls(unsigned may, struct pc_err *err)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
	int failed = filter ? 0 : -ENOMEM;

	for (size_t i = 0; !failed && i < PC_COUNT(closed_calls); i++) {
		if (!(closed_calls[i].need & may))
			failed = seccomp_rule_add(
				filter, SCMP_ACT_ERRNO(EACCES), closed_calls[i].call, 0);
	}
	if (!failed)
		failed = close_sockets(filter, may);
	if (!failed && !(may & PC_SANDBOX_NEST))
		failed = close_namespaces(filter);
	if (!failed && may & PC_SANDBOX_LOOK)
		failed = close_writing(filter);
	if (!failed)
		failed = seccomp_load(filter);
	seccomp_release(filter);
	errno = -failed;
	return failed ? pc_err_sys(err, "a filter for system calls") : PC_OK;
}

enum pc_status pc_sandbox_enter(
	struct pc_sandboxed *out, const struct pc_sandbox *sandbox, struct pc_err *err)
{
	*out = (struct pc_sandboxed){false, false};
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return pc_err_sys(err, "giving up new privileges");
	PC_TRY(drop_capabilities(sandbox->may, err));
	if (!(sandbox->may & PC_SANDBOX_NEST))
		PC_TRY(close_files(&out->files, sandbox, err));
	PC_TRY(close_calls(sandbox->may, err));
	out->calls = true;
	return PC_OK;
}
