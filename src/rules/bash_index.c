/* SPDX-License-Identifier: Apache-2.0 */
/* The command rules of one list, so that the cost of a text does not grow with their
 * number:
 *   "git push*"   a radix tree over what stands before the first star, or over all of a
 *                 rule without one
 *   "* --force *" by three bytes of a piece, the rarest that the rule has; a text is
 *                 looked up at each of its bytes; so are rules that share a head with
 *                 many others ("psql * table1", "psql * table2" ...)
 *   "**"          what has no three bytes stays in the tree, at its root */
#include "bash_tree_priv.h"

/* A quarter of a kilobyte of bits at least, and 32 for each rule: few false alarms. */
enum { GRAM = 3, MIN_SLOTS = 2048, TRIED = 32, BITS_A_RULE = 32, CROWD = 4 };

struct gram_rule {
	uint32_t gram;
	const struct bash_entry *entry;
};

struct bash_index {
	struct bash_entry *entries;
	size_t n_entries;
	struct bash_node tree;
	uint64_t *bloom; /* which grams there may be; bloom_mask + 1 bits */
	uint32_t bloom_mask;
	uint32_t *gram_starts; /* gram_mask + 2 offsets into grams */
	struct gram_rule *grams;
	size_t gram_mask, n_grams;
};

static uint32_t gram_at(const char *at)
{
	return (uint32_t)(unsigned char)at[0] | (uint32_t)(unsigned char)at[1] << 8 |
	       (uint32_t)(unsigned char)at[2] << 16;
}

static uint32_t gram_hash(uint32_t gram)
{
	return gram * 0x9E3779B1u >> 8;
}

static size_t gram_slot(const struct bash_index *index, uint32_t gram)
{
	return gram_hash(gram) & index->gram_mask;
}

static bool may_have(const struct bash_index *index, uint32_t gram)
{
	uint32_t bit = gram_hash(gram) & index->bloom_mask;

	return index->bloom[bit / 64] >> bit % 64 & 1;
}

static size_t power_over(size_t n)
{
	size_t size = MIN_SLOTS;

	while (size < n)
		size *= 2;
	return size;
}

/* ---- building ------------------------------------------------------------- */

static bool has_gram(const struct bash_pattern *pattern)
{
	for (size_t i = 0; i < pattern->n_pieces; i++) {
		if (pattern->pieces[i].len >= GRAM)
			return true;
	}
	return false;
}

static bool is_headless(const struct bash_entry *entry)
{
	return entry->pattern.kind == BASH_GLOB && entry->pattern.head.len == 0;
}

static bool same_head(const struct bash_entry *a, const struct bash_entry *b)
{
	return pc_str_eq(a->pattern.head, b->pattern.head);
}

/* Globs that crowd one head, n entries with it, are found by their pieces instead. */
static void thin_out(struct bash_entry **entries, size_t n)
{
	size_t globs = 0;

	for (size_t i = 0; i < n; i++)
		globs += entries[i]->pattern.kind == BASH_GLOB;
	if (globs <= CROWD)
		return;
	for (size_t i = 0; i < n; i++)
		entries[i]->by_gram = has_gram(&entries[i]->pattern);
}

static void choose_ways(struct bash_entry **entries, size_t n)
{
	size_t begin = 0;

	for (size_t i = 1; i <= n; i++) {
		if (i < n && same_head(entries[begin], entries[i]))
			continue;
		thin_out(entries + begin, i - begin);
		begin = i;
	}
	for (size_t i = 0; i < n; i++)
		entries[i]->by_gram |=
			is_headless(entries[i]) && has_gram(&entries[i]->pattern);
}

static void build_tree(struct bash_index *index, struct pc_arena *arena)
{
	struct bash_entry **chosen =
		pc_arena_new_array(arena, struct bash_entry *, index->n_entries + 1);
	size_t n = 0;

	for (size_t i = 0; i < index->n_entries; i++)
		chosen[i] = &index->entries[i];
	bash_tree_sort(chosen, index->n_entries);
	choose_ways(chosen, index->n_entries);
	for (size_t i = 0; i < index->n_entries; i++) {
		if (!chosen[i]->by_gram)
			chosen[n++] = chosen[i];
	}
	bash_tree_build(&index->tree, arena, chosen, n);
}

static void count_grams(const struct bash_index *index,
	const struct bash_pattern *pattern, uint32_t *counts)
{
	for (size_t i = 0; i < pattern->n_pieces; i++) {
		struct pc_str piece = pattern->pieces[i];

		for (size_t at = 0; at + GRAM <= piece.len; at++)
			counts[gram_slot(index, gram_at(piece.ptr + at))]++;
	}
}

static uint32_t rarest_gram(const struct bash_index *index,
	const struct bash_pattern *pattern, const uint32_t *counts)
{
	uint32_t fewest = UINT32_MAX, gram = 0;

	for (size_t i = 0; i < pattern->n_pieces; i++) {
		struct pc_str piece = pattern->pieces[i];

		for (size_t at = 0; at + GRAM <= piece.len; at++) {
			uint32_t here = gram_at(piece.ptr + at);
			uint32_t count = counts[gram_slot(index, here)];

			if (count < fewest) {
				fewest = count;
				gram = here;
			}
		}
	}
	return gram;
}

/* Orders grams by slot, rules within a slot by their order: a counting sort. */
static void sort_grams(
	struct bash_index *index, struct pc_arena *arena, const struct gram_rule *rules)
{
	size_t slots = index->gram_mask + 1;
	uint32_t *next = pc_arena_new_array(arena, uint32_t, slots);

	for (size_t i = 0; i < index->n_grams; i++)
		index->gram_starts[gram_slot(index, rules[i].gram) + 1]++;
	for (size_t slot = 0; slot < slots; slot++) {
		index->gram_starts[slot + 1] += index->gram_starts[slot];
		next[slot] = index->gram_starts[slot];
	}
	for (size_t i = 0; i < index->n_grams; i++) {
		uint32_t bit = gram_hash(rules[i].gram) & index->bloom_mask;

		index->grams[next[gram_slot(index, rules[i].gram)]++] = rules[i];
		index->bloom[bit / 64] |= (uint64_t)1 << bit % 64;
	}
}

static void build_grams(struct bash_index *index, struct pc_arena *arena)
{
	struct gram_rule *rules =
		pc_arena_new_array(arena, struct gram_rule, index->n_entries + 1);
	size_t slots = power_over(index->n_entries * 4);
	size_t bits = power_over(index->n_entries * BITS_A_RULE);
	uint32_t *counts = pc_arena_new_array(arena, uint32_t, slots);

	index->gram_mask = slots - 1;
	index->bloom_mask = (uint32_t)bits - 1;
	index->bloom = pc_arena_new_array(arena, uint64_t, bits / 64);
	index->gram_starts = pc_arena_new_array(arena, uint32_t, slots + 1);
	for (size_t i = 0; i < index->n_entries; i++) {
		if (index->entries[i].by_gram)
			count_grams(index, &index->entries[i].pattern, counts);
	}
	for (size_t i = 0; i < index->n_entries; i++) {
		const struct bash_entry *entry = &index->entries[i];

		if (entry->by_gram)
			rules[index->n_grams++] = (struct gram_rule){
				rarest_gram(index, &entry->pattern, counts), entry};
	}
	index->grams = pc_arena_new_array(arena, struct gram_rule, index->n_grams + 1);
	sort_grams(index, arena, rules);
}

struct bash_index *bash_index_new(struct pc_arena *arena,
	const struct pc_rule *const *rules, size_t n, enum pc_list_kind list)
{
	struct bash_index *index = pc_arena_new(arena, struct bash_index);

	index->entries = pc_arena_new_array(arena, struct bash_entry, n + 1);
	for (size_t i = 0; i < n; i++) {
		struct bash_entry *entry = &index->entries[index->n_entries];

		if (rules[i]->src->list != list)
			continue;
		bash_pattern_parse(&entry->pattern, arena, rules[i]->spec);
		entry->rule = rules[i];
		index->n_entries++;
	}
	build_tree(index, arena);
	build_grams(index, arena);
	return index;
}

/* ---- asking --------------------------------------------------------------- */

/* What is asked of one text. */
struct query {
	struct pc_str text;
	bool exact;  /* rules without wildcard count */
	bool bare;   /* prefix rules count where the prefix is all of the text */
	bool said;   /* ... if they are written with a colon */
	bool any;    /* and so do all others */
	bool starry; /* see struct bash_text */
	const struct pc_rule *best;
};

/* Rules lie in one array in file order, so that the first is the lowest address. */
static void keep_first(struct query *query, const struct bash_entry *entry)
{
	if (!query->best || entry->rule < query->best)
		query->best = entry->rule;
}

static bool covers(
	const struct bash_entry *entry, const struct query *query, size_t depth)
{
	bool at_end = depth == query->text.len;

	switch (entry->pattern.kind) {
	case BASH_EXACT:
		return at_end && query->exact;
	case BASH_PREFIX:
		if (at_end)
			return query->bare || (query->said && entry->pattern.colon);
		return query->any && query->text.ptr[depth] == ' ';
	case BASH_GLOB:
		if (query->starry && depth > 0 &&
			pc_str_find(entry->pattern.head, ' ') == depth)
			return false;
		return query->any && bash_pattern_rest(&entry->pattern, query->text);
	}
	return false;
}

static void try_node(struct query *query, const struct bash_node *node, size_t depth)
{
	for (unsigned i = 0; i < node->n_entries; i++) {
		const struct bash_entry *entry = node->entries[i];

		if (query->best && entry->rule > query->best)
			return; /* the rest comes later in the file, too */
		if (covers(entry, query, depth))
			keep_first(query, entry);
	}
}

static void find_in_tree(const struct bash_index *index, struct query *query)
{
	const struct bash_node *node = &index->tree;
	struct pc_str text = query->text;
	size_t depth = 0;

	while (node) {
		try_node(query, node, depth);
		if (depth == text.len)
			return;
		node = bash_tree_child(node, text.ptr[depth]);
		if (!node || !pc_str_starts(pc_str_from(text, depth), node->label))
			return;
		depth += node->label.len;
	}
}

static bool may_have_any(const struct bash_index *index, struct pc_str text)
{
	for (size_t at = 0; at + GRAM <= text.len; at++) {
		if (may_have(index, gram_at(text.ptr + at)))
			return true;
	}
	return false;
}

/* A text may hold a gram as often as it has bytes; each rule is tried about once. */
static void find_by_grams(const struct bash_index *index, struct query *query)
{
	const struct bash_entry *tried[TRIED] = {0};
	struct pc_str text = query->text;

	for (size_t at = 0; at + GRAM <= text.len; at++) {
		uint32_t gram = gram_at(text.ptr + at), end;
		size_t slot = gram_slot(index, gram);

		if (!may_have(index, gram))
			continue;
		end = index->gram_starts[slot + 1];
		for (uint32_t i = index->gram_starts[slot]; i < end; i++) {
			const struct bash_entry *entry = index->grams[i].entry;

			if (index->grams[i].gram != gram || tried[i % TRIED] == entry ||
				(query->best && entry->rule > query->best))
				continue;
			tried[i % TRIED] = entry;
			if (pc_str_starts(text, entry->pattern.head) &&
				covers(entry, query, entry->pattern.head.len))
				keep_first(query, entry);
		}
	}
}

static bool lies_in(struct pc_str part, struct pc_str whole)
{
	return part.ptr >= whole.ptr && part.ptr + part.len <= whole.ptr + whole.len;
}

/* "xargs rm x" is what a rule for rm means, too; options of xargs hide it. */
static void find_behind_xargs(
	const struct bash_index *index, bool by_grams, struct query *query)
{
	struct pc_str xargs = PC_STR("xargs ");

	if (!pc_str_starts(query->text, xargs))
		return;
	query->text = pc_str_from(query->text, xargs.len);
	query->exact = false;
	find_in_tree(index, query);
	if (by_grams)
		find_by_grams(index, query);
}

static void find_wildcards(const struct bash_index *index, const struct bash_text *text,
	bool by_grams, struct query *query)
{
	query->text = text->flat;
	query->exact = text->loose || text->flat.ptr == text->raw.ptr;
	query->bare = true;
	query->any = !text->whole;
	query->starry = text->starry;
	find_in_tree(index, query);
	if (!query->any)
		return;
	if (by_grams)
		find_by_grams(index, query);
	find_behind_xargs(index, by_grams, query);
}

const struct pc_rule *bash_index_find(const struct bash_index *index,
	const struct bash_texts *texts, enum bash_which which)
{
	bool any = which == BASH_ANY_RULE;
	bool in_line = index->n_grams && any && may_have_any(index, texts->line);
	struct query query = {0};

	for (size_t i = 0; i < texts->count; i++) {
		const struct bash_text *text = &texts->items[i];
		bool by_grams =
			index->n_grams && (in_line || !lies_in(text->flat, texts->line));

		if (!any || text->flat.ptr != text->raw.ptr) {
			query.text = text->raw;
			query.exact = true;
			query.bare = query.any = query.starry = false;
			query.said = which == BASH_SAID_RULE;
			find_in_tree(index, &query);
		}
		if (any)
			find_wildcards(index, text, by_grams, &query);
	}
	return query.best;
}
