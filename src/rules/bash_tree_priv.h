/* SPDX-License-Identifier: Apache-2.0 */
/* A radix tree over literals: walking a text down it visits exactly the literals that the
 * text begins with, however many there are.  Used by bash_index.c alone. */
#ifndef PC_BASH_TREE_H
#define PC_BASH_TREE_H

#include "bash_priv.h"

struct bash_entry {
	struct bash_pattern pattern;
	const struct pc_rule *rule;
	bool by_gram; /* found by a piece, not by its head */
};

struct bash_node {
	struct pc_str label;
	struct bash_entry **entries; /* whose head ends here, in rule order */
	struct bash_node *children;
	char *firsts; /* the first byte of each child's label: one line of cache to search
		       */
	unsigned n_entries, n_children;
};

/* By head, then in rule order. */
void bash_tree_sort(struct bash_entry **entries, size_t n);
/* entries are sorted; the tree points into them. */
void bash_tree_build(struct bash_node *root, struct pc_arena *arena,
	struct bash_entry **entries, size_t n);
/* The child that goes on with this byte, or NULL. */
const struct bash_node *bash_tree_child(const struct bash_node *node, char c);

#endif
