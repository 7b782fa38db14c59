/* SPDX-License-Identifier: Apache-2.0 */
/* The tree that JSON and YAML both become: every node knows where it was written.
 * Nodes live in the arena of their document set and are read-only after reading. */
#ifndef PC_DOC_NODE_H
#define PC_DOC_NODE_H

#include "pc/base/arena.h"
#include "pc/base/err.h"

enum pc_kind { PC_NULL, PC_BOOL, PC_INT, PC_REAL, PC_TEXT, PC_LIST, PC_MAP };

struct pc_node;

struct pc_pair {
	struct pc_str key;
	struct pc_span key_at;
	struct pc_node *value;
};

struct pc_node {
	enum pc_kind kind;
	struct pc_span at;
	union {
		bool boolean;
		int64_t integer;
		/* PC_REAL: a fraction, an exponent, or an integer past int64; text is
		 * how it was written, so that nothing is lost. */
		struct {
			double real;
			struct pc_str written;
		};
		struct pc_str text; /* UTF-8; a lone \u surrogate is kept as 3 bytes */
		struct {
			struct pc_node **items;
			size_t n_items;
		};
		struct {
			/* In the order of first appearance; of a key that stands
			 * twice only the last value is here (the reader reports the
			 * other), as JSON.parse does.  JavaScript itself lists
			 * integer-like keys ("0", "17") first and ascending; whoever
			 * imitates an iteration of its has to do that too. */
			struct pc_pair *pairs;
			size_t n_pairs;
			/* Set by readers for large maps: the pairs ordered by key.
			 * Whoever changes pairs sets it to NULL. */
			const struct pc_pair **by_key;
		};
	};
};

/* The value of a key, or NULL when map is NULL, no map, or has no such key. */
const struct pc_node *pc_node_get(const struct pc_node *map, struct pc_str key);
const struct pc_node *pc_node_get_c(const struct pc_node *map, const char *key);
/* The text of a text node; the empty view with NULL .ptr for anything else or NULL. */
struct pc_str pc_node_text(const struct pc_node *node);
/* True for numbers of either kind, with the value that JavaScript computes with. */
bool pc_node_number(const struct pc_node *node, double *out);
/* Deep equality by value (places ignored; map order ignored; 1 and 1.0 are equal, and so
 * are two integers that are one and the same double). */
bool pc_node_eq(const struct pc_node *a, const struct pc_node *b);
/* "null", "boolean", "number", "string", "array", "object": JSON's words for people. */
const char *pc_kind_name(enum pc_kind kind);

/* Builders, for merged trees and tests. */
struct pc_node *pc_node_new(struct pc_arena *arena, enum pc_kind kind, struct pc_span at);
struct pc_node *pc_node_new_text(
	struct pc_arena *arena, struct pc_str text, struct pc_span at);
/* Makes pc_node_get() on a large map of your own making fast, now that its pairs are
 * complete and no key stands twice.  Small maps are left as they are. */
void pc_node_index(struct pc_arena *arena, struct pc_node *map);

#endif
