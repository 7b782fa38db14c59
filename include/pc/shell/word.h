/* SPDX-License-Identifier: Apache-2.0 */
/* A word's value before run time, or the news that it has none. */
#ifndef PC_SHELL_WORD_H
#define PC_SHELL_WORD_H

#include "pc/shell/ast.h"

enum pc_sh_known {
	PC_SH_KNOWN,  /* quotes removed, escapes decoded; exactly one field */
	PC_SH_PARTLY, /* holds an expansion, glob, brace or tilde: *out has the literal
			 pieces with each unknown piece's source text in its place */
};

/* The value in arena (or a view of the source when nothing had to change). */
enum pc_sh_known pc_sh_word_value(
	struct pc_str *out, struct pc_arena *arena, const struct pc_sh_word *word);

/* Decodes the inside of $'...' as bash does (\n \t \xHH \uHHHH \NNN \cX ...); stops at a
 * NUL as bash does. */
struct pc_str pc_sh_ansi_value(struct pc_arena *arena, struct pc_str raw);

/* Whether word is exactly this literal, in any quoting. */
bool pc_sh_word_is(const struct pc_sh_word *word, const char *literal);

#endif
