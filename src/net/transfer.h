/* SPDX-License-Identifier: Apache-2.0 */
/* One transfer by libcurl; for the files of this module alone. */
#ifndef PC_NET_TRANSFER_H
#define PC_NET_TRANSFER_H

#include <curl/curl.h>

#include "pc/base/err.h"

struct transfer {
	CURL *handle;
	struct curl_slist *headers;
	char fault[CURL_ERROR_SIZE];
	size_t answered;
	/* libcurl wants texts that end, and that stay. */
	char *url, *ca_file, *proxy;
};

struct transfer_to {
	struct pc_str url;
	struct pc_str ca_file; /* the only authorities; empty: the system's */
	struct pc_str proxy; /* for https; empty: none; "auto": as the environment says */
	const char *agent;   /* what we call ourselves */
	int64_t deadline;    /* milliseconds */
	bool is_plain;       /* as transfer_check() says */
};

/* Whose address it is, in error texts. */
struct transfer_whose {
	const char *address; /* "the hub's address" */
	const char *secrets; /* where names and passwords belong */
};

/* Whether anything may go to that address: https, or this machine itself, without names
 * and passwords. */
PC_MUST_CHECK enum pc_status transfer_check(bool *is_plain, struct pc_str url,
	const struct transfer_whose *whose, struct pc_err *err);
/* False: libcurl does not take it.  transfer_done() in either case. */
bool transfer_open(struct transfer *transfer, const struct transfer_to *to);
bool transfer_add_header(struct transfer *transfer, const char *line);
/* They may hold keys: what is copied of them is overwritten. */
bool transfer_add_headers(
	struct transfer *transfer, const struct pc_str *headers, size_t n_headers);

struct transferred {
	int status;          /* of HTTP; 0: there was no answer */
	int64_t retry_after; /* milliseconds; 0: it says none */
};

struct transferred transfer_end(const struct transfer *transfer);
/* Whether a transfer without an answer is something of this machine's own. */
bool transfer_is_our_fault(CURLcode code);
/* Why there was no answer. */
const char *transfer_fault(const struct transfer *transfer, CURLcode code);
/* Overwrites headers, which may hold tokens, and frees all of it. */
void transfer_done(struct transfer *transfer);

#endif
