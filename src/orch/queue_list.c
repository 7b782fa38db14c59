/* SPDX-License-Identifier: Apache-2.0 */
/* What people see: jobs by a filter, their attempts, what happened to them. */
#include <stddef.h>

#include "queue_priv.h"

/* A filter's texts and the columns that they are held against. */
static const struct {
	const char *column;
	size_t offset;
} texts[] = {
	{"type", offsetof(struct pc_job_filter, type)},
	{"project", offsetof(struct pc_job_filter, project)},
	{"queue", offsetof(struct pc_job_filter, queue)},
	{"owner", offsetof(struct pc_job_filter, owner)},
	{"key", offsetof(struct pc_job_filter, key)},
	{"backend", offsetof(struct pc_job_filter, backend)},
	{"model_used", offsetof(struct pc_job_filter, model_used)},
	{"session", offsetof(struct pc_job_filter, session)},
};

static const struct {
	const char *where;
	size_t offset;
} numbers[] = {
	{"parent =", offsetof(struct pc_job_filter, parent)},
	{"submitted >=", offsetof(struct pc_job_filter, since)},
	{"submitted <", offsetof(struct pc_job_filter, until)},
	{"id <", offsetof(struct pc_job_filter, before)},
};

static struct pc_str text_of(const struct pc_job_filter *filter, size_t i)
{
	struct pc_str text;

	memcpy(&text, (const char *)filter + texts[i].offset, sizeof(text));
	return text;
}

static int64_t number_of(const struct pc_job_filter *filter, size_t i)
{
	int64_t number;

	memcpy(&number, (const char *)filter + numbers[i].offset, sizeof(number));
	return number;
}

/* Where jobs that are not at their end are found, few among all those that are. */
static const struct {
	unsigned states;
	const char *ids;
} open_jobs[] = {
	{1U << PC_JOB_QUEUED, "SELECT id FROM job INDEXED BY job_claim WHERE state = 1"},
	{1U << PC_JOB_SNOOZED, "SELECT id FROM job INDEXED BY job_wake WHERE state = 2"},
	{1U << PC_JOB_RUNNING, "SELECT id FROM job INDEXED BY job_lease WHERE state = 4"},
	{1U << PC_JOB_WAITING | 1U << PC_JOB_PAUSED | 1U << PC_JOB_REVIEW,
		"SELECT id FROM job INDEXED BY job_held WHERE state = 0 OR state = 3"
		" OR state = 5"},
};

static void add_open(struct pc_buf *sql, unsigned states)
{
	const char *before = " AND id IN (";

	if (!states || states >> PC_JOB_DONE)
		return;
	for (size_t i = 0; i < PC_COUNT(open_jobs); i++) {
		if (!(open_jobs[i].states & states))
			continue;
		pc_buf_printf(sql, "%s%s", before, open_jobs[i].ids);
		before = " UNION ALL ";
	}
	pc_buf_add_char(sql, ')');
}

/* ?1 is the states, ?2 the most; the others follow in the tables' order. */
static void add_where(struct pc_buf *sql, const struct pc_job_filter *filter)
{
	int at = 3;

	pc_buf_puts(sql, " FROM job WHERE (?1 >> state & 1)");
	for (size_t i = 0; i < PC_COUNT(texts); i++)
		if (text_of(filter, i).len)
			pc_buf_printf(sql, " AND \"%s\" = ?%d", texts[i].column, at++);
	for (size_t i = 0; i < PC_COUNT(numbers); i++)
		if (number_of(filter, i))
			pc_buf_printf(sql, " AND %s ?%d", numbers[i].where, at++);
	add_open(sql, filter->states);
}

static void bind_where(struct pc_sql *st, const struct pc_job_filter *filter)
{
	int at = 3;

	pc_sql_bind_number(st, 1, filter->states ? filter->states : ~0U);
	pc_sql_bind_number(st, 2, filter->limit ? filter->limit : -1);
	for (size_t i = 0; i < PC_COUNT(texts); i++)
		if (text_of(filter, i).len)
			pc_sql_bind_text(st, at++, text_of(filter, i));
	for (size_t i = 0; i < PC_COUNT(numbers); i++)
		if (number_of(filter, i))
			pc_sql_bind_number(st, at++, number_of(filter, i));
}

enum pc_status pc_jobs_each(struct pc_queue *queue, const struct pc_job_filter *filter,
	pc_job_fn *fn, void *context, struct pc_err *err)
{
	PC_AUTO(pc_buf_done) struct pc_buf sql = {0};
	PC_AUTO(pc_sql_done) struct pc_sql *st = NULL;
	struct pc_job job = {0};
	bool goes_on = true;

	pc_buf_puts(&sql, "SELECT ");
	queue_add_names(&sql, &job_table);
	add_where(&sql, filter);
	pc_buf_puts(&sql, " ORDER BY id DESC LIMIT ?2");
	PC_TRY(pc_sql_prepare(&st, queue->db, sql.ptr, err));
	bind_where(st, filter);
	while (goes_on && pc_sql_next(st)) {
		queue_read(&job, &job_table, st, 0, NULL);
		goes_on = fn(context, &job);
	}
	return pc_sql_end_of(st, err);
}

enum pc_status pc_jobs_count(int64_t *out, struct pc_queue *queue,
	const struct pc_job_filter *filter, struct pc_err *err)
{
	PC_AUTO(pc_buf_done) struct pc_buf sql = {0};
	PC_AUTO(pc_sql_done) struct pc_sql *st = NULL;
	int64_t count = 0;

	pc_buf_puts(&sql, "SELECT count(*)");
	add_where(&sql, filter);
	PC_TRY(pc_sql_prepare(&st, queue->db, sql.ptr, err));
	bind_where(st, filter);
	if (pc_sql_next(st))
		count = pc_sql_number(st, 0);
	PC_TRY(pc_sql_end_of(st, err));
	*out = count;
	return PC_OK;
}

static enum pc_status get_part(bool *found, struct pc_job *out, struct pc_arena *arena,
	struct pc_queue *queue, enum queue_statement which, struct pc_err *err)
{
	const struct queue_table *table = which == ST_JOB_GET ? &job_table : &bulk_table;
	struct pc_sql *st;

	PC_TRY(queue_use(&st, queue, which, err));
	pc_sql_bind_number(st, 1, out->id);
	*found = pc_sql_next(st);
	if (*found)
		queue_read(out, table, st, 0, arena);
	return pc_sql_end_of(st, err);
}

static enum pc_status get(struct pc_job *job, struct pc_arena *arena,
	struct pc_queue *queue, struct pc_err *err)
{
	bool found;

	PC_TRY(get_part(&found, job, arena, queue, ST_JOB_GET, err));
	if (found)
		return PC_OK;
	return pc_err_set(err, PC_ERR_ABSENT, (struct pc_span){0}, "there is no job %lld",
		(long long)job->id);
}

enum pc_status pc_job_look(struct pc_job *out, struct pc_arena *arena,
	struct pc_queue *queue, int64_t id, struct pc_err *err)
{
	struct pc_job job = {.id = id};

	PC_TRY(get(&job, arena, queue, err));
	*out = job;
	return PC_OK;
}

enum pc_status pc_job_get(struct pc_job *out, struct pc_arena *arena,
	struct pc_queue *queue, int64_t id, struct pc_err *err)
{
	struct pc_job job = {.id = id};
	bool has_bulk;

	PC_TRY(get(&job, arena, queue, err));
	PC_TRY(get_part(&has_bulk, &job, arena, queue, ST_BULK_GET, err));
	*out = job;
	return PC_OK;
}

enum pc_status pc_attempts_each(struct pc_queue *queue,
	const struct pc_attempt_filter *filter, pc_attempt_fn *fn, void *context,
	struct pc_err *err)
{
	PC_AUTO(pc_buf_done) struct pc_buf sql = {0};
	PC_AUTO(pc_sql_done) struct pc_sql *st = NULL;
	struct pc_attempt attempt = {0};
	bool goes_on = true;

	pc_buf_puts(&sql, "SELECT ");
	queue_add_names(&sql, &attempt_table);
	pc_buf_printf(&sql, " FROM attempt WHERE %s AND started >= ?2%s%s ORDER BY id",
		filter->job ? "job = ?1" : "?1 = 0",
		filter->only_open ? " AND ended = 0" : "",
		filter->is_settled ? " AND ended != 0" : "");
	PC_TRY(pc_sql_prepare(&st, queue->db, sql.ptr, err));
	pc_sql_bind_number(st, 1, filter->job);
	pc_sql_bind_number(st, 2, filter->since);
	while (goes_on && pc_sql_next(st)) {
		queue_read(&attempt, &attempt_table, st, 0, NULL);
		goes_on = fn(context, &attempt);
	}
	return pc_sql_end_of(st, err);
}

enum pc_status pc_job_events_each(struct pc_queue *queue, int64_t job, pc_event_fn *fn,
	void *context, struct pc_err *err)
{
	struct pc_job_event event = {0};
	bool goes_on = true;
	struct pc_sql *st;

	PC_TRY(queue_use(&st, queue, ST_EVENTS, err));
	pc_sql_bind_number(st, 1, job);
	while (goes_on && pc_sql_next(st)) {
		queue_read(&event, &event_table, st, 0, NULL);
		goes_on = fn(context, &event);
	}
	return pc_sql_end_of(st, err);
}
