/* SPDX-License-Identifier: Apache-2.0 */
/* Is a rule covered by others?  One example that none of them has settles most cases at
 * once.  Otherwise the rules that have the example are tried as a cover; where they leave
 * a call out, that call is the next example.  So only rules that matter are ever looked
 * at, and the answer is exact. */
#include "relations_priv.h"

enum { MOST_ROUNDS = 8, MOST_RIVALS = 16 };

/* ---- one rule ------------------------------------------------------------- */

static bool has_facets_of(const struct language *b, const struct language *a)
{
	for (size_t i = 0; i < a->n_facets; i++) {
		bool has = false;

		for (size_t k = 0; k < b->n_facets && !has; k++)
			has = facet_eq(&a->facets[i], &b->facets[k]);
		if (!has)
			return false;
	}
	return true;
}

static bool begins_with_words(struct pc_str text, struct pc_str words)
{
	return pc_str_starts(text, words) &&
	       (text.len == words.len || text.ptr[words.len] == ' ');
}

/* The two shapes that nearly all rules have, without an automaton. */
static bool is_plainly_within(
	struct relations *relations, const struct entry *a, const struct entry *b)
{
	struct pc_command_shape one, other;

	if (a->rule.form != PC_RULE_COMMAND || b->rule.form != PC_RULE_COMMAND ||
		!has_facets_of(&b->language, &a->language) || a->rule.param.len)
		return false;
	pc_command_shape(&one, &relations->arena, &a->rule);
	pc_command_shape(&other, &relations->arena, &b->rule);
	return one.kind != PC_COMMAND_GLOB && other.kind == PC_COMMAND_PREFIX &&
	       begins_with_words(one.head, other.head);
}

bool is_within(struct relations *relations, struct entry *a, struct entry *b)
{
	struct language *languages[] = {&b->language};
	struct point escape;

	if (is_plainly_within(relations, a, b))
		return true;
	return language_within(&relations->analysis, &a->language, languages, 1,
		       &escape) == ANSWER_YES;
}

/* ---- the decider's word --------------------------------------------------- */

const struct entry *who_decides(struct relations *relations, struct entry *entry,
	const struct found *others, const struct point *point)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	PC_AUTO(pc_policy_freep) struct pc_policy *policy = NULL;
	struct pc_settings settings = relations->analysis.settings;
	struct pc_evaluator ev = {
		.arena = &arena, .scratch = relations->analysis.scratch};
	struct pc_rule_text rules[MOST_RIVALS + 1];
	const struct pc_rule_text *decided;
	struct pc_verdict verdict;
	struct pc_action action;
	struct pc_err err;

	settings.rules = rules;
	rules[settings.n_rules++] = entry->text;
	for (size_t i = 0; i < others->n && i < MOST_RIVALS; i++)
		rules[settings.n_rules++] = others->items[i]->text;
	if (pc_policy_compile(&policy, &settings, NULL, &err) != PC_OK)
		return NULL;
	call_of_point(&action, &relations->analysis, point);
	verdict = pc_policy_decide(policy, &ev, &action);
	if (!verdict.rule)
		return NULL;
	decided = verdict.rule->src;
	return decided == rules ? entry : others->items[decided - rules - 1];
}

/* ---- several -------------------------------------------------------------- */

static bool contains(const struct found *found, const struct entry *entry)
{
	for (size_t i = 0; i < found->n; i++) {
		if (found->items[i] == entry)
			return true;
	}
	return false;
}

/* Adds the stricter rules that have the point; false when there are none, or too many. */
static bool add_rivals(struct relations *relations, const struct entry *entry,
	const struct point *point, struct found *rivals)
{
	struct found more = {0};
	size_t before = rivals->n;

	index_find(relations, point, entry, PC_LIST_DENY,
		(enum pc_list_kind)(entry->text.list - 1), &more);
	for (size_t i = 0; i < more.n && rivals->n < MOST_RIVALS; i++) {
		if (!contains(rivals, more.items[i]))
			rivals->items[rivals->n++] = more.items[i];
	}
	return rivals->n > before;
}

static bool is_facet_covered(struct relations *relations, struct entry *entry,
	const struct facet *facet, struct found *rivals)
{
	struct language *languages[MOST_RIVALS];
	struct point point;

	if (!entry_point(entry, facet, &point))
		return false;
	for (int round = 0; round < MOST_ROUNDS; round++) {
		if (!add_rivals(relations, entry, &point, rivals) && round > 0)
			return false;
		for (size_t i = 0; i < rivals->n; i++)
			languages[i] = &rivals->items[i]->language;
		switch (language_facet_within(&relations->analysis, &entry->language,
			facet, languages, rivals->n, &point)) {
		case ANSWER_YES:
			return true;
		case ANSWER_UNKNOWN:
			return false;
		case ANSWER_NO:
			break;
		}
	}
	return false;
}

static bool is_covered_by(
	struct relations *relations, struct entry *entry, const struct found *rivals)
{
	struct language *languages[MOST_RIVALS];
	struct point escape;

	for (size_t i = 0; i < rivals->n; i++)
		languages[i] = &rivals->items[i]->language;
	return language_within(&relations->analysis, &entry->language, languages,
		       rivals->n, &escape) == ANSWER_YES;
}

/* Whether the rule takes the example from the entry.  One that covers it may not: an
 * exact ask rule comes before a deny rule with a wildcard. */
static bool takes_example(
	struct relations *relations, struct entry *entry, struct entry *rival)
{
	struct found one = {&rival, 1, 1};
	struct point point;

	return entry_point(entry, &entry->language.facets[0], &point) &&
	       who_decides(relations, entry, &one, &point) == rival;
}

/* Keeps one rule if one is enough, else no more than are needed. */
static void keep_needed(
	struct relations *relations, struct entry *entry, struct found *rivals)
{
	for (size_t i = 0; i < rivals->n; i++) {
		if (is_within(relations, entry, rivals->items[i]) &&
			takes_example(relations, entry, rivals->items[i])) {
			rivals->items[0] = rivals->items[i];
			rivals->n = 1;
			return;
		}
	}
	for (size_t i = rivals->n; i > 0 && rivals->n > 1; i--) {
		struct entry *without = rivals->items[i - 1];

		rivals->items[i - 1] = rivals->items[--rivals->n];
		if (is_covered_by(relations, entry, rivals))
			continue;
		rivals->items[rivals->n++] = rivals->items[i - 1];
		rivals->items[i - 1] = without;
	}
}

bool is_shadowed(struct relations *relations, struct entry *entry, struct found *by)
{
	struct language *language = &entry->language;
	struct point point;

	by->n = 0;
	by->items = pc_arena_new_array(&relations->arena, struct entry *, MOST_RIVALS);
	if (!language->n_facets || language->is_unknown ||
		!entry_point(entry, &language->facets[0], &point) ||
		!add_rivals(relations, entry, &point, by))
		return false;
	if (by->n == 1 && is_plainly_within(relations, entry, by->items[0]))
		return true;
	for (size_t i = 0; i < language->n_facets; i++) {
		if (!is_facet_covered(relations, entry, &language->facets[i], by))
			return false;
	}
	keep_needed(relations, entry, by);
	return true;
}
