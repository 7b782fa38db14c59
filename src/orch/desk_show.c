/* SPDX-License-Identifier: Apache-2.0 */
/* Jobs as a list, and one with all that is known of it. */
#include "desk_priv.h"
#include "pc/base/limits.h"

enum { LIST_USUAL = 50, LIST_MOST = 500, PARTS_MOST = 200 };

/* ---- list ----------------------------------------------------------------------- */

struct list {
	struct pc_texts states;
	struct pc_job_filter filter;
};

#define BY(name, member, most)                                                           \
	{                                                                                \
		name, PC_FIELD_TEXT, offsetof(struct list, filter.member), false,        \
			DESK_NAME, most, NULL, NULL                                      \
	}
#define NUMBER(name, member, most)                                                       \
	{                                                                                \
		name, PC_FIELD_NUMBER, offsetof(struct list, filter.member), false, 0,   \
			most, NULL, NULL                                                 \
	}

static const struct pc_field list_fields[] = {
	{"states", PC_FIELD_TEXTS, offsetof(struct list, states), false, 0, 0, NULL,
		NULL},
	BY("type", type, PC_MAX_ORCH_NAME),
	BY("project", project, PC_MAX_ORCH_NAME),
	BY("queue", queue, PC_MAX_ORCH_NAME),
	BY("owner", owner, PC_MAX_MODEL_NAME),
	BY("key", key, PC_MAX_ORCH_NAME),
	BY("backend", backend, PC_MAX_ORCH_NAME),
	BY("model", model_used, PC_MAX_MODEL_NAME),
	NUMBER("parent", parent, INT64_MAX),
	NUMBER("since", since, DESK_TIME_MOST),
	NUMBER("until", until, DESK_TIME_MOST),
	NUMBER("before", before, INT64_MAX),
	{"limit", PC_FIELD_NUMBER, offsetof(struct list, filter.limit), false, 1,
		LIST_MOST, NULL, NULL},
};
static const struct pc_fields list_table = {"list", list_fields, PC_COUNT(list_fields)};

static bool read_states(struct desk_case *c, struct list *asked)
{
	for (size_t i = 0; i < asked->states.count; i++) {
		struct pc_str name = asked->states.items[i];
		unsigned state = 0;

		while (state < PC_JOB_STATES &&
			!pc_str_is(name, pc_job_state_name((enum pc_job_state)state)))
			state++;
		if (state == PC_JOB_STATES)
			return desk_refuse(c,
				PC_STR("states are: waiting, queued, snoozed, paused, "
				       "running, review, done, failed, refused, "
				       "cancelled, dead"),
				"no job is ever '%.*s'",
				PC_STR_ARG(pc_str_head(name, PC_MAX_ORCH_NAME)));
		asked->filter.states |= 1U << state;
	}
	return true;
}

static bool check_owner(struct desk_case *c, struct pc_job_filter *filter)
{
	if (c->who->is_operator)
		return true;
	if (filter->owner.len && !pc_str_eq(filter->owner, c->who->name))
		return desk_refuse(
			c, (struct pc_str){0}, "jobs of others are shown to operators");
	filter->owner = c->who->name;
	return true;
}

struct listing {
	struct pc_buf *out;
	int64_t left;
	bool more;
};

static bool list_one(void *context, const struct pc_job *job)
{
	struct listing *l = context;

	l->more = l->left == 0;
	if (l->left-- > 0) {
		pc_json_next(l->out);
		desk_write_job(l->out, job, DESK_ROW);
	}
	return !l->more;
}

enum pc_status desk_list(struct desk_case *c)
{
	struct list asked = {.filter.limit = LIST_USUAL};
	struct listing l = {.out = c->out};

	if (!desk_read(c, &asked, &list_table, c->asked) || !read_states(c, &asked) ||
		!check_owner(c, &asked.filter))
		return PC_OK;
	l.left = asked.filter.limit++;
	pc_buf_puts(c->out, "{\"jobs\":[");
	PC_TRY(pc_jobs_each(c->desk->queue, &asked.filter, list_one, &l, c->err));
	pc_buf_add_char(c->out, ']');
	pc_json_bool(c->out, "more", l.more);
	pc_buf_add_char(c->out, '}');
	return PC_OK;
}

/* ---- one ------------------------------------------------------------------------ */

/* The last of many. */
struct parts {
	struct pc_buf *out;
	int64_t count, skip;
};

static bool count_attempt(void *context, const struct pc_attempt *attempt)
{
	(void)attempt;
	((struct parts *)context)->count++;
	return true;
}

static bool write_attempt(void *context, const struct pc_attempt *attempt)
{
	struct parts *p = context;

	if (p->skip-- > 0)
		return true;
	pc_json_next(p->out);
	desk_write_attempt(p->out, attempt);
	return true;
}

static enum pc_status write_attempts(struct desk_case *c, int64_t job)
{
	const struct pc_attempt_filter filter = {.job = job};
	struct parts p = {.out = c->out};
	bool more;

	PC_TRY(pc_attempts_each(c->desk->queue, &filter, count_attempt, &p, c->err));
	p.skip = p.count - PARTS_MOST;
	more = p.skip > 0;
	pc_json_key(c->out, "attempts");
	pc_buf_add_char(c->out, '[');
	PC_TRY(pc_attempts_each(c->desk->queue, &filter, write_attempt, &p, c->err));
	pc_buf_add_char(c->out, ']');
	pc_json_bool(c->out, "more_attempts", more);
	return PC_OK;
}

static bool count_event(void *context, const struct pc_job_event *event)
{
	(void)event;
	((struct parts *)context)->count++;
	return true;
}

static bool write_event(void *context, const struct pc_job_event *event)
{
	struct parts *p = context;

	if (p->skip-- > 0)
		return true;
	pc_json_next(p->out);
	desk_write_event(p->out, event);
	return true;
}

static enum pc_status write_events(struct desk_case *c, int64_t job)
{
	struct parts p = {.out = c->out};

	PC_TRY(pc_job_events_each(c->desk->queue, job, count_event, &p, c->err));
	p.skip = p.count - PARTS_MOST;
	pc_json_key(c->out, "events");
	pc_buf_add_char(c->out, '[');
	PC_TRY(pc_job_events_each(c->desk->queue, job, write_event, &p, c->err));
	pc_buf_add_char(c->out, ']');
	return PC_OK;
}

static bool write_need(
	void *context, int64_t job, enum pc_job_state state, bool also_failed)
{
	struct pc_buf *out = context;

	pc_json_next(out);
	pc_buf_add_char(out, '{');
	pc_json_integer(out, "job", job);
	pc_json_member(out, "state", pc_str(pc_job_state_name(state)));
	pc_json_bool(out, "also_failed", also_failed);
	pc_buf_add_char(out, '}');
	return true;
}

enum pc_status desk_write_show(
	struct desk_case *c, const struct pc_job *job, enum desk_detail detail)
{
	struct pc_str why;

	PC_TRY(desk_why(&why, c, job));
	pc_buf_puts(c->out, "{\"job\":");
	desk_write_job(c->out, job, detail);
	pc_json_member(c->out, "why", why);
	pc_json_key(c->out, "waits_for");
	pc_buf_add_char(c->out, '[');
	PC_TRY(pc_job_needs_each(
		c->desk->queue, job->id, PC_MAX_JOB_NEEDS, write_need, c->out, c->err));
	pc_buf_add_char(c->out, ']');
	PC_TRY(write_attempts(c, job->id));
	PC_TRY(write_events(c, job->id));
	pc_buf_add_char(c->out, '}');
	return PC_OK;
}

struct show {
	int64_t job;
};

static const struct pc_field show_fields[] = {
	{"job", PC_FIELD_NUMBER, offsetof(struct show, job), true, 1, INT64_MAX, NULL,
		"the number of a job"},
};
static const struct pc_fields show_table = {"show", show_fields, PC_COUNT(show_fields)};

enum pc_status desk_show(struct desk_case *c)
{
	struct show asked = {0};
	struct pc_job job;
	bool found;

	if (!desk_read(c, &asked, &show_table, c->asked))
		return PC_OK;
	PC_TRY(desk_find(&found, &job, c, asked.job));
	if (!found)
		return PC_OK;
	PC_TRY(pc_job_get(&job, c->arena, c->desk->queue, asked.job, c->err));
	return desk_write_show(c, &job, DESK_BULK);
}

enum pc_status desk_write_state(struct desk_case *c, int64_t id)
{
	struct pc_job job;

	PC_TRY(pc_job_look(&job, c->arena, c->desk->queue, id, c->err));
	pc_buf_add_char(c->out, '{');
	pc_json_integer(c->out, "job", id);
	pc_json_member(
		c->out, "state", pc_str(pc_job_state_name((enum pc_job_state)job.state)));
	return PC_OK;
}
