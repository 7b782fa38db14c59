/* SPDX-License-Identifier: Apache-2.0 */
/* Which arguments of a program are files, as the client reads command lines: a table of
 * programs, each with one of a few ways to tell files from flags and values.  A program
 * that is not here has no files as far as rules are concerned. */
#include "bash_args_priv.h"

struct args {
	const struct program *program;
	struct words words; /* behind the program's name */
	file_found_fn *found;
	void *user;
};

typedef enum args_verdict read_fn(const struct args *args);

struct program {
	const char *name;
	read_fn *read;
	unsigned use;
	const char *values; /* flags that take the next word, space-separated */
	const char *files;  /* flags whose next word is a file */
	size_t skip;        /* operands before the files: a pattern, a script */
	const char *given;  /* flags that stand in for the skipped operand */
};

static bool is_flag(struct pc_str word)
{
	return word.len > 1 && word.ptr[0] == '-';
}

/* Whether a space-separated list holds the word. */
static bool lists(const char *list, struct pc_str word)
{
	struct pc_str rest = pc_str(list);

	while (rest.ptr) {
		if (pc_str_eq(pc_str_cut(&rest, ' '), word))
			return true;
	}
	return false;
}

static void found(const struct args *a, struct pc_str path)
{
	if (path.len)
		a->found(a->user, path, a->program->use);
}

/* "--file=x" for a flag whose value is a file. */
static void flag_with_file(const struct args *a, struct pc_str word)
{
	size_t eq = pc_str_find(word, '=');

	if (eq < word.len && lists(a->program->files, pc_str_head(word, eq)))
		found(a, pc_str_from(word, eq + 1));
}

static struct pc_str flag_name(struct pc_str word)
{
	return pc_str_head(word, pc_str_find(word, '='));
}

/* "-ex", "-fx": a flag that brings the pattern, with its value in the same word. */
static bool is_joined(const struct program *p, struct pc_str word)
{
	return word.len > 2 && word.ptr[1] != '-' &&
	       lists(p->given, pc_str_head(word, 2));
}

static enum args_verdict read_operands(const struct args *a)
{
	const struct program *p = a->program;
	size_t skip = p->skip;
	bool no_flags = false;

	for (size_t i = 0; i < a->words.count; i++) {
		struct pc_str word = a->words.items[i];

		if (!no_flags && pc_str_is(word, "--")) {
			no_flags = true;
		} else if (no_flags || !is_flag(word)) {
			if (skip) {
				skip--;
				continue;
			}
			found(a, word);
		} else {
			if (lists(p->given, flag_name(word)) || is_joined(p, word))
				skip = 0;
			flag_with_file(a, word);
			if (lists(p->files, word) && i + 1 < a->words.count)
				found(a, a->words.items[++i]);
			else if (lists(p->values, word))
				i++;
		}
	}
	return ARGS_KNOWN;
}

/* ls, find: with no file named, the current directory. */
static enum args_verdict read_here(const struct args *a)
{
	bool any = false;

	for (size_t i = 0; i < a->words.count; i++)
		any |= !is_flag(a->words.items[i]);
	if (!any)
		found(a, PC_STR("."));
	return read_operands(a);
}

/* find [-H] [-L] [-P] [--] start... tests...; some tests name files too. */
static enum args_verdict read_find(const struct args *a)
{
	static const char leading[] = "-H -L -P --";
	bool in_start = true, any = false;

	for (size_t i = 0; i < a->words.count; i++) {
		struct pc_str word = a->words.items[i];

		if (in_start && lists(leading, word))
			continue;
		in_start = in_start && !is_flag(word);
		if (in_start) {
			found(a, word);
			any = true;
			continue;
		}
		if (i + 1 < a->words.count && (pc_str_starts(word, PC_STR("-newer")) ||
						      lists(a->program->files, word)))
			found(a, a->words.items[++i]);
	}
	if (!any)
		found(a, PC_STR("."));
	return ARGS_KNOWN;
}

/* tr takes sets first: one with -d, else two. */
static enum args_verdict read_tr(const struct args *a)
{
	struct program program = *a->program;
	struct args inner = *a;

	for (size_t i = 0; i < a->words.count; i++) {
		struct pc_str word = a->words.items[i];

		if (is_flag(word) && pc_str_find(word, 'd') < word.len)
			program.skip = 1;
	}
	inner.program = &program;
	return read_operands(&inner);
}

/* What follows --args and --jsonargs are strings. --arg and its like take a name first.
 */
static enum args_verdict read_jq(const struct args *a)
{
	bool has_filter = false;

	for (size_t i = 0; i < a->words.count; i++) {
		struct pc_str word = a->words.items[i];

		if (lists("--args --jsonargs", word))
			break;
		if (lists("--arg --argjson", word)) {
			i += 2;
		} else if (lists("--slurpfile --rawfile", word)) {
			i += 2;
			if (i < a->words.count)
				found(a, a->words.items[i]);
		} else if (lists(a->program->files, word)) {
			has_filter = true;
			if (++i < a->words.count)
				found(a, a->words.items[i]);
		} else if (lists(a->program->values, word)) {
			i++;
		} else if (!is_flag(word)) {
			if (has_filter)
				found(a, word);
			has_filter = true;
		}
	}
	return ARGS_KNOWN;
}

/* ---- git ------------------------------------------------------------------ */

static const struct program git_programs[] = {
	{"diff", read_operands, FILE_READ, "", "", 0, ""},
	{"grep", read_operands, FILE_READ, "-e -A -B -C -m --max-depth", "-f", 1,
		"-e -f"},
};

static enum args_verdict read_git(const struct args *a)
{
	size_t i = 0;

	while (i < a->words.count && is_flag(a->words.items[i]))
		i += lists("-C -c", a->words.items[i]) ? 2 : 1;
	for (size_t k = 0; i < a->words.count && k < PC_COUNT(git_programs); k++) {
		struct args inner = *a;

		if (!pc_str_is(a->words.items[i], git_programs[k].name))
			continue;
		inner.program = &git_programs[k];
		inner.words.items += i + 1;
		inner.words.count -= i + 1;
		return git_programs[k].read(&inner);
	}
	return ARGS_UNKNOWN;
}

/* ---- sed ------------------------------------------------------------------ */

static bool is_number(struct pc_str s)
{
	for (size_t i = 0; i < s.len; i++) {
		if ((s.ptr[i] < '0' || s.ptr[i] > '9') && s.ptr[i] != '$')
			return false;
	}
	return s.len > 0;
}

/* "p", "5p", "1,5p": nothing but printing lines by number. */
static bool prints_only(struct pc_str script)
{
	struct pc_str rest = pc_str_head(script, script.len - 1), from;

	if (!pc_str_ends(script, PC_STR("p")))
		return false;
	if (rest.len == 0)
		return true;
	from = pc_str_cut(&rest, ',');
	return is_number(from) && (!rest.ptr || is_number(rest));
}

/* A sed that only prints reads its files; any other is taken to write them.  A flag with
 * an e or f in it is taken to bring the script. */
static enum args_verdict read_sed(const struct args *a)
{
	struct pc_str script = {0};
	bool is_quiet = false, is_plain = true, has_script = false;
	struct program program = *a->program;
	struct args inner = *a;

	for (size_t i = 0; i < a->words.count; i++) {
		struct pc_str word = a->words.items[i];

		if (lists("-n --quiet --silent", word)) {
			is_quiet = true;
		} else if (is_flag(word)) {
			is_plain = false;
		} else if (!has_script) {
			script = word;
			has_script = true;
		}
		if (is_flag(word) && (pc_str_find(word, 'e') < word.len ||
					     pc_str_find(word, 'f') < word.len))
			program.skip = 0;
	}
	if (!(is_quiet && is_plain && has_script && prints_only(script)))
		program.use = FILE_READ | FILE_WRITE;
	inner.program = &program;
	return read_operands(&inner);
}

/* ---- cp and mv ------------------------------------------------------------ */

/* Flags of cp that leave a source a source. */
static bool is_mild(struct pc_str flag)
{
	for (size_t i = 1; i < flag.len; i++) {
		if (!strchr("vfnip", flag.ptr[i]))
			return false;
	}
	return flag.len > 1;
}

struct copy_flags {
	bool any, wild, into;
	struct pc_str target;
	size_t n_operands;
};

static struct copy_flags copy_flags(struct words words)
{
	struct copy_flags flags = {0};
	bool no_flags = false;

	for (size_t i = 0; i < words.count; i++) {
		struct pc_str word = words.items[i];

		if (no_flags || !is_flag(word)) {
			flags.n_operands++;
			continue;
		}
		flags.any = true;
		no_flags = pc_str_is(word, "--");
		flags.wild |= !no_flags && !is_mild(word);
		flags.into |= pc_str_is(word, "-t");
		if (pc_str_starts(word, PC_STR("--target-directory="))) {
			flags.target = pc_str_from(word, 19);
			flags.into = true;
		}
	}
	return flags;
}

static enum args_verdict read_copy(const struct args *a)
{
	struct copy_flags flags = copy_flags(a->words);
	unsigned source = FILE_READ;
	size_t left = flags.n_operands;
	bool no_flags = false;

	if (flags.wild || flags.into || (a->program->use & FILE_WRITE))
		source |= FILE_WRITE;
	if (flags.target.len)
		a->found(a->user, flags.target, FILE_WRITE);
	for (size_t i = 0; i < a->words.count; i++) {
		struct pc_str word = a->words.items[i];

		if (!no_flags && is_flag(word)) {
			no_flags = pc_str_is(word, "--");
			continue;
		}
		left--;
		a->found(a->user, word, left || flags.into ? source : FILE_WRITE);
	}
	return flags.any ? ARGS_WITH_FLAGS : ARGS_KNOWN;
}

/* With two operands zsh would edit the current directory's name: the client does not say
 * which directory is meant. */
static enum args_verdict read_cd(const struct args *a)
{
	struct pc_str to = PC_STR("~");
	size_t n = 0;

	for (size_t i = 0; i < a->words.count; i++) {
		if (!is_flag(a->words.items[i])) {
			to = a->words.items[i];
			n++;
		}
	}
	if (n > 1)
		return ARGS_UNKNOWN;
	found(a, to);
	return ARGS_CD;
}

/* ---- the table ------------------------------------------------------------ */

#define GREP_VALUES                                                                      \
	"-e -A -B -C -m -D -d --regexp --max-count --context --after-context "           \
	"--before-context --include --exclude --exclude-dir --label --binary-files "     \
	"--directories --devices --group-separator"
#define RG_VALUES                                                                        \
	"-e -A -B -C -m -g -t -T -M -E -j -r --regexp --glob --iglob --type --type-not " \
	"--type-add --max-count --context --after-context --before-context --max-depth " \
	"--encoding --replace --sort --sortr --color --colors --pre --pre-glob "         \
	"--engine "                                                                      \
	"--threads --max-columns --max-filesize --context-separator --path-separator"

static const struct program programs[] = {
	{"awk", read_operands, FILE_READ, "-F -v --field-separator --assign -i -e",
		"-f --file", 1, "-f --file -e"},
	{"base64", read_operands, FILE_READ, "", "", 0, ""},
	{"cat", read_operands, FILE_READ, "", "", 0, ""},
	{"cd", read_cd, FILE_READ, "", "", 0, ""},
	{"cmp", read_operands, FILE_READ, "--ignore-initial --bytes", "", 0, ""},
	{"column", read_operands, FILE_READ,
		"-s -c -o -N -R -T -H -E --separator --table-columns --output-width "
		"--output-separator --table-right --table-truncate --table-hide "
		"--table-noextreme",
		"", 0, ""},
	{"comm", read_operands, FILE_READ, "--output-delimiter", "", 0, ""},
	{"cp", read_copy, FILE_READ, "", "", 0, ""},
	{"cut", read_operands, FILE_READ,
		"-b -c -d -f --fields --delimiter --bytes --characters "
		"--output-delimiter",
		"", 0, ""},
	{"diff", read_operands, FILE_READ, "", "", 0, ""},
	{"egrep", read_operands, FILE_READ, GREP_VALUES, "-f --file --exclude-from", 1,
		"-e -f --regexp --file"},
	{"expand", read_operands, FILE_READ, "-t --tabs", "", 0, ""},
	{"fgrep", read_operands, FILE_READ, GREP_VALUES, "-f --file --exclude-from", 1,
		"-e -f --regexp --file"},
	{"file", read_operands, FILE_READ, "", "", 0, ""},
	{"find", read_find, FILE_READ, "",
		"-anewer -cnewer -samefile -path -ipath -wholename -iwholename -lname "
		"-ilname",
		0, ""},
	{"fmt", read_operands, FILE_READ, "-w -g --width --prefix --goal", "", 0, ""},
	{"fold", read_operands, FILE_READ, "-w --width", "", 0, ""},
	{"gawk", read_operands, FILE_READ, "-F -v --field-separator --assign -i -e",
		"-f --file", 1, "-f --file -e"},
	{"git", read_git, FILE_READ, "", "", 0, ""},
	{"grep", read_operands, FILE_READ, GREP_VALUES, "-f --file --exclude-from", 1,
		"-e -f --regexp --file"},
	{"head", read_operands, FILE_READ, "", "", 0, ""},
	{"hexdump", read_operands, FILE_READ, "", "", 0, ""},
	{"jq", read_jq, FILE_READ, "--indent -L", "-f --from-file", 0, ""},
	{"ls", read_here, FILE_READ, "", "", 0, ""},
	{"man", read_operands, FILE_READ, "", "", 0, ""},
	{"mawk", read_operands, FILE_READ, "-F -v --field-separator --assign -i -e",
		"-f --file", 1, "-f --file -e"},
	{"md5sum", read_operands, FILE_READ, "", "", 0, ""},
	{"mkdir", read_operands, FILE_WRITE, "", "", 0, ""},
	{"mv", read_copy, FILE_READ | FILE_WRITE, "", "", 0, ""},
	{"nawk", read_operands, FILE_READ, "-F -v --field-separator --assign -i -e",
		"-f --file", 1, "-f --file -e"},
	{"nl", read_operands, FILE_READ, "", "", 0, ""},
	{"numfmt", read_operands, FILE_READ,
		"--field --from --to --format --suffix -d --delimiter --padding --round "
		"--invalid --from-unit --to-unit",
		"", 0, ""},
	{"od", read_operands, FILE_READ, "", "", 0, ""},
	{"paste", read_operands, FILE_READ, "-d --delimiters", "", 0, ""},
	{"pr", read_operands, FILE_READ,
		"-h -l -w -o -D -N --header --length --width --indent --date-format "
		"--first-line-number",
		"", 0, ""},
	{"rev", read_operands, FILE_READ, "", "", 0, ""},
	{"rg", read_operands, FILE_READ, RG_VALUES, "-f --file --ignore-file", 1,
		"-e -f --regexp --file"},
	{"rm", read_operands, FILE_WRITE, "", "", 0, ""},
	{"rmdir", read_operands, FILE_WRITE, "", "", 0, ""},
	{"sed", read_sed, FILE_READ, "-e --expression -l", "-f --file", 1, ""},
	{"sha1sum", read_operands, FILE_READ, "", "", 0, ""},
	{"sha256sum", read_operands, FILE_READ, "", "", 0, ""},
	{"sort", read_operands, FILE_READ, "", "", 0, ""},
	{"stat", read_operands, FILE_READ, "", "", 0, ""},
	{"strings", read_operands, FILE_READ, "", "", 0, ""},
	{"tac", read_operands, FILE_READ, "-s --separator", "", 0, ""},
	{"tail", read_operands, FILE_READ, "", "", 0, ""},
	{"tee", read_operands, FILE_WRITE, "", "", 0, ""},
	{"touch", read_operands, FILE_WRITE, "", "", 0, ""},
	{"tr", read_tr, FILE_READ, "", "", 2, ""},
	{"tsort", read_operands, FILE_READ, "", "", 0, ""},
	{"unexpand", read_operands, FILE_READ, "-t --tabs", "", 0, ""},
	{"uniq", read_operands, FILE_READ, "", "", 0, ""},
	{"wc", read_operands, FILE_READ, "", "", 0, ""},
};

static const struct program *program_of(struct pc_str name)
{
	size_t from = 0, to = PC_COUNT(programs);

	while (from < to) {
		size_t mid = from + (to - from) / 2;
		int order = pc_str_cmp(name, pc_str(programs[mid].name));

		if (order == 0)
			return &programs[mid];
		if (order < 0)
			to = mid;
		else
			from = mid + 1;
	}
	return NULL;
}

enum args_verdict bash_args_files(struct words words, file_found_fn *fn, void *user)
{
	struct args args = {.found = fn, .user = user};

	if (words.count == 0)
		return ARGS_UNKNOWN;
	args.program = program_of(words.items[0]);
	if (!args.program)
		return ARGS_UNKNOWN;
	args.words = (struct words){words.items + 1, words.count - 1};
	return args.program->read(&args);
}

/* ---- wrappers ------------------------------------------------------------- */

static const struct wrapper {
	const char *name;
	const char *values; /* flags that take the next word */
	size_t operands;    /* words of its own before the command */
	bool assigns;       /* NAME=value words come before the command */
} wrappers[] = {
	{"builtin", "", 0, false},
	{"command", "", 0, false},
	{"env", "-u --unset", 0, true},
	{"nice", "-n --adjustment", 0, false},
	{"noglob", "", 0, false},
	{"nohup", "", 0, false},
	{"stdbuf", "-i -o -e", 0, false},
	{"time", "", 0, false},
	{"timeout", "-k -s --kill-after --signal", 1, false},
};

static const struct wrapper *wrapper_of(struct pc_str name)
{
	for (size_t i = 0; i < PC_COUNT(wrappers); i++) {
		if (pc_str_is(name, wrappers[i].name))
			return &wrappers[i];
	}
	return NULL;
}

/* How many words a wrapper takes; 0 when what it runs cannot be told. */
static size_t wrapper_size(const struct wrapper *wrapper, struct words words)
{
	size_t i = 1;

	while (i < words.count && is_flag(words.items[i])) {
		if (pc_str_is(words.items[i], "--") ||
			(pc_str_is(words.items[0], "command") &&
				lists("-v -V", words.items[i])))
			return 0;
		i += lists(wrapper->values, words.items[i]) ? 2 : 1;
	}
	while (wrapper->assigns && i < words.count &&
		pc_str_find(words.items[i], '=') < words.items[i].len)
		i++;
	i += wrapper->operands;
	return i < words.count ? i : 0;
}

struct words bash_args_unwrapped(struct words words)
{
	while (words.count) {
		const struct wrapper *wrapper = wrapper_of(words.items[0]);
		size_t size = wrapper ? wrapper_size(wrapper, words) : 0;

		if (size == 0)
			return words;
		words.items += size;
		words.count -= size;
	}
	return words;
}
