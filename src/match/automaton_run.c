/* SPDX-License-Identifier: Apache-2.0 */
/* One automaton, made deterministic step by step: a set of its states is a state, and is
 * made when somebody gets there.  Sets are kept free of states from which no word can be
 * completed, so that the empty set is the only hopeless one. */
#include <stdlib.h>

#include "automaton_priv.h"

enum { UNKNOWN = UINT32_MAX };

/* ---- the alphabet --------------------------------------------------------- */

/* What people read first. */
static const char faces[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
			    "0123456789-_./ =:@,+%~#!?^&*()[]{}<>|;$'\"`\\";

enum {
	RANK_PRINTABLE = sizeof(faces),
	RANK_CONTROL,
	RANK_NONE, /* halves of characters: no text has them */
};

static int compare(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return x < y ? -1 : x > y;
}

static size_t unique(uint32_t *items, size_t n)
{
	size_t kept = 0;

	qsort(items, n, sizeof(*items), compare);
	for (size_t i = 0; i < n; i++) {
		if (kept == 0 || items[i] != items[kept - 1])
			items[kept++] = items[i];
	}
	return kept;
}

/* How readable the best character of a range is, and which that is. */
static unsigned face_of(uint32_t *face, struct pc_range range)
{
	for (unsigned i = 0; i < sizeof(faces) - 1; i++) {
		uint32_t c = (unsigned char)faces[i];

		if (c >= range.from && c <= range.to) {
			*face = c;
			return i;
		}
	}
	*face = range.from < 0xA1 && range.to >= 0xA1 ? 0xA1 : range.from;
	if (*face >= 0xD800 && *face <= 0xDFFF) {
		*face = 0xE000;
		if (range.to < 0xE000)
			return RANK_NONE;
	}
	return *face >= 0xA1 ? RANK_PRINTABLE : RANK_CONTROL;
}

static void rank_letters(struct alphabet *out, struct pc_arena *arena)
{
	unsigned *ranks = pc_arena_new_array(arena, unsigned, out->n);
	size_t n = 0;

	for (uint32_t i = 0; i < out->n; i++) {
		uint32_t to = i + 1 < out->n ? out->starts[i + 1] - 1 : LAST_CHAR;
		unsigned rank =
			face_of(&out->faces[i], (struct pc_range){out->starts[i], to});
		size_t at = n;

		if (rank == RANK_NONE)
			continue;
		for (; at > 0 && ranks[at - 1] > rank; at--) {
			ranks[at] = ranks[at - 1];
			out->order[at] = out->order[at - 1];
		}
		ranks[at] = rank;
		out->order[at] = i;
		n++;
	}
	out->n = n;
}

void alphabet_init(struct alphabet *out, struct pc_arena *arena,
	const struct pc_auto *const *autos, size_t n)
{
	size_t n_cuts = 1, n_edges = 0;

	for (size_t i = 0; i < n; i++)
		n_edges += autos[i]->n_edges;
	out->starts = pc_arena_new_array(arena, uint32_t, 2 * n_edges + 1);
	for (size_t i = 0; i < n; i++) {
		for (uint32_t e = 0; e < autos[i]->n_edges; e++) {
			const struct edge *edge = &autos[i]->edges[e];

			if (is_skip(edge))
				continue;
			out->starts[n_cuts++] = edge->range.from;
			if (edge->range.to < LAST_CHAR)
				out->starts[n_cuts++] = edge->range.to + 1;
		}
	}
	out->n = unique(out->starts, n_cuts);
	out->faces = pc_arena_new_array(arena, uint32_t, out->n);
	out->order = pc_arena_new_array(arena, uint32_t, out->n);
	out->n_starts = out->n;
	rank_letters(out, arena);
}

/* The letter that a character belongs to. */
static uint32_t letter_of(const struct alphabet *alphabet, uint32_t c)
{
	size_t low = 0, high = alphabet->n_starts;

	while (high - low > 1) {
		size_t mid = (low + high) / 2;

		if (alphabet->starts[mid] <= c)
			low = mid;
		else
			high = mid;
	}
	return (uint32_t)low;
}

/* ---- the automaton in the order of its states ----------------------------- */

/* A move by any of the letters first..last. */
struct move {
	uint32_t first, last, to;
};

struct run {
	struct pc_arena *arena;
	const struct pc_auto *a;
	size_t n_letters;
	uint32_t *move_starts, *skip_starts; /* for each state, and one behind */
	struct move *moves;
	uint32_t *skips;
	bool *accepts, *lives, *is_full; /* is_full: accepts whatever follows */
	uint32_t *marks, stamp;          /* which states the set under work has */
	uint32_t *work;
	struct state_set *sets;
	uint32_t n_sets, cap_sets;
	uint32_t *next; /* n_letters for each set */
	uint32_t *table, table_mask;
};

static void sort_edges(struct run *run, const struct alphabet *alphabet)
{
	const struct pc_auto *a = run->a;
	uint32_t *m, *s;

	run->move_starts = pc_arena_new_array(run->arena, uint32_t, a->n_states + 2);
	run->skip_starts = pc_arena_new_array(run->arena, uint32_t, a->n_states + 2);
	run->moves = pc_arena_new_array(run->arena, struct move, a->n_edges + 1);
	run->skips = pc_arena_new_array(run->arena, uint32_t, a->n_edges + 1);
	m = run->move_starts + 1;
	s = run->skip_starts + 1;
	for (uint32_t i = 0; i < a->n_edges; i++)
		(is_skip(&a->edges[i]) ? s : m)[a->edges[i].from + 1]++;
	for (uint32_t i = 1; i <= a->n_states; i++) {
		m[i] += m[i - 1];
		s[i] += s[i - 1];
	}
	/* m[x] is where the next move of x goes; at the end that is where x + 1 begins,
	 * and the array seen from one entry before has every start. */
	for (uint32_t i = 0; i < a->n_edges; i++) {
		const struct edge *e = &a->edges[i];

		if (is_skip(e)) {
			run->skips[s[e->from]++] = e->to;
			continue;
		}
		run->moves[m[e->from]++] =
			(struct move){letter_of(alphabet, e->range.from),
				letter_of(alphabet, e->range.to), e->to};
	}
}

/* Which states can still come to a word: backwards from those that accept. */
static void find_lives(struct run *run)
{
	const struct pc_auto *a = run->a;
	bool changed = true;

	for (uint32_t i = 0; i < a->n_accepts; i++)
		run->accepts[a->accepts[i]] = run->lives[a->accepts[i]] = true;
	while (changed) {
		changed = false;
		for (uint32_t i = a->n_edges; i > 0; i--) {
			const struct edge *e = &a->edges[i - 1];

			if (run->lives[e->to] && !run->lives[e->from])
				run->lives[e->from] = changed = true;
		}
	}
	for (uint32_t i = 0; i < a->n_edges; i++) {
		const struct edge *e = &a->edges[i];

		if (e->from == e->to && run->accepts[e->from] && e->range.from == 0 &&
			e->range.to == LAST_CHAR)
			run->is_full[e->from] = true;
	}
}

/* ---- sets ----------------------------------------------------------------- */

static uint32_t hash_of(const uint32_t *states, uint32_t n)
{
	uint32_t h = 0x811C9DC5u;

	for (uint32_t i = 0; i < n; i++)
		h = (h ^ states[i]) * 0x01000193u;
	return h ^ h >> 15;
}

static void grow_sets(struct run *run)
{
	uint32_t cap = run->cap_sets ? run->cap_sets * 2 : 8;
	struct state_set *sets = pc_arena_new_array(run->arena, struct state_set, cap);
	uint32_t *next = pc_arena_new_array(run->arena, uint32_t, cap * run->n_letters);

	if (run->n_sets) {
		memcpy(sets, run->sets, run->n_sets * sizeof(*sets));
		memcpy(next, run->next, run->n_sets * run->n_letters * sizeof(*next));
	}
	run->sets = sets;
	run->next = next;
	run->cap_sets = cap;
	run->table_mask = cap * 2 - 1;
	run->table = pc_arena_new_array(run->arena, uint32_t, (size_t)cap * 2);
	for (uint32_t i = 0; i < run->n_sets; i++) {
		uint32_t at = hash_of(sets[i].states, sets[i].n) & run->table_mask;

		while (run->table[at])
			at = (at + 1) & run->table_mask;
		run->table[at] = i + 1;
	}
}

static uint32_t intern(struct run *run, const uint32_t *states, uint32_t n)
{
	struct state_set *set;
	uint32_t at;

	if (run->n_sets == run->cap_sets)
		grow_sets(run);
	at = hash_of(states, n) & run->table_mask;
	for (; run->table[at]; at = (at + 1) & run->table_mask) {
		set = &run->sets[run->table[at] - 1];
		if (set->n == n &&
			(n == 0 || memcmp(set->states, states, n * sizeof(*states)) == 0))
			return run->table[at] - 1;
	}
	set = &run->sets[run->n_sets];
	set->states = pc_arena_new_array(run->arena, uint32_t, n);
	set->n = n;
	set->is_fixed = n == 0;
	for (uint32_t i = 0; i < n; i++) {
		set->states[i] = states[i];
		set->accepts |= run->accepts[states[i]];
		set->is_fixed |= run->is_full[states[i]];
	}
	for (size_t i = 0; i < run->n_letters; i++)
		run->next[run->n_sets * run->n_letters + i] = UNKNOWN;
	run->table[at] = ++run->n_sets;
	return run->n_sets - 1;
}

static void mark(struct run *run, uint32_t state, uint32_t *n)
{
	if (run->lives[state] && run->marks[state] != run->stamp) {
		run->marks[state] = run->stamp;
		run->work[(*n)++] = state;
	}
}

/* The set of what is marked and what can be reached from there by skips.  A state that
 * accepts whatever follows stands for all others. */
static uint32_t close_set(struct run *run, uint32_t n, size_t *steps)
{
	for (uint32_t i = 0; i < n; i++) {
		uint32_t state = run->work[i];

		if (run->is_full[state])
			return intern(run, &run->work[i], 1);
		for (uint32_t s = run->skip_starts[state];
			s < run->skip_starts[state + 1]; s++)
			mark(run, run->skips[s], &n);
	}
	*steps -= *steps < n ? *steps : n;
	qsort(run->work, n, sizeof(*run->work), compare);
	return intern(run, run->work, n);
}

struct run *run_new(
	struct pc_arena *arena, const struct pc_auto *a, const struct alphabet *alphabet)
{
	struct run *run = pc_arena_new(arena, struct run);
	size_t steps = SIZE_MAX;
	uint32_t n = 0;

	run->arena = arena;
	run->a = a;
	run->n_letters = alphabet->n_starts;
	run->accepts = pc_arena_new_array(arena, bool, a->n_states);
	run->lives = pc_arena_new_array(arena, bool, a->n_states);
	run->is_full = pc_arena_new_array(arena, bool, a->n_states);
	run->marks = pc_arena_new_array(arena, uint32_t, a->n_states);
	run->work = pc_arena_new_array(arena, uint32_t, a->n_states);
	sort_edges(run, alphabet);
	find_lives(run);
	run->stamp = 1;
	mark(run, 0, &n);
	close_set(run, n, &steps);
	return run;
}

uint32_t run_next(struct run *run, uint32_t set, uint32_t letter, size_t *steps)
{
	uint32_t *cached = &run->next[set * run->n_letters + letter];
	const struct state_set *from = &run->sets[set];
	uint32_t n = 0, to;

	if (*cached != UNKNOWN)
		return *cached;
	run->stamp++;
	for (uint32_t i = 0; i < from->n; i++) {
		uint32_t state = from->states[i];

		for (uint32_t m = run->move_starts[state];
			m < run->move_starts[state + 1]; m++) {
			if (run->moves[m].first <= letter && letter <= run->moves[m].last)
				mark(run, run->moves[m].to, &n);
		}
	}
	to = close_set(run, n, steps);
	/* Sets may have moved. */
	run->next[set * run->n_letters + letter] = to;
	return to;
}

const struct state_set *run_set(const struct run *run, uint32_t set)
{
	return &run->sets[set];
}
