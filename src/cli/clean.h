/* SPDX-License-Identifier: Apache-2.0 */
/* Foreign text for terminals: what was recorded may have been written by somebody who
 * wants the reader's terminal to do or to show something. */
#ifndef PC_CLI_CLEAN_H
#define PC_CLI_CLEAN_H

#include "pc/base/buf.h"

/* Control characters, and those that turn text around or hide it, become U+FFFD. */
void clean_text(struct pc_buf *out, struct pc_str text);
/* Of a text that is JSON: the same characters become escapes of their strings. */
void clean_json(struct pc_buf *out, struct pc_str json);

/* Cleaned, in lines of at most PAGE_COLUMNS, broken between words where that is possible.
 * The first line continues one of `used` columns, the others begin with `indent` spaces.
 * Ends with a line end. */
enum { PAGE_COLUMNS = 100 };
void clean_fold(struct pc_buf *out, struct pc_str text, size_t used, size_t indent);

/* "2026-11-22T04:18:10Z" from milliseconds since 1970; "-" for 0. */
struct pc_str clean_time(struct pc_arena *arena, int64_t ms);
/* "40 s", "5 min", "3 h", "12 days": how long ago or ahead, in the largest unit. */
struct pc_str clean_age(struct pc_arena *arena, int64_t ms);

/* What somebody typed: a duration before (is_ago) or after now, or a date. */
bool clean_read_time(int64_t *out, struct pc_str typed, bool is_ago);

#endif
