/* SPDX-License-Identifier: Apache-2.0 */
/* The JSON reader's three parts: json_read.c follows the grammar, json_scan.c takes
 * single tokens, json_fault.c says what is wrong where neither can go on. */
#ifndef PC_DOC_JSON_PRIV_H
#define PC_DOC_JSON_PRIV_H

#include "build_priv.h"

/* A bracket that is not closed yet; they are chained through the reader's frames. */
struct pc_json_open {
	const struct pc_json_open *outer;
	struct pc_span at;
	char closer;
	unsigned depth;
};

struct pc_json {
	struct pc_build build;
	const char *file;
	const char *begin, *at, *end;
	/* The place of `at` is found without looking back: bytes since the line began,
	 * less those that continue a character. */
	const char *line_begin;
	uint32_t line;
	uint32_t n_cont;
	const struct pc_json_open *open;
	bool cuts; /* containers past the deepest level are read as empty ones */
	/* The last comma that was passed, for "trailing comma". */
	struct pc_span comma_at;
};

/* Where the grammar stood when the next character did not fit. */
enum pc_json_want {
	PC_JSON_VALUE,     /* at the beginning, or behind ':' */
	PC_JSON_ITEM,      /* behind '[' */
	PC_JSON_NEXT_ITEM, /* behind ',' in an array */
	PC_JSON_KEY,       /* behind '{' */
	PC_JSON_NEXT_KEY,  /* behind ',' in an object */
	PC_JSON_COLON,     /* behind a key */
	PC_JSON_ITEM_END,  /* behind a value in an array: ',' or ']' */
	PC_JSON_VALUE_END, /* behind a value in an object: ',' or '}' */
	PC_JSON_NOTHING,   /* behind the document */
};

static inline struct pc_span pc_json_here(const struct pc_json *json)
{
	uint32_t col = (uint32_t)(json->at - json->line_begin) - json->n_cont + 1;

	return (struct pc_span){json->file, json->line, col};
}

static inline bool pc_json_is(const struct pc_json *json, char c)
{
	return json->at < json->end && *json->at == c;
}

/* json_scan.c: each begins at the token's first character and ends behind its last. */
void pc_json_skip_space(struct pc_json *json);
PC_MUST_CHECK enum pc_status pc_json_scan_string(
	struct pc_str *out, struct pc_json *json);
PC_MUST_CHECK enum pc_status pc_json_scan_number(
	struct pc_node **out, struct pc_json *json);

/* json_fault.c: all set json->build.err and return its status; the place is json->at,
 * or the comma or quote that has to go. */
enum pc_status pc_json_fault(struct pc_json *json, enum pc_json_want want);
enum pc_status pc_json_fault_number(struct pc_json *json, const char *begin);
/* bad is in the string that began at `began`; json->at is its opening quote. */
enum pc_status pc_json_fault_string(
	struct pc_json *json, const char *bad, struct pc_span began);

#endif
