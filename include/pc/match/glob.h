/* SPDX-License-Identifier: Apache-2.0 */
/* Path patterns with gitignore semantics, compiled once for a generation.
 *
 *   *  any run without '/'    **  as a whole component: any number of them
 *   ?  one character, not '/' [a-z]  one of a set    \x  x itself
 *
 * A pattern without an inner '/' matches at any depth, one with it only from its anchor;
 * a trailing '/' wants a directory. Letters match without regard to case.
 *
 * The dialect is the one of the ignore package for node, because that is what the client
 * matches with. It differs from git: a set cannot be negated ('!' and '^' are members),
 * '\d' '\w' '\s' and their like mean what they mean in a JavaScript expression, and an
 * escaped '*' at the end is still a wildcard. */
#ifndef PC_MATCH_GLOB_H
#define PC_MATCH_GLOB_H

#include "pc/base/arena.h"
#include "pc/base/err.h"

struct pc_glob;
struct pc_scratch; /* match workspace, one for each evaluator */

/* A matcher may run into its work limit.  The evaluator then takes the stricter
 * reading of the rule, so the third value must not be lost. */
enum pc_match { PC_MATCH_NO, PC_MATCH_YES, PC_MATCH_GAVE_UP };

struct pc_scratch *pc_scratch_new(void);
void pc_scratch_free(struct pc_scratch *scratch);
/* What all matches with it have cost so far: one for a match of a short pattern, in some
 * 50 ns, more where pattern and path are long or the slow matcher was needed. */
size_t pc_scratch_work(const struct pc_scratch *scratch);
/* Adds what else it took to find out which patterns to match. */
void pc_scratch_charge(struct pc_scratch *scratch, size_t work);
void pc_scratch_freep(struct pc_scratch **scratch);

/* pattern is a gitignore line relative to its anchor (no leading "//", "~" or "./"; those
 * are the rules module's business, and so is the '!' of a negated line).  On success *out
 * is the caller's, to be freed with pc_glob_free(); on failure it is untouched.
 * PC_ERR_PARSE: the pattern is blank or the client's matcher would not take it. */
PC_MUST_CHECK enum pc_status pc_glob_compile(
	struct pc_glob **out, struct pc_str pattern, struct pc_err *err);
/* The same in an arena: pc_glob_free() then gives back only what matching added. */
PC_MUST_CHECK enum pc_status pc_glob_compile_in(struct pc_glob **out,
	struct pc_arena *arena, struct pc_str pattern, struct pc_err *err);
void pc_glob_free(struct pc_glob *glob);
void pc_glob_freep(struct pc_glob **glob);

/* path is relative to the anchor, without a leading slash.  A matched parent directory
 * matches what is below it. */
enum pc_match pc_glob_match(
	const struct pc_glob *glob, struct pc_scratch *scratch, struct pc_str path);

/* As pc_glob_match, but parents do not count: the path itself, which ends with '/' when
 * it is known to be a directory. Lists with negated lines need this. */
enum pc_match pc_glob_match_whole(
	const struct pc_glob *glob, struct pc_scratch *scratch, struct pc_str path);

#endif
