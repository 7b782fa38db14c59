/* SPDX-License-Identifier: Apache-2.0 */
/* What every role does before and around its own work. */
#include "role.h"

#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <unistd.h>

#include "pc/base/buf.h"
#include "pc/os/child.h"

void daemon_log(const char *role, const char *fmt, ...)
{
	PC_AUTO(pc_buf_done) struct pc_buf line = {0};
	va_list args;

	va_start(args, fmt);
	pc_buf_printf(&line, "policyd: %s: ", role);
	pc_buf_vprintf(&line, fmt, args);
	va_end(args);
	pc_buf_add_char(&line, '\n');
	fwrite(line.ptr, 1, line.len, stderr);
}

enum pc_status role_enter(const char *role, const char *user,
	const struct pc_sandbox *sandbox, struct pc_err *err)
{
	struct pc_sandboxed done;

	if (user && geteuid() == 0)
		PC_TRY(pc_become(user, err));
	if (prctl(PR_SET_PDEATHSIG, SIGTERM) < 0 || getppid() == 1)
		return pc_err_sys(err, "following the supervisor");
	PC_TRY(pc_sandbox_enter(&done, sandbox, err));
	if (!done.files)
		daemon_log(role, "this kernel has no Landlock: files are kept apart by "
				 "users alone");
	return PC_OK;
}

char *role_path(struct pc_arena *arena, struct pc_str root, struct pc_str path)
{
	struct pc_str whole =
		pc_arena_printf(arena, "%.*s%.*s", PC_STR_ARG(root), PC_STR_ARG(path));
	char *text = pc_arena_bytes(arena, whole.len + 1);

	memcpy(text, whole.ptr, whole.len);
	text[whole.len] = '\0';
	return text;
}

enum pc_status role_refusal(const struct pc_diags *diags, struct pc_err *err)
{
	const struct pc_diag *diag = diags->items;

	if (!diags->count)
		return err->status;
	return pc_err_set(err, PC_ERR_PARSE, diag->at, "%s in line %u: %.*s", diag->code,
		diag->at.line, PC_STR_ARG(diag->text));
}

int64_t role_some(int64_t most)
{
	uint64_t number = 0;

	if (most <= 0 || getrandom(&number, sizeof(number), GRND_NONBLOCK) < 0)
		return 0;
	return (int64_t)(number % (uint64_t)most);
}

const struct pc_target *role_target(const struct pc_config *config)
{
	const struct pc_target *target =
		config->targets.count ? pc_target_find(config->targets.items[0]) : NULL;

	return target && target->form == PC_FORM_FILES
		       ? target
		       : pc_target_find(PC_STR("claude-linux"));
}

void role_progress(const char *role)
{
	const struct message message = {MESSAGE_PROGRESS, .progress.role = pc_str(role)};
	struct pc_err err;

	if (message_send(FD_CONTROL, &message, &err) != PC_OK)
		daemon_log(role, "%s", err.text);
}

static void on_end(void *arg, int signal)
{
	(void)signal;
	pc_loop_stop(arg);
}

int role_run(const char *role, struct pc_loop *loop)
{
	struct pc_watch *term = pc_loop_signal(loop, SIGTERM, on_end, loop);
	struct pc_watch *interrupt = pc_loop_signal(loop, SIGINT, on_end, loop);
	struct pc_err err;
	int status = EXIT_SUCCESS;

	signal(SIGHUP, SIG_IGN);
	if (pc_loop_run(loop, &err) != PC_OK) {
		daemon_log(role, "%s", err.text);
		status = ENDED_BADLY;
	}
	pc_watch_free(&term);
	pc_watch_free(&interrupt);
	return status;
}
