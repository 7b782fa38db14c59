/* SPDX-License-Identifier: Apache-2.0 */
/* Open addressing; at most half of the slots are taken. */
#include "text_set_priv.h"

#include <stdlib.h>

/* The slot of the text, or the free one where it belongs. */
static struct text_slot *slot_of(
	struct text_slot *slots, size_t n_slots, struct pc_str text)
{
	size_t i = (size_t)pc_str_hash(text) & (n_slots - 1);

	while (slots[i].is_taken && !pc_str_eq(slots[i].text, text))
		i = (i + 1) & (n_slots - 1);
	return &slots[i];
}

struct text_slot *text_set_find(const struct text_set *set, struct pc_str text)
{
	struct text_slot *slot =
		set->n_slots ? slot_of(set->slots, set->n_slots, text) : NULL;

	return slot && slot->is_taken ? slot : NULL;
}

static void grow(struct text_set *set)
{
	size_t n_slots = set->n_slots ? set->n_slots * 2 : 64;
	struct text_slot *slots = pc_xcalloc(n_slots, sizeof(*slots));

	for (size_t i = 0; i < set->n_slots; i++) {
		if (set->slots[i].is_taken)
			*slot_of(slots, n_slots, set->slots[i].text) = set->slots[i];
	}
	free(set->slots);
	set->slots = slots;
	set->n_slots = n_slots;
}

bool text_set_add(struct text_set *set, struct pc_str text, size_t number)
{
	struct text_slot *slot;

	if (set->count * 2 >= set->n_slots)
		grow(set);
	slot = slot_of(set->slots, set->n_slots, text);
	if (slot->is_taken)
		return false;
	*slot = (struct text_slot){pc_arena_str(&set->arena, text), number, true};
	set->count++;
	return true;
}

void text_set_done(struct text_set *set)
{
	free(set->slots);
	pc_arena_done(&set->arena);
	*set = (struct text_set){0};
}
