/* SPDX-License-Identifier: Apache-2.0 */
/* Names and what the shell knows of them, as scope.c keeps them: a map that never
 * changes. Adding makes a new map that shares what it can with the old one, so that a
 * copy of a scope is a copy of heads, and a name is found in a few steps however many
 * there are. */
#ifndef PC_STRICT_MAP_H
#define PC_STRICT_MAP_H

#include "pc/base/arena.h"

enum { MAP_WAYS = 4 };

/* NULL: the empty map. */
struct map_node {
	struct pc_str name;
	uint64_t hash;
	const void *item;
	const struct map_node *below[MAP_WAYS];
};

/* NULL when the name is not there. */
const void *map_find(const struct map_node *map, struct pc_str name);
/* Calls fn for each item, in no order. */
typedef void map_fn(void *user, struct pc_str name, const void *item);
void map_each(const struct map_node *map, map_fn *fn, void *user);
/* The map with that item, which takes the place of an older one.  The name stays the
 * caller's. */
const struct map_node *map_with(struct pc_arena *arena, const struct map_node *map,
	struct pc_str name, const void *item);

#endif
