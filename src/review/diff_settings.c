/* SPDX-License-Identifier: Apache-2.0 */
/* The merged managed trees of both sides, walked together: each leaf that differs is a
 * change.  Entries of a list are leaves, told apart by value and not by position, as the
 * client unites lists. */
#include "diff_priv.h"

static const struct pc_node *node_of(const struct pc_value *value)
{
	return value ? value->node : NULL;
}

static struct pc_span place_of(const struct pc_value *value)
{
	return value ? value->from.at : (struct pc_span){0};
}

static bool is_kind(const struct pc_value *value, enum pc_kind kind)
{
	return value && value->node->kind == kind;
}

static void add_change(struct pc_diff *diff, const struct leaf *leaf,
	const struct pc_value *was, const struct pc_value *is)
{
	struct pc_setting_change *change;

	pc_arena_grow(
		diff->arena, diff->settings, diff->n_settings, diff->priv->cap_settings);
	change = &diff->settings[diff->n_settings++];
	*change = (struct pc_setting_change){
		.path = leaf->is_item ? pc_arena_printf(diff->arena, "%.*s[]",
						PC_STR_ARG(leaf->path))
				      : leaf->path,
		.value = {leaf->value[0], leaf->value[1]},
		.at = {place_of(was), place_of(is)},
	};
	change->sense = sense_of_setting(leaf, &change->why);
}

/* ---- lists ---------------------------------------------------------------- */

static struct pc_str item_key(struct pc_arena *arena, const struct pc_value *item)
{
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};

	pc_node_write(&out, item->node, PC_FORMAT_CANONICAL);
	return pc_arena_str(arena, pc_buf_str(&out));
}

/* The items of one side that the other does not have. */
static void diff_items(struct pc_diff *diff, struct pc_str path,
	const struct pc_value *const sides[2], int side)
{
	PC_AUTO(text_set_done) struct text_set others = {0};
	const struct pc_value *other = sides[!side];

	for (size_t i = 0; is_kind(other, PC_LIST) && i < other->n_children; i++)
		text_set_add(&others, item_key(&others.arena, other->children[i]), i);
	for (size_t i = 0; i < sides[side]->n_children; i++) {
		const struct pc_value *item = sides[side]->children[i];
		const struct pc_value *both[2] = {NULL, NULL};
		struct leaf leaf = {.path = path,
			.is_item = true,
			.has_list = {
				is_kind(sides[0], PC_LIST), is_kind(sides[1], PC_LIST)}};

		if (text_set_find(&others, item_key(&others.arena, item)))
			continue;
		both[side] = item;
		leaf.value[side] = item->node;
		add_change(diff, &leaf, both[0], both[1]);
	}
}

/* A list that is there, and empty, says something of its own. */
static bool is_empty_list(const struct pc_value *value)
{
	return is_kind(value, PC_LIST) && value->n_children == 0;
}

static void diff_lists(
	struct pc_diff *diff, struct pc_str path, const struct pc_value *const sides[2])
{
	struct leaf whole = {.path = path};

	if ((is_empty_list(sides[0]) && !sides[1]) ||
		(is_empty_list(sides[1]) && !sides[0])) {
		whole.value[0] = node_of(sides[0]);
		whole.value[1] = node_of(sides[1]);
		add_change(diff, &whole, sides[0], sides[1]);
		return;
	}
	for (int side = 0; side < 2; side++) {
		if (is_kind(sides[side], PC_LIST))
			diff_items(diff, path, sides, side);
	}
}

/* ---- maps and the rest ---------------------------------------------------- */

/* Rules have a part of their own; reasons and owners are no settings of the client's. */
static bool is_left_out(struct pc_str path)
{
	return pc_str_is(path, "permissions.deny") ||
	       pc_str_is(path, "permissions.ask") ||
	       pc_str_is(path, "permissions.allow") || pc_str_is(path, "x-policyctl");
}

static size_t n_members(const struct pc_value *value)
{
	return value && value->node->kind == PC_MAP ? value->n_children : 0;
}

/* The members of a map, by their keys. */
static void index_members(struct text_set *out, const struct pc_value *map)
{
	for (size_t i = 0; is_kind(map, PC_MAP) && i < map->n_children; i++)
		text_set_add(out, map->children[i]->key, i);
}

static const struct pc_value *member(
	const struct text_set *keys, const struct pc_value *map, struct pc_str key)
{
	const struct text_slot *slot = text_set_find(keys, key);

	return slot && map ? map->children[slot->number] : NULL;
}

static void diff_values(
	struct pc_diff *diff, struct pc_str path, const struct pc_value *const sides[2]);

static void diff_members(
	struct pc_diff *diff, struct pc_str path, const struct pc_value *const sides[2])
{
	PC_AUTO(text_set_done) struct text_set was = {0}, is = {0};

	index_members(&was, sides[0]);
	index_members(&is, sides[1]);
	for (int side = 0; side < 2; side++) {
		const struct pc_value *map = sides[side];

		for (size_t i = 0; map && i < n_members(map); i++) {
			struct pc_str key = map->children[i]->key;
			const struct pc_value *both[2] = {
				member(&was, sides[0], key), member(&is, sides[1], key)};

			/* What both have was seen from the first side. */
			if (side == 1 && both[0])
				continue;
			diff_values(diff,
				pc_arena_printf(diff->arena, "%.*s%s%.*s",
					PC_STR_ARG(path), path.len ? "." : "",
					PC_STR_ARG(key)),
				both);
		}
	}
}

static bool is_branch(const struct pc_value *value, enum pc_kind kind)
{
	return !value || value->node->kind == kind;
}

static void diff_values(
	struct pc_diff *diff, struct pc_str path, const struct pc_value *const sides[2])
{
	struct leaf leaf = {
		.path = path, .value = {node_of(sides[0]), node_of(sides[1])}};

	if (is_left_out(path))
		return;
	if (is_branch(sides[0], PC_LIST) && is_branch(sides[1], PC_LIST)) {
		diff_lists(diff, path, sides);
	} else if (is_branch(sides[0], PC_MAP) && is_branch(sides[1], PC_MAP) &&
		   n_members(sides[0]) + n_members(sides[1]) > 0) {
		diff_members(diff, path, sides);
	} else if (!leaf.value[0] || !leaf.value[1] ||
		   !pc_node_eq(leaf.value[0], leaf.value[1])) {
		add_change(diff, &leaf, sides[0], sides[1]);
	}
}

void diff_settings(struct pc_diff *diff)
{
	const struct pc_value *const roots[2] = {
		diff->sides.settings[0]->managed, diff->sides.settings[1]->managed};

	diff_members(diff, (struct pc_str){0}, roots);
}
