/* SPDX-License-Identifier: Apache-2.0 */
/* Chat completions, streamed: OpenAI, and everybody who speaks like it; whose errors they
 * are, the plan says. */
#include "backend_http.h"
#include "pc/doc/write.h"

static void write_message(struct pc_buf *out, const char *role, struct pc_str text)
{
	pc_json_next(out);
	pc_buf_printf(out, "{\"role\":\"%s\",\"content\":", role);
	pc_json_quote(out, text);
	pc_buf_puts(out, "}");
}

static void write_body(
	struct pc_buf *out, const struct pc_run_plan *plan, const char *most)
{
	pc_buf_puts(out, "{");
	pc_json_member(out, "model", plan->model);
	pc_json_bool(out, "stream", true);
	pc_json_key(out, "stream_options");
	pc_buf_puts(out, "{\"include_usage\":true}");
	pc_json_integer(out, most, http_most_tokens(plan));
	if (plan->job->effort.len)
		pc_json_member(out, "reasoning_effort", plan->job->effort);
	pc_json_key(out, "messages");
	pc_buf_puts(out, "[");
	if (plan->job->system_prompt.len)
		write_message(out, "system", plan->job->system_prompt);
	write_message(out, "user", plan->job->prompt);
	pc_buf_puts(out, "]}");
}

/* OpenAI's own models that think take no "max_tokens" any more, others know nothing
 * else. */
static void write_own(struct pc_buf *out, const struct pc_run_plan *plan)
{
	write_body(out, plan, "max_completion_tokens");
}

static void write_others(struct pc_buf *out, const struct pc_run_plan *plan)
{
	write_body(out, plan, "max_tokens");
}

#define CHAT                                                                             \
	.reply = &reply_openai, .path = {"/chat/completions", 17},                       \
	.key_header = "Authorization: Bearer "

static const struct http_way ways[] = {
	{CHAT, .contract = PC_CONTRACT_OPENAI, .base = {"https://api.openai.com/v1", 25},
		.body = write_own},
	{CHAT, .contract = PC_CONTRACT_OPENROUTER,
		.base = {"https://openrouter.ai/api/v1", 28}, .body = write_others},
	{CHAT, .contract = PC_CONTRACT_GEMINI,
		.base = {"https://generativelanguage.googleapis.com/v1beta/openai", 55},
		.body = write_others},
};
/* OpenAI's errors at somebody else's address. */
static const struct http_way alike = {
	CHAT, .contract = PC_CONTRACT_OPENAI, .body = write_others};

static const struct http_way *way_of(const struct pc_run_plan *plan)
{
	for (size_t i = 0; i < PC_COUNT(ways); i++) {
		bool is_own = !plan->url.len || pc_str_eq(plan->url, ways[i].base);

		if (ways[i].contract == plan->contract &&
			(is_own || plan->contract != PC_CONTRACT_OPENAI))
			return &ways[i];
	}
	return plan->url.len ? &alike : &ways[0];
}

static enum pc_status start(struct pc_run **out, struct pc_loop *loop,
	const struct pc_run_plan *plan, const struct pc_run_hooks *hooks,
	struct pc_err *err)
{
	PC_TRY(pc_pass_take(plan, err));
	return http_run_start(out, loop, way_of(plan), plan, hooks, err);
}

const struct pc_backend pc_backend_openai = {.name = "openai",
	.contract = PC_CONTRACT_OPENAI,
	.start = start,
	.cancel = http_run_cancel};
