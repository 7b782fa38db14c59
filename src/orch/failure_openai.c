/* SPDX-License-Identifier: Apache-2.0 */
/* The errors of OpenAI's API, which many others imitate: {"error":{"message","type",
 * "param","code"}}.  A 429 is several things, told apart by its code. */
#include "failure_priv.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static const struct sign signs[] = {
	{0, NULL, "slow_down", NULL, PC_FAILURE_RAMP_LIMITED, LASTS_SAID},
	{0, "slow_down", NULL, NULL, PC_FAILURE_RAMP_LIMITED, LASTS_SAID},
	{0, NULL, "credit_balance_exhausted", NULL, PC_FAILURE_CREDIT_EXHAUSTED,
		LASTS_OWN},
	{0, NULL, "organization_spend_limit_exceeded", NULL, PC_FAILURE_SPEND_CAP,
		LASTS_OWN},
	{0, NULL, "project_spend_limit_exceeded", NULL, PC_FAILURE_SPEND_CAP, LASTS_OWN},
	{0, NULL, "organization_usage_limit_exceeded", NULL, PC_FAILURE_SPEND_CAP,
		LASTS_OWN},
	{0, NULL, "insufficient_quota", NULL, PC_FAILURE_CREDIT_EXHAUSTED, LASTS_OWN},
	{0, "insufficient_quota", NULL, NULL, PC_FAILURE_CREDIT_EXHAUSTED, LASTS_OWN},
	{0, NULL, "rate_limit_exceeded", NULL, PC_FAILURE_RATE_LIMITED, LASTS_SAID},
	{0, NULL, "model_not_found", NULL, PC_FAILURE_MODEL_GONE, LASTS_OWN},
	{0, NULL, "context_length_exceeded", NULL, PC_FAILURE_CONTEXT_OVERFLOW,
		LASTS_OWN},
	{0, NULL, "content_policy_violation", NULL, PC_FAILURE_CONTENT_REFUSED,
		LASTS_OWN},
	{0, NULL, "content_filter", NULL, PC_FAILURE_CONTENT_REFUSED, LASTS_OWN},
	{0, NULL, "invalid_api_key", NULL, PC_FAILURE_AUTH_INVALID, LASTS_OWN},
	{403, NULL, NULL, NULL, PC_FAILURE_AUTH_INVALID, LASTS_OWN},
	/* In a stream they tell no more than that it broke. */
	{200, "server_error", NULL, NULL, PC_FAILURE_STREAM_BROKEN, LASTS_OWN},
	{200, NULL, "server_error", NULL, PC_FAILURE_STREAM_BROKEN, LASTS_OWN},
	{0, "server_error", NULL, NULL, PC_FAILURE_OVERLOADED, LASTS_SAID},
	{0, NULL, "server_error", NULL, PC_FAILURE_OVERLOADED, LASTS_SAID},
	{200, NULL, "rate_limit*", NULL, PC_FAILURE_RATE_LIMITED, LASTS_SAID},
};

static const struct stop stops[] = {
	{"stop", PC_FAILURE_NONE},
	{"tool_calls", PC_FAILURE_NONE},
	{"function_call", PC_FAILURE_NONE},
	/* Half an answer is none. */
	{"length", PC_FAILURE_OUTPUT_INVALID},
	{"content_filter", PC_FAILURE_CONTENT_REFUSED},
};

const struct contract failure_openai = {signs, COUNT(signs), stops, COUNT(stops), NULL};
