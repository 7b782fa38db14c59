/* SPDX-License-Identifier: Apache-2.0 */
/* Automata piece by piece, and languages as expressions over them.  What they mean is
 * found out in automaton_search.c. */
#include "pc/base/limits.h"
#include "pc/base/utf.h"

#include "automaton_priv.h"

const struct pc_range pc_any_char = {0, LAST_CHAR};
const struct pc_range pc_not_slash[2] = {{0, '/' - 1}, {'/' + 1, LAST_CHAR}};

struct pc_auto *pc_auto_new(struct pc_arena *arena)
{
	struct pc_auto *a = pc_arena_new(arena, struct pc_auto);

	a->arena = arena;
	a->n_states = 1;
	return a;
}

uint32_t pc_auto_state(struct pc_auto *a)
{
	if (a->n_states >= PC_MAX_AUTO_SIZE) {
		a->too_large = true;
		return 0;
	}
	return a->n_states++;
}

/* Room for one more; what it grew out of stays in the arena. */
static void *grown(struct pc_arena *arena, void *old, uint32_t *cap, size_t size)
{
	uint32_t room = *cap ? *cap * 2 : 16;
	void *more = pc_arena_array(arena, room, size);

	if (*cap)
		memcpy(more, old, *cap * size);
	*cap = room;
	return more;
}

void pc_auto_edge(struct pc_auto *a, uint32_t from, struct pc_range range, uint32_t to)
{
	if (a->n_edges >= 4 * PC_MAX_AUTO_SIZE)
		a->too_large = true;
	if (a->too_large)
		return;
	if (a->n_edges == a->cap_edges)
		a->edges = grown(a->arena, a->edges, &a->cap_edges, sizeof(*a->edges));
	a->edges[a->n_edges++] = (struct edge){from, to, range};
}

void pc_auto_skip(struct pc_auto *a, uint32_t from, uint32_t to)
{
	pc_auto_edge(a, from, (struct pc_range){1, 0}, to);
}

void pc_auto_accept(struct pc_auto *a, uint32_t state)
{
	if (a->n_accepts == a->cap_accepts) {
		a->accepts =
			grown(a->arena, a->accepts, &a->cap_accepts, sizeof(*a->accepts));
	}
	a->accepts[a->n_accepts++] = state;
}

static bool is_letter(uint32_t c)
{
	return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

uint32_t pc_auto_text(struct pc_auto *a, uint32_t at, struct pc_str text, bool fold)
{
	for (size_t i = 0; i < text.len && !a->too_large;) {
		uint32_t c = pc_utf8_next(text, &i), next = pc_auto_state(a);

		pc_auto_edge(a, at, (struct pc_range){c, c}, next);
		if (fold && is_letter(c))
			pc_auto_edge(a, at, (struct pc_range){c ^ 0x20, c ^ 0x20}, next);
		at = next;
	}
	return at;
}

uint32_t pc_auto_one(
	struct pc_auto *a, uint32_t at, const struct pc_range *ranges, size_t n)
{
	uint32_t next = pc_auto_state(a);

	for (size_t i = 0; i < n; i++)
		pc_auto_edge(a, at, ranges[i], next);
	return next;
}

uint32_t pc_auto_run(
	struct pc_auto *a, uint32_t at, const struct pc_range *ranges, size_t n)
{
	uint32_t loop = pc_auto_state(a);

	pc_auto_skip(a, at, loop);
	for (size_t i = 0; i < n; i++)
		pc_auto_edge(a, loop, ranges[i], loop);
	return loop;
}

/* ---- expressions ---------------------------------------------------------- */

const struct pc_lang *pc_lang_auto(struct pc_arena *arena, const struct pc_auto *a)
{
	struct pc_lang *lang = pc_arena_new(arena, struct pc_lang);

	*lang = (struct pc_lang){.kind = PC_LANG_AUTO, .automaton = a};
	return lang;
}

static const struct pc_lang *combine(struct pc_arena *arena, enum pc_lang_kind kind,
	const struct pc_lang *const *parts, size_t n)
{
	struct pc_lang *lang = pc_arena_new(arena, struct pc_lang);

	*lang = (struct pc_lang){.kind = kind, .parts = parts, .n_parts = n};
	return lang;
}

const struct pc_lang *pc_lang_not(struct pc_arena *arena, const struct pc_lang *a)
{
	const struct pc_lang **parts =
		pc_arena_new_array(arena, const struct pc_lang *, 1);

	parts[0] = a;
	return combine(arena, PC_LANG_NOT, parts, 1);
}

const struct pc_lang *pc_lang_and(
	struct pc_arena *arena, const struct pc_lang *a, const struct pc_lang *b)
{
	const struct pc_lang **parts =
		pc_arena_new_array(arena, const struct pc_lang *, 2);

	parts[0] = a;
	parts[1] = b;
	return combine(arena, PC_LANG_AND, parts, 2);
}

const struct pc_lang *pc_lang_or(
	struct pc_arena *arena, const struct pc_lang *const *parts, size_t n)
{
	return combine(arena, PC_LANG_OR, parts, n);
}
