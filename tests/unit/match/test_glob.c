/* SPDX-License-Identifier: Apache-2.0 */
/* What patterns match, which of them cannot be used, and how long the worst may take. */
#include "pc_test.h"

#include <time.h>

#include "pc/base/buf.h"
#include "pc/match/glob.h"

static enum pc_match match(const char *pattern, const char *path, bool whole)
{
	PC_AUTO(pc_glob_freep) struct pc_glob *glob = NULL;
	PC_AUTO(pc_scratch_freep) struct pc_scratch *scratch = pc_scratch_new();
	struct pc_err err;

	assert_int_equal(pc_glob_compile(&glob, pc_str(pattern), &err), PC_OK);
	return whole ? pc_glob_match_whole(glob, scratch, pc_str(path))
		     : pc_glob_match(glob, scratch, pc_str(path));
}

static const struct row {
	const char *name, *pattern, *path;
	enum pc_match want;
} globs[] = {
	{"a name matches at the top", "k", "k", PC_MATCH_YES},
	{"a name matches at any depth", "k", "a/b/k", PC_MATCH_YES},
	{"a matched directory covers its contents", "k", "a/k/b/c", PC_MATCH_YES},
	{"a name is a whole component", "k", "kx", PC_MATCH_NO},
	{"case does not matter", "Key", "a/kEY", PC_MATCH_YES},
	{"case does not matter beyond ascii", "\xc3\x89t", "\xc3\xa9T", PC_MATCH_YES},
	{"a leading slash ties to the anchor", "/k", "a/k", PC_MATCH_NO},
	{"a leading slash matches at the anchor", "/k", "k/x", PC_MATCH_YES},
	{"an inner slash ties to the anchor", "a/k", "b/a/k", PC_MATCH_NO},
	{"a trailing slash does not tie", "k/", "a/k/x", PC_MATCH_YES},
	{"a trailing slash wants a directory", "k/", "a/k", PC_MATCH_NO},
	{"a slash alone matches nothing", "/", "a/b", PC_MATCH_NO},
	{"star stays in its component", "src/*.c", "src/base/err.c", PC_MATCH_NO},
	{"star matches hidden names", "*", ".env", PC_MATCH_YES},
	{"star may be empty", "k*", "k", PC_MATCH_YES},
	{"star after a slash is not empty", "a/*", "a", PC_MATCH_NO},
	{"star crosses into contents by the parent", "a/*", "a/b/c", PC_MATCH_YES},
	{"question mark is one character", "?.c", "ab.c", PC_MATCH_NO},
	{"question mark is not a slash", "a?b", "a/b", PC_MATCH_NO},
	{"two stars cross directories", "src/**/err.c", "src/base/x/err.c", PC_MATCH_YES},
	{"two stars may be nothing", "src/**/err.c", "src/err.c", PC_MATCH_YES},
	{"leading two stars match at the top", "**/k", "k", PC_MATCH_YES},
	{"leading two stars do not split a component", "**/k", "xk", PC_MATCH_NO},
	{"trailing two stars leave the directory out", "a/**", "a", PC_MATCH_NO},
	{"trailing two stars take all below", "a/**", "a/b/c", PC_MATCH_YES},
	{"two stars inside a component are one", "a**b", "a/b", PC_MATCH_NO},
	{"two stars inside a component match", "a**b", "axxb", PC_MATCH_YES},
	{"directories of any depth", "**/", "a/b", PC_MATCH_YES},
	{"directories and no files", "**/", "a", PC_MATCH_NO},
	{"three stars are one star", "a/***/k", "a/b/c/k", PC_MATCH_NO},
	{"a set", "[a-m]k", "bk", PC_MATCH_YES},
	{"a set ignores case", "[a-m]k", "BK", PC_MATCH_YES},
	{"a set has no negation", "[!a]", "b", PC_MATCH_NO},
	{"an exclamation mark is a member", "[!a]", "!", PC_MATCH_YES},
	{"a caret is a member", "[^a]", "^", PC_MATCH_YES},
	{"a backward range is empty", "[m-a]", "b", PC_MATCH_NO},
	{"an open set matches nothing", "[ab", "a", PC_MATCH_NO},
	{"an empty set matches nothing", "[]k]", "k", PC_MATCH_NO},
	{"braces are literal", "{a,b}", "a", PC_MATCH_NO},
	{"braces match themselves", "{a,b}", "x/{a,b}", PC_MATCH_YES},
	{"dots are literal", "a.c", "abc", PC_MATCH_NO},
	{"dollar and plus are literal", "a+$", "x/a+$", PC_MATCH_YES},
	{"an escaped star is literal", "a\\*b", "a*b", PC_MATCH_YES},
	{"an escaped star is no wildcard", "a\\*b", "axb", PC_MATCH_NO},
	{"an escaped star at the end is one", "a\\*", "abc", PC_MATCH_YES},
	{"an escaped letter is itself", "\\key", "key", PC_MATCH_YES},
	{"an escaped s is white space", "\\secret", "secret", PC_MATCH_NO},
	{"an escaped d is a digit", "x\\d", "x7", PC_MATCH_YES},
	{"an escaped n is a line end", "x\\ny", "x\ny", PC_MATCH_YES},
	{"an escaped hexadecimal number", "\\x6bey", "key", PC_MATCH_YES},
	{"trailing spaces do not count", "k  ", "k", PC_MATCH_YES},
	{"an escaped trailing space counts", "k\\ ", "k ", PC_MATCH_YES},
	{"an escaped trailing space is wanted", "k\\ ", "k", PC_MATCH_NO},
	{"leading spaces count", " k", "k", PC_MATCH_NO},
	{"a hash mark is literal", "#k", "#k", PC_MATCH_YES},
	{"an escaped exclamation mark is literal", "\\!k", "!k", PC_MATCH_YES},
	{"a newline cannot end the path early", "*.md", "x.md\n/etc/k", PC_MATCH_NO},
	{"bytes that are no text give up", "\xc3\xa9*", "\xff\xfe", PC_MATCH_GAVE_UP},
};

static void check(const struct row *r)
{
	assert_int_equal(match(r->pattern, r->path, false), r->want);
}

PC_TABLE(globs, check)

static const struct row wholes[] = {
	{"the path itself", "a/k", "a/k", PC_MATCH_YES},
	{"a parent does not count", "a/k", "a/k/b", PC_MATCH_NO},
	{"a directory is its name with a slash", "k", "a/k/", PC_MATCH_YES},
	{"a directory where one is wanted", "k/", "k/", PC_MATCH_YES},
	{"a file where a directory is wanted", "k/", "k", PC_MATCH_NO},
	{"contents by two stars", "a/**", "a/b/c", PC_MATCH_YES},
};

static void check_whole(const struct row *r)
{
	assert_int_equal(match(r->pattern, r->path, true), r->want);
}

PC_TABLE(wholes, check_whole)

static const struct bad {
	const char *name, *pattern;
} bads[] = {
	{"an empty pattern is refused", ""},
	{"a blank pattern is refused", " \t"},
	{"an open escape is refused", "k\\"},
	{"a backward range past z is refused", "[~-!]"},
	{"an open set over a slash is refused", "[a/b"},
};

static void check_bad(const struct bad *b)
{
	struct pc_glob *glob = NULL;
	struct pc_err err;

	assert_int_equal(pc_glob_compile(&glob, pc_str(b->pattern), &err), PC_ERR_PARSE);
	assert_null(glob);
}

PC_TABLE(bads, check_bad)

/* What an author can write to make a backtracking matcher run for years. */
static const struct slow {
	const char *name, *piece, *tail, *component;
	int n_pieces, n_components;
} slows[] = {
	{"thirty double stars", "**/a/", "b", "a/", 30, 200},
	{"thirty double stars side by side", "**/", "b", "a/", 30, 1000},
	{"thirty stars in one name", "*a", "b", "aaaaaaaa", 30, 100},
	{"three hundred stars", "*?", "b", "ab", 300, 400},
};

static void check_slow(const struct slow *r)
{
	PC_AUTO(pc_buf_done) struct pc_buf pattern = {0};
	PC_AUTO(pc_buf_done) struct pc_buf path = {0};
	struct timespec from, to;
	double ms;

	for (int i = 0; i < r->n_pieces; i++)
		pc_buf_puts(&pattern, r->piece);
	pc_buf_puts(&pattern, r->tail);
	for (int i = 0; i < r->n_components; i++)
		pc_buf_puts(&path, r->component);
	pc_buf_puts(&path, "bc");
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
	assert_int_not_equal(match(pattern.ptr, path.ptr, false), PC_MATCH_YES);
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
	ms = (double)(to.tv_sec - from.tv_sec) * 1e3 +
	     (double)(to.tv_nsec - from.tv_nsec) / 1e6;
#if !defined(__SANITIZE_ADDRESS__)
	assert_true(ms < 50);
#else
	assert_true(ms < 1000);
#endif
}

PC_TABLE(slows, check_slow)

int main(void)
{
	return PC_RUN(globs) + PC_RUN(wholes) + PC_RUN(bads) + PC_RUN(slows);
}
