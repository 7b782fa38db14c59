/* SPDX-License-Identifier: Apache-2.0 */
/* Shells, and what a shell runs by itself: eval, source, trap. */
#include "carriers_priv.h"

static bool is_letter_option(struct pc_str text)
{
	return text.len > 1 && (text.ptr[0] == '-' || text.ptr[0] == '+') &&
	       text.ptr[1] != '-';
}

struct shell_words {
	size_t at;                   /* the first operand */
	bool command, input, checks; /* -c, -s, -n */
};

/* Letters come in any order: -lc, -ceu, -c -e; -o and -O take a word each. */
static void read_options(struct shell_words *shell, const struct carry *carry)
{
	for (shell->at = 1; shell->at < carry->n_words; shell->at++) {
		struct pc_str text = field_start(&carry->words[shell->at]);

		if (pc_str_is(text, "--") || pc_str_is(text, "-")) {
			shell->at++;
			return;
		}
		if (pc_str_starts(text, PC_STR("--"))) {
			shell->at += list_has(carry->row->values, text);
			continue;
		}
		if (!is_letter_option(text))
			return;
		for (size_t i = 1; i < text.len; i++) {
			shell->command |= text.ptr[0] == '-' && text.ptr[i] == 'c';
			shell->input |= text.ptr[0] == '-' && text.ptr[i] == 's';
			shell->checks |= text.ptr[0] == '-' && text.ptr[i] == 'n';
			shell->at += text.ptr[i] == 'o' || text.ptr[i] == 'O';
		}
	}
}

static void tell_command(struct carry *carry, const struct field *script,
	const struct field *args, size_t n)
{
	static const char *const moving[] = {"shift", "for ", "$#", "getopts", "set "};
	struct field text = *script;
	struct pc_buf set = {0};
	bool moves = false;

	for (size_t i = 0; i < PC_COUNT(moving) && n > 1; i++)
		moves |= pc_str_find_str(script->text, pc_str(moving[i])) <
			 script->text.len;
	if (script->kind == FIELD_KNOWN && moves) {
		pc_buf_puts(&set, "set --");
		for (size_t i = 1; i < n; i++) {
			pc_buf_add_char(&set, ' ');
			add_field(&set, &args[i], true);
		}
		pc_buf_add_char(&set, '\n');
		pc_buf_add(&set, script->text);
		text.text = buf_taken(carry->arena, &set);
	} else if (script->kind == FIELD_KNOWN)
		text.text = with_positional(carry->arena, script->text, args, n);
	tell_text(carry, &text, PC_STR("-c"));
}

static bool is_input(struct pc_str name)
{
	return list_has(
		"/dev/stdin /dev/fd/0 /proc/self/fd/0 /proc/thread-self/fd/0", name);
}

/* A file is plain work, but not what comes out of a pipe or may be an option. */
static void tell_file(struct carry *carry, const struct field *file, bool more)
{
	if (is_input(field_start(file)))
		tell_input(carry);
	else if (file->kind == FIELD_UNKNOWN &&
		 (pc_str_starts(file->text, PC_STR("<(")) ||
			 (!file->begins.len && !file->ends.len &&
				 (more || !pc_str_starts(file->text, PC_STR("\""))))))
		tell_unknown(carry, (struct pc_str){0});
}

/* bash -s WORD...: the script comes in, its arguments are here. */
static void tell_positional_input(struct carry *carry, size_t at)
{
	struct field text = known_field(with_positional(carry->arena, carry->by->input,
		carry->words + at - 1, carry->n_words - at + 1));

	tell_text(carry, &text, PC_STR("-s"));
}

/* +n takes -n back. */
static bool has_plus(const struct carry *carry)
{
	for (size_t i = 1; i < carry->n_words; i++)
		if (pc_str_starts(field_start(&carry->words[i]), PC_STR("+")))
			return true;
	return false;
}

void carry_shell(struct carry *carry)
{
	struct shell_words shell = {0};
	const struct field *words = carry->words;
	const struct field *startup;

	read_options(&shell, carry);
	if (shell.checks && list_has("bash sh dash ksh zsh", carry->program) &&
		!has_plus(carry))
		return;
	startup = carry_option(carry, "--init-file --rcfile");
	if (startup)
		tell_file(carry, startup, false);
	if (shell.command && shell.at < carry->n_words)
		tell_command(carry, &words[shell.at], words + shell.at + 1,
			carry->n_words - shell.at - 1);
	else if (shell.command)
		return;
	else if (shell.input && shell.at < carry->n_words && carry->by->input_known)
		tell_positional_input(carry, shell.at);
	else if (shell.input || shell.at >= carry->n_words)
		tell_input(carry);
	else
		tell_file(carry, &words[shell.at], shell.at + 1 < carry->n_words);
}

static void carry_source(struct carry *carry)
{
	if (carry->begins < carry->n_words)
		tell_file(carry, &carry->words[carry->begins], false);
}

/* fish has options with values, which run before the file does. */
static void carry_fish(struct carry *carry)
{
	option_values(carry);
	if (carry_has(carry, carry->row->scripts))
		return;
	if (carry->begins < carry->n_words)
		tell_file(carry, &carry->words[carry->begins], false);
	else
		tell_input(carry);
}

/* trap 'text' SIG...: the text is run in this shell, later. */
static void carry_trap(struct carry *carry)
{
	if (carry->n_words - carry->begins >= 2 && !carry->quits)
		tell_joined(carry, &carry->words[carry->begins], 1);
}

/* enable -f file name: a builtin out of a file. */
static void carry_enable(struct carry *carry)
{
	if (carry_option(carry, "-f"))
		tell_unknown(carry, PC_STR("-f"));
}

/* hash -p path name: that name is now this program. */
static void carry_hash(struct carry *carry)
{
	const struct field *path = carry_option(carry, "-p");

	if (path)
		tell_words(carry, path, 1);
}

/* bind -x '"keys": command' */
static void carry_bind(struct carry *carry)
{
	const struct field *value = carry_option(carry, "-x");
	size_t colon;

	if (!value)
		return;
	colon = pc_str_find(field_start(value), ':');
	tell_text(carry, field_from(carry->arena, value, colon + 1), PC_STR("-x"));
}

static const struct carrier rows[] = {
	{"bash sh dash zsh ksh ksh93 mksh ash yash rbash rksh rzsh lksh oksh posh hush",
		NULL, "--rcfile --init-file --emulate", NULL, CARRIES_NOTHING, NULL,
		carry_shell},
	{"fish", NULL, "-o -d -p -f", "-c --command -C --init-command", 0, NULL,
		carry_fish},
	{"csh tcsh rc es elvish xonsh nu osh ysh oil", NULL, NULL, NULL, CARRIES_NOTHING,
		NULL, carry_shell},
	{"eval", NULL, NULL, NULL, CARRIES_TEXT, NULL, NULL},
	{"source .", NULL, "-p", NULL, 0, NULL, carry_source},
	{"trap", NULL, NULL, NULL, 0, "-l -p -P", carry_trap},
	{"exec", NULL, "-a", NULL, 0, NULL, NULL},
	{"command", NULL, NULL, NULL, 0, "-v -V", NULL},
	{"builtin", NULL, NULL, NULL, 0, NULL, NULL},
	{"coproc nocorrect noglob", NULL, NULL, NULL, 0, NULL, NULL},
	{"mapfile readarray", NULL, "-d -n -O -s -u -c", "-C", CARRIES_NOTHING, NULL,
		NULL},
	{"complete compgen", NULL, "-o -A -G -W -X -P -S", "-C -F", CARRIES_NOTHING, NULL,
		NULL},
	{"bind", NULL, "-m -f -q -u -r -x", NULL, CARRIES_NOTHING, NULL, carry_bind},
	{"enable", NULL, "-f", NULL, CARRIES_NOTHING, NULL, carry_enable},
	{"hash", NULL, "-p", NULL, CARRIES_NOTHING, NULL, carry_hash},
	{"fc", NULL, NULL, "-e", CARRIES_NOTHING, NULL, NULL},
};

const struct known_table carrier_shells = KNOWN_TABLE(rows);
