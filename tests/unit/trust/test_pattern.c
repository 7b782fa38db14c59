/* SPDX-License-Identifier: Apache-2.0 */
/* OpenSSH's patterns and lists of them. */
#include "pc_test.h"
#include "trust_priv.h"

static const struct row {
	const char *name, *list, *text;
	bool matches;
} rows[] = {
	{"itself", "a@b.c", "a@b.c", true},
	{"all of it", "a@b", "a@b.c", false},
	{"case counts", "A", "a", false},
	{"a star for nothing", "a*", "a", true},
	{"a star in the middle", "a*c", "abbbc", true},
	{"stars that have to be tried again", "*ab*ab", "aababab", true},
	{"stars that are tried in vain", "*a*b", "aaaaaaaaaaaaaaaaaaaaac", false},
	{"stars behind each other", "a***b", "ab", true},
	{"a question mark is one character", "?", "", false},
	{"question marks", "a??", "abc", true},
	{"brackets mean nothing", "[ab]", "a", false},
	{"one of a list", "x,y,a", "a", true},
	{"none of a list", "x,y", "a", false},
	{"an empty list", "", "a", false},
	{"an empty pattern is only the empty text", ",x", "", true},
	{"not", "!a,*", "a", false},
	{"not, behind", "*,!a", "a", false},
	{"not another", "*,!b", "a", true},
	{"only not", "!b", "a", false},
	{"not with a star", "*,!a*", "abc", false},
	{"a space belongs to the pattern", "x, a", "a", false},
};

static void check(const struct row *r)
{
	assert_int_equal(
		pattern_list_matches(pc_str(r->list), pc_str(r->text)), r->matches);
}

static void stars_cost_no_more_than_the_text(void **state)
{
	static char pattern[2000], text[20000];

	(void)state;
	memset(text, 'a', sizeof(text));
	for (size_t i = 0; i < sizeof(pattern); i += 2)
		memcpy(pattern + i, "*a", 2);
	pattern[sizeof(pattern) - 1] = 'b';
	assert_false(pattern_matches((struct pc_str){pattern, sizeof(pattern)},
		(struct pc_str){text, sizeof(text)}));
}

static const struct text_row {
	const char *name, *text;
	bool is;
} texts[] = {
	{"letters", "abc \t\xc3\xa4", true},
	{"an escape", "a\x1b[31m", false},
	{"a newline", "a\nb", false},
	{"delete", "\x7f", false},
	{"half a character", "\xc3", false},
};

static void text_check(const struct text_row *r)
{
	assert_int_equal(is_text(pc_str(r->text)), r->is);
}

PC_TABLE(rows, check)
PC_TABLE(texts, text_check)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(stars_cost_no_more_than_the_text),
	};

	return PC_RUN(rows) + PC_RUN(texts) + cmocka_run_group_tests(tests, NULL, NULL);
}
