/* SPDX-License-Identifier: Apache-2.0 */
/* Two experiments: the policy without the deciding rule, and the policy with an allow
 * rule that names exactly this call. */
#include "counterfactual.h"

#include "output.h"
#include "pc/doc/node.h"

/* The verdict under other rules; the policy that decided stays alive for .rule. */
struct trial {
	struct pc_policy *policy;
	struct pc_verdict verdict;
};

static void trial_done(struct trial *trial)
{
	pc_policy_free(trial->policy);
}

static bool try_rules(struct trial *out, const struct pc_settings *settings,
	struct pc_rule_text *rules, size_t n, const struct pc_evaluator *ev,
	const struct pc_action *action)
{
	struct pc_evaluator quiet = *ev;
	struct pc_settings *changed = pc_arena_new(ev->arena, struct pc_settings);
	struct pc_err err;

	quiet.trace = NULL;
	*changed = *settings;
	changed->rules = rules;
	changed->n_rules = n;
	if (pc_policy_compile(&out->policy, changed, NULL, &err) != PC_OK)
		return false;
	out->verdict = pc_policy_decide(out->policy, &quiet, action);
	return true;
}

static void print_trial(FILE *to, const struct trial *trial, struct pc_arena *arena)
{
	const struct pc_rule *rule = trial->verdict.rule;
	struct pc_str place;

	fprintf(to, "%s, by %s", pc_verdict_name(trial->verdict.kind),
		pc_by_name(trial->verdict.by));
	if (rule) {
		place = output_place(arena, rule->src->from.at);
		fprintf(to, " %.*s at %.*s", PC_STR_ARG(rule->src->text),
			PC_STR_ARG(place));
	}
	fputc('\n', to);
}

static void without_rule(FILE *to, const struct pc_settings *settings,
	const struct pc_evaluator *ev, const struct pc_action *action,
	const struct pc_verdict *verdict)
{
	PC_AUTO(trial_done) struct trial trial = {0};
	const struct pc_rule_text *out = verdict->rule->src;
	struct pc_rule_text *rules =
		pc_arena_new_array(ev->arena, struct pc_rule_text, settings->n_rules);
	size_t n = 0;

	for (size_t i = 0; i < settings->n_rules; i++) {
		if (&settings->rules[i] != out)
			rules[n++] = settings->rules[i];
	}
	if (!try_rules(&trial, settings, rules, n, ev, action))
		return;
	fprintf(to, "  without %.*s: ", PC_STR_ARG(out->text));
	print_trial(to, &trial, ev->arena);
}

/* Rules about files reach every tool that names files. */
static bool is_about(struct pc_str rule, struct pc_str tool)
{
	struct pc_str rest = rule, name = pc_str_cut(&rest, '(');

	if (pc_str_is(name, "Read") || pc_str_is(name, "Edit"))
		return !pc_str_starts(tool, PC_STR("mcp__")) &&
		       !pc_str_is(tool, "WebFetch");
	if (pc_str_eq(name, tool))
		return !(rest.ptr && pc_str_is(tool, "Bash"));
	return pc_str_find(name, '*') < name.len ||
	       (pc_str_starts(name, PC_STR("mcp__")) && pc_str_starts(tool, name));
}

static void try_alone(FILE *to, const struct pc_settings *settings,
	const struct pc_evaluator *ev, const struct pc_action *action,
	const struct pc_rule_text *text)
{
	PC_AUTO(trial_done) struct trial trial = {0};
	struct pc_rule_text *only = pc_arena_new(ev->arena, struct pc_rule_text);
	struct pc_str place = output_place(ev->arena, text->from.at);

	*only = *text;
	if (!try_rules(&trial, settings, only, 1, ev, action))
		return;
	if (!trial.verdict.rule && ev->trace && ev->trace->only_matches)
		return;
	fprintf(to, "  %.*s (%.*s): %s rule, %s\n", PC_STR_ARG(text->text),
		PC_STR_ARG(place), pc_list_name(text->list),
		trial.verdict.rule ? "matches" : "does not match");
}

void counterfactual_rules(FILE *to, const struct pc_settings *settings,
	const struct pc_evaluator *ev, const struct pc_action *action)
{
	enum { MOST_RULES = 200 }; /* more than anybody reads */
	size_t shown = 0;

	for (size_t i = 0; i < settings->n_rules; i++) {
		const struct pc_rule_text *text = &settings->rules[i];

		if (!is_about(text->text, action->tool))
			continue;
		if (++shown > MOST_RULES) {
			fputs("  and more rules\n", to);
			return;
		}
		try_alone(to, settings, ev, action, text);
	}
}

/* The allow rule that names this call and nothing else, or an empty view. */
static struct pc_str exact_rule(struct pc_arena *arena, const struct pc_action *action)
{
	static const struct {
		const char *tool, *field, *opening;
	} forms[] = {
		{"Bash", "command", "Bash("},
		{"PowerShell", "command", "PowerShell("},
		{"Read", "file_path", "Read(/"},
		{"Edit", "file_path", "Edit(/"},
		{"Write", "file_path", "Edit(/"},
		{"Skill", "skill", "Skill("},
	};

	for (size_t i = 0; i < PC_COUNT(forms); i++) {
		struct pc_str value =
			pc_node_text(pc_node_get_c(action->input, forms[i].field));

		if (!pc_str_is(action->tool, forms[i].tool) || value.len == 0)
			continue;
		return pc_arena_printf(
			arena, "%s%.*s)", forms[i].opening, PC_STR_ARG(value));
	}
	return action->tool;
}

static void with_allow(FILE *to, const struct pc_settings *settings,
	const struct pc_evaluator *ev, const struct pc_action *action)
{
	PC_AUTO(trial_done) struct trial trial = {0};
	struct pc_rule_text *rules =
		pc_arena_new_array(ev->arena, struct pc_rule_text, settings->n_rules + 1);
	struct pc_str text = exact_rule(ev->arena, action);

	if (settings->n_rules)
		memcpy(rules, settings->rules, settings->n_rules * sizeof(*rules));
	rules[settings->n_rules] = (struct pc_rule_text){.text = text,
		.list = PC_LIST_ALLOW,
		.from = {PC_LAYER_MANAGED, {0}},
		.base = settings->cwd};
	if (!try_rules(&trial, settings, rules, settings->n_rules + 1, ev, action))
		return;
	fprintf(to, "  with allow rule %.*s: ", PC_STR_ARG(text));
	print_trial(to, &trial, ev->arena);
}

void counterfactual_print(FILE *to, const struct pc_settings *settings,
	const struct pc_evaluator *ev, const struct pc_action *action,
	const struct pc_verdict *verdict)
{
	if (verdict->by == PC_BY_REFUSED) {
		fputs("  once the file is mended or removed, the client starts again\n",
			to);
		return;
	}
	if (verdict->rule)
		without_rule(to, settings, ev, action, verdict);
	if (verdict->kind == PC_VERDICT_ASK)
		with_allow(to, settings, ev, action);
}
