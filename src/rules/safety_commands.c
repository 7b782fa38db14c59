/* SPDX-License-Identifier: Apache-2.0 */
/* Programs and builtins that do more than their words say: they evaluate text, start
 * other programs, set what later words mean, or run code from files.  A prefix rule for
 * them does not help; a rule that is the whole line does. */
#include "safety_priv.h"

struct view { /* the words behind the program's name */
	const struct pc_sh_arg *args;
	size_t count;
};

typedef const char *check_fn(const struct view *view);

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_name(struct pc_str s)
{
	for (size_t i = 0; i < s.len; i++) {
		if (!is_letter(s.ptr[i]) && (i == 0 || !is_digit(s.ptr[i])))
			return false;
	}
	return s.len > 0;
}

static bool is_number(struct pc_str s)
{
	if (s.len > 0 && (s.ptr[0] == '-' || s.ptr[0] == '+'))
		s = pc_str_from(s, 1);
	for (size_t i = 0; i < s.len; i++) {
		if (!is_digit(s.ptr[i]))
			return false;
	}
	return s.len > 0;
}

static bool is_option(struct pc_str s)
{
	return s.len > 1 && s.ptr[0] == '-';
}

/* ---- wrappers that are looked through ------------------------------------- */

/* 5 5s 1.5m: what timeout takes. */
static bool is_duration(struct pc_str s)
{
	size_t at = 0;

	while (at < s.len && is_digit(s.ptr[at]))
		at++;
	if (at == 0)
		return false;
	if (at + 1 < s.len && s.ptr[at] == '.' && is_digit(s.ptr[at + 1])) {
		for (at++; at < s.len && is_digit(s.ptr[at]);)
			at++;
	}
	return at == s.len || (at + 1 == s.len && memchr("smhd", s.ptr[at], 4));
}

static size_t skip_timeout(
	const struct pc_sh_command *command, size_t at, const char **why)
{
	static const char flags[] = " -f -p -v --foreground --preserve-status --verbose ";
	static const char values[] = " -k -s --kill-after --signal ";

	while (at < command->n_args) {
		struct pc_str arg = command->args[at].value;

		if (safety_in_list(values, arg))
			at += 2;
		else if (safety_in_list(flags, arg) ||
			 pc_str_starts(arg, PC_STR("--kill-after=")) ||
			 pc_str_starts(arg, PC_STR("--signal=")))
			at++;
		else
			break;
	}
	if (at < command->n_args && !is_duration(command->args[at].value))
		*why = "the duration of timeout cannot be read";
	return at + 1;
}

static size_t skip_nice(const struct pc_sh_command *command, size_t at, const char **why)
{
	struct pc_str arg;

	if (at >= command->n_args)
		return at;
	arg = command->args[at].value;
	if (pc_str_is(arg, "-n"))
		return at + 2;
	if (is_option(arg) && is_number(arg))
		return at + 1;
	if (is_option(arg))
		*why = "the options of nice cannot be read";
	return at;
}

static size_t skip_stdbuf(
	const struct pc_sh_command *command, size_t at, const char **why)
{
	static const char modes[] = " -i -o -e --input --output --error ";

	while (at < command->n_args && is_option(command->args[at].value)) {
		struct pc_str arg = command->args[at].value;

		if (!memchr("ioe-", arg.ptr[1], 4) || pc_str_is(arg, "--version"))
			*why = "the options of stdbuf cannot be read";
		at += safety_in_list(modes, arg) ? 2 : 1;
	}
	return at;
}

static size_t skip_command(
	const struct pc_sh_command *command, size_t at, const char **why)
{
	(void)why;
	if (at < command->n_args && pc_str_is(command->args[at].value, "-p"))
		return at + 1;
	return at;
}

static size_t skip_none(const struct pc_sh_command *command, size_t at, const char **why)
{
	if (at < command->n_args && is_option(command->args[at].value))
		*why = "the options of a wrapper cannot be read";
	return at;
}

static const struct wrapper {
	const char *name;
	size_t (*skip)(const struct pc_sh_command *command, size_t at, const char **why);
} wrappers[] = {
	{"timeout", skip_timeout}, {"time", skip_none}, {"nice", skip_nice},
	{"nohup", skip_none}, {"stdbuf", skip_stdbuf}, {"command", skip_command},
	{"builtin", skip_none}, {"noglob", skip_none},
	{"xargs", skip_none}, /* without options only: see stays() */
};

static const struct wrapper *wrapper_of(struct pc_str name)
{
	if (name.len < 4 || !memchr("tnscbx", name.ptr[0], 6))
		return NULL;
	for (size_t i = 0; i < PC_COUNT(wrappers); i++) {
		if (pc_str_is(name, wrappers[i].name))
			return &wrappers[i];
	}
	return NULL;
}

/* command -v only tells where a program is; xargs with options is not looked through. */
static bool stays(const struct pc_sh_command *command, size_t at)
{
	struct pc_str name = command->args[at].value, next = {0};

	if (at + 1 < command->n_args)
		next = command->args[at + 1].value;
	if (pc_str_is(name, "command"))
		return safety_in_list(" -v -V ", next);
	return pc_str_is(name, "xargs") && (next.len == 0 || is_option(next));
}

size_t safety_program(const struct pc_sh_command *command, const char **why)
{
	size_t at = 0;

	if (command->node->kind != PC_SH_SIMPLE)
		return command->n_args;
	while (at < command->n_args && command->args[at].known) {
		const struct wrapper *wrapper = wrapper_of(command->args[at].value);

		if (!wrapper || stays(command, at))
			return at;
		at = wrapper->skip(command, at + 1, why);
		if (*why)
			return command->n_args;
	}
	if (at > command->n_args)
		return command->n_args;
	if ((at > 0 || command->within & PC_SH_IS_TIMED) && at < command->n_args &&
		command->args[at].word->has & PC_SH_HAS_GLOB)
		*why = "the program's name is a pattern that the shell may expand";
	return at;
}

/* ---- builtins that assign ------------------------------------------------- */

static const char *check_export(const struct view *view)
{
	for (size_t i = 0; i < view->count; i++) {
		struct pc_str arg = view->args[i].value;
		size_t at = pc_str_find(arg, '=');

		if (is_option(arg)) {
			if (!safety_in_list(" -f -n -p ", arg))
				return "the option changes what is assigned";
			continue;
		}
		if (!is_name(pc_str_head(arg, at)))
			return "an operand is not a plain variable name";
		if (!view->args[i].known && pc_str_find(arg, '$') < arg.len &&
			pc_str_find_str(arg, PC_STR("$HOME")) == arg.len)
			return "an operand is known only when the line runs";
		if (pc_str_find(arg, '~') < arg.len || pc_str_find(arg, '`') < arg.len)
			return "an operand is known only when the line runs";
	}
	return NULL;
}

static const char *check_declare(const struct view *view)
{
	bool global = false;

	for (size_t i = 0; i < view->count; i++) {
		struct pc_str arg = view->args[i].value;

		if (is_option(arg)) {
			if (pc_str_is(arg, "-g"))
				global = true;
			else if (!safety_in_list(" -x -r -p -f -F ", arg))
				return "the option changes what is assigned";
			continue;
		}
		if (!is_name(pc_str_head(arg, pc_str_find(arg, '='))))
			return "an operand is not a plain variable name";
		if (!view->args[i].known || global)
			return "an operand is known only when the line runs";
	}
	return NULL;
}

static const char *check_set(const struct view *view)
{
	static const char modes[] = " pipefail errexit nounset xtrace verbose ";
	static const char letters[] = "euxvnfo";

	for (size_t i = 0; i < view->count; i++) {
		struct pc_str arg = view->args[i].value;

		if (pc_str_is(arg, "--") || arg.len < 2 ||
			(arg.ptr[0] != '-' && arg.ptr[0] != '+'))
			return NULL;
		for (size_t j = 1; j < arg.len; j++) {
			if (!memchr(letters, arg.ptr[j], sizeof(letters) - 1))
				return "the option changes how the shell reads lines";
		}
		if (arg.ptr[arg.len - 1] != 'o' || i + 1 >= view->count)
			continue;
		if (!safety_in_list(modes, view->args[++i].value))
			return "the option changes how the shell reads lines";
	}
	return NULL;
}

static const char *check_plain_names(const struct view *view)
{
	for (size_t i = 0; i < view->count; i++) {
		struct pc_str arg = view->args[i].value;

		if (!is_option(arg) && !is_name(arg))
			return "an operand carries a subscript";
		if (is_option(arg) && arg.ptr[1] == '-')
			return "the option cannot be read";
	}
	return NULL;
}

static const char *check_subscripts(const struct view *view)
{
	for (size_t i = 0; i < view->count; i++) {
		if (pc_str_find(view->args[i].value, '[') < view->args[i].value.len)
			return "an operand carries a subscript";
	}
	return NULL;
}

static const char *check_printf(const struct view *view)
{
	for (size_t i = 0; i + 1 < view->count; i++) {
		if (pc_str_is(view->args[i].value, "-v") &&
			!is_name(view->args[i + 1].value))
			return "an operand carries a subscript";
	}
	return NULL;
}

/* test and [[: the shell evaluates what it compares as numbers. */
static const char *check_numbers(const struct view *view)
{
	static const char numeric[] = " -eq -ne -lt -le -gt -ge ";

	for (size_t i = 0; i < view->count; i++) {
		struct pc_str arg = view->args[i].value;

		if (pc_str_is(arg, "-v") && i + 1 < view->count &&
			!is_name(view->args[i + 1].value))
			return "an operand carries a subscript";
		if (!safety_in_list(numeric, arg))
			continue;
		if (i == 0 || !is_number(view->args[i - 1].value) ||
			i + 1 >= view->count || !is_number(view->args[i + 1].value))
			return "an operand of a numeric comparison is not a number";
	}
	return NULL;
}

static const char *check_cond(const struct pc_sh_word *word)
{
	static const char numeric[] = " -eq -ne -lt -le -gt -ge ";
	const struct pc_sh_word *before = NULL;

	for (; word; before = word, word = word->next) {
		if (pc_str_is(word->text, "-v") && word->next &&
			pc_str_find(word->next->text, '[') < word->next->text.len)
			return "an operand carries a subscript";
		if (!safety_in_list(numeric, word->text))
			continue;
		if (!before || !is_number(before->text) || !word->next ||
			!is_number(word->next->text))
			return "an operand of a numeric comparison is not a number";
	}
	return NULL;
}

/* ---- programs with a language of their own -------------------------------- */

static bool calls(struct pc_str text, const char *function)
{
	struct pc_str name = pc_str(function);
	size_t at;

	while ((at = pc_str_find_str(text, name)) < text.len) {
		text = pc_str_from(text, at + name.len);
		while (text.len > 0 && memchr(" \t\n", text.ptr[0], 3))
			text = pc_str_from(text, 1);
		if (text.len > 0 && text.ptr[0] == '(')
			return true;
	}
	return false;
}

/* The word as a statement: a blank, a quote or nothing behind it. */
static bool loads(struct pc_str text, const char *word)
{
	struct pc_str name = pc_str(word);
	size_t at;

	while ((at = pc_str_find_str(text, name)) < text.len) {
		text = pc_str_from(text, at + name.len);
		if (text.len == 0 || memchr(" \t\n\"", text.ptr[0], 4))
			return true;
	}
	return false;
}

static bool has_text(struct pc_str text, const char *needle)
{
	return pc_str_find_str(text, pc_str(needle)) < text.len;
}

/* A bundle of short options that holds one of these letters. */
static bool bundle_has(struct pc_str arg, const char *letters)
{
	if (!is_option(arg) || arg.ptr[1] == '-')
		return false;
	for (size_t i = 1; i < arg.len; i++) {
		if (strchr(letters, arg.ptr[i]))
			return true;
	}
	return false;
}

static const char *check_jq(const struct view *view)
{
	static const char *const files[] = {"--from-file", "--rawfile", "--slurpfile",
		"--library-path", "--run-tests"};

	for (size_t i = 0; i < view->count; i++) {
		struct pc_str arg = view->args[i].value;

		if (bundle_has(arg, "fL"))
			return "jq runs a program from a file";
		for (size_t j = 0; j < PC_COUNT(files); j++) {
			if (pc_str_starts(arg, pc_str(files[j])))
				return "jq runs a program from a file";
		}
		if (calls(arg, "system") || loads(arg, "import") || loads(arg, "include"))
			return "the jq program runs other code";
	}
	return NULL;
}

/* | and a command's text or getline on either side of it. */
static bool awk_pipes(struct pc_str text)
{
	size_t at;

	while ((at = pc_str_find(text, '|')) < text.len) {
		text = pc_str_from(text, at + 1);
		while (text.len > 0 && memchr(" \t\n&", text.ptr[0], 4))
			text = pc_str_from(text, 1);
		if (text.len > 0 && text.ptr[0] == '"')
			return true;
		if (pc_str_starts(text, PC_STR("getline")))
			return true;
	}
	return false;
}

static const char *check_awk(const struct view *view)
{
	for (size_t i = 0; i < view->count; i++) {
		struct pc_str arg = view->args[i].value;

		if (pc_str_is(arg, "-v") || pc_str_is(arg, "-F")) {
			i++;
			continue;
		}
		if (pc_str_is(arg, "--"))
			continue;
		if (is_option(arg) && arg.ptr[1] != 'F' && arg.ptr[1] != 'v')
			return "the option of awk runs code from elsewhere";
		if (calls(arg, "system") || awk_pipes(arg))
			return "the awk program runs commands";
		if (has_text(arg, "@"))
			return "the awk program loads or calls other code";
	}
	return NULL;
}

/* Tests of find that take a word; a pattern is at home there. */
static const char find_values[] =
	" -name -iname -path -ipath -wholename -iwholename -regex -iregex -lname -ilname"
	" -fstype -user -group -newer -anewer -cnewer -newermt -newerat -newerct -perm "
	"-printf"
	" -samefile -size -type -xtype -regextype -context -inum -links -mtime -mmin "
	"-atime"
	" -amin -ctime -cmin -maxdepth -mindepth -uid -gid -used ";
static const char find_actions[] =
	" -exec -execdir -ok -okdir -delete -fprint -fprint0 -fprintf -fls -files0-from ";

static bool has_pattern(struct pc_str s)
{
	for (size_t i = 0; i < s.len; i++) {
		if (memchr("*?[", s.ptr[i], 3))
			return true;
	}
	return false;
}

static const char *check_find(const struct view *view)
{
	for (size_t i = 0; i < view->count; i++) {
		struct pc_str arg = view->args[i].value;

		if (is_option(arg) && safety_in_list(find_actions, arg))
			return "find runs commands or changes files";
		if (view->args[i].word->has & PC_SH_HAS_GLOB)
			return "find is given a pattern that the shell expands first";
		if (has_pattern(arg) &&
			(i == 0 || !safety_in_list(find_values, view->args[i - 1].value)))
			return "find is given a pattern where no test takes it";
	}
	return NULL;
}

static const char *check_env(const struct view *view)
{
	for (size_t i = 0; i < view->count; i++) {
		struct pc_str arg = view->args[i].value;

		if (pc_str_starts(arg, PC_STR("-S")) || pc_str_starts(arg, PC_STR("--")))
			return "the options of env cannot be read";
	}
	return NULL;
}

static const char *check_evaluates(const struct view *view)
{
	(void)view;
	return "the builtin evaluates its arguments as shell code";
}

static const char *check_starts(const struct view *view)
{
	return view->count > 0 ? "what the program starts cannot be checked" : NULL;
}

static const char *check_keyword(const struct view *view)
{
	(void)view;
	return "a keyword of the shell stands where a program is expected";
}

static const char *check_fc(const struct view *view)
{
	if (view->count == 1 && pc_str_is(view->args[0].value, "-l"))
		return NULL;
	return "the builtin evaluates its arguments as shell code";
}

/* Sorted by name. */
static const struct program {
	const char *name;
	check_fn *check;
} programs[] = {
	{".", check_evaluates},
	{"[", check_numbers},
	{"alias", check_evaluates},
	{"awk", check_awk},
	{"bind", check_evaluates},
	{"case", check_keyword},
	{"chrt", check_starts},
	{"complete", check_evaluates},
	{"coproc", check_evaluates},
	{"declare", check_declare},
	{"do", check_keyword},
	{"done", check_keyword},
	{"elif", check_keyword},
	{"else", check_keyword},
	{"emulate", check_evaluates},
	{"enable", check_evaluates},
	{"env", check_env},
	{"esac", check_keyword},
	{"eval", check_evaluates},
	{"exec", check_evaluates},
	{"export", check_export},
	{"fc", check_fc},
	{"fi", check_keyword},
	{"find", check_find},
	{"flock", check_starts},
	{"for", check_keyword},
	{"function", check_keyword},
	{"gawk", check_awk},
	{"hash", check_evaluates},
	{"if", check_keyword},
	{"in", check_keyword},
	{"ionice", check_starts},
	{"jq", check_jq},
	{"let", check_evaluates},
	{"local", check_declare},
	{"ltrace", check_starts},
	{"mapfile", check_evaluates},
	{"mawk", check_awk},
	{"nawk", check_awk},
	{"nsenter", check_starts},
	{"printf", check_printf},
	{"read", check_subscripts},
	{"readarray", check_evaluates},
	{"readonly", check_declare},
	{"script", check_starts},
	{"select", check_keyword},
	{"set", check_set},
	{"setarch", check_starts},
	{"setsid", check_starts},
	{"shopt", check_evaluates},
	{"source", check_evaluates},
	{"strace", check_starts},
	{"sysopen", check_evaluates},
	{"sysread", check_evaluates},
	{"syswrite", check_evaluates},
	{"taskset", check_starts},
	{"test", check_numbers},
	{"then", check_keyword},
	{"trap", check_evaluates},
	{"typeset", check_declare},
	{"unset", check_plain_names},
	{"unshare", check_starts},
	{"until", check_keyword},
	{"watch", check_starts},
	{"while", check_keyword},
	{"zcompile", check_evaluates},
	{"zmodload", check_evaluates},
	{"zpty", check_evaluates},
	{"zsocket", check_evaluates},
	{"ztcp", check_evaluates},
};

static const struct program *program_of(struct pc_str name)
{
	size_t low = 0, high = PC_COUNT(programs);

	while (low < high) {
		size_t middle = (low + high) / 2;
		int order = pc_str_cmp(name, pc_str(programs[middle].name));

		if (order == 0)
			return &programs[middle];
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

const char *safety_command(const struct pc_sh_command *command, size_t program)
{
	const struct program *entry;
	struct view view;

	if (command->node->kind == PC_SH_COND)
		return check_cond(command->node->words);
	if (program >= command->n_args)
		return NULL;
	if (pc_str_starts(command->args[program].value, PC_STR("-")))
		return "the line begins like a fragment of another one";
	if (program > 0 && pc_str_is(command->args[program - 1].value, "xargs") &&
		safety_in_list(" find jq ", command->args[program].value))
		return "what xargs adds cannot be checked";
	view.args = command->args + program + 1;
	view.count = command->n_args - program - 1;
	entry = program_of(command->args[program].value);
	return entry ? entry->check(&view) : NULL;
}
