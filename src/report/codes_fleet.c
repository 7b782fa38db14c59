/* SPDX-License-Identifier: Apache-2.0 */
/* Fragments, hooks and machines. */
#include "codes_priv.h"

const struct pc_code codes_fleet[] = {
	{.code = "PC1701",
		.title = "Command rules for Bash alone, and Windows machines",
		.severity = PC_WARNING,
		.effect = PC_EFFECT_ACCEPTED,
		.then = "On Windows the client may offer the PowerShell tool, to which "
			"no Bash rule applies.",
		.mend = "Write each deny and ask rule for PowerShell(...) too, or deny "
			"PowerShell.",
		.bad = "\"defaultShell\": \"powershell\", \"permissions\": {\"deny\": "
		       "[\"Bash(curl:*)\"]}",
		.good = "\"defaultShell\": \"powershell\", \"permissions\": {\"deny\": "
			"[\"Bash(curl:*)\", \"PowerShell(curl:*)\"]}"},
	{.code = "PC1702",
		.title = "Drop-ins whose numbers sort as text",
		.severity = PC_WARNING,
		.effect = PC_EFFECT_ACCEPTED,
		.then = "The client sorts file names by their characters: 10- comes "
			"before 9-. The later file's single values win.",
		.mend = "Give all numbers the same number of digits.",
		.bad = "managed-settings.d/9-base.json, managed-settings.d/10-team.json",
		.good = "managed-settings.d/09-base.json, "
			"managed-settings.d/10-team.json"},
	{.code = "PC1703",
		.title = "Drop-ins that sort differently than they read",
		.severity = PC_WARNING,
		.effect = PC_EFFECT_ACCEPTED,
		.then = "The client sorts file names by their characters: capitals "
			"before small letters, - before the dot of the ending, 10 before "
			"9. The later file's single values win.",
		.mend = "Write names in lower case, and begin each with a number of as "
			"many digits.",
		.bad = "managed-settings.d/base.json, managed-settings.d/Team.json",
		.good = "managed-settings.d/10-base.json, "
			"managed-settings.d/20-team.json"},
	{.code = "PC1704",
		.title = "A managed hook that fails open",
		.severity = PC_WARNING,
		.effect = PC_EFFECT_ACCEPTED,
		.then = "When a PreToolUse hook cannot start, crashes or takes too long, "
			"the tool call goes on as if there were no hook.",
		.mend = "Add onFailure to the handler itself. The client heeds it for "
			"command, http and mcp_tool handlers since 2.1.295, and not for "
			"async ones.",
		.bad = "{\"type\": \"command\", \"command\": \"/opt/check\"}",
		.good = "{\"type\": \"command\", \"command\": \"/opt/check\", "
			"\"onFailure\": \"block\"}"},
	{.code = "PC1705",
		.title = "Two managed files set the same value differently",
		.severity = PC_WARNING,
		.effect = PC_EFFECT_IGNORED,
		.then = "Of single values the file that sorts last wins. What this one "
			"says does nothing.",
		.mend = "Leave the key to one file, and agree on whose.",
		.bad = "10-a.json: {\"cleanupPeriodDays\": 30}, 20-b.json: "
		       "{\"cleanupPeriodDays\": 14}",
		.good = "20-b.json: {\"cleanupPeriodDays\": 14}"},
	{.code = "PC1706",
		.title = "Allow rules in managed settings",
		.severity = PC_NOTE,
		.effect = PC_EFFECT_ACCEPTED,
		.then = "They are granted on every machine and in every repository.",
		.mend = "Let each repository's .claude/settings.json grant what it "
			"needs, or set allowManagedPermissionRulesOnly if nobody else "
			"may.",
		.bad = "\"permissions\": {\"allow\": [\"Bash(make test)\"]}",
		.good = "\"allowManagedPermissionRulesOnly\": true, \"permissions\": "
			"{\"allow\": [\"Bash(make test)\"]}"},
	{.code = "PC1707",
		.title = "A pinned model",
		.severity = PC_WARNING,
		.effect = PC_EFFECT_ACCEPTED,
		.then = "A name with a version or a date is one release. Sessions fail "
			"on the day it "
			"is retired.",
		.mend = "Write an alias, which follows the releases.",
		.bad = "\"model\": \"claude-sonnet-4-20250514\"",
		.good = "\"model\": \"sonnet\""},
	{.code = "PC1708",
		.title = "An MCP server allowed by name that no longer counts",
		.severity = PC_WARNING,
		.effect = PC_EFFECT_IGNORED,
		.then = "Once the list has an entry by serverUrl, names allow no remote "
			"server; once it has one by serverCommand, they allow no local "
			"one.",
		.mend = "Name each server by its serverUrl or serverCommand.",
		.bad = "\"allowedMcpServers\": [{\"serverName\": \"wiki\"}, "
		       "{\"serverUrl\": \"https://mcp.example.com/*\"}]",
		.good = "\"allowedMcpServers\": [{\"serverUrl\": "
			"\"https://mcp.example.com/*\"}]"},
	{.code = "PC1709",
		.title = "A bare Bash ask rule beside a sandbox that answers for it",
		.severity = PC_WARNING,
		.effect = PC_EFFECT_IGNORED,
		.then = "Commands that run sandboxed are not asked about: the sandbox "
			"stands for the answer.",
		.mend = "Set sandbox.autoAllowBashIfSandboxed to false if people should "
			"be asked.",
		.bad = "\"sandbox\": {\"enabled\": true}, \"permissions\": {\"ask\": "
		       "[\"Bash\"]}",
		.good = "\"sandbox\": {\"enabled\": true, \"autoAllowBashIfSandboxed\": "
			"false}, \"permissions\": {\"ask\": [\"Bash\"]}"},
	{.code = "PC1710",
		.title = "One path, two places: a rule and the sandbox",
		.severity = PC_WARNING,
		.effect = PC_EFFECT_ACCEPTED,
		.then = "In sandbox.filesystem a leading slash is the root of the file "
			"system; in a Read or Edit rule it is not.",
		.mend = "Write // in the rule for the root of the file system, or ./ in "
			"the sandbox for the project.",
		.bad = "\"deny\": [\"Read(/secrets/**)\"], with "
		       "sandbox.filesystem.denyRead [\"/secrets\"]",
		.good = "\"deny\": [\"Read(//secrets/**)\"], with "
			"sandbox.filesystem.denyRead [\"/secrets\"]"},
	{.code = "PC1711",
		.title = "A hook's timeout that looks like milliseconds",
		.severity = PC_WARNING,
		.effect = PC_EFFECT_ACCEPTED,
		.then = "Timeouts of hooks are in seconds. A hook that hangs holds the "
			"session up for hours.",
		.mend = "Write the timeout in seconds.",
		.bad = "{\"type\": \"command\", \"command\": \"/opt/check\", "
		       "\"timeout\": 5000}",
		.good = "{\"type\": \"command\", \"command\": \"/opt/check\", "
			"\"timeout\": 5}"},
	{.code = "PC1712",
		.title = "A hook that never runs",
		.severity = PC_WARNING,
		.effect = PC_EFFECT_IGNORED,
		.then = "A matcher is compared with the tool's name alone, capitals "
			"counting, and \"if\" must be one permission rule. Where neither "
			"can be, the client passes over the hook and says nothing.",
		.mend = "Write tool names with | between them as the matcher, and what "
			"the call is about as the handler's \"if\".",
		.bad = "\"PreToolUse\": [{\"matcher\": \"Bash(git push *)\", "
		       "\"hooks\": [...]}]",
		.good = "\"PreToolUse\": [{\"matcher\": \"Bash\", \"hooks\": "
			"[...]}]"},
	{.code = NULL},
};
