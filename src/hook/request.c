/* SPDX-License-Identifier: Apache-2.0 */
/* The document that the client writes to a hook.  What a decision needs must be there, in
 * its form; what is beyond that is the client's business. */
#include "hook_priv.h"
#include "pc/doc/read.h"

/* A key that stands twice has two meanings: no client writes that. */
static enum pc_status read_map(struct pc_node **out, struct pc_arena *arena,
	struct pc_str text, struct pc_err *err)
{
	struct pc_diags diags = {.arena = arena};

	PC_TRY(pc_json_read_request(out, arena, "stdin", text, &diags, err));
	if ((*out)->kind != PC_MAP)
		return pc_err_set(err, PC_ERR_PARSE, (*out)->at,
			"an event is an object, not %s", pc_kind_name((*out)->kind));
	if (diags.count) {
		return pc_err_set(err, PC_ERR_PARSE, diags.items[0].at,
			"the event has a key twice");
	}
	return PC_OK;
}

static enum pc_status need_text(struct pc_str *out, const struct pc_node *map,
	const char *key, struct pc_err *err)
{
	struct pc_str text = pc_node_text(pc_node_get_c(map, key));

	if (text.len == 0) {
		return pc_err_set(err, PC_ERR_PARSE, map->at,
			"the event's '%s' is missing or not a string", key);
	}
	*out = text;
	return PC_OK;
}

static enum pc_status read_call(
	struct request *out, const struct pc_node *map, struct pc_err *err)
{
	const struct pc_node *input = pc_node_get_c(map, "tool_input");

	PC_TRY(need_text(&out->action.tool, map, "tool_name", err));
	if (!input || input->kind != PC_MAP) {
		return pc_err_set(err, PC_ERR_PARSE, input ? input->at : map->at,
			"the event's 'tool_input' is missing or not an object");
	}
	out->action.input = input;
	return PC_OK;
}

/* A mode that is not known yet changes nothing: rules hold in every mode. */
static struct pc_str known_mode(struct pc_str mode)
{
	static const char *const modes[] = {
		"default", "plan", "acceptEdits", "auto", "dontAsk", "bypassPermissions"};

	for (size_t i = 0; i < PC_COUNT(modes); i++) {
		if (pc_str_is(mode, modes[i]))
			return mode;
	}
	return (struct pc_str){0};
}

enum pc_status request_read(struct request *out, struct pc_arena *arena,
	struct pc_str text, struct pc_err *err)
{
	struct pc_node *map;

	out->size = text.len;
	PC_TRY(read_map(&map, arena, text, err));
	out->session = pc_node_text(pc_node_get_c(map, "session_id"));
	out->mode = known_mode(pc_node_text(pc_node_get_c(map, "permission_mode")));
	out->changed = pc_node_text(pc_node_get_c(map, "source"));
	PC_TRY(need_text(&out->event, map, "hook_event_name", err));
	PC_TRY(need_text(&out->cwd, map, "cwd", err));
	if (out->cwd.ptr[0] != '/') {
		return pc_err_set(err, PC_ERR_PARSE, map->at,
			"the event's 'cwd' is not an absolute path");
	}
	return pc_str_is(out->event, "PreToolUse") ? read_call(out, map, err) : PC_OK;
}
