/* SPDX-License-Identifier: Apache-2.0 */
/* Which texts are versions to the client, and which of two is older. */
#include "pc_test.h"
#include "settings_priv.h"

static const struct text {
	const char *name, *text;
	bool is_version;
} texts[] = {
	{"three numbers", "2.1.259", true},
	{"a v in front", "v2.1.259", true},
	{"a suffix", "2.1.259-beta.1", true},
	{"white space around", " 2.1.259\n", true},
	{"two numbers", "2.1", false},
	{"four numbers", "2.1.259.1", false},
	{"a word", "latest", false},
	{"nothing", "", false},
	{"a comparison", ">=2.1.259", false},
	{"a number without an end", "2.1.99999999999999999999", false},
};

static void check_text(const struct text *t)
{
	struct version version;

	assert_int_equal(version_read(&version, pc_str(t->text)), t->is_version);
}

static const struct pair {
	const char *name, *a, *b;
	bool is_older;
} pairs[] = {
	{"by number, not by text", "2.1.9", "2.1.10", true},
	{"the same", "2.1.9", "v2.1.9", false},
	{"the first number counts most", "1.9.9", "2.0.0", true},
	{"a later one", "2.2.0", "2.1.999", false},
};

static void check_pair(const struct pair *p)
{
	struct version a, b;

	assert_true(version_read(&a, pc_str(p->a)) && version_read(&b, pc_str(p->b)));
	assert_int_equal(version_is_older(&a, &b), p->is_older);
}

PC_TABLE(texts, check_text)
PC_TABLE(pairs, check_pair)

int main(void)
{
	return PC_RUN(texts) + PC_RUN(pairs);
}
