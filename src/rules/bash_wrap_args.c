/* SPDX-License-Identifier: Apache-2.0 */
/* Programs that start another program with their last words, as deny and ask rules see
 * through them: which options take a value of their own, so that the program's place is
 * known.  Works on words' values; the text-level half is bash_wrap_text.c. */
#include "bash_priv.h"
#include "pc/base/fs.h"

enum positional {
	POSITIONAL_NONE,
	POSITIONAL_NUMBER, /* chrt 50 PROGRAM */
	POSITIONAL_MASK,   /* taskset 0xff PROGRAM */
	POSITIONAL_ANY,    /* flock FILE PROGRAM: the file may be missing */
};

#define NAME(literal)                                                                    \
	{                                                                                \
		literal, sizeof(literal) - 1                                             \
	}

static const struct starter {
	struct pc_str name;
	const char *with_value;      /* short options with a value in the next word */
	const char *long_with_value; /* each between two spaces */
	const char *script;          /* the short option whose value is a command */
	enum positional positional;
} starters[] = {
	{NAME("builtin"), "", "", "", POSITIONAL_NONE},
	{NAME("chrt"), "pDPT", " --pid --sched-runtime --sched-period --sched-deadline ",
		"", POSITIONAL_NUMBER},
	{NAME("command"), "", "", "", POSITIONAL_NONE},
	{NAME("doas"), "auC", "", "", POSITIONAL_NONE},
	{NAME("env"), "uC", " --unset --chdir ", "S", POSITIONAL_NONE},
	{NAME("exec"), "a", "", "", POSITIONAL_NONE},
	{NAME("flock"), "wE", " --timeout --wait --conflict-exit-code ", "c",
		POSITIONAL_ANY},
	{NAME("ionice"), "cnpuP", " --class --classdata --pid --pgid --uid ", "",
		POSITIONAL_NONE},
	{NAME("ltrace"), "aelnopsuwxADF", "", "", POSITIONAL_NONE},
	{NAME("nocorrect"), "", "", "", POSITIONAL_NONE},
	{NAME("noglob"), "", "", "", POSITIONAL_NONE},
	{NAME("nsenter"), "tGS", " --target --setuid --setgid ", "", POSITIONAL_NONE},
	{NAME("pkexec"), "", " --user ", "", POSITIONAL_NONE},
	{NAME("script"), "moBEIOT",
		" --log-in --log-out --log-io --log-timing --logging-format --echo"
		" --output-limit ",
		"c", POSITIONAL_ANY},
	{NAME("setsid"), "", "", "", POSITIONAL_NONE},
	{NAME("strace"), "abeopsuEIOPSUX",
		" --trace --output --attach --user --string-limit --columns --env ", "",
		POSITIONAL_NONE},
	{NAME("sudo"), "aghprtuCDRTU",
		" --user --group --host --prompt --role --type --chdir --chroot"
		" --close-from --other-user --command-timeout --auth-type ",
		"", POSITIONAL_NONE},
	{NAME("taskset"), "c", "", "", POSITIONAL_MASK},
	{NAME("unshare"), "wGRS", " --wd --root --setuid --setgid ", "", POSITIONAL_NONE},
	{NAME("watch"), "n", " --interval ", "", POSITIONAL_NONE},
};

static const struct starter *starter_of(struct pc_str program)
{
	for (size_t i = 0; i < PC_COUNT(starters); i++) {
		if (pc_str_eq(program, starters[i].name))
			return &starters[i];
	}
	return NULL;
}

static struct pc_str arg(const struct bash_args *args, size_t i)
{
	return i < args->count ? args->items[i] : (struct pc_str){0};
}

static bool has_char(const char *set, char c)
{
	return c && strchr(set, c);
}

/* Whether the long option is in the set of those whose value is the next word. */
static bool takes_value(const char *set, struct pc_str option)
{
	struct pc_str all = pc_str(set);
	size_t at = pc_str_find_str(all, option);

	return at + option.len < all.len && all.ptr[at + option.len] == ' ' && at > 0 &&
	       all.ptr[at - 1] == ' ';
}

/* What follows "-c" or stands behind it in its word: "-qc 'x'", "-c'x'", "--command=x".
 */
static bool find_script(const struct starter *starter, const struct bash_args *args,
	size_t i, struct pc_str *script)
{
	static const struct pc_str longs[] = {
		{"--command", 9}, {"--split-string", 14}, {"--session-command", 17}};
	struct pc_str option = arg(args, i);

	for (size_t k = 0; k < PC_COUNT(longs); k++) {
		if (!pc_str_starts(option, longs[k]))
			continue;
		*script = option.len > longs[k].len
				  ? pc_str_from(option, longs[k].len + 1)
				  : arg(args, i + 1);
		return true;
	}
	for (size_t k = 1; k < option.len && option.ptr[1] != '-'; k++) {
		if (has_char(starter->with_value, option.ptr[k]))
			return false;
		if (!has_char(starter->script, option.ptr[k]))
			continue;
		*script = k + 1 < option.len ? pc_str_from(option, k + 1)
					     : arg(args, i + 1);
		return true;
	}
	return false;
}

static bool is_number(struct pc_str word, bool hex)
{
	size_t i = hex && pc_str_starts(word, PC_STR("0x")) ? 2 : 0;
	bool is_hex = i == 2;

	if (i == word.len)
		return false;
	for (; i < word.len; i++) {
		char c = word.ptr[i];

		if ((c < '0' || c > '9') && !(is_hex && strchr("abcdefABCDEF", c)))
			return false;
	}
	return true;
}

static void add_start(struct bash_starts *out, size_t at)
{
	if (out->count < BASH_STARTS)
		out->at[out->count++] = at;
}

/* Past the starter's own options, from its first one on. */
static size_t skip_options(const struct starter *starter, const struct bash_args *args,
	size_t i, struct bash_starts *out)
{
	for (; i < args->count; i++) {
		struct pc_str word = args->items[i];

		if (word.len && word.ptr[0] != '-') {
			if (!bash_assign_name(word))
				return i;
			continue;
		}
		if (starter->script[0] && find_script(starter, args, i, &out->script))
			return args->count; /* a command as text takes no words */
		if (word.len == 2 && has_char(starter->with_value, word.ptr[1]))
			i++;
		else if (word.len > 2 && takes_value(starter->long_with_value, word))
			i++;
	}
	return i;
}

/* "command -v x" starts nothing. */
static bool only_looks_up(
	const struct starter *starter, const struct bash_args *args, size_t i)
{
	return pc_str_is(starter->name, "command") &&
	       (pc_str_is(arg(args, i + 1), "-v") || pc_str_is(arg(args, i + 1), "-V"));
}

static size_t skip_starter(const struct starter *starter, const struct bash_args *args,
	size_t i, struct bash_starts *out)
{
	if (only_looks_up(starter, args, i))
		return i;
	i = skip_options(starter, args, i + 1, out);
	switch (starter->positional) {
	case POSITIONAL_NONE:
		return i;
	case POSITIONAL_NUMBER:
		return i + is_number(arg(args, i), false);
	case POSITIONAL_MASK:
		return i + is_number(arg(args, i), true);
	case POSITIONAL_ANY:
		if (i < args->count)
			add_start(out, i);
		if (pc_str_starts(arg(args, i + 1), PC_STR("-")) &&
			find_script(starter, args, i + 1, &out->script))
			return args->count;
		return i + 1;
	}
	return i;
}

/* ---- the wrappers of bash_wrap_text.c in the forms that may stand among starters  */

static size_t skip_dashes(const struct bash_args *args, size_t i)
{
	return i + pc_str_is(arg(args, i), "--");
}

static bool is_timeout_flag(struct pc_str word)
{
	static const char *const flags[] = {
		"--foreground", "--preserve-status", "--verbose", "-v"};
	static const struct pc_str heads[] = {
		{"--kill-after=", 13}, {"--signal=", 9}, {"-k", 2}, {"-s", 2}};

	for (size_t i = 0; i < PC_COUNT(flags); i++) {
		if (pc_str_is(word, flags[i]))
			return true;
	}
	for (size_t i = 0; i < PC_COUNT(heads); i++) {
		if (word.len > heads[i].len && pc_str_starts(word, heads[i]))
			return true;
	}
	return false;
}

static size_t skip_timeout(const struct bash_args *args, size_t i)
{
	struct pc_str word;

	for (i++; (word = arg(args, i)).len; i++) {
		if (pc_str_is(word, "-k") || pc_str_is(word, "-s") ||
			pc_str_is(word, "--kill-after") || pc_str_is(word, "--signal"))
			i++;
		else if (!is_timeout_flag(word))
			break;
	}
	i = skip_dashes(args, i);
	word = arg(args, i);
	if (word.len == 0 || word.ptr[0] < '0' || word.ptr[0] > '9')
		return args->count;
	return i + 1;
}

/* Behind time, nohup, timeout or "nice -n N" at i; i itself when there is none. */
static size_t skip_wrapper(const struct bash_args *args, size_t i)
{
	struct pc_str name = pc_path_base(arg(args, i));

	if (pc_str_is(name, "nohup"))
		return skip_dashes(args, i + 1);
	if (pc_str_is(name, "time"))
		return skip_dashes(args, i + 1 + pc_str_is(arg(args, i + 1), "-p"));
	if (pc_str_is(name, "timeout"))
		return skip_timeout(args, i);
	if (pc_str_is(name, "nice") && pc_str_is(arg(args, i + 1), "-n"))
		return skip_dashes(args, i + 3);
	return i;
}

void bash_wrap_args(struct bash_starts *out, const struct bash_args *args)
{
	size_t i = 0;

	*out = (struct bash_starts){0};
	while (i < args->count) {
		const struct starter *starter = starter_of(pc_path_base(args->items[i]));
		size_t next = starter ? skip_starter(starter, args, i, out)
				      : skip_wrapper(args, i);

		if (next == i)
			break;
		i = next;
	}
	if (i > 0 && i < args->count)
		add_start(out, i);
}
