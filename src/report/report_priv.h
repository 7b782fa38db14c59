/* SPDX-License-Identifier: Apache-2.0 */
/* What the formats share. */
#ifndef PC_REPORT_PRIV_H
#define PC_REPORT_PRIV_H

#include "pc/base/hash.h"
#include "pc/report/report.h"

/* A character and what stands for it. */
struct escape {
	char c;
	const char *as;
};
/* Text with some characters written otherwise; table ends with as == NULL.  What is then
 * no UTF-8, a control character or U+FFFE and U+FFFF becomes U+FFFD. */
void put_escaped(struct pc_buf *out, struct pc_str text, const struct escape *table);

/* "FILE:LINE:COL", or what is known of it. */
void put_place(struct pc_buf *out, struct pc_span at);
/* The sentence and, on a line of its own, what to do about it. */
void put_message(struct pc_buf *out, const struct pc_diag *diag);

/* ---- cases.c -------------------------------------------------------------- */

struct cases {
	struct pc_test_result *items;
	size_t count;
};

/* Everything in the report as tests: a finding is one that failed from fail_on on, a file
 * without any is one that passed; then the results. */
struct cases report_cases(struct pc_arena *arena, const struct pc_report *report);

/* ---- fingerprint.c -------------------------------------------------------- */

enum { FINGERPRINT_HEX = PC_SHA256_HEX };

/* What earlier findings were like. */
struct fingerprints {
	struct pc_arena arena;
	uint64_t *seen;
	size_t count;
};

/* Says of a finding which one it is, whatever the line that it now stands in: like
 * findings are counted. To be called for each finding in their order. */
void fingerprint(struct fingerprints *prints, char hex[FINGERPRINT_HEX],
	const struct pc_diags *diags, const struct pc_diag *diag);
void fingerprints_done(struct fingerprints *prints);

#endif
