/* SPDX-License-Identifier: Apache-2.0 */
/* Which program sudo, env and the like start in the end. */
#include "pc_test.h"

#include "bash_priv.h"

static const struct row {
	const char *name, *words, *want; /* programs, then the script in brackets */
} rows[] = {
	{"no starter", "rm x", ""},
	{"sudo", "sudo rm x", "rm"},
	{"by its path", "/usr/bin/sudo rm x", "rm"},
	{"an option with a value", "sudo -u bob rm", "rm"},
	{"its value in the same word", "sudo -ubob rm", "rm"},
	{"a long option with a value", "sudo --user bob rm", "rm"},
	{"a long option with = in it", "sudo --user=bob rm", "rm"},
	{"an option without", "sudo -n rm", "rm"},
	{"options end", "sudo -- rm", "rm"},
	{"assignments", "sudo A=1 rm", "rm"},
	{"env", "env -i -u X A=1 rm", "rm"},
	{"env -S", "env -S rm", "[rm]"},
	{"options in one word before the script", "env -iSrm", "[rm]"},
	{"sudo without a program", "sudo -i", ""},
	{"a value too many", "sudo 7 rm", "7"},
	{"command -v", "command -v rm", ""},
	{"watch", "watch -n 2 rm", "rm"},
	{"chrt", "chrt -f 50 rm", "rm"},
	{"taskset, mask", "taskset 0xff rm", "rm"},
	{"taskset, list", "taskset -c 0,1 rm", "rm"},
	{"taskset, no mask", "taskset ff rm", "ff"},
	{"flock", "flock -n /tmp/l rm", "/tmp/l rm"},
	{"flock -c", "flock /tmp/l -c rm", "/tmp/l [rm]"},
	{"script", "script -qc rm /dev/null", "[rm]"},
	{"script, long option", "script --command=rm", "[rm]"},
	{"one behind the other", "sudo -u bob env A=1 nohup timeout 5 nice -n 3 rm",
		"rm"},
	{"time -p", "time -p sudo rm", "rm"},
	{"timeout needs a duration", "timeout x rm", ""},
	{"timeout's options", "timeout -v -k 1 --signal=9 5 sudo rm", "rm"},
	{"nice without -n is not for words", "nice sudo rm", ""},
};

static void check(const struct row *r)
{
	struct pc_arena arena = {0};
	struct pc_str items[16], rest = pc_str(r->words), got = {0};
	struct bash_args args = {items, 0};
	struct bash_starts starts;

	while (rest.ptr)
		items[args.count++] = pc_str_cut(&rest, ' ');
	bash_wrap_args(&starts, &args);
	for (size_t i = 0; i < starts.count && starts.at[i] < args.count; i++)
		got = pc_arena_printf(&arena, "%.*s%s%.*s", PC_STR_ARG(got),
			got.len ? " " : "", PC_STR_ARG(items[starts.at[i]]));
	if (starts.script.len)
		got = pc_arena_printf(&arena, "%.*s%s[%.*s]", PC_STR_ARG(got),
			got.len ? " " : "", PC_STR_ARG(starts.script));
	assert_str(got, r->want);
	pc_arena_done(&arena);
}
PC_TABLE_TESTS(rows, check)
