/* SPDX-License-Identifier: Apache-2.0 */
/* Asking gpg: it gets the signed bytes and the signature in files without a name, and
 * answers on a pipe, until a deadline.  No shell, nothing of our environment. */
#include "pc/trust/openpgp.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "pc/base/fs.h"
#include "pc/base/limits.h"
#include "trust_priv.h"

/* Descriptors of the child. */
enum { FD_PAYLOAD = 0, FD_SIGNATURE = 3, FD_STATUS = 4, FD_SAFE = 10 };

struct asking {
	const struct pc_openpgp *pgp;
	int64_t now;
	int payload, signature, status; /* the child's, from FD_SAFE up */
	int answer;                     /* our end of the pipe */
	pid_t child;
	int64_t deadline; /* ms, monotonic */
	bool is_late;
};

static void asking_done(struct asking *a)
{
	pc_close(&a->payload);
	pc_close(&a->signature);
	pc_close(&a->status);
	pc_close(&a->answer);
}

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Out of the way of the numbers that the child uses. */
static enum pc_status make_safe(int *fd, struct pc_err *err)
{
	int safe = fcntl(*fd, F_DUPFD_CLOEXEC, FD_SAFE);

	if (safe < 0)
		return pc_err_sys(err, "a descriptor for gpg");
	pc_close(fd);
	*fd = safe;
	return PC_OK;
}

/* An unlinked file with these bytes, at its beginning. */
static enum pc_status make_file(
	int *out, const char *dir, struct pc_str bytes, struct pc_err *err)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	PC_AUTO(pc_close) int fd = -1;
	struct pc_str path = pc_arena_printf(&arena, "%s/.policyctl-XXXXXX", dir);
	char *name = pc_arena_bytes(&arena, path.len + 1);

	memcpy(name, path.ptr, path.len + 1);
	fd = mkostemp(name, O_CLOEXEC);
	if (fd < 0)
		return pc_err_sys(err, "a file for gpg in '%s'", dir);
	unlink(name);
	PC_TRY(pc_fs_write_fd(fd, bytes, err));
	if (lseek(fd, 0, SEEK_SET) < 0)
		return pc_err_sys(err, "a file for gpg in '%s'", dir);
	PC_TRY(make_safe(&fd, err));
	*out = fd;
	fd = -1;
	return PC_OK;
}

static enum pc_status make_pipe(struct asking *a, struct pc_err *err)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) < 0)
		return pc_err_sys(err, "a pipe for gpg");
	a->answer = ends[0];
	a->status = ends[1];
	return make_safe(&a->status, err);
}

static int set_up_child(const struct asking *a, posix_spawn_file_actions_t *files,
	posix_spawnattr_t *attributes)
{
	const short flags =
		POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP;
	sigset_t none, all;

	sigemptyset(&none);
	sigfillset(&all);
	posix_spawnattr_setsigmask(attributes, &none);
	posix_spawnattr_setsigdefault(attributes, &all);
	posix_spawnattr_setflags(attributes, flags);
	return posix_spawn_file_actions_adddup2(files, a->payload, FD_PAYLOAD) ||
	       posix_spawn_file_actions_addopen(files, 1, "/dev/null", O_WRONLY, 0) ||
	       posix_spawn_file_actions_addopen(files, 2, "/dev/null", O_WRONLY, 0) ||
	       posix_spawn_file_actions_adddup2(files, a->signature, FD_SIGNATURE) ||
	       posix_spawn_file_actions_adddup2(files, a->status, FD_STATUS);
}

/* The clock of gpg is stopped at the caller's time. */
static int spawn(struct asking *a, const char *program)
{
	char now[32];
	const char *const argv[] = {program, "--homedir", a->pgp->keyring_dir,
		"--no-options", "--batch", "--no-tty", "--quiet", "--no-autostart",
		"--no-auto-key-retrieve", "--no-auto-key-locate",
		"--no-auto-check-trustdb", "--disable-dirmngr", "--lock-never",
		"--trust-model", "always", "--no-permission-warning",
		"--faked-system-time", now, "--status-fd", "4",
		"--enable-special-filenames", "--verify", "--", "-&3", "-", NULL};
	const char *const envp[] = {"LC_ALL=C", "PATH=/usr/bin:/bin", NULL};
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attributes;
	int failed;

	snprintf(now, sizeof(now), "%lld!", (long long)a->now);
	if (posix_spawn_file_actions_init(&files))
		return ENOMEM;
	if (posix_spawnattr_init(&attributes)) {
		posix_spawn_file_actions_destroy(&files);
		return ENOMEM;
	}
	failed = set_up_child(a, &files, &attributes);
	if (!failed) {
		failed = posix_spawn(&a->child, program, &files, &attributes,
			(char *const *)(uintptr_t)argv, (char *const *)(uintptr_t)envp);
	}
	posix_spawnattr_destroy(&attributes);
	posix_spawn_file_actions_destroy(&files);
	return failed;
}

static enum pc_status start(struct asking *a, struct pc_str payload,
	struct pc_str armored, struct pc_err *err)
{
	const char *program = a->pgp->program ? a->pgp->program : "/usr/bin/gpg";
	int timeout = a->pgp->timeout_ms ? a->pgp->timeout_ms : PC_OPENPGP_TIMEOUT_MS;

	if (access(program, X_OK) < 0) {
		return pc_err_sys(err,
			"'%s' is needed for it (install gnupg, or sign with an SSH key)",
			program);
	}
	PC_TRY(make_file(&a->payload, a->pgp->work_dir, payload, err));
	PC_TRY(make_file(&a->signature, a->pgp->work_dir, armored, err));
	PC_TRY(make_pipe(a, err));
	a->deadline = now_ms() + timeout;
	errno = spawn(a, program);
	if (errno)
		return pc_err_sys(err, "starting '%s'", program);
	pc_close(&a->status);
	return PC_OK;
}

/* Until the end of the pipe, the deadline, or too much. */
static void read_answer(struct asking *a, struct pc_buf *text)
{
	while (text->len < PC_MAX_OPENPGP_STATUS) {
		struct pollfd poll_for = {.fd = a->answer, .events = POLLIN};
		int64_t left = a->deadline - now_ms();
		char *to;
		ssize_t n;

		if (left <= 0)
			break;
		if (poll(&poll_for, 1, (int)left) <= 0)
			continue;
		to = pc_buf_room(text, 4096);
		n = read(a->answer, to, 4096);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return;
		text->len += (size_t)n;
		to[n] = '\0';
	}
	a->is_late = true;
}

/* True when it ended by itself, in time and with 0. */
static bool reap(struct asking *a)
{
	int status = -1;
	pid_t got = 0;

	while (!a->is_late && got == 0) {
		got = waitpid(a->child, &status, WNOHANG);
		if (got < 0 && errno == EINTR)
			got = 0;
		else if (got == 0 && now_ms() >= a->deadline)
			a->is_late = true;
		else if (got == 0)
			poll(NULL, 0, 1);
	}
	if (got == 0) {
		kill(-a->child, SIGKILL);
		while (waitpid(a->child, &status, 0) < 0 && errno == EINTR)
			;
	}
	return !a->is_late && got == a->child && WIFEXITED(status) &&
	       WEXITSTATUS(status) == 0;
}

void openpgp_judge(struct pc_trust *out, struct pc_arena *arena,
	const struct pc_trust_rules *rules, struct pc_str payload, struct pc_str armored)
{
	PC_AUTO(asking_done)
	struct asking a = {.pgp = rules->openpgp,
		.now = rules->now,
		.payload = -1,
		.signature = -1,
		.status = -1,
		.answer = -1};
	PC_AUTO(pc_buf_done) struct pc_buf text = {0};
	struct pc_err err;
	bool is_zero;

	if (!a.pgp || !a.pgp->n_signers || !a.pgp->keyring_dir) {
		trust_refuse(out, arena, PC_TRUST_UNKNOWN,
			"nobody may sign with OpenPGP here; have it signed with an SSH "
			"key, or list the fingerprints of the signers");
		return;
	}
	if (start(&a, payload, armored, &err) != PC_OK) {
		trust_refuse(out, arena, PC_TRUST_UNAVAILABLE,
			"the OpenPGP signature cannot be checked: %s", err.text);
		return;
	}
	read_answer(&a, &text);
	is_zero = reap(&a);
	if (a.is_late) {
		trust_refuse(out, arena, PC_TRUST_UNAVAILABLE,
			"gpg had not checked the OpenPGP signature when its time was "
			"over; is the keyring in '%s' very large?",
			a.pgp->keyring_dir);
		return;
	}
	openpgp_status_judge(out, arena, rules, pc_buf_str(&text), is_zero);
}
