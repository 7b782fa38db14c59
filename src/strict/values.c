/* SPDX-License-Identifier: Apache-2.0 */
/* A word as the fields that it becomes.  A word with something unknown in it is expanded
 * again as if that were empty, and as if it were not: what comes of it is asked about,
 * too. */
#include "values_priv.h"

bool spend(struct expansion *e, size_t n)
{
	if (*e->budget < n) {
		*e->budget = 0;
		return false;
	}
	*e->budget -= n;
	return true;
}

struct expansion expansion_inside(const struct expansion *e)
{
	return (struct expansion){.arena = e->arena,
		.scope = e->scope,
		.assume = e->assume,
		.depth = e->depth,
		.budget = e->budget,
		.ifs = e->ifs,
		.ifs_is_of = e->ifs_is_of,
		.source = e->source};
}

static void expand_plain(struct expansion *e, const struct pc_sh_word *word)
{
	put_parts(e, word->parts, IN_WORD);
	end_field(e);
	e->after_blank = false;
}

void expand_word(struct expansion *e, const struct pc_sh_word *word)
{
	const struct pc_sh_word *words;
	size_t count;

	if (!(word->has & PC_SH_HAS_BRACE) || e->whole) {
		expand_plain(e, word);
		return;
	}
	words = brace_words(e, word, &count);
	if (!words) {
		*e->budget = 0;
		put_unknown(e, true);
		end_field(e);
		return;
	}
	for (; count > 0; count--, words++)
		expand_plain(e, words);
}

static bool any_unknown(const struct expansion *e)
{
	for (size_t i = 0; i < e->count; i++) {
		if (e->items[i].kind == FIELD_UNKNOWN)
			return true;
	}
	return false;
}

static struct expansion expanded(struct pc_arena *arena, const struct scope *scope,
	const struct pc_sh_word *word, enum assume assume, bool whole)
{
	size_t budget = PC_MAX_WORD_WORK;
	struct scope after = *scope;
	struct expansion e = {.arena = arena,
		.scope = &after,
		.assume = assume,
		.whole = whole,
		.budget = &budget,
		.source = word->text};

	/* What a word assigns may be met further on in it. */
	values_assign(&after, arena, word);
	e.present = whole; /* even an empty one is assigned */
	expand_word(&e, word);
	e.budget = NULL;
	e.scope = scope;
	return e;
}

/* Adds a guess to those of an unknown field, once. */
static void add_guess(
	struct pc_arena *arena, struct field *field, const struct field *guess)
{
	struct fields *maybe;

	if (field->kind != FIELD_UNKNOWN || guess->kind == FIELD_UNKNOWN)
		return;
	for (size_t i = 0; field->maybe && i < field->maybe->count; i++) {
		if (field->maybe->items[i].kind == guess->kind &&
			pc_str_eq(field->maybe->items[i].text, guess->text))
			return;
	}
	maybe = pc_arena_new(arena, struct fields);
	maybe->items = pc_arena_new_array(arena, struct field, 2);
	if (field->maybe)
		maybe->items[maybe->count++] = field->maybe->items[0];
	maybe->items[maybe->count++] = *guess;
	field->maybe = maybe;
}

/* A word of one unknown field that, with the guess, becomes several: as many unknown
 * ones, each with its guess. */
static void spread(struct expansion *e, size_t count)
{
	struct field *items;

	if (e->count != 1 || count < 2)
		return;
	items = pc_arena_new_array(e->arena, struct field, count);
	for (size_t i = 0; i < count; i++)
		items[i] = e->items[0];
	e->items = items;
	e->count = e->cap = count;
}

static void guess(struct expansion *e, const struct pc_sh_word *word)
{
	struct expansion empty =
		expanded(e->arena, e->scope, word, ASSUME_EMPTY, e->whole);
	struct expansion set = expanded(e->arena, e->scope, word, ASSUME_SET, e->whole);

	spread(e, empty.count ? empty.count : set.count);
	for (size_t i = 0; i < e->count; i++) {
		if (empty.count == e->count)
			add_guess(e->arena, &e->items[i], &empty.items[i]);
		if (set.count == e->count)
			add_guess(e->arena, &e->items[i], &set.items[i]);
	}
}

/* Most words are one plain run. */
static bool is_plain(const struct pc_sh_word *word)
{
	return !word->has && word->parts && !word->parts->next &&
	       word->parts->kind == PC_SH_LITERAL;
}

void values_of(struct fields *out, struct pc_arena *arena, const struct scope *scope,
	const struct pc_sh_word *word)
{
	struct expansion e;

	if (is_plain(word)) {
		out->items = pc_arena_new(arena, struct field);
		out->items[0].text = word->parts->text;
		out->count = 1;
		return;
	}
	e = expanded(arena, scope, word, ASSUME_NOTHING, false);
	if (any_unknown(&e))
		guess(&e, word);
	*out = (struct fields){e.items, e.count};
}

struct field value_of(
	struct pc_arena *arena, const struct scope *scope, const struct pc_sh_word *word)
{
	struct expansion e = expanded(arena, scope, word, ASSUME_NOTHING, true);

	if (any_unknown(&e))
		guess(&e, word);
	return e.items[0];
}
