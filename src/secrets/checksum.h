/* SPDX-License-Identifier: Apache-2.0 */
/* Sums that some providers put at the end of their keys, as pc_secret_sample() writes
 * them.  Whether one holds is asked with pc_secret_checksum_holds(). */
#ifndef PC_SECRETS_CHECKSUM_H
#define PC_SECRETS_CHECKSUM_H

#include "pc/base/buf.h"
#include "pc/secrets/rule.h"

/* Adds the digits of the sum that belongs behind the text before: those of
 * PC_SECRET_CRC32_BASE62, _HEX (an '_' at the end parts the two) or _BASE36; nothing for
 * other kinds. */
void pc_secret_checksum_write(
	struct pc_buf *out, enum pc_secret_checksum kind, struct pc_str before);

#endif
