/* SPDX-License-Identifier: Apache-2.0 */
/* What an audit says beside the keys that it finds: of rules (PC2501-2519), of inputs
 * (PC2520-2539), of baselines, comments and policy (PC2540-2569), of asking providers
 * (PC2570-2589). */
#include "codes_priv.h"

const struct pc_code codes_audit[] = {
	{.code = "PC2501",
		.title = "A file of rules that cannot be read",
		.severity = PC_ERROR,
		.effect = PC_EFFECT_REFUSED,
		.then = "No audit is made with rules of which some are missing.",
		.mend = "Write YAML with a list \"rules:\" (policyctl-audit-rules(5)), "
			"or "
			"TOML as gitleaks has it in a file whose name ends in .toml.",
		.bad = "rules: {id: acme-key}",
		.good = "rules: [{id: acme-key, ...}]"},
	{.code = "PC2502",
		.title = "A pattern that is no regular expression",
		.severity = PC_ERROR,
		.effect = PC_EFFECT_REFUSED,
		.then = "The rule would find nothing.",
		.mend = "Write it as PCRE2 has it, in single quotes, so that YAML takes "
			"no "
			"backslash away.",
		.bad = "pattern: 'acme_[a-z'",
		.good = "pattern: 'acme_[a-z]{20}'"},
	{.code = "PC2503",
		.title = "A rule with nothing to find it by",
		.severity = PC_ERROR,
		.effect = PC_EFFECT_REFUSED,
		.then = "Rules are looked at where one of their literals stands: without "
			"any the pattern would have to be tried at each byte.",
		.mend = "Write prefixes that every such key holds, or keywords that "
			"stand "
			"near it, of three bytes or more.",
		.bad = "{id: acme-key, pattern: '[0-9a-f]{32}', ...}",
		.good = "{id: acme-key, keywords: [acme], pattern: '[0-9a-f]{32}', ...}"},
	{.code = "PC2504",
		.title = "Two rules of one id",
		.severity = PC_ERROR,
		.effect = PC_EFFECT_REFUSED,
		.then = "Baselines, comments and policies name rules by their ids: one "
			"of the two would answer for the other.",
		.mend = "Give it an id of its own. A built-in rule that is not wanted is "
			"left out with --no-rule.",
		.bad = "id: openai-api-key",
		.good = "id: acme-openai-key"},
	{.code = "PC2505",
		.title = "A rule that does not find its own example",
		.severity = PC_ERROR,
		.effect = PC_EFFECT_REFUSED,
		.then = "What the rule is for is not what it does.",
		.mend = "Hold length, charset, entropy and context against the example; "
			"a word that goes on before or behind the key needs open: true.",
		.bad = "{pattern: 'acme_[a-z]{20}', match: ['acme_<letters:20>'], ...}",
		.good = "{pattern: 'acme_[A-Za-z]{20}', match: ['acme_<letters:20>'], "
			"...}"},
	{.code = "PC2506",
		.title = "A rule that finds what it says is no key",
		.severity = PC_ERROR,
		.effect = PC_EFFECT_REFUSED,
		.then = "It would report look-alikes.",
		.mend = "Make the pattern, the charset or the context narrower.",
		.bad = "{pattern: 'acme_[a-z]+', none: ['acme_<lower:8>'], ...}",
		.good = "{pattern: 'acme_[a-z]{20}', none: ['acme_<lower:8>'], ...}"},
	{.code = "PC2507",
		.title = "An id that cannot stand in a baseline",
		.severity = PC_ERROR,
		.effect = PC_EFFECT_REFUSED,
		.then = "Ids stand in lines with blanks between them, in comments and on "
			"command lines.",
		.mend = "Write small letters, digits and '-'.",
		.bad = "id: Acme Key",
		.good = "id: acme-key"},
	{.code = "PC2508",
		.title = "A figure of a rule that cannot be read",
		.severity = PC_ERROR,
		.effect = PC_EFFECT_REFUSED,
		.then = "policyctl does not guess what was meant.",
		.mend = "Write the length as bytes of the whole key, 40 or \"20-40\", "
			"the "
			"entropy as bits a byte, and statuses as a list.",
		.bad = "length: long",
		.good = "length: 20-40"},
	{.code = "PC2509",
		.title = "A rule that goes with one that is not there",
		.severity = PC_ERROR,
		.effect = PC_EFFECT_REFUSED,
		.then = "A key in two parts counts where both stand: this one never "
			"would.",
		.mend = "Write the id of the rule of the other part.",
		.bad = "with: acme-idd",
		.good = "with: acme-id"},
	{.code = "PC2511",
		.title = "Part of a rule of others that is not carried over",
		.severity = PC_WARNING,
		.effect = PC_EFFECT_IGNORED,
		.then = "Files of rules as gitleaks reads them may say where keys are "
			"let be (paths, commits, lines), or ask for other rules. The "
			"rule is used without that, so it tells of more than its author "
			"means.",
		.mend = "Say in policy or in a baseline what is let be, or write the "
			"rule in policyctl's own form.",
		.bad = "[rules.allowlist]\npaths = ['testdata/']",
		.good = "[rules.allowlist]\nstopwords = [\"sample\"]"},
	{.code = "PC2512",
		.title = "A rule of others that is left out",
		.severity = PC_WARNING,
		.effect = PC_EFFECT_IGNORED,
		.then = "It has no expression, or no keyword of three letters or more "
			"and no expression that begins with such letters, or names a "
			"group that is not there. Its keys are not found.",
		.mend = "Give it keywords that stand near every such key, or write it "
			"in policyctl's own form.",
		.bad = "[[rules]]\nid = \"acme\"\nregex = '[a-z0-9]{32}'",
		.good = "[[rules]]\nid = \"acme\"\nregex = '[a-z0-9]{32}'\n"
			"keywords = [\"acme\"]"},
	{.code = "PC2513",
		.title = "A rule of others that reads differently here",
		.severity = PC_NOTE,
		.effect = PC_EFFECT_ACCEPTED,
		.then = "An id became one that can stand in a baseline, the first of "
			"several groups is taken for the key, or the rules that a file "
			"builds on are policyctl's own.",
		.mend = "Nothing, or write what is meant: 'secretGroup', and ids of "
			"small letters, digits and '-'.",
		.bad = "id = \"Acme API Key\"",
		.good = "id = \"acme-api-key\""},
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
		.then = "Devices, FIFOs and sockets are never opened, and tables of the "
			"kernel (/proc, /sys) are not walked into. In a home no link to "
			"a directory is followed.",
		.mend = "Nothing. A stream can be given as standard input.",
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
	{.code = "PC2538",
		.title = "A repository with more keys than are told",
		.severity = PC_ERROR,
		.effect = PC_EFFECT_IGNORED,
		.then = "A million keys are, each version of a file counted, for each "
			"thread; the rest is not.",
		.mend = "See what they are: a list of test keys with many versions can "
			"be left out by the rule that finds them, with --no-rule.",
		.bad = "a thousand versions of a list of a thousand test keys",
		.good = "no keys in repositories"},
	{.code = "PC2540",
		.title = "A comment that allowed a key has expired",
		.severity = PC_ERROR,
		.effect = PC_EFFECT_IGNORED,
		.then = "The key beside it counts as if the comment were not there.",
		.mend = "Rotate the key and take it out, or say anew until when it stays "
			"there, and why.",
		.bad = "# policyctl:allow openai-api-key a test account until 2020-01-31",
		.good = "# policyctl:allow openai-api-key a test account until "
			"2027-01-31"},
	{.code = "PC2541",
		.title = "A comment that should allow a key and does not say all",
		.severity = PC_ERROR,
		.effect = PC_EFFECT_IGNORED,
		.then = "The key beside it counts as if the comment were not there: it "
			"has to name a rule, a reason, and the day until which it holds.",
		.mend = "Say all three, in this order.",
		.bad = "# policyctl:allow openai-api-key",
		.good = "# policyctl:allow openai-api-key a test account until "
			"2027-01-31"},
	{.code = "PC2542",
		.title = "A comment that allows a key for too long",
		.severity = PC_ERROR,
		.effect = PC_EFFECT_IGNORED,
		.then = "The key beside it counts as if the comment were not there: "
			"longest-allow of audit.yaml, or two years, is as long as it may "
			"be.",
		.mend = "Choose an earlier day, and look again then.",
		.bad = "# policyctl:allow openai-api-key a test account until 2099-12-31",
		.good = "# policyctl:allow openai-api-key a test account until "
			"2027-01-31"},
	{.code = "PC2543",
		.title = "A line of the baseline that nothing meets any more",
		.severity = PC_NOTE,
		.effect = PC_EFFECT_IGNORED,
		.then = "The key is not in that file any more, where the audit looked "
			"for it. The same key would be known if it came back there.",
		.mend = "Write the baseline anew: policyctl audit --write-baseline.",
		.bad = "openai-api-key src/gone.py 00112233445566778899aabbccddeeff",
		.good = "a baseline without that line"},
	{.code = "PC2544",
		.title = "A line of the baseline that is none",
		.severity = PC_ERROR,
		.effect = PC_EFFECT_IGNORED,
		.then = "What it may have stood for is open.",
		.mend = "Write the baseline anew: policyctl audit --write-baseline. What "
			"git left of a conflict is resolved by that, too.",
		.bad = "<<<<<<< HEAD",
		.good = "openai-api-key src/a.py 00112233445566778899aabbccddeeff"},
	{.code = "PC2545",
		.title = "A pattern in audit.yaml that cannot be used",
		.severity = PC_ERROR,
		.effect = PC_EFFECT_REFUSED,
		.then = "No audit goes by a policy that it understands in part.",
		.mend = "Write it as a line of .gitignore, relative to the root of what "
			"is audited.",
		.bad = "paths: [\" \"]",
		.good = "paths: [tests/**]"},
	{.code = "PC2546",
		.title = "A rule that audit.yaml turns off and that is not there",
		.severity = PC_WARNING,
		.effect = PC_EFFECT_IGNORED,
		.then = "Nothing is turned off by it.",
		.mend = "Write the id as 'policyctl audit --list-rules' has it.",
		.bad = "off: [open-ai-key]",
		.good = "off: [openai-api-key]"},
	{.code = "PC2547",
		.title = "An audit.yaml that is no YAML",
		.severity = PC_ERROR,
		.effect = PC_EFFECT_REFUSED,
		.then = "No audit goes by it: with --policy that is an error, and "
			"on a machine the audit does not begin.",
		.mend = "Mend the line that is named; 'policyctl verify' of the "
			"repository says the same.",
		.bad = "audit: {leave-out: [}",
		.good = "audit: {leave-out: []}"},
	{.code = "PC2570",
		.title = "A key on this machine, where agents find it",
		.severity = PC_WARNING,
		.effect = PC_EFFECT_WARNED,
		.then = "Whoever is this user, and whatever an agent is talked into, can "
			"use it. policyd's audit tells the rule, the place and the "
			"fingerprint, never the key; the same fingerprint elsewhere is "
			"the same key.",
		.mend = "Rotate the key where it comes from, keep the new one in a "
			"secret "
			"manager, and take the old one out of the place; the next audit "
			"ends the finding.",
		.bad = "{\"env\": {\"OPENAI_API_KEY\": \"(the key)\"}}",
		.good = "{\"apiKeyHelper\": \"/usr/local/bin/key-of-the-team\"}"},
	{.code = "PC2571",
		.title = "An audit of this machine could not run",
		.severity = PC_WARNING,
		.effect = PC_EFFECT_IGNORED,
		.then = "audit.yaml has a schedule, and nobody looks: what was found "
			"before stands as it was.",
		.mend = "The text says why. Fingerprints need the organization's text in "
			"/etc/policyctl/audit.key, which is root's alone.",
		.bad = "audit: {schedule: 12h}   # and no audit.key",
		.good = "audit: {schedule: 12h}   # and audit.key, mode 0600"},
	{.code = NULL},
};
