/* SPDX-License-Identifier: Apache-2.0 */
/* What deny and ask rules speak of, handed out one thing at a time, and command rules by
 * the program that they name.  The deciders do not use it. */
#include "pc/rules/reach.h"

#include "path_priv.h"
#include "pc/base/fs.h"

struct program_rules {
	struct pc_program_rule *items;
	size_t count;
	const struct pc_program_rule **buckets;
	size_t mask;
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

static size_t bucket_of(const struct program_rules *index, struct pc_str program)
{
	return pc_str_hash(program) & index->mask;
}

/* From the last to the first, so that each bucket has the client's order. */
static void fill_buckets(struct program_rules *index)
{
	for (size_t i = index->count; i-- > 0;) {
		struct pc_program_rule *item = &index->items[i];
		size_t bucket = bucket_of(index, item->program);

		item->next = index->buckets[bucket];
		index->buckets[bucket] = item;
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
	index->buckets = pc_arena_new_array(arena, const struct pc_program_rule *, size);
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
	fill_buckets(index);
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

	path_rules_hits(policy->paths, ev, &target, &hits);
	found = hits.rule[list];
	if (!writes)
		return found[PATH_TOOL_READ];
	/* As for the tools that write: a deny rule for reading binds them, too. */
	if (list == PC_LIST_DENY)
		return first_rule(found[PATH_TOOL_EDIT], found[PATH_TOOL_READ]);
	return found[PATH_TOOL_EDIT];
}

static const struct pc_program_rule *same_program(
	const struct pc_program_rule *item, struct pc_str name)
{
	while (item && !pc_str_eq(item->program, name))
		item = item->next;
	return item;
}

const struct pc_program_rule *pc_policy_program(
	const struct pc_policy *policy, struct pc_str name)
{
	const struct program_rules *index = policy->programs;

	return same_program(index->buckets[bucket_of(index, name)], name);
}

const struct pc_program_rule *pc_program_next(const struct pc_program_rule *rule)
{
	return same_program(rule->next, rule->program);
}

const struct pc_program_rule *pc_policy_programs(
	const struct pc_policy *policy, size_t *n)
{
	*n = policy->programs->count;
	return policy->programs->items;
}
