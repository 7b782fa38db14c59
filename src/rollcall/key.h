/* SPDX-License-Identifier: Apache-2.0 */
/* Keys of sources, by reference: nobody writes a key into a policy or a command line. */
#ifndef ROLLCALL_KEY_H
#define ROLLCALL_KEY_H

#include "pc/net/secret.h"

/* "file:/PATH": the file's one line, as pc_secret_read() has it.  "exec:/PROGRAM": what
 * it prints when it is called with the source's name as its only argument, by the user
 * that we are, within some seconds; only root or we may be able to change it.
 * PC_ERR_USAGE: it is neither.  No error text has any of the key, nor of a reference that
 * may be one. */
PC_MUST_CHECK enum pc_status key_read(struct pc_secret *out, struct pc_str reference,
	const char *source, struct pc_err *err);

#endif
