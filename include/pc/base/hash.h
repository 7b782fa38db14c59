/* SPDX-License-Identifier: Apache-2.0 */
/* SHA-256 through libcrypto, the only place that includes it. */
#ifndef PC_BASE_HASH_H
#define PC_BASE_HASH_H

#include "pc/base/str.h"

enum { PC_SHA256_HEX = 65 }; /* 64 lower-case digits and a NUL */

void pc_sha256_hex(char out[PC_SHA256_HEX], struct pc_str bytes);

/* HMAC-SHA256 (RFC 2104) of bytes under key, as 64 digits: whoever lacks the key can
 * neither make it nor test guesses at bytes with it.  Nothing of either stays in memory.
 */
void pc_hmac_sha256_hex(char out[PC_SHA256_HEX], struct pc_str key, struct pc_str bytes);

#endif
