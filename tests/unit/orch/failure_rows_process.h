/* SPDX-License-Identifier: Apache-2.0 */
/* How runs of the client and of commands end, by their lines and by their process. */
#ifndef FAILURE_ROWS_PROCESS_H
#define FAILURE_ROWS_PROCESS_H

#include "failure_rows.h"

#define INIT                                                                             \
	"{\"type\":\"system\",\"subtype\":\"init\",\"cwd\":\"/w\",\"session_id\":\"s\"," \
	"\"tools\":[\"Bash\"],\"model\":\"claude-opus-5-5\",\"apiKeySource\":\"none\"}"  \
	"\n"
#define LIMIT(status, type, at)                                                          \
	"{\"type\":\"rate_limit_event\",\"rate_limit_info\":{\"status\":\"" status       \
	"\",\"rateLimitType\":\"" type "\",\"resetsAt\":" at                             \
	",\"isUsingOverage\":false,\"unifiedWindows\":{\"five_hour\":{\"utilization\":"  \
	"0.16,\"resetsAt\":1795366800}}}}\n"
#define SYNTHETIC(text)                                                                  \
	"{\"type\":\"assistant\",\"message\":{\"model\":\"<synthetic>\",\"role\":"       \
	"\"assistant\",\"content\":[{\"type\":\"text\",\"text\":\"" text "\"}]}}\n"
#define RESULT(subtype, is_error, rest)                                                  \
	"{\"type\":\"result\",\"subtype\":\"" subtype "\",\"is_error\":" is_error        \
	",\"duration_ms\":1000,\"num_turns\":1,\"session_id\":\"s\","                    \
	"\"total_cost_usd\":0.01" rest "}\n"
#define API(status, text)                                                                \
	",\"terminal_reason\":\"api_error\",\"api_error_status\":" status                \
	",\"result\":\"" text "\""
#define RESET "1795366800" /* five hours later */

static const struct process_row {
	const char *name;
	enum pc_contract contract;
	const char *body;
	enum pc_failure_class class;
	enum pc_failure_scope scope;
	enum pc_failure_action action;
	int64_t until;
	const char *said;
	int exit_status, signal;
	bool timed_out;
	int64_t token_expires;
} process_rows[] = {
	{"done", PC_CONTRACT_CLAUDE_CLI,
		INIT LIMIT("allowed", "five_hour", RESET)
			RESULT("success", "false", ",\"stop_reason\":\"end_turn\""),
		NONE, 0, .said = ""},
	{"done, with lines that are none", PC_CONTRACT_CLAUDE_CLI,
		"npm warn deprecated\n{\"type\":\"later\"}\n{broken\n\n" RESULT(
			"success", "false", ",\"result\":\"ok\""),
		NONE, 0, .said = ""},
	{"five hours are used up", PC_CONTRACT_CLAUDE_CLI,
		INIT LIMIT("rejected", "five_hour", RESET) SYNTHETIC(
			"You've hit your session limit - resets 9am") RESULT("success",
			"true", API("429", "You've hit your session limit - resets 9am")),
		RATE, AFTER(FIVE_HOURS), .said = "five_hour", .exit_status = 1},
	{"seven days are used up", PC_CONTRACT_CLAUDE_CLI,
		LIMIT("rejected", "seven_day", "1795608000") RESULT(
			"success", "true", API("429", "You've hit your weekly limit")),
		QUOTA, AFTER(THREE_DAYS), .said = "seven_day", .exit_status = 1},
	{"seven days of one line are used up", PC_CONTRACT_CLAUDE_CLI,
		LIMIT("rejected", "seven_day_opus", "1795608000") RESULT(
			"success", "true", API("429", "You've hit your Opus limit")),
		QUOTA, AFTER(THREE_DAYS), .said = "seven_day_opus", .exit_status = 1},
	{"a limit that nobody knows", PC_CONTRACT_CLAUDE_CLI,
		LIMIT("rejected", "one_moon", RESET)
			RESULT("success", "true", API("429", "You've hit your limit")),
		WHAT, AFTER(FIVE_HOURS), .said = "one_moon", .exit_status = 1},
	{"a limit that is over already", PC_CONTRACT_CLAUDE_CLI,
		LIMIT("rejected", "five_hour", "1795348000") RESULT(
			"success", "true", API("429", "You've hit your session limit")),
		RATE, 0, .said = "five_hour", .exit_status = 1},
	{"used up, and no event told", PC_CONTRACT_CLAUDE_CLI,
		RESULT("success", "true",
			API("429", "You've hit your session limit - resets 9am")),
		RATE, 0, .said = "api_error", .exit_status = 1},
	{"used up, by a client that tells no status", PC_CONTRACT_CLAUDE_CLI,
		LIMIT("rejected", "five_hour", RESET) RESULT("success", "true",
			",\"result\":\"You've hit your session limit - resets 9am\""),
		RATE, AFTER(FIVE_HOURS), .said = "five_hour", .exit_status = 1},
	{"rejected, and it goes on by other means", PC_CONTRACT_CLAUDE_CLI,
		LIMIT("rejected", "five_hour", RESET)
			RESULT("success", "false", ",\"stop_reason\":\"end_turn\""),
		NONE, 0, .said = ""},
	{"rejected, and killed", PC_CONTRACT_CLAUDE_CLI,
		INIT LIMIT("rejected", "five_hour", RESET), RATE, AFTER(FIVE_HOURS),
		.said = "five_hour", .exit_status = -1, .signal = 15},
	{"a 429 of a key", PC_CONTRACT_CLAUDE_CLI,
		RESULT("success", "true",
			API("429",
				"API Error: 429 "
				"{\\\"type\\\":\\\"error\\\",\\\"error\\\":"
				"{\\\"type\\\":\\\"rate_limit_error\\\",\\\"message\\\":"
				"\\\"Slow\\\"}}")),
		RATE, 0, .said = "rate_limit_error", .exit_status = 1},
	{"a spend limit that is enforced", PC_CONTRACT_CLAUDE_CLI,
		RESULT("success", "true",
			API("429",
				"API Error: 429 "
				"{\\\"type\\\":\\\"error\\\",\\\"error\\\":{"
				"\\\"type\\\":\\\"rate_limit_error\\\",\\\"message\\\":"
				"\\\"Spent\\\",\\\"details\\\":{\\\"error_code\\\":"
				"\\\"enforced_spend_limit_reached\\\"}}}")),
		CAP, AFTER(TO_DECEMBER), .said = "enforced_spend_limit_reached",
		.exit_status = 1},
	{"a 529", PC_CONTRACT_CLAUDE_CLI,
		RESULT("success", "true",
			API("529",
				"API Error: 529 "
				"{\\\"type\\\":\\\"error\\\",\\\"error\\\":"
				"{\\\"type\\\":\\\"overloaded_error\\\",\\\"message\\\":"
				"\\\"Overloaded\\\"}}")),
		BUSY, 0, .said = "overloaded_error", .exit_status = 1},
	{"a 529 without its body", PC_CONTRACT_CLAUDE_CLI,
		RESULT("success", "true", API("529", "API Error: Repeated 529 errors")),
		BUSY, 0, .said = "http_529", .exit_status = 1},
	{"a 500", PC_CONTRACT_CLAUDE_CLI,
		RESULT("success", "true", API("500", "API Error: 500")), BUSY, 0,
		.said = "http_500", .exit_status = 1},
	{"a token past its clock", PC_CONTRACT_CLAUDE_CLI,
		RESULT("success", "true", API("401", "OAuth token has expired")), STALE,
		0, .said = "http_401", .exit_status = 1, .token_expires = NOW / 1000 - 1},
	{"a token that is revoked", PC_CONTRACT_CLAUDE_CLI,
		RESULT("success", "true", API("401", "Invalid bearer token")), AUTH, 0,
		.said = "http_401", .exit_status = 1, .token_expires = NOW / 1000 + 1},
	{"no money", PC_CONTRACT_CLAUDE_CLI,
		RESULT("success", "true", API("400", "Credit balance is too low")), BROKE,
		0, .said = "api_error", .exit_status = 1},
	{"too long", PC_CONTRACT_CLAUDE_CLI,
		RESULT("success", "true", API("400", "Prompt is too long")), LONG, 0,
		.said = "api_error", .exit_status = 1},
	{"a model that is gone", PC_CONTRACT_CLAUDE_CLI,
		RESULT("success", "true",
			API("404",
				"API Error: 404 "
				"{\\\"type\\\":\\\"error\\\",\\\"error\\\":"
				"{\\\"type\\\":\\\"not_found_error\\\",\\\"message\\\":"
				"\\\"model: claude-2.1\\\"}}")),
		GONE, 0, .said = "not_found_error", .exit_status = 1},
	{"an error that nobody knows", PC_CONTRACT_CLAUDE_CLI,
		RESULT("success", "true", ",\"result\":\"Something new\""), WHAT, 0,
		.said = "error", .exit_status = 1},
	{"it refuses", PC_CONTRACT_CLAUDE_CLI,
		RESULT("success", "false", ",\"stop_reason\":\"refusal\""), SHY, 0,
		.said = "refusal"},
	{"too many turns", PC_CONTRACT_CLAUDE_CLI, RESULT("error_max_turns", "true", ""),
		HALF, 0, .said = "error_max_turns", .exit_status = 1},
	{"not the structure that was asked for", PC_CONTRACT_CLAUDE_CLI,
		RESULT("error_max_structured_output_retries", "true", ""), HALF, 0,
		.said = "error_max_structured_output_retries", .exit_status = 1},
	{"its budget is spent", PC_CONTRACT_CLAUDE_CLI,
		RESULT("error_max_budget_usd", "true", ""), RULE, 0,
		.said = "error_max_budget_usd", .exit_status = 1},
	{"it failed on its way", PC_CONTRACT_CLAUDE_CLI,
		RESULT("error_during_execution", "false", ""), LOST, 0,
		.said = "error_during_execution", .exit_status = 1},
	{"a subtype that nobody knows", PC_CONTRACT_CLAUDE_CLI,
		RESULT("error_full_moon", "true", ""), WHAT, 0, .said = "error_full_moon",
		.exit_status = 1},
	{"it ends well and says nothing", PC_CONTRACT_CLAUDE_CLI, INIT, CUT, 0,
		.said = "cut_off"},
	{"it ends badly and says nothing", PC_CONTRACT_CLAUDE_CLI, INIT, LOST, 0,
		.said = "exit_status", .exit_status = 1},
	{"it is killed", PC_CONTRACT_CLAUDE_CLI, INIT, LOST, 0, .said = "signal",
		.exit_status = -1, .signal = 9},
	{"it was told to end", PC_CONTRACT_CLAUDE_CLI, INIT, LOST, 0,
		.said = "exit_status", .exit_status = 143},
	{"it says nothing for too long", PC_CONTRACT_CLAUDE_CLI, INIT, LOST, 0,
		.said = "timeout", .exit_status = -1, .signal = 9, .timed_out = true},
	{"its last line is half", PC_CONTRACT_CLAUDE_CLI,
		INIT "{\"type\":\"result\",\"subtype\":\"success\",\"is_err", LOST, 0,
		.said = "signal", .exit_status = -1, .signal = 11},
	{"done, and then killed", PC_CONTRACT_CLAUDE_CLI, RESULT("success", "false", ""),
		LOST, 0, .said = "signal", .exit_status = -1, .signal = 9},
	{"a command that is done", PC_CONTRACT_COMMAND, NULL, NONE, 0, .said = ""},
	{"a command that fails", PC_CONTRACT_COMMAND, "Error: 429", LOST, 0,
		.said = "exit_status", .exit_status = 2},
	{"a command that is killed", PC_CONTRACT_COMMAND, NULL, LOST, 0, .said = "signal",
		.exit_status = -1, .signal = 9},
	{"a command that takes too long", PC_CONTRACT_COMMAND, NULL, LOST, 0,
		.said = "timeout", .exit_status = -1, .timed_out = true},
	{"a command of which nothing is known", PC_CONTRACT_COMMAND, NULL, WHAT, 0,
		.said = "no_exit", .exit_status = -1},
};

#endif
