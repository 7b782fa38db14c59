/* SPDX-License-Identifier: Apache-2.0 */
/* Which rows of some tables know a program by this name?  Tables and those who ask stay
 * where they are; here is the index that spares reading their lists over and over. */
#ifndef PC_STRICT_KNOWN_H
#define PC_STRICT_KNOWN_H

#include <stdatomic.h>

#include "pc/base/str.h"

/* Rows of any type whose first member is a list: names with one blank between them. */
struct known_table {
	const void *rows;
	size_t size, count; /* of one row; of rows */
};
#define KNOWN_TABLE(rows)                                                                \
	{                                                                                \
		(rows), sizeof((rows)[0]), sizeof(rows) / sizeof((rows)[0])              \
	}

struct known_index;

/* Tables whose rows are asked about together, in this order.  Static: the index is made
 * once and stays. */
struct known_tables {
	const struct known_table *const *tables;
	size_t n_tables;
	_Atomic(unsigned) asked;
	_Atomic(struct known_index *) index;
};
#define KNOWN_IN(list)                                                                   \
	{                                                                                \
		.tables = (list), .n_tables = PC_COUNT(list)                             \
	}

/* The first row that has the name behind this one; NULL: of all. */
const void *known_row(struct known_tables *known, struct pc_str name, const void *after);

/* Whether a list has the name. */
bool names_have(const char *names, struct pc_str name);

#endif
