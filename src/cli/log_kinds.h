/* SPDX-License-Identifier: Apache-2.0 */
/* The kinds of rows that the record has, as a table: how each looks on a line. */
#ifndef PC_CLI_LOG_KINDS_H
#define PC_CLI_LOG_KINDS_H

#include "pc/base/buf.h"
#include "pc/record/rows.h"

struct log_kind {
	const char *name; /* "decision" */
	const struct pc_table *table;
	/* One sentence about a row, not yet cleaned. */
	void (*say)(struct pc_buf *out, const void *row);
};

enum { KIND_DECISION, KIND_GENERATION, KIND_DRIFT, KIND_SYNC, KIND_FINDING, KINDS };

extern const struct log_kind log_kinds[KINDS];

/* A number of a row by the name of its column, such as "at". */
int64_t log_number(const struct pc_table *table, const void *row, const char *column);

/* One row as lines for people, or as one line of JSON. */
void log_write_text(struct pc_buf *out, const struct log_kind *kind, const void *row);
void log_write_json(struct pc_buf *out, const struct log_kind *kind, const void *row);

#endif
