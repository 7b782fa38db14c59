/* SPDX-License-Identifier: Apache-2.0 */
/* What each finding code means, as one table: `policyctl explain`, docs/codes.md and
 * policyctl-findings(7) are written from it, and a test holds it against the codes that
 * the sources use and against the case files that raise each of them. */
#ifndef PC_REPORT_CODES_H
#define PC_REPORT_CODES_H

#include "pc/base/buf.h"
#include "pc/base/diag.h"

struct pc_code {
	const char *code;          /* "PC1204" */
	const char *title;         /* "managed file is no JSON object" */
	enum pc_severity severity; /* the usual one; a place may raise or lower it */
	enum pc_effect effect;     /* the usual one */
	const char *then;          /* what the client then does: one or two sentences */
	const char *mend;          /* what to do about it: one or two sentences */
	const char *bad, *good;    /* the line that raises it, and as it should be */
};

/* The entries in the order of their codes; NULL past the last. */
const struct pc_code *pc_code_at(size_t i);

/* The entry of that code, in any case of its letters, or NULL. */
const struct pc_code *pc_code_find(struct pc_str code);

/* One entry for people. */
void pc_code_write_text(struct pc_buf *out, const struct pc_code *code);
/* The whole table as docs/codes.md, and as the source of policyctl-findings(7). */
void pc_codes_write_markdown(struct pc_buf *out);
void pc_codes_write_man(struct pc_buf *out);

#endif
