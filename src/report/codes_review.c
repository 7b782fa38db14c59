/* SPDX-License-Identifier: Apache-2.0 */
/* Policy tests. */
#include "codes_priv.h"

const struct pc_code codes_review[] = {
	{.code = "PC1801",
		.title = "A policy test fails",
		.severity = PC_ERROR,
		.effect = PC_EFFECT_ACCEPTED,
		.then = "The client takes the rules as they are written, and decides the "
			"call otherwise than its test expects.",
		.mend = "See which rule decided (policyctl test shows the trace), then "
			"change the rule or the test.",
		.bad = "{Bash: curl x, expect: ask} beside deny Bash(curl:*)",
		.good = "{Bash: curl x, expect: deny, rule: \"Bash(curl:*)\"}"},
	{.code = "PC1802",
		.title = "A file of policy tests cannot be read",
		.severity = PC_ERROR,
		.effect = PC_EFFECT_IGNORED,
		.then = "None of its tests is run. The client never looks at tests/.",
		.mend = "Mend the YAML or JSON at that place, or move the file out of "
			"tests/.",
		.bad = "calls: [{Bash: ls, expect: allow}",
		.good = "calls: [{Bash: ls, expect: allow}]"},
	{.code = "PC1803",
		.title =
			"A policy test has a field or a word that nobody knows, or lacks "
			"one",
		.severity = PC_ERROR,
		.effect = PC_EFFECT_IGNORED,
		.then = "The call is not run: half of an expectation must not pass for a "
			"test.",
		.mend = "policy-tests(5) lists the fields and their words.",
		.bad = "{Bash: curl x, expct: deny}",
		.good = "{Bash: curl x, expect: deny}"},
	{.code = "PC1804",
		.title = "A policy test asks about a tool that the client does not have",
		.severity = PC_WARNING,
		.effect = PC_EFFECT_ACCEPTED,
		.then = "The client never makes such a call, so the test says nothing "
			"about it.",
		.mend = "Write the name as the client does: Bash, WebFetch, "
			"mcp__server__tool.",
		.bad = "{Shell: curl x, expect: absent}",
		.good = "{Bash: curl x, expect: deny}"},
	{.code = "PC1805",
		.title = "A file of policy tests has no calls",
		.severity = PC_WARNING,
		.effect = PC_EFFECT_IGNORED,
		.then = "It tests nothing.",
		.mend = "List calls under `calls`, or remove the file.",
		.bad = "about: Nothing leaves",
		.good = "calls: [{Bash: curl x, expect: deny}]"},
	{.code = NULL},
};
