/* SPDX-License-Identifier: Apache-2.0 */
/* What a configuration of policyd or of machines may not say.  The agent has nothing to
 * do with these: it is policyd that does not start, or publishes nothing new. */
#include "codes_priv.h"

const struct pc_code codes_config[] = {
	{.code = "PC2101",
		.title = "A key that a configuration does not have",
		.severity = PC_ERROR,
		.effect = PC_EFFECT_ACCEPTED,
		.then = "policyd takes no configuration of which it knows a part only: "
			"a mistyped key would pass for its default.",
		.mend = "Write the key as policyd.yaml(5) has it, or take it out.",
		.bad = "intervall: 5m",
		.good = "interval: 5m"},
	{.code = "PC2102",
		.title = "A value of another kind in a configuration",
		.severity = PC_ERROR,
		.effect = PC_EFFECT_ACCEPTED,
		.then = "policyd does not guess what was meant and takes none of it.",
		.mend = "Write what the finding asks for: a text, a whole number, true "
			"or false, a duration such as 5m, a date, or a list of texts.",
		.bad = "interval: 5",
		.good = "interval: 5m"},
	{.code = "PC2103",
		.title = "A configuration without a key that it needs",
		.severity = PC_ERROR,
		.effect = PC_EFFECT_ACCEPTED,
		.then = "policyd has no default for it that would be right anywhere.",
		.mend = "Add the key.",
		.bad = "interval: 5m",
		.good = "remote: https://git.example.com/policy.git"},
	{.code = "PC2104",
		.title = "A value that is outside of what a configuration may say",
		.severity = PC_ERROR,
		.effect = PC_EFFECT_ACCEPTED,
		.then = "policyd takes none of it: a machine that looked once a second "
			"or once a year would be as good as unmanaged.",
		.mend = "Write a value between the bounds of policyd.yaml(5), or one of "
			"the words that the finding lists.",
		.bad = "interval: 1s",
		.good = "interval: 5m"},
	{.code = NULL},
};
