/* SPDX-License-Identifier: Apache-2.0 */
/* From words, JSON or a tree to an action. */
#include "pc/review/call.h"

#include "pc/base/fs.h"
#include "pc/doc/read.h"

/* The field that a tool is about, for people who type one text instead of JSON. */
static const struct main_field {
	const char *tool, *field;
	bool is_path;
} main_fields[] = {
	{"Bash", "command", false},
	{"PowerShell", "command", false},
	{"Monitor", "command", false},
	{"Read", "file_path", true},
	{"Edit", "file_path", true},
	{"Write", "file_path", true},
	{"MultiEdit", "file_path", true},
	{"NotebookEdit", "notebook_path", true},
	{"Glob", "pattern", false},
	{"Grep", "pattern", false},
	{"WebFetch", "url", false},
	{"WebSearch", "query", false},
	{"Agent", "subagent_type", false},
	{"Task", "subagent_type", false},
	{"Skill", "skill", false},
};

static const struct main_field *main_field_of(struct pc_str tool)
{
	for (size_t i = 0; i < PC_COUNT(main_fields); i++) {
		if (pc_str_is(tool, main_fields[i].tool))
			return &main_fields[i];
	}
	return NULL;
}

static struct pc_str absolute_path(
	struct pc_arena *arena, const struct pc_settings *settings, struct pc_str path)
{
	if (pc_str_is(path, "~"))
		return settings->home;
	if (pc_str_starts(path, PC_STR("~/")))
		return pc_path_join(arena, settings->home, pc_str_from(path, 2));
	return pc_path_join(arena, settings->cwd, path);
}

static struct pc_node *one_field(
	struct pc_arena *arena, const char *field, struct pc_str value)
{
	struct pc_node *map = pc_node_new(arena, PC_MAP, (struct pc_span){0});

	map->pairs = pc_arena_new_array(arena, struct pc_pair, 1);
	map->n_pairs = 1;
	map->pairs[0].key = pc_str(field);
	map->pairs[0].value = pc_node_new_text(arena, value, (struct pc_span){0});
	return map;
}

static void from_main_field(struct pc_action *out, struct pc_arena *arena,
	const struct pc_settings *settings, struct pc_str tool, struct pc_str text)
{
	const struct main_field *field = main_field_of(tool);

	if (field && field->is_path)
		text = absolute_path(arena, settings, text);
	*out = (struct pc_action){
		.tool = tool,
		.input = one_field(arena, field ? field->field : "input", text),
	};
}

void pc_call_from_text(struct pc_action *out, struct pc_arena *arena,
	const struct pc_settings *settings, struct pc_str tool, struct pc_str input)
{
	struct pc_node *node = NULL;
	struct pc_err err;

	if (pc_json_read_request(&node, arena, "INPUT", input, NULL, &err) == PC_OK &&
		node->kind == PC_MAP)
		*out = (struct pc_action){.tool = tool, .input = node};
	else
		from_main_field(out, arena, settings, tool, input);
}

void pc_call_from_node(struct pc_action *out, struct pc_arena *arena,
	const struct pc_settings *settings, struct pc_str tool,
	const struct pc_node *input)
{
	if (input && input->kind == PC_TEXT)
		from_main_field(out, arena, settings, tool, input->text);
	else
		*out = (struct pc_action){.tool = tool, .input = input};
}

enum pc_status pc_call_from_line(struct pc_action *out, struct pc_arena *arena,
	struct pc_str line, struct pc_err *err)
{
	struct pc_node *node = NULL;
	const struct pc_node *input;

	PC_TRY(pc_json_read_request(&node, arena, "line", line, NULL, err));
	if (node->kind != PC_MAP) {
		return pc_err_set(err, PC_ERR_PARSE, node->at,
			"a request is an object: {\"tool\": ..., \"input\": {...}}");
	}
	out->tool = pc_node_text(pc_node_get_c(node, "tool"));
	if (out->tool.len == 0) {
		return pc_err_set(err, PC_ERR_PARSE, node->at,
			"'tool' is missing or not a string: {\"tool\": \"Bash\", ...}");
	}
	input = pc_node_get_c(node, "input");
	if (input && input->kind != PC_MAP) {
		return pc_err_set(err, PC_ERR_PARSE, input->at,
			"'input' must be an object, not %s", pc_kind_name(input->kind));
	}
	out->input = input;
	return PC_OK;
}
