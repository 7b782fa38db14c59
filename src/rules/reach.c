/* SPDX-License-Identifier: Apache-2.0 */
/* What deny and ask rules speak of, handed out one thing at a time, and command rules by
 * the program that they name.  The deciders do not use it. */
#include "pc/rules/reach.h"

#include "path_priv.h"
#include "pc/base/fs.h"

/* The rules of one program: a part of the arrays below. */
struct group {
	struct pc_str program;
	size_t first, count;
	struct group *next; /* in its bucket */
};

struct program_rules {
	struct pc_program_rule *items;
	size_t count;
	struct group **buckets;
	size_t mask;
	/* By group. */
	const struct pc_program_rule **order;
	uint16_t *marks;
	unsigned names;
};

/* The first word of what the rule says before its first star, when it is all there. */
static struct pc_str program_of(const struct pc_command_shape *shape)
{
	struct pc_str head = shape->head;
	size_t end = pc_str_find(head, ' ');

	if (end == head.len && shape->kind == PC_COMMAND_GLOB)
		return (struct pc_str){0};
	return pc_path_base(pc_str_head(head, end));
}

static unsigned names_of(const struct pc_rule *rule)
{
	if (rule->src->list == PC_LIST_ALLOW)
		return 0;
	switch (rule->form) {
	case PC_RULE_COMMAND:
		return pc_str_is(rule->tool, "PowerShell") ? 0 : PC_NAMES_COMMANDS;
	case PC_RULE_PATH:
		return pc_str_is(rule->tool, "Read") ? PC_NAMES_READS | PC_NAMES_WRITES
						     : PC_NAMES_WRITES;
	case PC_RULE_DOMAIN:
		return PC_NAMES_HOSTS;
	default:
		return 0;
	}
}

/* ---- words ---------------------------------------------------------------- */

uint16_t pc_word_mark(struct pc_str word)
{
	return (uint16_t)(1 + pc_str_hash(word) % (PC_WORD_MARKS - 1));
}

static bool is_plain(struct pc_str word)
{
	if (word.len == 0 || (word.len > 1 && word.ptr[0] == '-'))
		return false;
	for (size_t i = 0; i < word.len; i++) {
		if (memchr("*?[\\", word.ptr[i], 4))
			return false;
	}
	return true;
}

/* The mark of the last whole and plain word behind the program's name: what is neither an
 * option nor a pattern stands in every command that the rule is about. */
static uint16_t mark_of(const struct pc_command_shape *shape)
{
	struct pc_str rest = shape->head;
	uint16_t mark = 0;

	(void)pc_str_cut(&rest, ' ');
	while (rest.ptr) {
		struct pc_str word = pc_str_cut(&rest, ' ');
		bool is_whole = rest.ptr || shape->kind != PC_COMMAND_GLOB;

		if (is_whole && is_plain(word))
			mark = pc_word_mark(word);
	}
	return mark;
}

/* ---- groups --------------------------------------------------------------- */

static struct group **slot_of(const struct program_rules *index, struct pc_str program)
{
	struct group **slot = &index->buckets[pc_str_hash(program) & index->mask];

	while (*slot && !pc_str_eq((*slot)->program, program))
		slot = &(*slot)->next;
	return slot;
}

static struct group *group_of(
	struct program_rules *index, struct pc_arena *arena, struct pc_str program)
{
	struct group **slot = slot_of(index, program);

	if (!*slot) {
		*slot = pc_arena_new(arena, struct group);
		(*slot)->program = program;
	}
	return *slot;
}

static void sort_into_groups(struct program_rules *index, struct pc_arena *arena)
{
	size_t first = 0;

	index->order = pc_arena_new_array(
		arena, const struct pc_program_rule *, index->count + 1);
	index->marks = pc_arena_new_array(arena, uint16_t, index->count + 1);
	for (size_t i = 0; i < index->count; i++)
		group_of(index, arena, index->items[i].program)->count++;
	for (size_t i = 0; i <= index->mask; i++) {
		for (struct group *g = index->buckets[i]; g; g = g->next) {
			g->first = first;
			first += g->count;
			g->count = 0;
		}
	}
	for (size_t i = 0; i < index->count; i++) {
		struct group *g = group_of(index, arena, index->items[i].program);
		size_t at = g->first + g->count++;

		index->order[at] = &index->items[i];
		index->marks[at] = mark_of(&index->items[i].shape);
	}
}

struct program_rules *program_rules_new(
	struct pc_arena *arena, const struct pc_rule *rules, size_t n)
{
	struct program_rules *index = pc_arena_new(arena, struct program_rules);
	size_t count = 0, size = 16;

	for (size_t i = 0; i < n; i++) {
		index->names |= names_of(&rules[i]);
		count += names_of(&rules[i]) == PC_NAMES_COMMANDS;
	}
	while (size < 2 * count)
		size *= 2;
	index->mask = size - 1;
	index->buckets = pc_arena_new_array(arena, struct group *, size);
	index->items = pc_arena_new_array(arena, struct pc_program_rule, count + 1);
	for (size_t i = 0; i < n; i++) {
		struct pc_program_rule *item = &index->items[index->count];

		if (names_of(&rules[i]) != PC_NAMES_COMMANDS)
			continue;
		item->rule = &rules[i];
		pc_command_shape(&item->shape, arena, &rules[i]);
		item->program = program_of(&item->shape);
		index->count++;
	}
	sort_into_groups(index, arena);
	return index;
}

unsigned pc_policy_names(const struct pc_policy *policy)
{
	return policy->programs->names;
}

const struct pc_settings *pc_policy_settings(const struct pc_policy *policy)
{
	return policy->settings;
}

const struct pc_rule *pc_policy_rules(const struct pc_policy *policy, size_t *n)
{
	*n = policy->n_rules;
	return policy->rules;
}

const struct pc_rule *pc_policy_file_rule(const struct pc_policy *policy,
	const struct pc_evaluator *ev, enum pc_list_kind list, bool writes,
	struct pc_str path)
{
	struct path_target target = path_resolve(policy, ev, path);
	const struct pc_rule *const *found;
	struct path_hits hits;

	path_rules_hits(policy_paths(policy), ev, &target, &hits);
	found = hits.rule[list];
	if (!writes)
		return found[PATH_TOOL_READ];
	/* As for the tools that write: a deny rule for reading binds them, too. */
	if (list == PC_LIST_DENY)
		return first_rule(found[PATH_TOOL_EDIT], found[PATH_TOOL_READ]);
	return found[PATH_TOOL_EDIT];
}

struct pc_program_rules pc_policy_program(
	const struct pc_policy *policy, struct pc_str name)
{
	const struct program_rules *index = policy->programs;
	const struct group *group = *slot_of(index, name);

	if (!group)
		return (struct pc_program_rules){0};
	return (struct pc_program_rules){
		index->order + group->first, index->marks + group->first, group->count};
}

const struct pc_program_rule *pc_policy_programs(
	const struct pc_policy *policy, size_t *n)
{
	*n = policy->programs->count;
	return policy->programs->items;
}
