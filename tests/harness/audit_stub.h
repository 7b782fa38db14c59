/* SPDX-License-Identifier: Apache-2.0 */
/* Stands in for the engine and the collector where only reading is looked at: a "key" is
 * the word PLANTED and the digits behind it, and what is handed in is kept. */
#ifndef AUDIT_STUB_H
#define AUDIT_STUB_H

#include "pc/audit/input.h"

enum { STUB_TEXT = 300 };

struct stub_row {
	char path[STUB_TEXT];
	char text[STUB_TEXT]; /* the key, or "PC2520: why" */
	uint32_t line, col;
	enum pc_audit_source source;
};

/* What struct pc_audit is here.  The zero value is an empty one. */
struct pc_audit {
	struct stub_row *rows; /* in the order of path, place and text once sorted */
	size_t n, cap;
	size_t n_notes;
	uint64_t files, bytes;
	unsigned char lock;
};

/* Whether stub scanners look at texts at all. */
extern bool stub_scans;

void stub_sort(struct pc_audit *audit);
void stub_done(struct pc_audit *audit);
/* How many rows have that path and text; NULL: any. */
size_t stub_count(const struct pc_audit *audit, const char *path, const char *text);

#endif
