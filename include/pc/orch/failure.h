/* SPDX-License-Identifier: Apache-2.0 */
/* What an attempt's end means: one of a closed list of classes, each with what it blocks,
 * for how long, and what is to be done.  Pure: bytes and times in, a class out. */
#ifndef PC_ORCH_FAILURE_H
#define PC_ORCH_FAILURE_H

#include "pc/base/arena.h"
#include "pc/base/err.h"

enum pc_failure_class {
	PC_FAILURE_NONE,
	PC_FAILURE_RATE_LIMITED,
	PC_FAILURE_RAMP_LIMITED, /* it grew too fast */
	PC_FAILURE_OVERLOADED,
	PC_FAILURE_QUOTA_DAILY,
	PC_FAILURE_SPEND_CAP, /* a limit that somebody has set */
	PC_FAILURE_CREDIT_EXHAUSTED,
	PC_FAILURE_AUTH_EXPIRED, /* by the token's own clock */
	PC_FAILURE_AUTH_INVALID,
	PC_FAILURE_MODEL_GONE,
	PC_FAILURE_MODEL_SUBSTITUTED,
	PC_FAILURE_POLICY_DENIED,
	PC_FAILURE_CONTENT_REFUSED,
	PC_FAILURE_CONTEXT_OVERFLOW,
	PC_FAILURE_BAD_REQUEST,
	PC_FAILURE_STREAM_BROKEN,
	PC_FAILURE_OUTPUT_INVALID,
	PC_FAILURE_WORKER_LOST,
	PC_FAILURE_UNKNOWN, /* an alert, each time */
	PC_FAILURES
};

/* What a window is put on. */
enum pc_failure_scope {
	PC_SCOPE_ATTEMPT, /* nothing */
	PC_SCOPE_JOB,
	PC_SCOPE_JOB_MODEL,
	PC_SCOPE_KEY_MODEL, /* the model's line, where the provider pools by line */
	PC_SCOPE_KEY,
	PC_SCOPE_ORGANIZATION, /* all keys that share one purse */
	PC_SCOPE_MODEL,        /* for everybody */
	PC_SCOPE_PROVIDER_MODEL,
	PC_SCOPE_PROVIDER,
	PC_SCOPE_WORKER,
	PC_SCOPE_BACKEND,
};

enum pc_failure_action {
	PC_ACT_NONE,
	PC_ACT_NEXT_OR_SNOOZE,  /* the next of the chain, else wait for the window */
	PC_ACT_SLOW_DOWN,       /* fewer at once, then more again */
	PC_ACT_RETRY_THEN_NEXT, /* shortly, then the next of the chain */
	PC_ACT_PARK,            /* until the window's end, far away */
	PC_ACT_DISABLE_KEY,     /* until an operator or a probe says otherwise */
	PC_ACT_REFRESH_KEY,     /* once, and the same again */
	PC_ACT_REMAP_MODEL,     /* as policy redirects, else hold */
	PC_ACT_JUDGE_AGAIN,     /* the gate decides about what answered */
	PC_ACT_LARGER_CONTEXT,  /* a route that takes more, never the same again */
	PC_ACT_REPAIR,  /* ask again with what is wrong, bounded; then a higher tier */
	PC_ACT_REQUEUE, /* from its checkpoint */
	PC_ACT_FAIL,
	PC_ACT_ALERT, /* one more attempt, and tell people */
};

struct pc_failure_row {
	const char *name; /* "rate_limited" */
	enum pc_failure_scope scope;
	enum pc_failure_action action;
	bool takes_attempt;
	bool notifies; /* an operator is told */
};
extern const struct pc_failure_row pc_failure_table[PC_FAILURES];

/* Whose contract the answer follows. */
enum pc_contract {
	PC_CONTRACT_ANTHROPIC,
	PC_CONTRACT_OPENAI,
	PC_CONTRACT_OPENROUTER,
	PC_CONTRACT_GEMINI,
	PC_CONTRACT_CLAUDE_CLI, /* lines of stream-json, and how the process ended */
	PC_CONTRACT_COMMAND,
};

/* What came back; all of it foreign, bounded by whoever read it. */
struct pc_outcome {
	enum pc_contract contract;
	int http;                     /* 0: no answer of HTTP */
	const struct pc_str *headers; /* "name: value" */
	size_t n_headers;
	struct pc_str body;    /* of an error, or an error event of a stream */
	struct pc_str stop;    /* stop_reason or finish_reason; may be empty */
	struct pc_str subtype; /* of a client's last line */
	bool is_error;         /* of it */
	bool has_ended;        /* the stream's or client's last frame came */
	bool timed_out;
	int exit_status, signal; /* of a process; -1: none */
	int64_t token_expires;   /* s; 0: not known */
	int64_t now;             /* ms since 1970 */
};

struct pc_failure {
	enum pc_failure_class class;
	int64_t until; /* ms since 1970 that the window lasts; 0: the class's own time */
	bool may_have_run; /* tokens may have been used: charged as reserved */
	struct pc_str
		said; /* the provider's code or type, bounded, no text of a prompt */
};

/* said lives in arena. */
void pc_failure_classify(
	struct pc_failure *out, struct pc_arena *arena, const struct pc_outcome *outcome);

/* "30", an HTTP date, "26s", "6m0s", "12ms", RFC 3339: to ms from now; -1: none. */
int64_t pc_wait_read(struct pc_str text, int64_t now);

#endif
