/* SPDX-License-Identifier: Apache-2.0 */
/* Hash tables over rules.  A pattern is filed under the longer one of its literal ends
 * (before its first star, behind its last); a text is looked up under those of its own
 * beginnings and ends whose length some pattern has. */
#include "rule_index.h"

#include "rules_priv.h"

enum { LONGEST = 255 }; /* of a literal that patterns are filed under */

static uint64_t step(uint64_t hash, char c)
{
	return (hash ^ (unsigned char)c) * 0x100000001b3u;
}

uint64_t rule_hash_start(enum pc_list_kind list, unsigned space)
{
	uint64_t hash = 0xcbf29ce484222325u + space * 0x9e3779b97f4a7c15u;

	return step(hash, (char)list);
}

uint64_t rule_hash(uint64_t hash, struct pc_str s)
{
	for (size_t i = 0; i < s.len; i++)
		hash = step(hash, s.ptr[i]);
	return step(hash, '\0');
}

void rule_index_init(struct rule_index *index, struct pc_arena *arena, size_t n)
{
	size_t size = 8;

	while (size < n * 2)
		size *= 2;
	index->buckets = pc_arena_new_array(arena, struct rule_entry *, size);
	index->mask = size - 1;
}

static size_t bucket_of(const struct rule_index *index, uint64_t hash)
{
	return (hash ^ hash >> 32) & index->mask;
}

void rule_index_add(struct rule_index *index, struct pc_arena *arena, uint64_t hash,
	const struct pc_rule *rule, struct pc_str text)
{
	struct rule_entry **bucket = &index->buckets[bucket_of(index, hash)];
	struct rule_entry *entry = pc_arena_new(arena, struct rule_entry);

	*entry = (struct rule_entry){hash, rule, text, *bucket};
	*bucket = entry;
}

static const struct rule_entry *with_hash(const struct rule_entry *entry, uint64_t hash)
{
	while (entry && entry->hash != hash)
		entry = entry->next;
	return entry;
}

const struct rule_entry *rule_index_first(const struct rule_index *index, uint64_t hash)
{
	return with_hash(index->buckets[bucket_of(index, hash)], hash);
}

const struct rule_entry *rule_index_next(const struct rule_entry *entry)
{
	return with_hash(entry->next, entry->hash);
}

static bool has_len(const uint64_t *lens, size_t n)
{
	return lens[n / 64] >> n % 64 & 1;
}

static void add_len(uint64_t *lens, size_t n)
{
	lens[n / 64] |= (uint64_t)1 << n % 64;
}

/* Heads and tails hash differently, so that one table holds both. */
static uint64_t head_hash(uint64_t space, struct pc_str head)
{
	for (size_t i = 0; i < head.len; i++)
		space = step(space, head.ptr[i]);
	return space;
}

static uint64_t tail_start(uint64_t space)
{
	return ~space;
}

static uint64_t tail_hash(uint64_t space, struct pc_str tail)
{
	uint64_t hash = tail_start(space);

	for (size_t i = tail.len; i > 0; i--)
		hash = step(hash, tail.ptr[i - 1]);
	return hash;
}

void star_index_init(struct star_index *index, struct pc_arena *arena, size_t n)
{
	*index = (struct star_index){0};
	rule_index_init(&index->entries, arena, n);
}

void star_index_add(struct star_index *index, struct pc_arena *arena, uint64_t space,
	const struct pc_rule *rule, struct pc_str pattern)
{
	size_t first = pc_str_find(pattern, '*');
	size_t last = pc_str_rfind(pattern, '*');
	struct pc_str head = pc_str_head(pattern, first < LONGEST ? first : LONGEST);
	struct pc_str tail = pc_str_from(pattern, last == pattern.len ? last : last + 1);
	uint64_t hash;

	if (tail.len > LONGEST)
		tail = pc_str_from(tail, tail.len - LONGEST);
	if (tail.len > head.len) {
		add_len(index->tail_lens, tail.len);
		hash = tail_hash(space, tail);
	} else {
		add_len(index->head_lens, head.len);
		hash = head_hash(space, head);
	}
	rule_index_add(&index->entries, arena, hash, rule, pattern);
}

/* Where one search stands: the best rule so far is the one that the client meets first.
 */
struct search {
	const struct rule_index *entries;
	struct pc_str text;
	star_fn *matches;
	const struct pc_rule *best;
};

static void try_hash(struct search *search, uint64_t hash)
{
	const struct rule_entry *entry = rule_index_first(search->entries, hash);

	for (; entry; entry = rule_index_next(entry)) {
		if (search->best && entry->rule >= search->best)
			return;
		if (search->matches(entry->text, search->text)) {
			search->best = entry->rule;
			return;
		}
	}
}

const struct pc_rule *star_index_find(const struct star_index *index, uint64_t space,
	struct pc_str text, star_fn *matches)
{
	struct search search = {&index->entries, text, matches, NULL};
	size_t longest = text.len < LONGEST ? text.len : LONGEST;
	uint64_t head = space, tail = tail_start(space);

	if (has_len(index->head_lens, 0))
		try_hash(&search, head);
	for (size_t n = 1; n <= longest; n++) {
		head = step(head, text.ptr[n - 1]);
		tail = step(tail, text.ptr[text.len - n]);
		if (has_len(index->head_lens, n))
			try_hash(&search, head);
		if (has_len(index->tail_lens, n))
			try_hash(&search, tail);
	}
	return search.best;
}

bool star_match(struct pc_str pattern, struct pc_str text)
{
	size_t star = pc_str_find(pattern, '*');
	struct pc_str last;

	if (star == pattern.len)
		return pc_str_eq(pattern, text);
	if (!pc_str_starts(text, pc_str_head(pattern, star)))
		return false;
	text = pc_str_from(text, star);
	last = pc_str_from(pattern, pc_str_rfind(pattern, '*') + 1);
	pattern = pc_str_from(pattern, star);
	if (text.len < last.len || !pc_str_ends(text, last))
		return false;
	text.len -= last.len;
	pattern.len -= last.len;
	while (pattern.len) { /* every part begins with its star */
		struct pc_str part;
		size_t at;

		pattern = pc_str_from(pattern, 1);
		part = pc_str_head(pattern, pc_str_find(pattern, '*'));
		at = pc_str_find_str(text, part);
		if (at == text.len && part.len)
			return false;
		text = pc_str_from(text, at + part.len);
		pattern = pc_str_from(pattern, part.len);
	}
	return true;
}

bool prefix_match(struct pc_str pattern, struct pc_str text)
{
	return pc_str_starts(text, pattern);
}

struct pc_str lower_case(struct pc_arena *arena, struct pc_str s)
{
	char *out = pc_arena_bytes(arena, s.len + 1);

	for (size_t i = 0; i < s.len; i++) {
		char c = s.ptr[i];

		out[i] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
	}
	return (struct pc_str){out, s.len};
}
