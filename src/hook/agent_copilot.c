/* SPDX-License-Identifier: Apache-2.0 */
/* GitHub Copilot CLI: preToolUse, in both of its spellings.  A denial counts as JSON with
 * exit status 0 in every version; what other statuses mean differs among them.  Versions
 * differ about "ask" as well, so it is not used. */
#include "hook_priv.h"
#include "pc/doc/read.h"
#include "pc/doc/write.h"

static const struct tool_words tools[] = {
	{"bash", {"command"}, "Bash", "command"},
	{"powershell", {"command"}, "PowerShell", "command"},
	{"view", {"path", "file_path"}, "Read", "file_path"},
	{"edit", {"path", "file_path"}, "Edit", "file_path"},
	{"create", {"path", "file_path"}, "Write", "file_path"},
	{"web_fetch", {"url"}, "WebFetch", "url"},
	{0},
};

/* What the event's parts are called when hooks are configured by "preToolUse", and by
 * "PreToolUse". */
static const struct spelling {
	const char *session, *tool, *input, *result;
} spellings[] = {
	{"sessionId", "toolName", "toolArgs", "toolResult"},
	{"session_id", "tool_name", "tool_input", "tool_result"},
};

/* Arguments are an object, or that object as text. */
static enum pc_status unpack(struct request *out, struct pc_arena *arena,
	const struct pc_node *map, const char *key, struct pc_err *err)
{
	const struct pc_node *input = pc_node_get_c(map, key);
	struct pc_diags diags = {.arena = arena};
	struct pc_node *read;

	if (!input || input->kind != PC_TEXT)
		return PC_OK;
	PC_TRY(pc_json_read_request(&read, arena, "toolArgs", input->text, &diags, err));
	if (read->kind != PC_MAP || diags.count) {
		return pc_err_set(err, PC_ERR_PARSE, input->at,
			"the event's '%s' is not the text of an object", key);
	}
	out->input = read;
	return PC_OK;
}

static enum pc_status read_call(struct request *out, struct pc_arena *arena,
	const struct pc_node *map, const struct spelling *spelling, struct pc_err *err)
{
	bool found;

	out->kind = EVENT_CALL;
	PC_TRY(unpack(out, arena, map, spelling->input, err));
	if (out->input)
		PC_TRY(need_text(&out->tool, map, spelling->tool, err));
	else
		PC_TRY(need_call(out, map, spelling->tool, spelling->input, err));
	PC_TRY(add_known_tool(out, arena, tools, &found, err));
	return found ? PC_OK : add_action(out, arena, out->tool, out->input, err);
}

static enum pc_status read_event(struct request *out, struct pc_arena *arena,
	const struct pc_node *map, struct pc_err *err)
{
	struct pc_str event = pc_node_text(pc_node_get_c(map, "hook_event_name"));
	const struct spelling *spelling = &spellings[event.len > 0];

	out->session = pc_node_text(pc_node_get_c(map, spelling->session));
	/* The first spelling does not say which event it is. */
	out->event = event.len ? event : PC_STR("preToolUse");
	PC_TRY(need_directory(&out->start, map, "cwd", err));
	out->cwd = out->start;
	if (event.len && !pc_str_is(event, "PreToolUse"))
		return PC_OK;
	if (pc_node_get_c(map, spelling->result)) {
		return pc_err_set(err, PC_ERR_PARSE, map->at,
			"the event is no preToolUse, for which alone this hook is");
	}
	return read_call(out, arena, map, spelling, err);
}

static void write_answer(
	struct pc_buf *out, const struct request *request, const struct answer *answer)
{
	if (answer->opinion != OPINION_DENY)
		return;
	(void)request;
	pc_buf_add_char(out, '{');
	pc_json_member(out, "permissionDecision", PC_STR("deny"));
	pc_json_member(out, "permissionDecisionReason", shortened(answer->reason));
	pc_buf_puts(out, "}\n");
}

const struct agent agent_copilot = {
	.name = "copilot",
	.read = read_event,
	.write = write_answer,
	.denied = HOOK_FINE,
};
