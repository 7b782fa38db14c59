/* SPDX-License-Identifier: Apache-2.0 */
/* What an audit says beside the keys that it finds: of rules (PC2501-2519), of inputs
 * (PC2520-2539), of baselines, comments and policy (PC2540-2569), of asking providers
 * (PC2570-2589). */
#include "codes_priv.h"

const struct pc_code codes_audit[] = {
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
