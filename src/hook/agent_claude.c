/* SPDX-License-Identifier: Apache-2.0 */
/* Claude Code, whose words are those that rules are written in.  A denial is said three
 * times: as JSON, as exit status 2 and on stderr, for every version heeds one of them. */
#include "hook_priv.h"
#include "pc/doc/write.h"

static const struct {
	const char *name;
	enum event_kind kind;
} events[] = {
	{"PreToolUse", EVENT_CALL},
	{"SessionStart", EVENT_SESSION},
	{"ConfigChange", EVENT_CHANGE},
};

static enum event_kind kind_of(struct pc_str event)
{
	for (size_t i = 0; i < PC_COUNT(events); i++) {
		if (pc_str_is(event, events[i].name))
			return events[i].kind;
	}
	return EVENT_OTHER;
}

static enum pc_status read_event(struct request *out, struct pc_arena *arena,
	const struct pc_node *map, struct pc_err *err)
{
	out->session = pc_node_text(pc_node_get_c(map, "session_id"));
	out->mode = known_mode(pc_node_text(pc_node_get_c(map, "permission_mode")));
	out->changed = pc_node_text(pc_node_get_c(map, "source"));
	PC_TRY(need_text(&out->event, map, "hook_event_name", err));
	PC_TRY(need_directory(&out->start, map, "cwd", err));
	out->cwd = out->start;
	out->kind = kind_of(out->event);
	if (out->kind != EVENT_CALL)
		return PC_OK;
	PC_TRY(need_call(out, map, "tool_name", "tool_input", err));
	return add_action(out, arena, out->tool, out->input, err);
}

static void write_answer(
	struct pc_buf *out, const struct request *request, const struct answer *answer)
{
	bool is_call = request->kind == EVENT_CALL && answer->opinion != OPINION_NONE;

	if (answer->context.len || is_call) {
		write_specific(out, request, answer);
	} else if (answer->opinion == OPINION_DENY && request->event.len) {
		pc_buf_puts(out, "{\"decision\":\"block\"");
		pc_json_member(out, "reason", shortened(answer->reason));
		pc_buf_puts(out, "}\n");
	}
}

const struct agent agent_claude = {
	.name = "claude",
	.project = "CLAUDE_PROJECT_DIR",
	.read = read_event,
	.write = write_answer,
	.asks = true,
	.denied = HOOK_BLOCK,
};
