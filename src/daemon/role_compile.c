/* SPDX-License-Identifier: Apache-2.0 */
/* The policy that was put in force, compiled for the hooks of all users: policyctl-hook
 * does that, which decides by it, too.
 *
 * What it reads is managed settings of anybody who may write them, so it runs as root but
 * may write nothing except what it makes, and reach nobody.  It holds nothing up: until
 * it is done, hooks read the files. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "monitor.h"
#include "pc/base/fs.h"
#include "pc/os/program.h"
#include "role.h"

enum { PATIENCE = 20000, MOST_SAID = 4096 };

static const char source[] = "compile";

struct compile {
	struct daemon *daemon;
	struct pc_arena arena;
	const char *hook;
	char *shared, *managed, *monitor;
	uint64_t n_findings;
};

/* Beside this program, or where it is when that is an administrator's. */
static const char *find_hook(struct pc_arena *arena, const char *program)
{
	struct pc_str dir = pc_path_dir(pc_str(program));
	const struct pc_str places[] = {
		dir, pc_path_join(arena, dir, PC_STR("../bin")), PC_STR("/usr/bin")};

	for (size_t i = 0; i < PC_COUNT(places); i++) {
		struct pc_str path =
			pc_path_join(arena, places[i], PC_STR("policyctl-hook"));
		const char *text = pc_arena_str(arena, path).ptr;

		if (access(text, X_OK) == 0)
			return text;
	}
	return NULL;
}

static void tell(const struct message *message)
{
	struct pc_err err;

	if (message_send(FD_EVENTS, message, &err) != PC_OK)
		daemon_log("compile", "%s", err.text);
}

static void tell_fault(struct compile *compile, const char *dir, struct pc_str why)
{
	daemon_log("compile", "%s: %.*s", dir, PC_STR_ARG(why));
	tell(&(struct message){MESSAGE_FINDING, .finding = {.source = pc_str(source),
							.code = PC_STR("PC2405"),
							.severity = PC_STR("warning"),
							.file = pc_str(dir),
							.text = why}});
	compile->n_findings++;
}

static enum pc_status enter(struct compile *compile, struct pc_err *err)
{
	const struct pc_sandbox_path paths[] = {
		{compile->managed, PC_SANDBOX_READ},
		{compile->shared, PC_SANDBOX_WRITE},
		{compile->hook, PC_SANDBOX_RUN},
		{"/dev/null", PC_SANDBOX_WRITE},
		/* Where the hook is linked to shared libraries. */
		{"/usr/lib", PC_SANDBOX_RUN},
		{"/lib", PC_SANDBOX_RUN},
		{"/lib64", PC_SANDBOX_RUN},
		{"/etc/ld.so.cache", PC_SANDBOX_READ},
	};
	const struct pc_sandbox sandbox = {paths, PC_COUNT(paths), PC_SANDBOX_SPAWN};

	return role_enter("compile", NULL, &sandbox, err);
}

static enum pc_status start(
	pid_t *pid, const struct compile *compile, char *dir, int said)
{
	char name[] = "policyctl-hook", make[] = "--compile", of[] = "--managed",
	     into[] = "--shared", path[] = "PATH=/usr/bin:/bin";
	char *const argv[] = {name, make, of, dir, into, compile->shared, NULL};
	char *const env[] = {path, NULL};
	posix_spawn_file_actions_t actions;
	int failed;

	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, said, STDERR_FILENO);
	posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", 1, 0);
	posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
	failed = posix_spawn(pid, compile->hook, &actions, NULL, argv, env);
	posix_spawn_file_actions_destroy(&actions);
	errno = failed;
	return failed ? PC_ERR_SYSTEM : PC_OK;
}

/* What the program said, as it says it to people. */
static struct pc_str reason(struct pc_str said)
{
	static const struct pc_str before[] = {
		PC_STR("policyctl: "), PC_STR("the policy is not compiled: ")};

	said = pc_str_trim(pc_str_head(said, pc_str_find(said, '\n')));
	for (size_t i = 0; i < PC_COUNT(before); i++) {
		if (pc_str_starts(said, before[i]))
			said = pc_str_from(said, before[i].len);
	}
	return said.len ? said : PC_STR("it is not compiled");
}

static void run(struct compile *compile, char *dir)
{
	struct pc_str said = {0};
	int ends[2], status = 0;
	struct pc_err err;
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC) < 0 || start(&pid, compile, dir, ends[1]) != PC_OK) {
		pc_err_sys(&err, "starting '%s'", compile->hook);
		tell_fault(compile, dir, pc_str(err.text));
		return;
	}
	pc_close(&ends[1]);
	if (pc_program_hear(&said, &compile->arena, ends[0], PATIENCE, MOST_SAID, &err) !=
		PC_OK)
		kill(pid, SIGKILL);
	pc_close(&ends[0]);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
		tell_fault(compile, dir, reason(said));
}

static int do_it(struct compile *compile)
{
	struct pc_err err;

	/* It has to be there before it can be granted. */
	if (monitor_make(compile->shared, &err) != PC_OK) {
		tell_fault(compile, compile->managed, pc_str(err.text));
	} else if (enter(compile, &err) != PC_OK) {
		tell_fault(compile, compile->managed, pc_str(err.text));
	} else {
		run(compile, compile->managed);
		if (access(compile->monitor, F_OK) == 0)
			run(compile, compile->monitor);
	}
	tell(&(struct message){
		MESSAGE_FINDINGS, .findings = {pc_str(source), compile->n_findings}});
	return compile->n_findings ? ENDED_BADLY : ENDED_WELL;
}

int role_compile(struct daemon *daemon)
{
	struct compile compile = {.daemon = daemon};
	const struct pc_config *config = &daemon->config;
	struct pc_arena *arena = &compile.arena;
	int status = ENDED_WELL;

	compile.hook = find_hook(arena, daemon->program);
	compile.shared = monitor_shared(arena, config);
	compile.monitor = monitor_dir(arena, config);
	compile.managed =
		role_path(arena, config->root, pc_str(role_target(config)->place));
	/* Where no hook is, nobody decides by it. */
	if (compile.hook)
		status = do_it(&compile);
	pc_arena_done(arena);
	return status;
}
