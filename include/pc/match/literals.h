/* SPDX-License-Identifier: Apache-2.0 */
/* Many literals found in one pass over a text.  Two ways with the same hits: a table that
 * is made in microseconds and does some 0.7 GB/s, and vectorscan, which takes
 * milliseconds to make and does several GB/s. */
#ifndef PC_MATCH_LITERALS_H
#define PC_MATCH_LITERALS_H

#include "pc/base/arena.h"
#include "pc/base/err.h"

enum { PC_LEAST_LITERAL = 3 };

struct pc_literal {
	struct pc_str text; /* at least PC_LEAST_LITERAL bytes; borrowed by the table */
	bool is_caseless;   /* of ASCII letters */
};

/* Called with the number of a literal and the offset behind it, by rising offsets, each
 * place and literal once.  false: enough. */
typedef bool pc_literals_fn(void *context, unsigned which, size_t end);

struct pc_literals;       /* read-only, shared by threads */
struct pc_literals_space; /* what one thread needs */

/* A way to find them.  make() returns NULL where it cannot. */
struct pc_literals_way {
	struct pc_literals *(*make)(const struct pc_literal *literals, size_t n);
	void (*free)(struct pc_literals *literals);
	/* NULL where none is needed. */
	struct pc_literals_space *(*space)(const struct pc_literals *literals);
	void (*free_space)(struct pc_literals_space *space);
	void (*find)(const struct pc_literals *literals, struct pc_literals_space *space,
		struct pc_str text, pc_literals_fn *hit, void *context);
};

extern const struct pc_literals_way pc_literals_table;
/* vectorscan, or NULL where policyctl was built without it.  Only programs that link
 * pc::match_fast have it. */
const struct pc_literals_way *pc_literals_fast(void);

#endif
