/* SPDX-License-Identifier: Apache-2.0 */
/* What policyd finds where hooks hand in their decisions, and with what they decide by.
 */
#include "codes_priv.h"

const struct pc_code codes_spool[] = {
	{.code = "PC2401",
		.title = "Lines of a decision log that are no decisions",
		.severity = PC_WARNING,
		.effect = PC_EFFECT_IGNORED,
		.then = "They are not recorded, and gone once the file was taken in. A "
			"hook writes no such lines: a full disk cuts one off, and "
			"anything that runs as the user may write to the user's log.",
		.mend = "Look at what ran as that user at the time.",
		.bad = "hello",
		.good = "{\"id\":\"...\",\"time\":\"2026-12-31T18:00:00.000Z\","
			"\"verdict\":\"deny\"}"},
	{.code = "PC2402",
		.title = "A decision log that is not read",
		.severity = PC_WARNING,
		.effect = PC_EFFECT_IGNORED,
		.then = "It is a link, a FIFO, a directory, has a second name, is "
			"another "
			"user's or too large. What is in it is not recorded.",
		.mend = "Remove it; the user's next hook makes a file that is read.",
		.bad = "decisions.jsonl -> /etc/shadow",
		.good = "decisions.jsonl, a plain file of the user's"},
	{.code = "PC2403",
		.title = "A place in the spool that is not its user's",
		.severity = PC_WARNING,
		.effect = PC_EFFECT_IGNORED,
		.then = "Hooks of the user whose number it has write their log where "
			"they would without policyd, and these decisions are not "
			"recorded.",
		.mend = "Remove it as root, and look at who made it.",
		.bad = "/var/spool/policyctl/1000, owner 1001",
		.good = "/var/spool/policyctl/1000, owner 1000, group policyd"},
	{.code = "PC2404",
		.title = "More decisions of one user than are recorded in a day",
		.severity = PC_WARNING,
		.effect = PC_EFFECT_IGNORED,
		.then = "The rest waits in the user's log, of which the oldest part is "
			"lost when it is full; other users' decisions are recorded as "
			"ever.",
		.mend = "Look at what runs so many tool calls, or only pretends to.",
		.bad = "128 MiB of decisions",
		.good = "two decisions a second around the clock"},
	{.code = "PC2405",
		.title = "A policy that is not compiled for users",
		.severity = PC_WARNING,
		.effect = PC_EFFECT_ACCEPTED,
		.then = "It holds all the same. The hooks of users other than root read "
			"the files of it for each call, which takes longer; what is only "
			"monitored is recorded as ever.",
		.mend = "Do what the text says, such as making the files readable for "
			"everybody, or the directory root's.",
		.bad = "managed-settings.d/50-it.json with mode 0600",
		.good = "managed-settings.d/50-it.json with mode 0644"},
	{.code = "PC2406",
		.title = "A policy that cannot be monitored",
		.severity = PC_ERROR,
		.effect = PC_EFFECT_IGNORED,
		.then = "What is enforced is in force. What the fragments that are only "
			"monitored would deny is not recorded.",
		.mend = "Do what the text says; the next policy, or a restart, tries "
			"again.",
		.bad = "/var/lib/policyctl is a file",
		.good = "/var/lib/policyctl, a directory of root's"},
	{.code = NULL},
};
