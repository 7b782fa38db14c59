/* SPDX-License-Identifier: Apache-2.0 */
/* Base64 (RFC 4648, section 4) as programs decode it: newlines between the digits are
 * passed over. */
#ifndef PC_BASE_BASE64_H
#define PC_BASE_BASE64_H

#include "pc/base/arena.h"

/* Bytes in arena.  False, and *out untouched, for anything but digits, padding where it
 * belongs, and newlines; a missing padding is no fault. */
bool pc_base64_decode(struct pc_str *out, struct pc_arena *arena, struct pc_str text);

#endif
