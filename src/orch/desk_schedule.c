/* SPDX-License-Identifier: Apache-2.0 */
/* Jobs that come again.  Names are each user's own, as unique keys are. */
#include "desk_priv.h"
#include "pc/base/limits.h"
#include "pc/orch/cron.h"

struct schedule {
	struct pc_str name, cron;
	const struct pc_node *job;
};

#define NAME                                                                             \
	{                                                                                \
		"name", PC_FIELD_TEXT, offsetof(struct schedule, name), true, DESK_NAME, \
			PC_MAX_ORCH_NAME, NULL, "what the schedule is called"            \
	}

static const struct pc_field schedule_fields[] = {
	NAME,
	{"cron", PC_FIELD_TEXT, offsetof(struct schedule, cron), true, DESK_NAME,
		PC_MAX_MODEL_NAME, NULL, "minute hour day month weekday"},
	{"job", PC_FIELD_NODE, offsetof(struct schedule, job), true, 0, 0, NULL,
		"what is to be done"},
};
static const struct pc_fields schedule_table = {
	"schedule", schedule_fields, PC_COUNT(schedule_fields)};

static bool check_cron(struct desk_case *c, int64_t *next, struct pc_str text)
{
	struct pc_cron cron;
	struct pc_err err;

	if (pc_cron_read(&cron, text, &err) != PC_OK)
		return desk_refuse(c,
			PC_STR("minute hour day month weekday, in UTC: \"0 7 * * 1-5\"; "
			       "or @hourly, @daily, @weekly, @monthly, @yearly"),
			"'cron': %s", err.text);
	*next = pc_cron_next(&cron, c->now);
	return *next || desk_refuse(c, (struct pc_str){0}, "'cron': '%.*s' never comes",
				PC_STR_ARG(text));
}

static bool check_job(struct desk_case *c, const struct pc_job *job)
{
	const struct {
		const char *name;
		bool is_there;
	} others[] = {{"unique", job->unique.len > 0},
		{"not_before", job->not_before > 0}, {"deadline", job->deadline > 0}};

	for (size_t i = 0; i < PC_COUNT(others); i++) {
		if (others[i].is_there)
			return desk_refuse(c, (struct pc_str){0},
				"a job that comes again has no '%s'", others[i].name);
	}
	return true;
}

struct census {
	struct pc_str name;
	int64_t count;
};

static bool count_other(void *context, const struct pc_job *job)
{
	struct census *census = context;

	census->count += !pc_str_eq(job->unique, census->name);
	return true;
}

/* All of them are looked at when one is due, and told at once. */
static enum pc_status check_count(bool *is_fine, struct desk_case *c, struct pc_str name)
{
	struct census census = {.name = name};

	PC_TRY(pc_queue_schedules_each(c->desk->queue, count_other, &census, c->err));
	*is_fine = census.count < PC_MAX_ORCH_SCHEDULES ||
		   desk_refuse(c, (struct pc_str){0},
			   "there are %d schedules, and no more may be",
			   PC_MAX_ORCH_SCHEDULES);
	return PC_OK;
}

enum pc_status desk_schedule(struct desk_case *c)
{
	struct schedule asked = {0};
	struct pc_job job = {0};
	int64_t next = 0;
	bool is_fine;

	if (!desk_read(c, &asked, &schedule_table, c->asked) ||
		!check_cron(c, &next, asked.cron))
		return PC_OK;
	if (!asked.name.len) {
		desk_refuse(c, (struct pc_str){0}, "a schedule needs a name");
		return PC_OK;
	}
	PC_TRY(desk_order(&is_fine, &job, c, asked.job, false));
	if (!is_fine || !check_job(c, &job))
		return PC_OK;
	job.unique = desk_own_key(c, asked.name);
	job.cron = asked.cron;
	PC_TRY(check_count(&is_fine, c, job.unique));
	if (!is_fine)
		return PC_OK;
	PC_TRY(desk_settle(c, pc_queue_schedule(c->desk->queue, &job, c->now, c->err)));
	if (c->said->is_error)
		return PC_OK;
	c->said->is_change = true;
	pc_buf_add_char(c->out, '{');
	pc_json_member(c->out, "name", asked.name);
	pc_json_integer(c->out, "next", next);
	pc_buf_add_char(c->out, '}');
	return PC_OK;
}

enum pc_status desk_unschedule(struct desk_case *c)
{
	static const struct pc_field fields[] = {NAME};
	static const struct pc_fields table = {"unschedule", fields, PC_COUNT(fields)};
	struct schedule asked = {0};
	enum pc_status status;

	if (!desk_read(c, &asked, &table, c->asked))
		return PC_OK;
	status = pc_queue_unschedule(c->desk->queue, desk_own_key(c, asked.name), c->err);
	if (status == PC_ERR_ABSENT) {
		desk_refuse(c,
			PC_STR("policyctl job schedules shows those that there are"),
			"there is no schedule '%.*s'%s", PC_STR_ARG(asked.name),
			c->who->is_operator ? "" : " of yours");
		return PC_OK;
	}
	PC_TRY(status);
	c->said->is_change = true;
	pc_buf_add_char(c->out, '{');
	pc_json_member(c->out, "name", asked.name);
	pc_buf_add_char(c->out, '}');
	return PC_OK;
}

static bool write_schedule(void *context, const struct pc_job *job)
{
	struct desk_case *c = context;
	bool sees_all = c->who->is_operator;

	if (!sees_all && !pc_str_eq(job->owner, c->who->name))
		return true;
	pc_json_next(c->out);
	pc_buf_add_char(c->out, '{');
	/* As it has to be said to end it. */
	pc_json_member(c->out, "name",
		sees_all ? job->unique : desk_shown_key(job->unique, job->owner));
	pc_json_member(c->out, "cron", job->cron);
	pc_json_integer(c->out, "next", job->not_before);
	pc_json_member(c->out, "owner", job->owner);
	pc_json_member(c->out, "type", job->type);
	pc_json_member(c->out, "project", job->project);
	pc_json_member(c->out, "queue", job->queue);
	pc_json_integer(c->out, "priority", job->priority);
	pc_json_bool(c->out, "is_operator", job->is_operator != 0);
	pc_json_member(c->out, "what", job->what);
	pc_buf_add_char(c->out, '}');
	return true;
}

enum pc_status desk_schedules(struct desk_case *c)
{
	static const struct pc_fields table = {"schedules", NULL, 0};
	char none;

	if (!desk_read(c, &none, &table, c->asked))
		return PC_OK;
	pc_buf_puts(c->out, "{\"schedules\":[");
	PC_TRY(pc_queue_schedules_each(c->desk->queue, write_schedule, c, c->err));
	pc_buf_puts(c->out, "]}");
	return PC_OK;
}
