/* SPDX-License-Identifier: Apache-2.0 */
/* Answers of Anthropic's API, each as it came, and what it means. */
#ifndef FAILURE_ROWS_ANTHROPIC_H
#define FAILURE_ROWS_ANTHROPIC_H

#include "failure_rows.h"

#define ERROR(type, message)                                                             \
	"{\"type\":\"error\",\"error\":{\"type\":\"" type "\",\"message\":\"" message    \
	"\"},\"request_id\":\"req_011CSHoEeqs5C35K2UUqR7Fy\"}"
#define EVENT(type, message)                                                             \
	"event: error\ndata: {\"type\": \"error\", \"error\": {\"type\": \"" type        \
	"\", \"message\": \"" message "\"}}\n\n"

static const char too_much[] = "{\"type\":\"error\",\"error\":{\"type\":"
			       "\"rate_limit_error\",\"message\":\"Your organization has "
			       "reached its enforced spend limit.\",\"details\":"
			       "{\"error_code\":\"enforced_spend_limit_reached\"}},"
			       "\"request_id\":\"req_1\"}";
static const char too_large[] =
	"<html>\r\n<head><title>413 Request Entity Too Large</title></head>\r\n<body>\r\n"
	"<center><h1>413 Request Entity Too Large</h1></center>\r\n"
	"<hr><center>cloudflare</center>\r\n</body>\r\n</html>\r\n";
static const char anthropic_rate[] =
	ERROR("rate_limit_error", "This request would exceed your organization's rate "
				  "limit of 50,000 input tokens per minute.");

static const struct row anthropic[] = {
	{"400 a field is wrong", 400,
		ERROR("invalid_request_error",
			"messages.0.content: Input should be a valid list"),
		BAD, 0, NOT_RUN, .said = "invalid_request_error"},
	{"400 the prompt is too long", 400,
		ERROR("invalid_request_error",
			"prompt is too long: 208310 tokens > 200000 maximum"),
		LONG, 0, NOT_RUN, .said = "invalid_request_error"},
	{"400 prompt and answer together are", 400,
		ERROR("invalid_request_error",
			"input length and `max_tokens` exceed context limit: 188240 + "
			"21333 > 200000, decrease input length or `max_tokens` and try "
			"again"),
		LONG, 0, NOT_RUN, .said = "invalid_request_error"},
	{"400 no money", 400,
		ERROR("invalid_request_error",
			"Your credit balance is too low to access the Anthropic API. "
			"Please go to Plans & Billing to upgrade or purchase credits."),
		BROKE, 0, NOT_RUN, .said = "invalid_request_error"},
	{"400 a limit that somebody set", 400,
		ERROR("invalid_request_error",
			"You have reached your specified API usage limits. You will "
			"regain access on 2026-12-01 at 00:00 UTC."),
		CAP, AFTER(TO_DECEMBER), NOT_RUN, .said = "invalid_request_error"},
	{"400 a limit of the workspace, by its date", 400,
		ERROR("invalid_request_error",
			"You have reached your specified workspace API usage limits. You "
			"will regain access on 2026-12-01"),
		CAP, AFTER(TO_DECEMBER), NOT_RUN, .said = "invalid_request_error"},
	{"400 a limit until nobody can read when", 400,
		ERROR("invalid_request_error",
			"You have reached your specified API usage limits. You will "
			"regain access on next Monday."),
		CAP, 0, NOT_RUN, .said = "invalid_request_error"},
	{"400 a temperature that newer models refuse", 400,
		ERROR("invalid_request_error",
			"`temperature` may only be set to 1 for this model."),
		BAD, 0, NOT_RUN, .said = "invalid_request_error"},
	{"401 a key that is none", 401,
		ERROR("authentication_error", "invalid x-api-key"), AUTH, 0, NOT_RUN,
		.said = "authentication_error"},
	{"401 a token past its clock", 401,
		ERROR("authentication_error",
			"OAuth token has expired. Please obtain a new token or refresh "
			"your existing token."),
		STALE, 0, NOT_RUN, .said = "authentication_error",
		.token_expires = NOW / 1000 - 60},
	{"401 a token that should hold", 401,
		ERROR("authentication_error", "OAuth authentication is currently not "
					      "supported."),
		AUTH, 0, NOT_RUN, .said = "authentication_error",
		.token_expires = NOW / 1000 + 60},
	{"402 billing", 402,
		ERROR("billing_error", "There is an issue with your billing."), BROKE, 0,
		NOT_RUN, .said = "billing_error"},
	{"403 permission", 403,
		ERROR("permission_error", "Your API key does not have permission to use "
					  "the specified resource."),
		AUTH, 0, NOT_RUN, .said = "permission_error"},
	{"403 with a token that has run out stays what it is", 403,
		ERROR("permission_error", "Not allowed."), AUTH, 0, NOT_RUN,
		.said = "permission_error", .token_expires = 1},
	{"403 of somebody else", 403, "<html>Forbidden</html>", WHAT, 0, MAY_RUN,
		.said = "http_403"},
	{"404 a model", 404, ERROR("not_found_error", "model: claude-3-opus-20240229"),
		GONE, 0, NOT_RUN, .said = "not_found_error"},
	{"404 of an address that is wrong", 404, "404 page not found\n", WHAT, 0, MAY_RUN,
		.said = "http_404"},
	{"409 conflict", 409, ERROR("conflict_error", "The resource has changed."), BAD,
		0, NOT_RUN, .said = "conflict_error"},
	{"413 in JSON", 413,
		ERROR("request_too_large", "Request exceeds the maximum size"), LONG, 0,
		NOT_RUN, .said = "request_too_large"},
	{"413 of a proxy", 413, too_large, LONG, 0, NOT_RUN, .said = "http_413"},
	{"429 with seconds", 429, anthropic_rate, RATE, AFTER(30), NOT_RUN,
		.said = "rate_limit_error", .headers = {"retry-after: 30"}},
	{"429 with a date", 429, anthropic_rate, RATE, AFTER(90), NOT_RUN,
		.said = "rate_limit_error",
		.headers = {"Retry-After: Sun, 22 Nov 2026 12:01:30 GMT"}},
	{"429 with the reset of what is used up", 429, anthropic_rate, RATE, AFTER(45),
		NOT_RUN, .said = "rate_limit_error",
		.headers = {"anthropic-ratelimit-requests-limit: 50",
			"anthropic-ratelimit-requests-remaining: 49",
			"anthropic-ratelimit-requests-reset: 2026-11-22T13:00:00Z",
			"anthropic-ratelimit-input-tokens-limit: 50000",
			"anthropic-ratelimit-input-tokens-remaining: 0",
			"anthropic-ratelimit-input-tokens-reset: 2026-11-22T12:00:45Z"}},
	{"429 with two that are used up: the later", 429, anthropic_rate, RATE,
		AFTER(120), NOT_RUN, .said = "rate_limit_error",
		.headers = {"anthropic-ratelimit-tokens-remaining: 0",
			"anthropic-ratelimit-tokens-reset: 2026-11-22T12:00:10Z",
			"anthropic-ratelimit-output-tokens-remaining: 0",
			"anthropic-ratelimit-output-tokens-reset: "
			"2026-11-22T13:02:00+01:00"}},
	{"429 with both: the longer", 429, anthropic_rate, RATE, AFTER(60), NOT_RUN,
		.said = "rate_limit_error",
		.headers = {"retry-after: 12",
			"anthropic-ratelimit-requests-remaining: 0",
			"anthropic-ratelimit-requests-reset: 2026-11-22T12:01:00Z"}},
	{"429 that says no time", 429, anthropic_rate, RATE, 0, NOT_RUN,
		.said = "rate_limit_error", .headers = {"request-id: req_1"}},
	{"429 that says now", 429, anthropic_rate, RATE, 0, NOT_RUN,
		.said = "rate_limit_error", .headers = {"retry-after: 0"}},
	{"429 with a word for a time", 429, anthropic_rate, RATE, 0, NOT_RUN,
		.said = "rate_limit_error", .headers = {"retry-after: soon"}},
	{"429 without a body", 429, NULL, RATE, AFTER(5), NOT_RUN, .said = "http_429",
		.headers = {"retry-after: 5"}},
	{"429 a spend limit that is enforced", 429, too_much, CAP, AFTER(TO_DECEMBER),
		NOT_RUN, .said = "enforced_spend_limit_reached"},
	{"429 a spend limit of a workspace", 429,
		ERROR("rate_limit_error", "This workspace has reached its monthly spend "
					  "limit."),
		CAP, 0, NOT_RUN, .said = "rate_limit_error"},
	{"429 it grew too fast", 429,
		ERROR("rate_limit_error",
			"This request would exceed your organization's acceleration "
			"limit. Please ramp up gradually."),
		RAMP, 0, NOT_RUN, .said = "rate_limit_error"},
	{"500", 500, ERROR("api_error", "Internal server error"), BUSY, 0, MAY_RUN,
		.said = "api_error"},
	{"504", 504, ERROR("timeout_error", "Request timed out"), BUSY, 0, MAY_RUN,
		.said = "timeout_error"},
	{"503 of a proxy that says when", 503, "upstream connect error", BUSY, AFTER(7),
		NOT_RUN, .said = "http_503", .headers = {"Retry-After: 7"}},
	{"502 of a proxy", 502, "<html>502 Bad Gateway</html>", BUSY, 0, MAY_RUN,
		.said = "http_502"},
	{"529", 529, ERROR("overloaded_error", "Overloaded"), BUSY, 0, NOT_RUN,
		.said = "overloaded_error"},
	{"529 with details of null", 529,
		"{\"type\":\"error\",\"error\":{\"details\":null,\"type\":"
		"\"overloaded_error\",\"message\":\"Overloaded\"},\"request_id\":null}",
		BUSY, 0, NOT_RUN, .said = "overloaded_error"},
	{"a stream that ends with overload", 200, EVENT("overloaded_error", "Overloaded"),
		BUSY, 0, MAY_RUN, .said = "overloaded_error"},
	{"a stream that ends with a fault", 200,
		EVENT("api_error", "Internal server error"), CUT, 0, MAY_RUN,
		.said = "api_error"},
	{"a stream that ends with a limit", 200,
		EVENT("rate_limit_error", "Number of tokens exceeded."), RATE, 0, MAY_RUN,
		.said = "rate_limit_error"},
	{"a stream with an event before it", 200,
		"event: ping\ndata: {\"type\": \"ping\"}\n\n" EVENT(
			"overloaded_error", "Overloaded"),
		BUSY, 0, MAY_RUN, .said = "overloaded_error"},
	{"the data of such an event alone", 200, ERROR("overloaded_error", "Overloaded"),
		BUSY, 0, MAY_RUN, .said = "overloaded_error"},
	{"a stream with an error that nobody knows", 200,
		EVENT("sleepy_error", "Good night"), WHAT, 0, MAY_RUN,
		.said = "sleepy_error"},
	{"a stream that breaks off", 200, NULL, CUT, 0, MAY_RUN, .said = "cut_off"},
	{"a stream that says nothing any more", 200, NULL, CUT, 0, MAY_RUN,
		.said = "timeout", .end = LATE},
	{"a stream that breaks after it said why it stops", 200, NULL, CUT, 0, MAY_RUN,
		.said = "cut_off", .stop = "end_turn"},
	{"no answer", 0, NULL, BUSY, 0, MAY_RUN, .said = "no_answer"},
	{"no answer in time", 0, NULL, CUT, 0, MAY_RUN, .said = "timeout", .end = LATE},
	{"it refuses", 200, NULL, SHY, 0, MAY_RUN, .said = "refusal", .stop = "refusal",
		.end = WHOLE},
	{"no room for the answer", 200, NULL, HALF, 0, MAY_RUN, .said = "max_tokens",
		.stop = "max_tokens", .end = WHOLE},
	{"it pauses", 200, NULL, HALF, 0, MAY_RUN, .said = "pause_turn",
		.stop = "pause_turn", .end = WHOLE},
	{"no room in the window", 200, NULL, LONG, 0, MAY_RUN,
		.said = "model_context_window_exceeded",
		.stop = "model_context_window_exceeded", .end = WHOLE},
	{"it stops for a reason that nobody knows", 200, NULL, WHAT, 0, MAY_RUN,
		.said = "coffee_break", .stop = "coffee_break", .end = WHOLE},
	{"it is done", 200, NULL, NONE, 0, NOT_RUN, .said = "", .stop = "end_turn",
		.end = WHOLE},
	{"it wants a tool", 200, NULL, NONE, 0, NOT_RUN, .said = "", .stop = "tool_use",
		.end = WHOLE},
	{"a type that nobody knows with a status that is", 400,
		ERROR("strange_error", "?"), BAD, 0, NOT_RUN, .said = "strange_error"},
	{"neither is known", 418, ERROR("teapot_error", "short and stout"), WHAT, 0,
		MAY_RUN, .said = "teapot_error"},
	{"somewhere else", 302, NULL, WHAT, 0, MAY_RUN, .said = "http_302"},
	{"half a body", 529, "{\"type\":\"error\",\"error\":{\"type\":\"overl", BUSY, 0,
		NOT_RUN, .said = "http_529"},
	{"bytes that are no UTF-8", 400,
		ERROR("invalid_request_error",
			"\xff\xfe prompt is too long: 9 tokens > 8 maximum"),
		LONG, 0, NOT_RUN, .said = "invalid_request_error"},
	{"a sentence for a type", 400, ERROR("my key is secret", "?"), BAD, 0, NOT_RUN,
		.said = "unreadable"},
	{"a key for a type", 400,
		ERROR("sk-ant-api03-Zm9vYmFyYmF6cXV4Y29ycmVjdGhvcnNlYmF0dGVyeXN0YXBsZQ",
			"?"),
		BAD, 0, NOT_RUN, .said = "unreadable"},
};

#endif
