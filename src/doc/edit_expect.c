/* SPDX-License-Identifier: Apache-2.0 */
/* The tree that an edited text has to be read as: see edit_priv.h. */
#include "build_priv.h"
#include "edit_priv.h"

static struct pc_node *expect(struct pc_build *build, const struct part *part);

static void keep(struct pc_build *build, struct pc_str key, struct pc_node *value)
{
	struct pc_pair pair = {.key = key, .value = value};

	pc_build_keep(build, &pair);
}

static struct pc_node *copy(struct pc_build *build, const struct pc_node *node)
{
	struct pc_node *own = pc_arena_new(build->arena, struct pc_node);

	*own = *node;
	return own;
}

static void keep_children(struct pc_build *build, const struct part *part)
{
	for (const struct part *child = part->first; child; child = child->next) {
		if (part_goes(child))
			continue;
		keep(build,
			child->key_edit ? child->key_edit->node->text : child->key_text,
			expect(build, child));
		for (const struct edit *more = child->additions; more; more = more->next)
			keep(build, (struct pc_str){0}, copy(build, more->node));
	}
}

static struct pc_node *expect(struct pc_build *build, const struct part *part)
{
	struct pc_node *node;
	size_t from = build->n_waiting;

	if (part->edit)
		return copy(build, part->edit->node);
	if (part->node)
		return copy(build, part->node);
	node = pc_node_new(build->arena, part->kind, (struct pc_span){0});
	keep_children(build, part);
	if (part->kind == PC_LIST)
		pc_build_list(build, node, from);
	else if (pc_build_map(build, node, from) != PC_OK)
		abort(); /* it only fails where keys have to be unique */
	return node;
}

struct pc_node *edit_expect(const struct parts *parts)
{
	struct pc_build build = {.arena = parts->arena};
	struct pc_node *node = expect(&build, parts->root);

	pc_build_done(&build);
	return node;
}
