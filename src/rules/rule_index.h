/* SPDX-License-Identifier: Apache-2.0 */
/* Hash tables that give rules back in the client's order: an exact one, and one for
 * patterns with '*', which finds those few patterns whose literal beginning or end
 * occurs in a text.  Built once in the arena of a generation, then read-only. */
#ifndef PC_RULES_RULE_INDEX_H
#define PC_RULES_RULE_INDEX_H

#include "pc/rules/rule.h"

struct rule_entry {
	uint64_t hash;
	const struct pc_rule *rule;
	struct pc_str text; /* what it was filed under */
	struct rule_entry *next;
};

struct rule_index {
	struct rule_entry **buckets;
	size_t mask;
};

/* A hash to continue with rule_hash(); spaces keep lists and kinds of keys apart. */
uint64_t rule_hash_start(enum pc_list_kind list, unsigned space);
uint64_t rule_hash(uint64_t hash, struct pc_str s);

void rule_index_init(struct rule_index *index, struct pc_arena *arena, size_t n);
/* Rules are added from the last to the first. */
void rule_index_add(struct rule_index *index, struct pc_arena *arena, uint64_t hash,
	const struct pc_rule *rule, struct pc_str text);
/* The first entry with that hash, and the next; different keys may share a hash, so the
 * caller compares texts.  Rules come in the client's order. */
const struct rule_entry *rule_index_first(const struct rule_index *index, uint64_t hash);
const struct rule_entry *rule_index_next(const struct rule_entry *entry);

struct star_index {
	struct rule_index entries;
	uint64_t head_lens[4],
		tail_lens[4]; /* bit n: some pattern's literal has n bytes */
};

typedef bool star_fn(struct pc_str pattern, struct pc_str text);

void star_index_init(struct star_index *index, struct pc_arena *arena, size_t n);
/* From the last to the first. space is a hash that only rule_hash*() made. */
void star_index_add(struct star_index *index, struct pc_arena *arena, uint64_t space,
	const struct pc_rule *rule, struct pc_str pattern);
/* The first rule whose pattern, filed under space, matches. */
const struct pc_rule *star_index_find(const struct star_index *index, uint64_t space,
	struct pc_str text, star_fn *matches);

/* '*' is any run of bytes, everything else itself; the whole text.  Linear. */
bool star_match(struct pc_str pattern, struct pc_str text);
/* The same without wildcards: pattern is the beginning of text. */
bool prefix_match(struct pc_str pattern, struct pc_str text);

/* A copy with small ASCII letters. */
struct pc_str lower_case(struct pc_arena *arena, struct pc_str s);

#endif
