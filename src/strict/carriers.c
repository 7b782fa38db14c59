/* SPDX-License-Identifier: Apache-2.0 */
/* A simple command -> the commands and scripts that it runs: each row that speaks of the
 * program is held against the words and says what it found. */
#include <stdio.h>

#include "pc/base/limits.h"

#include "carriers_priv.h"
#include "pc/base/fs.h"

/* Variables whose value is run, by which programs ("" any); see also env NAME=value. */
static const struct hook {
	const char *programs, *variables;
} hooks[] = {
	{"git", "GIT_SSH_COMMAND GIT_SSH GIT_PAGER PAGER GIT_EDITOR EDITOR VISUAL "
		"GIT_SEQUENCE_EDITOR GIT_EXTERNAL_DIFF GIT_ASKPASS SSH_ASKPASS "
		"GIT_PROXY_COMMAND"},
	{"man apropos whatis", "MANPAGER PAGER"},
	{"less more zless lesspipe", "LESSOPEN LESSCLOSE EDITOR VISUAL"},
	{"bash", "BASH_ENV PROMPT_COMMAND"},
	{"sh dash ksh ash", "ENV"},
	{"rsync", "RSYNC_RSH RSYNC_CONNECT_PROG"},
	{"crontab sudoedit visudo vipw gh svn hg fc", "EDITOR VISUAL"},
	{"systemctl journalctl psql mysql gh bat delta aws",
		"PAGER SYSTEMD_PAGER PSQL_PAGER "
		"GH_PAGER BAT_PAGER AWS_PAGER"},
	{"cargo rustc", "RUSTC_WRAPPER RUSTC_WORKSPACE_WRAPPER RUSTC"},
	{"make", "SHELL"},
	{"make gmake go cmake meson cargo pip python python3 npm", "CC CXX LD AR"},
	{"tar gtar bsdtar", "TAR_OPTIONS"},
	{"cvs", "CVS_RSH"},
	{"scp sftp ssh", "SSH_ASKPASS"},
	{"fzf sk", "FZF_DEFAULT_COMMAND FZF_CTRL_T_COMMAND"},
	{"xdg-open python python3 gh man", "BROWSER"},
};

static const struct known_table hook_table = KNOWN_TABLE(hooks);

static bool is_hook(struct pc_str name)
{
	for (size_t i = 0; i < sizeof(hooks) / sizeof(hooks[0]); i++)
		if (list_has(hooks[i].variables, name))
			return true;
	return pc_str_is(name, "LD_PRELOAD");
}

/* What a variable's value does once it is in the environment. */
static void tell_variable(struct carry *carry, struct pc_str name, struct pc_str value)
{
	if (pc_str_is(name, "LD_PRELOAD"))
		tell_unknown(carry, name);
	else if (pc_str_is(name, "BASH_ENV") || pc_str_is(name, "ENV"))
		return;                            /* a file; as plain as "bash file" */
	else if (value.len && value.ptr[0] == '|') /* LESSOPEN */
		value = pc_str_from(value, 1 + (value.len > 1 && value.ptr[1] == '|'));
	if (pc_str_is(name, "TAR_OPTIONS"))
		value = pc_arena_printf(carry->arena, "tar %.*s", PC_STR_ARG(value));
	if (value.len) {
		struct field text = known_field(value);

		tell_text(carry, &text, name);
	}
}

static void assignments(struct carry *carry)
{
	for (size_t i = 1; i < carry->begins; i++) {
		const struct field *word = &carry->words[i];
		struct pc_str rest = field_start(word), name = pc_str_cut(&rest, '=');

		if (rest.ptr && is_hook(name))
			tell_variable(carry, name, rest);
	}
}

static void variables(struct carry *carry)
{
	static const struct known_table *const tables[] = {&hook_table};
	static struct known_tables known = KNOWN_IN(tables);
	const struct hook *hook = NULL;

	while ((hook = known_row(&known, carry->program, hook)) != NULL) {
		struct pc_str rest = pc_str(hook->variables), value;

		while (rest.ptr) {
			struct pc_str name = pc_str_cut(&rest, ' ');

			if (scope_variable(&value, carry->by->scope, name))
				tell_variable(carry, name, value);
		}
	}
}

/* Options whose value is run, and files that are written "|command". */
void option_values(struct carry *carry)
{
	for (size_t i = 0; i < carry->n_options; i++) {
		const struct option *option = &carry->options[i];
		struct pc_str start =
			option->value ? field_start(option->value) : (struct pc_str){0};
		char marked[64];
		int len = snprintf(
			marked, sizeof(marked), "%.*s=", PC_STR_ARG(option->name));

		if (!option->value)
			continue;
		if (list_has(carry->row->scripts, option->name) ||
			list_has(carry->row->scripts,
				(struct pc_str){marked, (size_t)len}))
			tell_text(carry, option->value, option->name);
		else if (start.len && (start.ptr[0] == '|' || start.ptr[0] == '!'))
			tell_text(carry, field_from(carry->arena, option->value, 1),
				option->name);
	}
}

static void shell_with(struct carry *carry, const struct field *words, size_t n)
{
	struct field *all = pc_arena_new_array(carry->arena, struct field, n + 1);

	all[0] = known_field(PC_STR("sh"));
	memcpy(all + 1, words, n * sizeof(*words));
	tell_words(carry, all, n + 1);
}

/* ./script is a program of one's own that is called so; what it reads is its affair. */
static bool is_own_program(const struct carry *carry)
{
	const struct field *first = carry->words;
	struct pc_str dir = carry->by->scope->cwd;

	if (first->kind != FIELD_KNOWN || carry->by->input_known || !dir.len ||
		first->text.ptr[0] == '/' ||
		pc_str_find(first->text, '/') == first->text.len)
		return false;
	dir = pc_path_base(pc_path_dir(pc_path_join(carry->arena, dir, first->text)));
	return !pc_str_is(dir, "bin") && !pc_str_is(dir, "sbin");
}

/* Without a command, a shell reads one; but there is none where no host was named. */
static bool starts_shell(const struct carry *carry)
{
	unsigned flags = carry->row->flags;

	return (flags & CARRIES_SHELL) && !carry_has(carry, carry->row->scripts) &&
	       !((flags & CARRIES_REMOTE) && carry->lacks_operand) &&
	       !is_own_program(carry);
}

void carry_standard(struct carry *carry)
{
	unsigned flags = carry->row->flags;
	const struct field *words = carry->words + carry->begins;
	size_t n = carry->n_words - carry->begins;

	option_values(carry);
	if (carry->quits)
		return;
	if (flags & CARRIES_ASSIGNS)
		assignments(carry);
	if (flags & CARRIES_INPUT)
		tell_input(carry);
	if ((flags & CARRIES_NOTHING) || ((flags & CARRIES_MARKED) && !carry->dashes))
		return;
	if (n == 0 && starts_shell(carry))
		tell_input(carry);
	else if (n == 0)
		return;
	else if (flags & CARRIES_TEXT)
		tell_joined(carry, words, n);
	else if (flags & CARRIES_EACH)
		for (size_t i = 0; i < n; i++)
			tell_joined(carry, words + i, 1);
	else if (flags & CARRIES_ARGS)
		shell_with(carry, words, n);
	else
		tell_words(carry, words, n);
}

static void ask_row(struct carry *carry, const struct carrier *row)
{
	struct carry held = *carry;

	held.row = row;
	if (held.n_words > PC_MAX_CARRIED_WORDS) {
		tell_unknown(&held, (struct pc_str){0});
		return;
	}
	if (!carry_parse(&held))
		return;
	if (row->special)
		row->special(&held);
	else
		carry_standard(&held);
}

/* Names of the same program that no list could hold. */
static struct pc_str one_name(struct pc_str program)
{
	if (pc_str_starts(program, PC_STR("ld-linux")) ||
		pc_str_starts(program, PC_STR("ld-musl")))
		return PC_STR("ld.so");
	if (pc_str_starts(program, PC_STR("python3.")))
		return PC_STR("python3");
	if (pc_str_starts(program, PC_STR("busybox")))
		return PC_STR("busybox");
	if (pc_str_ends(program, PC_STR(".exe")))
		return pc_str_head(program, program.len - 4);
	return program;
}

void carriers_of(struct walk *walk, const struct simple *simple)
{
	static const struct known_table *const tables[] = {&carrier_shells,
		&carrier_starters, &carrier_search, &carrier_remote, &carrier_build,
		&carrier_tools, &carrier_git};
	static struct known_tables known = KNOWN_IN(tables);
	static const struct carrier no_row = {0};
	struct carry carry = {.walk = walk,
		.row = &no_row,
		.by = simple,
		.arena = walk_arena(walk),
		.program = one_name(simple_program(simple)),
		.words = simple->words->items,
		.n_words = simple->words->count};
	const struct carrier *row = NULL;
	struct pc_str preload;
	bool is_carrier = false;

	if (!carry.n_words || !carry.program.len)
		return;
	while ((row = known_row(&known, carry.program, row)) != NULL) {
		ask_row(&carry, row);
		is_carrier = true;
	}
	if (!is_carrier)
		carry_other(&carry);
	carry_embedded(&carry);
	if (pc_str_starts(carry.program, PC_STR("git-")))
		carry_git_program(&carry);
	variables(&carry);
	if (scope_variable(&preload, simple->scope, PC_STR("LD_PRELOAD")) && preload.len)
		tell_unknown(&carry, PC_STR("LD_PRELOAD"));
}
