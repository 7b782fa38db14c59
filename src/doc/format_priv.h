/* SPDX-License-Identifier: Apache-2.0 */
/* The two languages behind pc_format(), and texts in quotes as both write them: what
 * cannot be seen is written as an escape, so that a reviewer sees that it is there. */
#ifndef PC_DOC_FORMAT_PRIV_H
#define PC_DOC_FORMAT_PRIV_H

#include "parts_priv.h"

void format_json(struct pc_buf *out, const struct parts *parts);
void format_yaml(struct pc_buf *out, const struct parts *parts);

/* False for control characters, marks of direction and other characters without a shape
 * or width. */
bool format_is_visible(uint32_t cp);
bool format_all_visible(struct pc_str text);

/* In double quotes with the fewest escapes; the language decides what an escape for a
 * control character looks like. */
void format_quoted(struct pc_buf *out, struct pc_str text, enum pc_language language);

#endif
