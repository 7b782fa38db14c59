/* SPDX-License-Identifier: Apache-2.0 */
/* Messages, streamed. */
#include "backend_http.h"
#include "pc/doc/write.h"

static void write_body(struct pc_buf *out, const struct pc_run_plan *plan)
{
	pc_buf_puts(out, "{");
	pc_json_member(out, "model", plan->model);
	pc_json_integer(out, "max_tokens", http_most_tokens(plan));
	pc_json_bool(out, "stream", true);
	if (plan->job->system_prompt.len)
		pc_json_member(out, "system", plan->job->system_prompt);
	pc_json_key(out, "messages");
	pc_buf_puts(out, "[{\"role\":\"user\",\"content\":");
	pc_json_quote(out, plan->job->prompt);
	pc_buf_puts(out, "}]}");
}

static const struct http_way way = {
	.reply = &reply_anthropic,
	.contract = PC_CONTRACT_ANTHROPIC,
	.base = {"https://api.anthropic.com", 25},
	.path = {"/v1/messages", 12},
	.key_header = "x-api-key: ",
	.header = {"anthropic-version: 2023-06-01", 29},
	.body = write_body,
};

static enum pc_status start(struct pc_run **out, struct pc_loop *loop,
	const struct pc_run_plan *plan, const struct pc_run_hooks *hooks,
	struct pc_err *err)
{
	PC_TRY(pc_pass_take(plan, err));
	return http_run_start(out, loop, &way, plan, hooks, err);
}

const struct pc_backend pc_backend_anthropic = {.name = "anthropic",
	.contract = PC_CONTRACT_ANTHROPIC,
	.start = start,
	.cancel = http_run_cancel};
