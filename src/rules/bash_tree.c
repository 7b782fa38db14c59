/* SPDX-License-Identifier: Apache-2.0 */
/* Builds the radix tree of bash_tree_priv.h from its sorted entries, level by level. */
#include "bash_tree_priv.h"

#include <stdlib.h>

static int by_head(const void *left, const void *right)
{
	const struct bash_entry *a = *(const struct bash_entry *const *)left;
	const struct bash_entry *b = *(const struct bash_entry *const *)right;
	int order = pc_str_cmp(a->pattern.head, b->pattern.head);

	if (order != 0)
		return order;
	return a->rule < b->rule ? -1 : a->rule > b->rule;
}

static size_t common(struct pc_str a, struct pc_str b, size_t from)
{
	while (from < a.len && from < b.len && a.ptr[from] == b.ptr[from])
		from++;
	return from;
}

static char byte_at(const struct bash_entry *entry, size_t depth)
{
	return entry->pattern.head.ptr[depth];
}

/* The end of the run of entries that go on with the same byte. */
static size_t run_end(struct bash_entry **entries, size_t i, size_t n, size_t depth)
{
	char c = byte_at(entries[i], depth);

	while (i < n && byte_at(entries[i], depth) == c)
		i++;
	return i;
}

/* All entries share their first depth bytes; node gets what ends there and its children.
 */
static void fill(struct bash_node *node, struct pc_arena *arena,
	struct bash_entry **entries, size_t n, size_t depth)
{
	size_t i = 0, child = 0;

	node->entries = entries;
	while (i < n && entries[i]->pattern.head.len == depth)
		i++;
	node->n_entries = (unsigned)i;
	for (size_t j = i; j < n; j = run_end(entries, j, n, depth))
		node->n_children++;
	node->children = pc_arena_new_array(arena, struct bash_node, node->n_children);
	node->firsts = pc_arena_bytes(arena, node->n_children);
	while (i < n) {
		size_t end = run_end(entries, i, n, depth);
		struct pc_str first = entries[i]->pattern.head;
		size_t to = common(first, entries[end - 1]->pattern.head, depth);

		node->firsts[child] = first.ptr[depth];
		node->children[child].label =
			(struct pc_str){first.ptr + depth, to - depth};
		fill(&node->children[child++], arena, entries + i, end - i, to);
		i = end;
	}
}

void bash_tree_sort(struct bash_entry **entries, size_t n)
{
	if (n > 1)
		qsort(entries, n, sizeof(struct bash_entry *), by_head);
}

void bash_tree_build(struct bash_node *root, struct pc_arena *arena,
	struct bash_entry **entries, size_t n)
{
	fill(root, arena, entries, n, 0);
}

const struct bash_node *bash_tree_child(const struct bash_node *node, char c)
{
	const char *at = memchr(node->firsts, c, node->n_children);

	return at ? &node->children[at - node->firsts] : NULL;
}
