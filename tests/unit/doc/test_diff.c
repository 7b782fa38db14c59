/* SPDX-License-Identifier: Apache-2.0 */
/* Unified diffs, byte by byte; tests/cli/fmt.bats hands them to patch and git. */
#include "pc_test.h"

#include "pc/doc/diff.h"

static const struct row {
	const char *name, *file, *old, *new, *want;
} rows[] = {
	{"nothing differs", "f", "a\n", "a\n", ""},
	{"both are empty", "f", "", "", ""},
	{"a line changes", "f", "a\nb\nc\n", "a\nx\nc\n",
		"--- a/f\n+++ b/f\n@@ -1,3 +1,3 @@\n a\n-b\n+x\n c\n"},
	{"a file begins", "d/f", "", "a\n",
		"--- a/d/f\n+++ b/d/f\n@@ -0,0 +1,1 @@\n+a\n"},
	{"a file ends", "f", "a\n", "", "--- a/f\n+++ b/f\n@@ -1,1 +0,0 @@\n-a\n"},
	{"the last line gets its end", "f", "a\nb", "a\nb\n",
		"--- a/f\n+++ b/f\n@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end of "
		"file\n+b\n"},
	{"three lines around", "f", "1\n2\n3\n4\n5\n6\n7\n8\n9\n",
		"1\n2\n3\n4\n6\n7\n8\n9\n",
		"--- a/f\n+++ b/f\n@@ -2,7 +2,6 @@\n 2\n 3\n 4\n-5\n 6\n 7\n 8\n"},
	{"near changes are one", "f", "1\n2\n3\n4\n5\n6\n7\n8\n",
		"x\n2\n3\n4\n5\n6\n7\ny\n",
		"--- a/f\n+++ b/f\n@@ -1,8 +1,8 @@\n-1\n+x\n 2\n 3\n 4\n 5\n 6\n "
		"7\n-8\n+y\n"},
	{"far changes are two", "f", "1\n2\n3\n4\n5\n6\n7\n8\n9\n",
		"x\n2\n3\n4\n5\n6\n7\n8\ny\n",
		"--- a/f\n+++ b/f\n@@ -1,4 +1,4 @@\n-1\n+x\n 2\n 3\n 4\n"
		"@@ -6,4 +6,4 @@\n 6\n 7\n 8\n-9\n+y\n"},
	{"the fewest lines", "f", "a\nb\nc\na\nb\nb\na\n", "c\nb\na\nb\na\nc\n",
		"--- a/f\n+++ b/f\n@@ -1,7 +1,6 @@\n-a\n-b\n c\n+b\n a\n b\n-b\n "
		"a\n+c\n"},
	{"a name with spaces", "/a b/f", "", "a\n",
		"--- a/a b/f\t\n+++ b/a b/f\t\n@@ -0,0 +1,1 @@\n+a\n"},
	{"a name with quotes", "\"\n", "", "a\n",
		"--- \"a/\\\"\\012\"\n+++ \"b/\\\"\\012\"\n@@ -0,0 +1,1 @@\n+a\n"},
};

static void check(const struct row *r)
{
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};

	pc_diff(&out, pc_str(r->file), pc_str(r->old), pc_str(r->new));
	assert_str(pc_buf_str(&out), r->want);
}
PC_TABLE(rows, check)

/* More changes than the search goes through: still a diff, and no long wait. */
static void very_different(void **state)
{
	PC_AUTO(pc_buf_done) struct pc_buf old = {0};
	PC_AUTO(pc_buf_done) struct pc_buf new = {0};
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};

	(void)state;
	for (int i = 0; i < 5000; i++) {
		pc_buf_printf(&old, "%d\n", i);
		pc_buf_printf(&new, "%d\n", i % 2 ? i : -i);
	}
	pc_diff(&out, PC_STR("f"), pc_buf_str(&old), pc_buf_str(&new));
	assert_true(pc_str_find_str(pc_buf_str(&out), PC_STR("@@ -1,5000 +1,5000 @@")) <
		    out.len);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(very_different)};

	return PC_RUN(rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
