/* SPDX-License-Identifier: Apache-2.0 */
/* The document that an agent writes to a hook, and what agents (agent_*.c) make a request
 * of it with.  What a decision needs must be there, in its form; what is beyond that is
 * the agent's business. */
#include "hook_priv.h"
#include "pc/base/limits.h"
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

enum pc_status need_text(struct pc_str *out, const struct pc_node *map, const char *key,
	struct pc_err *err)
{
	struct pc_str text = pc_node_text(pc_node_get_c(map, key));

	if (text.len == 0) {
		return pc_err_set(err, PC_ERR_PARSE, map->at,
			"the event's '%s' is missing or not a string", key);
	}
	*out = text;
	return PC_OK;
}

enum pc_status need_directory(struct pc_str *out, const struct pc_node *map,
	const char *key, struct pc_err *err)
{
	PC_TRY(need_text(out, map, key, err));
	if (out->ptr[0] != '/') {
		return pc_err_set(err, PC_ERR_PARSE, map->at,
			"the event's '%s' is not an absolute path", key);
	}
	return PC_OK;
}

enum pc_status need_call(struct request *out, const struct pc_node *map, const char *tool,
	const char *key, struct pc_err *err)
{
	const struct pc_node *input = pc_node_get_c(map, key);

	out->kind = EVENT_CALL;
	PC_TRY(need_text(&out->tool, map, tool, err));
	if (!input || input->kind != PC_MAP) {
		return pc_err_set(err, PC_ERR_PARSE, input ? input->at : map->at,
			"the event's '%s' is missing or not an object", key);
	}
	out->input = input;
	return PC_OK;
}

enum pc_status add_action(struct request *out, struct pc_arena *arena, struct pc_str tool,
	const struct pc_node *input, struct pc_err *err)
{
	if (!out->actions) {
		out->actions =
			pc_arena_new_array(arena, struct pc_action, PC_MAX_CALL_ACTIONS);
	}
	if (out->n_actions == PC_MAX_CALL_ACTIONS) {
		return pc_err_set(err, PC_ERR_LIMIT, (struct pc_span){0},
			"the call does more than %d things", PC_MAX_CALL_ACTIONS);
	}
	out->actions[out->n_actions++] = (struct pc_action){tool, input};
	return PC_OK;
}

enum pc_status add_text_action(struct request *out, struct pc_arena *arena,
	const char *tool, const char *key, struct pc_str text, struct pc_err *err)
{
	struct pc_node *input = pc_node_new(arena, PC_MAP, out->input->at);

	input->pairs = pc_arena_new(arena, struct pc_pair);
	input->n_pairs = 1;
	input->pairs[0] = (struct pc_pair){.key = pc_str(key),
		.key_at = input->at,
		.value = pc_node_new_text(arena, text, input->at)};
	return add_action(out, arena, pc_str(tool), input, err);
}

enum pc_status request_read(struct request *out, struct pc_arena *arena,
	const struct agent *agent, struct pc_str text, struct pc_err *err)
{
	struct pc_node *map;

	out->agent = agent;
	out->size = text.len;
	PC_TRY(read_map(&map, arena, text, err));
	return agent->read(out, arena, map, err);
}
