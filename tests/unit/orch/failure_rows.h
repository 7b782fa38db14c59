/* SPDX-License-Identifier: Apache-2.0 */
/* What the tests of failures share: an answer as it came, and what it has to mean.  Each
 * class is written with the scope and action that belong to it, so that a table which
 * changes is noticed. */
#ifndef FAILURE_ROWS_H
#define FAILURE_ROWS_H

#include "pc_test.h"

#include "pc/orch/failure.h"

/* 2026-11-22T12:00:00Z, a Sunday. */
#define NOW      INT64_C(1795348800000)
#define AFTER(s) (NOW + (s)*INT64_C(1000))

#define NONE  PC_FAILURE_NONE, PC_SCOPE_ATTEMPT, PC_ACT_NONE
#define RATE  PC_FAILURE_RATE_LIMITED, PC_SCOPE_KEY_MODEL, PC_ACT_NEXT_OR_SNOOZE
#define RAMP  PC_FAILURE_RAMP_LIMITED, PC_SCOPE_KEY, PC_ACT_SLOW_DOWN
#define BUSY  PC_FAILURE_OVERLOADED, PC_SCOPE_PROVIDER_MODEL, PC_ACT_RETRY_THEN_NEXT
#define QUOTA PC_FAILURE_QUOTA_DAILY, PC_SCOPE_KEY_MODEL, PC_ACT_PARK
#define CAP   PC_FAILURE_SPEND_CAP, PC_SCOPE_ORGANIZATION, PC_ACT_PARK
#define BROKE PC_FAILURE_CREDIT_EXHAUSTED, PC_SCOPE_KEY, PC_ACT_DISABLE_KEY
#define STALE PC_FAILURE_AUTH_EXPIRED, PC_SCOPE_KEY, PC_ACT_REFRESH_KEY
#define AUTH  PC_FAILURE_AUTH_INVALID, PC_SCOPE_KEY, PC_ACT_DISABLE_KEY
#define GONE  PC_FAILURE_MODEL_GONE, PC_SCOPE_MODEL, PC_ACT_REMAP_MODEL
#define RULE  PC_FAILURE_POLICY_DENIED, PC_SCOPE_JOB, PC_ACT_FAIL
#define SHY   PC_FAILURE_CONTENT_REFUSED, PC_SCOPE_JOB_MODEL, PC_ACT_REMAP_MODEL
#define LONG  PC_FAILURE_CONTEXT_OVERFLOW, PC_SCOPE_JOB_MODEL, PC_ACT_LARGER_CONTEXT
#define BAD   PC_FAILURE_BAD_REQUEST, PC_SCOPE_JOB, PC_ACT_FAIL
#define CUT   PC_FAILURE_STREAM_BROKEN, PC_SCOPE_ATTEMPT, PC_ACT_RETRY_THEN_NEXT
#define HALF  PC_FAILURE_OUTPUT_INVALID, PC_SCOPE_JOB, PC_ACT_REPAIR
#define LOST  PC_FAILURE_WORKER_LOST, PC_SCOPE_WORKER, PC_ACT_REQUEUE
#define WHAT  PC_FAILURE_UNKNOWN, PC_SCOPE_BACKEND, PC_ACT_ALERT

enum { MAY_RUN = true, NOT_RUN = false };
/* In seconds from then. */
enum { FIVE_HOURS = 18000, THREE_DAYS = 259200, TO_DECEMBER = 734400 };
/* How it ended: not at all, whole, too late. */
enum end { OPEN, WHOLE, LATE };

struct row {
	const char *name;
	int http;
	const char *body; /* NULL: none */
	enum pc_failure_class class;
	enum pc_failure_scope scope;
	enum pc_failure_action action;
	int64_t until;
	bool may_have_run;
	const char *said;
	const char *headers[8]; /* ended by NULL */
	const char *stop;
	enum end end;
	int64_t token_expires;
};

static inline void check_row(enum pc_contract contract, const struct row *row)
{
	struct pc_str headers[8];
	struct pc_outcome outcome = {.contract = contract,
		.http = row->http,
		.headers = headers,
		.body = pc_str(row->body),
		.stop = pc_str(row->stop),
		.has_ended = row->end == WHOLE,
		.timed_out = row->end == LATE,
		.exit_status = -1,
		.token_expires = row->token_expires,
		.now = NOW};
	struct pc_arena arena = {0};
	struct pc_failure failure;

	while (row->headers[outcome.n_headers]) {
		headers[outcome.n_headers] = pc_str(row->headers[outcome.n_headers]);
		outcome.n_headers++;
	}
	pc_failure_classify(&failure, &arena, &outcome);
	assert_string_equal(
		pc_failure_table[failure.class].name, pc_failure_table[row->class].name);
	assert_int_equal(pc_failure_table[failure.class].scope, row->scope);
	assert_int_equal(pc_failure_table[failure.class].action, row->action);
	assert_int_equal(failure.until, row->until);
	assert_int_equal(failure.may_have_run, row->may_have_run);
	assert_str(failure.said, row->said);
	pc_arena_done(&arena);
}

#endif
