/* SPDX-License-Identifier: Apache-2.0 */
/* The agents whose hook protocols are known for certain, each in a file of its own, and
 * what several of them have in common. */
#include "hook_priv.h"
#include "pc/doc/write.h"

static const struct agent *const agents[] = {
	&agent_claude, &agent_codex, &agent_gemini, &agent_copilot};

const struct agent *agent_find(struct pc_str name)
{
	for (size_t i = 0; i < PC_COUNT(agents); i++) {
		if (pc_str_is(name, agents[i]->name))
			return agents[i];
	}
	return NULL;
}

/* A mode that is not known yet changes nothing: rules hold in every mode. */
struct pc_str known_mode(struct pc_str mode)
{
	static const char *const modes[] = {
		"default", "plan", "acceptEdits", "auto", "dontAsk", "bypassPermissions"};

	for (size_t i = 0; i < PC_COUNT(modes); i++) {
		if (pc_str_is(mode, modes[i]))
			return mode;
	}
	return (struct pc_str){0};
}

void write_specific(
	struct pc_buf *out, const struct request *request, const struct answer *answer)
{
	pc_buf_puts(out, "{\"hookSpecificOutput\":{");
	pc_json_member(out, "hookEventName", request->event);
	if (answer->context.len)
		pc_json_member(out, "additionalContext", answer->context);
	if (answer->opinion != OPINION_NONE) {
		pc_json_member(
			out, "permissionDecision", pc_str(opinion_name(answer->opinion)));
		pc_json_member(
			out, "permissionDecisionReason", shortened(answer->reason));
	}
	pc_buf_puts(out, "}}\n");
}

/* The first of the keys that holds a text. */
static struct pc_str find_text(const struct pc_node *input, const char *const *keys)
{
	struct pc_str text = {0};

	for (size_t i = 0; i < PC_COUNT(((struct tool_words *)0)->keys); i++) {
		if (keys[i] && text.len == 0)
			text = pc_node_text(pc_node_get_c(input, keys[i]));
	}
	return text;
}

enum pc_status add_known_tool(struct request *out, struct pc_arena *arena,
	const struct tool_words *table, bool *found, struct pc_err *err)
{
	struct pc_str text;

	while (table->name && !pc_str_is(out->tool, table->name))
		table++;
	*found = table->name != NULL;
	if (!*found)
		return PC_OK;
	text = find_text(out->input, table->keys);
	if (text.len == 0) {
		return pc_err_set(err, PC_ERR_PARSE, out->input->at,
			"the tool's '%s' is missing or not a string", table->keys[0]);
	}
	return add_text_action(out, arena, table->tool, table->key, text, err);
}
