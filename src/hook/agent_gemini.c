/* SPDX-License-Identifier: Apache-2.0 */
/* Gemini CLI: BeforeTool and SessionStart.  Its hooks deny or say nothing; exit status 2
 * refuses a call, with the reason on stderr.  Tools have names and keys of their own,
 * some keys with an older name beside the one of today. */
#include "hook_priv.h"
#include "pc/base/fs.h"
#include "pc/doc/write.h"

static const struct tool_words tools[] = {
	{"run_shell_command", {"command"}, "Bash", "command"},
	{"read_file", {"file_path", "absolute_path", "path"}, "Read", "file_path"},
	{"write_file", {"file_path", "absolute_path", "path"}, "Write", "file_path"},
	{"replace", {"file_path", "absolute_path", "path"}, "Edit", "file_path"},
	{"google_web_search", {"query"}, "WebSearch", "query"},
	{0},
};

/* Tools that look below a directory: what a rule says of that directory holds. */
static bool searches(struct pc_str tool)
{
	static const char *const names[] = {
		"list_directory", "glob", "grep_search", "search_file_content"};

	for (size_t i = 0; i < PC_COUNT(names); i++) {
		if (pc_str_is(tool, names[i]))
			return true;
	}
	return false;
}

static struct pc_str directory_of(const struct pc_node *input)
{
	static const char *const keys[] = {"dir_path", "directory", "path"};
	struct pc_str dir = {0};

	for (size_t i = 0; i < PC_COUNT(keys) && dir.len == 0; i++)
		dir = pc_node_text(pc_node_get_c(input, keys[i]));
	return dir;
}

/* ---- addresses in a prompt ------------------------------------------------ */

static bool ends_address(char c)
{
	static const struct pc_str ends = PC_STR("<>\"'`()[]{}|\\^");

	return (unsigned char)c <= ' ' || pc_str_find(ends, c) < ends.len;
}

static bool begins_address(struct pc_str text)
{
	return pc_str_eq_nocase(pc_str_head(text, 7), PC_STR("http://")) ||
	       pc_str_eq_nocase(pc_str_head(text, 8), PC_STR("https://"));
}

/* web_fetch reads addresses out of a sentence. */
static enum pc_status add_addresses(struct request *out, struct pc_arena *arena,
	struct pc_str text, struct pc_err *err)
{
	for (size_t at = 0; at < text.len; at++) {
		struct pc_str address = pc_str_from(text, at);
		size_t end = 0;

		if (!begins_address(address))
			continue;
		while (end < address.len && !ends_address(address.ptr[end]))
			end++;
		PC_TRY(add_text_action(
			out, arena, "WebFetch", "url", pc_str_head(address, end), err));
		at += end - 1;
	}
	return PC_OK;
}

static enum pc_status add_fetch(
	struct request *out, struct pc_arena *arena, struct pc_err *err)
{
	static const char *const keys[] = {"prompt", "url"};

	for (size_t i = 0; i < PC_COUNT(keys); i++) {
		PC_TRY(add_addresses(out, arena,
			pc_node_text(pc_node_get_c(out->input, keys[i])), err));
	}
	if (out->n_actions == 0) {
		out->unknown =
			PC_STR("the addresses that it fetches are not written out");
		out->unknown_of = PC_STR("WebFetch");
	}
	return add_action(out, arena, PC_STR("WebFetch"), out->input, err);
}

/* ---- many files ----------------------------------------------------------- */

static bool is_pattern(struct pc_str name)
{
	static const struct pc_str special = PC_STR("*?[]{}!()");

	for (size_t i = 0; i < name.len; i++) {
		if (pc_str_find(special, name.ptr[i]) < special.len)
			return true;
	}
	return false;
}

static void set_pattern(struct request *out)
{
	out->unknown = PC_STR("it reads files by a pattern, not by name");
	out->unknown_of = PC_STR("Read");
}

static enum pc_status add_files(struct request *out, struct pc_arena *arena,
	const struct pc_node *list, struct pc_err *err)
{
	for (size_t i = 0; list && list->kind == PC_LIST && i < list->n_items; i++) {
		struct pc_str name = pc_node_text(list->items[i]);

		if (name.len == 0 || is_pattern(name))
			set_pattern(out);
		else
			PC_TRY(add_text_action(
				out, arena, "Read", "file_path", name, err));
	}
	return PC_OK;
}

static enum pc_status add_many_files(
	struct request *out, struct pc_arena *arena, struct pc_err *err)
{
	static const char *const keys[] = {"include", "paths"};

	for (size_t i = 0; i < PC_COUNT(keys); i++) {
		PC_TRY(add_files(out, arena, pc_node_get_c(out->input, keys[i]), err));
	}
	if (out->n_actions == 0)
		set_pattern(out);
	return PC_OK;
}

/* ---- both ----------------------------------------------------------------- */

static enum pc_status add_tool(
	struct request *out, struct pc_arena *arena, struct pc_err *err)
{
	struct pc_str dir = directory_of(out->input);
	bool found;

	PC_TRY(add_known_tool(out, arena, tools, &found, err));
	if (found) {
		if (dir.len && pc_str_is(out->tool, "run_shell_command"))
			out->cwd = pc_path_normal(
				arena, pc_path_join(arena, out->start, dir));
		return PC_OK;
	}
	if (pc_str_is(out->tool, "web_fetch"))
		return add_fetch(out, arena, err);
	if (pc_str_is(out->tool, "read_many_files"))
		return add_many_files(out, arena, err);
	if (searches(out->tool) && dir.len)
		PC_TRY(add_text_action(out, arena, "Read", "file_path", dir, err));
	return add_action(out, arena, out->tool, out->input, err);
}

static enum pc_status read_event(struct request *out, struct pc_arena *arena,
	const struct pc_node *map, struct pc_err *err)
{
	out->session = pc_node_text(pc_node_get_c(map, "session_id"));
	PC_TRY(need_text(&out->event, map, "hook_event_name", err));
	PC_TRY(need_directory(&out->start, map, "cwd", err));
	out->cwd = out->start;
	if (pc_str_is(out->event, "SessionStart"))
		out->kind = EVENT_SESSION;
	if (!pc_str_is(out->event, "BeforeTool"))
		return PC_OK;
	PC_TRY(need_call(out, map, "tool_name", "tool_input", err));
	return add_tool(out, arena, err);
}

static void write_answer(
	struct pc_buf *out, const struct request *request, const struct answer *answer)
{
	if (answer->context.len) {
		write_specific(out, request, answer);
	} else if (request->kind == EVENT_CALL && answer->opinion == OPINION_DENY) {
		pc_buf_puts(out, "{\"decision\":\"deny\"");
		pc_json_member(out, "reason", shortened(answer->reason));
		pc_buf_puts(out, "}\n");
	}
}

const struct agent agent_gemini = {
	.name = "gemini",
	.project = "GEMINI_PROJECT_DIR",
	.read = read_event,
	.write = write_answer,
	.denied = HOOK_BLOCK,
};
