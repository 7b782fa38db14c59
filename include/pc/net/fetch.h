/* SPDX-License-Identifier: Apache-2.0 */
/* Several documents of others at once, by GET, in bounded memory.
 *
 * Over https, whose certificate has to hold, or over http to this machine itself.  A
 * redirect is told and not followed.  It blocks until all are there or the deadline. */
#ifndef PC_NET_FETCH_H
#define PC_NET_FETCH_H

#include "pc/base/arena.h"
#include "pc/base/err.h"

struct pc_fetch {
	struct pc_str url;
	struct pc_str *headers; /* "Name: value"; they may hold keys */
	size_t n_headers;
	size_t most;    /* bytes of the body, unpacked, past which it is an error */
	bool is_secret; /* the body is: no copy of it is left but the one in arena */
};

struct pc_fetched {
	int status;             /* of HTTP; 0: there was no answer */
	bool is_large;          /* past .most: the body is a part of it */
	bool is_cut;            /* the connection ended early, or what came is no gzip */
	struct pc_str body;     /* in arena */
	struct pc_str type;     /* Content-Type; may be empty */
	struct pc_str location; /* of a redirect */
	struct pc_err why; /* .text, when it did not come whole; nothing of headers */
};

struct pc_fetch_options {
	struct pc_str ca_file, proxy; /* as in struct pc_post */
	int64_t deadline;             /* ms, of all together */
	/* Told of each answer when it is there, while others are on their way. True:
	 * *next is asked in its place, over the same connection where that is still open,
	 * and *got is lost.  May be NULL. */
	bool (*answered)(void *context, size_t index, const struct pc_fetched *got,
		struct pc_fetch *next);
	void *context;
};

/* Whether that may be asked for; err says why not.  PC_ERR_PARSE. */
PC_MUST_CHECK enum pc_status pc_fetch_check(struct pc_str url, struct pc_err *err);

/* out has count places, in the order of the questions. */
void pc_fetch_all(struct pc_fetched *out, struct pc_arena *arena,
	const struct pc_fetch *questions, size_t count,
	const struct pc_fetch_options *options);

#endif
