/* SPDX-License-Identifier: Apache-2.0 */
/* The classes of failures, and how an answer comes to one: by the table of its contract,
 * then by its status alone, and if that says nothing either it is not known.  What the
 * tables say stands in failure_<contract>.c. */
#include "clock.h"
#include "failure_priv.h"
#include "pc/base/limits.h"
#include "pc/base/redact.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

const struct pc_failure_row pc_failure_table[PC_FAILURES] = {
	[PC_FAILURE_NONE] = {"none", PC_SCOPE_ATTEMPT, PC_ACT_NONE, false, false},
	[PC_FAILURE_RATE_LIMITED] = {"rate_limited", PC_SCOPE_KEY_MODEL,
		PC_ACT_NEXT_OR_SNOOZE, false, false},
	[PC_FAILURE_RAMP_LIMITED] = {"ramp_limited", PC_SCOPE_KEY, PC_ACT_SLOW_DOWN,
		false, false},
	[PC_FAILURE_OVERLOADED] = {"overloaded", PC_SCOPE_PROVIDER_MODEL,
		PC_ACT_RETRY_THEN_NEXT, true, false},
	[PC_FAILURE_QUOTA_DAILY] = {"quota_daily", PC_SCOPE_KEY_MODEL, PC_ACT_PARK, false,
		false},
	[PC_FAILURE_SPEND_CAP] = {"spend_cap", PC_SCOPE_ORGANIZATION, PC_ACT_PARK, false,
		true},
	[PC_FAILURE_CREDIT_EXHAUSTED] = {"credit_exhausted", PC_SCOPE_KEY,
		PC_ACT_DISABLE_KEY, false, true},
	[PC_FAILURE_AUTH_EXPIRED] = {"auth_expired", PC_SCOPE_KEY, PC_ACT_REFRESH_KEY,
		false, false},
	[PC_FAILURE_AUTH_INVALID] = {"auth_invalid", PC_SCOPE_KEY, PC_ACT_DISABLE_KEY,
		false, true},
	[PC_FAILURE_MODEL_GONE] = {"model_gone", PC_SCOPE_MODEL, PC_ACT_REMAP_MODEL,
		false, true},
	[PC_FAILURE_MODEL_SUBSTITUTED] = {"model_substituted", PC_SCOPE_JOB,
		PC_ACT_JUDGE_AGAIN, false, false},
	[PC_FAILURE_POLICY_DENIED] = {"policy_denied", PC_SCOPE_JOB, PC_ACT_FAIL, false,
		false},
	[PC_FAILURE_CONTENT_REFUSED] = {"content_refused", PC_SCOPE_JOB_MODEL,
		PC_ACT_REMAP_MODEL, true, false},
	[PC_FAILURE_CONTEXT_OVERFLOW] = {"context_overflow", PC_SCOPE_JOB_MODEL,
		PC_ACT_LARGER_CONTEXT, true, false},
	[PC_FAILURE_BAD_REQUEST] = {"bad_request", PC_SCOPE_JOB, PC_ACT_FAIL, true,
		false},
	[PC_FAILURE_STREAM_BROKEN] = {"stream_broken", PC_SCOPE_ATTEMPT,
		PC_ACT_RETRY_THEN_NEXT, true, false},
	[PC_FAILURE_OUTPUT_INVALID] = {"output_invalid", PC_SCOPE_JOB, PC_ACT_REPAIR,
		true, false},
	[PC_FAILURE_WORKER_LOST] = {"worker_lost", PC_SCOPE_WORKER, PC_ACT_REQUEUE, true,
		false},
	[PC_FAILURE_UNKNOWN] = {"unknown", PC_SCOPE_BACKEND, PC_ACT_ALERT, true, true},
};

/* What a status says when nothing that is known stands behind it.  403 and 404 are not
 * here: a proxy or a wrong address says them too, and neither the key nor the model is to
 * suffer for it. */
static const struct sign by_status[] = {
	{400, NULL, NULL, NULL, PC_FAILURE_BAD_REQUEST, LASTS_OWN},
	{401, NULL, NULL, NULL, PC_FAILURE_AUTH_INVALID, LASTS_OWN},
	{402, NULL, NULL, NULL, PC_FAILURE_CREDIT_EXHAUSTED, LASTS_OWN},
	{408, NULL, NULL, NULL, PC_FAILURE_OVERLOADED, LASTS_SAID},
	{409, NULL, NULL, NULL, PC_FAILURE_BAD_REQUEST, LASTS_OWN},
	{413, NULL, NULL, NULL, PC_FAILURE_CONTEXT_OVERFLOW, LASTS_OWN},
	{422, NULL, NULL, NULL, PC_FAILURE_BAD_REQUEST, LASTS_OWN},
	{429, NULL, NULL, NULL, PC_FAILURE_RATE_LIMITED, LASTS_SAID},
	{500, NULL, NULL, NULL, PC_FAILURE_OVERLOADED, LASTS_SAID},
	{502, NULL, NULL, NULL, PC_FAILURE_OVERLOADED, LASTS_SAID},
	{503, NULL, NULL, NULL, PC_FAILURE_OVERLOADED, LASTS_SAID},
	{504, NULL, NULL, NULL, PC_FAILURE_OVERLOADED, LASTS_SAID},
	{529, NULL, NULL, NULL, PC_FAILURE_OVERLOADED, LASTS_SAID},
};

static bool is_same(char wanted, char c)
{
	return wanted == c;
}

static bool fits(const struct sign *sign, const struct answer *answer)
{
	if (sign->http && sign->http != answer->http)
		return false;
	if (sign->type && !pc_str_is(answer->type, sign->type))
		return false;
	if (sign->code && !pc_str_fits(pc_str(sign->code), answer->code, is_same))
		return false;
	return !sign->text ||
	       pc_str_find_str(answer->text, pc_str(sign->text)) < answer->text.len;
}

static const struct sign *find(
	const struct sign *signs, size_t n, const struct answer *answer)
{
	for (size_t i = 0; i < n; i++) {
		if (fits(&signs[i], answer))
			return &signs[i];
	}
	return NULL;
}

static int64_t said_wait(const struct answer *answer)
{
	int64_t wait = failure_headers(answer->outcome);

	return answer->wait > wait ? answer->wait : wait;
}

static int64_t until_of(const struct answer *answer, enum lasts lasts)
{
	int64_t now = answer->outcome->now, wait = said_wait(answer), end = 0;

	if (lasts == LASTS_OWN)
		return 0;
	if (lasts == LASTS_MONTH)
		end = failure_month_end(now);
	else if (lasts == LASTS_DAY)
		end = failure_pacific_midnight(now);
	/* "0" is no promise: the class knows better. */
	if (wait > 0 && now + wait > end)
		end = now + wait;
	return end;
}

static bool is_ok(int http)
{
	enum { FIRST = 200, LAST = 299 };

	return http >= FIRST && http <= LAST;
}

/* A 401 on a token that has run out says nothing against who it belongs to. */
static void check_clock(struct pc_failure *out, const struct answer *answer)
{
	int64_t expires = answer->outcome->token_expires;

	if (out->class == PC_FAILURE_AUTH_INVALID && answer->http == 401 && expires > 0 &&
		expires <= answer->outcome->now / SECOND)
		out->class = PC_FAILURE_AUTH_EXPIRED;
}

static struct pc_str status_word(struct answer *answer)
{
	return answer->http ? pc_arena_printf(answer->scratch, "http_%d", answer->http)
			    : PC_STR("error");
}

/* Google's endpoint in the shape of OpenAI's answers with errors of its own. */
static const struct contract *contract_of(
	const struct contract *contract, const struct pc_node *error)
{
	bool is_google = error && pc_node_text(pc_node_get_c(error, "status")).len;

	return contract == &failure_openai && is_google ? &failure_gemini : contract;
}

void failure_decide(struct pc_failure *out, struct answer *answer,
	const struct contract *contract, const struct pc_node *error)
{
	const struct sign *sign;

	contract = contract_of(contract, error);
	if (error) {
		failure_words(answer, error);
		if (contract->look && error->kind == PC_MAP)
			contract->look(answer, error);
	}
	sign = error ? find(contract->signs, contract->n_signs, answer) : NULL;
	if (!sign)
		sign = find(by_status, COUNT(by_status), answer);
	out->class = sign ? sign->class : PC_FAILURE_UNKNOWN;
	out->until = sign ? until_of(answer, sign->lasts) : 0;
	out->said = answer->code.len   ? answer->code
		    : answer->type.len ? answer->type
				       : status_word(answer);
	check_clock(out, answer);
}

void failure_stop(
	struct pc_failure *out, const struct contract *contract, struct pc_str word)
{
	if (!word.len)
		return;
	out->said = word;
	out->class = PC_FAILURE_UNKNOWN;
	for (size_t i = 0; i < contract->n_stops; i++) {
		if (pc_str_is(word, contract->stops[i].word))
			out->class = contract->stops[i].class;
	}
}

/* Nothing says that it went wrong, but it may have ended before its end. */
static void quiet_end(struct pc_failure *out, const struct pc_outcome *outcome,
	const struct contract *contract)
{
	if (!outcome->http && !outcome->timed_out) {
		out->class = PC_FAILURE_OVERLOADED;
		out->said = PC_STR("no_answer");
	} else if (outcome->timed_out || !outcome->has_ended) {
		out->class = PC_FAILURE_STREAM_BROKEN;
		out->said = outcome->timed_out ? PC_STR("timeout") : PC_STR("cut_off");
	} else {
		failure_stop(out, contract, outcome->stop);
	}
}

/* Refused before anything was computed, or so says the status. */
static bool may_have_run(const struct pc_failure *failure, int http)
{
	static const int late[] = {0, 408, 500, 502, 504};

	if (failure->class == PC_FAILURE_NONE)
		return false;
	if (failure->class == PC_FAILURE_UNKNOWN || is_ok(http))
		return true;
	for (size_t i = 0; i < COUNT(late); i++) {
		if (http == late[i])
			return true;
	}
	return false;
}

static void by_http(
	struct pc_failure *out, struct answer *answer, const struct contract *contract)
{
	const struct pc_outcome *outcome = answer->outcome;
	const struct pc_node *error = failure_error(answer->scratch, outcome->body);

	if (error || (outcome->http && !is_ok(outcome->http)))
		failure_decide(out, answer, contract, error);
	else
		quiet_end(out, outcome, contract);
	out->may_have_run = may_have_run(out, outcome->http);
}

static void by_anthropic(struct pc_failure *out, struct answer *answer)
{
	by_http(out, answer, &failure_anthropic);
}

static void by_openai(struct pc_failure *out, struct answer *answer)
{
	by_http(out, answer, &failure_openai);
}

static void by_openrouter(struct pc_failure *out, struct answer *answer)
{
	by_http(out, answer, &failure_openrouter);
}

static void by_gemini(struct pc_failure *out, struct answer *answer)
{
	by_http(out, answer, &failure_gemini);
}

/* A code is letters and a few signs; what is more than that, or looks like a key, may be
 * anything. */
static struct pc_str kept(struct pc_arena *arena, struct pc_str said)
{
	static const char signs[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-";
	PC_AUTO(pc_buf_done) struct pc_buf clean = {0};

	if (!said.len)
		return (struct pc_str){0};
	if (said.len > PC_MAX_FAILURE_SAID)
		return PC_STR("unreadable");
	for (size_t i = 0; i < said.len; i++) {
		if (!memchr(signs, said.ptr[i], sizeof(signs) - 1))
			return PC_STR("unreadable");
	}
	pc_redact(&clean, said);
	return pc_str_eq(pc_buf_str(&clean), said) ? pc_arena_str(arena, said)
						   : PC_STR("unreadable");
}

void pc_failure_classify(
	struct pc_failure *out, struct pc_arena *arena, const struct pc_outcome *outcome)
{
	static void (*const by_contract[])(struct pc_failure *, struct answer *) = {
		[PC_CONTRACT_ANTHROPIC] = by_anthropic,
		[PC_CONTRACT_OPENAI] = by_openai,
		[PC_CONTRACT_OPENROUTER] = by_openrouter,
		[PC_CONTRACT_GEMINI] = by_gemini,
		[PC_CONTRACT_CLAUDE_CLI] = failure_cli,
		[PC_CONTRACT_COMMAND] = failure_command,
	};
	PC_AUTO(pc_arena_done) struct pc_arena scratch = {0};
	struct answer answer = {.outcome = outcome,
		.scratch = &scratch,
		.http = outcome->http,
		.wait = -1};
	struct pc_failure found = {0};

	by_contract[outcome->contract](&found, &answer);
	if (found.class == PC_FAILURE_NONE)
		found.said = (struct pc_str){0};
	found.said = kept(arena, found.said);
	*out = found;
}
