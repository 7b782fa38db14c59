/* SPDX-License-Identifier: Apache-2.0 */
/* A small HTTP server for this machine's own programs: one port of the loopback, requests
 * answered one after the other from the loop. */
#ifndef PC_OS_HTTPD_H
#define PC_OS_HTTPD_H

#include "pc/base/buf.h"
#include "pc/os/loop.h"

struct pc_httpd;

struct pc_http_request {
	struct pc_str method; /* "POST"; empty for one that is not known */
	struct pc_str target; /* as it was asked for: path and query, or all of an URL */
	struct pc_str body;
};

/* Zeroed before the call.  body may be left empty. */
struct pc_http_answer {
	int status;
	const char *type; /* static: content-type */
	struct pc_buf body;
};

/* Fills the answer; what the request says is foreign. */
typedef void pc_http_fn(
	void *arg, const struct pc_http_request *request, struct pc_http_answer *answer);

/* Listens at 127.0.0.1, a port that the system chooses.  A request whose body is larger
 * than max_body, or whose head is larger than PC_MAX_HTTP_HEAD, is refused and never
 * handed on. */
PC_MUST_CHECK enum pc_status pc_httpd_new(struct pc_httpd **out, struct pc_loop *loop,
	size_t max_body, pc_http_fn *fn, void *arg, struct pc_err *err);
uint16_t pc_httpd_port(const struct pc_httpd *httpd);
/* Accepts NULL; before its loop ends. */
void pc_httpd_free(struct pc_httpd **httpd);

#endif
