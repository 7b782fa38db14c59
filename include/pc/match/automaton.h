/* SPDX-License-Identifier: Apache-2.0 */
/* Sets of words as automata over Unicode characters, and exact answers about them.
 *
 * A pc_auto is nondeterministic and built by hand: states are numbers, 0 is the start.  A
 * pc_lang combines automata with and, or, not.  One question answers all others: which is
 * the shortest word of a language?  a lies in b when "a and not b" has none; two are
 * disjoint when "a and b" has none; they are equal when neither has a word of its own.
 *
 * The automata of a language are made deterministic only where the search goes, over an
 * alphabet of as many letters as their ranges tell apart.  Everything lives in the arena
 * that the caller hands in; a language is read-only once it is asked. */
#ifndef PC_MATCH_AUTOMATON_H
#define PC_MATCH_AUTOMATON_H

#include "pc/base/arena.h"

/* Characters from..to, both included. */
struct pc_range {
	uint32_t from, to;
};

extern const struct pc_range pc_any_char;     /* every character */
extern const struct pc_range pc_not_slash[2]; /* every character but '/' */

struct pc_auto;

struct pc_auto *pc_auto_new(struct pc_arena *arena);
/* A new state.  Past PC_MAX_AUTO_SIZE nothing is added, and every answer that needs the
 * automaton is PC_FOUND_GAVE_UP. */
uint32_t pc_auto_state(struct pc_auto *a);
void pc_auto_edge(struct pc_auto *a, uint32_t from, struct pc_range range, uint32_t to);
/* From one state to the other without a character. */
void pc_auto_skip(struct pc_auto *a, uint32_t from, uint32_t to);
void pc_auto_accept(struct pc_auto *a, uint32_t state);

/* These add a piece behind the state at and return the state behind the piece. A piece
 * may be added behind any state, so that pieces of one state are alternatives.  fold:
 * ASCII letters in either case.  Malformed UTF-8 reads as U+FFFD. */
uint32_t pc_auto_text(struct pc_auto *a, uint32_t at, struct pc_str text, bool fold);
uint32_t pc_auto_one(
	struct pc_auto *a, uint32_t at, const struct pc_range *ranges, size_t n);
/* Any number of them, none included. */
uint32_t pc_auto_run(
	struct pc_auto *a, uint32_t at, const struct pc_range *ranges, size_t n);
/* What a path pattern (see glob.h) matches, as pc_glob_match() does, accepting included;
 * ASCII letters match without case, others with.  False, and nothing useful added, for
 * patterns that the matcher refuses or that hold "\b". */
bool pc_auto_glob(struct pc_auto *a, uint32_t at, struct pc_str pattern);

enum pc_lang_kind { PC_LANG_AUTO, PC_LANG_NOT, PC_LANG_AND, PC_LANG_OR };

struct pc_lang {
	enum pc_lang_kind kind;
	const struct pc_auto *automaton;    /* AUTO */
	const struct pc_lang *const *parts; /* the others; NOT has one */
	size_t n_parts;                     /* AND of none: all words; OR of none: none */
};

const struct pc_lang *pc_lang_auto(struct pc_arena *arena, const struct pc_auto *a);
const struct pc_lang *pc_lang_not(struct pc_arena *arena, const struct pc_lang *a);
const struct pc_lang *pc_lang_and(
	struct pc_arena *arena, const struct pc_lang *a, const struct pc_lang *b);
/* parts is borrowed. */
const struct pc_lang *pc_lang_or(
	struct pc_arena *arena, const struct pc_lang *const *parts, size_t n);

enum pc_found { PC_FOUND_NONE, PC_FOUND_WORD, PC_FOUND_GAVE_UP };

/* The shortest word of the language, in arena; of several the one with the most readable
 * characters: letters before digits before punctuation before everything else.  Gives up
 * at PC_MAX_AUTO_STEPS, or when *steps, from which its own are taken, is used up; steps
 * may be NULL. */
enum pc_found pc_lang_shortest(struct pc_str *word, struct pc_arena *arena,
	const struct pc_lang *lang, size_t *steps);

/* Whether word is in the language; false as well for what has too many states. */
bool pc_lang_has(const struct pc_lang *lang, struct pc_str word);
/* Edges that pc_lang_has looks at for each character. */
size_t pc_lang_size(const struct pc_lang *lang);

#endif
