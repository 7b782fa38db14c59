/* SPDX-License-Identifier: Apache-2.0 */
/* Documents in place of a user's files, for questions about somebody who need not exist:
 * what layer.c would read from home and cwd comes from trees that the caller has. */
#include "pc/base/fs.h"
#include "pc/base/limits.h"
#include "settings_priv.h"

/* Repairing changes a tree, and the caller may ask with the same one again. */
static struct pc_node *copy_node(
	struct pc_arena *arena, const struct pc_node *node, unsigned depth)
{
	struct pc_node *copy = pc_node_new(arena, PC_NULL, node->at);

	if (depth > PC_CLIENT_MAX_DEPTH)
		return copy;
	*copy = *node;
	if (node->kind == PC_LIST) {
		copy->items = pc_arena_new_array(arena, struct pc_node *, node->n_items);
		for (size_t i = 0; i < node->n_items; i++)
			copy->items[i] = copy_node(arena, node->items[i], depth + 1);
	}
	if (node->kind == PC_MAP) {
		copy->pairs = pc_arena_new_array(arena, struct pc_pair, node->n_pairs);
		copy->by_key = NULL;
		for (size_t i = 0; i < node->n_pairs; i++) {
			copy->pairs[i] = node->pairs[i];
			copy->pairs[i].value =
				copy_node(arena, node->pairs[i].value, depth + 1);
		}
	}
	return copy;
}

static void load_one(struct load *load, const struct pc_node *root, enum pc_layer layer)
{
	struct pc_str home = load->out->home, cwd = load->out->cwd;
	struct doc doc = {
		.layer = layer,
		.base = layer == PC_LAYER_USER
				? pc_path_join(load->arena, home, PC_STR(".claude"))
				: cwd,
		.from_repository = layer == PC_LAYER_PROJECT,
	};

	if (!root || root->kind != PC_MAP)
		return;
	doc.file = root->at.file;
	doc.root = copy_node(load->arena, root, 0);
	if (repair_document(load, &doc))
		layers_add(load, &doc);
}

void stand_ins_load(struct load *load)
{
	const struct pc_stand_ins *from = load->where->stand_ins;

	load_one(load, from->user, PC_LAYER_USER);
	load_one(load, from->project, PC_LAYER_PROJECT);
	load_one(load, from->local, PC_LAYER_LOCAL);
	load_one(load, from->flag, PC_LAYER_FLAG);
}
