/* SPDX-License-Identifier: Apache-2.0 */
/* String views: comparing, searching, cutting, at and around their edges (empty views,
 * NULL pointers, bytes that are not characters). */
#include "pc_test.h"

static const struct cmp_row {
	const char *name;
	struct pc_str a, b;
	int want; /* sign */
} compared[] = {
	{"equal texts", PC_STR("abc"), PC_STR("abc"), 0},
	{"two empty views, one with a NULL pointer", PC_STR(""), {NULL, 0}, 0},
	{"a prefix comes first", PC_STR("ab"), PC_STR("abc"), -1},
	{"the empty view comes first", {NULL, 0}, PC_STR("a"), -1},
	{"the first difference decides, not the size", PC_STR("b"), PC_STR("abc"), 1},
	{"bytes compare as unsigned", PC_STR("\xc3"), PC_STR("z"), 1},
	{"a NUL byte is a byte like others", PC_STR("a\0b"), PC_STR("a\0c"), -1},
};

static int sign(int n)
{
	return (n > 0) - (n < 0);
}

static void check_cmp(const struct cmp_row *r)
{
	assert_int_equal(sign(pc_str_cmp(r->a, r->b)), r->want);
	assert_int_equal(sign(pc_str_cmp(r->b, r->a)), -r->want);
	assert_int_equal(pc_str_eq(r->a, r->b), r->want == 0);
	if (r->want == 0)
		assert_int_equal(pc_str_hash(r->a), pc_str_hash(r->b));
	else
		assert_int_not_equal(pc_str_hash(r->a), pc_str_hash(r->b));
}
PC_TABLE(compared, check_cmp)

static const struct edge_row {
	const char *name, *text, *edge;
	bool starts, ends;
} edges[] = {
	{"the whole text is both of its ends", "npm", "npm", true, true},
	{"nothing is at each end", "npm", "", true, true},
	{"nothing is at each end of nothing", "", "", true, true},
	{"a start only", "npm run", "npm", true, false},
	{"an end only", "x.json", ".json", false, true},
	{"longer than the text", "np", "npm", false, false},
	{"letters of another case differ", "Npm", "npm", false, false},
};

static void check_edges(const struct edge_row *r)
{
	assert_int_equal(pc_str_starts(pc_str(r->text), pc_str(r->edge)), r->starts);
	assert_int_equal(pc_str_ends(pc_str(r->text), pc_str(r->edge)), r->ends);
	assert_true(pc_str_starts(pc_str(r->text), (struct pc_str){0}));
	assert_true(pc_str_ends(pc_str(r->text), (struct pc_str){0}));
}
PC_TABLE(edges, check_edges)

static const struct case_row {
	const char *name, *a, *b;
	bool want;
} nocase[] = {
	{"ASCII letters of either case are equal", "Deny", "dENY", true},
	{"the ends of the alphabet too", "AZ", "az", true},
	{"neighbours of the letters are not letters", "@[", "`{", false},
	{"another size is another text", "deny", "den", false},
	{"letters beyond ASCII keep their case", "\xc3\x84", "\xc3\xa4", false},
	{"two empty texts are equal", "", "", true},
};

static void check_nocase(const struct case_row *r)
{
	assert_int_equal(pc_str_eq_nocase(pc_str(r->a), pc_str(r->b)), r->want);
	assert_int_equal(pc_str_eq_nocase(pc_str(r->b), pc_str(r->a)), r->want);
}
PC_TABLE(nocase, check_nocase)

static const struct find_row {
	const char *name;
	struct pc_str text;
	char wanted;
	size_t first, last;
} found[] = {
	{"the first and the last of several", PC_STR("a/b/c"), '/', 1, 3},
	{"at both ends", PC_STR("/a/"), '/', 0, 2},
	{"absent gives the size", PC_STR("abc"), '/', 3, 3},
	{"absent in an empty text", PC_STR(""), '/', 0, 0},
	{"absent without a text", {NULL, 0}, '/', 0, 0},
	{"a NUL can be looked for", PC_STR("a\0b"), '\0', 1, 1},
};

static void check_find(const struct find_row *r)
{
	struct pc_str needle = {&r->wanted, 1};

	assert_int_equal(pc_str_find(r->text, r->wanted), r->first);
	assert_int_equal(pc_str_rfind(r->text, r->wanted), r->last);
	assert_int_equal(pc_str_find_str(r->text, needle), r->first);
}
PC_TABLE(found, check_find)

static const struct needle_row {
	const char *name, *text, *needle;
	size_t want;
} needles[] = {
	{"in the middle", "a && b", "&&", 2},
	{"the first of two", "aXbXc", "X", 1},
	{"overlapping candidates", "aaab", "aab", 1},
	{"only half of it at the end", "abcab", "abd", 5},
	{"the empty needle is at the start", "abc", "", 0},
	{"longer than the text", "ab", "abc", 2},
	{"in an empty text", "", "a", 0},
	{"at the very end", "abcab", "cab", 2},
	{"a whole text", "ab", "ab", 0},
	{"one letter", "abc", "c", 2},
	{"one letter that is not there", "abc", "d", 3},
	{"a long needle", "xx0123456789abcdefghijyy", "0123456789abcdefghij", 2},
	{"a long needle that is not there", "0123456789abcdefghiX",
		"0123456789abcdefghij", 20},
	{"a long needle in a short text", "abc", "0123456789abcdefghij", 3},
};

static void check_needle(const struct needle_row *r)
{
	assert_int_equal(pc_str_find_str(pc_str(r->text), pc_str(r->needle)), r->want);
}
PC_TABLE(needles, check_needle)

static const struct trim_row {
	const char *name, *text, *want;
} trimmed[] = {
	{"both ends", " \t\n\v\f\rx y\r\n", "x y"},
	{"nothing to trim", "xy", "xy"},
	{"white space alone", " \n ", ""},
	{"an empty text", "", ""},
	{"a no-break space stays", "\xc2\xa0x", "\xc2\xa0x"},
	{"control characters that are no white space stay", "\x08x\x0e", "\x08x\x0e"},
};

static void check_trim(const struct trim_row *r)
{
	assert_str(pc_str_trim(pc_str(r->text)), r->want);
}
PC_TABLE(trimmed, check_trim)

static const struct cut_row {
	const char *name;
	struct pc_str text;
	const char *want; /* the parts, each followed by '|' */
} cuts[] = {
	{"parts between separators", PC_STR("a:bc:d"), "a|bc|d|"},
	{"no separator is one part", PC_STR("abc"), "abc|"},
	{"empty parts count", PC_STR(":a::"), "|a|||"},
	{"an empty text is one empty part", PC_STR(""), "|"},
	{"no text is no part", {NULL, 0}, ""},
};

static void check_cut(const struct cut_row *r)
{
	char parts[64] = "";
	struct pc_str rest = r->text;
	size_t len = 0;

	while (rest.ptr) {
		struct pc_str part = pc_str_cut(&rest, ':');

		len += (size_t)snprintf(
			parts + len, sizeof(parts) - len, "%.*s|", PC_STR_ARG(part));
	}
	assert_string_equal(parts, r->want);
	assert_int_equal(rest.len, 0);
}
PC_TABLE(cuts, check_cut)

static const struct slice_row {
	const char *name, *text;
	size_t n;
	const char *head, *from;
} slices[] = {
	{"inside", "abcd", 1, "a", "bcd"},
	{"at the start", "abcd", 0, "", "abcd"},
	{"at the end", "abcd", 4, "abcd", ""},
	{"past the end", "abcd", 9, "abcd", ""},
};

static void check_slice(const struct slice_row *r)
{
	assert_str(pc_str_head(pc_str(r->text), r->n), r->head);
	assert_str(pc_str_from(pc_str(r->text), r->n), r->from);
}
PC_TABLE(slices, check_slice)

static const struct distance_row {
	const char *name, *a, *b;
	size_t want;
} distances[] = {
	{"equal", "deny", "deny", 0},
	{"one letter changed", "deny", "dany", 1},
	{"one letter more", "denny", "deny", 1},
	{"two letters swapped count twice", "dney", "deny", 2},
	{"nothing against something", "", "deny", 4},
	{"nothing against nothing", "", "", 0},
	{"the textbook pair", "kitten", "sitting", 3},
};

static void check_distance(const struct distance_row *r)
{
	assert_int_equal(pc_str_distance(pc_str(r->a), pc_str(r->b)), r->want);
	assert_int_equal(pc_str_distance(pc_str(r->b), pc_str(r->a)), r->want);
}
PC_TABLE(distances, check_distance)

static void distance_has_a_ceiling(void **state)
{
	char text[65];
	struct pc_str at_limit = {text, 64}, past_it = {text, 65};

	(void)state;
	memset(text, 'x', sizeof(text));
	assert_int_equal(pc_str_distance(at_limit, PC_STR("")), 64);
	assert_true(pc_str_distance(past_it, PC_STR("")) == SIZE_MAX);
	assert_true(pc_str_distance(PC_STR(""), past_it) == SIZE_MAX);
}

static void a_copy_is_terminated_and_apart(void **state)
{
	char text[] = "abc";
	char *copy = pc_str_dup((struct pc_str){text, 2});
	char *nothing = pc_str_dup((struct pc_str){0});

	(void)state;
	text[0] = 'X';
	assert_string_equal(copy, "ab");
	assert_string_equal(nothing, "");
	free(copy);
	free(nothing);
}

static void a_null_text_is_the_empty_view(void **state)
{
	(void)state;
	assert_int_equal(pc_str(NULL).len, 0);
	assert_true(pc_str_is((struct pc_str){0}, ""));
	assert_false(pc_str_is(PC_STR("a"), ""));
}

/* The values that the algorithm's authors publish: a change of the function would pass
 * every other test. */
static void the_hash_is_fnv_1a(void **state)
{
	(void)state;
	assert_true(pc_str_hash(PC_STR("")) == 0xcbf29ce484222325u);
	assert_true(pc_str_hash(PC_STR("foobar")) == 0x85944171f73967e8u);
}

static bool is_same(char wanted, char c)
{
	return wanted == c;
}

static void a_star_is_any_run(void **state)
{
	static const struct {
		const char *pattern, *text;
		bool fits;
	} cases[] = {
		{"", "", true},
		{"*", "", true},
		{"", "a", false},
		{"a*", "a", true},
		{"a*c", "abcbc", true},
		{"a*c", "abcb", false},
		{"*ab*ab", "abab", true},
		{"*ab*ab", "aab", false},
		{"a**", "abc", true},
	};

	(void)state;
	for (size_t i = 0; i < PC_COUNT(cases); i++)
		assert_int_equal(pc_str_fits(pc_str(cases[i].pattern),
					 pc_str(cases[i].text), is_same),
			cases[i].fits);
}

int main(void)
{
	static const struct CMUnitTest single[] = {
		cmocka_unit_test(distance_has_a_ceiling),
		cmocka_unit_test(a_copy_is_terminated_and_apart),
		cmocka_unit_test(a_null_text_is_the_empty_view),
		cmocka_unit_test(the_hash_is_fnv_1a),
		cmocka_unit_test(a_star_is_any_run),
	};

	return PC_RUN(compared) + PC_RUN(edges) + PC_RUN(nocase) + PC_RUN(found) +
	       PC_RUN(needles) + PC_RUN(trimmed) + PC_RUN(cuts) + PC_RUN(slices) +
	       PC_RUN(distances) + cmocka_run_group_tests(single, NULL, NULL);
}
