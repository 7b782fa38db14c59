/* SPDX-License-Identifier: Apache-2.0 */
/* Answers of OpenAI, of OpenRouter and of Gemini, each as it came, and what it means. */
#ifndef FAILURE_ROWS_OTHERS_H
#define FAILURE_ROWS_OTHERS_H

#include "failure_rows.h"

#define OPENAI(type, code, message)                                                      \
	"{\n    \"error\": {\n        \"message\": \"" message                           \
	"\",\n        \"type\": \"" type                                                 \
	"\",\n        \"param\": null,\n        \"code\": " code "\n    }\n}\n"

static const char openai_rate[] = OPENAI("requests", "\"rate_limit_exceeded\"",
	"Rate limit reached for gpt-6-luna in organization org-x on requests per min "
	"(RPM): Limit 3, Used 3, Requested 1.");

static const struct row openai[] = {
	{"429 with a duration", 429, openai_rate, RATE, AFTER(360), NOT_RUN,
		.said = "rate_limit_exceeded",
		.headers = {"x-ratelimit-limit-requests: 3",
			"x-ratelimit-remaining-requests: 0",
			"x-ratelimit-reset-requests: 6m0s",
			"x-ratelimit-remaining-tokens: 149984",
			"x-ratelimit-reset-tokens: 12ms"}},
	{"429 with a very short one", 429, openai_rate, RATE, NOW + 12, NOT_RUN,
		.said = "rate_limit_exceeded",
		.headers = {"x-ratelimit-remaining-tokens: 0",
			"x-ratelimit-reset-tokens: 12ms"}},
	{"429 with seconds that are longer", 429, openai_rate, RATE, AFTER(20), NOT_RUN,
		.said = "rate_limit_exceeded",
		.headers = {"retry-after: 20", "x-ratelimit-remaining-requests: 0",
			"x-ratelimit-reset-requests: 1s"}},
	{"429 for tokens, no time", 429,
		OPENAI("tokens", "\"rate_limit_exceeded\"", "Rate limit reached."), RATE,
		0, NOT_RUN, .said = "rate_limit_exceeded"},
	{"429 it grew too fast", 429,
		OPENAI("requests", "\"slow_down\"", "Please slow down."), RAMP, 0,
		NOT_RUN, .said = "slow_down"},
	{"503 it grew too fast, as it was", 503,
		OPENAI("slow_down", "\"slow_down\"", "Slow Down"), RAMP, AFTER(3),
		NOT_RUN, .said = "slow_down", .headers = {"retry-after: 3"}},
	{"429 no money", 429,
		OPENAI("insufficient_quota", "\"credit_balance_exhausted\"",
			"None left."),
		BROKE, 0, NOT_RUN, .said = "credit_balance_exhausted"},
	{"429 no money, and a header that says to wait", 429,
		OPENAI("insufficient_quota", "\"credit_balance_exhausted\"",
			"None left."),
		BROKE, 0, NOT_RUN, .said = "credit_balance_exhausted",
		.headers = {"retry-after: 1"}},
	{"429 no money, as it was", 429,
		OPENAI("insufficient_quota", "\"insufficient_quota\"",
			"You exceeded your current quota, please check your plan and "
			"billing details."),
		BROKE, 0, NOT_RUN, .said = "insufficient_quota"},
	{"429 no money, by a code to come", 429,
		OPENAI("insufficient_quota", "\"other_limit\"", "?"), BROKE, 0, NOT_RUN,
		.said = "other_limit"},
	{"429 a limit of the organization", 429,
		OPENAI("insufficient_quota", "\"organization_spend_limit_exceeded\"",
			"?"),
		CAP, 0, NOT_RUN, .said = "organization_spend_limit_exceeded"},
	{"429 a limit of the project", 429,
		OPENAI("insufficient_quota", "\"project_spend_limit_exceeded\"", "?"),
		CAP, 0, NOT_RUN, .said = "project_spend_limit_exceeded"},
	{"429 a limit of use", 429,
		OPENAI("insufficient_quota", "\"organization_usage_limit_exceeded\"",
			"?"),
		CAP, 0, NOT_RUN, .said = "organization_usage_limit_exceeded"},
	{"401 a key that is none", 401,
		OPENAI("invalid_request_error", "\"invalid_api_key\"",
			"Incorrect API key provided."),
		AUTH, 0, NOT_RUN, .said = "invalid_api_key"},
	{"401 no member", 401,
		OPENAI("invalid_request_error", "null",
			"You must be a member of an organization to use the API."),
		AUTH, 0, NOT_RUN, .said = "invalid_request_error"},
	{"401 an address that is not allowed", 401,
		OPENAI("invalid_request_error", "\"ip_not_authorized\"",
			"Your IP address is not authorized."),
		AUTH, 0, NOT_RUN, .said = "ip_not_authorized"},
	{"403 a country", 403,
		OPENAI("request_forbidden", "\"unsupported_country_region_territory\"",
			"Country, region, or territory not supported"),
		AUTH, 0, NOT_RUN, .said = "unsupported_country_region_territory"},
	{"404 a model", 404,
		OPENAI("invalid_request_error", "\"model_not_found\"",
			"The model `gpt-9` does not exist or you do not have access to "
			"it."),
		GONE, 0, NOT_RUN, .said = "model_not_found"},
	{"404 an address", 404,
		OPENAI("invalid_request_error", "null", "Invalid URL (POST /v1/chat)"),
		WHAT, 0, MAY_RUN, .said = "invalid_request_error"},
	{"400 too long", 400,
		OPENAI("invalid_request_error", "\"context_length_exceeded\"",
			"This model's maximum context length is 128000 tokens."),
		LONG, 0, NOT_RUN, .said = "context_length_exceeded"},
	{"400 something else", 400,
		OPENAI("invalid_request_error", "\"unsupported_parameter\"", "No."), BAD,
		0, NOT_RUN, .said = "unsupported_parameter"},
	{"500", 500, OPENAI("server_error", "null", "The server had an error."), BUSY, 0,
		MAY_RUN, .said = "server_error"},
	{"503", 503, OPENAI("server_error", "null", "Overloaded."), BUSY, 0, NOT_RUN,
		.said = "server_error"},
	{"402 of one that imitates it", 402,
		OPENAI("unknown_error", "\"invalid_request_error\"",
			"Insufficient Balance"),
		BROKE, 0, NOT_RUN, .said = "invalid_request_error"},
	{"422 of one that imitates it", 422, "{\"error\":\"bad field\"}", BAD, 0, NOT_RUN,
		.said = "http_422"},
	{"an error in a stream", 200,
		"data: {\"error\":{\"message\":\"The server had an error\",\"type\":"
		"\"server_error\",\"param\":null,\"code\":null}}\n\n",
		CUT, 0, MAY_RUN, .said = "server_error"},
	{"no last frame", 200, NULL, CUT, 0, MAY_RUN, .said = "cut_off"},
	{"half an answer", 200, NULL, HALF, 0, MAY_RUN, .said = "length",
		.stop = "length", .end = WHOLE},
	{"a filter", 200, NULL, SHY, 0, MAY_RUN, .said = "content_filter",
		.stop = "content_filter", .end = WHOLE},
	{"done", 200, NULL, NONE, 0, NOT_RUN, .said = "", .stop = "stop", .end = WHOLE},
	{"Google's key in this shape", 400,
		"[{\n  \"error\": {\n    \"code\": 400,\n    \"message\": \"API key not "
		"valid. Please pass a valid API key.\",\n    \"status\": "
		"\"INVALID_ARGUMENT\",\n    \"details\": [\n      {\n        \"@type\": "
		"\"type.googleapis.com/google.rpc.ErrorInfo\",\n        \"reason\": "
		"\"API_KEY_INVALID\",\n        \"domain\": \"googleapis.com\"\n      }\n "
		"   ]\n  }\n}\n]",
		AUTH, 0, NOT_RUN, .said = "API_KEY_INVALID"},
};

#define OPENROUTER(code, message, metadata)                                              \
	"{\"error\":{\"code\":" code ",\"message\":\"" message "\"" metadata             \
	"},\"user_id\":\"user_x\"}"
#define META(inside) ",\"metadata\":{" inside "}"

static const struct row openrouter[] = {
	{"400", 400, OPENROUTER("400", "Input required: specify messages", ""), BAD, 0,
		NOT_RUN, .said = "http_400"},
	{"400 no such model", 400, OPENROUTER("400", "x/y is not a valid model ID", ""),
		GONE, 0, NOT_RUN, .said = "http_400"},
	{"400 too long", 400,
		OPENROUTER("400",
			"This endpoint's maximum context length is 131072 tokens. "
			"However, you requested about 140000 tokens.",
			""),
		LONG, 0, NOT_RUN, .said = "http_400"},
	{"401", 401, OPENROUTER("401", "No auth credentials found", ""), AUTH, 0, NOT_RUN,
		.said = "http_401"},
	{"402 no credits", 402,
		OPENROUTER("402", "Insufficient credits",
			META("\"limit_source\":\"openrouter_credits\"")),
		BROKE, 0, NOT_RUN, .said = "openrouter_credits",
		.headers = {"Retry-After: 5"}},
	{"402 the key's limit", 402,
		OPENROUTER("402", "Key limit exceeded",
			META("\"limit_source\":\"openrouter_key_limit\"")),
		BROKE, 0, NOT_RUN, .said = "openrouter_key_limit"},
	{"402 calls that still run", 402,
		OPENROUTER("402", "Budget in flight",
			META("\"limit_source\":\"openrouter_in_flight_budget\"")),
		RATE, AFTER(9), NOT_RUN, .said = "openrouter_in_flight_budget",
		.headers = {"Retry-After: 9"}},
	{"402 that says no more", 402, OPENROUTER("402", "Payment required", ""), BROKE,
		0, NOT_RUN, .said = "http_402"},
	{"403 permission", 403, OPENROUTER("403", "Not allowed", ""), AUTH, 0, NOT_RUN,
		.said = "http_403"},
	{"403 moderation", 403,
		OPENROUTER("403", "Your input was flagged",
			META("\"reasons\":[\"violence\"],\"flagged_input\":\"a...b\","
			     "\"provider_name\":\"OpenAI\",\"model_slug\":\"x/y\"")),
		SHY, 0, NOT_RUN, .said = "moderation"},
	{"403 a guardrail", 403,
		OPENROUTER("403", "Request blocked by guardrail",
			META("\"guardrail\":\"no-foreign-data\"")),
		RULE, 0, NOT_RUN, .said = "guardrail"},
	{"403 a guardrail, in words", 403,
		OPENROUTER("403", "Blocked by a guardrail of your organization", ""),
		RULE, 0, NOT_RUN, .said = "http_403"},
	{"408", 408, OPENROUTER("408", "Request timed out", ""), BUSY, 0, MAY_RUN,
		.said = "http_408"},
	{"429", 429,
		OPENROUTER("429", "Provider returned error",
			META("\"provider_name\":\"Chutes\"")),
		RATE, AFTER(11), NOT_RUN, .said = "http_429",
		.headers = {"Retry-After: 11"}},
	{"502", 502,
		OPENROUTER("502", "Provider returned error",
			META("\"provider_name\":\"DeepSeek\"")),
		BUSY, 0, MAY_RUN, .said = "http_502"},
	{"503", 503,
		OPENROUTER("503", "No available provider meets your routing requirements",
			""),
		BUSY, AFTER(60), NOT_RUN, .said = "http_503",
		.headers = {"Retry-After: 60"}},
	{"404 a model", 404, OPENROUTER("404", "No endpoints found for x/y.", ""), GONE,
		0, NOT_RUN, .said = "http_404"},
	{"404 by its own rules", 404,
		OPENROUTER("404", "No endpoints found matching your data policy", ""),
		RULE, 0, NOT_RUN, .said = "http_404"},
	{"a 429 behind a 200", 200, OPENROUTER("429", "Rate limited upstream", ""), RATE,
		0, MAY_RUN, .said = "http_429", .end = WHOLE},
	{"a 502 behind a 200", 200,
		OPENROUTER("502", "Bad gateway", META("\"provider_name\":\"Novita\"")),
		BUSY, 0, MAY_RUN, .said = "http_502", .end = WHOLE},
	{"a 402 behind a 200", 200, OPENROUTER("402", "Insufficient credits", ""), BROKE,
		0, MAY_RUN, .said = "http_402", .end = WHOLE},
	{"an error in a stream that is kept alive", 200,
		": OPENROUTER PROCESSING\n\n: OPENROUTER PROCESSING\n\ndata: {\"id\":"
		"\"gen-1\",\"choices\":[{\"delta\":{\"content\":\"Hi\"},"
		"\"finish_reason\":null}]}\n\ndata: {\"id\":\"gen-1\",\"error\":{"
		"\"code\":502,\"message\":\"Provider disconnected\"},\"choices\":[{"
		"\"index\":0,\"delta\":{\"content\":\"\"},\"finish_reason\":\"error\"}]}"
		"\n\n",
		BUSY, 0, MAY_RUN, .said = "http_502", .stop = "error"},
	{"an error in a stream by a word", 200,
		"data: {\"error\":{\"code\":\"server_error\",\"message\":\"Provider "
		"disconnected unexpectedly\"},\"choices\":[{\"finish_reason\":\"error\"}]"
		"}\n\n",
		CUT, 0, MAY_RUN, .said = "server_error", .stop = "error"},
	{"it stops by an error that it does not tell", 200, NULL, CUT, 0, MAY_RUN,
		.said = "error", .stop = "error", .end = WHOLE},
	{"nothing but signs of life", 200, ": OPENROUTER PROCESSING\n\n", CUT, 0, MAY_RUN,
		.said = "cut_off"},
	{"a code that nobody knows behind a 200", 200,
		OPENROUTER("\"elsewhere\"", "?", ""), WHAT, 0, MAY_RUN,
		.said = "elsewhere"},
	{"done", 200, NULL, NONE, 0, NOT_RUN, .said = "", .stop = "stop", .end = WHOLE},
};

#define GEMINI(code, message, status, details)                                           \
	"{\n  \"error\": {\n    \"code\": " code ",\n    \"message\": \"" message        \
	"\",\n    \"status\": \"" status "\"" details "\n  }\n}\n"
#define DETAILS(list) ",\n    \"details\": [\n" list "\n    ]"
#define RETRY(delay)                                                                     \
	"{\"@type\":\"type.googleapis.com/google.rpc.RetryInfo\",\"retryDelay\":"        \
	"\"" delay "\"}"
#define VIOLATION(id)                                                                    \
	"{\"@type\":\"type.googleapis.com/google.rpc.QuotaFailure\",\"violations\":[{"   \
	"\"quotaMetric\":\"generativelanguage.googleapis.com/"                           \
	"generate_content_free_tier_requests\",\"quotaId\":\"" id "\"}]}"
#define PER_MINUTE "GenerateRequestsPerMinutePerProjectPerModel-FreeTier"
#define PER_DAY    "GenerateRequestsPerDayPerProjectPerModel-FreeTier"

enum { TO_MIDNIGHT = 20 * 3600 }; /* of the Pacific, in winter */

static const char per_minute[] = GEMINI("429", "You exceeded your current quota.",
	"RESOURCE_EXHAUSTED", DETAILS(VIOLATION(PER_MINUTE) "," RETRY("26s")));

static const struct row gemini[] = {
	{"400", 400, GEMINI("400", "Invalid value at 'contents'", "INVALID_ARGUMENT", ""),
		BAD, 0, NOT_RUN, .said = "INVALID_ARGUMENT"},
	{"400 the key", 400,
		GEMINI("400", "API key not valid. Please pass a valid API key.",
			"INVALID_ARGUMENT",
			DETAILS("{\"@type\":\"type.googleapis.com/google.rpc.ErrorInfo\","
				"\"reason\":\"API_KEY_INVALID\",\"domain\":"
				"\"googleapis.com\"}")),
		AUTH, 0, NOT_RUN, .said = "API_KEY_INVALID"},
	{"400 too long", 400,
		GEMINI("400",
			"The input token count (1200000) exceeds the maximum number of "
			"tokens allowed (1048576).",
			"INVALID_ARGUMENT", ""),
		LONG, 0, NOT_RUN, .said = "INVALID_ARGUMENT"},
	{"400 the region", 400,
		GEMINI("400", "User location is not supported for the API use.",
			"FAILED_PRECONDITION", ""),
		AUTH, 0, NOT_RUN, .said = "FAILED_PRECONDITION"},
	{"402 prepaid and used up", 402,
		GEMINI("402", "Your prepayment credits are depleted.",
			"RESOURCE_EXHAUSTED", ""),
		BROKE, 0, NOT_RUN, .said = "RESOURCE_EXHAUSTED"},
	{"403", 403, GEMINI("403", "Permission denied.", "PERMISSION_DENIED", ""), AUTH,
		0, NOT_RUN, .said = "PERMISSION_DENIED"},
	{"404", 404,
		GEMINI("404", "models/gemini-1.0-pro is not found for API version v1beta",
			"NOT_FOUND", ""),
		GONE, 0, NOT_RUN, .said = "NOT_FOUND"},
	{"429 of the minute", 429, per_minute, RATE, AFTER(26), NOT_RUN,
		.said = PER_MINUTE},
	{"429 of the minute in parts of seconds", 429,
		GEMINI("429", "Quota.", "RESOURCE_EXHAUSTED",
			DETAILS(RETRY("26.451638271s"))),
		RATE, NOW + 26452, NOT_RUN, .said = "RESOURCE_EXHAUSTED"},
	{"429 of the day", 429,
		GEMINI("429", "Quota.", "RESOURCE_EXHAUSTED",
			DETAILS(VIOLATION(PER_DAY) "," RETRY("26s"))),
		QUOTA, AFTER(TO_MIDNIGHT), NOT_RUN, .said = PER_DAY},
	{"429 of both", 429,
		GEMINI("429", "Quota.", "RESOURCE_EXHAUSTED",
			DETAILS(VIOLATION(PER_MINUTE) "," VIOLATION(
				PER_DAY) "," VIOLATION(PER_MINUTE))),
		QUOTA, AFTER(TO_MIDNIGHT), NOT_RUN, .said = PER_DAY},
	{"429 that says no time", 429,
		GEMINI("429", "Resource has been exhausted (e.g. check quota).",
			"RESOURCE_EXHAUSTED", ""),
		RATE, 0, NOT_RUN, .said = "RESOURCE_EXHAUSTED"},
	{"500", 500, GEMINI("500", "An internal error has occurred.", "INTERNAL", ""),
		BUSY, 0, MAY_RUN, .said = "INTERNAL"},
	{"503", 503, GEMINI("503", "The model is overloaded.", "UNAVAILABLE", ""), BUSY,
		0, NOT_RUN, .said = "UNAVAILABLE"},
	{"504", 504,
		GEMINI("504", "Deadline expired before operation could complete.",
			"DEADLINE_EXCEEDED", ""),
		BUSY, 0, MAY_RUN, .said = "DEADLINE_EXCEEDED"},
	{"a list of one", 503,
		"[" GEMINI("503", "The model is overloaded.", "UNAVAILABLE", "") "]\n",
		BUSY, 0, NOT_RUN, .said = "UNAVAILABLE"},
	{"a later piece of a list", 200,
		",\r\n" GEMINI(
			"503", "The model is overloaded.", "UNAVAILABLE", "") "\n]",
		BUSY, 0, MAY_RUN, .said = "UNAVAILABLE"},
	{"JSON in a message", 429,
		"{\"error\":{\"message\":\"{\\n  \\\"error\\\": {\\n    \\\"code\\\": "
		"429,\\n    \\\"message\\\": \\\"Quota\\\",\\n    \\\"status\\\": "
		"\\\"RESOURCE_EXHAUSTED\\\",\\n    \\\"details\\\": [{\\\"@type\\\": "
		"\\\"type.googleapis.com/google.rpc.RetryInfo\\\", \\\"retryDelay\\\": "
		"\\\"31s\\\"}]\\n  }\\n}\\n\",\"code\":429,\"status\":\"Too Many "
		"Requests\"}}",
		RATE, AFTER(31), NOT_RUN, .said = "RESOURCE_EXHAUSTED"},
	{"interactions", 400,
		"{\"error\":{\"code\":\"invalid_request\",\"message\":\"No model.\"}}",
		BAD, 0, NOT_RUN, .said = "invalid_request"},
	{"interactions, as an event", 200,
		"event: error\ndata: {\"event_type\":\"error\",\"error\":{\"code\":"
		"\"invalid_request\",\"message\":\"No.\"}}\n\n",
		BAD, 0, MAY_RUN, .said = "invalid_request"},
	{"a 429 behind a 200", 200,
		GEMINI("429", "Quota.", "RESOURCE_EXHAUSTED", DETAILS(RETRY("40s"))),
		RATE, AFTER(40), MAY_RUN, .said = "RESOURCE_EXHAUSTED"},
	{"not safe", 200, NULL, SHY, 0, MAY_RUN, .said = "SAFETY", .stop = "SAFETY",
		.end = WHOLE},
	{"half an answer", 200, NULL, HALF, 0, MAY_RUN, .said = "MAX_TOKENS",
		.stop = "MAX_TOKENS", .end = WHOLE},
	{"a reason that nobody knows", 200, NULL, WHAT, 0, MAY_RUN, .said = "OTHER",
		.stop = "OTHER", .end = WHOLE},
	{"done", 200, NULL, NONE, 0, NOT_RUN, .said = "", .stop = "STOP", .end = WHOLE},
};

#endif
