/* SPDX-License-Identifier: Apache-2.0 */
/* policyctl completion: what shells complete, written from the tables of commands, so
 * that it says what the program takes. */
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

/* ---- bash --------------------------------------------------------------------- */

static const char bash_head[] =
	"# SPDX-License-Identifier: Apache-2.0\n"
	"# Completion of policyctl(1) for bash, as 'policyctl completion bash' writes "
	"it.\n"
	"_policyctl()\n"
	"{\n"
	"\tlocal cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}\n"
	"\tlocal words= paths=\n"
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

static void write_bash(struct pc_buf *out)
{
	pc_buf_puts(out, bash_head);
	pc_buf_puts(out, "\tif ((COMP_CWORD == 1)); then\n\t\twords='--help --version");
	for (size_t i = 0; commands[i]; i++)
		pc_buf_printf(out, " %s", commands[i]->name);
	pc_buf_puts(out, "'\n\telse\n\t\tcase \"${COMP_WORDS[1]} $prev\" in\n");
	for (size_t i = 0; commands[i]; i++)
		bash_command(out, commands[i]);
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
	"\tcase $words[1] in\n";

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

static void write_zsh(struct pc_buf *out)
{
	pc_buf_puts(out, zsh_head);
	for (size_t i = 0; commands[i]; i++) {
		pc_buf_printf(out, "\t\t'%s:", commands[i]->name);
		put_escaped(out, commands[i]->brief, ":\\");
		pc_buf_puts(out, "'\n");
	}
	pc_buf_puts(out, zsh_middle);
	for (size_t i = 0; commands[i]; i++) {
		pc_buf_printf(out, "\t%s)\n\t\t_arguments '--help[Print this help]'",
			commands[i]->name);
		each(out, commands[i], zsh_option);
		if (*commands[i]->operands) {
			pc_buf_puts(out, " \\\n\t\t\t'*:");
			zsh_place(out, commands[i]->operands);
			pc_buf_add_char(out, '\'');
		}
		pc_buf_puts(out, " ;;\n");
	}
	pc_buf_puts(out, zsh_tail);
}

/* ---- fish --------------------------------------------------------------------- */

static const char fish_head[] =
	"# SPDX-License-Identifier: Apache-2.0\n"
	"# Completion of policyctl(1) for fish, as 'policyctl completion fish' writes "
	"it.\n"
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

static void fish_begin(struct pc_buf *out, const struct cmd *cmd)
{
	pc_buf_printf(out, "complete -c policyctl -n '__fish_seen_subcommand_from %s'",
		cmd->name);
}

static void fish_option(struct pc_buf *out, const struct cmd *cmd, const struct opt *opt)
{
	fish_begin(out, cmd);
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

static void write_fish(struct pc_buf *out)
{
	pc_buf_puts(out, fish_head);
	for (size_t i = 0; commands[i]; i++) {
		pc_buf_printf(out,
			"complete -c policyctl -n __fish_use_subcommand -a %s -d ",
			commands[i]->name);
		fish_text(out, commands[i]->brief);
		pc_buf_add_char(out, '\n');
		fish_begin(out, commands[i]);
		pc_buf_puts(out, " -l help -d 'Print this help'\n");
		each(out, commands[i], fish_option);
		if (place_of(commands[i]->operands) == PLACE_FREE)
			continue;
		fish_begin(out, commands[i]);
		fish_place(out, commands[i]->operands);
		pc_buf_add_char(out, '\n');
	}
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
