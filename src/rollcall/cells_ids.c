/* SPDX-License-Identifier: Apache-2.0 */
/* Ids of models in a cell, among commas, lines, brackets and words. */
#include "cells_priv.h"

enum { MAX_ID = 128 };

/* The bytes that ids are made of. */
static bool is_id_byte(char c)
{
	return (c >= 'a' && c <= 'z') || is_digit(c) || (c && strchr("-._:@", c));
}

/* Outside of code, and where only ids may stand, what has neither digit nor dash is a
 * word. */
static bool is_id(struct pc_str text, bool is_code)
{
	bool has_sign = is_code;

	if (text.len < 2 || text.len > MAX_ID ||
		!(text.ptr[0] >= 'a' && text.ptr[0] <= 'z'))
		return false;
	for (size_t i = 0; i < text.len; i++) {
		if (!is_id_byte(text.ptr[i]))
			return false;
		has_sign = has_sign || is_digit(text.ptr[i]) || text.ptr[i] == '-';
	}
	return has_sign &&
	       (is_letter(text.ptr[text.len - 1]) || is_digit(text.ptr[text.len - 1]));
}

/* Words of people, not the leavings of a page that went wrong. */
static bool is_prose(struct pc_str text)
{
	for (size_t i = 0; i < text.len; i++) {
		if (strchr("<>{}[]$\\|", text.ptr[i]))
			return false;
	}
	return true;
}

struct scan {
	struct cell_ids *out;
	struct pc_arena *arena;
	struct pc_str bad;
	size_t cap;
	bool is_code;
	int depth; /* of brackets */
	enum id_rule rule;
};

static void add_id(struct scan *s, struct pc_str id)
{
	struct pc_texts *ids = &s->out->ids;

	for (size_t i = 0; i < ids->count; i++) {
		if (pc_str_eq(ids->items[i], id))
			return;
	}
	pc_arena_grow(s->arena, ids->items, ids->count, s->cap);
	ids->items[ids->count++] = id;
}

/* Words that are no id. */
static void take_words(struct scan *s, struct pc_str words)
{
	bool is_fine = is_prose(words) && (s->rule != ID_EACH || s->depth > 0);

	if (s->depth > 0 && (cell_has(words, "preview") || cell_has(words, "nvit")))
		s->out->is_preview = true;
	if (!is_fine && s->bad.len == 0)
		s->bad = words;
}

/* What stands between two separators. */
static void take_piece(struct scan *s, struct pc_str piece)
{
	struct pc_str rest = piece = pc_str_trim(piece);

	if (piece.len == 0)
		return;
	if (is_id(piece, s->is_code && s->rule != ID_EACH)) {
		add_id(s, piece);
		return;
	}
	if (pc_str_eq_nocase(piece, PC_STR("or")))
		s->out->is_either = true;
	if (pc_str_eq_nocase(piece, PC_STR("or")) ||
		pc_str_eq_nocase(piece, PC_STR("and")))
		return;
	take_words(s, piece);
	/* An id among words: with letters and digits both, no "two-day". */
	while (rest.ptr) {
		struct pc_str word = pc_str_cut(&rest, ' ');
		bool has_digit = false;

		for (size_t i = 0; i < word.len; i++)
			has_digit = has_digit || is_digit(word.ptr[i]);
		if (has_digit && is_id(word, false) && s->rule != ID_EACH)
			add_id(s, word);
	}
}

/* "a or b": the word is a separator as well. */
static void take_joined(struct scan *s, struct pc_str text)
{
	static const char *const joints[] = {" or ", " and ", " / "};

	for (size_t i = 0; i < sizeof(joints) / sizeof(joints[0]); i++) {
		struct pc_str joint = pc_str(joints[i]);
		size_t at = pc_str_find_str(text, joint);

		if (at == text.len)
			continue;
		s->out->is_either = s->out->is_either || i == 0;
		take_joined(s, pc_str_head(text, at));
		take_joined(s, pc_str_from(text, at + joint.len));
		return;
	}
	take_piece(s, text);
}

static bool is_separator(char c)
{
	return c && strchr("\n,;|()\001\002", c);
}

bool cell_ids(struct cell_ids *out, struct pc_str *bad, struct pc_arena *arena,
	struct pc_str text, enum id_rule rule)
{
	struct scan s = {.out = out, .arena = arena, .rule = rule};
	size_t from = 0;

	*out = (struct cell_ids){0};
	text = without_notes(text);
	for (size_t i = 0; i <= text.len; i++) {
		char c = i < text.len ? text.ptr[i] : '\n';

		if (!is_separator(c))
			continue;
		take_joined(&s, (struct pc_str){text.ptr + from, i - from});
		/* Code with nothing in it should have had something. */
		if (c == CODE_OFF && text.ptr[from ? from - 1 : 0] == CODE_ON &&
			pc_str_trim((struct pc_str){text.ptr + from, i - from}).len ==
				0 &&
			s.bad.len == 0)
			s.bad = PC_STR("``");
		from = i + 1;
		s.is_code = c == CODE_ON || (s.is_code && c != CODE_OFF);
		s.depth += (c == '(') - (c == ')' && s.depth > 0);
	}
	*bad = s.bad;
	if (s.bad.len)
		return false;
	*bad = text;
	return out->ids.count > 0 || rule == ID_ANY;
}
