/* SPDX-License-Identifier: Apache-2.0 */
/* Readers know where in a text something stands, not below which keys: what they found in
 * a document gets its dotted key here, once the tree is there. */
#include <stdlib.h>

#include "settings_priv.h"

/* Findings without a key, in the order of their places. */
struct nameless {
	struct pc_arena *arena;
	struct pc_diag **items;
	size_t count;
};

static int cmp_places(struct pc_span a, struct pc_span b)
{
	if (a.line != b.line)
		return a.line < b.line ? -1 : 1;
	return (a.col > b.col) - (a.col < b.col);
}

static int by_place(const void *a, const void *b)
{
	struct pc_diag *const *x = a, *const *y = b;

	return cmp_places((*x)->at, (*y)->at);
}

static int place_to_diag(const void *place, const void *diag)
{
	const struct pc_span *at = place;
	struct pc_diag *const *it = diag;

	return cmp_places(*at, (*it)->at);
}

/* The keys down to here, innermost first; NULL at the root. */
struct step {
	const struct step *above;
	struct pc_str key;
};

enum { LONGEST = 256 }; /* keys that people know are shorter */

static struct pc_str dotted(struct pc_arena *arena, const struct step *step)
{
	char text[LONGEST];
	size_t at = sizeof(text);

	for (; step; step = step->above) {
		size_t dot = at < sizeof(text);

		if (step->key.len + dot > at)
			return (struct pc_str){0};
		if (dot)
			text[--at] = '.';
		at -= step->key.len;
		if (step->key.len)
			memcpy(text + at, step->key.ptr, step->key.len);
	}
	return pc_arena_str(arena, (struct pc_str){text + at, sizeof(text) - at});
}

static void name_at(struct nameless *nameless, struct pc_span at, const struct step *step)
{
	struct pc_diag **end = nameless->items + nameless->count;
	struct pc_diag **found = bsearch(&at, nameless->items, nameless->count,
		sizeof(*nameless->items), place_to_diag);

	if (!found)
		return;
	while (found > nameless->items && cmp_places(found[-1]->at, at) == 0)
		found--;
	for (; found < end && cmp_places((*found)->at, at) == 0; found++)
		(*found)->key = dotted(nameless->arena, step);
}

static void name_below(
	struct nameless *nameless, const struct pc_node *node, const struct step *step)
{
	name_at(nameless, node->at, step);
	for (size_t i = 0; node->kind == PC_LIST && i < node->n_items; i++)
		name_below(nameless, node->items[i], step);
	for (size_t i = 0; node->kind == PC_MAP && i < node->n_pairs; i++) {
		const struct pc_pair *pair = &node->pairs[i];
		struct step below = {step, pair->key};

		name_at(nameless, pair->key_at, &below);
		name_below(nameless, pair->value, &below);
	}
}

void key_names_fill(struct pc_diags *diags, size_t from, const struct pc_node *root)
{
	struct nameless nameless = {0};

	if (!diags || diags->count == from)
		return;
	nameless.arena = diags->arena;
	nameless.items =
		pc_arena_new_array(diags->arena, struct pc_diag *, diags->count - from);
	for (size_t i = from; i < diags->count; i++) {
		if (diags->items[i].key.len == 0 && diags->items[i].at.line)
			nameless.items[nameless.count++] = &diags->items[i];
	}
	if (nameless.count == 0)
		return;
	qsort(nameless.items, nameless.count, sizeof(*nameless.items), by_place);
	name_below(&nameless, root, NULL);
}
