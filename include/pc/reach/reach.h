/* SPDX-License-Identifier: Apache-2.0 */
/* Whether a host can be reached: its name, then the connection, then TLS with a
 * certificate that counts.  All of it happens in a process of its own, as looking up a
 * name has no deadline that anybody could set. */
#ifndef PC_REACH_REACH_H
#define PC_REACH_REACH_H

#include "pc/base/err.h"

enum pc_reach_step {
	PC_REACH_NAME, /* the name has no address */
	PC_REACH_CONNECT,
	PC_REACH_TLS,
	PC_REACH_ALL, /* nothing failed */
};

struct pc_reach {
	const char *host, *port;
	const char *ca_file; /* instead of the system's authorities; NULL: these */
	bool tls;
	int64_t deadline; /* milliseconds for all of it */
};

/* The step that failed, and in err what the system said of it; PC_REACH_ALL without. */
enum pc_reach_step pc_reach(const struct pc_reach *reach, struct pc_err *err);

#endif
