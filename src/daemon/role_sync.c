/* SPDX-License-Identifier: Apache-2.0 */
/* One look at the remote: what is new there comes into staging.
 *
 * The role is the only one that talks to the network and reads what strangers send, so it
 * may write nothing but staging.  The fetch itself runs in a child: a remote that says
 * nothing for ever, or something that ends the child, ends no more than that, and what
 * happened is still told. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "pc/base/fs.h"
#include "pc/base/limits.h"
#include "pc/base/when.h"
#include "pc/fleet/fetch.h"
#include "role.h"

static const int endings[] = {
	[PC_FETCH_SAME] = ENDED_WELL,
	[PC_FETCH_NEW] = ENDED_WELL,
	[PC_FETCH_OFFLINE] = ENDED_OFFLINE,
	[PC_FETCH_REFUSED] = ENDED_REFUSED,
	[PC_FETCH_FAILED] = ENDED_BADLY,
};

static int64_t fetch_time(const struct daemon *daemon)
{
	/* Before the supervisor's own patience is at its end. */
	return daemon->config.timeout - daemon->config.timeout / 10;
}

static int tell(const struct daemon *daemon, const struct pc_fetched *fetched,
	int64_t started, const char *reason)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct message message = {MESSAGE_SYNCED,
		.synced = {
			.remote = pc_remote_shown(&arena, daemon->config.remote),
			.commit = pc_str(fetched->commit),
			.outcome = pc_str(pc_fetch_outcome_name(fetched->outcome)),
			.reason = pc_str(reason),
			.started = (uint64_t)started,
			.ended = (uint64_t)pc_when_now(),
		}};
	struct pc_err err;

	if (*reason)
		daemon_log("sync", "%s: %s", pc_fetch_outcome_name(fetched->outcome),
			reason);
	if (message_send(FD_EVENTS, &message, &err) != PC_OK)
		daemon_log("sync", "%s", err.text);
	return endings[fetched->outcome];
}

static int tell_end(const struct daemon *daemon, enum pc_fetch_outcome outcome,
	int64_t started, const char *reason)
{
	const struct pc_fetched fetched = {.outcome = outcome};

	return tell(daemon, &fetched, started, reason);
}

/* ---- the child ----------------------------------------------------------------- */

/* The sanitizer's shadow is memory, too. */
#if defined(__SANITIZE_ADDRESS__)
#define HAS_SHADOW 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HAS_SHADOW 1
#endif
#endif
#ifndef HAS_SHADOW
#define HAS_SHADOW 0
#endif

/* What libgit2's own counting could miss. */
static void limit_self(void)
{
	const rlim_t most = (rlim_t)PC_MAX_FETCH_SIZE * 2; /* a pack and its index */
	const struct rlimit size = {most, most};
	const struct rlimit memory = {PC_MAX_FETCH_MEMORY, PC_MAX_FETCH_MEMORY};
	const struct rlimit no_core = {0, 0};

	signal(SIGXFSZ, SIG_IGN);
	setrlimit(RLIMIT_FSIZE, &size);
	setrlimit(RLIMIT_CORE, &no_core);
	if (!HAS_SHADOW)
		setrlimit(RLIMIT_DATA, &memory);
}

static int fetch(struct daemon *daemon, const char *staging, int64_t started)
{
	const struct pc_config *config = &daemon->config;
	const struct pc_fetch_wish wish = {
		.remote = config->remote,
		.branch = config->branch,
		.staging = staging,
		.ca_file = config->ca_file,
		.proxy = config->proxy,
		.ssh_key = config->ssh_key,
		.known_hosts = config->known_hosts,
		.deadline = fetch_time(daemon),
	};
	struct pc_fetched fetched;

	limit_self();
	fetched = pc_fetch(&wish);
	if (fetched.made_anew)
		daemon_log("sync", "staging was made anew");
	return tell(daemon, &fetched, started, fetched.why.text);
}

/* ---- the parent ---------------------------------------------------------------- */

static int on_silence(const struct daemon *daemon, int64_t started)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};

	return tell_end(daemon, PC_FETCH_OFFLINE, started,
		pc_arena_printf(&arena,
			"the remote was too slow: it was not done within %lld s",
			(long long)(fetch_time(daemon) / 1000))
			.ptr);
}

static int follow(struct daemon *daemon, pid_t child, int64_t started)
{
	PC_AUTO(pc_close) int fd = (int)syscall(SYS_pidfd_open, child, 0);
	struct pollfd poll_fd = {.fd = fd, .events = POLLIN};
	int status, ready = 1;

	if (fd >= 0) {
		do {
			ready = poll(&poll_fd, 1, (int)fetch_time(daemon));
		} while (ready < 0 && errno == EINTR);
	}
	if (ready == 0)
		kill(child, SIGKILL);
	while (waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	if (ready == 0)
		return on_silence(daemon, started);
	if (!WIFEXITED(status))
		return tell_end(daemon, PC_FETCH_REFUSED, started,
			"what the remote sent ended the process that read it");
	return WEXITSTATUS(status);
}

static enum pc_status enter(
	struct daemon *daemon, struct pc_arena *arena, struct pc_err *err)
{
	const struct pc_config *config = &daemon->config;
	struct pc_str none = {0}, remote = config->remote;
	const struct pc_sandbox_path paths[] = {
		{role_path(arena, config->state, PC_STR("/staging")), PC_SANDBOX_WRITE},
		{role_path(arena, none, config->ca_file), PC_SANDBOX_READ},
		{role_path(arena, none, config->known_hosts), PC_SANDBOX_READ},
		{role_path(arena, none, config->ssh_key), PC_SANDBOX_READ},
		/* A remote that is a path. */
		{role_path(arena, none,
			 pc_str_starts(remote, PC_STR("file://")) ? pc_str_from(remote, 7)
								  : remote),
			PC_SANDBOX_READ},
	};
	const struct pc_sandbox sandbox =
		pc_sandbox_with_network(arena, paths, PC_COUNT(paths), 0);

	return role_enter(
		"sync", role_path(arena, none, config->sync_user), &sandbox, err);
}

int role_sync(struct daemon *daemon)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	const char *staging = role_path(&arena, daemon->config.state, PC_STR("/staging"));
	int64_t started = pc_when_now();
	struct pc_err err;
	pid_t child;

	if (enter(daemon, &arena, &err) != PC_OK)
		return tell_end(daemon, PC_FETCH_FAILED, started, err.text);
	child = fork();
	if (child < 0)
		return tell_end(
			daemon, PC_FETCH_FAILED, started, "no process for the fetch");
	if (child == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		_exit(fetch(daemon, staging, started));
	}
	return follow(daemon, child, started);
}
