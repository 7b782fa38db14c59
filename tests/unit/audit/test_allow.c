/* SPDX-License-Identifier: Apache-2.0 */
/* Comments that allow a key: what they have to say, and where they may stand. */
#include "pc_test.h"

#include "allow_priv.h"

/* 2026-11-22T12:00:00Z */
static const int64_t now = INT64_C(1795348800);

/* Put together here: nobody who looks through this file shall take it for a comment. */
#define ALLOW                                                                            \
	"policyctl:"                                                                     \
	"allow "

static const struct row {
	const char *name;
	const char *lines;
	enum allow_kind want;
	const char *reason;
} comments[] = {
	{"none", "key: abc", ALLOW_NONE, ""},
	{"nothing at all", "", ALLOW_NONE, ""},
	{"behind the key", "k: x # " ALLOW "a-rule it is a test until 2027-06-30",
		ALLOW_GOOD, "it is a test"},
	{"before the key", "<!-- " ALLOW "a-rule a test until 2027-06-30 --> k: x",
		ALLOW_GOOD, "a test"},
	{"alone in the line above", "  // " ALLOW "a-rule a test until 2027-06-30\nk: x",
		ALLOW_GOOD, "a test"},
	{"of a longer comment", "/* " ALLOW "a-rule a test until 2027-06-30 */\nk: x",
		ALLOW_GOOD, "a test"},
	{"as a key of JSON",
		"\"//\": \"" ALLOW "a-rule a test until 2027-06-30\",\n\"k\"", ALLOW_GOOD,
		"a test"},
	{"above, beside something",
		"j: y # " ALLOW "a-rule a test until 2027-06-30\nk: x", ALLOW_NONE, ""},
	{"two lines above", "# " ALLOW "a-rule a test until 2027-06-30\n\nk: x",
		ALLOW_NONE, ""},
	{"of another rule", "k: x # " ALLOW "b-rule a test until 2027-06-30", ALLOW_NONE,
		""},
	{"of two rules",
		"k: x # " ALLOW "b-rule b until 2027-06-30 " ALLOW
		"a-rule a until 2027-06-30",
		ALLOW_GOOD, "a"},
	{"a good one beside a bad one",
		"k: x # " ALLOW "a-rule " ALLOW "a-rule a until 2027-06-30", ALLOW_GOOD,
		"a"},
	{"the last date counts",
		"# " ALLOW "a-rule until 2020-01-01 it was b until 2027-06-30",
		ALLOW_GOOD, "until 2020-01-01 it was b"},
	{"on its last day", "# " ALLOW "a-rule a until 2026-11-22", ALLOW_GOOD, "a"},
	{"a day later", "# " ALLOW "a-rule a until 2026-11-21", ALLOW_EXPIRED, "a"},
	{"as long as may be", "# " ALLOW "a-rule a until 2027-11-22", ALLOW_GOOD, "a"},
	{"a day longer", "# " ALLOW "a-rule a until 2027-11-23", ALLOW_TOO_LONG, "a"},
	{"no reason", "# " ALLOW "a-rule until 2027-06-30", ALLOW_INCOMPLETE, ""},
	{"signs for a reason", "# " ALLOW "a-rule --- until 2027-06-30", ALLOW_INCOMPLETE,
		"---"},
	{"no date", "# " ALLOW "a-rule it is a test", ALLOW_INCOMPLETE, "it is a test"},
	{"no day", "# " ALLOW "a-rule a until 2027-02-30", ALLOW_INCOMPLETE,
		"a until 2027-02-30"},
	{"no rule", "# " ALLOW "it is a test until 2027-06-30", ALLOW_INCOMPLETE,
		"is a test until 2027-06-30"},
	{"nothing more",
		"# policyctl:"
		"allow",
		ALLOW_INCOMPLETE, ""},
};

static void check(const struct row *r)
{
	enum { DAY_MS = 24 * 60 * 60 * 1000 };
	const struct allow_asked asked = {
		.rule = "a-rule", .now = now, .longest = INT64_C(365) * DAY_MS};
	struct allow got = allow_read(pc_str(r->lines), &asked);

	assert_int_equal(got.kind, r->want);
	if (got.kind == ALLOW_GOOD || got.kind == ALLOW_INCOMPLETE)
		assert_str(got.reason, r->reason);
	assert_int_equal(
		got.is_above, got.kind != ALLOW_NONE && strchr(r->lines, '\n') != NULL);
}

PC_TABLE_TESTS(comments, check)
