/* SPDX-License-Identifier: Apache-2.0 */
/* What a policy uses that an older client passes over without a word: keys, by the table
 * of settings, and forms of rules and hooks, by this one.  The versions are those of the
 * client's own list of changes. */
#include "machine_priv.h"
#include "pc/base/buf.h"
#include "pc/rules/rule.h"

struct policy {
	const struct pc_settings *settings;
	const struct pc_rule *rule;    /* of a table about rules */
	const struct pc_node *handler; /* of one about hooks */
};

static bool is_glob(const struct policy *policy)
{
	/* mcp__server__* is older. */
	return policy->rule->form == PC_RULE_TOOL_GLOB &&
	       !pc_str_starts(policy->rule->tool, PC_STR("mcp__"));
}

/* Bash(timeout:5) is a command, too, and Skill(plugin:name) a name: those are older. */
static bool is_param(const struct policy *policy)
{
	const struct pc_rule *rule = policy->rule;

	return rule->form == PC_RULE_PARAM ||
	       (rule->form == PC_RULE_NAME && rule->param.len > 0 &&
		       !pc_str_is(rule->tool, "Skill"));
}

static bool is_domain_glob(const struct policy *policy)
{
	const struct pc_str *host = &policy->rule->spec;

	return policy->rule->form == PC_RULE_DOMAIN &&
	       pc_str_find(*host, '*') < host->len;
}

static bool has_condition(const struct policy *policy)
{
	return pc_node_get_c(policy->handler, "if") != NULL;
}

static bool blocks_on_failure(const struct policy *policy)
{
	return pc_str_is(machine_text(policy->handler, "onFailure"), "block");
}

static bool has_dropins(const struct policy *policy)
{
	for (size_t i = 0; i < policy->settings->n_files; i++) {
		const struct pc_settings_file *file = &policy->settings->files[i];

		if (file->layer == PC_LAYER_MANAGED && !file->is_base)
			return true;
	}
	return false;
}

enum about { ABOUT_FILES, ABOUT_RULES, ABOUT_HOOKS };

static const struct feature {
	enum about about;
	const char *since, *name;
	bool (*uses)(const struct policy *policy);
} features[] = {
	{ABOUT_FILES, "2.1.83", "everything in managed-settings.d", has_dropins},
	{ABOUT_HOOKS, "2.1.85", "\"if\" of hooks", has_condition},
	{ABOUT_RULES, "2.1.166", "patterns for names of tools", is_glob},
	{ABOUT_RULES, "2.1.172", "patterns for hosts of WebFetch", is_domain_glob},
	{ABOUT_RULES, "2.1.178", "rules about parameters of tools", is_param},
	{ABOUT_HOOKS, "2.1.295", "\"onFailure\" of hooks", blocks_on_failure},
};

static bool uses_in_rules(const struct feature *feature, struct policy policy)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};

	for (size_t i = 0; i < policy.settings->n_rules; i++) {
		struct pc_rule rule;

		pc_rule_parse(&rule, &arena, &policy.settings->rules[i], NULL);
		policy.rule = &rule;
		if (feature->uses(&policy))
			return true;
	}
	return false;
}

static size_t length(const struct pc_node *list)
{
	return list && list->kind == PC_LIST ? list->n_items : 0;
}

static bool uses_in_group(
	const struct feature *feature, struct policy policy, const struct pc_node *group)
{
	const struct pc_node *handlers = pc_node_get_c(group, "hooks");

	for (size_t i = 0; i < length(handlers); i++) {
		policy.handler = handlers->items[i];
		if (feature->uses(&policy))
			return true;
	}
	return false;
}

static bool uses_in_hooks(const struct feature *feature, struct policy policy)
{
	const struct pc_node *events = pc_node_get_c(policy.settings->effective, "hooks");

	for (size_t e = 0; events && events->kind == PC_MAP && e < events->n_pairs; e++) {
		const struct pc_node *groups = events->pairs[e].value;

		for (size_t g = 0; g < length(groups); g++) {
			if (uses_in_group(feature, policy, groups->items[g]))
				return true;
		}
	}
	return false;
}

static bool uses(const struct feature *feature, const struct pc_settings *settings)
{
	const struct policy policy = {.settings = settings};

	switch (feature->about) {
	case ABOUT_RULES:
		return uses_in_rules(feature, policy);
	case ABOUT_HOOKS:
		return uses_in_hooks(feature, policy);
	case ABOUT_FILES:
		break;
	}
	return feature->uses(&policy);
}

static void add(struct pc_buf *out, size_t *n, struct pc_str what, const char *since)
{
	pc_buf_printf(out, "%s%.*s (since %s)", *n ? ", " : "", PC_STR_ARG(what), since);
	++*n;
}

struct pc_str machine_ignored(size_t *n, const struct pc_machine *machine,
	struct pc_str version, const struct pc_settings *settings,
	const struct pc_diags *diags)
{
	PC_AUTO(pc_buf_done) struct pc_buf text = {0};

	*n = 0;
	for (size_t i = 0; i < diags->count; i++) {
		const struct pc_diag *diag = &diags->items[i];

		if (strcmp(diag->code, "PC1319") == 0)
			add(&text, n, diag->key, pc_settings_since(diag->key));
	}
	for (size_t i = 0; settings && i < PC_COUNT(features); i++) {
		const struct feature *feature = &features[i];

		if (machine_is_older(version, pc_str(feature->since)) &&
			uses(feature, settings))
			add(&text, n, pc_str(feature->name), feature->since);
	}
	return pc_arena_str(machine->arena, pc_buf_str(&text));
}
