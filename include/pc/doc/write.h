/* SPDX-License-Identifier: Apache-2.0 */
/* Trees to bytes, in several formats behind one call. */
#ifndef PC_DOC_WRITE_H
#define PC_DOC_WRITE_H

#include "pc/base/buf.h"
#include "pc/doc/node.h"

struct pc_texts; /* pc/doc/fields.h */

enum pc_format {
	PC_FORMAT_JSON,      /* indented by two, final newline */
	PC_FORMAT_JSON_LINE, /* one line, keys as they stand */
	PC_FORMAT_CANONICAL, /* one line, keys sorted at every level: array indices
				first and by value, the rest by UTF-16 units; numbers
				and escapes as JSON.stringify writes them */
	PC_FORMAT_YAML,      /* block style, final newline; YAML cannot hold a lone
				surrogate: U+FFFD stands in its place */
};

void pc_node_write(struct pc_buf *out, const struct pc_node *node, enum pc_format format);
/* One JSON string with its quotes, as JSON.stringify writes it.  Bytes that are not UTF-8
 * become U+FFFD, so that the result always is. */
void pc_json_quote(struct pc_buf *out, struct pc_str text);
/* Answers that are no trees, piece by piece.  A comma, unless a list or an object has
 * just begun: before whatever comes next in it. */
void pc_json_next(struct pc_buf *out);
/* The same and "name": (which needs no escapes), before a value. */
void pc_json_key(struct pc_buf *out, const char *name);
/* The same and a text; null for an empty one. */
void pc_json_member(struct pc_buf *out, const char *name, struct pc_str text);
/* The same and a whole number; true or false; a list of texts. */
void pc_json_integer(struct pc_buf *out, const char *name, int64_t value);
void pc_json_bool(struct pc_buf *out, const char *name, bool value);
void pc_json_texts(struct pc_buf *out, const char *name, const struct pc_texts *texts);
/* A number as JavaScript's Number::toString writes it (shortest round trip);
 * infinity, which JSON does not know, as null. */
void pc_json_number(struct pc_buf *out, double value);

#endif
