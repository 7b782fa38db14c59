/* SPDX-License-Identifier: Apache-2.0 */
/* PCRE2 expressions over bytes, for texts of any kind.  An expression is compiled when it
 * is first needed, once for all threads; most of a large set never are.  Matching is
 * bounded in steps, depth and memory. */
#ifndef PC_MATCH_PATTERN_H
#define PC_MATCH_PATTERN_H

#include "pc/base/err.h"
#include "pc/match/glob.h"

struct pc_pattern {
	const char *text; /* borrowed, for as long as the pattern is used */
	bool is_caseless;
	void *code[4]; /* the module's own */
};

/* What one thread needs.  with_jit: expressions that it meets first become machine code,
 * which takes a tenth of a millisecond and pays after some hundred matches. */
struct pc_pattern_scratch;
struct pc_pattern_scratch *pc_pattern_scratch_new(bool with_jit);
void pc_pattern_scratch_free(struct pc_pattern_scratch *scratch);
void pc_pattern_scratch_use_jit(struct pc_pattern_scratch *scratch);

/* Whether an expression can be compiled; PC_ERR_PARSE says why not. */
PC_MUST_CHECK enum pc_status pc_pattern_check(
	const char *text, bool is_caseless, struct pc_err *err);

/* Gives back what was compiled. */
void pc_pattern_done(struct pc_pattern *pattern);

struct pc_pattern_found {
	size_t at, end;         /* of all of the match */
	size_t key_at, key_end; /* of the group named key, or else of all of it */
};

/* The first match that begins at or behind from; is_anchored: at from alone.  What stands
 * before from is seen by lookbehinds.  PC_MATCH_GAVE_UP: a limit was reached, or the
 * expression cannot be compiled.  Any thread may call it with a scratch of its own. */
enum pc_match pc_pattern_find(struct pc_pattern_found *out, struct pc_pattern *pattern,
	struct pc_pattern_scratch *scratch, struct pc_str text, size_t from,
	bool is_anchored);

/* Whether every match begins with that literal, as far as trying it and others in its
 * place can tell: no means that a match may begin before the literal. */
bool pc_pattern_begins(struct pc_pattern *pattern, struct pc_pattern_scratch *scratch,
	struct pc_str literal);

/* Where the group named key begins, in any of the three ways in which PCRE2 writes that;
 * NULL: there is none. */
const char *pc_pattern_key_group(const char *text);

#endif
