/* SPDX-License-Identifier: Apache-2.0 */
/* The hook by itself: each canary as the event that a client would hand it. */
#include <string.h>
#include <unistd.h>

#include "pc/base/fs.h"
#include "pc/doc/read.h"
#include "pc/doc/write.h"
#include "probe_priv.h"

enum { HOOK_BLOCKS = 2 };

struct asking {
	struct work *work;
	struct pc_arena arena; /* of one question */
	struct pc_loop *loop;
	char **env;
	struct pc_ending ending;
	struct pc_str output, errors;
};

/* ---- one question --------------------------------------------------------------- */

static void put_event(
	struct pc_buf *out, const struct pc_stage *stage, const struct pc_canary *canary)
{
	pc_buf_add_char(out, '{');
	pc_json_member(out, "session_id", PC_STR("policyctl-probe"));
	pc_json_member(out, "transcript_path", stage->control);
	pc_json_member(out, "cwd", stage->work);
	pc_json_member(out, "permission_mode", PC_STR("default"));
	pc_json_member(out, "hook_event_name", PC_STR("PreToolUse"));
	pc_json_member(out, "tool_name", canary->action.tool);
	pc_json_member(out, "tool_use_id", PC_STR("toolu_probe"));
	pc_json_key(out, "tool_input");
	pc_node_write(out, canary->action.input, PC_FORMAT_JSON_LINE);
	pc_buf_puts(out, "}\n");
}

static void on_end(void *arg, const struct pc_ending *ending)
{
	struct asking *asking = arg;

	asking->ending = *ending;
	pc_loop_stop(asking->loop);
}

static enum pc_status start(struct asking *asking, const int *fds, struct pc_err *err)
{
	const struct pc_child_plan plan = {.argv = asking->work->argv,
		.env = asking->env,
		.fds = fds,
		.n_fds = 3,
		.deadline = asking->work->patience};
	struct pc_child *child;

	PC_TRY(pc_child_start(&child, asking->loop, &plan, on_end, asking, err));
	return pc_loop_run(asking->loop, err);
}

static enum pc_status read_back(
	struct pc_str *out, struct asking *asking, int fd, struct pc_err *err)
{
	if (lseek(fd, 0, SEEK_SET) < 0)
		return pc_err_sys(err, "the hook's answer");
	return pc_fs_read_fd(out, &asking->arena, fd, PC_MAX_HOOK_TALK, err);
}

static enum pc_status ask(
	struct asking *asking, const struct pc_canary *canary, struct pc_err *err)
{
	PC_AUTO(pc_buf_done) struct pc_buf event = {0};
	PC_AUTO(pc_close) int input = worker_file();
	PC_AUTO(pc_close) int output = worker_file();
	PC_AUTO(pc_close) int errors = worker_file();
	const int fds[] = {input, output, errors};

	put_event(&event, asking->work->probe->stage, canary);
	PC_TRY(pc_fs_write_fd(input, pc_buf_str(&event), err));
	if (lseek(input, 0, SEEK_SET) < 0)
		return pc_err_sys(err, "the hook's question");
	PC_TRY(start(asking, fds, err));
	PC_TRY(read_back(&asking->output, asking, output, err));
	return read_back(&asking->errors, asking, errors, err);
}

/* ---- its answer ------------------------------------------------------------------- */

static const struct pc_node *specific(struct asking *asking)
{
	struct pc_node *root;
	struct pc_err err;

	if (pc_json_read(&root, &asking->arena, "hook", asking->output, NULL, &err) !=
		PC_OK)
		return NULL;
	return pc_node_get_c(root, "hookSpecificOutput");
}

static void judge(struct pc_fate *fate, struct asking *asking)
{
	const struct pc_node *answer = specific(asking);
	struct pc_str word = pc_node_text(pc_node_get_c(answer, "permissionDecision"));
	struct pc_str why =
		pc_node_text(pc_node_get_c(answer, "permissionDecisionReason"));
	bool ended = asking->ending.signal == 0 && !asking->ending.late;

	if (ended && (asking->ending.status == HOOK_BLOCKS ||
			     (asking->ending.status == 0 && pc_str_is(word, "deny")))) {
		fate->kind = PC_FATE_HOOKED;
		fate_text(fate->text, sizeof(fate->text), why.len ? why : asking->errors);
	} else if (ended && asking->ending.status == 0) {
		fate->kind = pc_str_is(word, "ask") ? PC_FATE_ASKED : PC_FATE_THROUGH;
		fate_text(fate->text, sizeof(fate->text), why);
	} else {
		fate->kind = PC_FATE_UNCLEAR;
		fate_text(fate->text, sizeof(fate->text),
			asking->ending.late ? PC_STR("it did not answer in time")
			: asking->errors.len
				? asking->errors
				: pc_arena_printf(&asking->arena, "it ended with %s %d",
					  asking->ending.signal ? "signal" : "status",
					  asking->ending.signal ? asking->ending.signal
								: asking->ending.status));
	}
}

void run_probe_hook(struct work *work)
{
	static const char *const more[] = {
		"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
		NULL};
	struct asking asking = {.work = work};
	struct told *told = work->told;
	struct pc_arena arena = {0};
	struct pc_err err;

	told->status = pc_loop_new(&asking.loop, &told->err);
	asking.env = probe_env(&arena, work->probe, more);
	for (size_t i = 0; told->status == PC_OK && i < work->probe->n; i++) {
		struct pc_fate *fate = &told->fates[i];

		pc_arena_reset(&asking.arena);
		if (ask(&asking, work->probe->canaries[i], &err) == PC_OK) {
			judge(fate, &asking);
			continue;
		}
		fate->kind = PC_FATE_UNCLEAR;
		fate_text(fate->text, sizeof(fate->text), pc_str(err.text));
	}
	pc_loop_free(&asking.loop);
	pc_arena_done(&asking.arena);
	pc_arena_done(&arena);
}

enum pc_status pc_probe_hook(
	struct pc_probe *probe, char *const *argv, int64_t patience, struct pc_err *err)
{
	struct work work = {.probe = probe,
		.run = run_probe_hook,
		.argv = argv,
		.patience = patience};

	return worker_run(&work, err);
}
