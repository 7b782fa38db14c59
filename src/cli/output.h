/* SPDX-License-Identifier: Apache-2.0 */
/* How answers and findings look. */
#ifndef PC_CLI_OUTPUT_H
#define PC_CLI_OUTPUT_H

#include <stdio.h>

#include "pc/report/report.h"

/* "policyctl: FILE:LINE:COL: text" on stderr. */
void output_error(const struct pc_err *err);

/* "FILE:LINE:COL"; the file alone without a line; "-" for no place. */
struct pc_str output_place(struct pc_arena *arena, struct pc_span at);

/* In colour where to is a terminal that takes it. */
void output_report(FILE *to, pc_report_fn *write, struct pc_report *report);

/* The findings from least on, as text. */
void output_diags(FILE *to, const struct pc_diags *diags, enum pc_severity least);

#endif
