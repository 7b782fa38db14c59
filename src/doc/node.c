/* SPDX-License-Identifier: Apache-2.0 */
/* The tree itself: lookups, equality, builders.  What is in it comes from json_read.c and
 * yaml_read.c; what it looks like outside is the writers' business. */
#include "pc/doc/node.h"

#include <assert.h>
#include <stdlib.h>

#include "build_priv.h"

/* Below this many pairs a walk is faster than a search. */
enum { INDEX_FROM = 17 };

static int by_key_then_place(const void *a, const void *b)
{
	const struct pc_pair *x = *(const struct pc_pair *const *)a;
	const struct pc_pair *y = *(const struct pc_pair *const *)b;
	int order = pc_str_cmp(x->key, y->key);

	return order ? order : (x > y) - (x < y);
}

void pc_pairs_sort(
	const struct pc_pair **sorted, const struct pc_pair *pairs, size_t count)
{
	for (size_t i = 0; i < count; i++)
		sorted[i] = &pairs[i];
	qsort(sorted, count, sizeof(struct pc_pair *), by_key_then_place);
}

void pc_node_index(struct pc_arena *arena, struct pc_node *map)
{
	assert(map->kind == PC_MAP);
	map->by_key = NULL;
	if (map->n_pairs < INDEX_FROM)
		return;
	map->by_key = pc_arena_new_array(arena, const struct pc_pair *, map->n_pairs);
	pc_pairs_sort(map->by_key, map->pairs, map->n_pairs);
}

static const struct pc_node *search(const struct pc_node *map, struct pc_str key)
{
	size_t low = 0, high = map->n_pairs;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = pc_str_cmp(map->by_key[middle]->key, key);

		if (order == 0)
			return map->by_key[middle]->value;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

const struct pc_node *pc_node_get(const struct pc_node *map, struct pc_str key)
{
	if (!map || map->kind != PC_MAP)
		return NULL;
	if (map->by_key)
		return search(map, key);
	for (size_t i = 0; i < map->n_pairs; i++) {
		if (pc_str_eq(map->pairs[i].key, key))
			return map->pairs[i].value;
	}
	return NULL;
}

const struct pc_node *pc_node_get_c(const struct pc_node *map, const char *key)
{
	return pc_node_get(map, pc_str(key));
}

struct pc_str pc_node_text(const struct pc_node *node)
{
	if (!node || node->kind != PC_TEXT)
		return (struct pc_str){0};
	return node->text.ptr ? node->text : PC_STR("");
}

bool pc_node_number(const struct pc_node *node, double *out)
{
	if (!node || (node->kind != PC_INT && node->kind != PC_REAL))
		return false;
	*out = node->kind == PC_INT ? (double)node->integer : node->real;
	return true;
}

static bool lists_eq(const struct pc_node *a, const struct pc_node *b)
{
	if (a->n_items != b->n_items)
		return false;
	for (size_t i = 0; i < a->n_items; i++) {
		if (!pc_node_eq(a->items[i], b->items[i]))
			return false;
	}
	return true;
}

static bool maps_eq(const struct pc_node *a, const struct pc_node *b)
{
	if (a->n_pairs != b->n_pairs)
		return false;
	for (size_t i = 0; i < a->n_pairs; i++) {
		const struct pc_pair *pair = &a->pairs[i];
		const struct pc_node *other = b->pairs[i].value;

		if (!pc_str_eq(pair->key, b->pairs[i].key))
			other = pc_node_get(b, pair->key);
		if (!other || !pc_node_eq(pair->value, other))
			return false;
	}
	return true;
}

bool pc_node_eq(const struct pc_node *a, const struct pc_node *b)
{
	double x, y;

	if (!a || !b)
		return a == b;
	if (pc_node_number(a, &x))
		return pc_node_number(b, &y) && x == y;
	if (a->kind != b->kind)
		return false;
	switch (a->kind) {
	case PC_BOOL:
		return a->boolean == b->boolean;
	case PC_TEXT:
		return pc_str_eq(a->text, b->text);
	case PC_LIST:
		return lists_eq(a, b);
	case PC_MAP:
		return maps_eq(a, b);
	default:
		return true;
	}
}

const char *pc_kind_name(enum pc_kind kind)
{
	static const char *const names[] = {
		[PC_NULL] = "null",
		[PC_BOOL] = "boolean",
		[PC_INT] = "number",
		[PC_REAL] = "number",
		[PC_TEXT] = "string",
		[PC_LIST] = "array",
		[PC_MAP] = "object",
	};

	return names[kind];
}

struct pc_node *pc_node_new(struct pc_arena *arena, enum pc_kind kind, struct pc_span at)
{
	struct pc_node *node = pc_arena_new(arena, struct pc_node);

	node->kind = kind;
	node->at = at;
	return node;
}

struct pc_node *pc_node_new_text(
	struct pc_arena *arena, struct pc_str text, struct pc_span at)
{
	struct pc_node *node = pc_node_new(arena, PC_TEXT, at);

	node->text = text;
	return node;
}
