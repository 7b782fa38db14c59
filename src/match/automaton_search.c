/* SPDX-License-Identifier: Apache-2.0 */
/* The shortest word of a language: breadth first through the product of its automata.  A
 * product state has one number for each automaton, and is abandoned when the expression
 * over them can no longer become true. */
#include "pc/base/buf.h"
#include "pc/base/limits.h"
#include "pc/base/utf.h"

#include "automaton_priv.h"

/* A state of the product; its numbers are in search.numbers. */
struct product_state {
	uint32_t parent, letter;
};

struct search {
	struct pc_arena *arena;
	const struct pc_lang *lang;
	const struct pc_auto *autos[PC_MAX_AUTO_PARTS];
	struct run *runs[PC_MAX_AUTO_PARTS];
	size_t n_runs;
	struct alphabet alphabet;
	struct product_state *states;
	uint32_t *numbers;
	uint32_t n_states, cap;
	uint32_t *table, table_mask;
	size_t steps;
};

/* ---- the expression ------------------------------------------------------- */

/* False when there are too many automata, or one of them is too large. */
static bool collect(struct search *s, const struct pc_lang *lang)
{
	if (lang->kind == PC_LANG_AUTO) {
		if (s->n_runs == PC_MAX_AUTO_PARTS || lang->automaton->too_large)
			return false;
		s->autos[s->n_runs++] = lang->automaton;
		return true;
	}
	for (size_t i = 0; i < lang->n_parts; i++) {
		if (!collect(s, lang->parts[i]))
			return false;
	}
	return true;
}

struct truth {
	bool holds, is_fixed;
};

/* at counts the automata in the order in which collect() met them. */
static struct truth judge(const struct search *s, const struct pc_lang *lang,
	const uint32_t *numbers, size_t *at)
{
	struct truth all = {lang->kind != PC_LANG_OR, true};

	if (lang->kind == PC_LANG_AUTO) {
		const struct state_set *set = run_set(s->runs[*at], numbers[*at]);

		++*at;
		return (struct truth){set->accepts, set->is_fixed};
	}
	for (size_t i = 0; i < lang->n_parts; i++) {
		struct truth part = judge(s, lang->parts[i], numbers, at);

		if (lang->kind == PC_LANG_NOT)
			return (struct truth){!part.holds, part.is_fixed};
		/* One part that settles the matter outweighs the others. */
		if (all.is_fixed && all.holds == (lang->kind == PC_LANG_OR))
			continue;
		if (part.is_fixed && part.holds == (lang->kind == PC_LANG_OR)) {
			all = part;
			continue;
		}
		all.is_fixed &= part.is_fixed;
		if (lang->kind == PC_LANG_OR)
			all.holds |= part.holds;
		else
			all.holds &= part.holds;
	}
	return all;
}

static struct truth judge_state(const struct search *s, const uint32_t *numbers)
{
	size_t at = 0;

	return judge(s, s->lang, numbers, &at);
}

/* ---- the product ---------------------------------------------------------- */

static uint32_t hash_of(const uint32_t *numbers, size_t n)
{
	uint32_t h = 0x811C9DC5u;

	for (size_t i = 0; i < n; i++)
		h = (h ^ numbers[i]) * 0x01000193u;
	return h ^ h >> 15;
}

static uint32_t *numbers_of(const struct search *s, uint32_t state)
{
	return s->numbers + (size_t)state * s->n_runs;
}

static void grow(struct search *s)
{
	uint32_t cap = s->cap ? s->cap * 2 : 64;
	struct product_state *states =
		pc_arena_new_array(s->arena, struct product_state, cap);
	uint32_t *numbers = pc_arena_new_array(s->arena, uint32_t, cap * s->n_runs);

	if (s->n_states) {
		memcpy(states, s->states, s->n_states * sizeof(*states));
		memcpy(numbers, s->numbers, s->n_states * s->n_runs * sizeof(*numbers));
	}
	s->states = states;
	s->numbers = numbers;
	s->cap = cap;
	s->table_mask = cap * 2 - 1;
	s->table = pc_arena_new_array(s->arena, uint32_t, (size_t)cap * 2);
	for (uint32_t i = 0; i < s->n_states; i++) {
		uint32_t at = hash_of(numbers_of(s, i), s->n_runs) & s->table_mask;

		while (s->table[at])
			at = (at + 1) & s->table_mask;
		s->table[at] = i + 1;
	}
}

/* Remembers a state unless it is known; true when it was new. */
static bool add(
	struct search *s, const uint32_t *numbers, uint32_t parent, uint32_t letter)
{
	size_t size = s->n_runs * sizeof(*numbers);
	uint32_t at;

	if (s->n_states == s->cap)
		grow(s);
	at = hash_of(numbers, s->n_runs) & s->table_mask;
	for (; s->table[at]; at = (at + 1) & s->table_mask) {
		if (memcmp(numbers_of(s, s->table[at] - 1), numbers, size) == 0)
			return false;
	}
	memcpy(numbers_of(s, s->n_states), numbers, size);
	s->states[s->n_states] = (struct product_state){parent, letter};
	s->table[at] = ++s->n_states;
	return true;
}

static struct pc_str word_of(
	const struct search *s, struct pc_arena *arena, uint32_t state)
{
	size_t len = 0;
	char *end, *at;

	for (uint32_t i = state; i; i = s->states[i].parent)
		len += 4;
	at = end = pc_arena_bytes(arena, len + 1) + len;
	for (uint32_t i = state; i; i = s->states[i].parent) {
		char bytes[4];
		size_t n = pc_utf8_put(bytes, s->alphabet.faces[s->states[i].letter]);

		at -= n;
		memcpy(at, bytes, n);
	}
	return (struct pc_str){at, (size_t)(end - at)};
}

/* Tries every letter on a state; the number of the state that accepts, or 0. */
static uint32_t expand(struct search *s, uint32_t state)
{
	uint32_t numbers[PC_MAX_AUTO_PARTS] = {0};

	for (size_t i = 0; i < s->alphabet.n && s->steps > 0; i++) {
		uint32_t letter = s->alphabet.order[i];
		struct truth truth;

		s->steps--;
		for (size_t r = 0; r < s->n_runs; r++) {
			numbers[r] = run_next(
				s->runs[r], numbers_of(s, state)[r], letter, &s->steps);
		}
		truth = judge_state(s, numbers);
		if (truth.is_fixed && !truth.holds)
			continue;
		if (add(s, numbers, state, letter) && truth.holds)
			return s->n_states - 1;
	}
	return 0;
}

static enum pc_found search(struct search *s, struct pc_str *word, struct pc_arena *arena)
{
	uint32_t start[PC_MAX_AUTO_PARTS] = {0};
	struct truth truth = judge_state(s, start);

	if (truth.holds) {
		*word = pc_arena_str(arena, (struct pc_str){0});
		return PC_FOUND_WORD;
	}
	if (truth.is_fixed)
		return PC_FOUND_NONE;
	add(s, start, 0, 0);
	for (uint32_t at = 0; at < s->n_states; at++) {
		uint32_t found = expand(s, at);

		if (found) {
			*word = word_of(s, arena, found);
			return PC_FOUND_WORD;
		}
		if (s->steps == 0)
			return PC_FOUND_GAVE_UP;
	}
	return PC_FOUND_NONE;
}

static void prepare(struct search *s)
{
	alphabet_init(&s->alphabet, s->arena, s->autos, s->n_runs);
	for (size_t i = 0; i < s->n_runs; i++)
		s->runs[i] = run_new(s->arena, s->autos[i], &s->alphabet);
}

enum pc_found pc_lang_shortest(struct pc_str *word, struct pc_arena *arena,
	const struct pc_lang *lang, size_t *steps)
{
	PC_AUTO(pc_arena_done) struct pc_arena own = {0};
	struct search s = {.arena = &own, .lang = lang, .steps = PC_MAX_AUTO_STEPS};
	enum pc_found found;
	size_t granted;

	if (steps && *steps < s.steps)
		s.steps = *steps;
	granted = s.steps;
	if (!collect(&s, lang) || s.steps == 0)
		return PC_FOUND_GAVE_UP;
	prepare(&s);
	found = search(&s, word, arena);
	if (steps)
		*steps -= granted - s.steps;
	return found;
}
