/* SPDX-License-Identifier: Apache-2.0 */
/* git runs programs that its configuration names: -c key=value, git config, ext:: URLs.
 */
#include "carriers_priv.h"

/* Keys whose value is a command; "*" stands for one middle part. */
static const struct key {
	const char *begins, *ends;
} keys[] = {
	{"core.pager", ""},
	{"core.editor", ""},
	{"core.sshcommand", ""},
	{"core.askpass", ""},
	{"core.fsmonitor", ""},
	{"core.gitproxy", ""},
	{"core.alternaterefscommand", ""},
	{"sequence.editor", ""},
	{"diff.external", ""},
	{"interactive.difffilter", ""},
	{"uploadpack.packobjectshook", ""},
	{"credential.", "helper"},
	{"gpg.", "program"},
	{"diff.", ".command"},
	{"diff.", ".textconv"},
	{"difftool.", ".cmd"},
	{"mergetool.", ".cmd"},
	{"merge.", ".driver"},
	{"filter.", ".clean"},
	{"filter.", ".smudge"},
	{"filter.", ".process"},
	{"pager.", ""},
	{"browser.", ".cmd"},
	{"man.", ".cmd"},
	{"trailer.", ".command"},
	{"trailer.", ".cmd"},
	{"sendemail.", "cmd"},
	{"submodule.", ".update"},
	{"remote.", ".uploadpack"},
	{"remote.", ".receivepack"},
	{"remote.", ".vcs"},
	{"tar.", ".command"},
};

static bool is_command_key(struct pc_str name)
{
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (pc_str_starts(name, pc_str(keys[i].begins)) &&
			pc_str_ends(name, pc_str(keys[i].ends)) &&
			name.len >= strlen(keys[i].begins) + strlen(keys[i].ends))
			return true;
	return false;
}

static bool is_plain(struct pc_str value)
{
	return list_has("true false yes no on off 0 1", value) || !value.len;
}

/* An alias is a git command, or with "!" a script. */
static void tell_alias(struct carry *carry, const struct field *value)
{
	struct pc_str text = field_start(value);

	if (text.len && text.ptr[0] == '!') {
		tell_text(carry, field_from(carry->arena, value, 1), PC_STR("alias"));
	} else {
		struct field git[2] = {known_field(PC_STR("git")), *value};

		tell_joined(carry, git, 2);
	}
}

static void tell_setting(
	struct carry *carry, struct pc_str key, const struct field *value)
{
	struct pc_str name = pc_arena_lower(carry->arena, key), text = field_start(value);

	if (pc_str_starts(name, PC_STR("alias.")))
		tell_alias(carry, value);
	else if (pc_str_is(name, "core.hookspath") || pc_str_is(name, "init.templatedir"))
		tell_unknown(carry, name);
	else if (is_command_key(name) && !is_plain(text))
		tell_text(carry,
			text.len && text.ptr[0] == '!'
				? field_from(carry->arena, value, 1)
				: value,
			name);
}

/* "% " is a blank within a word. */
static void tell_ext(struct carry *carry, const struct field *word)
{
	struct pc_str rest = pc_str_from(field_start(word), 5);
	struct pc_buf text = {0};
	struct field script = *word;

	for (size_t i = 0; i < rest.len; i++) {
		bool blank =
			rest.ptr[i] == '%' && i + 1 < rest.len && rest.ptr[i + 1] == ' ';

		pc_buf_puts(&text, blank ? "\\ " : "");
		if (blank)
			i++;
		else
			pc_buf_add_char(&text, rest.ptr[i]);
	}
	script.text = buf_taken(carry->arena, &text);
	tell_text(carry, &script, PC_STR("ext::"));
}

/* name=VARIABLE */
static void setting_from(struct carry *carry, struct pc_str rest)
{
	struct pc_str name = pc_str_cut(&rest, '='), value;
	struct field text;

	if (!rest.len || !scope_variable(&value, carry->by->scope, rest))
		return;
	text = known_field(value);
	tell_setting(carry, name, &text);
}

static void setting_of_variable(void *user, struct pc_str name, const void *item)
{
	struct carry *carry = user;
	const struct variable *at = item;
	struct pc_str value, number = pc_str_from(name, strlen("GIT_CONFIG_KEY_"));
	struct field text;

	if (!at->known || !pc_str_starts(name, PC_STR("GIT_CONFIG_KEY_")) ||
		!scope_variable(&value, carry->by->scope,
			pc_arena_printf(carry->arena, "GIT_CONFIG_VALUE_%.*s",
				PC_STR_ARG(number))))
		return;
	text = known_field(value);
	tell_setting(carry, at->value, &text);
}

/* GIT_CONFIG_KEY_n with GIT_CONFIG_VALUE_n; GIT_CONFIG_PARAMETERS="'name=value' ..." */
static void settings_of_variables(struct carry *carry)
{
	const struct scope *scope = carry->by->scope;
	struct pc_str all;

	if (scope)
		map_each(scope->variables, setting_of_variable, carry);
	if (!scope_variable(&all, carry->by->scope, PC_STR("GIT_CONFIG_PARAMETERS")))
		return;
	while (all.ptr) {
		struct pc_str one = pc_str_cut(&all, '\''), name = pc_str_cut(&one, '=');
		struct field text = known_field(one);

		if (one.ptr)
			tell_setting(carry, name, &text);
	}
}

/* A file of settings: [section "name"], then key = value. */
static void settings_of_text(struct carry *carry, struct pc_str rest)
{
	struct pc_str section = {0};

	while (rest.ptr) {
		struct pc_str line = pc_str_trim(pc_str_cut(&rest, '\n')), key;
		struct field value;

		if (line.len && line.ptr[0] == '[') {
			section =
				pc_str_from(pc_str_head(line, pc_str_find(line, ']')), 1);
			line = pc_str_trim(pc_str_from(line, section.len + 2));
		}
		key = pc_str_trim(pc_str_cut(&line, '='));
		if (!key.len || !line.ptr)
			continue;
		value = known_field(pc_str_trim(line));
		tell_setting(carry,
			pc_arena_printf(carry->arena, "%.*s.%.*s",
				PC_STR_ARG(
					pc_str_head(section, pc_str_find(section, ' '))),
				PC_STR_ARG(key)),
			&value);
	}
}

/* Of the files that the line wrote those that git may read. */
static void settings_of_files(struct carry *carry)
{
	const struct written *at = NULL;
	struct pc_str path, text, chosen = {0};

	(void)scope_variable(&chosen, carry->by->scope, PC_STR("GIT_CONFIG_GLOBAL"));
	while (walk_written_next(&path, &at, carry->walk))
		if ((pc_str_ends(path, PC_STR("config")) ||
			    (chosen.len && pc_str_ends(path, chosen))) &&
			walk_content(&text, carry->walk, carry->by, path))
			settings_of_text(carry, text);
}

/* git NAME and all the words behind. */
static void tell_git(struct carry *carry, struct pc_str name, size_t at)
{
	size_t n = carry->n_words - at;
	struct field *words = pc_arena_new_array(carry->arena, struct field, n + 2);

	words[0] = known_field(PC_STR("git"));
	words[1] = known_field(name);
	memcpy(words + 2, carry->words + at, n * sizeof(*words));
	tell_words(carry, words, n + 2);
}

/* What else pushes. */
static void carry_push(struct carry *carry)
{
	tell_git(carry, PC_STR("push"), carry->begins);
}

static void carry_hub(struct carry *carry)
{
	struct field *words =
		pc_arena_new_array(carry->arena, struct field, carry->n_words);

	memcpy(words, carry->words, carry->n_words * sizeof(*words));
	words[0] = known_field(PC_STR("git"));
	tell_words(carry, words, carry->n_words);
}

/* gh alias set name 'pr create', with "!" or --shell a script; "-" reads it. */
static void carry_gh_alias(struct carry *carry)
{
	struct field words[2] = {known_field(PC_STR("gh"))};

	if (carry->begins == carry->n_words)
		return;
	words[1] = carry->words[carry->begins];
	if (pc_str_is(field_start(&words[1]), "-") && carry->by->input_known)
		words[1] = known_field(carry->by->input);
	if (pc_str_starts(field_start(&words[1]), PC_STR("!")))
		tell_joined(carry, field_from(carry->arena, &words[1], 1), 1);
	else if (carry_has(carry, "-s --shell"))
		tell_joined(carry, words + 1, 1);
	else
		tell_joined(carry, words, 2);
}

/* git-push is git push. */
void carry_git_program(struct carry *carry)
{
	tell_git(carry, pc_str_from(carry->program, 4), 1);
}

static void carry_git(struct carry *carry)
{
	for (size_t i = 0; i < carry->n_options; i++) {
		const struct option *option = &carry->options[i];
		size_t equals;

		if (!option->value || !list_has("-c --config", option->name))
			continue;
		equals = pc_str_find(field_start(option->value), '=');
		if (equals < field_start(option->value).len)
			tell_setting(carry,
				pc_str_head(field_start(option->value), equals),
				field_from(carry->arena, option->value, equals + 1));
	}
	for (size_t i = 1; i < carry->n_words; i++) {
		struct pc_str text = field_start(&carry->words[i]);

		if (pc_str_starts(text, PC_STR("ext::")))
			tell_ext(carry, &carry->words[i]);
		if (pc_str_starts(text, PC_STR("--config-env=")))
			setting_from(carry, pc_str_from(text, 13));
	}
	settings_of_variables(carry);
	settings_of_files(carry);
}

static void carry_config(struct carry *carry)
{
	for (size_t i = carry->begins; i + 1 < carry->n_words; i++)
		if (pc_str_find(field_start(&carry->words[i]), '.') <
			field_start(&carry->words[i]).len) {
			tell_setting(carry, field_start(&carry->words[i]),
				&carry->words[i + 1]);
			return;
		}
}

#define GIT_VALUES "-C -c --git-dir --work-tree --namespace --config-env --super-prefix"

static const struct carrier rows[] = {
	{"git", NULL, GIT_VALUES, NULL, 0, NULL, carry_git},
	{"git", "config", GIT_VALUES " -f --file --blob --type --default", NULL, 0,
		"--get --get-all --list -l --unset --unset-all", carry_config},
	{"git", "clone|init|submodule|fetch",
		GIT_VALUES " -b --branch -o --origin --depth", "--upload-pack",
		CARRIES_NOTHING, NULL, NULL},
	{"git", "clone", GIT_VALUES " -b --branch -o --origin --depth --config", "-u",
		CARRIES_NOTHING, NULL, carry_standard},
	{"git", "clone", GIT_VALUES " -b --branch -o --origin --depth --config", NULL,
		CARRIES_NOTHING, NULL, carry_git},
	{"git", "send-pack", GIT_VALUES, NULL, 0, NULL, carry_push},
	{"git", "subtree push", GIT_VALUES " -P --prefix", NULL, 0, NULL, carry_push},
	{"hub", NULL, GIT_VALUES, NULL, 0, NULL, carry_hub},
	{"gh", "alias set *", NULL, NULL, 0, NULL, carry_gh_alias},

	{"git", "pull|ls-remote|fetch-pack|archive", GIT_VALUES, "--upload-pack --exec",
		CARRIES_NOTHING, NULL, NULL},
	{"git", "push|send-pack", GIT_VALUES " -o --push-option --repo",
		"--receive-pack --exec", CARRIES_NOTHING, NULL, NULL},
	{"git", "bisect run", GIT_VALUES, NULL, 0, NULL, NULL},
	{"git", "submodule foreach", GIT_VALUES, NULL, CARRIES_TEXT, NULL, NULL},
	{"git", "rebase", GIT_VALUES " --onto -s --strategy -X", "-x --exec",
		CARRIES_NOTHING, NULL, NULL},
	{"git", "filter-branch", GIT_VALUES " -d --original",
		"--setup --env-filter --tree-filter --index-filter --parent-filter "
		"--msg-filter "
		"--commit-filter --tag-name-filter --subdirectory-filter=",
		CARRIES_NOTHING, NULL, NULL},
	{"git", "difftool", GIT_VALUES " -t --tool", "-x --extcmd", CARRIES_NOTHING, NULL,
		NULL},
	{"git", "grep", GIT_VALUES " -e -f -A -B -C -m",
		"-O= --open-files-in-pager=", CARRIES_NOTHING, NULL, NULL},
	{"git", "for-each-repo", GIT_VALUES " --config", NULL, 0, NULL, NULL},
	{"git", "send-email", GIT_VALUES,
		"--to-cmd --cc-cmd --header-cmd --sendmail-cmd --smtp-server",
		CARRIES_NOTHING, NULL, NULL},
	{"git-remote-ext", "*", NULL, NULL, CARRIES_TEXT, NULL, NULL},
};

const struct known_table carrier_git = KNOWN_TABLE(rows);
