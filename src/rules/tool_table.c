/* SPDX-License-Identifier: Apache-2.0 */
/* The client's tools as recorded from it (2.1.330, print mode): which exist, what they do
 * without a rule, what rules about them may say.  Old names are resolved here too. */
#include "tools_priv.h"

#define S(text)                                                                          \
	{                                                                                \
		text, sizeof(text) - 1                                                   \
	}

static const struct tool_info infos[] = {
	/* name, default, content, primary, defaults, fields */
	{S("Agent"), TOOL_RUNS, CONTENT_NAME, NULL, NULL, NULL},
	{S("Artifact"), TOOL_ABSENT, CONTENT_NONE, NULL, NULL, NULL},
	{S("AskUserQuestion"), TOOL_ABSENT, CONTENT_NONE, NULL, NULL, NULL},
	{S("Bash"), TOOL_DEPENDS, CONTENT_COMMAND, "command", NULL,
		"timeout description run_in_background dangerouslyDisableSandbox"},
	{S("CronCreate"), TOOL_RUNS, CONTENT_NONE, NULL, NULL, NULL},
	{S("CronDelete"), TOOL_RUNS, CONTENT_NONE, NULL, NULL, NULL},
	{S("CronList"), TOOL_RUNS, CONTENT_NONE, NULL, NULL, NULL},
	{S("Edit"), TOOL_DEPENDS, CONTENT_PATH, "file_path", "replace_all=false", NULL},
	{S("EndConversation"), TOOL_ABSENT, CONTENT_NONE, NULL, NULL, NULL},
	{S("EnterPlanMode"), TOOL_ABSENT, CONTENT_NONE, NULL, NULL, NULL},
	{S("EnterWorktree"), TOOL_RUNS, CONTENT_NONE, NULL, NULL, NULL},
	{S("ExitPlanMode"), TOOL_ABSENT, CONTENT_NONE, NULL, NULL, NULL},
	{S("ExitWorktree"), TOOL_RUNS, CONTENT_NONE, NULL, NULL, NULL},
	{S("Glob"), TOOL_DEPENDS, CONTENT_NO_PATH, "path", NULL, NULL},
	{S("Grep"), TOOL_DEPENDS, CONTENT_NO_PATH, "path", NULL, NULL},
	{S("LSP"), TOOL_DEPENDS, CONTENT_NONE, NULL, NULL, NULL},
	{S("ListAgents"), TOOL_RUNS, CONTENT_NONE, NULL, NULL, NULL},
	{S("ListMcpResourcesTool"), TOOL_ABSENT, CONTENT_NONE, NULL, NULL, NULL},
	{S("Monitor"), TOOL_DEPENDS, CONTENT_NONE, "command", "timeout_ms=300000", NULL},
	{S("NotebookEdit"), TOOL_DEPENDS, CONTENT_NO_PATH, "notebook_path", NULL, NULL},
	{S("PowerShell"), TOOL_DEPENDS, CONTENT_COMMAND, "command", NULL,
		"timeout description run_in_background dangerouslyDisableSandbox"},
	{S("PushNotification"), TOOL_ABSENT, CONTENT_NONE, NULL, NULL, NULL},
	{S("Read"), TOOL_DEPENDS, CONTENT_PATH, "file_path", NULL, NULL},
	{S("ReadMcpResourceTool"), TOOL_ABSENT, CONTENT_NONE, NULL, NULL, NULL},
	{S("RemoteTrigger"), TOOL_ABSENT, CONTENT_NONE, NULL, NULL, NULL},
	{S("ReportFindings"), TOOL_RUNS, CONTENT_NONE, NULL, NULL, NULL},
	{S("ScheduleWakeup"), TOOL_RUNS, CONTENT_NONE, NULL, NULL, NULL},
	{S("SendMessage"), TOOL_RUNS, CONTENT_NONE, NULL, "message=", NULL},
	{S("SendUserFile"), TOOL_ABSENT, CONTENT_NONE, NULL, NULL, NULL},
	{S("ShareOnboardingGuide"), TOOL_ABSENT, CONTENT_NONE, NULL, NULL, NULL},
	/* A skill whose frontmatter asks for nothing runs by itself; others prompt. */
	{S("Skill"), TOOL_ASKS, CONTENT_NAME, NULL, NULL, NULL},
	{S("TaskCreate"), TOOL_RUNS, CONTENT_NONE, NULL, NULL, NULL},
	{S("TaskGet"), TOOL_RUNS, CONTENT_NONE, NULL, NULL, NULL},
	{S("TaskList"), TOOL_RUNS, CONTENT_NONE, NULL, NULL, NULL},
	{S("TaskOutput"), TOOL_ABSENT, CONTENT_NONE, NULL, NULL, NULL},
	{S("TaskStop"), TOOL_RUNS, CONTENT_NONE, NULL, NULL, NULL},
	{S("TaskUpdate"), TOOL_RUNS, CONTENT_NONE, NULL, NULL, NULL},
	{S("TodoWrite"), TOOL_ABSENT, CONTENT_NONE, NULL, NULL, NULL},
	{S("ToolSearch"), TOOL_RUNS, CONTENT_NONE, NULL, "max_results=5", NULL},
	{S("WaitForMcpServers"), TOOL_ABSENT, CONTENT_NONE, NULL, NULL, NULL},
	{S("WebFetch"), TOOL_DEPENDS, CONTENT_DOMAIN, "url", NULL, NULL},
	{S("WebSearch"), TOOL_ASKS, CONTENT_NONE, NULL, NULL, NULL},
	{S("Workflow"), TOOL_ASKS, CONTENT_NONE, NULL, NULL, NULL},
	{S("Write"), TOOL_DEPENDS, CONTENT_NO_PATH, "file_path", NULL, NULL},
};

/* Old names that rules and calls may still use. */
static const struct {
	struct pc_str old, now;
} aliases[] = {
	{S("Task"), S("Agent")},
	{S("KillShell"), S("TaskStop")},
	{S("KillBash"), S("TaskStop")},
};

struct pc_str pc_tool_name(struct pc_str tool)
{
	for (size_t i = 0; i < PC_COUNT(aliases); i++) {
		if (pc_str_eq(tool, aliases[i].old))
			return aliases[i].now;
	}
	return tool;
}

const struct tool_info *tool_info(struct pc_str tool)
{
	for (size_t i = 0; i < PC_COUNT(infos); i++) {
		if (pc_str_eq(tool, infos[i].name))
			return &infos[i];
	}
	return NULL;
}

const struct tool_info *tool_info_at(size_t i)
{
	return i < PC_COUNT(infos) ? &infos[i] : NULL;
}

const struct tool_info *tool_info_like(struct pc_str tool)
{
	const struct tool_info *best = NULL;
	size_t least = 1 + tool.len / 4;

	for (size_t i = 0; i < PC_COUNT(infos); i++) {
		size_t distance = pc_str_distance(tool, infos[i].name);

		if (pc_str_eq_nocase(tool, infos[i].name))
			distance = 0;
		if (distance <= least && (!best || distance < least)) {
			least = distance;
			best = &infos[i];
		}
	}
	return best;
}

bool pc_tool_is_known(struct pc_str tool, struct pc_str *like)
{
	const struct tool_info *similar;

	if (is_mcp_tool(tool) || tool_info(pc_tool_name(tool)))
		return true;
	similar = tool_info_like(tool);
	if (like)
		*like = similar ? similar->name : (struct pc_str){0};
	return false;
}

const char *tool_successor(struct pc_str tool)
{
	static const char *const gone[][2] = {{"MultiEdit", "Edit"}, {"Update", "Edit"},
		{"LS", "Read"}, {"NotebookRead", "Read"}, {"BashOutput", "TaskOutput"},
		{"SlashCommand", "Skill"}, {"TodoRead", "TaskList"}};

	for (size_t i = 0; i < PC_COUNT(gone); i++) {
		if (pc_str_is(tool, gone[i][0]))
			return gone[i][1];
	}
	return NULL;
}

bool is_mcp_tool(struct pc_str tool)
{
	return pc_str_starts(tool, PC_STR("mcp__"));
}

static bool is_mcp_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '*';
}

bool is_mcp_name(struct pc_str tool)
{
	for (size_t i = 0; i < tool.len; i++) {
		if (!is_mcp_char(tool.ptr[i]))
			return false;
	}
	return is_mcp_tool(tool);
}

bool is_word_of(const char *words, struct pc_str word)
{
	struct pc_str rest = pc_str(words);

	while (rest.ptr) {
		if (pc_str_eq(pc_str_cut(&rest, ' '), word))
			return true;
	}
	return false;
}
