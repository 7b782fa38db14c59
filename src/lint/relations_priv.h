/* SPDX-License-Identifier: Apache-2.0 */
/* All rules of settings against each other.
 *
 *   relations.c        the findings, rule by rule
 *   relations_proof.c  is a rule covered by others?  Found by example, proved exactly
 *   relations_examples.c  a word that a rule means
 *   relations_index.c  which rules have a certain call? */
#ifndef PC_RELATIONS_PRIV_H
#define PC_RELATIONS_PRIV_H

#include "language_priv.h"

/* One rule under comparison. */
struct entry {
	struct pc_rule_text text; /* anchored where nobody's files are */
	struct pc_rule rule;
	const struct pc_rule_text *written;
	struct language language;
	/* A word that the rule surely means, and one for its field; empty: none known. */
	struct pc_str word, field_word;
	uint32_t stamp; /* of the last lookup that found it */
	bool is_out;    /* repeats another, or says nothing */
};

struct filing {
	struct entry *entry;
	/* Every word of the rule holds the literal parts of this, in their order; what is
	 * no literal is in meta. */
	struct pc_str pattern;
	const char *meta;
	struct filing *next;
};

struct bucket {
	uint64_t key; /* 0: free */
	struct filing *first;
	size_t n;
	uint32_t stamp; /* of the last lookup that came here */
};

struct relations {
	struct analysis analysis;
	struct pc_arena arena;
	const struct pc_settings *settings; /* as loaded */
	struct pc_diags *diags;
	struct entry *entries;
	size_t n_entries;
	struct bucket *buckets;
	size_t mask;
	uint64_t *filter; /* eight bits for each bucket: most keys are nobody's */
	uint32_t stamp;
	size_t tries; /* candidates that may still be looked at */
};

/* Entries of a lookup. */
struct found {
	struct entry **items;
	size_t n, cap;
};

/* ---- relations_examples.c ------------------------------------------------- */

/* The pattern with "a" for its stars. */
struct pc_str example_of_stars(struct pc_arena *arena, struct pc_str pattern);
struct pc_str example_of_command(
	struct pc_arena *arena, const struct pc_command_shape *shape);
/* Empty where it takes a search. */
struct pc_str example_of_path(struct pc_arena *arena, const struct pc_path_shape *shape);
/* On the first facet, for what is rare; empty when there is none. */
struct pc_str example_by_search(struct relations *relations, struct entry *entry);

/* ---- relations_index.c ---------------------------------------------------- */

void index_init(struct relations *relations);
/* Files the entry and gives it its words. */
void index_add(struct relations *relations, struct entry *entry);
/* Puts the rules of lists first..last that have the point, but for one, into an empty
 * list, in their order. */
void index_find(struct relations *relations, const struct point *point,
	const struct entry *but, enum pc_list_kind first, enum pc_list_kind last,
	struct found *out);
/* The example of a facet; false when the entry has none. */
bool entry_point(const struct entry *entry, const struct facet *facet, struct point *out);

/* ---- relations_proof.c ---------------------------------------------------- */

/* Whether every call of the entry is one of rules of stricter lists, which found then
 * has, no more than are needed. */
bool is_shadowed(struct relations *relations, struct entry *entry, struct found *by);
/* Whether every call of a is one of b. */
bool is_within(struct relations *relations, struct entry *a, struct entry *b);
/* What the entry and some others make of the entry's example: the entry that decides. */
const struct entry *who_decides(struct relations *relations, struct entry *entry,
	const struct found *others, const struct point *point);

#endif
