/* SPDX-License-Identifier: Apache-2.0 */
/* One harmless question to a server of somebody else's, of which only the status of the
 * answer counts.  As pc_post(): https, or this machine itself; no redirects; it blocks.
 */
#ifndef PC_NET_ASK_H
#define PC_NET_ASK_H

#include "pc/base/err.h"

struct pc_ask {
	struct pc_str url;
	struct pc_str method;   /* "GET", "POST", ...; empty: GET */
	struct pc_str *headers; /* "Name: value"; they may hold keys */
	size_t n_headers;
	struct pc_str body;           /* empty: none */
	struct pc_str ca_file, proxy; /* as in struct pc_post */
	int64_t deadline;             /* milliseconds */
};

struct pc_asked {
	int status;          /* of HTTP; 0: there was no answer */
	int64_t retry_after; /* milliseconds that the server wants us to wait; 0: any */
	struct pc_err why; /* .text, when there was no answer; nothing of the question */
};

struct pc_asked pc_ask(const struct pc_ask *ask);

#endif
