/* SPDX-License-Identifier: Apache-2.0 */
/* Which words of a command are files, and for what. */
#include "pc_test.h"

#include "bash_args_priv.h"
#include "pc/base/buf.h"

static const struct row {
	const char *name, *words, *want; /* "r:file w:file", "?" for a program unknown */
} rows[] = {
	{"every operand of cat", "cat -n a b", "r:a r:b"},
	{"behind two dashes all is operand", "cat -- -a", "r:-a"},
	{"one dash is an operand", "cat - a", "r:- r:a"},
	{"a value is an operand where the client knows no flags", "head -n 5 a",
		"r:5 r:a"},
	{"a value that the client knows", "cut -d : -f 1 a", "r:a"},
	{"grep: pattern first", "grep x a b", "r:a r:b"},
	{"grep: pattern by flag", "grep -e x a", "r:a"},
	{"grep: pattern in the flag", "grep -ex a", "r:a"},
	{"grep: pattern file", "grep -f p a", "r:p r:a"},
	{"grep: pattern file in one word", "grep --file=p a", "r:p r:a"},
	{"grep: a flag's value", "grep --include *.c x a", "r:a"},
	{"rg: a file list is taken for a pattern", "rg --files a", ""},
	{"awk: program first", "awk 1 a", "r:a"},
	{"awk: program file", "awk -f p a", "r:p r:a"},
	{"tr: two sets first", "tr a b c", "r:c"},
	{"tr: one set with -d", "tr -d a c", "r:c"},
	{"jq: filter first", "jq -r . a", "r:a"},
	{"jq: named values", "jq --arg n v . a", "r:a"},
	{"jq: files by name", "jq --slurpfile n f . a", "r:f r:a"},
	{"jq: strings at the end", "jq --args . a", ""},
	{"find: starts and tests", "find a b -name c -newer d", "r:a r:b r:d"},
	{"find: links first", "find -L a", "r:a"},
	{"find: no start", "find -name c", "r:."},
	{"ls: nothing named", "ls -la", "r:."},
	{"ls: a directory", "ls -la a", "r:a"},
	{"rm writes", "rm -rf a b", "w:a w:b"},
	{"tee writes", "tee -a a", "w:a"},
	{"cp: sources and target", "cp a b c", "r:a r:b w:c"},
	{"cp: mild flags", "cp -fp a c", "r:a w:c"},
	{"cp: other flags", "cp -r a c", "rw:a w:c"},
	{"cp: target first", "cp -t a b", "rw:a rw:b"},
	{"cp: target in the flag", "cp --target-directory=a b", "w:a rw:b"},
	{"mv takes its sources away", "mv a c", "rw:a w:c"},
	{"sed: printing by number reads", "sed -n 1,5p a", "r:a"},
	{"sed: printing all reads", "sed -n p a", "r:a"},
	{"sed: anything else writes", "sed s/a/b/ a", "rw:a"},
	{"sed: script by flag", "sed -e p a", "rw:a"},
	{"sed: printing by pattern is not sure", "sed -n /x/p a", "rw:a"},
	{"git diff", "git diff HEAD a", "r:HEAD r:a"},
	{"git in another place", "git -C b diff a", "r:a"},
	{"git grep", "git grep x a", "r:a"},
	{"git log names nothing", "git log a", "?"},
	{"cd", "cd a", "r:a"},
	{"cd home", "cd", "r:~"},
	{"a path is not the program", "/bin/cat a", "?"},
	{"an unknown program", "less a", "?"},
	{"time", "time cat a", "r:a"},
	{"timeout with flags", "timeout -s KILL 3 cat a", "r:a"},
	{"nice with a number", "nice -n 5 cat a", "r:a"},
	{"env with variables", "env -u X A=1 cat a", "r:a"},
	{"env with two dashes", "env -- cat a", "?"},
	{"wrappers in wrappers", "nohup env nice cat a", "r:a"},
	{"command -v only asks", "command -v cat", "?"},
	{"sudo is not looked through", "sudo cat a", "?"},
	{"a wrapper alone", "timeout 3", "?"},
	{"nothing", "", "?"},
};

static void found(void *user, struct pc_str path, unsigned use)
{
	struct pc_buf *out = user;

	pc_buf_printf(out, "%s%s%s:%.*s", out->len ? " " : "", use & FILE_READ ? "r" : "",
		use & FILE_WRITE ? "w" : "", PC_STR_ARG(path));
}

static void check(const struct row *r)
{
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};
	struct pc_str items[16], rest = pc_str(r->words);
	struct words words = {items, 0};

	while (rest.ptr && r->words[0])
		items[words.count++] = pc_str_cut(&rest, ' ');
	if (bash_args_files(bash_args_unwrapped(words), found, &out) == ARGS_UNKNOWN)
		pc_buf_puts(&out, "?");
	assert_str(pc_buf_str(&out), r->want);
}

PC_TABLE_TESTS(rows, check)
