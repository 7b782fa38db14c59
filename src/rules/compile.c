/* SPDX-License-Identifier: Apache-2.0 */
/* Settings to one immutable generation: every rule is parsed once and sorted into the
 * index of its kind.  Nothing here decides anything. */
#include <stdlib.h>

#include "pc/base/limits.h"
#include "rules_priv.h"

/* Which rules an index takes. */
typedef bool takes_fn(const struct pc_rule *rule);

static bool is_tool_rule(const struct pc_rule *rule)
{
	return rule->form == PC_RULE_TOOL || rule->form == PC_RULE_TOOL_GLOB;
}

static bool is_bash_rule(const struct pc_rule *rule)
{
	return rule->form == PC_RULE_COMMAND && !pc_str_is(rule->tool, "PowerShell");
}

static bool is_powershell_rule(const struct pc_rule *rule)
{
	return rule->form == PC_RULE_COMMAND && pc_str_is(rule->tool, "PowerShell");
}

static bool is_path_rule(const struct pc_rule *rule)
{
	return rule->form == PC_RULE_PATH;
}

static bool is_domain_rule(const struct pc_rule *rule)
{
	return rule->form == PC_RULE_DOMAIN;
}

static bool is_named_rule(const struct pc_rule *rule)
{
	/* A command or path rule may read as Tool(param:value) as well; it then counts
	 * as both, as in the client. */
	return rule->form == PC_RULE_NAME || rule->param.len > 0;
}

/* The rules of a policy that an index takes, in their order. */
struct chosen {
	const struct pc_rule **rules;
	size_t n;
};

static struct chosen choose(
	const struct pc_policy *policy, struct pc_arena *arena, takes_fn *takes)
{
	struct chosen chosen = {
		pc_arena_new_array(arena, const struct pc_rule *, policy->n_rules + 1),
		0};

	for (size_t i = 0; i < policy->n_rules; i++) {
		if (takes(&policy->rules[i]))
			chosen.rules[chosen.n++] = &policy->rules[i];
	}
	return chosen;
}

/* A rule without an anchor is one for each directory. */
static enum pc_status check_number(
	const struct pc_settings *settings, size_t n_bare, struct pc_err *err)
{
	if (n_bare * settings->n_dirs <= PC_MAX_RULES)
		return PC_OK;
	return pc_err_set(err, PC_ERR_LIMIT, (struct pc_span){0},
		"more than %d permission rules, counting path rules without an "
		"anchor once for each working directory",
		PC_MAX_RULES);
}

static enum pc_status build_paths(
	struct pc_policy *policy, struct pc_arena *arena, struct pc_err *err)
{
	struct chosen chosen = choose(policy, arena, is_path_rule);

	policy->n_bare = path_rules_bare(chosen.rules, chosen.n);
	PC_TRY(check_number(policy->settings, policy->n_bare, err));
	policy->paths = path_rules_new(arena, policy->settings, chosen.rules, chosen.n);
	for (size_t i = 0; i < chosen.n; i++)
		policy->denies_paths |= chosen.rules[i]->src->list == PC_LIST_DENY;
	return PC_OK;
}

static enum pc_status build_indexes(
	struct pc_policy *policy, struct pc_arena *arena, struct pc_err *err)
{
	struct chosen chosen;

	PC_TRY(build_paths(policy, arena, err));
	chosen = choose(policy, arena, is_tool_rule);
	policy->tools = tool_rules_new(arena, chosen.rules, chosen.n);
	chosen = choose(policy, arena, is_bash_rule);
	policy->bash = bash_rules_new(arena, chosen.rules, chosen.n);
	chosen = choose(policy, arena, is_powershell_rule);
	policy->powershell = bash_rules_new(arena, chosen.rules, chosen.n);
	chosen = choose(policy, arena, is_domain_rule);
	policy->web = web_rules_new(arena, chosen.rules, chosen.n);
	chosen = choose(policy, arena, is_named_rule);
	policy->named = named_rules_new(arena, chosen.rules, chosen.n);
	policy->programs = program_rules_new(arena, policy->rules, policy->n_rules);
	return PC_OK;
}

static enum pc_status fill(struct pc_policy *policy, struct pc_arena *arena,
	const struct pc_settings *settings, struct pc_diags *diags, struct pc_err *err)
{
	if (settings->n_rules > PC_MAX_RULES) {
		return pc_err_set(err, PC_ERR_LIMIT,
			settings->rules[PC_MAX_RULES].from.at,
			"more than %d permission rules", PC_MAX_RULES);
	}
	policy->settings = settings;
	policy->n_rules = settings->n_rules;
	policy->rules = pc_arena_new_array(arena, struct pc_rule, settings->n_rules + 1);
	for (size_t i = 0; i < settings->n_rules; i++) {
		struct pc_rule *rule = &policy->rules[i];

		pc_rule_parse(rule, arena, &settings->rules[i], diags);
		if (is_powershell_rule(rule))
			rule->spec = powershell_canonical(arena, rule->spec);
	}
	return build_indexes(policy, arena, err);
}

enum pc_status pc_policy_compile(struct pc_policy **out,
	const struct pc_settings *settings, struct pc_diags *diags, struct pc_err *err)
{
	PC_AUTO(pc_policy_freep)
	struct pc_policy *policy = pc_xcalloc(1, sizeof(*policy));

	PC_TRY(fill(policy, &policy->arena, settings, diags, err));
	*out = pc_steal(&policy);
	return PC_OK;
}

enum pc_status policy_compile_in(struct pc_policy **out, struct pc_arena *arena,
	const struct pc_settings *settings, struct pc_diags *diags, struct pc_err *err)
{
	struct pc_policy *policy = pc_arena_new(arena, struct pc_policy);

	PC_TRY(fill(policy, arena, settings, diags, err));
	*out = policy;
	return PC_OK;
}

/* Whether both have the rules of the same documents and no others. */
static bool has_same_rules(const struct pc_settings *a, const struct pc_settings *b)
{
	return a->rules == b->rules && a->n_rules == b->n_rules;
}

/* ---- in another place --------------------------------------------------------- */

/* Most calls name no path, and a process decides one call: thousands of rules are not
 * read for nothing.  A decision is still a pure one: whoever asks gets the same index. */
struct path_later {
	struct pc_arena arena;
	struct path_rules *index; /* NULL: nobody has asked yet */
};

/* Only what path rules mean depends on the place. */
enum pc_status policy_move_in(struct pc_policy **out, struct pc_arena *arena,
	const struct pc_policy *from, const struct pc_settings *settings,
	struct pc_err *err)
{
	struct pc_policy *policy;

	if (!has_same_rules(from->settings, settings))
		return policy_compile_in(out, arena, settings, NULL, err);
	PC_TRY(check_number(settings, from->n_bare, err));
	policy = pc_arena_new(arena, struct pc_policy);
	*policy = *from;
	policy->settings = settings;
	policy->paths = NULL;
	policy->later = pc_arena_new(arena, struct path_later);
	*out = policy;
	return PC_OK;
}

const struct path_rules *policy_paths(const struct pc_policy *policy)
{
	struct path_later *later = policy->later;
	struct chosen chosen;

	if (policy->paths)
		return policy->paths;
	if (!later->index) {
		chosen = choose(policy, &later->arena, is_path_rule);
		later->index = path_rules_new(
			&later->arena, policy->settings, chosen.rules, chosen.n);
	}
	return later->index;
}

void policy_forget_paths(const struct pc_policy *policy)
{
	path_rules_free(policy->paths);
	if (!policy->later)
		return;
	path_rules_free(policy->later->index);
	pc_arena_done(&policy->later->arena);
}

void pc_policy_free(struct pc_policy *policy)
{
	if (!policy)
		return;
	bash_rules_free(policy->bash);
	bash_rules_free(policy->powershell);
	path_rules_free(policy->paths);
	pc_arena_done(&policy->arena);
	free(policy);
}

void pc_policy_freep(struct pc_policy **policy)
{
	pc_policy_free(*policy);
	*policy = NULL;
}
