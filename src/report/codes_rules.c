/* SPDX-License-Identifier: Apache-2.0 */
/* Rules that mean nothing. */
#include "codes_priv.h"

const struct pc_code codes_rules[] = {
	{.code = "PC1401",
		.title = "The client drops the rule",
		.severity = PC_ERROR,
		.effect = PC_EFFECT_IGNORED,
		.then = "It names the rule in a message, and goes on without it: the "
			"rule matches nothing. In a file this is PC1310.",
		.mend = "Write Tool or Tool(content), the tool's name with a capital "
			"letter, and the closing parenthesis last.",
		.bad = "--disallowedTools 'Bash(rm'",
		.good = "--disallowedTools 'Bash(rm:*)'"},
	{.code = "PC1402",
		.title = "Write(path), NotebookEdit(path), Glob(path) and the like are "
			 "never consulted",
		.severity = PC_WARNING,
		.effect = PC_EFFECT_IGNORED,
		.then = "Files are checked against Read and Edit rules, whatever tool "
			"opens them. The rule is kept and matches nothing.",
		.mend = "Write Edit(path), which covers every tool that writes, or "
			"Read(path).",
		.bad = "\"deny\": [\"Write(secrets/**)\"]",
		.good = "\"deny\": [\"Edit(secrets/**)\"]"},
	{.code = "PC1403",
		.title = "The client does not look at content behind this tool's name",
		.severity = PC_WARNING,
		.effect = PC_EFFECT_IGNORED,
		.then = "The rule is kept and matches nothing.",
		.mend = "Name the whole tool, or in deny and ask a field of its input: "
			"Tool(field:value).",
		.bad = "\"deny\": [\"WebSearch(weather)\"]",
		.good = "\"deny\": [\"WebSearch\"]"},
	{.code = "PC1404",
		.title = "Tool(field:value) on the tool's main field is not compared",
		.severity = PC_WARNING,
		.effect = PC_EFFECT_IGNORED,
		.then = "A command, a path or an address is compared by the tool's own "
			"syntax only: the rule never looks at the field.",
		.mend = "Leave the field's name out and write what the tool's rules "
			"take.",
		.bad = "\"deny\": [\"Bash(command:rm *)\"]",
		.good = "\"deny\": [\"Bash(rm *)\"]"},
	{.code = "PC1405",
		.title = "No host of a URL looks like this",
		.severity = PC_WARNING,
		.effect = PC_EFFECT_IGNORED,
		.then = "The text is compared with the host of the URL alone and is "
			"never equal to one.",
		.mend = "Write the host without spaces, port or path, international "
			"names in their xn-- form.",
		.bad = "\"deny\": [\"WebFetch(domain:example.com:443)\"]",
		.good = "\"deny\": [\"WebFetch(domain:example.com)\"]"},
	{.code = "PC1406",
		.title = "The client has no tool of this name",
		.severity = PC_WARNING,
		.effect = PC_EFFECT_IGNORED,
		.then = "The rule waits for a tool that never comes.",
		.mend = "Correct the name. What a tool of an older client did is now "
			"done by another.",
		.bad = "\"ask\": [\"Bsh(git push:*)\"]",
		.good = "\"ask\": [\"Bash(git push:*)\"]"},
	{.code = "PC1407",
		.title = "No MCP tool has this name",
		.severity = PC_WARNING,
		.effect = PC_EFFECT_IGNORED,
		.then = "Names of servers and tools are cleaned before they are "
			"compared: what is no letter, digit, _ or - is _ there.",
		.mend = "Write mcp__server for a whole server, mcp__server__tool for one "
			"tool.",
		.bad = "\"deny\": [\"mcp__my server\"]",
		.good = "\"deny\": [\"mcp__my_server\"]"},
	{.code = "PC1408",
		.title = "\":*\" does not mean what it looks like",
		.severity = PC_WARNING,
		.effect = PC_EFFECT_WARNED,
		.then = "Only at the very end does \":*\" stand for any arguments. "
			"Elsewhere it is a colon and a star, and a star before a final "
			"\":*\" is a plain character.",
		.mend = "Write \" *\" where arguments may stand, or end the rule with "
			"the only \":*\".",
		.bad = "\"deny\": [\"Bash(git:* push)\"]",
		.good = "\"deny\": [\"Bash(git * push)\"]"},
	{.code = "PC1409",
		.title = "A path with . or .. inside",
		.severity = PC_WARNING,
		.effect = PC_EFFECT_IGNORED,
		.then = "Paths are made plain before they are compared, rules are not: "
			"the rule matches nothing.",
		.mend = "Write where it is: //... from the root of the file system, "
			"~/... from the home, ./... from the working directory.",
		.bad = "\"deny\": [\"Read(../secrets/**)\"]",
		.good = "\"deny\": [\"Read(//srv/secrets/**)\"]"},
	{.code = NULL},
};
