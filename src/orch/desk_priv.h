/* SPDX-License-Identifier: Apache-2.0 */
/* How the parts of the desk fit together.
 *
 *   desk.c           one line -> the table of questions -> one line
 *   desk_say.c       members of a question, read by tables; refusals
 *   desk_job.c       jobs, attempts and events as they are written in answers
 *   desk_order.c     a job as somebody orders it, and what can be said of it at once
 *   desk_submit.c    submit
 *   desk_schedule.c  schedule, unschedule, schedules
 *   desk_show.c      list, show
 *   desk_why.c       why a job stands where it stands
 *   desk_board.c     board
 *   desk_stats.c     stats
 *   desk_wish.c      cancel, retry, hold, unhold, snooze, review; pause, resume, lift
 *   desk_logs.c      logs
 */
#ifndef DESK_PRIV_H
#define DESK_PRIV_H

#include "pc/doc/fields.h"
#include "pc/doc/write.h"
#include "pc/orch/desk.h"

/* One question on its way to its answer. */
struct desk_case {
	struct pc_desk *desk;
	const struct pc_desk_who *who;
	const struct pc_orch_config *config;
	struct pc_desk_said *said;
	struct pc_arena *arena; /* as long as the answer is made */
	struct pc_buf *out;
	size_t begin; /* of the answer in out */
	const struct pc_node *asked;
	int64_t now;
	struct pc_err *err;
};

/* What is refused is an answer: PC_OK, and said->is_error. */
typedef enum pc_status desk_fn(struct desk_case *c);
desk_fn desk_submit, desk_list, desk_show, desk_board, desk_stats, desk_cancel,
	desk_retry, desk_hold, desk_unhold, desk_snooze, desk_review, desk_pause,
	desk_resume, desk_lift, desk_schedule, desk_unschedule, desk_schedules, desk_logs;

/* The year 2100, ms: sums of times stay far from their end. */
#define DESK_TIME_MOST INT64_C(4102444800000)

/* ---- desk_say.c ----------------------------------------------------------------- */

/* A text of a table: .most is its bytes, and .least what may stand in it. */
enum desk_text { DESK_NAME, DESK_LINES, DESK_ANYTHING };
#define DESK_FIELD(type, member, what)                                                   \
	{                                                                                \
#member, what, offsetof(struct type, member)                             \
	}

/* False, always. hint: may be empty. */
bool desk_refuse(struct desk_case *c, struct pc_str hint, const char *fmt, ...)
	PC_PRINTF(3, 4);
/* A failure of a call becomes a refusal where the caller is to blame. */
enum pc_status desk_settle(struct desk_case *c, enum pc_status status);
/* The members of map by the table; those that are null are not there.  False: refused. */
bool desk_read(struct desk_case *c, void *out, const struct pc_fields *table,
	const struct pc_node *map);
/* "a, b, c", of what a configuration has. */
struct pc_str desk_known(struct desk_case *c, const void *items, size_t count,
	size_t size, size_t name_offset);
#define DESK_KNOWN(c, items, count, type)                                                \
	desk_known(c, items, count, sizeof(type), offsetof(type, name))

/* ---- desk_job.c ----------------------------------------------------------------- */

enum desk_detail { DESK_ROW, DESK_WHOLE, DESK_BULK };
/* {...}, after whatever has to stand before it. */
void desk_write_job(struct pc_buf *out, const struct pc_job *job, enum desk_detail most);
void desk_write_attempt(struct pc_buf *out, const struct pc_attempt *attempt);
void desk_write_event(struct pc_buf *out, const struct pc_job_event *event);
/* The beginning of a prompt on one line. */
struct pc_str desk_what(struct pc_arena *arena, struct pc_str prompt);

/* A job that who asks may see, without its prompt; "job" of the question.  *found: it is
 * there and theirs; else it was refused. */
PC_MUST_CHECK enum pc_status desk_find(
	bool *found, struct pc_job *out, struct desk_case *c, int64_t id);
/* Keys of a user are their own: nobody blocks or finds those of others. */
struct pc_str desk_own_key(struct desk_case *c, struct pc_str key);
struct pc_str desk_shown_key(struct pc_str key, struct pc_str owner);

/* ---- desk_order.c --------------------------------------------------------------- */

/* "job" of the question, with owner and times.  *is_fine false: it was refused. */
PC_MUST_CHECK enum pc_status desk_order(bool *is_fine, struct pc_job *out,
	struct desk_case *c, const struct pc_node *map, bool is_interactive);

/* ---- desk_show.c ---------------------------------------------------------------- */

PC_MUST_CHECK enum pc_status desk_write_show(
	struct desk_case *c, const struct pc_job *job, enum desk_detail detail);
/* "{"job":7,"state":"queued"" and the end that the caller adds. */
PC_MUST_CHECK enum pc_status desk_write_state(struct desk_case *c, int64_t job);

/* ---- desk_why.c ----------------------------------------------------------------- */

/* In words; empty: there is nothing to say. */
PC_MUST_CHECK enum pc_status desk_why(
	struct pc_str *out, struct desk_case *c, const struct pc_job *job);

#endif
