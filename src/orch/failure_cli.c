/* SPDX-License-Identifier: Apache-2.0 */
/* How a run of `claude -p --output-format stream-json` ended: by its lines, of which only
 * those are read that are known and JSON, and by the process.  What is used up arrives as
 * a result of subtype "success" with is_error set; how long, in an event before it. */
#include "clock.h"
#include "failure_priv.h"
#include "pc/base/limits.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* What the lines say. */
struct talk {
	struct pc_str subtype, stop, text;
	struct pc_str limit; /* of an event that rejects: "five_hour"; empty: none did */
	int64_t resets_at;   /* ms; 0: it does not say */
	int status;          /* of the API, as the client tells it; 0: it does not */
	bool is_error, has_result;
};

/* What a window of a subscription is, by the beginning of its name. */
static const struct limit {
	const char *prefix;
	enum pc_failure_class class;
} limits[] = {
	{"five_hour", PC_FAILURE_RATE_LIMITED},
	{"seven_day", PC_FAILURE_QUOTA_DAILY},
};

/* Where no event told: what the client says to people. */
static const struct sign texts[] = {
	{0, NULL, NULL, "weekly limit", PC_FAILURE_QUOTA_DAILY, LASTS_OWN},
	{0, NULL, NULL, "session limit", PC_FAILURE_RATE_LIMITED, LASTS_OWN},
	{0, NULL, NULL, "credit balance is too low", PC_FAILURE_CREDIT_EXHAUSTED,
		LASTS_OWN},
	{0, NULL, NULL, "api usage limits", PC_FAILURE_SPEND_CAP, LASTS_OWN},
	{0, NULL, NULL, "spend limit", PC_FAILURE_SPEND_CAP, LASTS_OWN},
	{0, NULL, NULL, "prompt is too long", PC_FAILURE_CONTEXT_OVERFLOW, LASTS_OWN},
};

static const struct stop subtypes[] = {
	{"error_max_structured_output_retries", PC_FAILURE_OUTPUT_INVALID},
	{"error_max_turns", PC_FAILURE_OUTPUT_INVALID},
	/* Our own limit of this job, which another way does not lift. */
	{"error_max_budget_usd", PC_FAILURE_POLICY_DENIED},
	{"error_during_execution", PC_FAILURE_WORKER_LOST},
};

static int64_t whole(const struct pc_node *map, const char *key, int64_t most)
{
	const struct pc_node *node = pc_node_get_c(map, key);

	if (!node || node->kind != PC_INT || node->integer < 0 || node->integer > most)
		return 0;
	return node->integer;
}

static void hear_limit(struct talk *talk, const struct pc_node *line)
{
	const int64_t most = INT64_MAX / SECOND;
	const struct pc_node *info = pc_node_get_c(line, "rate_limit_info");

	if (!pc_str_is(pc_node_text(pc_node_get_c(info, "status")), "rejected"))
		return;
	talk->limit = pc_node_text(pc_node_get_c(info, "rateLimitType"));
	if (!talk->limit.len)
		talk->limit = PC_STR("limit");
	talk->resets_at = whole(info, "resetsAt", most) * SECOND;
}

static void hear_result(struct talk *talk, const struct pc_node *line)
{
	enum { MOST = 599 };
	const struct pc_node *error = pc_node_get_c(line, "is_error");

	talk->has_result = true;
	talk->subtype = pc_node_text(pc_node_get_c(line, "subtype"));
	talk->stop = pc_node_text(pc_node_get_c(line, "stop_reason"));
	talk->text = pc_node_text(pc_node_get_c(line, "result"));
	talk->status = (int)whole(line, "api_error_status", MOST);
	talk->is_error = error && error->kind == PC_BOOL && error->boolean;
}

static const struct line {
	const char *type;
	void (*hear)(struct talk *talk, const struct pc_node *line);
} lines[] = {
	{"rate_limit_event", hear_limit},
	{"result", hear_result},
};

static void hear(struct talk *talk, const struct pc_node *line)
{
	struct pc_str type = pc_node_text(pc_node_get_c(line, "type"));

	for (size_t i = 0; i < COUNT(lines); i++) {
		if (pc_str_is(type, lines[i].type))
			lines[i].hear(talk, line);
	}
}

static void listen(struct talk *talk, struct answer *answer)
{
	struct pc_str rest = answer->outcome->body;

	talk->subtype = answer->outcome->subtype;
	talk->stop = answer->outcome->stop;
	talk->is_error = answer->outcome->is_error;
	talk->has_result = answer->outcome->has_ended;
	talk->status = answer->outcome->http;
	/* The end of it tells how it ended. */
	if (rest.len > PC_MAX_FAILURE_BODY)
		rest = pc_str_from(rest, rest.len - PC_MAX_FAILURE_BODY);
	while (rest.ptr) {
		struct pc_str line = pc_str_trim(pc_str_cut(&rest, '\n'));

		if (line.len && line.ptr[0] == '{')
			hear(talk, failure_read(answer->scratch, line));
	}
}

/* The subscription's own limit; false: no event rejected. */
static bool by_limit(
	struct pc_failure *out, const struct talk *talk, const struct answer *answer)
{
	const int64_t day = INT64_C(24) * 60 * 60 * 1000;
	int64_t latest = answer->outcome->now + PC_MAX_WAIT_DAYS * day;

	if (!talk->limit.len)
		return false;
	out->class = PC_FAILURE_UNKNOWN;
	out->said = talk->limit;
	for (size_t i = 0; i < COUNT(limits); i++) {
		if (pc_str_starts(talk->limit, pc_str(limits[i].prefix)))
			out->class = limits[i].class;
	}
	if (talk->resets_at > answer->outcome->now)
		out->until = talk->resets_at < latest ? talk->resets_at : latest;
	return true;
}

static bool by_text(struct pc_failure *out, const struct answer *answer)
{
	for (size_t i = 0; i < COUNT(texts); i++) {
		struct pc_str text = pc_str(texts[i].text);

		if (pc_str_find_str(answer->text, text) >= answer->text.len)
			continue;
		out->class = texts[i].class;
		out->said = PC_STR("api_error");
		return true;
	}
	return false;
}

/* The error as the API sent it, which the client shows behind words of its own. */
static const struct pc_node *quoted(struct answer *answer, struct pc_str text)
{
	struct pc_str body = pc_str_from(text, pc_str_find(text, '{'));

	return body.len ? failure_error(answer->scratch, body) : NULL;
}

/* It ended, and says that this is an error. */
static void by_result(
	struct pc_failure *out, const struct talk *talk, struct answer *answer)
{
	const struct pc_node *error = quoted(answer, talk->text);

	answer->http = talk->status;
	answer->text = failure_small(answer->scratch, talk->text);
	if (!pc_str_is(talk->subtype, "success")) {
		out->class = PC_FAILURE_UNKNOWN;
		out->said = talk->subtype;
		for (size_t i = 0; i < COUNT(subtypes); i++) {
			if (pc_str_is(talk->subtype, subtypes[i].word))
				out->class = subtypes[i].class;
		}
	} else if (error || !by_text(out, answer)) {
		failure_decide(out, answer, &failure_anthropic, error);
	}
}

static bool is_result_bad(const struct talk *talk)
{
	return talk->has_result &&
	       (talk->is_error || !pc_str_is(talk->subtype, "success"));
}

void failure_cli(struct pc_failure *out, struct answer *answer)
{
	struct talk talk = {0};

	listen(&talk, answer);
	if (is_result_bad(&talk)) {
		/* Old clients do not tell the status. */
		if ((talk.status && talk.status != 429) || !by_limit(out, &talk, answer))
			by_result(out, &talk, answer);
	} else if (!talk.has_result && by_limit(out, &talk, answer)) {
		/* It was told to wait, and gave up before it said so. */
	} else if (failure_process(out, answer->outcome)) {
		/* Whatever it wrote: it did not end well. */
	} else if (!talk.has_result) {
		out->class = PC_FAILURE_STREAM_BROKEN;
		out->said = PC_STR("cut_off");
	} else {
		failure_stop(out, &failure_anthropic, talk.stop);
	}
	out->may_have_run = out->class != PC_FAILURE_NONE;
}
