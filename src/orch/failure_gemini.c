/* SPDX-License-Identifier: Apache-2.0 */
/* The errors of Gemini: {"error":{"code","message","status","details":[...]}}, where the
 * details tell a minute's quota from a day's, how long to wait, and that a 400 is really
 * about the key. */
#include "failure_priv.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static const char used_up[] = "RESOURCE_EXHAUSTED";

static const struct sign signs[] = {
	{0, NULL, "API_KEY_*", NULL, PC_FAILURE_AUTH_INVALID, LASTS_OWN},
	{402, NULL, NULL, NULL, PC_FAILURE_CREDIT_EXHAUSTED, LASTS_OWN},
	{0, used_up, "*PerDay*", NULL, PC_FAILURE_QUOTA_DAILY, LASTS_DAY},
	{0, used_up, NULL, NULL, PC_FAILURE_RATE_LIMITED, LASTS_SAID},
	{0, "UNAUTHENTICATED", NULL, NULL, PC_FAILURE_AUTH_INVALID, LASTS_OWN},
	{0, "PERMISSION_DENIED", NULL, NULL, PC_FAILURE_AUTH_INVALID, LASTS_OWN},
	/* The country, or no money: what the key belongs to cannot be used. */
	{0, "FAILED_PRECONDITION", NULL, NULL, PC_FAILURE_AUTH_INVALID, LASTS_OWN},
	{0, "NOT_FOUND", NULL, NULL, PC_FAILURE_MODEL_GONE, LASTS_OWN},
	{0, "INVALID_ARGUMENT", NULL, "maximum number of tokens",
		PC_FAILURE_CONTEXT_OVERFLOW, LASTS_OWN},
	{0, "INVALID_ARGUMENT", NULL, NULL, PC_FAILURE_BAD_REQUEST, LASTS_OWN},
	{0, NULL, "invalid_request", NULL, PC_FAILURE_BAD_REQUEST, LASTS_OWN},
	{0, "UNAVAILABLE", NULL, NULL, PC_FAILURE_OVERLOADED, LASTS_SAID},
	{0, "DEADLINE_EXCEEDED", NULL, NULL, PC_FAILURE_OVERLOADED, LASTS_SAID},
	{0, "INTERNAL", NULL, NULL, PC_FAILURE_OVERLOADED, LASTS_SAID},
};

static const struct stop stops[] = {
	{"STOP", PC_FAILURE_NONE},
	{"MAX_TOKENS", PC_FAILURE_OUTPUT_INVALID},
	{"MALFORMED_FUNCTION_CALL", PC_FAILURE_OUTPUT_INVALID},
	{"SAFETY", PC_FAILURE_CONTENT_REFUSED},
	{"RECITATION", PC_FAILURE_CONTENT_REFUSED},
	{"BLOCKLIST", PC_FAILURE_CONTENT_REFUSED},
	{"PROHIBITED_CONTENT", PC_FAILURE_CONTENT_REFUSED},
	{"SPII", PC_FAILURE_CONTENT_REFUSED},
};

/* Of several quotas that of the day counts: it lasts longest. */
static void look_violations(struct answer *answer, const struct pc_node *list)
{
	if (!list || list->kind != PC_LIST)
		return;
	for (size_t i = 0; i < list->n_items; i++) {
		struct pc_str id = pc_node_text(pc_node_get_c(list->items[i], "quotaId"));
		struct pc_str per_day = PC_STR("PerDay");

		if (!answer->code.len || pc_str_find_str(id, per_day) < id.len)
			answer->code = id;
	}
}

static void look_detail(struct answer *answer, const struct pc_node *detail)
{
	struct pc_str reason = pc_node_text(pc_node_get_c(detail, "reason"));
	struct pc_str delay = pc_node_text(pc_node_get_c(detail, "retryDelay"));
	int64_t wait = pc_wait_read(delay, answer->outcome->now);

	if (wait > answer->wait)
		answer->wait = wait;
	if (reason.len && !answer->code.len)
		answer->code = reason;
	look_violations(answer, pc_node_get_c(detail, "violations"));
}

static void look(struct answer *answer, const struct pc_node *error)
{
	const struct pc_node *details = pc_node_get_c(error, "details");
	struct pc_str status = pc_node_text(pc_node_get_c(error, "status"));

	if (status.len)
		answer->type = status;
	if (!details || details->kind != PC_LIST)
		return;
	for (size_t i = 0; i < details->n_items; i++)
		look_detail(answer, details->items[i]);
}

const struct contract failure_gemini = {signs, COUNT(signs), stops, COUNT(stops), look};
