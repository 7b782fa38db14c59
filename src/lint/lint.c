/* SPDX-License-Identifier: Apache-2.0 */
/* The tables of checks, each one function with one idea, and how a check asks the policy
 * what it would do. */
#include "lint_priv.h"
#include "pc/base/limits.h"
#include "pc/settings/rule_text.h"

enum { DENY = 1 << PC_LIST_DENY, ASK = 1 << PC_LIST_ASK, ALLOW = 1 << PC_LIST_ALLOW };

/* Which rules a check of single rules looks at. */
static const struct {
	unsigned lists;
	enum pc_rule_form form;
	void (*run)(struct lint *lint, const struct pc_rule *rule);
} rule_checks[] = {
	{DENY | ASK | ALLOW, PC_RULE_PATH, lint_anchor},
	{DENY | ASK | ALLOW, PC_RULE_PATH, lint_dots},
	{DENY, PC_RULE_PATH, lint_written},
	{DENY | ASK, PC_RULE_DOMAIN, lint_subdomains},
	{DENY | ASK, PC_RULE_COMMAND, lint_spelling},
	{DENY, PC_RULE_COMMAND, lint_around},
	{ALLOW, PC_RULE_COMMAND, lint_runner},
	{ALLOW, PC_RULE_COMMAND, lint_early_star},
	{ALLOW, PC_RULE_TOOL, lint_any_command},
};

static void (*const whole_checks[])(struct lint *lint) = {
	lint_names,
	lint_fights,
	lint_managed_allow,
	lint_hooks,
	lint_matchers,
	lint_windows,
	lint_models,
	lint_server_names,
	lint_sandbox_ask,
	lint_sandbox_paths,
};

/* ---- asking the policy ---------------------------------------------------- */

struct pc_verdict lint_decide(
	struct lint *lint, const char *tool, const char *field, struct pc_str value)
{
	struct pc_span nowhere = {0};
	struct pc_pair pair = {.key = pc_str(field),
		.value = pc_node_new_text(&lint->work, value, nowhere)};
	struct pc_node *input = pc_node_new(&lint->work, PC_MAP, nowhere);
	struct pc_action action = {.tool = pc_str(tool), .input = input};

	input->pairs = pc_arena_new(&lint->work, struct pc_pair);
	input->pairs[0] = pair;
	input->n_pairs = 1;
	return pc_policy_decide(lint->policy, &lint->evaluator, &action);
}

struct pc_verdict lint_decide_command(struct lint *lint, struct pc_str command)
{
	return lint_decide(lint, "Bash", "command", command);
}

bool lint_escapes(enum pc_list_kind list, const struct pc_verdict *verdict)
{
	if (verdict->kind == PC_VERDICT_ALLOW)
		return true;
	return list == PC_LIST_DENY && verdict->kind == PC_VERDICT_ASK &&
	       verdict->by != PC_BY_SAFETY;
}

const char *lint_outcome(const struct pc_verdict *verdict)
{
	return verdict->kind == PC_VERDICT_ALLOW ? "is allowed" : "is only asked about";
}

/* ---- findings ------------------------------------------------------------- */

struct pc_diag *lint_about(
	struct pc_diag *finding, const struct pc_rule *rule, enum pc_effect effect)
{
	finding->effect = effect;
	finding->key = pc_list_key(rule->src->list);
	finding->rule = rule->src->text;
	return finding;
}

const struct pc_value *lint_managed(const struct lint *lint, const char *path)
{
	const struct pc_value *at = lint->settings->managed;
	struct pc_str rest = pc_str(path);

	while (rest.ptr && at) {
		struct pc_str key = pc_str_cut(&rest, '.');
		const struct pc_value *next = NULL;

		for (size_t i = 0; at->node->kind == PC_MAP && i < at->n_children; i++) {
			if (pc_str_eq(at->children[i]->key, key))
				next = at->children[i];
		}
		at = next;
	}
	return at;
}

/* ---- work ------------------------------------------------------------------ */

bool lint_may_go_on(struct lint *lint, struct pc_span at)
{
	if (pc_scratch_work(lint->evaluator.scratch) <= PC_MAX_LINT_WORK)
		return true;
	if (!lint->has_ended)
		pc_diag_add(lint->diags, "PC1608", PC_NOTE, at,
			"looking at rules and hooks one by one ended here: they are too "
			"many and too alike")
			->hint = PC_STR("write fewer and simpler patterns");
	lint->has_ended = true;
	return false;
}

/* ---- sets ------------------------------------------------------------------ */

struct pc_node *lint_set_new(struct lint *lint, size_t n)
{
	struct pc_node *set = pc_node_new(&lint->arena, PC_MAP, (struct pc_span){0});

	set->pairs = pc_arena_new_array(&lint->arena, struct pc_pair, n);
	return set;
}

void lint_set_add(struct pc_node *set, struct pc_str text)
{
	set->pairs[set->n_pairs++] = (struct pc_pair){.key = text, .value = set};
}

/* ---- the run -------------------------------------------------------------- */

static void check_rule(struct lint *lint, const struct pc_rule *rule)
{
	for (size_t i = 0; i < PC_COUNT(rule_checks); i++) {
		if (rule->form != rule_checks[i].form ||
			!(rule_checks[i].lists & 1U << rule->src->list))
			continue;
		rule_checks[i].run(lint, rule);
		pc_arena_reset(&lint->work);
	}
}

static void lint_done(struct lint *lint)
{
	pc_scratch_free(lint->evaluator.scratch);
	pc_arena_done(&lint->work);
	pc_arena_done(&lint->arena);
}

void pc_lint(const struct pc_settings *settings, const struct pc_policy *policy,
	const struct pc_lint_options *options, struct pc_diags *diags)
{
	static const struct pc_lint_options none;
	PC_AUTO(lint_done)
	struct lint lint = {
		.settings = settings,
		.policy = policy,
		.options = options ? options : &none,
		.diags = diags,
	};
	size_t n = settings->n_rules;

	lint.evaluator.arena = &lint.work;
	lint.evaluator.scratch = pc_scratch_new();
	lint.rules = pc_arena_new_array(&lint.arena, struct pc_rule, n + 1);
	for (size_t i = 0; i < n; i++)
		pc_rule_parse(&lint.rules[i], &lint.arena, &settings->rules[i], NULL);
	lint_collect_writes(&lint);
	lint_collect_sandbox(&lint);
	for (size_t i = 0; i < n && lint_may_go_on(&lint, settings->rules[i].from.at);
		i++)
		check_rule(&lint, &lint.rules[i]);
	for (size_t i = 0; i < PC_COUNT(whole_checks); i++) {
		whole_checks[i](&lint);
		pc_arena_reset(&lint.work);
	}
}
