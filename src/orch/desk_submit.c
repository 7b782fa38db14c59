/* SPDX-License-Identifier: Apache-2.0 */
/* A job comes in. */
#include <inttypes.h>
#include <sys/statvfs.h>

#include "desk_priv.h"
#include "pc/base/limits.h"

struct submit {
	const struct pc_node *job, *after;
	bool also_failed, interactive;
};

static const struct pc_field fields[] = {
	{"job", PC_FIELD_NODE, offsetof(struct submit, job), true, 0, 0, NULL,
		"what is to be done"},
	{"after", PC_FIELD_NODE, offsetof(struct submit, after), false, 0, 0, NULL,
		"numbers of jobs that come before"},
	{"also_failed", PC_FIELD_BOOL, offsetof(struct submit, also_failed), false, 0, 0,
		NULL, "any end of theirs will do"},
	{"interactive", PC_FIELD_BOOL, offsetof(struct submit, interactive), false, 0, 0,
		NULL, "somebody waits for it"},
};
static const struct pc_fields table = {"submit", fields, PC_COUNT(fields)};

/* Each has to be there, and to be theirs. */
static enum pc_status read_needs(bool *is_fine, struct pc_job_needs *out,
	struct desk_case *c, const struct pc_node *after)
{
	int64_t *jobs;

	*is_fine = true;
	if (!after)
		return PC_OK;
	if (after->kind != PC_LIST || after->n_items > PC_MAX_JOB_NEEDS) {
		*is_fine = desk_refuse(c, PC_STR("\"after\":[3,4], for one"),
			"'after' has to be a list of at most %d numbers of jobs",
			PC_MAX_JOB_NEEDS);
		return PC_OK;
	}
	jobs = pc_arena_new_array(c->arena, int64_t, after->n_items);
	for (size_t i = 0; *is_fine && i < after->n_items; i++) {
		const struct pc_node *one = after->items[i];
		struct pc_job job;

		if (one->kind != PC_INT || one->integer <= 0) {
			*is_fine = desk_refuse(c, (struct pc_str){0},
				"'after' has something that is no number of a job");
			return PC_OK;
		}
		jobs[i] = one->integer;
		PC_TRY(desk_find(is_fine, &job, c, one->integer));
	}
	out->jobs = jobs;
	out->count = after->n_items;
	c->said->job = 0;
	return PC_OK;
}

/* Not known is no reason: the queue will say it. */
static bool has_disk(struct desk_case *c)
{
	struct statvfs disk;

	return statvfs(pc_arena_str(c->arena, c->config->state).ptr, &disk) < 0 ||
	       (int64_t)disk.f_bavail >=
		       PC_LEAST_ORCH_DISK / (int64_t)(disk.f_frsize ? disk.f_frsize : 1);
}

/* One user's jobs must not be what keeps all others from being heard. */
static enum pc_status check_room(bool *is_fine, struct desk_case *c)
{
	int64_t most = c->desk->most_open ? c->desk->most_open : PC_MAX_ORCH_OPEN, open;

	*is_fine = true;
	if (c->who->is_operator)
		return PC_OK;
	PC_TRY(pc_jobs_open_of(&open, c->desk->queue, c->who->name, most, c->err));
	if (open >= most)
		*is_fine = desk_refuse(c, PC_STR("wait until some have ended"),
			"%" PRId64 " jobs of yours are not at their end", open);
	else if (!has_disk(c))
		*is_fine = desk_refuse(c, PC_STR("ask an operator"),
			"the disk that the queue is on is nearly full");
	return PC_OK;
}

static enum pc_status submit(
	struct desk_case *c, struct pc_job *job, const struct pc_job_needs *needs)
{
	bool is_new;

	job->updated = -1; /* of one that is new it is a time */
	PC_TRY(pc_queue_submit(c->desk->queue, job, needs, c->err));
	is_new = job->updated != -1;
	c->said->job = job->id;
	c->said->is_change = is_new;
	PC_TRY(desk_write_state(c, job->id));
	pc_json_bool(c->out, "is_new", is_new);
	pc_buf_add_char(c->out, '}');
	return PC_OK;
}

enum pc_status desk_submit(struct desk_case *c)
{
	struct submit asked = {0};
	struct pc_job_needs needs = {0};
	struct pc_job job = {0};
	bool is_fine;

	if (!desk_read(c, &asked, &table, c->asked))
		return PC_OK;
	PC_TRY(desk_order(&is_fine, &job, c, asked.job, asked.interactive));
	if (!is_fine)
		return PC_OK;
	PC_TRY(read_needs(&is_fine, &needs, c, asked.after));
	if (is_fine)
		PC_TRY(check_room(&is_fine, c));
	if (!is_fine)
		return PC_OK;
	needs.also_failed = asked.also_failed;
	return desk_settle(c, submit(c, &job, &needs));
}
