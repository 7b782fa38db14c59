/* SPDX-License-Identifier: Apache-2.0 */
/* The errors of OpenRouter: {"error":{"code","message","metadata"?}}, where code is the
 * status that HTTP had or, behind a 200, would have had. */
#include "failure_priv.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static const struct sign signs[] = {
	/* Money that calls still running may need: it comes free when they end. */
	{402, NULL, "openrouter_in_flight_budget", NULL, PC_FAILURE_RATE_LIMITED,
		LASTS_SAID},
	{402, NULL, NULL, NULL, PC_FAILURE_CREDIT_EXHAUSTED, LASTS_OWN},
	{403, "guardrail", NULL, NULL, PC_FAILURE_POLICY_DENIED, LASTS_OWN},
	{403, "moderation", NULL, NULL, PC_FAILURE_CONTENT_REFUSED, LASTS_OWN},
	{403, NULL, NULL, "guardrail", PC_FAILURE_POLICY_DENIED, LASTS_OWN},
	{403, NULL, NULL, "moderation", PC_FAILURE_CONTENT_REFUSED, LASTS_OWN},
	{403, NULL, NULL, "flagged", PC_FAILURE_CONTENT_REFUSED, LASTS_OWN},
	{403, NULL, NULL, NULL, PC_FAILURE_AUTH_INVALID, LASTS_OWN},
	/* Where its own rules leave no provider, the model is not gone. */
	{404, NULL, NULL, "data policy", PC_FAILURE_POLICY_DENIED, LASTS_OWN},
	{404, NULL, NULL, "guardrail", PC_FAILURE_POLICY_DENIED, LASTS_OWN},
	{404, NULL, NULL, "model", PC_FAILURE_MODEL_GONE, LASTS_OWN},
	{404, NULL, NULL, "no endpoints found", PC_FAILURE_MODEL_GONE, LASTS_OWN},
	{0, NULL, "server_error", NULL, PC_FAILURE_STREAM_BROKEN, LASTS_OWN},
	{400, NULL, NULL, "not a valid model", PC_FAILURE_MODEL_GONE, LASTS_OWN},
	{400, NULL, NULL, "maximum context length", PC_FAILURE_CONTEXT_OVERFLOW,
		LASTS_OWN},
};

static const struct stop stops[] = {
	{"stop", PC_FAILURE_NONE},
	{"tool_calls", PC_FAILURE_NONE},
	{"length", PC_FAILURE_OUTPUT_INVALID},
	{"content_filter", PC_FAILURE_CONTENT_REFUSED},
	{"error", PC_FAILURE_STREAM_BROKEN},
};

static void look(struct answer *answer, const struct pc_node *error)
{
	const struct pc_node *metadata = pc_node_get_c(error, "metadata");
	struct pc_str source = pc_node_text(pc_node_get_c(metadata, "limit_source"));

	if (source.len)
		answer->code = source;
	if (pc_node_get_c(metadata, "guardrail") ||
		pc_node_get_c(metadata, "guardrail_name"))
		answer->type = PC_STR("guardrail");
	else if (pc_node_get_c(metadata, "flagged_input") ||
		 pc_node_get_c(metadata, "reasons"))
		answer->type = PC_STR("moderation");
}

const struct contract failure_openrouter = {
	signs, COUNT(signs), stops, COUNT(stops), look};
