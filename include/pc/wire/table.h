/* SPDX-License-Identifier: Apache-2.0 */
/* Structs that machines tell each other, as JSON by a table of their fields: one table
 * for who writes and for who reads.
 *
 * What is written is bounded: a text longer than its field may be ends with "…", and what
 * a list holds beyond what fits is counted in its "left_out".  Texts are redacted
 * (pc/base/redact.h), whoever the caller is. */
#ifndef PC_WIRE_TABLE_H
#define PC_WIRE_TABLE_H

#include "pc/base/buf.h"
#include "pc/base/err.h"

enum pc_wire_kind {
	PC_WIRE_NUMBER, /* int64_t */
	PC_WIRE_BOOL,   /* bool */
	PC_WIRE_TEXT,   /* struct pc_str; empty: not there */
	PC_WIRE_HEX,  /* struct pc_str: a digest or a name of 0-9 and a-f, not redacted */
	PC_WIRE_PART, /* a struct of .of */
	PC_WIRE_LIST, /* struct pc_wire_list of structs of .of */
};

struct pc_wire_list {
	void *items;
	size_t count;
	int64_t left_out; /* that the caller knows of and does not name */
};

struct pc_wire_table;

struct pc_wire_field {
	const char *name;
	enum pc_wire_kind kind;
	size_t offset;
	size_t most; /* bytes of a text, items of a list */
	const struct pc_wire_table *of;
};

struct pc_wire_table {
	const struct pc_wire_field *fields;
	size_t n_fields, size; /* size: of the struct */
};

/* Adds one line of JSON without a line end, of at most `most` bytes, as long as lists can
 * be cut for it; what is not in a list always comes out. */
void pc_wire_write(struct pc_buf *out, const struct pc_wire_table *table,
	const void *value, size_t most);

/* One JSON object of at most `most` bytes; texts live in arena or in text.  What is not
 * there is zero, and members that the table does not know are passed over: they are of
 * newer versions.  PC_ERR_PARSE: no such object; a member twice, or of another type.
 * PC_ERR_LIMIT: larger. */
PC_MUST_CHECK enum pc_status pc_wire_read(void *out, struct pc_arena *arena,
	const struct pc_wire_table *table, struct pc_str text, size_t most,
	struct pc_err *err);

#endif
