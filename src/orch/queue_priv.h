/* SPDX-License-Identifier: Apache-2.0 */
/* How the parts of the queue fit together.
 *
 *   queue_columns.h   which columns there are, once
 *   queue_rows.c      rows in and out by that
 *   queue.c           the file, its shape, its commits, its statements
 *   queue_state.c     which state may follow which
 *   queue_submit.c    a job comes; what it waits for
 *   queue_claim.c     a lease: taken, renewed, progress under it
 *   queue_finish.c    a job goes on; who waited for it goes on, too
 *   queue_attempt.c   attempts, and what they cost
 *   queue_sweep.c     what time does: leases, snoozes
 *   queue_schedule.c  jobs that come again
 *   queue_manage.c    what people do: cancel, retry, snooze, hold, review, forget
 *   queue_pause.c     what is not claimed, by queue, type, project or key
 *   queue_window.c    windows that a restart must not forget
 *   queue_list.c      what people see
 *   queue_look.c      ... of the queue as a whole
 *   ledger*.c         what it all took (ledger_priv.h)
 */
#ifndef QUEUE_PRIV_H
#define QUEUE_PRIV_H

#include "pc/base/buf.h"
#include "pc/orch/manage.h"
#include "pc/record/sql.h"

struct queue_column {
	const char *name;
	size_t offset;
	bool is_text;
};

struct queue_table {
	const char *name;
	const struct queue_column *columns; /* the first is the key */
	size_t count;
};

extern const struct queue_table job_table, look_table, bulk_table, schedule_table,
	attempt_table, event_table;

enum queue_statement {
	ST_JOB_ADD,
	ST_JOB_GET,
	ST_JOB_STATE,
	ST_JOB_BY_UNIQUE,
	ST_BULK_ADD,
	ST_BULK_GET,
	ST_NEED_ADD,
	ST_NEED_GET,
	ST_NEED_DROP,
	ST_NEED_LEFT,
	ST_NEED_FORGET,
	ST_CLAIM_FIND,
	ST_CLAIM,
	ST_RENEW,
	ST_PROGRESS,
	ST_FINISH,
	ST_MOVE,
	ST_ATTEMPT_ADD,
	ST_ATTEMPT_NUMBER,
	ST_ATTEMPT_OF_JOB,
	ST_ATTEMPT_END,
	ST_ATTEMPT_SUM,
	ST_ATTEMPT_LOST,
	ST_ATTEMPT_ORPHANS,
	ST_SPENT,
	ST_EVENT_ADD,
	ST_WAKE,
	ST_WAKE_NEXT,
	ST_LEASES,
	ST_LOSE,
	ST_SCHEDULE_DUE,
	ST_SCHEDULE_PUT,
	ST_SCHEDULE_DROP,
	ST_SCHEDULE_NEXT,
	ST_DUE,
	ST_NEXT_JOB,
	ST_DEPTH,
	ST_RETRY,
	ST_GATE,
	ST_UNIQUE_TAKEN,
	ST_OLD,
	ST_FORGET_JOB,
	ST_FORGET_BULK,
	ST_FORGET_ATTEMPTS,
	ST_FORGET_EVENTS,
	ST_EVENTS,
	ST_PAUSES,
	ST_PAUSE,
	ST_RESUME,
	ST_WINDOW_KEEP,
	ST_WINDOW_FORGET,
	ST_WINDOWS,
	ST_LOOK_NEXT,
	ST_LOOK_OPEN,
	ST_LOOK_OWN,
	ST_LOOK_ENDED,
	ST_LOOK_NEEDS,
	ST_LOOK_SCHEDULES,
	ST_PARTS_ALL,
	ST_PARTS_ONE,
	ST_TOTAL_ADD,
	ST_WAIT_ADD,
	ST_UNFOLDED_HAS,
	ST_UNFOLDED_ADD,
	ST_UNFOLDED_DROP,
	ST_UNFOLDED_READY,
	ST_TOTALS,
	ST_WAITS,
	QUEUE_STATEMENTS
};

struct queue_pause {
	enum pc_pause_kind kind;
	char *name;
};

struct pc_queue {
	struct pc_db *db;
	struct pc_sql *statements[QUEUE_STATEMENTS]; /* prepared when first used */
	int depth;                                   /* of begins */
	bool is_open;                                /* there is a transaction */
	bool is_lasting; /* and it is one that outlives a crash of the machine */
	bool is_undone;  /* something failed: all of the group is taken back */
	int64_t wake_at; /* no snooze ends before; 0: not known */
	int64_t pid, pid_started;
	int64_t fold_after; /* the ledger looks at jobs after this one */
	int64_t fold_at;    /* and not before that moment; ms */
	struct queue_pause *pauses;
	size_t n_pauses, cap_pauses;
	struct pc_arena scratch;
};

/* Between the two, what is done is one commit, or part of the group's.  leave() gets
 * what came of it: a failure of the system takes back all of the group, others must come
 * before anything was written. */
PC_MUST_CHECK enum pc_status queue_enter(
	struct pc_queue *queue, enum pc_sql_sync sync, struct pc_err *err);
PC_MUST_CHECK enum pc_status queue_leave(
	struct pc_queue *queue, enum pc_status status, struct pc_err *err);

PC_MUST_CHECK enum pc_status queue_use(struct pc_sql **out, struct pc_queue *queue,
	enum queue_statement which, struct pc_err *err);
/* A statement with numbers only, run to its end. */
PC_MUST_CHECK enum pc_status queue_do(struct pc_queue *queue, enum queue_statement which,
	const int64_t *numbers, size_t count, struct pc_err *err);

/* "a","b" and ?1,?2 */
void queue_add_names(struct pc_buf *out, const struct queue_table *table);
void queue_add_values(struct pc_buf *out, const struct queue_table *table);
/* A key of 0 is bound as none, so that sqlite chooses it. */
void queue_bind(
	struct pc_sql *statement, const struct queue_table *table, const void *row);
/* From column first on.  Texts live in arena; NULL: until the next row. */
void queue_read(void *row, const struct queue_table *table, struct pc_sql *statement,
	int first, struct pc_arena *arena);

size_t queue_text_size(const struct queue_table *table, const void *row);

PC_MUST_CHECK enum pc_status queue_pauses_load(
	struct pc_queue *queue, struct pc_err *err);
void queue_pauses_drop(struct pc_queue *queue);
bool queue_is_paused_job(const struct pc_queue *queue, const struct pc_job *job);

/* The few columns that say how a job stands. */
struct queue_standing {
	int64_t state, lease, attempts, max_attempts, not_before, losses;
	bool has_gate; /* and nobody has passed it */
};
/* PC_ERR_ABSENT: there is no such job. */
PC_MUST_CHECK enum pc_status queue_standing(struct queue_standing *out,
	struct pc_queue *queue, int64_t job, struct pc_err *err);
/* PC_ERR_USAGE where the table of states does not have it. */
PC_MUST_CHECK enum pc_status queue_may_go(
	int64_t job, enum pc_job_state from, enum pc_job_state to, struct pc_err *err);

struct queue_note {
	int64_t job, at, was, is;
	const char *what; /* "lost", "cancelled", ... */
	struct pc_str by, text;
};
PC_MUST_CHECK enum pc_status queue_note(
	struct pc_queue *queue, const struct queue_note *note, struct pc_err *err);

/* Sets a state and what goes with it; the caller has asked whether it may be. */
PC_MUST_CHECK enum pc_status queue_move(struct pc_queue *queue, int64_t job,
	enum pc_job_state to, int64_t not_before, int64_t now, struct pc_err *err);
/* The job is at its end: those that wait for it are queued, or cancelled, and so on. */
PC_MUST_CHECK enum pc_status queue_release(struct pc_queue *queue, int64_t job,
	enum pc_job_state ended, int64_t now, struct pc_err *err);
/* Attempts that nobody will end any more: charged as reserved. */
PC_MUST_CHECK enum pc_status queue_attempts_lost(
	struct pc_queue *queue, int64_t job, int64_t now, struct pc_err *err);
/* Snoozes that are over are queued. */
PC_MUST_CHECK enum pc_status queue_wake(
	struct pc_queue *queue, int64_t now, struct pc_err *err);
void queue_will_wake(struct pc_queue *queue, int64_t at);
/* What a job is in that may run from not_before on. */
enum pc_job_state queue_ready_state(int64_t not_before, int64_t now);
PC_MUST_CHECK enum pc_status queue_submit_inside(struct pc_queue *queue,
	struct pc_job *job, const struct pc_job_needs *needs, struct pc_err *err);
PC_MUST_CHECK enum pc_status queue_schedules_run(
	struct pc_queue *queue, int64_t now, struct pc_err *err);

/* The ledger (ledger_priv.h): a job's own rows answer for it until it is folded into the
 * totals; taken out of them again before anything that counts is changed. */
extern const char ledger_parts_all[], ledger_parts_one[];
PC_MUST_CHECK enum pc_status queue_fold(
	struct pc_queue *queue, int64_t job, struct pc_err *err);
PC_MUST_CHECK enum pc_status queue_unfold(
	struct pc_queue *queue, int64_t job, struct pc_err *err);
PC_MUST_CHECK enum pc_status queue_fold_some(
	struct pc_queue *queue, int64_t now, struct pc_err *err);

#endif
