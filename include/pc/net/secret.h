/* SPDX-License-Identifier: Apache-2.0 */
/* A token that only the far end of a connection may see. */
#ifndef PC_NET_SECRET_H
#define PC_NET_SECRET_H

#include "pc/base/err.h"

struct pc_secret {
	char *bytes; /* NUL-terminated; never printed, stored or told */
	size_t len;
};

/* The one line of the file at path.  It has to belong to root or to us, nobody else may
 * write it, and not everybody read it (PC_ERR_SYSTEM); it holds a word of printable
 * characters (PC_ERR_PARSE).  No error text has any of it. */
PC_MUST_CHECK enum pc_status pc_secret_read(
	struct pc_secret *out, const char *path, struct pc_err *err);
/* The same of a text that somebody else brought, without its line end.  PC_ERR_PARSE. */
PC_MUST_CHECK enum pc_status pc_secret_copy(
	struct pc_secret *out, struct pc_str text, const char *whose, struct pc_err *err);
/* What the program at path prints when it is called with that only argument and without a
 * shell, by the user that we are, within so many milliseconds; only root or we may be
 * able to change it (PC_ERR_SYSTEM). */
PC_MUST_CHECK enum pc_status pc_secret_ask(struct pc_secret *out, struct pc_str path,
	const char *argument, int64_t deadline, struct pc_err *err);
/* Overwrites it. */
void pc_secret_done(struct pc_secret *secret);

#endif
