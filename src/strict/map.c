/* SPDX-License-Identifier: Apache-2.0 */
/* A tree by the hashes of names, a name at each node and two bits of the hash for each
 * step down; the nodes on the way to what is added are copied. */
#include "map.h"

enum { STEP_BITS = 2, HASH_BITS = 64 };

/* Past the last bits all names of one hash stand in one row. */
static unsigned way(uint64_t hash, unsigned shift)
{
	return shift < HASH_BITS ? hash >> shift & (MAP_WAYS - 1) : 0;
}

static bool is(const struct map_node *node, struct pc_str name, uint64_t hash)
{
	return node->hash == hash && pc_str_eq(node->name, name);
}

const void *map_find(const struct map_node *map, struct pc_str name)
{
	uint64_t hash = map ? pc_str_hash(name) : 0;
	unsigned shift = 0;

	for (; map && !is(map, name, hash); shift += STEP_BITS)
		map = map->below[way(hash, shift)];
	return map ? map->item : NULL;
}

void map_each(const struct map_node *map, map_fn *fn, void *user)
{
	if (!map)
		return;
	if (map->item)
		fn(user, map->name, map->item);
	for (size_t i = 0; i < MAP_WAYS; i++)
		map_each(map->below[i], fn, user);
}

const struct map_node *map_with(struct pc_arena *arena, const struct map_node *map,
	struct pc_str name, const void *item)
{
	const struct map_node *root = NULL, **link = &root;
	uint64_t hash = pc_str_hash(name);
	struct map_node *fresh;
	unsigned shift = 0;

	for (; map && !is(map, name, hash); shift += STEP_BITS) {
		fresh = pc_arena_new(arena, struct map_node);
		*fresh = *map;
		*link = fresh;
		link = &fresh->below[way(hash, shift)];
		map = *link;
	}
	fresh = pc_arena_new(arena, struct map_node);
	if (map)
		*fresh = *map;
	fresh->name = name;
	fresh->hash = hash;
	fresh->item = item;
	*link = fresh;
	return root;
}
