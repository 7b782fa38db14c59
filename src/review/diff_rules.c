/* SPDX-License-Identifier: Apache-2.0 */
/* Rules that came, went or moved, by list and text; and, once the decisions are known,
 * what each of these changes comes to. */
#include "diff_priv.h"
#include "pc/review/derive.h"

struct pc_str diff_file(const struct pc_diff *diff, int side, struct pc_span at)
{
	struct pc_str file = pc_str(at.file), root = diff->root[side];

	return pc_str_starts(file, root) ? pc_str_from(file, root.len) : file;
}

struct pc_str rule_key(struct pc_arena *arena, enum pc_list_kind list, struct pc_str text)
{
	return pc_arena_printf(arena, "%s %.*s", pc_list_name(list), PC_STR_ARG(text));
}

/* ---- what changed --------------------------------------------------------- */

static void list_rules(struct pc_diff *diff, int side)
{
	const struct pc_settings *settings = diff->sides.settings[side];
	struct text_set *set = &diff->priv->rules[side];

	for (size_t i = 0; i < settings->n_rules; i++) {
		const struct pc_rule_text *rule = &settings->rules[i];

		text_set_add(set,
			rule_key(&diff->priv->scratch_arena, rule->list, rule->text), i);
		pc_arena_reset(&diff->priv->scratch_arena);
	}
}

/* The first rule of that list and text, or NULL. */
static const struct pc_rule_text *find_rule(
	const struct pc_diff *diff, int side, enum pc_list_kind list, struct pc_str text)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	const struct text_slot *slot =
		text_set_find(&diff->priv->rules[side], rule_key(&arena, list, text));

	return slot ? &diff->sides.settings[side]->rules[slot->number] : NULL;
}

static void add_change(struct pc_diff *diff, enum pc_rule_change_kind kind,
	const struct pc_rule_text *was, const struct pc_rule_text *is)
{
	const struct pc_rule_text *const both[2] = {was, is};
	struct pc_diff_priv *priv = diff->priv;

	pc_arena_grow(diff->arena, diff->rules, diff->n_rules, priv->cap_rules);
	for (int side = 0; kind != PC_RULE_RELOCATED && side < 2; side++) {
		if (!both[side])
			continue;
		text_set_add(&priv->changed[side],
			rule_key(
				&priv->scratch_arena, both[side]->list, both[side]->text),
			diff->n_rules);
	}
	diff->rules[diff->n_rules++] =
		(struct pc_rule_change){.kind = kind, .rule = {was, is}};
	pc_arena_reset(&priv->scratch_arena);
}

/* The same text in a list of the new side where the old one did not have it. */
static const struct pc_rule_text *relisted(
	const struct pc_diff *diff, const struct pc_rule_text *was)
{
	static const enum pc_list_kind lists[] = {
		PC_LIST_DENY, PC_LIST_ASK, PC_LIST_ALLOW};

	for (size_t i = 0; i < PC_COUNT(lists); i++) {
		const struct pc_rule_text *is = find_rule(diff, 1, lists[i], was->text);

		if (is && !find_rule(diff, 0, lists[i], was->text))
			return is;
	}
	return NULL;
}

static void look_at_old(struct pc_diff *diff, const struct pc_rule_text *was)
{
	const struct pc_rule_text *is = find_rule(diff, 1, was->list, was->text);

	if (is && !pc_str_eq(diff_file(diff, 0, was->from.at),
			  diff_file(diff, 1, is->from.at)))
		add_change(diff, PC_RULE_RELOCATED, was, is);
	if (is)
		return;
	is = relisted(diff, was);
	add_change(diff, is ? PC_RULE_RELISTED : PC_RULE_REMOVED, was, is);
}

static bool is_known_change(const struct pc_diff *diff, const struct pc_rule_text *rule)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};

	return text_set_find(&diff->priv->changed[1],
		       rule_key(&arena, rule->list, rule->text)) != NULL;
}

void diff_rules(struct pc_diff *diff)
{
	const struct pc_settings *const *sides = diff->sides.settings;

	list_rules(diff, 0);
	list_rules(diff, 1);
	for (size_t i = 0; i < sides[0]->n_rules; i++) {
		const struct pc_rule_text *was = &sides[0]->rules[i];

		/* Of a rule that stands twice the first counts. */
		if (find_rule(diff, 0, was->list, was->text) == was)
			look_at_old(diff, was);
	}
	for (size_t i = 0; i < sides[1]->n_rules; i++) {
		const struct pc_rule_text *is = &sides[1]->rules[i];

		if (find_rule(diff, 1, is->list, is->text) == is &&
			!find_rule(diff, 0, is->list, is->text) &&
			!is_known_change(diff, is))
			add_change(diff, PC_RULE_ADDED, NULL, is);
	}
}

/* ---- what it comes to ----------------------------------------------------- */

void diff_note_decider(struct pc_diff *diff, int side, const struct pc_ruling *ruling,
	enum pc_sense sense)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	const struct text_slot *slot;
	struct pc_rule_change *change;

	if (!ruling->rule)
		return;
	slot = text_set_find(&diff->priv->changed[side],
		rule_key(&arena, ruling->rule->list, ruling->rule->text));
	if (!slot)
		return;
	change = &diff->rules[slot->number];
	change->decides = true;
	if (sense > change->sense)
		change->sense = sense;
}

/* What a rule alone makes of the calls that are derived from it. */
struct trial {
	struct pc_diff *diff;
	struct pc_policy *policy;
	bool matches;
};

static void try_call(void *user, const struct pc_action *action)
{
	struct trial *trial = user;
	struct pc_diff_priv *priv = trial->diff->priv;
	struct pc_evaluator ev = {
		.arena = &priv->scratch_arena, .scratch = priv->scratch};

	if (trial->matches)
		return;
	trial->matches = pc_policy_decide(trial->policy, &ev, action).rule != NULL;
	pc_arena_reset(&priv->scratch_arena);
}

static bool is_consulted(const struct pc_rule *rule)
{
	return rule->form != PC_RULE_SKIPPED && rule->form != PC_RULE_INERT;
}

/* Whether the rule by itself matches any call that we can make of it. */
static bool has_match(
	struct pc_diff *diff, const struct pc_rule *rule, const struct pc_rule_text *text)
{
	struct pc_rule_text only = *text;
	struct pc_settings alone = *diff->sides.settings[0];
	struct trial trial = {.diff = diff};
	struct pc_derive derive = {.arena = &diff->priv->call_arena,
		.home = alone.home,
		.cwd = alone.cwd,
		.take = try_call,
		.user = &trial};
	struct pc_err err;

	/* As a deny rule it is asked before everything else. */
	only.list = PC_LIST_DENY;
	alone.rules = &only;
	alone.n_rules = 1;
	alone.mode = PC_MODE_DEFAULT;
	alone.refused = false;
	if (pc_policy_compile(&trial.policy, &alone, NULL, &err) != PC_OK)
		return false;
	pc_derive_calls(&derive, rule);
	pc_policy_free(trial.policy);
	return trial.matches;
}

/* Whether a change of that kind can open anything: a restriction that goes, a permission
 * that comes. */
static bool may_open(const struct pc_rule_change *change)
{
	const struct pc_rule_text *was = change->rule[0], *is = change->rule[1];

	if (was && is)
		return was->list < is->list;
	return was ? was->list != PC_LIST_ALLOW : is && is->list == PC_LIST_ALLOW;
}

/* A rule that opened none of the calls that were tried. */
static void judge_opening(
	struct pc_diff *diff, struct pc_rule_change *change, const struct pc_rule *rule)
{
	int side = change->rule[0] ? 0 : 1;

	change->note = proof_of_cover(diff, change->rule[side], side, change);
	if (!change->note && change->sense != PC_SENSE_WIDER) {
		/* Not knowing is the stricter reading. */
		change->sense = PC_SENSE_WIDER;
		change->note = has_match(diff, rule, change->rule[side])
				       ? "no call was found that it opens, which is no "
					 "proof that there is none"
				       : "no call was found that it matches: judged by "
					 "its list";
	}
}

static void judge_closing(
	struct pc_diff *diff, struct pc_rule_change *change, const struct pc_rule *rule)
{
	if (change->decides)
		return;
	if (has_match(diff, rule, change->rule[change->rule[0] ? 0 : 1])) {
		change->note = "no call was found that it closes";
		return;
	}
	change->sense = PC_SENSE_NARROWER;
	change->note = "no call was found that it matches: judged by its list";
}

static void judge(struct pc_diff *diff, struct pc_rule_change *change)
{
	struct pc_rule rule;

	pc_rule_parse(&rule, &diff->priv->call_arena,
		change->rule[change->rule[0] ? 0 : 1], NULL);
	if (!is_consulted(&rule))
		change->note = "the client never consults it";
	else if (may_open(change))
		judge_opening(diff, change, &rule);
	else
		judge_closing(diff, change, &rule);
	pc_arena_reset(&diff->priv->call_arena);
}

void diff_judge_rules(struct pc_diff *diff)
{
	enum pc_sense ignored;

	for (size_t i = 0; i < diff->n_rules; i++) {
		struct pc_rule_change *change = &diff->rules[i];

		if (change->kind == PC_RULE_RELOCATED || change->sense == PC_SENSE_WIDER)
			continue;
		if (pc_diff_refused(diff, &ignored))
			change->note = "the client does not start on one side";
		else if (diff->only_given && !change->decides)
			change->note = "none of the calls shows it";
		else if (!diff->only_given)
			judge(diff, change);
	}
}
