/* SPDX-License-Identifier: Apache-2.0 */
/* Is this machine in a group?  Groups name each other, but never in a circle: that was
 * checked (targets_check.c), and would be no member here. */
#include "targets_priv.h"

enum { IN = 1, OUT = -1, ASKING = 2 };

static int lower(char c)
{
	return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : (unsigned char)c;
}

/* Of a star that matched too little only the last one has to match more. */
bool pc_name_matches(struct pc_str pattern, struct pc_str name)
{
	size_t p = 0, n = 0, star = SIZE_MAX, from = 0;

	while (n < name.len) {
		if (p < pattern.len && pattern.ptr[p] == '*') {
			star = p++;
			from = n;
		} else if (p < pattern.len &&
			   (pattern.ptr[p] == '?' ||
				   lower(pattern.ptr[p]) == lower(name.ptr[n]))) {
			p++;
			n++;
		} else if (star != SIZE_MAX) {
			p = star + 1;
			n = ++from;
		} else {
			return false;
		}
	}
	while (p < pattern.len && pattern.ptr[p] == '*')
		p++;
	return p == pattern.len;
}

bool any_matches(const struct pc_texts *patterns, const struct pc_texts *values)
{
	for (size_t i = 0; i < patterns->count; i++) {
		for (size_t k = 0; k < values->count; k++) {
			if (pc_name_matches(patterns->items[i], values->items[k]))
				return true;
		}
	}
	return false;
}

bool names_machine(const struct pc_texts *patterns, const struct pc_facts *machine)
{
	struct pc_str names[] = {machine->name,
		pc_str_head(machine->name, pc_str_find(machine->name, '.'))};
	const struct pc_texts values = {.items = names, .count = PC_COUNT(names)};

	return machine->name.len && any_matches(patterns, &values);
}

const struct group *group_find(const struct pc_targets *targets, struct pc_str name)
{
	for (size_t i = 0; i < targets->n_groups; i++) {
		if (pc_str_eq(targets->groups[i].name, name))
			return &targets->groups[i];
	}
	return NULL;
}

void membership_init(struct membership *out, struct pc_arena *arena,
	const struct pc_targets *targets, const struct pc_facts *machine)
{
	*out = (struct membership){.targets = targets,
		.machine = machine,
		.known = pc_arena_new_array(arena, signed char, targets->n_groups),
		.by = pc_arena_new_array(arena, const struct term *, targets->n_groups)};
}

/* A key that is not there asks for nothing. */
static bool is_true(struct membership *membership, const struct term *term)
{
	const struct pc_facts *machine = membership->machine;
	struct pc_str os = machine->os;
	const struct pc_texts oses = {.items = &os, .count = 1};

	if ((term->host.count && !names_machine(&term->host, machine)) ||
		(term->os.count && !any_matches(&term->os, &oses)) ||
		(term->label.count && !any_matches(&term->label, &machine->labels)) ||
		(term->user.count && !any_matches(&term->user, &machine->users)))
		return false;
	return (term->any.count == 0 || member_of(membership, &term->any).ptr) &&
	       !member_of(membership, &term->not ).ptr;
}

bool is_member(struct membership *membership, struct pc_str name)
{
	const struct group *group = group_find(membership->targets, name);
	signed char *known;

	if (!group)
		return false;
	known = &membership->known[group - membership->targets->groups];
	if (*known)
		return *known == IN;
	*known = ASKING;
	for (size_t i = 0; *known == ASKING && i < group->n_terms; i++) {
		if (!is_true(membership, &group->terms[i]))
			continue;
		membership->by[group - membership->targets->groups] = &group->terms[i];
		*known = IN;
	}
	if (*known == ASKING)
		*known = OUT;
	return *known == IN;
}

struct pc_str member_of(struct membership *membership, const struct pc_texts *groups)
{
	for (size_t i = 0; i < groups->count; i++) {
		if (is_member(membership, groups->items[i]))
			return groups->items[i];
	}
	return (struct pc_str){0};
}

void whys_add(struct pc_whys *whys, struct pc_arena *arena, const struct pc_why *why)
{
	pc_arena_grow(arena, whys->items, whys->count, whys->cap);
	whys->items[whys->count++] = *why;
}

void explain_groups(
	struct pc_whys *whys, struct pc_arena *arena, struct membership *membership)
{
	for (size_t i = 0; i < membership->targets->n_groups; i++) {
		const struct group *group = &membership->targets->groups[i];
		bool is_in = is_member(membership, group->name);
		const struct term *by = membership->by[i];

		whys_add(whys, arena,
			&(struct pc_why){.topic = "group",
				.name = group->name,
				.verdict = is_in ? "member" : "not",
				.at = is_in && by ? by->at : group->at});
	}
}
