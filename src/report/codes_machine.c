/* SPDX-License-Identifier: Apache-2.0 */
/* What policyd sees on a machine and records: each is a reason for which policyctl status
 * says that the machine is not compliant, but for the notes. */
#include "codes_priv.h"

const struct pc_code codes_machine[] = {
	{.code = "PC2201",
		.title = "Tampering with the policy in force",
		.severity = PC_ERROR,
		.effect = PC_EFFECT_ACCEPTED,
		.then = "policyd puts the file right within a second, each time; in "
			"between, clients that start read what was written there. It is "
			"told once, and is over when nothing has happened for an hour.",
		.mend = "See who it was: policyctl log --kind drift.",
		.bad = "five different edits of zz-policyd.json within ten minutes",
		.good = "one edit, which was put back"},
	{.code = "PC2202",
		.title = "Something else manages the policy in force",
		.severity = PC_ERROR,
		.effect = PC_EFFECT_ACCEPTED,
		.then = "Whoever it is writes the same each time, and policyd puts it "
			"right each time, within a second; neither ends.",
		.mend = "Take the file out of the other program's care: policyctl log "
			"--kind drift names the program.",
		.bad = "a configuration manager that writes zz-policyd.json anew each "
		       "time",
		.good = "a configuration manager that writes files of its own beside it"},
	{.code = "PC2203",
		.title = "The policy in force cannot be put right",
		.severity = PC_ERROR,
		.effect = PC_EFFECT_ACCEPTED,
		.then = "Clients read what is there. policyd tries again with each "
			"sweep, and whenever something changes.",
		.mend = "Mend what the message names: a directory that others may write, "
			"a file system that is read-only or full.",
		.bad = "chmod 777 /etc",
		.good = "chmod 755 /etc"},
	{.code = "PC2204",
		.title = "A source of settings that comes before the policy",
		.severity = PC_ERROR,
		.effect = PC_EFFECT_ACCEPTED,
		.then = "Your policy is not in force for the users that the message "
			"names: a client that finds settings of its server, of a "
			"configuration profile, of Windows or of a policyHelper does not "
			"look at files, and tells nobody.",
		.mend = "Put the policy into that source, or nothing; or let it say "
			"managedSourcesBehavior: merge.",
		.bad = "/home/ann/.claude/remote-settings.json: {\"model\": \"opus\"}",
		.good = "/home/ann/.claude/remote-settings.json: {\"model\": \"opus\", "
			"\"managedSourcesBehavior\": \"merge\"}"},
	{.code = "PC2205",
		.title = "A client that ignores a part of the policy",
		.severity = PC_WARNING,
		.effect = PC_EFFECT_ACCEPTED,
		.then = "A client that is older than what the policy uses does nothing "
			"with it and says nothing.",
		.mend = "Bring the client up to date, and set requiredMinimumVersion, "
			"which older clients do heed.",
		.bad = "a client 2.1.200 and a policy with managedMcpServers",
		.good = "a client 2.1.259 and that policy"},
	{.code = "PC2206",
		.title = "A client that does not start with the policy",
		.severity = PC_NOTE,
		.effect = PC_EFFECT_REFUSED,
		.then = "Its version is outside of requiredMinimumVersion and "
			"requiredMaximumVersion.",
		.mend = "Bring the client up to date.",
		.bad = "a client 2.1.200 and requiredMinimumVersion: 2.1.259",
		.good = "a client 2.1.259 and that policy"},
	{.code = "PC2207",
		.title = "A client whose version is not known",
		.severity = PC_NOTE,
		.effect = PC_EFFECT_ACCEPTED,
		.then = "Neither its path nor a package.json beside it says the version, "
			"and policyd runs no programs of others. policyctl status does, "
			"as the file's owner or as nobody.",
		.mend = "policyctl status",
		.bad = "/usr/local/bin/claude, a program without a package.json",
		.good = "/usr/local/bin/claude -> ../lib/node_modules/@anthropic-ai/"
			"claude-code/cli.js"},
	{.code = NULL},
};
