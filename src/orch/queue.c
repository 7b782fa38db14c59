/* SPDX-License-Identifier: Apache-2.0 */
/* The queue's file: its shape, its statements, and what is one commit. */
#include <assert.h>
#include <stdlib.h>

#include "queue_columns.h"
#include "queue_priv.h"

/* A live unique key is there once.  What is claimed next, whose lease ends next, who
 * wakes next, what may be forgotten: each looks at its first row, however many there are;
 * the numbers are those of enum pc_job_state. */
static const char *const steps[] = {
	"CREATE TABLE job (\"id\" INTEGER PRIMARY KEY" JOB_NUMBERS(SQL_NUMBER) JOB_TEXTS(
		SQL_TEXT) ") STRICT;"
			  "CREATE UNIQUE INDEX job_unique ON job (\"unique\")"
			  " WHERE \"unique\" != '' AND state < 6;"
			  "CREATE INDEX job_claim ON job (is_operator DESC, priority "
			  "DESC, submitted, id, not_before, type)"
			  " WHERE state = 1;"
			  "CREATE INDEX job_wake ON job (not_before) WHERE state = 2;"
			  "CREATE INDEX job_lease ON job (lease_until) WHERE state = 4;"
			  "CREATE INDEX job_ended ON job (finished) WHERE state >= 6;"
			  "CREATE TABLE bulk (\"id\" INTEGER PRIMARY KEY" JOB_BULK(
				  SQL_TEXT) ") STRICT;"
					    "CREATE TABLE need (job INTEGER NOT NULL, "
					    "needs INTEGER NOT NULL,"
					    " also_failed INTEGER NOT NULL, PRIMARY KEY "
					    "(needs, job)) STRICT, WITHOUT ROWID;"
					    "CREATE INDEX need_job ON need (job);"
					    "CREATE TABLE attempt (\"id\" INTEGER "
					    "PRIMARY KEY" ATTEMPT_NUMBERS(SQL_NUMBER) ATTEMPT_TEXTS(
						    SQL_TEXT) ") STRICT;"
							      "CREATE INDEX attempt_job "
							      "ON attempt (job);"
							      "CREATE INDEX "
							      "attempt_started ON "
							      "attempt (started);"
							      "CREATE INDEX attempt_open "
							      "ON attempt (job) WHERE "
							      "ended = 0;"
							      "CREATE TABLE event "
							      "(\"id\" INTEGER PRIMARY "
							      "KEY" EVENT_NUMBERS(SQL_NUMBER) EVENT_TEXTS(
								      SQL_TEXT) ") "
										"STRICT;"
										"CREATE "
										"INDEX "
										"event_"
										"job ON "
										"event "
										"(job);"
										"CREATE "
										"TABLE "
										"pause "
										"(kind "
										"INTEGER "
										"NOT "
										"NULL, "
										"name "
										"TEXT "
										"NOT "
										"NULL,"
										" at "
										"INTEGER "
										"NOT "
										"NULL, "
										"by TEXT "
										"NOT "
										"NULL, "
										"why "
										"TEXT "
										"NOT "
										"NULL,"
										" PRIMARY"
										" KEY "
										"(kind, "
										"name)) "
										"STRICT, "
										"WITHOUT "
										"ROWID;"
										/* not_before
										   is when
										   it is
										   due. */
										"CREATE "
										"TABLE "
										"schedule"
										" ("
										"\"id\" "
										"INTEGER "
										"PRIMARY "
										"KE"
										"Y" JOB_NUMBERS(SQL_NUMBER) JOB_TEXTS(
											SQL_TEXT)
											JOB_BULK(
												SQL_TEXT) ") STRICT;"
													  "CREATE UNIQUE INDEX schedule_name ON schedule (\"unique\");"
													  "CREATE TABLE window (scope INTEGER NOT NULL, why INTEGER NOT NULL" WINDOW_NUMBERS(
														  SQL_NUMBER)
														  WINDOW_TEXTS(
															  SQL_TEXT) ", PRIMARY KEY (scope, why, provider, key, model)) STRICT, WITHOUT ROWID;",
	/* Jobs that are held back are few, and those of one user are found without a look
	 * at all the others.  Of IN (0, 3, 5) sqlite would make a table, twice for each
	 * change of a state. */
	"CREATE INDEX job_held ON job (state) WHERE state = 0 OR state = 3 OR state = 5;"
	"CREATE INDEX job_owner ON job (owner);",
	/* 3: the ledger's totals, and which jobs are not in them yet */
	"CREATE TABLE total (day INTEGER NOT NULL, failure INTEGER NOT NULL" LEDGER_TEXTS(
		SQL_TEXT) LEDGER_COUNTS(SQL_NUMBER)
		LEDGER_SUMS(SQL_PAIR) ", PRIMARY KEY (day, project, type, owner, model, "
				      "\"key\", backend, failure))"
				      " STRICT, WITHOUT ROWID;"
				      "CREATE TABLE wait (day INTEGER NOT NULL, project "
				      "TEXT NOT NULL,"
				      " type TEXT NOT NULL, owner TEXT NOT NULL, "
				      "is_operator INTEGER NOT NULL,"
				      " bucket INTEGER NOT NULL, jobs INTEGER NOT NULL, "
				      "most INTEGER NOT NULL,"
				      " PRIMARY KEY (day, project, type, owner, "
				      "is_operator, bucket))"
				      " STRICT, WITHOUT ROWID;"
				      "CREATE TABLE unfolded (job INTEGER PRIMARY KEY) "
				      "STRICT;"
				      "INSERT INTO unfolded SELECT id FROM job;",
	/* 4: how many of one user's are not at their end, at each that comes */
	"CREATE INDEX IF NOT EXISTS job_open ON job (owner) WHERE state < 6;",
};

static_assert(PC_JOB_QUEUED == 1 && PC_JOB_SNOOZED == 2 && PC_JOB_RUNNING == 4 &&
		      PC_JOB_DONE == 6 && PC_JOB_WAITING == 0,
	"indexes and statements have the numbers of states");

static const struct pc_sql_shape shape = {
	.what = "the queue",
	.application = 0x70636a71, /* "pcjq" */
	.steps = steps,
	.n_steps = PC_COUNT(steps),
};

/* @ stands for the names of the table's columns, # for as many values. */
static const struct {
	const struct queue_table *table;
	const char *text;
} statements[QUEUE_STATEMENTS] = {
	[ST_JOB_ADD] = {&job_table, "INSERT INTO job (@) VALUES (#)"},
	[ST_JOB_GET] = {&job_table, "SELECT @ FROM job WHERE id = ?1"},
	[ST_JOB_STATE] = {NULL,
		"SELECT state, lease, attempts, max_attempts, not_before, losses,"
		" gate NOT IN ('', 'passed') FROM job WHERE id = ?1"},
	[ST_JOB_BY_UNIQUE] = {NULL,
		"SELECT id FROM job WHERE \"unique\" = ?1 AND \"unique\" != ''"
		" AND state < 6"},
	[ST_BULK_ADD] = {&bulk_table, "INSERT INTO bulk (@) VALUES (#)"},
	[ST_BULK_GET] = {&bulk_table, "SELECT @ FROM bulk WHERE id = ?1"},
	[ST_NEED_ADD] = {NULL, "INSERT OR IGNORE INTO need VALUES (?1, ?2, ?3)"},
	[ST_NEED_GET] = {NULL, "SELECT job, also_failed FROM need WHERE needs = ?1"},
	[ST_NEED_DROP] = {NULL, "DELETE FROM need WHERE needs = ?1 AND job = ?2"},
	[ST_NEED_LEFT] = {NULL, "SELECT 1 FROM need WHERE job = ?1 LIMIT 1"},
	[ST_NEED_FORGET] = {NULL, "DELETE FROM need WHERE job = ?1"},
	[ST_CLAIM_FIND] = {&look_table,
		"SELECT @ FROM job INDEXED BY job_claim WHERE state = 1 AND"
		" is_operator >= ?1 AND not_before <= ?2 ORDER BY is_operator DESC,"
		" priority DESC, submitted, id"},
	[ST_CLAIM] = {NULL,
		"UPDATE job SET state = 4, lease = lease + 1, lease_until = ?2,"
		" started = ?3, updated = ?3, attempts = attempts + 1,"
		" waited = waited + max(0, ?3 - queued), worker_pid = ?4,"
		" worker_started = ?5 WHERE id = ?1"},
	[ST_RENEW] = {NULL, "UPDATE job SET lease_until = ?3 WHERE id = ?1 AND lease = ?2"
			    " AND state = 4"},
	[ST_PROGRESS] = {NULL,
		"UPDATE job SET updated = ?3,"
		" worker_pid = iif(?4, ?4, worker_pid),"
		" worker_started = iif(?4, ?5, worker_started),"
		" step = iif(?6, ?6, step), progress = iif(?7, ?7, progress),"
		" worker = iif(?8 != '', ?8, worker),"
		" session = iif(?9 != '', ?9, session),"
		" checkpoint = iif(?10 != '', ?10, checkpoint)"
		" WHERE id = ?1 AND lease = ?2 AND state = 4"},
	[ST_FINISH] = {NULL,
		"UPDATE job SET state = ?2, not_before = ?3, failure = ?4, updated = ?5,"
		" finished = ?6, attempts = attempts - ?7, queued = ?5, lease_until = 0,"
		" losses = 0, retry_at = ?3, ran = ran + max(0, ?5 - started),"
		" snoozed = snoozed + iif(?2 = 2, max(0, ?3 - ?5), 0),"
		" is_truncated = ?8, exit_status = ?9, first_step = ?14, tries = ?15,"
		" tier = iif(?16 != '', ?16, tier),"
		" key = iif(?2 < 4, '', key), failure_said = ?10,"
		" error = iif(?11 != '', ?11, iif(?2 = 6, '', error)),"
		" result = iif(?12 != '', ?12, result),"
		" checkpoint = iif(?13 != '', ?13, checkpoint) WHERE id = ?1"},
	[ST_MOVE] = {NULL,
		"UPDATE job SET ran = ran + iif(state = 4, max(0, ?4 - started), 0),"
		/* However often somebody snoozes it: a sum that ends is no number. */
		" snoozed = min(1 << 60, snoozed) + iif(?2 = 2, min(1 << 60,"
		" max(0, ?3 - ?4)), 0), state = ?2,"
		" not_before = ?3, updated = ?4, queued = ?4, finished = ?5,"
		" lease_until = 0 WHERE id = ?1"},
	[ST_ATTEMPT_ADD] = {&attempt_table, "INSERT INTO attempt (@) VALUES (#)"},
	[ST_ATTEMPT_NUMBER] = {NULL, "SELECT count(*) FROM attempt WHERE job = ?1"},
	[ST_ATTEMPT_OF_JOB] = {NULL,
		"UPDATE job SET backend = ?2, provider = ?3, key = ?4, model_used = ?5,"
		" policy_rule = ?6, policy_place = ?7, policy_digest = ?8,"
		" generation = ?9, reserved_tokens = ?10, reserved_money = ?11,"
		" route = iif(route = '', ?12, substr(route || ' > ' || ?12, -2000)),"
		" policy_verdict = ?13, stripped = ?14 WHERE id = ?1"},
	[ST_ATTEMPT_END] = {NULL,
		"UPDATE attempt SET ended = ?2, failure = ?3, http = ?4, reset_at = ?5,"
		" tokens_in = ?6, tokens_out = ?7, cache_read = ?8, cache_write = ?9,"
		" list_price = ?10, cash = ?11, thinking = ?12, answered = ?13,"
		" verdict_after = ?14, rule_after = ?15, said = ?16, denials = ?17"
		" WHERE id = ?1"},
	[ST_ATTEMPT_SUM] = {NULL,
		"UPDATE job SET (tokens_in, tokens_out, tokens_cache_read,"
		" tokens_cache_write, tokens_thinking, list_price, cash) = (SELECT"
		" ifnull(sum(tokens_in), 0), ifnull(sum(tokens_out), 0),"
		" ifnull(sum(cache_read), 0), ifnull(sum(cache_write), 0),"
		" ifnull(sum(thinking), 0),"
		" ifnull(sum(list_price), 0), ifnull(sum(cash), 0) FROM attempt WHERE "
		"attempt.job = ?1), reserved_tokens = 0,"
		" reserved_money = 0, model_answered = ?2 WHERE id = ?1"},
	[ST_ATTEMPT_LOST] = {NULL,
		"UPDATE attempt SET ended = ?2, failure = ?3, list_price = "
		"max(reserved_money, 0), cash = max(reserved_money, 0),"
		" tokens_out = reserved_tokens"
		" WHERE job = ?1 AND ended = 0"},
	[ST_ATTEMPT_ORPHANS] = {NULL,
		"SELECT job.id, job.worker_pid, job.worker_started FROM attempt"
		" INDEXED BY attempt_open JOIN job ON job.id = attempt.job"
		" WHERE attempt.ended = 0 AND job.state != 4"},
	[ST_SPENT] = {NULL,
		"SELECT a.ended, a.tokens_in + a.tokens_out + a.cache_write, "
		"a.list_price,"
		" a.cash, a.backend, a.provider, a.key, job.type, job.project FROM"
		" attempt AS a JOIN job ON job.id = a.job WHERE a.started >= ?1 AND"
		" a.ended != 0 ORDER BY a.id"},
	[ST_EVENT_ADD] = {&event_table, "INSERT INTO event (@) VALUES (#)"},
	[ST_WAKE] = {NULL,
		"UPDATE job SET state = 1, queued = ?1, updated = ?1 WHERE state = 2"
		" AND not_before <= ?1"},
	[ST_WAKE_NEXT] = {NULL, "SELECT min(not_before) FROM job WHERE state = 2"},
	[ST_LEASES] = {NULL,
		"SELECT id, lease_until, worker_pid, worker_started FROM job"
		" INDEXED BY job_lease WHERE state = 4 ORDER BY lease_until"},
	[ST_LOSE] = {NULL,
		"UPDATE job SET losses = losses + 1, attempts = max(0, attempts - 1),"
		" failure = ?2, key = '', worker_pid = 0, worker_started = 0"
		" WHERE id = ?1"},
	[ST_SCHEDULE_DUE] = {&schedule_table,
		"SELECT @ FROM schedule WHERE not_before != 0 AND not_before <= ?1"
		" ORDER BY id LIMIT 1"},
	[ST_SCHEDULE_PUT] = {&schedule_table,
		"INSERT OR REPLACE INTO schedule (@) VALUES (#)"},
	[ST_SCHEDULE_DROP] = {NULL, "DELETE FROM schedule WHERE \"unique\" = ?1"},
	[ST_SCHEDULE_NEXT] = {NULL, "UPDATE schedule SET not_before = ?2 WHERE id = ?1"},
	[ST_DUE] = {NULL,
		"SELECT min(at) FROM (SELECT min(not_before) AS at FROM job"
		" WHERE state = 2 UNION ALL SELECT min(lease_until) FROM job"
		" WHERE state = 4 UNION ALL SELECT min(not_before) FROM schedule"
		" WHERE not_before != 0 UNION ALL SELECT min(until) FROM window)"},
	[ST_NEXT_JOB] = {NULL,
		"SELECT min(at) FROM (SELECT min(not_before) AS at FROM job"
		" WHERE state = 2 UNION ALL SELECT min(not_before) FROM schedule"
		" WHERE not_before != 0)"},
	[ST_DEPTH] = {NULL,
		"SELECT type, is_operator FROM job INDEXED BY job_claim WHERE state = 1"
		" AND not_before <= ?1"},
	[ST_RETRY] = {NULL,
		"UPDATE job SET attempts = 0, losses = 0, key = '', first_step = 0, "
		"tries = 0, "
		"retry_at = 0, failure = 0,"
		" failure_said = '', error = '', gate = iif(gate = 'passed', 'review',"
		" gate) WHERE id = ?1"},
	[ST_GATE] = {NULL, "UPDATE job SET reviewer = ?2, gate = iif(?3, 'passed', gate),"
			   " error = iif(?3, error, ?4) WHERE id = ?1"},
	[ST_UNIQUE_TAKEN] = {NULL,
		"SELECT other.id FROM job JOIN job AS other ON other.\"unique\" ="
		" job.\"unique\" AND other.\"unique\" != '' AND other.state < 6"
		" AND other.id != job.id WHERE job.id = ?1"},
	/* The last one stays: its number is never given again. */
	[ST_OLD] = {NULL,
		"SELECT id FROM job WHERE state >= 6 AND finished < ?1 AND"
		" id < (SELECT max(id) FROM job) AND NOT EXISTS (SELECT 1 FROM attempt"
		" WHERE attempt.job = job.id AND ended = 0) ORDER BY finished LIMIT ?2"},
	[ST_FORGET_JOB] = {NULL, "DELETE FROM job WHERE id = ?1"},
	[ST_FORGET_BULK] = {NULL, "DELETE FROM bulk WHERE id = ?1"},
	[ST_FORGET_ATTEMPTS] = {NULL, "DELETE FROM attempt WHERE job = ?1"},
	[ST_FORGET_EVENTS] = {NULL, "DELETE FROM event WHERE job = ?1"},
	[ST_EVENTS] = {&event_table, "SELECT @ FROM event WHERE job = ?1 ORDER BY id"},
	[ST_PAUSES] = {NULL, "SELECT kind, name FROM pause ORDER BY kind, name"},
	[ST_PAUSE] = {NULL, "INSERT OR REPLACE INTO pause VALUES (?1, ?2, ?3, ?4, ?5)"},
	[ST_RESUME] = {NULL, "DELETE FROM pause WHERE kind = ?1 AND name = ?2"},
	[ST_WINDOW_KEEP] = {NULL,
		"INSERT OR REPLACE INTO window (scope, why, since, until, hits, provider,"
		" key, model, said, source) VALUES"
		" (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)"},
	[ST_WINDOW_FORGET] = {NULL,
		"DELETE FROM window WHERE scope = ?1 AND provider = ?2 AND key = ?3"
		" AND model = ?4 AND why = ?5"},
	[ST_WINDOWS] = {NULL,
		"SELECT scope, why, since, until, hits, provider, key, model, said,"
		" source FROM window ORDER BY until"},
	[ST_LOOK_NEXT] = {&job_table,
		"SELECT @ FROM job INDEXED BY job_claim WHERE state = 1 AND"
		" not_before <= ?1 ORDER BY is_operator DESC, priority DESC, submitted,"
		" id"},
	[ST_LOOK_OPEN] = {NULL,
		"SELECT 1, count(*) FROM job INDEXED BY job_claim WHERE state = 1"
		" UNION ALL SELECT 2, count(*) FROM job INDEXED BY job_wake WHERE"
		" state = 2 UNION ALL SELECT 4, count(*) FROM job INDEXED BY job_lease"
		" WHERE state = 4 UNION ALL SELECT state, count(*) FROM job INDEXED BY"
		" job_held WHERE state = 0 OR state = 3 OR state = 5 GROUP BY state"},
	[ST_LOOK_OWN] = {NULL,
		"SELECT count(*) FROM (SELECT 1 FROM job INDEXED BY job_open WHERE"
		" owner = ?1 AND state < 6 LIMIT ?2)"},
	[ST_LOOK_ENDED] = {NULL,
		"SELECT state, count(*) FROM job INDEXED BY job_ended WHERE state >= 6"
		" AND finished >= ?1 GROUP BY state"},
	[ST_LOOK_NEEDS] = {NULL,
		"SELECT need.needs, job.state, need.also_failed FROM need JOIN job ON"
		" job.id = need.needs WHERE need.job = ?1 ORDER BY need.needs LIMIT ?2"},
	[ST_LOOK_SCHEDULES] = {&schedule_table,
		"SELECT @ FROM schedule ORDER BY \"unique\""},
	[ST_PARTS_ALL] = {NULL, ledger_parts_all},
	[ST_PARTS_ONE] = {NULL, ledger_parts_one},
	[ST_TOTAL_ADD] = {NULL,
		"INSERT INTO total (day, failure" LEDGER_TEXTS(SQL_NAME)
			LEDGER_COUNTS(SQL_NAME) LEDGER_SUMS(
				SQL_PAIR_NAME) ") VALUES (?,?" LEDGER_TEXTS(SQL_VALUE)
				LEDGER_COUNTS(SQL_VALUE) LEDGER_SUMS(
					SQL_PAIR_VALUE) ") ON CONFLICT DO UPDATE SET day "
							"= day" LEDGER_COUNTS(SQL_PLUS)
								LEDGER_SUMS(
									SQL_PAIR_PLUS)},
	[ST_WAIT_ADD] = {NULL,
		"INSERT INTO wait (day, is_operator, bucket, jobs, most, project, type,"
		" owner) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT DO UPDATE"
		" SET jobs = jobs + excluded.jobs, most = max(most, excluded.most)"},
	[ST_UNFOLDED_HAS] = {NULL, "SELECT 1 FROM unfolded WHERE job = ?1"},
	[ST_UNFOLDED_ADD] = {NULL,
		"INSERT INTO unfolded SELECT id FROM job WHERE id = ?1"},
	[ST_UNFOLDED_DROP] = {NULL, "DELETE FROM unfolded WHERE job = ?1"},
	[ST_TOTALS] = {NULL,
		"SELECT day, failure" LEDGER_TEXTS(SQL_NAME) LEDGER_COUNTS(SQL_NAME)
			LEDGER_SUMS(SQL_PAIR_NAME) " FROM total WHERE day BETWEEN ?1 AND "
						   "?2 AND ?3 IN ('', project)"
						   " AND ?4 IN ('', type) AND ?5 IN ('', "
						   "owner)"},
	[ST_WAITS] = {NULL, "SELECT bucket, jobs, most, is_operator FROM wait"
			    " WHERE day BETWEEN ?1 AND ?2 AND ?3 IN ('', project)"
			    " AND ?4 IN ('', type) AND ?5 IN ('', owner)"},
	[ST_UNFOLDED_READY] = {NULL,
		"SELECT unfolded.job, state >= 6 AND finished < ?2 AND NOT EXISTS"
		" (SELECT 1 FROM attempt WHERE attempt.job = unfolded.job AND"
		" ended = 0) FROM unfolded CROSS JOIN job ON job.id = unfolded.job"
		" WHERE unfolded.job > ?1 ORDER BY unfolded.job LIMIT ?3"},
};

static void add_text(struct pc_buf *sql, enum queue_statement which)
{
	for (const char *c = statements[which].text; *c; c++) {
		if (*c == '@')
			queue_add_names(sql, statements[which].table);
		else if (*c == '#')
			queue_add_values(sql, statements[which].table);
		else
			pc_buf_add_char(sql, *c);
	}
}

enum pc_status queue_use(struct pc_sql **out, struct pc_queue *queue,
	enum queue_statement which, struct pc_err *err)
{
	PC_AUTO(pc_buf_done) struct pc_buf sql = {0};

	if (!queue->statements[which]) {
		add_text(&sql, which);
		PC_TRY(pc_sql_prepare(
			&queue->statements[which], queue->db, sql.ptr, err));
	}
	*out = queue->statements[which];
	return PC_OK;
}

enum pc_status queue_do(struct pc_queue *queue, enum queue_statement which,
	const int64_t *numbers, size_t count, struct pc_err *err)
{
	struct pc_sql *st;

	PC_TRY(queue_use(&st, queue, which, err));
	for (size_t i = 0; i < count; i++)
		pc_sql_bind_number(st, (int)i + 1, numbers[i]);
	return pc_sql_do(st, err);
}

/* A hundred thousand jobs' indexes and the rows that are worked on; and the log of the
 * writer is put back into the file when it has 8 MB, not every hundred jobs.  What undoes
 * one statement is kept in memory as it grows: for a file, sqlite would take 64 kB for
 * each statement first. */
static const char settings[] = "PRAGMA cache_size=-16384; PRAGMA wal_autocheckpoint=2000;"
			       "PRAGMA temp_store=MEMORY;";

enum pc_status pc_queue_open(
	struct pc_queue **out, const char *path, bool is_writer, struct pc_err *err)
{
	struct pc_queue *queue = pc_xcalloc(1, sizeof(*queue));
	enum pc_status status = pc_sql_open(
		&queue->db, path, &shape, is_writer ? PC_DB_WRITE : PC_DB_READ, err);

	if (status == PC_OK)
		status = pc_sql_run(queue->db, settings, err);
	if (status == PC_OK)
		status = queue_pauses_load(queue, err);
	if (status != PC_OK) {
		pc_queue_close(&queue);
		return status;
	}
	*out = queue;
	return PC_OK;
}

void pc_queue_close(struct pc_queue **queue)
{
	struct pc_queue *q = *queue;

	if (!q)
		return;
	for (size_t i = 0; i < QUEUE_STATEMENTS; i++)
		pc_sql_done(&q->statements[i]);
	if (q->db && q->is_open)
		pc_db_undo(q->db);
	pc_db_close(&q->db);
	queue_pauses_drop(q);
	free(q->pauses);
	pc_arena_done(&q->scratch);
	free(q);
	*queue = NULL;
}

void pc_queue_serve_as(struct pc_queue *queue, int64_t pid, int64_t started)
{
	queue->pid = pid;
	queue->pid_started = started;
}

/* What is remembered of the file may be wrong now. */
static void undo(struct pc_queue *queue)
{
	struct pc_err ignored;

	pc_db_undo(queue->db);
	queue->is_open = false;
	queue->wake_at = 0;
	if (queue_pauses_load(queue, &ignored) != PC_OK)
		queue->is_undone = true;
}

static enum pc_status commit(struct pc_queue *queue, struct pc_err *err)
{
	enum pc_status status;

	if (!queue->is_open)
		return PC_OK;
	status = pc_db_end(queue->db, err);
	if (status != PC_OK)
		undo(queue);
	queue->is_open = false;
	return status;
}

static enum pc_status already_undone(struct pc_err *err)
{
	return pc_err_set(err, PC_ERR_SYSTEM, (struct pc_span){0},
		"the queue: what was done together was taken back, one of it failed");
}

enum pc_status queue_enter(
	struct pc_queue *queue, enum pc_sql_sync sync, struct pc_err *err)
{
	if (queue->is_undone)
		return already_undone(err);
	/* Progress came first: it is its own commit, the lasting rest another. */
	if (queue->is_open && sync == PC_SQL_LASTING && !queue->is_lasting)
		PC_TRY(commit(queue, err));
	if (queue->is_open)
		return PC_OK;
	PC_TRY(pc_sql_begin(queue->db, sync, err));
	queue->is_open = true;
	queue->is_lasting = sync == PC_SQL_LASTING;
	return PC_OK;
}

enum pc_status queue_leave(
	struct pc_queue *queue, enum pc_status status, struct pc_err *err)
{
	pc_arena_reset(&queue->scratch);
	if (status == PC_ERR_SYSTEM || status == PC_ERR_PARSE) {
		queue->is_undone = queue->depth > 0;
		undo(queue);
		return status;
	}
	if (queue->depth > 0)
		return status;
	/* Nothing was written where it was refused; what was is one commit. */
	if (status != PC_OK) {
		undo(queue);
		return status;
	}
	return commit(queue, err);
}

bool pc_queue_is_begun(const struct pc_queue *queue)
{
	return queue->depth > 0;
}

enum pc_status pc_queue_begin(struct pc_queue *queue, struct pc_err *err)
{
	if (queue->is_undone)
		return already_undone(err);
	queue->depth++;
	return PC_OK;
}

enum pc_status pc_queue_end(struct pc_queue *queue, struct pc_err *err)
{
	assert(queue->depth > 0);
	if (--queue->depth > 0)
		return queue->is_undone ? already_undone(err) : PC_OK;
	if (queue->is_undone) {
		queue->is_undone = false;
		return already_undone(err);
	}
	return commit(queue, err);
}
