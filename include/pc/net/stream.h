/* SPDX-License-Identifier: Apache-2.0 */
/* Requests whose answers are read as they come, many at once, on somebody else's loop:
 * libcurl's multi interface behind three functions of the caller.
 *
 * Over https, whose certificate has to hold, or over http to this machine itself; no
 * redirects; connections are used again.  Bodies and headers may hold keys: they are
 * overwritten when their request ends. */
#ifndef PC_NET_STREAM_H
#define PC_NET_STREAM_H

#include "pc/base/arena.h"
#include "pc/base/err.h"

/* What the loop has to do for it. */
struct pc_stream_loop {
	/* Call pc_streams_ready() when fd can be read and/or written; neither: forget it.
	 */
	void (*watch)(void *context, int fd, bool read, bool write);
	/* Call pc_streams_late() after so many ms, 0 too not at once; -1: not any more.
	 */
	void (*after)(void *context, int64_t ms);
	void *context;
};

struct pc_streams; /* all of a process */
PC_MUST_CHECK enum pc_status pc_streams_new(
	struct pc_streams **out, const struct pc_stream_loop *loop, struct pc_err *err);
/* Ends what runs, without calls but watch(); not from within a call. */
void pc_streams_free(struct pc_streams **streams);
void pc_streams_ready(struct pc_streams *streams, int fd, bool read, bool write);
void pc_streams_late(struct pc_streams *streams);

struct pc_stream_end {
	int status;        /* of HTTP; 0: there was no answer */
	bool is_whole;     /* false: the connection broke off, or was too slow */
	bool is_late;      /* by deadline or idle */
	struct pc_err why; /* .text, when it is not whole; nothing of keys */
};

struct pc_stream_ask {
	struct pc_str url, ca_file, proxy;
	struct pc_str method;         /* "POST" */
	const struct pc_str *headers; /* "Name: value" */
	size_t n_headers;
	struct pc_str body;
	int64_t deadline, idle; /* ms; idle: that nothing comes; 0: none */
	/* Called from the loop: one line for each header, then pieces, then once ended,
	 * with which the stream is gone.  piece: false ends it.  Others may be started
	 * and cancelled from there. */
	void (*header)(void *context, struct pc_str line);
	bool (*piece)(void *context, struct pc_str bytes);
	void (*ended)(void *context, const struct pc_stream_end *end);
	void *context;
};

struct pc_stream;
/* Texts of ask are copied. */
PC_MUST_CHECK enum pc_status pc_stream_start(struct pc_stream **out,
	struct pc_streams *streams, const struct pc_stream_ask *ask, struct pc_err *err);
/* ended() is not called any more. */
void pc_stream_cancel(struct pc_stream **stream);

#endif
