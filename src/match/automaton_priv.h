/* SPDX-License-Identifier: Apache-2.0 */
/* Between automaton.c, which builds, automaton_glob.c, which builds from path patterns,
 * and automaton_run.c with
 * automaton_search.c and automaton_has.c, which answer. */
#ifndef PC_AUTOMATON_PRIV_H
#define PC_AUTOMATON_PRIV_H

#include "pc/match/automaton.h"

enum { LAST_CHAR = 0x10FFFF };

/* A range that is the wrong way round is a skip. */
struct edge {
	uint32_t from, to;
	struct pc_range range;
};

struct pc_auto {
	struct pc_arena *arena;
	struct edge *edges;
	uint32_t n_edges, cap_edges;
	uint32_t *accepts;
	uint32_t n_accepts, cap_accepts;
	uint32_t n_states;
	bool too_large;
};

static inline bool is_skip(const struct edge *e)
{
	return e->range.from > e->range.to;
}

/* ---- automaton_run.c: one automaton made deterministic as far as it is used  */

/* The letters that some automata tell apart: each stands for a range of characters. */
struct alphabet {
	uint32_t *starts; /* the first character of each */
	uint32_t *faces;  /* the character that is shown for it */
	uint32_t *order;  /* letters, the most readable first */
	size_t n;         /* in order; letters that no text has are missing there */
	size_t n_starts;
};

/* An automaton's state set, which is a state of the deterministic one. */
struct state_set {
	uint32_t *states;
	uint32_t n;
	bool accepts;
	bool is_fixed; /* whatever follows, the answer stays what it is */
};

struct run;

void alphabet_init(struct alphabet *out, struct pc_arena *arena,
	const struct pc_auto *const *autos, size_t n);
struct run *run_new(
	struct pc_arena *arena, const struct pc_auto *a, const struct alphabet *alphabet);
/* Set 0 is the start.  *steps is reduced by the work. */
uint32_t run_next(struct run *run, uint32_t set, uint32_t letter, size_t *steps);
const struct state_set *run_set(const struct run *run, uint32_t set);

#endif
