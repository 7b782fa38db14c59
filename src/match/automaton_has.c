/* SPDX-License-Identifier: Apache-2.0 */
/* Is a word in a language?  The states of an automaton are followed as a set, character
 * by character; nothing is made ready for a second word, because most are asked once. */
#include "pc/base/utf.h"

#include "automaton_priv.h"

/* Where a walk through an automaton is. */
struct walk {
	const struct pc_auto *a;
	bool *now, *next; /* for each state */
};

/* Edges mostly lead to later states, so that one pass is usually enough. */
static void follow_skips(const struct pc_auto *a, bool *states)
{
	bool changed = true;

	while (changed) {
		changed = false;
		for (uint32_t i = 0; i < a->n_edges; i++) {
			const struct edge *e = &a->edges[i];

			if (is_skip(e) && states[e->from] && !states[e->to]) {
				states[e->to] = true;
				changed |= e->to < e->from;
			}
		}
	}
}

/* False when no state is left. */
static bool step(struct walk *walk, uint32_t c)
{
	const struct pc_auto *a = walk->a;
	bool *states = walk->next, is_alive = false;

	memset(states, 0, a->n_states);
	for (uint32_t i = 0; i < a->n_edges; i++) {
		const struct edge *e = &a->edges[i];

		if (walk->now[e->from] && e->range.from <= c && c <= e->range.to)
			states[e->to] = is_alive = true;
	}
	follow_skips(a, states);
	walk->next = walk->now;
	walk->now = states;
	return is_alive;
}

static bool has(const struct pc_auto *a, struct pc_str word)
{
	enum { FEW = 512 };
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	bool few[2][FEW] = {{false}};
	struct walk walk = {a, few[0], few[1]};

	if (a->too_large)
		return false;
	if (a->n_states > FEW) {
		walk.now = pc_arena_new_array(&arena, bool, a->n_states);
		walk.next = pc_arena_new_array(&arena, bool, a->n_states);
	}
	walk.now[0] = true;
	follow_skips(a, walk.now);
	for (size_t at = 0; at < word.len;) {
		if (!step(&walk, pc_utf8_next(word, &at)))
			return false;
	}
	for (uint32_t i = 0; i < a->n_accepts; i++) {
		if (walk.now[a->accepts[i]])
			return true;
	}
	return false;
}

size_t pc_lang_size(const struct pc_lang *lang)
{
	size_t size = 0;

	if (lang->kind == PC_LANG_AUTO)
		return lang->automaton->n_edges;
	for (size_t i = 0; i < lang->n_parts; i++)
		size += pc_lang_size(lang->parts[i]);
	return size;
}

bool pc_lang_has(const struct pc_lang *lang, struct pc_str word)
{
	bool is_or = lang->kind == PC_LANG_OR;

	if (lang->kind == PC_LANG_AUTO)
		return has(lang->automaton, word);
	if (lang->kind == PC_LANG_NOT)
		return !pc_lang_has(lang->parts[0], word);
	for (size_t i = 0; i < lang->n_parts; i++) {
		if (pc_lang_has(lang->parts[i], word) == is_or)
			return is_or;
	}
	return !is_or;
}
