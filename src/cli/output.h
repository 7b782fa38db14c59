/* SPDX-License-Identifier: Apache-2.0 */
/* How answers and findings look. */
#ifndef PC_CLI_OUTPUT_H
#define PC_CLI_OUTPUT_H

#include <stdio.h>

#include "pc/report/report.h"
#include "pc/rules/policy.h"

/* "policyctl: FILE:LINE:COL: text" on stderr. */
void output_error(const struct pc_err *err);
/* The same; returns the exit status that goes with it. */
int output_failure(const struct pc_err *err);

/* "FILE:LINE:COL"; the file alone without a line; "-" for no place. */
struct pc_str output_place(struct pc_arena *arena, struct pc_span at);

/* Everything at once; main() finds out whether that worked. */
void output_text(FILE *to, struct pc_str text);

/* What a change of the file would be, on stdout as a unified diff. */
void output_diff(struct pc_str name, struct pc_str old, struct pc_str new);

/* A pc_trace step: one line to user, which is a FILE. */
void output_step(void *user, const struct pc_rule *rule, struct pc_str what);

/* Whether it is a terminal that takes colours, and nobody said no. */
bool output_is_coloured(FILE *to);

/* In colour where to is a terminal that takes it. */
void output_report(FILE *to, pc_report_fn *write, struct pc_report *report);

/* The one that an option names, which has to be one of theirs; empty: error. */
enum pc_severity output_severity(struct pc_str name);

/* The findings from least on, as text and in the order of their places. */
void output_diags(FILE *to, struct pc_diags *diags, enum pc_severity least);

/* Adds it as one word of every shell: 'it'\''s'. */
void output_shell_quote(struct pc_buf *out, struct pc_str text);

#endif
