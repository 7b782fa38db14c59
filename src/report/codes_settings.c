/* SPDX-License-Identifier: Apache-2.0 */
/* What loading and repairing settings files finds. */
#include "codes_priv.h"

const struct pc_code codes_settings[] = {
	{.code = "PC1201",
		.title = "A managed file is no JSON object",
		.severity = PC_ERROR,
		.effect = PC_EFFECT_REFUSED,
		.then = "Every client on the machine refuses to start since 2.1.259, "
			"whatever other managed files say. Earlier ones go on without "
			"the file.",
		.mend = "Mend the JSON; the message says where it breaks. Write such "
			"files under another name and rename them, so that no client "
			"ever sees half of one.",
		.bad = "{\"permissions\": {\"deny\": [\"WebFetch\"],}}",
		.good = "{\"permissions\": {\"deny\": [\"WebFetch\"]}}"},
	{.code = "PC1202",
		.title = "A file or directory cannot be read",
		.severity = PC_ERROR,
		.effect = PC_EFFECT_IGNORED,
		.then = "The client goes on without it when another managed file says "
			"anything, and else refuses to start.",
		.mend = "Make it a regular file of at most 2 MiB that everyone may read.",
		.bad = "-rw------- root managed-settings.json",
		.good = "-rw-r--r-- root managed-settings.json"},
	{.code = "PC1203",
		.title = "A wrong value makes the client ignore the whole file",
		.severity = PC_ERROR,
		.effect = PC_EFFECT_IGNORED,
		.then = "A user, project or local file with a value of the wrong type "
			"does not count at all, deny rules included. In managed settings "
			"the value alone would be lost.",
		.mend = "Correct the value.",
		.bad = "{\"verbose\": \"yes\", \"permissions\": {\"deny\": "
		       "[\"WebFetch\"]}}",
		.good = "{\"verbose\": true, \"permissions\": {\"deny\": "
			"[\"WebFetch\"]}}"},
	{.code = "PC1204",
		.title = "A user, project or local file is no JSON object",
		.severity = PC_ERROR,
		.effect = PC_EFFECT_IGNORED,
		.then = "The client ignores the file and says nothing.",
		.mend = "Mend the JSON; the message says where it breaks.",
		.bad = "{\"model\": \"opus\",}",
		.good = "{\"model\": \"opus\"}"},
	{.code = "PC1205",
		.title = "Something is nested too deep",
		.severity = PC_ERROR,
		.effect = PC_EFFECT_IGNORED,
		.then = "The client drops lists and objects that lie 64 levels deep or "
			"deeper.",
		.mend = "Make it flatter.",
		.bad = "{\"x\": [[[[...]]]]}",
		.good = "{\"x\": []}"},
	{.code = "PC1206",
		.title = "The file begins with a byte order mark",
		.severity = PC_NOTE,
		.effect = PC_EFFECT_ACCEPTED,
		.then = "The client skips it. Other programs may not.",
		.mend = "Save the file as UTF-8 without a byte order mark.",
		.bad = "\\uFEFF{\"model\": \"opus\"}",
		.good = "{\"model\": \"opus\"}"},
	{.code = "PC1207",
		.title = "Bytes that are no UTF-8",
		.severity = PC_WARNING,
		.effect = PC_EFFECT_ACCEPTED,
		.then = "The client reads U+FFFD in their place, so that a rule with "
			"them matches something else.",
		.mend = "Save the file as UTF-8.",
		.bad = "{\"language\": \"fran\\xE7ais\"}",
		.good = "{\"language\": \"français\"}"},
	{.code = "PC1208",
		.title = "A file in managed-settings.d that the client does not read",
		.severity = PC_WARNING,
		.effect = PC_EFFECT_IGNORED,
		.then = "Hidden names, other endings than .json and directories do not "
			"count, without a word.",
		.mend = "Rename it to NAME.json if it should count, and move it "
			"elsewhere if not.",
		.bad = "managed-settings.d/10-web.json.bak",
		.good = "managed-settings.d/10-web.json"},
	{.code = "PC1301",
		.title = "A value has the wrong type or form",
		.severity = PC_ERROR,
		.effect = PC_EFFECT_IGNORED,
		.then = "The client names the key and goes on as if it were not there; "
			"for some keys it says nothing. A list of which every entry is "
			"wrong is as wrong.",
		.mend = "Write a value of the type that the message names; "
			"docs/settings.md has them all.",
		.bad = "{\"cleanupPeriodDays\": \"30\"}",
		.good = "{\"cleanupPeriodDays\": 30}"},
	{.code = "PC1302",
		.title = "A wrong value of a key that locks something",
		.severity = PC_ERROR,
		.effect = PC_EFFECT_RESTRICTIVE,
		.then = "The client names the key and reads its strictest value until "
			"that is mended, so that nothing is opened by a slip.",
		.mend = "Write a value of the type that the message names.",
		.bad = "{\"disableBundledSkills\": 1}",
		.good = "{\"disableBundledSkills\": true}"},
	{.code = "PC1303",
		.title = "A wrong value of a list of what is allowed",
		.severity = PC_ERROR,
		.effect = PC_EFFECT_EMPTIED,
		.then = "The client names the key and enforces an empty list: nothing is "
			"allowed until that is mended.",
		.mend = "Write a list.",
		.bad = "{\"availableModels\": \"sonnet\"}",
		.good = "{\"availableModels\": [\"sonnet\"]}"},
	{.code = "PC1304",
		.title = "An entry of a list or object is wrong",
		.severity = PC_ERROR,
		.effect = PC_EFFECT_IGNORED,
		.then = "The client names the entry and goes on without it; the others "
			"stay.",
		.mend = "Correct the entry, or remove it.",
		.bad = "{\"allowedMcpServers\": [{\"serverName\": \"a b\"}]}",
		.good = "{\"allowedMcpServers\": [{\"serverName\": \"a-b\"}]}"},
	{.code = "PC1305",
		.title = "A value that means not set",
		.severity = PC_NOTE,
		.effect = PC_EFFECT_WARNED,
		.then = "The client reads null, or false where only one word is "
			"possible, as if the key were not there, and says so.",
		.mend = "Remove the key.",
		.bad = "{\"sandbox\": {\"enabled\": null}}",
		.good = "{\"sandbox\": {}}"},
	{.code = "PC1306",
		.title = "A boolean in quotes",
		.severity = PC_WARNING,
		.effect = PC_EFFECT_WARNED,
		.then = "The client reads the boolean and says so. It does that for "
			"locks only: elsewhere such a text is a wrong value.",
		.mend = "Take the quotes away.",
		.bad = "{\"allowManagedHooksOnly\": \"true\"}",
		.good = "{\"allowManagedHooksOnly\": true}"},
	{.code = "PC1309",
		.title = "An unknown key",
		.severity = PC_WARNING,
		.effect = PC_EFFECT_ACCEPTED,
		.then = "The client does nothing with it, and never says so: whatever it "
			"was meant to lock stays open.",
		.mend = "Correct the name. A name that begins with x- or _ is taken for "
			"a remark.",
		.bad = "{\"permissions\": {\"denny\": [\"WebFetch\"]}}",
		.good = "{\"permissions\": {\"deny\": [\"WebFetch\"]}}"},
	{.code = "PC1310",
		.title = "The client skips a permission rule",
		.severity = PC_ERROR,
		.effect = PC_EFFECT_IGNORED,
		.then = "It names the rule and goes on without it; the others of the "
			"list stay. A deny or ask list without a rule left is lost.",
		.mend = "Write Tool or Tool(content), the tool as the client spells it.",
		.bad = "{\"permissions\": {\"deny\": [\"webFetch\"]}}",
		.good = "{\"permissions\": {\"deny\": [\"WebFetch\"]}}"},
	{.code = "PC1311",
		.title = "A part of hooks is wrong",
		.severity = PC_ERROR,
		.effect = PC_EFFECT_IGNORED,
		.then = "The client names the part and goes on without it: the hook does "
			"not run.",
		.mend = "Write event, list of matchers, list of handlers, as "
			"docs/settings.md shows.",
		.bad = "{\"hooks\": {\"Stop\": [{\"hooks\": [{\"type\": \"shell\", "
		       "\"command\": \"x\"}]}]}}",
		.good = "{\"hooks\": {\"Stop\": [{\"hooks\": [{\"type\": \"command\", "
			"\"command\": \"x\"}]}]}}"},
	{.code = "PC1312",
		.title = "A hook that guards tool calls is wrong",
		.severity = PC_ERROR,
		.effect = PC_EFFECT_IGNORED,
		.then = "No hook of a managed document is loaded then, and a document "
			"with nothing else in it keeps the client from starting. A "
			"user's or project's file does not count at all.",
		.mend = "Correct the hook. A matcher is a text, not a list.",
		.bad = "{\"hooks\": {\"PreToolUse\": [{\"matcher\": [\"Bash\"], "
		       "\"hooks\": []}]}}",
		.good = "{\"hooks\": {\"PreToolUse\": [{\"matcher\": \"Bash\", "
			"\"hooks\": []}]}}"},
	{.code = "PC1313",
		.title = "A key that does not count in this file",
		.severity = PC_WARNING,
		.effect = PC_EFFECT_IGNORED,
		.then = "The client takes the key from other files only, and says "
			"nothing.",
		.mend = "Move it to a file that may set it, for most such keys to "
			"managed settings.",
		.bad = "~/.claude/settings.json: {\"allowManagedHooksOnly\": true}",
		.good = "managed-settings.json: {\"allowManagedHooksOnly\": true}"},
	{.code = "PC1314",
		.title = "An environment variable that is no text",
		.severity = PC_NOTE,
		.effect = PC_EFFECT_ACCEPTED,
		.then = "The client makes it a text in JavaScript's way and says "
			"nothing: an object becomes [object Object].",
		.mend = "Write the text.",
		.bad = "{\"env\": {\"MAX_JOBS\": 4}}",
		.good = "{\"env\": {\"MAX_JOBS\": \"4\"}}"},
	{.code = "PC1315",
		.title = "The client does not start because of this value",
		.severity = PC_ERROR,
		.effect = PC_EFFECT_REFUSED,
		.then = "Every client that reads it refuses to start, or lets nobody log "
			"in.",
		.mend = "Correct the value before it is rolled out.",
		.bad = "{\"allowedProviders\": []}",
		.good = "{\"allowedProviders\": [\"anthropic\"]}"},
	{.code = "PC1316",
		.title = "Well formed, but not taken from here",
		.severity = PC_WARNING,
		.effect = PC_EFFECT_IGNORED,
		.then = "A repository grants itself nothing before it is trusted, some "
			"start modes are for people and administrators, and under "
			"allowManagedPermissionRulesOnly only managed rules count.",
		.mend = "Move it to user or managed settings.",
		.bad = ".claude/settings.json: {\"permissions\": {\"defaultMode\": "
		       "\"auto\"}}",
		.good = "~/.claude/settings.json: {\"permissions\": {\"defaultMode\": "
			"\"auto\"}}"},
	{.code = "PC1317",
		.title = "A key that does nothing in a settings file",
		.severity = PC_WARNING,
		.effect = PC_EFFECT_ACCEPTED,
		.then = "The client reads it from ~/.claude.json alone, and says nothing "
			"here.",
		.mend = "Remove it.",
		.bad = "{\"autoConnectIde\": true}",
		.good = "{}"},
	{.code = "PC1318",
		.title = "A key whose time is over",
		.severity = PC_WARNING,
		.effect = PC_EFFECT_ACCEPTED,
		.then = "The client still reads it, or does so no longer; the message "
			"says which. It says nothing itself.",
		.mend = "Use what took its place.",
		.bad = "{\"includeCoAuthoredBy\": false}",
		.good = "{\"attribution\": {\"commit\": \"\", \"pr\": \"\"}}"},
	{.code = "PC1319",
		.title = "A key that the oldest client does not know",
		.severity = PC_WARNING,
		.effect = PC_EFFECT_ACCEPTED,
		.then = "Clients older than the key do nothing with it and say nothing. "
			"The oldest one is what --client-version or "
			"requiredMinimumVersion says.",
		.mend = "Raise requiredMinimumVersion, or do not rely on the key.",
		.bad = "{\"requiredMinimumVersion\": \"2.1.200\", \"managedMcpServers\": "
		       "{}}",
		.good = "{\"requiredMinimumVersion\": \"2.1.259\", "
			"\"managedMcpServers\": {}}"},
	{.code = "PC1320",
		.title = "A required version that is none",
		.severity = PC_WARNING,
		.effect = PC_EFFECT_ACCEPTED,
		.then = "The client compares nothing and starts whatever its version is, "
			"without a word.",
		.mend = "Write three numbers.",
		.bad = "{\"requiredMinimumVersion\": \"2.1\"}",
		.good = "{\"requiredMinimumVersion\": \"2.1.0\"}"},
	{.code = NULL},
};
