/* SPDX-License-Identifier: Apache-2.0 */
/* What does not belong in managed settings, is missing there for some machines, or means
 * something else in the neighbouring key. */
#include "lint_priv.h"
#include "pc/base/fs.h"

static struct pc_diag *say(
	struct pc_diag *finding, enum pc_effect effect, const char *key)
{
	finding->effect = effect;
	finding->key = pc_str(key);
	return finding;
}

static bool is_bool(const struct pc_value *value, bool which)
{
	return value && value->node->kind == PC_BOOL && value->node->boolean == which;
}

/* ---- machines without Bash ------------------------------------------------ */

static bool is_guard_of(const struct pc_rule *rule, const char *tool)
{
	return rule->src->from.layer == PC_LAYER_MANAGED &&
	       rule->src->list != PC_LIST_ALLOW && pc_str_is(rule->tool, tool) &&
	       (rule->form == PC_RULE_COMMAND || rule->form == PC_RULE_TOOL);
}

/* Settings that nobody writes for a fleet without Windows. */
static bool speaks_of_windows(const struct lint *lint)
{
	static const char *const keys[] = {"wslInheritsWindowsSettings",
		"env.CLAUDE_CODE_USE_POWERSHELL_TOOL", "env.CLAUDE_CODE_GIT_BASH_PATH"};
	const struct pc_value *shell = lint_managed(lint, "defaultShell");

	if (shell && pc_str_is(pc_node_text(shell->node), "powershell"))
		return true;
	for (size_t i = 0; i < PC_COUNT(keys); i++) {
		if (lint_managed(lint, keys[i]))
			return true;
	}
	return false;
}

void lint_windows(struct lint *lint)
{
	const struct pc_rule *bash = NULL;

	if (!lint->options->windows && !speaks_of_windows(lint))
		return;
	for (size_t i = 0; i < lint->settings->n_rules; i++) {
		const struct pc_rule *rule = &lint->rules[i];

		if (is_guard_of(rule, "PowerShell"))
			return;
		if (!bash && is_guard_of(rule, "Bash"))
			bash = rule;
	}
	if (!bash)
		return;
	lint_about(pc_diag_add(lint->diags, "PC1701", PC_WARNING, bash->src->from.at,
			   "rule \"%.*s\" and the other command rules name Bash only: on "
			   "Windows the client may offer PowerShell, which no rule here "
			   "guards",
			   PC_STR_ARG(bash->src->text)),
		bash, PC_EFFECT_ACCEPTED)
		->hint =
		PC_STR("write each deny and ask rule for PowerShell(...) too, or "
		       "deny PowerShell");
}

/* ---- grants --------------------------------------------------------------- */

/* A file that is looked at by itself counts as managed whatever its name; what does not
 * belong there is said of those only that surely go there. */
static bool is_named_managed(const struct pc_document *document)
{
	struct pc_str path = pc_str(document->file);

	return document->layer == PC_LAYER_MANAGED &&
	       (pc_str_starts(pc_path_base(path), PC_STR("managed-settings.")) ||
		       pc_str_is(pc_path_base(pc_path_dir(path)), "managed-settings.d"));
}

void lint_managed_allow(struct lint *lint)
{
	/* Where only managed rules count, there is no other place for them. */
	if (is_bool(lint_managed(lint, "allowManagedPermissionRulesOnly"), true))
		return;
	for (size_t i = 0; i < lint->settings->n_documents; i++) {
		const struct pc_document *document = &lint->settings->documents[i];
		const struct pc_node *list = pc_node_get_c(
			pc_node_get_c(document->root, "permissions"), "allow");

		if (!is_named_managed(document) || !list || list->kind != PC_LIST ||
			list->n_items == 0)
			continue;
		say(pc_diag_add(lint->diags, "PC1706", PC_NOTE, list->at,
			    "%zu allow rule%s in managed settings: granted on every "
			    "machine "
			    "and in every repository",
			    list->n_items, pc_plural(list->n_items)),
			PC_EFFECT_ACCEPTED, "permissions.allow")
			->hint =
			PC_STR("let each repository's .claude/settings.json grant "
			       "what it needs, or set "
			       "allowManagedPermissionRulesOnly if nobody else may");
	}
}

/* ---- models --------------------------------------------------------------- */

/* "-20240229" somewhere: one release of a model, which will be retired. */
static bool is_dated(struct pc_str model)
{
	for (size_t i = 0; i + 9 <= model.len; i++) {
		size_t n = 0;

		if ((model.ptr[i] != '-' && model.ptr[i] != '@') ||
			!pc_str_starts(pc_str_from(model, i + 1), PC_STR("20")))
			continue;
		while (n < 8 && model.ptr[i + 1 + n] >= '0' &&
			model.ptr[i + 1 + n] <= '9')
			n++;
		if (n == 8)
			return true;
	}
	return false;
}

/* Providers without aliases, where a full name is the right one. */
static bool names_provider(const struct lint *lint)
{
	static const char *const keys[] = {"env.CLAUDE_CODE_USE_BEDROCK",
		"env.CLAUDE_CODE_USE_VERTEX", "env.CLAUDE_CODE_USE_FOUNDRY"};

	for (size_t i = 0; i < PC_COUNT(keys); i++) {
		if (pc_settings_find(lint->settings, pc_str(keys[i])))
			return true;
	}
	return false;
}

/* "claude-opus-4-1": one version, where an alias would follow the releases. */
static bool is_version(struct pc_str model)
{
	if (!pc_str_starts(model, PC_STR("claude-")))
		return false;
	for (size_t i = 0; i < model.len; i++) {
		if (model.ptr[i] >= '0' && model.ptr[i] <= '9')
			return true;
	}
	return false;
}

static void check_model(struct lint *lint, const struct pc_node *value, const char *key)
{
	struct pc_str model = pc_node_text(value);
	bool is_list =
		strcmp(key, "availableModels") == 0; /* versions have a use there */

	if (!is_dated(model) && (is_list || !is_version(model)))
		return;
	say(pc_diag_add(lint->diags, "PC1707", PC_WARNING, value->at,
		    "%s: \"%.*s\" is one release: sessions fail on the day it is "
		    "retired",
		    key, PC_STR_ARG(model)),
		PC_EFFECT_ACCEPTED, key)
		->hint = PC_STR("write an alias such as \"opus\" or \"sonnet\", which "
				"follows the releases");
}

void lint_models(struct lint *lint)
{
	static const char *const variables[][2] = {
		{"ANTHROPIC_MODEL", "env.ANTHROPIC_MODEL"},
		{"ANTHROPIC_SMALL_FAST_MODEL", "env.ANTHROPIC_SMALL_FAST_MODEL"},
		{"CLAUDE_CODE_SUBAGENT_MODEL", "env.CLAUDE_CODE_SUBAGENT_MODEL"},
	};

	if (names_provider(lint))
		return;
	for (size_t i = 0; i < lint->settings->n_documents; i++) {
		const struct pc_document *document = &lint->settings->documents[i];
		const struct pc_node *env = pc_node_get_c(document->root, "env");
		const struct pc_node *list =
			pc_node_get_c(document->root, "availableModels");

		/* A person may pin what they like; many others follow these. */
		if (document->layer != PC_LAYER_MANAGED &&
			document->layer != PC_LAYER_PROJECT)
			continue;
		check_model(lint, pc_node_get_c(document->root, "model"), "model");
		for (size_t k = 0; k < PC_COUNT(variables); k++)
			check_model(lint, pc_node_get_c(env, variables[k][0]),
				variables[k][1]);
		for (size_t k = 0; list && list->kind == PC_LIST && k < list->n_items;
			k++)
			check_model(lint, list->items[k], "availableModels");
	}
}

/* ---- MCP servers ---------------------------------------------------------- */

static bool has_entry(const struct pc_value *list, const char *member)
{
	for (size_t i = 0; i < list->n_children; i++) {
		if (pc_node_get_c(list->children[i]->node, member))
			return true;
	}
	return false;
}

void lint_server_names(struct lint *lint)
{
	const struct pc_value *list = lint_managed(lint, "allowedMcpServers");
	bool urls, commands;
	const char *which;

	if (!list || list->node->kind != PC_LIST)
		return;
	urls = has_entry(list, "serverUrl");
	commands = has_entry(list, "serverCommand");
	if (!urls && !commands)
		return;
	which = urls && commands ? "any server"
		: urls           ? "remote servers"
				 : "local servers";
	for (size_t i = 0; i < list->n_children; i++) {
		const struct pc_node *entry = list->children[i]->node;

		if (!pc_node_get_c(entry, "serverName"))
			continue;
		say(pc_diag_add(lint->diags, "PC1708", PC_WARNING, entry->at,
			    "allowedMcpServers: an entry by serverName no longer allows "
			    "%s "
			    "once another entry names a %s",
			    which, urls ? "serverUrl" : "serverCommand"),
			PC_EFFECT_IGNORED, "allowedMcpServers")
			->hint =
			PC_STR("name each server by its serverUrl or serverCommand");
	}
}

/* ---- the sandbox ---------------------------------------------------------- */

void lint_sandbox_ask(struct lint *lint)
{
	const struct pc_settings *settings = lint->settings;

	if (!is_bool(pc_settings_find(settings, PC_STR("sandbox.enabled")), true) ||
		is_bool(pc_settings_find(
				settings, PC_STR("sandbox.autoAllowBashIfSandboxed")),
			false))
		return;
	for (size_t i = 0; i < settings->n_rules; i++) {
		const struct pc_rule *rule = &lint->rules[i];

		if (rule->src->list != PC_LIST_ASK || rule->form != PC_RULE_TOOL ||
			!pc_str_is(rule->tool, "Bash"))
			continue;
		lint_about(
			pc_diag_add(lint->diags, "PC1709", PC_WARNING, rule->src->from.at,
				"rule \"%.*s\": the sandbox answers for it: a command "
				"that "
				"runs sandboxed is not asked about",
				PC_STR_ARG(rule->src->text)),
			rule, PC_EFFECT_IGNORED)
			->hint =
			PC_STR("set sandbox.autoAllowBashIfSandboxed to false if "
			       "people should be asked");
	}
}

static const char *const sandbox_lists[LINT_SANDBOX_LISTS] = {
	"sandbox.filesystem.denyRead", "sandbox.filesystem.denyWrite",
	"sandbox.filesystem.allowRead", "sandbox.filesystem.allowWrite"};

/* The sandbox takes off a trailing slash, and the stars behind it. */
static struct pc_str without_tail(struct pc_str path)
{
	if (pc_str_ends(path, PC_STR("/**")))
		path.len -= 3;
	while (path.len > 1 && path.ptr[path.len - 1] == '/')
		path.len--;
	return path;
}

void lint_collect_sandbox(struct lint *lint)
{
	for (size_t i = 0; i < PC_COUNT(sandbox_lists); i++) {
		const struct pc_value *list =
			pc_settings_find(lint->settings, pc_str(sandbox_lists[i]));
		size_t n = list ? list->n_children : 0;
		struct pc_node *set = lint_set_new(lint, n);

		for (size_t k = 0; k < n; k++)
			lint_set_add(
				set, without_tail(pc_node_text(list->children[k]->node)));
		pc_node_index(&lint->arena, set);
		lint->sandboxed[i] = set;
	}
}

/* The sandbox key that lists the same path; NULL: none. */
static const char *sandbox_list_of(const struct lint *lint, struct pc_str path)
{
	for (size_t i = 0; i < PC_COUNT(sandbox_lists); i++) {
		if (pc_node_get(lint->sandboxed[i], path))
			return sandbox_lists[i];
	}
	return NULL;
}

bool lint_is_in_sandbox(const struct lint *lint, const struct pc_rule *rule)
{
	return sandbox_list_of(lint, without_tail(rule->spec)) != NULL;
}

void lint_sandbox_paths(struct lint *lint)
{
	if (!pc_settings_find(lint->settings, PC_STR("sandbox.filesystem")))
		return;
	for (size_t i = 0; i < lint->settings->n_rules; i++) {
		const struct pc_rule *rule = &lint->rules[i];
		const char *key;

		/* Where the slash is wrong by itself, that is the finding (PC1501). */
		if (rule->form != PC_RULE_PATH ||
			!pc_str_starts(rule->spec, PC_STR("/")) ||
			pc_str_starts(rule->spec, PC_STR("//")) ||
			lint_looks_absolute(rule->spec))
			continue;
		key = sandbox_list_of(lint, without_tail(rule->spec));
		if (!key)
			continue;
		lint_about(
			pc_diag_add(lint->diags, "PC1710", PC_WARNING, rule->src->from.at,
				"rule \"%.*s\": the same text in %s is another place: "
				"there "
				"a leading slash is the root of the file system",
				PC_STR_ARG(rule->src->text), key),
			rule, PC_EFFECT_ACCEPTED)
			->hint =
			PC_STR("write // in the rule for the root of the file system, "
			       "or ./ in the sandbox for the project");
	}
}
