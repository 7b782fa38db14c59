/* SPDX-License-Identifier: Apache-2.0 */
/* Values of words: which are known, which are views of the source, what escapes mean. */
#include "pc_test.h"

#include "pc/shell/word.h"

static struct pc_sh_word *parse_word(
	struct pc_sh_tree *tree, struct pc_arena *arena, const char *text)
{
	pc_sh_parse(tree, arena, pc_str(text));
	assert_int_equal(tree->fault, PC_SH_FINE);
	return tree->root->children->words;
}

static const struct value {
	const char *name; /* the word */
	const char *want;
	enum pc_sh_known known;
} values[] = {
	{"plain", "plain", PC_SH_KNOWN},
	{"'a b'", "a b", PC_SH_KNOWN},
	{"\"a b\"", "a b", PC_SH_KNOWN},
	{"''", "", PC_SH_KNOWN},
	{"\"\"", "", PC_SH_KNOWN},
	{"a\"b\"'c'\\d", "abcd", PC_SH_KNOWN},
	{"r\\m", "rm", PC_SH_KNOWN},
	{"r'm'", "rm", PC_SH_KNOWN},
	{"r\\\nm", "rm", PC_SH_KNOWN},
	{"\"r\\\nm\"", "rm", PC_SH_KNOWN},
	{"$'\\x72m'", "rm", PC_SH_KNOWN},
	{"$\"rm\"", "rm", PC_SH_KNOWN},
	{"{}", "{}", PC_SH_KNOWN},
	{"a$b", "a$b", PC_SH_PARTLY},
	{"\"a $b c\"", "a $b c", PC_SH_PARTLY},
	{"'a'$b\"c\"", "a$bc", PC_SH_PARTLY},
	{"\"$(a \"b\")\"", "$(a \"b\")", PC_SH_PARTLY},
	{"'a'`b`", "a`b`", PC_SH_PARTLY},
	{"'a'*.c", "a*.c", PC_SH_PARTLY},
	{"~/'a'", "~/a", PC_SH_PARTLY},
	{"{a,'b'}", "{a,'b'}", PC_SH_PARTLY},
	{"r\\\nm$x", "rm$x", PC_SH_PARTLY},
};

static void check_value(const struct value *v)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_sh_tree tree;
	struct pc_sh_word *word = parse_word(&tree, &arena, v->name);
	struct pc_str value;

	assert_int_equal(pc_sh_word_value(&value, &arena, word), v->known);
	assert_str(value, v->want);
	assert_str(word->text, v->name);
	assert_int_equal(pc_sh_word_is(word, v->want), v->known == PC_SH_KNOWN);
	assert_false(pc_sh_word_is(word, "something else"));
}

PC_TABLE(values, check_value)

static const struct ansi {
	const char *name; /* the text between the quotes */
	const char *want;
} ansis[] = {
	{"", ""},
	{"plain", "plain"},
	{"\\a\\b\\e\\E\\f\\n\\r\\t\\v", "\a\b\033\033\f\n\r\t\v"},
	{"\\\\ \\' \\\" \\?", "\\ ' \" ?"},
	{"\\101\\60\\7", "A0\a"},
	{"\\1011", "A1"},
	{"\\x41\\x4g\\x", "A\004g\\x"},
	{"\\u41 \\u00e9 \\u20AC \\u", "A \xc3\xa9 \xe2\x82\xac \\u"},
	{"\\U1F600 \\U0001F600x", "\xf0\x9f\x98\x80 \xf0\x9f\x98\x80x"},
	{"\\cA\\ca\\c?", "\001\001\177"},
	{"a\\0b", "a"},
	{"a\\x00b", "a"},
	{"\\q\\8", "\\q\\8"},
	{"a\\", "a\\"},
};

static void check_ansi(const struct ansi *a)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};

	assert_str(pc_sh_ansi_value(&arena, pc_str(a->name)), a->want);
}

PC_TABLE(ansis, check_ansi)

static void values_are_views_where_they_can_be(void **state)
{
	static const char *const words[] = {
		"plain", "'a b'", "\"a b\"", "a$b*", "$(c \"d\")"};
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_sh_tree tree;

	(void)state;
	for (size_t i = 0; i < PC_COUNT(words); i++) {
		struct pc_sh_word *word = parse_word(&tree, &arena, words[i]);
		size_t used = arena.used;
		struct pc_str value;

		(void)pc_sh_word_value(&value, &arena, word);
		assert_int_equal(arena.used, used);
		assert_true(
			value.ptr >= words[i] && value.ptr < words[i] + strlen(words[i]));
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_are_views_where_they_can_be),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	failed += PC_RUN(values);
	failed += PC_RUN(ansis);
	return failed;
}
