/* SPDX-License-Identifier: Apache-2.0 */
/* Rules against each other, found by exact analysis. */
#include "codes_priv.h"

const struct pc_code codes_relations[] = {
	{.code = "PC1601",
		.title = "An allow rule that never counts",
		.severity = PC_WARNING,
		.effect = PC_EFFECT_IGNORED,
		.then = "Deny rules are tried first, then ask rules, then allow rules. "
			"Every call that this rule speaks of is denied or asked about "
			"before it is reached; it may take several rules together.",
		.mend = "Remove the rule, or narrow what comes before it. An exception "
			"from a deny rule cannot be written.",
		.bad = "\"deny\": [\"Bash(curl:*)\"], \"allow\": [\"Bash(curl "
		       "https://intranet.example/:*)\"]",
		.good = "\"deny\": [\"Bash(curl:*)\"]"},
	{.code = "PC1602",
		.title = "An ask rule that never asks",
		.severity = PC_WARNING,
		.effect = PC_EFFECT_IGNORED,
		.then = "Deny rules are tried before it, and they deny every call that "
			"it speaks of.",
		.mend = "Remove the rule, or narrow the deny rules.",
		.bad = "\"deny\": [\"WebFetch(domain:*.example.com)\"], \"ask\": "
		       "[\"WebFetch(domain:docs.example.com)\"]",
		.good = "\"ask\": [\"WebFetch(domain:*.example.com)\"]"},
	{.code = "PC1603",
		.title = "A later fragment that does not lift an earlier deny rule",
		.severity = PC_WARNING,
		.effect = PC_EFFECT_IGNORED,
		.then = "A later fragment wins where two set one value, but lists are "
			"united: the deny rule of the earlier fragment stays, and deny "
			"comes first whatever the order of the files.",
		.mend = "Narrow the deny rule in the fragment that has it, or remove "
			"the rule here.",
		.bad = "20-web.json: \"allow\": [\"WebFetch(domain:example.com)\"], with "
		       "\"deny\": [\"WebFetch\"] in 10-base.json",
		.good = "10-base.json without the deny rule"},
	{.code = "PC1604",
		.title = "The same rule twice",
		.severity = PC_NOTE,
		.effect = PC_EFFECT_IGNORED,
		.then = "The client keeps one of them.",
		.mend = "Remove one, so that whoever changes the other changes the "
			"policy.",
		.bad = "\"deny\": [\"WebSearch\", \"WebSearch\"]",
		.good = "\"deny\": [\"WebSearch\"]"},
	{.code = "PC1605",
		.title = "A rule that another of its list covers",
		.severity = PC_NOTE,
		.effect = PC_EFFECT_ACCEPTED,
		.then = "Every call that the rule speaks of is one of the other rule, "
			"too: without it, nothing would change.",
		.mend = "Remove it, or narrow the other rule if it says too much.",
		.bad = "\"deny\": [\"Bash(git push:*)\", \"Bash(git push --force:*)\"]",
		.good = "\"deny\": [\"Bash(git push:*)\"]"},
	{.code = "PC1606",
		.title = "One rule in two spellings",
		.severity = PC_NOTE,
		.effect = PC_EFFECT_ACCEPTED,
		.then = "Both rules mean the same calls.",
		.mend = "Keep one of them.",
		.bad = "\"deny\": [\"Read(.env)\", \"Read(**/.env)\"]",
		.good = "\"deny\": [\"Read(.env)\"]"},
	{.code = "PC1607",
		.title = "An ask rule that opens a deny rule",
		.severity = PC_WARNING,
		.effect = PC_EFFECT_ACCEPTED,
		.then = "The client tries rules that say a command exactly before rules "
			"with a wildcard, ask rules among them. It asks about this "
			"command instead of denying it.",
		.mend = "Add the exact deny rule for the command, or remove the ask "
			"rule.",
		.bad = "\"deny\": [\"Bash(git push:*)\"], \"ask\": [\"Bash(git push "
		       "origin main)\"]",
		.good = "\"deny\": [\"Bash(git push:*)\"]"},
	{.code = "PC1608",
		.title = "Rules that are too intricate to compare",
		.severity = PC_NOTE,
		.effect = PC_EFFECT_ACCEPTED,
		.then = "The client takes the rule. Whether another covers it, or "
			"whether a call comes past it, was not found out: the patterns "
			"have too many combinations, or there are too many rules that "
			"are too alike.",
		.mend = "Write simpler patterns.",
		.bad = "\"deny\": [\"Bash(*a*b*c*d*e*f*g*h*)\", and hundreds more]",
		.good = "\"deny\": [\"Bash(a:*)\"]"},
	{.code = NULL},
};
