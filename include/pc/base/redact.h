/* SPDX-License-Identifier: Apache-2.0 */
/* Texts that leave this program for a row, a log or another machine, without what looks
 * like a secret.  Nobody can know all of them: what is meant to be kept to oneself does
 * not belong into such a text at all.  This is for what got there all the same. */
#ifndef PC_BASE_REDACT_H
#define PC_BASE_REDACT_H

#include "pc/base/buf.h"

#define PC_REDACTED "[redacted]"

/* Adds text to out, with PC_REDACTED in place of
 *   the name and password of an address (of ssh: the password alone),
 *   what follows "Bearer", and the value of "password=", "API_KEY: ", "--token " ...,
 *   keys and tokens that begin as those of a known service do, and private keys (PEM),
 *   long words that look as if chance had made them, hexadecimal ones of 32 digits too,
 *   but for those of 40 small ones, as git names commits.
 * A text that was redacted comes out as it went in. */
void pc_redact(struct pc_buf *out, struct pc_str text);

#endif
