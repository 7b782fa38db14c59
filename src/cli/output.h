/* SPDX-License-Identifier: Apache-2.0 */
/* How answers and findings look. */
#ifndef PC_CLI_OUTPUT_H
#define PC_CLI_OUTPUT_H

#include <stdio.h>

#include "pc/base/diag.h"

/* "policyctl: FILE:LINE:COL: text" on stderr. */
void output_error(const struct pc_err *err);

/* "FILE:LINE:COL"; the file alone without a line; "-" for no place. */
struct pc_str output_place(struct pc_arena *arena, struct pc_span at);

/* Each finding with its source line and a caret, then its hint. */
void output_diags(FILE *to, const struct pc_diags *diags, enum pc_severity least);

#endif
