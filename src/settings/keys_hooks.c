/* SPDX-License-Identifier: Apache-2.0 */
/* What hooks are made of: events, matchers, handlers of five types. */
#include "keys_hooks_priv.h"

#include "shapes_priv.h"

static const struct shape seconds = {
	.kind = SHAPE_NUMBER, .has_min = true, .above_min = true};
static const struct shape open_object = {
	.kind = SHAPE_FORM, .members = (const struct member[]){{0}}, .open = true};
static const struct shape shells = SHAPE_WORDS("bash", "powershell");
static const struct shape failures = SHAPE_WORDS("continue", "block");
static const struct shape address = {
	.kind = SHAPE_TEXT, .pattern = "^[A-Za-z][A-Za-z0-9+.-]*:"};

static const struct shape is_command = SHAPE_WORDS("command");
static const struct shape is_prompt = SHAPE_WORDS("prompt");
static const struct shape is_agent = SHAPE_WORDS("agent");
static const struct shape is_http = SHAPE_WORDS("http");
static const struct shape is_mcp_tool = SHAPE_WORDS("mcp_tool");

#define COMMON                                                                           \
	{"if", &shape_text, MAY}, {"timeout", &seconds, MAY},                            \
		{"statusMessage", &shape_text, MAY}, {"once", &shape_flag, MAY},         \
	{                                                                                \
		"onFailure", &failures, MAY                                              \
	}

static const struct shape hook_command = SHAPE_FORM_OF({"type", &is_command, NEEDED},
	COMMON, {"command", &shape_text, NEEDED}, {"args", &shape_texts, MAY},
	{"shell", &shells, MAY}, {"async", &shape_flag, MAY},
	{"asyncRewake", &shape_flag, MAY});
static const struct shape hook_prompt = SHAPE_FORM_OF({"type", &is_prompt, NEEDED},
	COMMON, {"prompt", &shape_text, NEEDED}, {"model", &shape_text, MAY},
	{"continueOnBlock", &shape_flag, MAY});
static const struct shape hook_agent = SHAPE_FORM_OF({"type", &is_agent, NEEDED}, COMMON,
	{"prompt", &shape_text, NEEDED}, {"model", &shape_text, MAY});
const struct shape hook_http =
	SHAPE_FORM_OF({"type", &is_http, NEEDED}, COMMON, {"url", &address, NEEDED},
		{"headers", &shape_text_map, MAY}, {"allowedEnvVars", &shape_texts, MAY});
static const struct shape hook_mcp_tool = SHAPE_FORM_OF({"type", &is_mcp_tool, NEEDED},
	COMMON, {"server", &shape_text, NEEDED}, {"tool", &shape_text, NEEDED},
	{"input", &open_object, MAY});

const struct shape *const hook_handlers[] = {
	&hook_command, &hook_prompt, &hook_agent, &hook_http, &hook_mcp_tool, NULL};

static const struct shape handler = {.kind = SHAPE_EITHER, .choices = hook_handlers};
static const struct shape handlers = SHAPE_LIST_OF(&handler);
const struct shape hook_matcher =
	SHAPE_FORM_OF({"matcher", &shape_text, MAY}, {"hooks", &handlers, NEEDED});
static const struct shape matchers = SHAPE_LIST_OF(&hook_matcher);

const struct member hook_events[] = {
	{"PreToolUse", &matchers, MAY},
	{"PostToolUse", &matchers, MAY},
	{"PostToolUseFailure", &matchers, MAY},
	{"PostToolBatch", &matchers, MAY},
	{"Notification", &matchers, MAY},
	{"UserPromptSubmit", &matchers, MAY},
	{"UserPromptExpansion", &matchers, MAY},
	{"SessionStart", &matchers, MAY},
	{"SessionEnd", &matchers, MAY},
	{"Stop", &matchers, MAY},
	{"StopFailure", &matchers, MAY},
	{"SubagentStart", &matchers, MAY},
	{"SubagentStop", &matchers, MAY},
	{"PreCompact", &matchers, MAY},
	{"PostCompact", &matchers, MAY},
	{"PreModelSwitch", &matchers, MAY},
	{"PostModelSwitch", &matchers, MAY},
	{"PermissionRequest", &matchers, MAY},
	{"PermissionDenied", &matchers, MAY},
	{"Setup", &matchers, MAY},
	{"TeammateIdle", &matchers, MAY},
	{"TaskCreated", &matchers, MAY},
	{"TaskCompleted", &matchers, MAY},
	{"Elicitation", &matchers, MAY},
	{"ElicitationResult", &matchers, MAY},
	{"ConfigChange", &matchers, MAY},
	{"WorktreeCreate", &matchers, MAY},
	{"WorktreeRemove", &matchers, MAY},
	{"InstructionsLoaded", &matchers, MAY},
	{"CwdChanged", &matchers, MAY},
	{"FileChanged", &matchers, MAY},
	{"MessageDisplay", &matchers, MAY},
	{NULL, NULL, MAY},
};

const struct shape hooks_shape = {
	.kind = SHAPE_FORM, .members = hook_events, .closed = true};
