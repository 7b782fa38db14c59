/* SPDX-License-Identifier: Apache-2.0 */
/* One index over all tables whose rows speak of programs by a list of names: which rows
 * know this one?  Tables stay where they are used; what belongs to the index is listed in
 * known.c. */
#ifndef PC_STRICT_KNOWN_H
#define PC_STRICT_KNOWN_H

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

enum known_kind {
	KNOWN_PROGRAM,   /* struct program: roles.c */
	KNOWN_CARRIER,   /* struct carrier: carriers.c */
	KNOWN_VARIABLES, /* whose variables are run: carriers.c */
	KNOWN_LANGUAGE,  /* struct interpreter: code.c */
	KNOWN_WAY,       /* ways of its own with files: files.c */
	KNOWN_NET,       /* variables with hosts: hosts.c */
};

extern const struct known_table file_programs, net_programs, git_programs;
extern const struct known_table carrier_shells, carrier_starters, carrier_search,
	carrier_remote, carrier_build, carrier_tools, carrier_git, carrier_variables;
extern const struct known_table code_languages, file_ways, net_variables;

/* The first row behind this one, NULL: the first of all, of the kind that has the name.
 */
const void *known_row(enum known_kind kind, struct pc_str name, const void *after);

/* Whether a list has the name. */
bool names_have(const char *names, struct pc_str name);

#endif
