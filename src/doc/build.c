/* SPDX-License-Identifier: Apache-2.0 */
/* Children to containers: see build_priv.h.  Keys that stand twice are found by sorting
 * in large maps, so that no choice of keys makes reading slow. */
#include "build_priv.h"

#include <stdlib.h>

#include "pc/base/buf.h"
#include "pc/base/limits.h"
#include "pc/doc/write.h"

enum { SMALL_MAP = 16, SHOWN_KEY = 60 };

void pc_build_done(struct pc_build *build)
{
	free(build->waiting);
	build->waiting = NULL;
	build->n_waiting = build->cap = 0;
}

struct pc_node *pc_build_node(
	struct pc_build *build, enum pc_kind kind, struct pc_span at)
{
	size_t most = build->max_nodes ? build->max_nodes : PC_MAX_DOC_NODES;

	if (++build->n_nodes > most) {
		pc_err_set(build->err, PC_ERR_LIMIT, at,
			"more than %zu values in one document: split it", most);
		return NULL;
	}
	return pc_node_new(build->arena, kind, at);
}

void pc_build_keep(struct pc_build *build, const struct pc_pair *child)
{
	pc_xgrow(build->waiting, build->n_waiting, build->cap);
	build->waiting[build->n_waiting++] = *child;
}

void pc_build_list(struct pc_build *build, struct pc_node *node, size_t from)
{
	size_t count = build->n_waiting - from;

	node->n_items = count;
	node->items = pc_arena_new_array(build->arena, struct pc_node *, count);
	for (size_t i = 0; i < count; i++)
		node->items[i] = build->waiting[from + i].value;
	build->n_waiting = from;
}

/* first[i] is where the key of pair i stands for the first time. */
static void find_firsts_small(size_t *first, const struct pc_pair *pairs, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		first[i] = 0;
		while (!pc_str_eq(pairs[first[i]].key, pairs[i].key))
			first[i]++;
	}
}

static void find_firsts_sorted(size_t *first, const struct pc_pair *pairs, size_t count)
{
	const struct pc_pair **sorted = pc_xmalloc(count * sizeof(struct pc_pair *));
	size_t group = 0;

	pc_pairs_sort(sorted, pairs, count);
	for (size_t i = 0; i < count; i++) {
		if (!pc_str_eq(sorted[i]->key, sorted[group]->key))
			group = i;
		first[sorted[i] - pairs] = (size_t)(sorted[group] - pairs);
	}
	free(sorted);
}

/* The key as people see it: in quotes, escaped, and short. */
static struct pc_str shown_key(struct pc_arena *arena, struct pc_str key)
{
	PC_AUTO(pc_buf_done) struct pc_buf buf = {0};
	size_t len = key.len;

	if (len > SHOWN_KEY) {
		len = SHOWN_KEY;
		while (len > 0 && ((unsigned char)key.ptr[len] & 0xC0) == 0x80)
			len--;
	}
	pc_json_quote(&buf, pc_str_head(key, len));
	if (len < key.len)
		pc_buf_puts(&buf, "...");
	return pc_arena_str(arena, pc_buf_str(&buf));
}

static enum pc_status report_twice(
	struct pc_build *build, const struct pc_pair *before, const struct pc_pair *again)
{
	bool lost = !pc_node_eq(before->value, again->value);
	struct pc_diag *diag;
	struct pc_str key;

	if (build->keys_unique) {
		key = shown_key(build->arena, again->key);
		return pc_err_set(build->err, PC_ERR_PARSE, again->key_at,
			"key %.*s stands already at %u:%u: keep one of the two",
			PC_STR_ARG(key), before->key_at.line, before->key_at.col);
	}
	if (!build->diags)
		return PC_OK;
	key = shown_key(build->arena, again->key);
	diag = pc_diag_add(build->diags, "PC1101", lost ? PC_ERROR : PC_WARNING,
		again->key_at, "key %.*s stands already at %u:%u, and %s",
		PC_STR_ARG(key), before->key_at.line, before->key_at.col,
		lost ? "what it says there is lost" : "says the same there");
	diag->hint = lost ? PC_STR("keep one of the two, or unite their values")
			  : PC_STR("keep one of the two");
	diag->effect = PC_EFFECT_IGNORED;
	if (!lost) {
		diag->fix = (struct pc_fix){.kind = PC_FIX_REMOVE, .at = before->key_at};
	}
	return PC_OK;
}

/* Moves the pairs that stay to the front, each with the value of its last namesake. */
static enum pc_status unite(
	struct pc_build *build, struct pc_pair *pairs, size_t *first, size_t *count)
{
	size_t kept = 0;

	for (size_t i = 0; i < *count; i++) {
		if (first[i] == i) {
			first[i] = kept;
			pairs[kept++] = pairs[i];
			continue;
		}
		struct pc_pair *before = &pairs[first[first[i]]];

		PC_TRY(report_twice(build, before, &pairs[i]));
		*before = pairs[i];
	}
	*count = kept;
	return PC_OK;
}

static enum pc_status remove_twins(
	struct pc_build *build, struct pc_pair *pairs, size_t *count)
{
	size_t small[SMALL_MAP] = {0};
	size_t *first;
	enum pc_status status;

	if (*count <= SMALL_MAP) {
		find_firsts_small(small, pairs, *count);
		return unite(build, pairs, small, count);
	}
	first = pc_xmalloc(*count * sizeof(*first));
	find_firsts_sorted(first, pairs, *count);
	status = unite(build, pairs, first, count);
	free(first);
	return status;
}

enum pc_status pc_build_map(struct pc_build *build, struct pc_node *node, size_t from)
{
	size_t count = build->n_waiting - from;

	if (count > 1)
		PC_TRY(remove_twins(build, &build->waiting[from], &count));
	node->n_pairs = count;
	node->pairs = pc_arena_new_array(build->arena, struct pc_pair, count);
	if (count > 0)
		memcpy(node->pairs, &build->waiting[from], count * sizeof(*node->pairs));
	pc_node_index(build->arena, node);
	build->n_waiting = from;
	return PC_OK;
}
