/* SPDX-License-Identifier: Apache-2.0 */
/* What an audit says beside the keys that it finds: of rules (PC2501-2519), of inputs
 * (PC2520-2539), of baselines, comments and policy (PC2540-2569), of asking providers
 * (PC2570-2589). */
#include "codes_priv.h"

const struct pc_code codes_audit[] = {
	{.code = "PC2520",
		.title = "A file or directory that cannot be read",
		.severity = PC_WARNING,
		.effect = PC_EFFECT_IGNORED,
		.then = "The audit goes on without it, or without what lies behind "
			"the place where reading failed: a key in it is not found.",
		.mend = "Run the audit as a user who may read it, or leave the path "
			"out.",
		.bad = "chmod 000 deploy/.env",
		.good = "chmod 640 deploy/.env"},
	{.code = "PC2521",
		.title = "A file that went away while the audit ran",
		.severity = PC_NOTE,
		.effect = PC_EFFECT_IGNORED,
		.then = "It was there when its directory was listed, and was gone or "
			"something else when it was to be read.",
		.mend = "Run the audit again where nothing works in the tree.",
		.bad = "npm ci & policyctl audit .",
		.good = "npm ci && policyctl audit ."},
	{.code = "PC2522",
		.title = "Something that is no file",
		.severity = PC_NOTE,
		.effect = PC_EFFECT_IGNORED,
		.then = "Devices, FIFOs and sockets are never opened, tables of the "
			"kernel (/proc, /sys) are not walked into, and a link that is "
			"named itself is not followed.",
		.mend = "Nothing, or name what the link leads to. A stream can be "
			"given as standard input.",
		.bad = "policyctl audit /run/pipe",
		.good = "policyctl audit - < /run/pipe"},
	{.code = "PC2523",
		.title = "A document too large for its structure to be read",
		.severity = PC_NOTE,
		.effect = PC_EFFECT_IGNORED,
		.then = "Its text is looked at; services, containers and variables "
			"are not named, and what only the structure shows is not "
			"found.",
		.mend = "Split the file.",
		.bad = "services.yaml of 20 MB",
		.good = "services/*.yaml, one each"},
	{.code = "PC2524",
		.title = "An archive that costs too much",
		.severity = PC_WARNING,
		.effect = PC_EFFECT_IGNORED,
		.then = "Members, bytes unpacked, how often its own size it unpacks "
			"to, and archives within archives have ceilings. What lies "
			"behind them is not looked at; the rest of the audit goes on.",
		.mend = "Unpack it, and look at what came out.",
		.bad = "policyctl audit image.tar.gz",
		.good = "tar xf image.tar.gz -C image && policyctl audit image"},
	{.code = "PC2525",
		.title = "An archive that cannot be unpacked, or not all of it",
		.severity = PC_WARNING,
		.effect = PC_EFFECT_IGNORED,
		.then = "It is damaged, encrypted, or of a form that is not known. "
			"Members before the damage are looked at.",
		.mend = "Unpack it with the program that made it, and look at what "
			"came out.",
		.bad = "zip -e backup.zip .env",
		.good = "zip backup.zip config.yaml"},
	{.code = "PC2526",
		.title = "A directory that lies too deep",
		.severity = PC_WARNING,
		.effect = PC_EFFECT_IGNORED,
		.then = "What lies below more directories than have names that the "
			"system takes is not looked at.",
		.mend = "Remove it: no program can work with it.",
		.bad = "a/a/a/... a thousand times",
		.good = "a/b/c"},
	{.code = "PC2527",
		.title = "Part of a file or list that is not heeded",
		.severity = PC_WARNING,
		.effect = PC_EFFECT_IGNORED,
		.then = "A file with more keys than a report has room for is not told "
			"to its end; a line of .gitignore that cannot be understood "
			"leaves nothing out.",
		.mend = "Mend the line, or look at the file by itself.",
		.bad = "a .gitignore of 2 MB",
		.good = "a .gitignore of some lines"},
	{.code = "PC2528",
		.title = "A login that others may read",
		.severity = PC_WARNING,
		.effect = PC_EFFECT_IGNORED,
		.then = "What a client keeps of its own login is no finding, as it is "
			"made by the client and renewed by it. But everybody on the "
			"machine may take this one.",
		.mend = "Take the permission away (chmod 600), and log in again where "
			"others were on the machine.",
		.bad = "chmod 644 ~/.claude/.credentials.json",
		.good = "chmod 600 ~/.claude/.credentials.json"},
	{.code = "PC2529",
		.title = "Processes whose environment is not shown",
		.severity = PC_NOTE,
		.effect = PC_EFFECT_IGNORED,
		.then = "The system hides it of programs that ask for that, or that "
			"have changed their user: a key in it is not found.",
		.mend = "Nothing, or run the audit as root.",
		.bad = "policyctl audit --processes",
		.good = "sudo policyctl audit --processes"},
	{.code = "PC2530",
		.title = "An environment too large to be looked at",
		.severity = PC_NOTE,
		.effect = PC_EFFECT_IGNORED,
		.then = "Its first 2 MB are looked at.",
		.mend = "Find out what a program is given so much for.",
		.bad = "env BIG=\"$(cat file)\" program",
		.good = "program < file"},
	{.code = "PC2531",
		.title = "A key that many processes inherit",
		.severity = PC_NOTE,
		.effect = PC_EFFECT_IGNORED,
		.then = "Eight processes are named for each variable, the others are "
			"counted.",
		.mend = "Find the program that hands it on: a shell's profile, a unit, "
			"a session.",
		.bad = "export OPENROUTER_API_KEY=... in ~/.profile",
		.good = "the one program that needs it reads it from a secret manager"},
	{.code = "PC2534",
		.title = "A content in git that is too large to be looked at",
		.severity = PC_WARNING,
		.effect = PC_EFFECT_IGNORED,
		.then = "Keys in it are not found; all else is looked at. Contents of "
			"more than 32 MB are media, archives and dumps as a rule.",
		.mend = "Write it to a file with git cat-file, and look at that: files "
			"are looked at whatever their size.",
		.bad = "a database dump of 200 MB that was committed once",
		.good = "text and programs"},
	{.code = "PC2535",
		.title = "A content in git that cannot be read",
		.severity = PC_ERROR,
		.effect = PC_EFFECT_IGNORED,
		.then = "Keys in it are not found; all else is looked at.",
		.mend = "Ask git fsck what is wrong, and clone the repository anew if it "
			"can be had elsewhere.",
		.bad = "a damaged file below .git/objects",
		.good = "a repository that git fsck is content with"},
	{.code = "PC2536",
		.title = "A shallow clone",
		.severity = PC_WARNING,
		.effect = PC_EFFECT_IGNORED,
		.then = "What was committed and removed before the oldest commit that is "
			"here is not found, and keys that are older than that commit "
			"seem to have come with it.",
		.mend = "Fetch the rest first (git fetch --unshallow); in CI systems ask "
			"the checkout for all of the history.",
		.bad = "git clone --depth 1",
		.good = "git clone"},
	{.code = "PC2537",
		.title = "A partial clone",
		.severity = PC_WARNING,
		.effect = PC_EFFECT_IGNORED,
		.then = "Contents that were never needed here are not here, and keys in "
			"them are not found.",
		.mend = "Look at a full clone.",
		.bad = "git clone --filter=blob:none",
		.good = "git clone"},
	{.code = NULL},
};
