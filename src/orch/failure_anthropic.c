/* SPDX-License-Identifier: Apache-2.0 */
/* The errors of Anthropic's Messages API: {"type":"error","error":{"type","message",
 * "details"?},"request_id"}, as a body or as an event of a stream. */
#include "failure_priv.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static const char invalid[] = "invalid_request_error", rate[] = "rate_limit_error";

static const struct sign signs[] = {
	{0, NULL, "enforced_spend_limit_reached", NULL, PC_FAILURE_SPEND_CAP,
		LASTS_MONTH},
	{0, invalid, NULL, "api usage limits", PC_FAILURE_SPEND_CAP, LASTS_SAID},
	{0, invalid, NULL, "credit balance is too low", PC_FAILURE_CREDIT_EXHAUSTED,
		LASTS_OWN},
	{0, invalid, NULL, "prompt is too long", PC_FAILURE_CONTEXT_OVERFLOW, LASTS_OWN},
	{0, invalid, NULL, "exceed context limit", PC_FAILURE_CONTEXT_OVERFLOW,
		LASTS_OWN},
	{0, rate, NULL, "api usage limits", PC_FAILURE_SPEND_CAP, LASTS_SAID},
	{0, rate, NULL, "spend limit", PC_FAILURE_SPEND_CAP, LASTS_SAID},
	{0, rate, NULL, "acceleration", PC_FAILURE_RAMP_LIMITED, LASTS_SAID},
	{0, rate, NULL, NULL, PC_FAILURE_RATE_LIMITED, LASTS_SAID},
	{0, "overloaded_error", NULL, NULL, PC_FAILURE_OVERLOADED, LASTS_SAID},
	{0, "authentication_error", NULL, NULL, PC_FAILURE_AUTH_INVALID, LASTS_OWN},
	{0, "billing_error", NULL, NULL, PC_FAILURE_CREDIT_EXHAUSTED, LASTS_OWN},
	{0, "permission_error", NULL, NULL, PC_FAILURE_AUTH_INVALID, LASTS_OWN},
	{0, "not_found_error", NULL, NULL, PC_FAILURE_MODEL_GONE, LASTS_OWN},
	{0, "request_too_large", NULL, NULL, PC_FAILURE_CONTEXT_OVERFLOW, LASTS_OWN},
	{0, "conflict_error", NULL, NULL, PC_FAILURE_BAD_REQUEST, LASTS_OWN},
	{0, invalid, NULL, NULL, PC_FAILURE_BAD_REQUEST, LASTS_OWN},
	/* In a stream it tells no more than that it broke. */
	{200, "api_error", NULL, NULL, PC_FAILURE_STREAM_BROKEN, LASTS_OWN},
	{200, "timeout_error", NULL, NULL, PC_FAILURE_STREAM_BROKEN, LASTS_OWN},
	{0, "api_error", NULL, NULL, PC_FAILURE_OVERLOADED, LASTS_SAID},
	{0, "timeout_error", NULL, NULL, PC_FAILURE_OVERLOADED, LASTS_SAID},
};

static const struct stop stops[] = {
	{"end_turn", PC_FAILURE_NONE},
	{"stop_sequence", PC_FAILURE_NONE},
	{"tool_use", PC_FAILURE_NONE},
	/* Half an answer is none. */
	{"max_tokens", PC_FAILURE_OUTPUT_INVALID},
	{"pause_turn", PC_FAILURE_OUTPUT_INVALID},
	{"refusal", PC_FAILURE_CONTENT_REFUSED},
	{"model_context_window_exceeded", PC_FAILURE_CONTEXT_OVERFLOW},
};

/* "... You will regain access on 2026-12-01 at 00:00 UTC."; -1: nothing of the kind. */
static int64_t regained(const struct answer *answer)
{
	enum { DATE = 10, CLOCK = 5 };
	const struct pc_str words = PC_STR("regain access on "), at = PC_STR(" at ");
	struct pc_str rest =
		pc_str_from(answer->text, pc_str_find_str(answer->text, words));
	struct pc_str date = pc_str_head(pc_str_from(rest, words.len), DATE);
	struct pc_str clock = PC_STR("00:00"), stamp;

	rest = pc_str_from(rest, words.len + DATE);
	if (pc_str_starts(rest, at) && rest.len >= at.len + CLOCK)
		clock = pc_str_head(pc_str_from(rest, at.len), CLOCK);
	stamp = pc_arena_printf(
		answer->scratch, "%.*sT%.*s:00Z", PC_STR_ARG(date), PC_STR_ARG(clock));
	return pc_wait_read(stamp, answer->outcome->now);
}

static void look(struct answer *answer, const struct pc_node *error)
{
	const struct pc_node *details = pc_node_get_c(error, "details");
	struct pc_str code = pc_node_text(pc_node_get_c(details, "error_code"));

	if (code.len)
		answer->code = code;
	answer->wait = regained(answer);
}

const struct contract failure_anthropic = {
	signs, COUNT(signs), stops, COUNT(stops), look};
