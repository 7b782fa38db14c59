/* SPDX-License-Identifier: Apache-2.0 */
/* What has to hold for rules, whoever wrote them: a name of their own, something to find
 * them by, and examples that do what they say. */
#include "pc/match/pattern.h"

#include "rules_priv.h"

enum { SHORTEST_ANCHOR = 3 };

static bool is_id(const char *id)
{
	size_t n = strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789-");

	return n == strlen(id) && id[0] != '-' && n > 0 && id[n - 1] != '-';
}

/* The rule of that id before the nth, or a built-in one. */
static bool is_taken(const struct rules *rules, const char *id, size_t before)
{
	if (strcmp(id, "generic-assignment") == 0)
		return true;
	for (size_t i = 0; i < pc_secret_n_rules; i++) {
		if (strcmp(pc_secret_rules[i].id, id) == 0)
			return true;
	}
	for (size_t i = 0; i < before; i++) {
		if (strcmp(rules->items[i].id, id) == 0)
			return true;
	}
	return false;
}

bool pc_secret_rule_is_taken(const struct rules *rules, const char *id)
{
	return is_taken(rules, id, rules->count);
}

static bool check_id(const struct rules *rules, size_t i)
{
	const char *id = rules->items[i].id;

	if (!id || !is_id(id)) {
		pc_diag_add(rules->diags, "PC2507", PC_ERROR, rules->at[i],
			"'%s' is no id", id ? id : "")
			->hint = PC_STR("write small letters, digits and '-': "
					"\"acme-api-key\"");
		return false;
	}
	if (!is_taken(rules, id, i))
		return true;
	pc_diag_add(rules->diags, "PC2504", PC_ERROR, rules->at[i],
		"another rule has the id '%s'", id)
		->hint = PC_STR("baselines name rules by their ids: give it one of its "
				"own");
	return false;
}

static size_t shortest(const char *const *texts)
{
	size_t least = SIZE_MAX;

	for (; *texts; texts++) {
		if (strlen(*texts) < least)
			least = strlen(*texts);
	}
	return least;
}

static bool check_anchors(const struct rules *rules, size_t i)
{
	const struct pc_secret_rule *rule = &rules->items[i];
	const char *fault = NULL;

	if (!rule->prefixes[0] && !rule->keywords[0])
		fault = "has neither prefixes nor keywords";
	else if (shortest(rule->prefixes) < SHORTEST_ANCHOR ||
		 shortest(rule->keywords) < SHORTEST_ANCHOR)
		fault = "has a prefix or keyword of less than 3 bytes";
	else if (rule->context != PC_SECRET_ANYWHERE && !rule->keywords[0])
		fault = "asks for a keyword near the key and has none";
	if (!fault)
		return true;
	pc_diag_add(rules->diags, "PC2503", PC_ERROR, rules->at[i], "'%s' %s", rule->id,
		fault)
		->hint = PC_STR("write a literal that every such key holds, or a word "
				"that stands near it");
	return false;
}

static bool check_pattern(const struct rules *rules, size_t i)
{
	const struct pc_secret_rule *rule = &rules->items[i];
	struct pc_err err;

	if (pc_pattern_check(rule->pattern, rule->is_caseless, &err) == PC_OK &&
		(!rule->unless || pc_pattern_check(rule->unless, false, &err) == PC_OK))
		return true;
	pc_diag_add(rules->diags, "PC2502", PC_ERROR,
		rules->places ? rules->places[i].pattern : rules->at[i],
		"the pattern of '%s' is no regular expression: %s", rule->id, err.text)
		->hint = PC_STR("write it as PCRE2 has it, in single quotes");
	return false;
}

static bool check_with(const struct rules *rules, size_t i)
{
	const struct pc_secret_rule *rule = &rules->items[i];

	if (!rule->with || is_taken(rules, rule->with, rules->count))
		return true;
	pc_diag_add(rules->diags, "PC2509", PC_ERROR, rules->at[i],
		"'%s' goes with '%s', which is no rule", rule->id, rule->with)
		->hint = PC_STR("write the id of the rule of the key's other part");
	return false;
}

bool pc_secret_rules_check(const struct rules *rules)
{
	bool good = true;

	for (size_t i = 0; i < rules->count; i++)
		good &= check_id(rules, i) && check_anchors(rules, i) &&
			check_pattern(rules, i) && check_with(rules, i);
	return good;
}
