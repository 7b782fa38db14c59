/* SPDX-License-Identifier: Apache-2.0 */
/* What people and programs want of the orchestrator: one JSON object in, one out, whoever
 * brings it (a socket, a file in the spool).  It knows who asks; what it may be asked is
 * one table.
 *
 *   {"do":"submit","job":{"prompt":"...","type":"coding",...},"after":[1,2]}
 *   {"do":"list","states":["queued"],"type":"","limit":50}      {"do":"show","job":7}
 *   {"do":"board"}             {"do":"stats","by":"day","since":0,"until":0}
 *   {"do":"cancel","job":7}    {"do":"retry","job":7} {"do":"snooze","job":7,"until":0}
 *   {"do":"hold","job":7}      {"do":"unhold","job":7}
 * {"do":"review","job":7,"passes":true}
 *   {"do":"pause","what":"type","name":"coding"}         {"do":"resume",...}
 *   {"do":"lift","key":"own"}  {"do":"schedule","name":"pulse","cron":"...","job":{...}}
 *   {"do":"unschedule","name":"pulse"}                   {"do":"logs","job":7}
 *
 * An answer has "error" (with "hint", where there is one) or what was asked for; all of
 * it stands in docs/jobs-protocol.md. */
#ifndef PC_ORCH_DESK_H
#define PC_ORCH_DESK_H

#include "pc/base/buf.h"
#include "pc/orch/engine.h"

/* Who asks, as the system says it. */
struct pc_desk_who {
	int64_t uid;
	struct pc_str name; /* of the user; jobs are owned by it */
	/* By the configuration: may see and do everything, and may have jobs that are an
	 * operator's.  Others see and change their own jobs alone. */
	bool is_operator;
};

struct pc_desk {
	struct pc_queue *queue;
	struct pc_engine *engine;
	int64_t (*now)(void *context); /* ms */
	void *context;
	int64_t most_open; /* of one user; 0: PC_MAX_ORCH_OPEN */
};

/* Adds one line, with its end.  *job: that the answer is about, for those who follow it;
 * 0: none.  *is_change: turn the engine.  A failure is one of the system. */
struct pc_desk_said {
	int64_t job;
	bool is_change, is_error;
};
PC_MUST_CHECK enum pc_status pc_desk_answer(struct pc_buf *out, struct pc_desk_said *said,
	struct pc_desk *desk, const struct pc_desk_who *who, struct pc_str line,
	struct pc_err *err);

/* As "show" and "board" have them, for those who follow. */
PC_MUST_CHECK enum pc_status pc_desk_job(
	struct pc_buf *out, struct pc_desk *desk, int64_t job, struct pc_err *err);
PC_MUST_CHECK enum pc_status pc_desk_board(struct pc_buf *out, struct pc_desk *desk,
	const struct pc_desk_who *who, struct pc_err *err);

#endif
