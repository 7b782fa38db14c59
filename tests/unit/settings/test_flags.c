/* SPDX-License-Identifier: Apache-2.0 */
/* How the text of a tool flag falls into rules. */
#include "pc_test.h"
#include "settings_priv.h"

static const struct row {
	const char *name, *text, *rules; /* joined by '|' */
} flags[] = {
	{"one rule", "Bash(a b)", "Bash(a b)"},
	{"a comma", "Bash(a),Read", "Bash(a)|Read"},
	{"a space", "Bash(a) Read", "Bash(a)|Read"},
	{"both are text inside parentheses", "Bash(a b,c),Read", "Bash(a b,c)|Read"},
	{"empty pieces count for nothing", " ,Bash(a) , , Read ", "Bash(a)|Read"},
	{"the first end ends it", "Bash(a (b)),Read", "Bash(a (b))|Read"},
	{"an unfinished inner one too", "Bash(a (b), Read", "Bash(a (b)|Read"},
	{"a backslash saves nothing", "Bash(a\\) ,Read", "Bash(a\\)|Read"},
	{"what never ends is one rule", "Bash(a, Read", "Bash(a, Read"},
	{"a space before the parenthesis cuts", "Bash (a)", "Bash|(a)"},
	{"lines do not cut", "Bash(a)\nRead", "Bash(a)\nRead"},
	{"nothing", "", ""},
};

struct joined {
	char text[128];
	size_t len;
};

static void take(void *user, struct pc_str rule)
{
	struct joined *joined = user;

	if (joined->len)
		joined->text[joined->len++] = '|';
	memcpy(joined->text + joined->len, rule.ptr, rule.len);
	joined->len += rule.len;
}

static void check(const struct row *r)
{
	struct joined joined = {0};

	flags_split(pc_str(r->text), take, &joined);
	assert_string_equal(joined.text, r->rules);
}

PC_TABLE_TESTS(flags, check)
