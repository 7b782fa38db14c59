/* SPDX-License-Identifier: Apache-2.0 */
/* How the parts of policy tests fit together.
 *
 *   tests_files.c  which files; bytes -> a tree
 *   tests_read.c   a tree -> calls with what is expected of them
 *   tests_fields.c fields of a map, held against what is known
 *   tests_where.c  the part `where` of it
 *   tests_run.c    calls -> verdicts, compared
 *   tests_say.c    answers -> findings and words for people */
#ifndef PC_REVIEW_TESTS_PRIV_H
#define PC_REVIEW_TESTS_PRIV_H

#include "pc/doc/node.h"
#include "pc/review/tests.h"

/* One file while it is read. */
struct reading {
	struct pc_tests *tests;
	struct pc_arena *arena;
	struct pc_diags *diags;
	struct pc_span file; /* the whole file */
	struct pc_str about; /* its own words */
	const char *what;    /* "a test file", "a call": what is being read ... */
	const char *then;    /* ... and what becomes of it when it is wrong */
};

/* What a map may hold: names, and the kinds (bits 1 << PC_TEXT) of their values. */
struct field {
	const char *name;
	unsigned kinds;
};

enum { ANY_KIND = ~0u };

/* A member that no field knows; false: nobody knows it. */
typedef bool other_fn(void *user, const struct pc_pair *pair);

/* Puts the members of map that fields (ended by a NULL name) knows into found, by their
 * index.  A value of the wrong kind, and a member that neither fields nor other (may be
 * NULL) knows, is a finding.  Returns whether there was none. */
bool fields_take(const struct pc_pair **found, struct reading *reading,
	const struct field *fields, const struct pc_node *map, other_fn *other,
	void *user);

/* A word that is wrong (PC1803): "<what> '<typed>'".  known is a list ended by NULL, or
 * NULL, for the hint. */
void reading_fault(struct reading *reading, struct pc_span at, struct pc_str typed,
	const char *const *known, const char *what);

/* tests_where.c: lays what map says (NULL: nothing) over base.  False after a finding. */
bool where_read(struct pc_test_where *out, struct reading *reading,
	const struct pc_test_where *base, const struct pc_node *map);
/* The index of an equal one, added when there is none; false when there are too many. */
bool where_intern(
	size_t *out, struct reading *reading, const struct pc_test_where *where);

/* tests_read.c: the whole tree of a file. */
void tests_read_tree(struct reading *reading, const struct pc_node *root);

#endif
