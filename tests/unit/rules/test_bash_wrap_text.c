/* SPDX-License-Identifier: Apache-2.0 */
/* What is taken off in front of a command's text: wrappers, assignments, quotes. */
#include "pc_test.h"

#include "bash_priv.h"

static const struct wrapper_row {
	const char *name, *text, *strict, *mild; /* what is left for deny, for allow */
} wrappers[] = {
	{"no wrapper", "rm x", "rm x", "rm x"},
	{"a wrapper alone", "nohup", "nohup", "nohup"},
	{"nohup", "nohup rm x", "rm x", "rm x"},
	{"dashes", "nohup -- rm x", "rm x", "-- rm x"},
	{"time -p", "time -p rm x", "rm x", "-p rm x"},
	{"timeout", "timeout 5 rm x", "rm x", "rm x"},
	{"timeout, duration with unit", "timeout 1.5m rm", "rm", "rm"},
	{"timeout, all its options",
		"timeout --foreground -v -k 1 -s9 --signal=KILL 5 rm", "rm", "rm"},
	{"timeout, option unknown", "timeout -f 5 rm", "timeout -f 5 rm",
		"timeout -f 5 rm"},
	{"timeout, not a duration", "timeout 5x rm", "timeout 5x rm", "timeout 5x rm"},
	{"nice", "nice rm", "rm", "rm"},
	{"nice -n", "nice -n -5 rm", "rm", "rm"},
	{"nice -5", "nice -5 rm", "rm", "rm"},
	{"nice -n5 is not known", "nice -n5 rm", "-n5 rm", "-n5 rm"},
	{"stdbuf", "stdbuf -i0 -oL rm", "rm", "rm"},
	{"stdbuf without a mode", "stdbuf rm", "stdbuf rm", "stdbuf rm"},
	{"stdbuf, size", "stdbuf -o4K rm", "stdbuf -o4K rm", "stdbuf -o4K rm"},
	{"command", "command -p -- rm", "rm", "rm"},
	{"command -V", "command -V rm", "command -V rm", "command -V rm"},
	{"builtin", "builtin -- cd x", "cd x", "cd x"},
	{"one in the other", "nohup nice timeout 5 rm", "rm", "rm"},
	{"a wrapper in quotes behind one", "nohup 'nice' rm", "rm", "rm"},
	{"sudo is not taken off here", "sudo rm", "sudo rm", "sudo rm"},
};

static void check_wrapper(const struct wrapper_row *r)
{
	struct pc_arena arena = {0};

	assert_str(bash_wrap_text(&arena, pc_str(r->text), true), r->strict);
	assert_str(bash_wrap_text(&arena, pc_str(r->text), false), r->mild);
	pc_arena_done(&arena);
}
PC_TABLE(wrappers, check_wrapper)

static const struct assign_row {
	const char *name, *text, *any, *harmless;
} assigns[] = {
	{"none", "rm x", "rm x", "rm x"},
	{"one", "A=1 rm", "rm", "A=1 rm"},
	{"alone it is all there is", "A=1", "A=1", "A=1"},
	{"harmless", "TZ=UTC CI=1 rm", "rm", "rm"},
	{"harmless up to one that is not", "CI=1 A=1 rm", "rm", "A=1 rm"},
	{"empty value", "CI= rm", "rm", "CI= rm"},
	{"value in quotes", "CI=\"a b\" rm", "rm", "CI=\"a b\" rm"},
	{"value with a command", "CI=$(a b) rm", "rm", "CI=$(a b) rm"},
	{"value with a path", "TZ=Europe/Berlin rm", "rm", "rm"},
	{"value from the root", "TZ=/etc/x rm", "rm", "TZ=/etc/x rm"},
	{"value upwards", "TZ=a/../b rm", "rm", "TZ=a/../b rm"},
	{"appended", "CI+=1 rm", "rm", "CI+=1 rm"},
	{"an array's element", "A[1]=x rm", "rm", "A[1]=x rm"},
	{"locales", "LANG=C LC_ALL=POSIX LC_CTYPE=en_US.utf8 rm", "rm", "rm"},
	{"a locale without encoding", "LANG=en_US rm", "rm", "LANG=en_US rm"},
	{"numbers", "COLUMNS=80 rm", "rm", "rm"},
	{"not a number", "COLUMNS=a rm", "rm", "COLUMNS=a rm"},
	{"not a name", "1A=x rm", "1A=x rm", "1A=x rm"},
	{"a close name", "NODE_ENVS=x rm", "rm", "NODE_ENVS=x rm"},
};

static void check_assign(const struct assign_row *r)
{
	assert_str(bash_wrap_assigns(pc_str(r->text), true), r->any);
	assert_str(bash_wrap_assigns(pc_str(r->text), false), r->harmless);
}
PC_TABLE(assigns, check_assign)

static const struct quote_row {
	const char *name, *text, *want;
} quotes[] = {
	{"none", "rm 'x'", "rm 'x'"},
	{"double", "\"rm\" \"x\"", "rm \"x\""},
	{"in the middle", "r''m x", "rm x"},
	{"a backslash", "\\rm x", "rm x"},
	{"with a blank in it", "'rm x' y", "'rm x' y"},
	{"with a variable in it", "\"$X\"rm y", "\"$X\"rm y"},
	{"ANSI", "$'rm' y", "$'rm' y"},
	{"open", "\"rm x", "\"rm x"},
	{"empty", "'' x", "'' x"},
	{"a lone backslash", "\\", "\\"},
	{"an assignment", "A='x' rm", "A='x' rm"},
};

static void check_quote(const struct quote_row *r)
{
	struct pc_arena arena = {0};

	assert_str(bash_wrap_unquote(&arena, pc_str(r->text)), r->want);
	pc_arena_done(&arena);
}
PC_TABLE(quotes, check_quote)

int main(void)
{
	return PC_RUN(wrappers) + PC_RUN(assigns) + PC_RUN(quotes);
}
