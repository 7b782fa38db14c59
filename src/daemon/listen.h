/* SPDX-License-Identifier: Apache-2.0 */
/* Where the services of this module are asked. */
#ifndef DAEMON_LISTEN_H
#define DAEMON_LISTEN_H

#include "pc/base/err.h"

/* The socket fd listens at path, for everybody.  A file that is there is one of an
 * instance that was killed: the caller knows that there is no other one.  An fd below 0
 * is an error that errno still has. */
PC_MUST_CHECK enum pc_status listen_at(
	int fd, const char *path, int backlog, struct pc_err *err);

#endif
