/* SPDX-License-Identifier: Apache-2.0 */
/* A sample of canaries: every file and every kind of rule has its turn before any has a
 * second one, and within a kind of one file the sample is spread evenly. */
#include <string.h>

#include "pc/probe/canary.h"

/* Rules of one kind in one file. */
struct group {
	const char *file;
	enum pc_rule_form form;
	size_t turn; /* how many groups of its file came before it */
	size_t size, quota, seen;
};

struct groups {
	struct group *items;
	size_t count, cap;
};

static struct group *group_of(
	struct groups *groups, struct pc_arena *arena, const struct pc_canary *canary)
{
	struct group made = {.file = canary->rule->from.at.file, .form = canary->form};

	if (!made.file)
		made.file = "";
	for (size_t i = 0; i < groups->count; i++) {
		struct group *group = &groups->items[i];

		if (strcmp(group->file, made.file) != 0)
			continue;
		if (group->form == made.form)
			return group;
		made.turn++;
	}
	pc_arena_grow(arena, groups->items, groups->count, groups->cap);
	groups->items[groups->count] = made;
	return &groups->items[groups->count++];
}

/* One more for each group of that turn that has one left; how many are left to deal. */
static size_t deal_turn(struct groups *groups, size_t turn, size_t most)
{
	for (size_t i = 0; i < groups->count && most > 0; i++) {
		struct group *group = &groups->items[i];

		if (group->turn != turn || group->quota == group->size)
			continue;
		group->quota++;
		most--;
	}
	return most;
}

/* Files have their turns one after the other, and in each of them its kinds. */
static void deal(struct groups *groups, size_t most)
{
	size_t before;

	do {
		before = most;
		for (size_t turn = 0; turn < groups->count; turn++)
			most = deal_turn(groups, turn, most);
	} while (most > 0 && most < before);
}

/* Whether the next one of the group is taken: quota of size, evenly. */
static bool is_taken(struct group *group)
{
	size_t at = group->seen++;

	return (at + 1) * group->quota / group->size > at * group->quota / group->size;
}

const struct pc_canary **pc_canaries_choose(struct pc_arena *arena,
	const struct pc_canaries *canaries, size_t most, size_t *n)
{
	const struct pc_canary **chosen =
		pc_arena_new_array(arena, const struct pc_canary *, canaries->count + 1);
	struct groups groups = {0};

	*n = 0;
	for (size_t i = 0; i < canaries->count; i++) {
		if (canaries->items[i].action.tool.ptr)
			group_of(&groups, arena, &canaries->items[i])->size++;
	}
	deal(&groups, most);
	for (size_t i = 0; i < canaries->count; i++) {
		if (canaries->items[i].action.tool.ptr &&
			is_taken(group_of(&groups, arena, &canaries->items[i])))
			chosen[(*n)++] = &canaries->items[i];
	}
	return chosen;
}
