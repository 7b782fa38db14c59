/* SPDX-License-Identifier: Apache-2.0 */
/* Whether keys are alive, asked of those who gave them: questions of one run, in JSON,
 * from policyctl audit --verify to policyctl-live.
 *
 *   {"calls": [{"provider": "OpenAI", "url": "https://...", "method": "GET",
 *               "headers": ["Authorization: Bearer ..."], "body": ""}]}
 *   {"answers": [{"status": 200, "why": ""}]}
 *
 * in the same order.  status 0: nobody was asked or nobody answered, and why. */
#ifndef PC_LIVE_LIVE_H
#define PC_LIVE_LIVE_H

#include "pc/base/buf.h"
#include "pc/base/err.h"

struct pc_live_options {
	struct pc_str ca_file, proxy; /* as in struct pc_post */
	int64_t deadline;             /* of one call, milliseconds */
	int64_t pause; /* between two calls to the same provider, milliseconds */
};

/* One call after the other; a provider that says it is too much (429) is not asked again.
 * PC_ERR_PARSE: the question is none. */
PC_MUST_CHECK enum pc_status pc_live_ask(struct pc_buf *out, struct pc_str question,
	const struct pc_live_options *options, struct pc_err *err);

#endif
