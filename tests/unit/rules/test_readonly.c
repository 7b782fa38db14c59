/* SPDX-License-Identifier: Apache-2.0 */
/* What the client runs without a rule: programs, options, shapes. */
#include "bash_line.h"

static const struct row {
	const char *name, *line;
	bool want;
} rows[] = {
	{"any words of a harmless program", "echo a -b --c", true},
	{"a pattern for one that may have it", "cat *.c", true},
	{"a pattern for one that may not", "seq *", false},
	{"the home", "ls $HOME ~/a", true},
	{"somebody else's home", "echo ~root", false},
	{"a variable of the shell in what it prints", "echo \"a $PWD\"", true},
	{"an exit status in what it prints", "echo \"rc $?\"", false},
	{"a path to the program", "/bin/ls", false},
	{"a quoted program", "\"l\"s", true},
	{"known options", "grep -rn --include=*.c x .", true},
	{"a number behind an option", "grep -A3 x", true},
	{"a number for an option", "grep -3 x", false},
	{"a value behind an equals sign", "sort --key=2", true},
	{"a value in the next word", "sort -k 2,2", true},
	{"a value that looks like an option", "sort -k -r", false},
	{"a value that is no number", "tree -L x", false},
	{"a value that is missing", "sort -k", false},
	{"an unknown option", "sort -o x", false},
	{"one unknown option in a bundle", "sort -no", false},
	{"an option with a value that takes none", "git log --oneline=1", false},
	{"operands behind --", "grep -- -x a", true},
	{"a dollar for a second shell", "grep 'a$' b", false},
	{"braces for a second shell", "grep '{a,b}' c", false},
	{"a line break", "grep 'a\nb' c", false},
	{"a date", "date -u +%F", true},
	{"setting the date", "date 01020304", false},
	{"the environment of processes", "ps auxe", false},
	{"listening sockets", "ss -tln state listening", true},
	{"killing sockets", "ss -K", false},
	{"a terminal's initialisation", "tput reset", false},
	{"a terminal's width", "tput cols", true},
	{"a new name for the host", "hostname x", false},
	{"an escape for man", "man 'a\\b'", false},
	{"git", "git status -s", true},
	{"git elsewhere", "git -C a status", false},
	{"a count", "git log -20", true},
	{"a format", "git log --format='%h %s'", true},
	{"a known format", "git show --pretty=oneline", true},
	{"a format of one's own", "git log --format=mine", false},
	{"branches by pattern", "git branch --list 'a*'", true},
	{"a new branch", "git branch a", false},
	{"tags with a commit", "git tag --contains a", true},
	{"a new tag", "git tag a", false},
	{"a stash", "git stash show -p", true},
	{"stashing", "git stash", false},
	{"remotes", "git remote -v", true},
	{"a new remote", "git remote add a b", false},
	{"a bare git", "git", false},
	{"an unknown sub-command", "git push", false},
	{"containers", "docker ps -a --format x", true},
	{"containers elsewhere", "docker ps -H x", false},
	{"a bare docker", "docker", false},
	{"starting a container", "docker run x", false},
	{"a container's log", "docker logs -f --tail 5 x", true},
	{"the lines of a file", "sed -n '1,5p;7p' a", true},
	{"a substitution in what it reads", "sed -E 's/a/b/g'", true},
	{"a substitution in a file", "sed 's/a/b/' a", false},
	{"a substitution that runs", "sed 's/a/b/e'", false},
	{"another delimiter", "sed 's|a|b|'", false},
	{"an unknown option of sed", "sed -e p", false},
	{"sed without a script", "sed -n", false},
	{"filtering lines", "uniq -c -d", true},
	{"fields to skip", "uniq -f 2", true},
	{"files of uniq", "uniq a", false},
	{"a test", "test ! -f a", true},
	{"a comparison", "test a != b", true},
	{"a comparison of numbers", "test 1 -lt 2", true},
	{"two tests", "test -f a -a -f b", false},
	{"a variable by name", "test -v a", false},
	{"brackets", "[ -f a ]", true},
	{"brackets with the home", "[ -n \"$HOME\" ]", false},
	{"double brackets", "[[ a == b ]]", true},
	{"a pattern in double brackets", "[[ a == b* ]]", false},
	{"printf", "printf '%s' a", true},
	{"printf into a variable", "printf -v a b", false},
	{"an option of jq and a filter", "jq -r '.a | .b' c", true},
	{"jq without a filter", "jq -r", false},
	{"jq with the environment", "jq env", false},
	{"jq with a joined word", "jq 'a'\"b\"", false},
	{"xargs", "xargs -0 -n 1 grep x", true},
	{"a place for words", "xargs -I {} echo {}", true},
	{"another place for words", "xargs -I % echo %", false},
	{"xargs that runs something else", "xargs rm", false},
	{"a version", "node --version", true},
	{"a script", "node a", false},
	{"an interface", "ifconfig eth0", true},
	{"switching an interface off", "ifconfig eth0 down", false},
	{"a directory", "cd a", true},
	{"an option of cd", "cd -P a", false},
	{"the history", "history 5", true},
	{"forgetting it", "history -c", false},
	{"a harmless variable", "LANG=C ls", true},
	{"another variable", "FOO=1 ls", false},
	{"a value with blanks", "LANG='a b' ls", false},
	{"a value that grows", "LANG+=C ls", false},
	{"a limit of time", "timeout 5 ls", true},
	{"an option of timeout", "timeout -k 1 5 ls", false},
	{"the builtin itself", "builtin echo a", true},
	{"the default path", "command -p ls", true},
	{"a lookup", "command -v ls", false},
	{"timed", "time ls", false},
	{"a wrapper without a program", "command", false},
	{"a bare assignment", "A=1", true},
	{"a bare redirection", "> a", false},
	{"both of two", "ls; pwd", true},
	{"one of two", "ls; foo", false},
	{"double parentheses", "((1))", false},
};

static void check(const struct row *r)
{
	struct pc_arena arena = {0};
	struct bash_call call;
	bool runs = true;

	bash_line_init(&call, &arena, r->line);
	for (size_t i = 0; i < call.commands.count; i++)
		runs &= readonly_command(&call, &call.commands.items[i]);
	assert_int_equal(runs && call.commands.count > 0, r->want);
	pc_arena_done(&arena);
}
PC_TABLE(rows, check)

static const struct edit {
	const char *name, *line;
	bool want;
} edits[] = {
	{"a new directory", "mkdir -p a/b", true},
	{"a file that goes", "rm -f a", true},
	{"behind a limit of time", "timeout 5 touch a", true},
	{"a stamp of one's own", "touch -t 1 a", false},
	{"a substitution in a file", "sed -i 's/a/b/' a", true},
	{"another edit of a file", "sed -i 1d a", false},
	{"with another variable", "A=1 mkdir b", false},
	{"no edit", "foo", false},
	{"a construct", "((1))", false},
	{"timed", "time mkdir a", false},
};

static void check_edit(const struct edit *r)
{
	struct pc_arena arena = {0};
	struct bash_call call;

	bash_line_init(&call, &arena, r->line);
	assert_int_equal(readonly_edit(&call.commands.items[0]), r->want);
	pc_arena_done(&arena);
}
PC_TABLE(edits, check_edit)

int main(void)
{
	return PC_RUN(rows) + PC_RUN(edits);
}
