/* SPDX-License-Identifier: Apache-2.0 */
/* Codex CLI.  Its PreToolUse and SessionStart are those of Claude Code, with a tool of
 * its own for edits, a patch as text.  It does not take "ask", and runs a call whose hook
 * answers that.  Exit status 2 refuses a call, with the reason on stderr. */
#include "hook_priv.h"

static const struct pc_str headers[] = {
	PC_STR("*** Add File: "),
	PC_STR("*** Update File: "),
	PC_STR("*** Delete File: "),
	PC_STR("*** Move to: "),
};

static struct pc_str file_of(struct pc_str line)
{
	for (size_t i = 0; i < PC_COUNT(headers); i++) {
		if (pc_str_starts(line, headers[i]))
			return pc_str_trim(pc_str_from(line, headers[i].len));
	}
	return (struct pc_str){0};
}

/* Every file that a patch names is edited.  Headers may be indented, so a line of a
 * file's text that looks like one counts as well, unless it is added or removed. */
static enum pc_status add_patch(struct request *out, struct pc_arena *arena,
	struct pc_str patch, struct pc_err *err)
{
	while (patch.ptr) {
		struct pc_str file = file_of(pc_str_trim(pc_str_cut(&patch, '\n')));

		if (file.len)
			PC_TRY(add_text_action(
				out, arena, "Edit", "file_path", file, err));
	}
	return PC_OK;
}

static enum pc_status add_call(
	struct request *out, struct pc_arena *arena, struct pc_err *err)
{
	struct pc_str command = pc_node_text(pc_node_get_c(out->input, "command"));
	bool is_patch = pc_str_is(out->tool, "apply_patch");

	/* A command line that hands a patch to apply_patch does what the tool does. */
	if (is_patch || pc_str_is(out->tool, "Bash"))
		PC_TRY(add_patch(out, arena, command, err));
	if (is_patch && out->n_actions == 0) {
		return pc_err_set(
			err, PC_ERR_PARSE, out->input->at, "the patch names no file");
	}
	return add_action(out, arena, out->tool, out->input, err);
}

static enum pc_status read_event(struct request *out, struct pc_arena *arena,
	const struct pc_node *map, struct pc_err *err)
{
	out->session = pc_node_text(pc_node_get_c(map, "session_id"));
	out->mode = known_mode(pc_node_text(pc_node_get_c(map, "permission_mode")));
	PC_TRY(need_text(&out->event, map, "hook_event_name", err));
	PC_TRY(need_directory(&out->start, map, "cwd", err));
	out->cwd = out->start;
	if (pc_str_is(out->event, "SessionStart"))
		out->kind = EVENT_SESSION;
	if (!pc_str_is(out->event, "PreToolUse"))
		return PC_OK;
	PC_TRY(need_call(out, map, "tool_name", "tool_input", err));
	return add_call(out, arena, err);
}

static void write_answer(
	struct pc_buf *out, const struct request *request, const struct answer *answer)
{
	bool is_denied = request->kind == EVENT_CALL && answer->opinion == OPINION_DENY;

	if (answer->context.len || is_denied)
		write_specific(out, request, answer);
}

const struct agent agent_codex = {
	.name = "codex",
	.read = read_event,
	.write = write_answer,
	.denied = HOOK_BLOCK,
};
