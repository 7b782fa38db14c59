/* SPDX-License-Identifier: Apache-2.0 */
/* policyctl completion: what shells complete, written from the tables of commands, so
 * that it says what the program takes. */
#include <assert.h>
#include <stdio.h>

#include "cmd.h"
#include "output.h"
#include "pc/base/buf.h"

/* What can stand in a place: words, paths, or what only the user knows. */
enum place { PLACE_FREE, PLACE_WORDS, PLACE_FILE, PLACE_DIR };

/* By what the help calls it. */
static enum place place_of(const char *value)
{
	static const struct {
		const char *part;
		enum place place;
	} kinds[] = {
		{"|", PLACE_WORDS},
		{"FILE", PLACE_FILE},
		{"PATH", PLACE_FILE},
		{"OLD", PLACE_FILE},
		{"REPOSITORY", PLACE_DIR},
		{"DIR", PLACE_DIR},
	};

	for (size_t i = 0; value && i < PC_COUNT(kinds); i++) {
		if (strstr(value, kinds[i].part))
			return kinds[i].place;
	}
	return PLACE_FREE;
}

/* In single quotes, where a backslash makes the characters of special plain. */
static void put_escaped(struct pc_buf *out, const char *text, const char *special)
{
	for (; *text; text++) {
		if (*text == '\'')
			pc_buf_puts(out, "'\\''");
		else if (strchr(special, *text))
			pc_buf_printf(out, "\\%c", *text);
		else
			pc_buf_add_char(out, *text);
	}
}

/* "a|b" as "a b". */
static void put_words(struct pc_buf *out, const char *words)
{
	for (; *words; words++)
		pc_buf_add_char(out, *words == '|' ? ' ' : *words);
}

typedef void each_option(
	struct pc_buf *out, const struct cmd *cmd, const struct opt *opt);

static void each(struct pc_buf *out, const struct cmd *cmd, each_option *fn)
{
	for (size_t t = 0; cmd->opts[t]; t++) {
		for (const struct opt *opt = cmd->opts[t]; opt->kind != OPT_END; opt++)
			fn(out, cmd, opt);
	}
}

/* Of a command with several forms, of which there is one at least. */
static const struct cmd *first_of(const struct cmd *cmd)
{
	const struct cmd *first = cmd->verbs[0];

	assert(first);
	return first;
}

/* "models list": what is typed behind the command's name. */
static const char *verb_of(const struct cmd *verb)
{
	return strchr(verb->name, ' ') + 1;
}

/* "list show next", with what stands between. */
static void put_verbs(struct pc_buf *out, const struct cmd *cmd, const char *between)
{
	const struct cmd *form;

	for (size_t i = 0; (form = cmd->verbs[i]) != NULL; i++)
		pc_buf_printf(out, "%s%s", i ? between : "", verb_of(form));
}

typedef void each_form(struct pc_buf *out, const struct cmd *form);

static void each_verb(struct pc_buf *out, const struct cmd *cmd, each_form *fn)
{
	const struct cmd *form;

	for (size_t i = 0; (form = cmd->verbs[i]) != NULL; i++)
		fn(out, form);
}

/* Every way to call something that takes options: commands, or their verbs. */
static void each_of_all(struct pc_buf *out, each_form *fn)
{
	for (size_t i = 0; commands[i]; i++) {
		const struct cmd *cmd = commands[i];

		if (!cmd->verbs)
			fn(out, cmd);
		else
			each_verb(out, cmd, fn);
	}
}

/* ---- bash --------------------------------------------------------------------- */

static const char bash_head[] =
	"# SPDX-License-Identifier: Apache-2.0\n"
	"# Completion of policyctl(1) for bash, as 'policyctl completion bash' writes "
	"it.\n"
	"_policyctl()\n"
	"{\n"
	"\tlocal cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}\n"
	"\tlocal words= paths= command=${COMP_WORDS[1]}\n"
	"\t# --option=value comes as three words.\n"
	"\tif [[ $cur == = ]]; then\n"
	"\t\tcur=\n"
	"\telif [[ $prev == = ]]; then\n"
	"\t\tprev=${COMP_WORDS[COMP_CWORD - 2]}\n"
	"\tfi\n";

static const char bash_tail[] = "\t\tesac\n"
				"\tfi\n"
				"\tCOMPREPLY=()\n"
				"\t[[ -n $words ]] && mapfile -t COMPREPLY < <(compgen "
				"-W \"$words\" -- \"$cur\")\n"
				"\tif [[ -n $paths && $cur != -* ]]; then\n"
				"\t\tcompopt -o filenames 2>/dev/null\n"
				"\t\tmapfile -t -O \"${#COMPREPLY[@]}\" COMPREPLY < "
				"<(compgen \"$paths\" -- \"$cur\")\n"
				"\tfi\n"
				"\treturn 0\n"
				"}\n"
				"complete -F _policyctl policyctl\n";

static void bash_place(struct pc_buf *out, const char *value)
{
	switch (place_of(value)) {
	case PLACE_WORDS:
		pc_buf_puts(out, " words='");
		put_words(out, value);
		pc_buf_add_char(out, '\'');
		break;
	case PLACE_FILE:
		pc_buf_puts(out, " paths=-f");
		break;
	case PLACE_DIR:
		pc_buf_puts(out, " paths=-d");
		break;
	case PLACE_FREE:
		break;
	}
	pc_buf_puts(out, " ;;\n");
}

static void bash_value(struct pc_buf *out, const struct cmd *cmd, const struct opt *opt)
{
	if (opt->kind == OPT_FLAG)
		return;
	pc_buf_printf(out, "\t\t'%s --%s')", cmd->name, opt->name);
	bash_place(out, opt->value);
}

static void bash_name(struct pc_buf *out, const struct cmd *cmd, const struct opt *opt)
{
	(void)cmd;
	pc_buf_printf(out, " --%s", opt->name);
}

static void bash_command(struct pc_buf *out, const struct cmd *cmd)
{
	each(out, cmd, bash_value);
	pc_buf_printf(
		out, "\t\t'%s '*)\n\t\t\t[[ $cur == -* ]] && words='--help", cmd->name);
	each(out, cmd, bash_name);
	pc_buf_puts(out, "'\n\t\t\t[[ $cur != -* ]] &&");
	if (place_of(cmd->operands) == PLACE_FREE)
		pc_buf_puts(out, " :");
	bash_place(out, cmd->operands);
}

/* Which form is meant; the first one where no verb is said. */
static void bash_verbs(struct pc_buf *out, const struct cmd *cmd)
{
	pc_buf_printf(out,
		"\tif [[ $command == %s ]]; then\n"
		"\t\tcase ${COMP_WORDS[2]} in\n\t\t",
		cmd->name);
	put_verbs(out, cmd, "|");
	pc_buf_printf(out,
		") command+=\" ${COMP_WORDS[2]}\" ;;\n"
		"\t\t*) command+=' %s' ;;\n"
		"\t\tesac\n"
		"\t\tif ((COMP_CWORD == 2)) && [[ $cur != -* ]]; then\n"
		"\t\t\tcommand= words='",
		verb_of(first_of(cmd)));
	put_verbs(out, cmd, " ");
	pc_buf_puts(out, "'\n\t\tfi\n\tfi\n");
}

static void write_bash(struct pc_buf *out)
{
	pc_buf_puts(out, bash_head);
	for (size_t i = 0; commands[i]; i++) {
		if (commands[i]->verbs)
			bash_verbs(out, commands[i]);
	}
	pc_buf_puts(out, "\tif ((COMP_CWORD == 1)); then\n\t\twords='--help --version");
	for (size_t i = 0; commands[i]; i++)
		pc_buf_printf(out, " %s", commands[i]->name);
	pc_buf_puts(out, "'\n\telse\n\t\tcase \"$command $prev\" in\n");
	each_of_all(out, bash_command);
	pc_buf_puts(out, bash_tail);
}

/* ---- zsh ---------------------------------------------------------------------- */

static const char zsh_head[] =
	"#compdef policyctl\n"
	"# SPDX-License-Identifier: Apache-2.0\n"
	"# Completion of policyctl(1) for zsh, as 'policyctl completion zsh' writes it.\n"
	"_policyctl()\n"
	"{\n"
	"\tlocal -a commands\n"
	"\tcommands=(\n";

static const char zsh_middle[] =
	"\t)\n"
	"\tif (( CURRENT == 2 )); then\n"
	"\t\t_describe -t commands command commands\n"
	"\t\t_arguments '--help[Print the commands]' '--version[Print the version]'\n"
	"\t\treturn\n"
	"\tfi\n"
	"\tshift words\n"
	"\t(( CURRENT-- ))\n"
	"\tlocal form=$words[1]\n"
	"\tlocal -a verbs\n";

static const char zsh_tail[] = "\tesac\n"
			       "}\n"
			       "_policyctl \"$@\"\n";

/* "message:action", the part of a specification after its name. */
static void zsh_place(struct pc_buf *out, const char *value)
{
	put_escaped(out, strchr(value, '|') ? "word" : value, "[]:\\");
	pc_buf_add_char(out, ':');
	switch (place_of(value)) {
	case PLACE_WORDS:
		pc_buf_add_char(out, '(');
		put_words(out, value);
		pc_buf_add_char(out, ')');
		break;
	case PLACE_FILE:
		pc_buf_puts(out, "_files");
		break;
	case PLACE_DIR:
		pc_buf_puts(out, "_files -/");
		break;
	case PLACE_FREE:
		break;
	}
}

static void zsh_option(struct pc_buf *out, const struct cmd *cmd, const struct opt *opt)
{
	(void)cmd;
	pc_buf_printf(out, " \\\n\t\t\t'%s--%s%s[", opt->kind == OPT_LIST ? "*" : "",
		opt->name, opt->kind == OPT_FLAG ? "" : "=");
	put_escaped(out, opt->brief, "[]:\\");
	pc_buf_add_char(out, ']');
	if (opt->kind != OPT_FLAG) {
		pc_buf_add_char(out, ':');
		zsh_place(out, opt->value);
	}
	pc_buf_add_char(out, '\'');
}

static void zsh_entry(struct pc_buf *out, const char *name, const struct cmd *cmd)
{
	pc_buf_printf(out, "\t\t'%s:", name);
	put_escaped(out, cmd->brief, ":\\");
	pc_buf_puts(out, "'\n");
}

/* Which form is meant; what stands behind a verb is then as behind a command. */
static void zsh_verbs(struct pc_buf *out, const struct cmd *cmd)
{
	const struct cmd *form;

	pc_buf_printf(out,
		"\tif [[ $form == %s ]]; then\n"
		"\t\tif (( CURRENT == 2 )) && [[ $words[2] != -* ]]; then\n"
		"\t\t\tverbs=(\n",
		cmd->name);
	for (size_t i = 0; (form = cmd->verbs[i]) != NULL; i++)
		zsh_entry(out, verb_of(form), form);
	pc_buf_puts(out, "\t\t\t)\n"
			 "\t\t\t_describe -t verbs verb verbs\n"
			 "\t\t\treturn\n"
			 "\t\tfi\n"
			 "\t\tcase $words[2] in\n\t\t(");
	put_verbs(out, cmd, "|");
	pc_buf_printf(out,
		")\n\t\t\tform+=\" $words[2]\"\n"
		"\t\t\tshift words\n"
		"\t\t\t(( CURRENT-- )) ;;\n"
		"\t\t(*)\n\t\t\tform+=' %s' ;;\n"
		"\t\tesac\n"
		"\tfi\n",
		verb_of(first_of(cmd)));
}

static void zsh_command(struct pc_buf *out, const struct cmd *cmd)
{
	pc_buf_printf(
		out, "\t'%s')\n\t\t_arguments '--help[Print this help]'", cmd->name);
	each(out, cmd, zsh_option);
	if (*cmd->operands) {
		pc_buf_puts(out, " \\\n\t\t\t'*:");
		zsh_place(out, cmd->operands);
		pc_buf_add_char(out, '\'');
	}
	pc_buf_puts(out, " ;;\n");
}

static void write_zsh(struct pc_buf *out)
{
	pc_buf_puts(out, zsh_head);
	for (size_t i = 0; commands[i]; i++)
		zsh_entry(out, commands[i]->name, commands[i]);
	pc_buf_puts(out, zsh_middle);
	for (size_t i = 0; commands[i]; i++) {
		if (commands[i]->verbs)
			zsh_verbs(out, commands[i]);
	}
	pc_buf_puts(out, "\tcase $form in\n");
	each_of_all(out, zsh_command);
	pc_buf_puts(out, zsh_tail);
}

/* ---- fish --------------------------------------------------------------------- */

static const char fish_head[] =
	"# SPDX-License-Identifier: Apache-2.0\n"
	"# Completion of policyctl(1) for fish, as 'policyctl completion fish' writes "
	"it.\n"
	"# Whether the words so far begin with these.\n"
	"function __policyctl_at\n"
	"\tset -l words (commandline -opc)\n"
	"\tset -l last (math (count $argv) + 1)\n"
	"\ttest \"$words[2..$last]\" = \"$argv\"\n"
	"end\n"
	"# Whether a verb may come next, and whether none was said.\n"
	"function __policyctl_verb\n"
	"\ttest (count (commandline -opc)) -eq 2; and __policyctl_at $argv\n"
	"end\n"
	"function __policyctl_first\n"
	"\tset -l words (commandline -opc)\n"
	"\t__policyctl_at $argv; and not string match -qr '^[a-z]' -- \"$words[3]\"\n"
	"end\n"
	"complete -c policyctl -f\n"
	"complete -c policyctl -n __fish_use_subcommand -l help -d 'Print the commands'\n"
	"complete -c policyctl -n __fish_use_subcommand -l version -d 'Print the "
	"version'\n";

static void fish_text(struct pc_buf *out, const char *text)
{
	pc_buf_add_char(out, '\'');
	for (; *text; text++) {
		if (*text == '\'' || *text == '\\')
			pc_buf_add_char(out, '\\');
		pc_buf_add_char(out, *text);
	}
	pc_buf_add_char(out, '\'');
}

static void fish_place(struct pc_buf *out, const char *value)
{
	switch (place_of(value)) {
	case PLACE_WORDS:
		pc_buf_puts(out, " -a '");
		put_words(out, value);
		pc_buf_add_char(out, '\'');
		break;
	case PLACE_FILE:
		pc_buf_puts(out, " -F");
		break;
	case PLACE_DIR:
		pc_buf_puts(out, " -a '(__fish_complete_directories)'");
		break;
	case PLACE_FREE:
		break;
	}
}

/* Of a form: what "policyctl form" is followed by. */
static void fish_begin(struct pc_buf *out, const struct cmd *cmd)
{
	pc_buf_printf(out, "complete -c policyctl -n '__policyctl_at %s'", cmd->name);
}

static void fish_rest(struct pc_buf *out, const struct opt *opt)
{
	pc_buf_printf(out, " -l %s", opt->name);
	if (opt->kind != OPT_FLAG) {
		/* -x: and no files beside what is said. */
		pc_buf_puts(out, place_of(opt->value) == PLACE_FILE ? " -r" : " -x");
		fish_place(out, opt->value);
	}
	pc_buf_puts(out, " -d ");
	fish_text(out, opt->brief);
	pc_buf_add_char(out, '\n');
}

static void fish_option(struct pc_buf *out, const struct cmd *cmd, const struct opt *opt)
{
	fish_begin(out, cmd);
	fish_rest(out, opt);
}

/* "models --format" is "models list --format". */
static void fish_first(struct pc_buf *out, const struct cmd *cmd, const struct opt *opt)
{
	pc_buf_printf(out, "complete -c policyctl -n '__policyctl_first %.*s'",
		(int)strcspn(cmd->name, " "), cmd->name);
	fish_rest(out, opt);
}

static void fish_command(struct pc_buf *out, const struct cmd *cmd)
{
	fish_begin(out, cmd);
	pc_buf_puts(out, " -l help -d 'Print this help'\n");
	each(out, cmd, fish_option);
	if (place_of(cmd->operands) == PLACE_FREE)
		return;
	fish_begin(out, cmd);
	fish_place(out, cmd->operands);
	pc_buf_add_char(out, '\n');
}

static void fish_word(struct pc_buf *out, const char *name, const struct cmd *cmd)
{
	pc_buf_printf(out, " -a %s -d ", name);
	fish_text(out, cmd->brief);
	pc_buf_add_char(out, '\n');
}

static void fish_verbs(struct pc_buf *out, const struct cmd *cmd)
{
	const struct cmd *form;

	for (size_t i = 0; (form = cmd->verbs[i]) != NULL; i++) {
		pc_buf_printf(
			out, "complete -c policyctl -n '__policyctl_verb %s'", cmd->name);
		fish_word(out, verb_of(form), form);
	}
	each(out, first_of(cmd), fish_first);
}

static void write_fish(struct pc_buf *out)
{
	pc_buf_puts(out, fish_head);
	for (size_t i = 0; commands[i]; i++) {
		pc_buf_puts(out, "complete -c policyctl -n __fish_use_subcommand");
		fish_word(out, commands[i]->name, commands[i]);
		if (commands[i]->verbs)
			fish_verbs(out, commands[i]);
	}
	each_of_all(out, fish_command);
}

/* ---- the command --------------------------------------------------------------- */

static const struct {
	const char *name;
	void (*fn)(struct pc_buf *out);
} shells[] = {
	{"bash", write_bash},
	{"zsh", write_zsh},
	{"fish", write_fish},
};

static int run(void *opaque, const struct texts *operands, struct pc_arena *arena)
{
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};

	(void)opaque;
	(void)arena;
	for (size_t i = 0; i < PC_COUNT(shells); i++) {
		if (!pc_str_is(operands->items[0], shells[i].name))
			continue;
		shells[i].fn(&out);
		output_text(stdout, pc_buf_str(&out));
		return EXIT_FINE;
	}
	fprintf(stderr, "policyctl completion: '%.*s' is not bash, zsh or fish\n",
		PC_STR_ARG(operands->items[0]));
	return EXIT_USAGE;
}

static const struct opt options[] = {{OPT_END, NULL, NULL, NULL, 0}};

const struct cmd cmd_completion = {
	.name = "completion",
	.operands = "bash|zsh|fish",
	.brief = "Write what a shell completes for this program",
	.opts = {options, NULL},
	.args_size = 1,
	.min_operands = 1,
	.max_operands = 1,
	.run = run,
};
