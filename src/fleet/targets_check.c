/* SPDX-License-Identifier: Apache-2.0 */
/* What is wrong with a targets.yaml beyond its form.  What depends on the day is never an
 * error: a repository does not become wrong by itself. */
#include "targets_priv.h"

static void fault(const struct checking *check, const char *code, struct pc_span at,
	struct pc_str text)
{
	pc_diag_add(check->diags, code, PC_ERROR, at, "%.*s", PC_STR_ARG(text));
}

#define FAULT(check, code, at, ...)                                                      \
	fault((check), (code), (at), pc_arena_printf((check)->diags->arena, __VA_ARGS__))

static void check_groups(const struct pc_targets *targets, const struct checking *check,
	const struct pc_texts *groups)
{
	for (size_t i = 0; i < groups->count; i++) {
		if (groups->items[i].ptr && !group_find(targets, groups->items[i]))
			FAULT(check, "PC2302", groups->at[i], "there is no group '%.*s'",
				PC_STR_ARG(groups->items[i]));
	}
}

/* ---- circles ----------------------------------------------------------- */

enum colour { WHITE, GREY, BLACK };

static bool goes_round(
	const struct pc_targets *targets, const struct group *group, char *colours);

static bool any_goes_round(
	const struct pc_targets *targets, const struct pc_texts *groups, char *colours)
{
	for (size_t i = 0; i < groups->count; i++) {
		const struct group *next = group_find(targets, groups->items[i]);

		if (next && goes_round(targets, next, colours))
			return true;
	}
	return false;
}

/* Recursion is as deep as there are groups: PC_MAX_TARGET_ENTRIES. */
static bool goes_round(
	const struct pc_targets *targets, const struct group *group, char *colours)
{
	char *colour = &colours[group - targets->groups];
	bool round = *colour == GREY;

	if (*colour != WHITE)
		return round;
	*colour = GREY;
	for (size_t i = 0; !round && i < group->n_terms; i++)
		round = any_goes_round(targets, &group->terms[i].any, colours) ||
			any_goes_round(targets, &group->terms[i].not, colours);
	*colour = BLACK;
	return round;
}

static void check_all_groups(
	const struct pc_targets *targets, const struct checking *check)
{
	char *colours = pc_arena_new_array(check->diags->arena, char, targets->n_groups);

	for (size_t i = 0; i < targets->n_groups; i++) {
		const struct group *group = &targets->groups[i];

		for (size_t k = 0; k < group->n_terms; k++) {
			check_groups(targets, check, &group->terms[k].any);
			check_groups(targets, check, &group->terms[k].not );
		}
		if (goes_round(targets, group, colours))
			FAULT(check, "PC2303", group->at,
				"group '%.*s' is told by groups that are told by it",
				PC_STR_ARG(group->name));
	}
}

/* ---- fragments, rings, brakes ------------------------------------------ */

static void check_rules(const struct pc_targets *targets, const struct checking *check)
{
	for (size_t i = 0; i < targets->n_rules; i++) {
		const struct rule *rule = &targets->rules[i];

		check_groups(targets, check, &rule->groups);
		check_groups(targets, check, &rule->not );
		check_groups(targets, check, &rule->monitor);
		if (!is_file(check, rule->file))
			FAULT(check, "PC2304", rule->at,
				"managed-settings.d has no '%.*s'",
				PC_STR_ARG(rule->file));
	}
}

/* A ring without percent has its groups alone, or, without these, everybody. */
static int64_t percent_of(const struct ring *ring)
{
	enum { ALL = 100 };

	if (ring->percent >= 0)
		return ring->percent;
	return ring->groups.count ? -1 : ALL;
}

static void check_rings(const struct pc_targets *targets, const struct checking *check)
{
	int64_t before = 0;

	for (size_t i = 0; i < targets->n_rings; i++) {
		const struct ring *ring = &targets->rings[i];
		int64_t percent = percent_of(ring);

		check_groups(targets, check, &ring->groups);
		if (percent >= 0 && percent <= before && !(percent == 0 && i == 0))
			FAULT(check, "PC2305", ring->at,
				"ring '%.*s' has %lld percent of the machines, the rings "
				"before it have %lld",
				PC_STR_ARG(ring->name), (long long)percent,
				(long long)before);
		before = percent > before ? percent : before;
	}
	if (targets->n_rings && before < 100)
		pc_diag_add(check->diags, "PC2306", PC_WARNING,
			targets->rings[targets->n_rings - 1].at,
			"the last ring ends at %lld percent: the machines behind it get "
			"no new commit",
			(long long)before);
}

static void check_brakes(const struct pc_targets *targets, const struct checking *check,
	const struct brake *brakes, size_t n, const char *what)
{
	for (size_t i = 0; i < n; i++) {
		const struct brake *brake = &brakes[i];

		check_groups(targets, check, &brake->groups);
		check_groups(targets, check, &brake->not );
		if (!check->where || !brake->until)
			continue;
		if (is_over(brake->until, check->where->now))
			pc_diag_add(check->diags, "PC2309", PC_WARNING, brake->at,
				"%s ended at %.*s and has no effect any more", what,
				PC_STR_ARG(date_of(check->diags->arena, brake->until)));
		else
			pc_diag_add(check->diags, "PC2310", PC_WARNING, brake->at,
				"%s of %.*s holds until %.*s: %.*s", what,
				PC_STR_ARG(brake->owner),
				PC_STR_ARG(date_of(check->diags->arena, brake->until)),
				PC_STR_ARG(brake->reason));
	}
}

void targets_check(const struct pc_targets *targets, const struct checking *check)
{
	check_all_groups(targets, check);
	check_rules(targets, check);
	check_rings(targets, check);
	check_brakes(targets, check, targets->pauses, targets->n_pauses, "a pause");
	check_brakes(targets, check, targets->kills, targets->n_kills, "a kill switch");
}

bool is_file(const struct checking *check, struct pc_str name)
{
	for (size_t i = 0; check->where && i < check->files.count; i++) {
		if (pc_str_eq(check->files.items[i], name))
			return true;
	}
	return !check->where;
}
