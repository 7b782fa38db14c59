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

static struct pc_str lower(struct pc_arena *arena, struct pc_str text)
{
	char *out = pc_arena_bytes(arena, text.len + 1);

	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];

		out[i] = (char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
	}
	return (struct pc_str){out, text.len};
}

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
	struct pc_str name = lower(carry->arena, key), text = field_start(value);

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

static void carry_git(struct carry *carry)
{
	for (size_t i = 0; i < carry->n_options; i++) {
		const struct option *option = &carry->options[i];
		size_t equals;

		if (!option->value || !pc_str_is(option->name, "-c"))
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
			tell_text(carry, field_from(carry->arena, &carry->words[i], 5),
				PC_STR("ext::"));
	}
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
	{"git", "pull|ls-remote|fetch-pack", GIT_VALUES, "--upload-pack --exec",
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
	{"git", "send-email", GIT_VALUES, "--to-cmd --cc-cmd --header-cmd --sendmail-cmd",
		CARRIES_NOTHING, NULL, NULL},
	{"git-remote-ext", "*", NULL, NULL, CARRIES_TEXT, NULL, NULL},
};

const struct known_table carrier_git = KNOWN_TABLE(rows);
