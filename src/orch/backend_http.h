/* SPDX-License-Identifier: Apache-2.0 */
/* What backends over HTTP have in common: one request, its answer as it comes, one end.
 * For backend_anthropic.c and backend_openai.c, which take the pass first. */
#ifndef ORCH_BACKEND_HTTP_H
#define ORCH_BACKEND_HTTP_H

#include "reply.h"

/* How one contract is asked. */
struct http_way {
	const struct reply_contract *reply;
	enum pc_contract contract; /* of its errors */
	struct pc_str base;        /* where it is, unless the plan says */
	struct pc_str path;        /* behind it */
	const char *key_header;    /* "x-api-key: "; the key follows */
	struct pc_str header;      /* one more; may be empty */
	void (*body)(struct pc_buf *out, const struct pc_run_plan *plan);
};

PC_MUST_CHECK enum pc_status http_run_start(struct pc_run **out, struct pc_loop *loop,
	const struct http_way *way, const struct pc_run_plan *plan,
	const struct pc_run_hooks *hooks, struct pc_err *err);
void http_run_cancel(struct pc_run *run);
/* Tokens that an answer may have: never more than were reserved for the job. */
int64_t http_most_tokens(const struct pc_run_plan *plan);

#endif
