/* SPDX-License-Identifier: Apache-2.0 */
/* One document to a server of ours, by POST.
 *
 * Over https, whose certificate has to hold, or over http to this machine itself.  Nobody
 * sends us elsewhere: a redirect is an answer like others.  It blocks until the deadline,
 * and is for a process that does nothing else meanwhile. */
#ifndef PC_NET_POST_H
#define PC_NET_POST_H

#include "pc/base/err.h"
#include "pc/net/secret.h"

struct pc_post {
	struct pc_str url;
	struct pc_str body;    /* JSON */
	struct pc_str ca_file; /* the only authorities; empty: the system's */
	struct pc_str proxy; /* for https; empty: none; "auto": as the environment says */
	const struct pc_secret *token; /* goes as "Authorization: Bearer"; NULL: none */
	int64_t deadline;              /* milliseconds */
};

enum pc_post_outcome {
	PC_POST_TAKEN,   /* 2xx: it is the server's now */
	PC_POST_LATER,   /* 3xx, 408, 429, 5xx: it may be wanted at another time */
	PC_POST_REFUSED, /* any other answer: it will never be wanted */
	PC_POST_OFFLINE, /* nobody answered */
	PC_POST_FAILED,  /* something of this machine's own */
};

const char *pc_post_outcome_name(enum pc_post_outcome outcome);

struct pc_posted {
	enum pc_post_outcome outcome;
	int status;          /* of HTTP; 0: none */
	int64_t retry_after; /* milliseconds that the server wants us to wait; 0: any */
	struct pc_err why;   /* .text: what to tell people, when it was not taken */
};

struct pc_posted pc_post(const struct pc_post *post);

/* Whether reports may go to that address; err says why not.  PC_ERR_PARSE. */
PC_MUST_CHECK enum pc_status pc_post_check(struct pc_str url, struct pc_err *err);

#endif
