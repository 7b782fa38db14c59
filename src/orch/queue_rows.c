/* SPDX-License-Identifier: Apache-2.0 */
/* Rows in and out by the lists of columns: no row has code of its own. */
#include <assert.h>
#include <stddef.h>

#include "queue_columns.h"
#include "queue_priv.h"

#define JOB_N(name)     {#name, offsetof(struct pc_job, name), false},
#define JOB_T(name)     {#name, offsetof(struct pc_job, name), true},
#define ATTEMPT_N(name) {#name, offsetof(struct pc_attempt, name), false},
#define ATTEMPT_T(name) {#name, offsetof(struct pc_attempt, name), true},
#define EVENT_N(name)   {#name, offsetof(struct pc_job_event, name), false},
#define EVENT_T(name)   {#name, offsetof(struct pc_job_event, name), true},

static const struct queue_column job_columns[] = {
	JOB_N(id) JOB_NUMBERS(JOB_N) JOB_TEXTS(JOB_T)};
static const struct queue_column look_columns[] = {
	JOB_N(id) JOB_LOOK_NUMBERS(JOB_N) JOB_LOOK_TEXTS(JOB_T)};
static const struct queue_column bulk_columns[] = {JOB_N(id) JOB_BULK(JOB_T)};
static const struct queue_column schedule_columns[] = {
	JOB_N(id) JOB_NUMBERS(JOB_N) JOB_TEXTS(JOB_T) JOB_BULK(JOB_T)};
static const struct queue_column attempt_columns[] = {
	ATTEMPT_N(id) ATTEMPT_NUMBERS(ATTEMPT_N) ATTEMPT_TEXTS(ATTEMPT_T)};
static const struct queue_column event_columns[] = {
	EVENT_N(id) EVENT_NUMBERS(EVENT_N) EVENT_TEXTS(EVENT_T)};

/* A member that no list has would be lost without a word. */
#define MEMBER_N(name) int64_t name;
#define MEMBER_T(name) struct pc_str name;
struct job_members {
	int64_t id;
	JOB_NUMBERS(MEMBER_N)
	JOB_TEXTS(MEMBER_T)
	JOB_BULK(MEMBER_T)
};
struct attempt_members {
	int64_t id;
	ATTEMPT_NUMBERS(MEMBER_N)
	ATTEMPT_TEXTS(MEMBER_T)
};
struct event_members {
	int64_t id;
	EVENT_NUMBERS(MEMBER_N)
	EVENT_TEXTS(MEMBER_T)
};
static_assert(sizeof(struct pc_job) == sizeof(struct job_members), "columns of jobs");
static_assert(sizeof(struct pc_attempt) == sizeof(struct attempt_members),
	"columns of attempts");
static_assert(
	sizeof(struct pc_job_event) == sizeof(struct event_members), "columns of events");

#define TABLE(name, columns)                                                             \
	{                                                                                \
		name, columns, PC_COUNT(columns)                                         \
	}
const struct queue_table job_table = TABLE("job", job_columns);
const struct queue_table look_table = TABLE("job", look_columns);
const struct queue_table bulk_table = TABLE("bulk", bulk_columns);
const struct queue_table schedule_table = TABLE("schedule", schedule_columns);
const struct queue_table attempt_table = TABLE("attempt", attempt_columns);
const struct queue_table event_table = TABLE("event", event_columns);

void queue_add_names(struct pc_buf *out, const struct queue_table *table)
{
	for (size_t i = 0; i < table->count; i++)
		pc_buf_printf(out, "%s\"%s\"", i ? "," : "", table->columns[i].name);
}

void queue_add_values(struct pc_buf *out, const struct queue_table *table)
{
	for (size_t i = 0; i < table->count; i++)
		pc_buf_printf(out, "%s?%zu", i ? "," : "", i + 1);
}

void queue_bind(
	struct pc_sql *statement, const struct queue_table *table, const void *row)
{
	for (size_t i = 0; i < table->count; i++) {
		const void *at = (const char *)row + table->columns[i].offset;

		if (table->columns[i].is_text)
			pc_sql_bind_text(
				statement, (int)i + 1, *(const struct pc_str *)at);
		else if (i == 0 && *(const int64_t *)at == 0)
			pc_sql_bind_none(statement, 1);
		else
			pc_sql_bind_number(statement, (int)i + 1, *(const int64_t *)at);
	}
}

void queue_read(void *row, const struct queue_table *table, struct pc_sql *statement,
	int first, struct pc_arena *arena)
{
	for (size_t i = 0; i < table->count; i++) {
		void *at = (char *)row + table->columns[i].offset;
		int column = first + (int)i;

		if (!table->columns[i].is_text) {
			*(int64_t *)at = pc_sql_number(statement, column);
			continue;
		}
		struct pc_str text = pc_sql_text(statement, column);

		if (!text.len)
			text = (struct pc_str){0};
		else if (arena)
			text = pc_arena_str(arena, text);
		*(struct pc_str *)at = text;
	}
}

size_t queue_text_size(const struct queue_table *table, const void *row)
{
	size_t size = 0;

	for (size_t i = 0; i < table->count; i++) {
		const void *at = (const char *)row + table->columns[i].offset;

		if (table->columns[i].is_text)
			size += ((const struct pc_str *)at)->len;
	}
	return size;
}
