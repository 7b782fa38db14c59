/* SPDX-License-Identifier: Apache-2.0 */
/* A map of a document to a C struct, by a table: what the table does not know is a
 * finding with the word that was probably meant, so that no typing mistake in a
 * configuration passes for a default.
 *
 *   static const struct pc_field fields[] = {
 *           {"interval", PC_FIELD_DURATION, offsetof(struct config, interval), ...},
 *   };
 *   pc_fields_read(&config, &table, map, diags);
 */
#ifndef PC_DOC_FIELDS_H
#define PC_DOC_FIELDS_H

#include "pc/base/diag.h"
#include "pc/doc/node.h"

enum pc_field_kind {
	PC_FIELD_TEXT,     /* struct pc_str */
	PC_FIELD_WORD,     /* int: the index of a text in .words */
	PC_FIELD_NUMBER,   /* int64_t */
	PC_FIELD_BOOL,     /* bool */
	PC_FIELD_DURATION, /* int64_t, milliseconds: "90s", "5m", "12h", "30d" */
	PC_FIELD_TIME,     /* int64_t, seconds since 1970: "2026-12-31", with "T23:59:59Z"
			    */
	PC_FIELD_TEXTS,    /* struct pc_texts: a list of texts, or one */
	PC_FIELD_NODE,     /* const struct pc_node *: whatever stands there */
};

struct pc_texts {
	struct pc_str *items;
	struct pc_span *at; /* of each */
	size_t count;
};

struct pc_field {
	const char *name;
	enum pc_field_kind kind;
	uint32_t offset; /* of the member, which keeps its value when the key is not
			  * there */
	bool is_must;
	int64_t least, most; /* of a number or duration; both 0: any that is not negative
			      */
	const char *const *words; /* PC_FIELD_WORD: ended by NULL */
	const char *about;        /* one line for people */
};

struct pc_fields {
	const char *what; /* "a ring": what the map describes */
	const struct pc_field *fields;
	size_t count;
};

/* Reads map into *out; texts and lists live in the tree or in diags->arena.  False when
 * an error was found; all are.  Errors: PC2101 an unknown key, PC2102 another type,
 * PC2103 a key that must be there, PC2104 a value outside of what may be. */
bool pc_fields_read(void *out, const struct pc_fields *table, const struct pc_node *map,
	struct pc_diags *diags);

/* "90s", "5m", "12h", "30d", to milliseconds; false: something else. */
bool pc_duration_read(int64_t *out, struct pc_str text);
/* A date, or a date with a time of day in UTC, to seconds since 1970. */
bool pc_time_read(int64_t *out, struct pc_str text);

#endif
