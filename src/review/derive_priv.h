/* SPDX-License-Identifier: Apache-2.0 */
/* Patterns of rules filled in: derive_fill.c makes texts, derive.c makes calls of them.
 */
#ifndef PC_REVIEW_DERIVE_PRIV_H
#define PC_REVIEW_DERIVE_PRIV_H

#include "pc/base/arena.h"

/* What a wildcard becomes: a word that no rule is likely to name. */
#define FILL "any"

/* Whether a star stands in the pattern that no backslash takes. */
bool fill_has_star(struct pc_str pattern);
/* Every such star replaced; a backslash before a star or a backslash goes. */
struct pc_str fill_stars(struct pc_arena *arena, struct pc_str pattern, const char *with);
/* A path pattern with '**' as nothing (or as two directories, when deep), '*' and '?' as
 * a letter and sets as their first member. */
struct pc_str fill_path(struct pc_arena *arena, struct pc_str pattern, bool deep);
/* One word of a shell's command line that is the text. */
struct pc_str fill_quoted(struct pc_arena *arena, struct pc_str text);

#endif
