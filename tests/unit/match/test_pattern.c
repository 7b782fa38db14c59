/* SPDX-License-Identifier: Apache-2.0 */
/* Expressions over bytes: where they match, and that no text makes them run for long. */
#include "pc_test.h"

#include "pc/base/buf.h"
#include "pc/match/pattern.h"

static const struct row {
	const char *what, *pattern, *text;
	size_t from;
	bool is_anchored;
	enum pc_match want;
	size_t at, end, key_at, key_end;
} rows[] = {
	{"all of it", "b+", "abbc", 0, false, PC_MATCH_YES, 1, 3, 1, 3},
	{"the group named key", "a(?<key>b+)c", "abbc", 0, false, PC_MATCH_YES, 0, 4, 1,
		3},
	{"the group took no part", "(?<key>x)|b", "abc", 0, false, PC_MATCH_YES, 1, 2, 1,
		2},
	{"from a place on", "b", "bab", 1, false, PC_MATCH_YES, 2, 3, 2, 3},
	{"at a place alone", "b", "bab", 1, true, PC_MATCH_NO, 0, 0, 0, 0},
	{"what stands before", "(?<=a)b", "bab", 1, false, PC_MATCH_YES, 2, 3, 2, 3},
	{"nothing", "x", "abc", 0, false, PC_MATCH_NO, 0, 0, 0, 0},
	{"not an expression", "(", "abc", 0, false, PC_MATCH_GAVE_UP, 0, 0, 0, 0},
};

static void test_find(void **state)
{
	(void)state;
	for (size_t i = 0; i < 2 * PC_COUNT(rows); i++) {
		const struct row *row = &rows[i / 2];
		struct pc_pattern_scratch *scratch = pc_pattern_scratch_new(i % 2);
		struct pc_pattern pattern = {.text = row->pattern};
		struct pc_pattern_found found = {0};

		if (pc_pattern_find(&found, &pattern, scratch, pc_str(row->text),
			    row->from, row->is_anchored) != row->want)
			fail_msg("%s", row->what);
		if (found.at != row->at || found.end != row->end ||
			found.key_at != row->key_at || found.key_end != row->key_end)
			fail_msg("%s: %zu %zu %zu %zu", row->what, found.at, found.end,
				found.key_at, found.key_end);
		pc_pattern_done(&pattern);
		pc_pattern_scratch_free(scratch);
	}
}

static void test_check(void **state)
{
	struct pc_err err;

	(void)state;
	assert_int_equal(pc_pattern_check("a[b-d]", false, &err), PC_OK);
	assert_int_equal(pc_pattern_check("a[", false, &err), PC_ERR_PARSE);
	assert_non_null(strstr(err.text, "'a['"));
}

static void test_begins(void **state)
{
	static const struct {
		const char *pattern, *literal;
		bool is_caseless, want;
	} begins[] = {
		{"sk-[a-z]{5}", "sk-", false, true},
		{"(?<key>gh[opu]_[a-z]{5})", "ghp_", false, true},
		{"[a-z-]{5}sk-", "sk-", false, false},
		{".*sk-", "sk-", false, false},
		{"x?sk-", "sk-", false, true},
		{"SK-[a-z]", "sk-", true, true},
		{"sk-", "sk-", false, true},
		{"ab", "sk-", false, false},
	};
	struct pc_pattern_scratch *scratch = pc_pattern_scratch_new(true);

	(void)state;
	for (size_t i = 0; i < PC_COUNT(begins); i++) {
		struct pc_pattern pattern = {
			.text = begins[i].pattern, .is_caseless = begins[i].is_caseless};

		if (pc_pattern_begins(&pattern, scratch, pc_str(begins[i].literal)) !=
			begins[i].want)
			fail_msg("%s", begins[i].pattern);
		pc_pattern_done(&pattern);
	}
	pc_pattern_scratch_free(scratch);
}

static void test_gives_up(void **state)
{
	struct pc_pattern pattern = {.text = "(a+)+b"};
	struct pc_buf text = {0};

	(void)state;
	for (int i = 0; i < 1000; i++)
		pc_buf_add_char(&text, 'a');
	pc_buf_add_char(&text, 'c');
	for (int jit = 0; jit < 2; jit++) {
		struct pc_pattern_scratch *scratch = pc_pattern_scratch_new(jit);
		struct pc_pattern_found found;

		/* "ab" has to be there: PCRE2 may know that without trying. */
		assert_int_not_equal(pc_pattern_find(&found, &pattern, scratch,
					     pc_buf_str(&text), 0, false),
			PC_MATCH_YES);
		pc_buf_add_char(&text, 'b');
		assert_int_equal(pc_pattern_find(&found, &pattern, scratch,
					 pc_buf_str(&text), 0, false),
			PC_MATCH_GAVE_UP);
		text.len--;
		pc_pattern_scratch_free(scratch);
	}
	pc_pattern_done(&pattern);
	pc_buf_done(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_find),
		cmocka_unit_test(test_check),
		cmocka_unit_test(test_begins),
		cmocka_unit_test(test_gives_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
