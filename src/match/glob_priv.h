/* SPDX-License-Identifier: Apache-2.0 */
/* Between glob_regex.c, which spells a pattern as a regular expression, and glob.c, which
 * runs it. */
#ifndef PC_GLOB_PRIV_H
#define PC_GLOB_PRIV_H

#include "pc/base/buf.h"

/* Adds the expression for pattern to out.  whole: for paths that end with '/' when they
 * are directories, parents not counting; otherwise a match of any parent counts. False
 * when no JavaScript engine would take what the client makes of the pattern. */
bool pc_glob_spell(struct pc_buf *out, struct pc_str pattern, bool whole);

#endif
