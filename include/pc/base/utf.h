/* SPDX-License-Identifier: Apache-2.0 */
/* UTF-8 in, code points out, and the one order that is not ours to choose: JavaScript
 * sorts strings by UTF-16 code units, which differs from byte order where characters
 * beyond U+FFFF meet U+E000..U+FFFF. */
#ifndef PC_BASE_UTF_H
#define PC_BASE_UTF_H

#include "pc/base/str.h"

/* True when all of s is well-formed UTF-8 (RFC 3629: no surrogates, no overlong
 * forms, nothing past U+10FFFF).  Otherwise *bad, if given, is the first bad offset. */
bool pc_utf8_valid(struct pc_str s, size_t *bad);

/* Decodes one code point at *at and moves past it.  A malformed sequence gives
 * U+FFFD and moves past its maximal well-formed prefix (at least one byte), as the
 * WHATWG decoder does.  *at must be less than s.len. */
uint32_t pc_utf8_next(struct pc_str s, size_t *at);

/* Encodes cp (any value up to 0x10FFFF, surrogates included) into out; returns 1..4. */
size_t pc_utf8_put(char out[4], uint32_t cp);

/* JavaScript's default sort order. */
int pc_utf16_cmp(struct pc_str a, struct pc_str b);

#endif
