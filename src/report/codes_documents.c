/* SPDX-License-Identifier: Apache-2.0 */
/* What the JSON and YAML readers find. */
#include "codes_priv.h"

const struct pc_code codes_documents[] = {
	{.code = "PC1101",
		.title = "A key stands twice in one object",
		.severity = PC_ERROR,
		.effect = PC_EFFECT_IGNORED,
		.then = "The last value counts. What the key says before is lost, "
			"without a word: a second \"deny\" takes the place of the first "
			"one, its rules are not added. It is a warning where both say "
			"the "
			"same. In YAML it is no document at all.",
		.mend = "Keep one of the two, or unite their values.",
		.bad = "{\"permissions\": {\"deny\": [\"Bash(curl *)\"], \"deny\": "
		       "[\"Bash(wget *)\"]}}",
		.good = "{\"permissions\": {\"deny\": [\"Bash(curl *)\", \"Bash(wget "
			"*)\"]}}"},
	{.code = "PC1102",
		.title = "A plain word that older YAML reads as a boolean",
		.severity = PC_WARNING,
		.effect = PC_EFFECT_ACCEPTED,
		.then = "yes, no, on, off, y and n are texts here, as YAML 1.2 has them. "
			"Readers of YAML 1.1 take them for booleans, so the fragment "
			"says "
			"one thing here and another thing there.",
		.mend = "Write true or false, or quote the word to mean the text.",
		.bad = "env:\n  DISABLE_TELEMETRY: yes",
		.good = "env:\n  DISABLE_TELEMETRY: \"yes\""},
	{.code = "PC1103",
		.title = "A number that older YAML reads differently",
		.severity = PC_WARNING,
		.effect = PC_EFFECT_ACCEPTED,
		.then = "0777 is the number 777 here and 511 to readers of YAML 1.1; "
			"1_000 and 0b11 are texts here and numbers there.",
		.mend = "Write plain digits, or quote it to mean the text.",
		.bad = "cleanupPeriodDays: 030",
		.good = "cleanupPeriodDays: 30"},
	{.code = NULL},
};
