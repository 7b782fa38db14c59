/* SPDX-License-Identifier: Apache-2.0 */
/* What the formats share. */
#ifndef PC_REPORT_PRIV_H
#define PC_REPORT_PRIV_H

#include "pc/report/report.h"

/* ", " between the members of a list: nothing before the first. */
void put_comma(struct pc_buf *out, bool *first);
/* "name":"text"; null for a text that says nothing. */
void put_member(struct pc_buf *out, const char *name, struct pc_str text);
/* The sentence and, behind it, what to do about it: "...; fix: ...". */
void put_message(struct pc_buf *out, const struct pc_diag *diag);

/* Text with some characters written otherwise. */
struct escape {
	char c;
	const char *as;
};
/* table ends with as == NULL. */
void put_escaped(struct pc_buf *out, struct pc_str text, const struct escape *table);

#endif
