/* SPDX-License-Identifier: Apache-2.0 */
/* Why a line is asked about whatever the rules say: construct by construct. */
#include "bash_line.h"

static const struct row {
	const char *name, *line;
	enum safety_kind want;
} rows[] = {
	{"a plain command", "foo a", SAFETY_FINE},
	{"a list", "foo && bar; baz", SAFETY_FINE},
	{"a pipeline", "foo | bar", SAFETY_FINE},
	{"an if with a pipeline inside", "if foo | bar; then baz; fi", SAFETY_STRICT},
	{"a pipeline in a loop's body", "for i in a; do foo | bar; done", SAFETY_STRICT},
	{"parentheses", "(foo)", SAFETY_STRICT},
	{"braces", "{ foo; }", SAFETY_COMPLEX},
	{"a case", "case a in a) foo;; esac", SAFETY_COMPLEX},
	{"a function", "f() { foo; }; f", SAFETY_COMPLEX},
	{"a counting loop", "for ((;;)); do foo; done", SAFETY_COMPLEX},
	{"select", "select i in a; do foo; done", SAFETY_COMPLEX},
	{"double parentheses", "((1))", SAFETY_COMPLEX},
	{"coproc", "coproc foo", SAFETY_COMPLEX},
	{"a loop with a redirection of its own", "while foo; do bar; done < a",
		SAFETY_COMPLEX},
	{"a variable", "foo $X", SAFETY_COMPLEX},
	{"the home", "foo $HOME/a", SAFETY_FINE},
	{"the home in braces", "foo ${HOME}", SAFETY_COMPLEX},
	{"a variable of the shell alone in a string", "foo \"$PWD\"", SAFETY_COMPLEX},
	{"a variable of the shell among other text", "foo \"a $PWD\"", SAFETY_FINE},
	{"with one character besides", "foo \"a$PWD\"", SAFETY_COMPLEX},
	{"with a blank besides", "foo \"  $PWD\"", SAFETY_COMPLEX},
	{"a variable of somebody else in a string", "foo \"a $X\"", SAFETY_COMPLEX},
	{"an exit status in a string", "foo \"rc $?\"", SAFETY_FINE},
	{"an option made at run time", "foo \"-a $PWD\"", SAFETY_COMPLEX},
	{"a substitution as a word", "foo $(bar)", SAFETY_COMPLEX},
	{"in a string with text", "foo \"a $(bar)\"", SAFETY_FINE},
	{"alone in a string", "foo \"$(bar)\"", SAFETY_COMPLEX},
	{"a literal here-document in a string", "foo \"$(cat <<'E'\nhi\nE\n)\"",
		SAFETY_FINE},
	{"as a whole value", "X=$(foo)", SAFETY_FINE},
	{"as a part of a value", "X=a$(foo)", SAFETY_COMPLEX},
	{"a chain in a substitution", "X=$(foo && bar)", SAFETY_FINE},
	{"two commands in a substitution", "X=$(foo; bar)", SAFETY_COMPLEX},
	{"a pipeline in a substitution", "X=$(foo | bar)", SAFETY_STRICT},
	{"an empty substitution", "X=$()", SAFETY_COMPLEX},
	{"a file read by a substitution", "X=$(< a)", SAFETY_COMPLEX},
	{"backticks", "X=`foo`", SAFETY_FINE},
	{"a loop over a substitution", "for i in $(foo); do bar; done", SAFETY_FINE},
	{"arithmetic of numbers", "foo $((1+2))", SAFETY_FINE},
	{"arithmetic of names", "foo $((a+2))", SAFETY_COMPLEX},
	{"old arithmetic", "foo $[1]", SAFETY_COMPLEX},
	{"a process substitution", "foo <(bar)", SAFETY_COMPLEX},
	{"escape codes", "foo $'a'", SAFETY_COMPLEX},
	{"a translated string", "foo $\"a\"", SAFETY_COMPLEX},
	{"brace expansion", "foo {a,b}", SAFETY_COMPLEX},
	{"a single word in braces", "foo {a}", SAFETY_FINE},
	{"braces and quotes", "foo {'a'}", SAFETY_COMPLEX},
	{"escaped braces", "foo \\{\\}", SAFETY_COMPLEX},
	{"an extended glob", "foo !(a)", SAFETY_COMPLEX},
	{"a lone dollar", "foo a$", SAFETY_COMPLEX},
	{"a hidden blank", "foo a\\ b", SAFETY_COMPLEX},
	{"a continuation between words", "foo \\\n a", SAFETY_FINE},
	{"a continuation in a word", "foo a\\\nb", SAFETY_COMPLEX},
	{"a comment sign in quotes at a line's start", "foo 'a\n #b'", SAFETY_COMPLEX},
	{"lines in quotes", "foo 'a\nb'", SAFETY_FINE},
	{"a blank that does not look like one", "foo a", SAFETY_COMPLEX},
	{"a zero-width blank", "foo a​b", SAFETY_COMPLEX},
	{"other letters", "foo é日", SAFETY_FINE},
	{"a control character", "foo ", SAFETY_COMPLEX},
	{"an unquoted here-document", "foo <<E\nhi\nE", SAFETY_COMPLEX},
	{"a quoted here-document", "foo <<'E'\nhi\nE", SAFETY_FINE},
	{"text behind a here-document's start", "foo <<'E' | bar\nhi\nE", SAFETY_COMPLEX},
	{"a here-string", "foo <<< a", SAFETY_FINE},
	{"reading and writing", "foo <> a", SAFETY_COMPLEX},
	{"closing a descriptor", "foo 2>&-", SAFETY_COMPLEX},
	{"copying a descriptor", "foo 2>&1", SAFETY_FINE},
	{"a descriptor in a variable", "foo {fd}> a", SAFETY_COMPLEX},
	{"a word behind a redirection", "foo > a b", SAFETY_COMPLEX},
	{"a network file", "foo > /dev/tcp/a/1", SAFETY_STRICT},
	{"another process's environment", "foo /proc/1/environ", SAFETY_STRICT},
	{"an assignment", "X=1", SAFETY_FINE},
	{"two at once", "A=1 B=2", SAFETY_COMPLEX},
	{"an indexed one", "X[1]=2", SAFETY_COMPLEX},
	{"an array", "X=(1 2)", SAFETY_COMPLEX},
	{"a search path", "PATH=/x", SAFETY_COMPLEX},
	{"a loader variable", "LD_PRELOAD=x", SAFETY_COMPLEX},
	{"a tilde in a value", "X=a:~/b", SAFETY_COMPLEX},
	{"posix time", "time -p foo", SAFETY_COMPLEX},
	{"timed parentheses", "time (foo)", SAFETY_COMPLEX},
	{"an unreadable duration", "timeout x foo", SAFETY_COMPLEX},
	{"a readable duration", "timeout -s KILL 1.5m foo", SAFETY_FINE},
	{"an unreadable nice", "nice -n5 foo", SAFETY_COMPLEX},
	{"a readable nice", "nice -n 5 foo", SAFETY_FINE},
	{"stdbuf", "stdbuf -o L -eL foo", SAFETY_FINE},
	{"looking a command up", "command -v foo", SAFETY_FINE},
	{"a pattern behind a wrapper", "nohup foo*", SAFETY_COMPLEX},
	{"an evaluator", "eval foo", SAFETY_COMPLEX},
	{"an evaluator behind a wrapper", "command eval foo", SAFETY_COMPLEX},
	{"a launcher", "watch foo", SAFETY_COMPLEX},
	{"a launcher with nothing to launch", "watch", SAFETY_FINE},
	{"a keyword for a program", "foo; 'else' a", SAFETY_COMPLEX},
	{"a keyword with quotes", "fi''nd a", SAFETY_COMPLEX},
	{"a fragment", "-foo", SAFETY_COMPLEX},
	{"find that deletes", "find . -delete", SAFETY_COMPLEX},
	{"find with a pattern for a test", "find . -name '*.c'", SAFETY_FINE},
	{"find with a pattern for a place", "find '*'", SAFETY_COMPLEX},
	{"find with a pattern of the shell", "find . -name *.c", SAFETY_COMPLEX},
	{"awk that runs commands", "awk '{print | \"sh\"}'", SAFETY_COMPLEX},
	{"awk from a file", "awk -f x", SAFETY_COMPLEX},
	{"awk with options", "awk -F: -v x=1 '/a|b/ {print $1}'", SAFETY_FINE},
	{"awk that loads", "awk '@load \"x\"'", SAFETY_COMPLEX},
	{"awk that reads a command", "awk '{\"date\" | getline x}'", SAFETY_COMPLEX},
	{"jq from a file", "jq -f x", SAFETY_COMPLEX},
	{"jq with modules", "jq 'import \"a\" as x; .'", SAFETY_COMPLEX},
	{"jq with a filter", "jq .a", SAFETY_FINE},
	{"jq with a file for a variable", "jq --slurpfile a b .", SAFETY_COMPLEX},
	{"export", "export A=1 B", SAFETY_FINE},
	{"export of a substitution", "export A=$(foo)", SAFETY_COMPLEX},
	{"export of what is no name", "export a.b", SAFETY_COMPLEX},
	{"an option of export", "export --x", SAFETY_COMPLEX},
	{"declare", "declare -x A=1", SAFETY_FINE},
	{"declare that computes", "declare -i A=1", SAFETY_COMPLEX},
	{"declare for everybody", "declare -g A=1", SAFETY_COMPLEX},
	{"set", "set -euo pipefail", SAFETY_FINE},
	{"set that exports", "set -a", SAFETY_COMPLEX},
	{"set by name", "set -o allexport", SAFETY_COMPLEX},
	{"set of arguments", "set -- -a", SAFETY_FINE},
	{"unset", "unset -v A", SAFETY_FINE},
	{"unset of an element", "unset 'A[0]'", SAFETY_COMPLEX},
	{"read", "read -r x", SAFETY_FINE},
	{"read into an element", "read 'x[0]'", SAFETY_COMPLEX},
	{"printf into an element", "printf -v 'a[0]' y", SAFETY_COMPLEX},
	{"numbers compared", "test 1 -eq 2", SAFETY_FINE},
	{"names compared as numbers", "test a -eq 2", SAFETY_COMPLEX},
	{"names compared as numbers in brackets", "[[ a -lt 2 ]]", SAFETY_COMPLEX},
	{"a subscript in brackets", "[[ -v 'a[0]' ]]", SAFETY_COMPLEX},
	{"env", "env A=1 foo", SAFETY_FINE},
	{"env that splits", "env -S 'foo a'", SAFETY_COMPLEX},
	{"the history", "fc -l", SAFETY_FINE},
	{"the history run again", "fc -s", SAFETY_COMPLEX},
	{"two changes of directory", "cd a; cd b", SAFETY_STRICT},
	{"a change of directory before git", "cd a && git log", SAFETY_STRICT},
	{"staying where one is", "cd . && git log", SAFETY_FINE},
	{"a change of directory before a write", "cd a && foo > b", SAFETY_STRICT},
	{"a change of directory before nothing is written", "cd a && foo > /dev/null",
		SAFETY_FINE},
	{"find with words from xargs", "xargs find .", SAFETY_COMPLEX},
	{"an evaluator behind xargs", "xargs eval", SAFETY_COMPLEX},
	{"xargs with options", "xargs -n1 foo", SAFETY_FINE},
	{"a change of directory before another program", "cd a && svn up", SAFETY_FINE},
	{"a list in parentheses", "(foo; bar)", SAFETY_COMPLEX},
	{"a chain in parentheses", "(foo && bar)", SAFETY_STRICT},
	{"a variable that the line sets", "X=a; foo $X", SAFETY_COMPLEX},
	{"a broken line", "foo 'a", SAFETY_STRICT},
};

static void check(const struct row *r)
{
	struct pc_arena arena = {0};
	struct bash_call call;
	struct safety safety;

	bash_line_init(&call, &arena, r->line);
	safety = safety_of(&call);
	assert_int_equal(safety.kind, r->want);
	assert_int_equal(safety.reason.len > 0, r->want != SAFETY_FINE);
	pc_arena_done(&arena);
}
PC_TABLE(rows, check)

static const struct sight {
	const char *name, *line;
	bool want;
} sights[] = {
	{"nothing hides a file", "foo a", true},
	{"a program that does more leaves it in sight", "awk -f a b", true},
	{"so does a variable that the line sets", "X=a; foo $X", true},
	{"and a declaration", "export X=$(foo a)", true},
	{"another variable hides it", "foo $X", false},
	{"and a construct", "{ foo a; }", false},
};

static void check_sight(const struct sight *r)
{
	struct pc_arena arena = {0};
	struct bash_call call;

	bash_line_init(&call, &arena, r->line);
	assert_int_equal(safety_of(&call).sight, r->want);
	pc_arena_done(&arena);
}
PC_TABLE(sights, check_sight)

static const struct length {
	const char *name;
	size_t len;
	enum safety_kind want;
} lengths[] = {
	{"the longest line that the client parses", 10000, SAFETY_FINE},
	{"one byte more", 10001, SAFETY_COMPLEX},
};

static void check_length(const struct length *r)
{
	struct pc_arena arena = {0};
	struct bash_call call;
	char *line = test_malloc(r->len + 1);

	memset(line, 'x', r->len);
	line[r->len] = '\0';
	bash_line_init(&call, &arena, line);
	assert_int_equal(safety_of(&call).kind, r->want);
	test_free(line);
	pc_arena_done(&arena);
}
PC_TABLE(lengths, check_length)

static const struct doubt {
	const char *name, *line;
	bool want;
} doubts[] = {
	{"a keyword and a quote in a substitution", "foo $(do''cker a)", true},
	{"behind an assignment", "A=1 fi''nd", true},
	{"behind a redirection", "> a if''x", true},
	{"at the start of a command", "do''cker a", false},
	{"in backticks", "foo `do''cker`", false},
	{"no keyword", "A=1 ma''ke", false},
};

static void check_doubt(const struct doubt *r)
{
	struct pc_arena arena = {0};
	struct bash_call call;

	bash_line_init(&call, &arena, r->line);
	assert_int_equal(safety_unreadable(&call).len > 0, r->want);
	pc_arena_done(&arena);
}
PC_TABLE(doubts, check_doubt)

int main(void)
{
	return PC_RUN(rows) + PC_RUN(sights) + PC_RUN(lengths) + PC_RUN(doubts);
}
