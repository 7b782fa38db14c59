/* SPDX-License-Identifier: Apache-2.0 */
/* People: two operators who ask and wait, reviewers, and those who pause, hold, cancel
 * and want things once more. */
#include "sim.h"

static struct pc_queue_wish wish_of(const struct sim *s, const struct job *job)
{
	return (struct pc_queue_wish){.job = job ? job->id : 0,
		.now = s->now,
		.by = PC_STR("danny"),
		.why = PC_STR("because")};
}

/* Who comes too late is told so. */
static bool was_done(
	struct sim *s, enum pc_status status, const struct pc_err *err, const char *doing)
{
	if (status == PC_ERR_USAGE || status == PC_ERR_ABSENT)
		return false;
	sim_must(s, status, err, doing);
	return status == PC_OK;
}

/* ---- pauses ------------------------------------------------------------------ */

static struct pc_str name_of(const struct pause *pause)
{
	return pc_str(pause->name);
}

bool people_pause(const struct sim *s, const struct job *job)
{
	for (size_t i = 0; i < PC_COUNT(s->pauses); i++) {
		const struct pause *p = &s->pauses[i];
		char project[8];

		if (p->kind == PC_PAUSE_TYPE &&
			pc_str_is(name_of(p), type_rows[job->type].name))
			return true;
		snprintf(project, sizeof(project), "p%02d", job->project);
		if (p->kind == PC_PAUSE_PROJECT && pc_str_is(name_of(p), project))
			return true;
	}
	return false;
}

bool people_pause_key(const struct sim *s, int key)
{
	for (size_t i = 0; i < PC_COUNT(s->pauses); i++) {
		if (s->pauses[i].kind == PC_PAUSE_KEY &&
			pc_str_is(name_of(&s->pauses[i]), key_rows[key].name))
			return true;
	}
	return false;
}

static void pause_something(struct sim *s, struct pause *p)
{
	static const enum pc_pause_kind kinds[] = {
		PC_PAUSE_TYPE, PC_PAUSE_PROJECT, PC_PAUSE_KEY};
	struct pc_queue_wish wish = wish_of(s, NULL);
	struct pc_err err = {0};
	const char *name = "";

	p->kind = (int)kinds[chance_from(&s->people, 0, 2)];
	if (p->kind == PC_PAUSE_TYPE)
		name = type_rows[chance_from(&s->people, 0, ESSAY)].name;
	else if (p->kind == PC_PAUSE_KEY)
		name = key_rows[chance_from(&s->people, 0, KEYS - 1)].name;
	snprintf(p->name, sizeof(p->name), "%s", name);
	if (p->kind == PC_PAUSE_PROJECT)
		snprintf(p->name, sizeof(p->name), "p%02d",
			(int)chance_from(&s->people, 2, PROJECTS - 1));
	sim_log(s, "pause %d %s", p->kind, p->name);
	sim_must(s,
		pc_queue_pause(
			s->queue, (enum pc_pause_kind)p->kind, name_of(p), &wish, &err),
		&err, "pause");
}

static void resume(struct sim *s, struct pause *p)
{
	struct pc_queue_wish wish = wish_of(s, NULL);
	struct pc_err err = {0};

	(void)was_done(s,
		pc_queue_resume(
			s->queue, (enum pc_pause_kind)p->kind, name_of(p), &wish, &err),
		&err, "resume");
	/* It may have been paused twice, which is once. */
	for (size_t i = 0; i < PC_COUNT(s->pauses); i++) {
		struct pause *other = &s->pauses[i];

		if (other != p && other->kind == p->kind &&
			pc_str_eq(name_of(other), name_of(p)))
			*other = (struct pause){0};
	}
	*p = (struct pause){0};
}

/* ---- once more --------------------------------------------------------------- */

static void retry_something(struct sim *s)
{
	for (int tries = 0; tries < 40; tries++) {
		struct job *job =
			&s->jobs[chance_from(&s->people, 0, (int64_t)s->n_jobs - 1)];
		struct pc_queue_wish wish = wish_of(s, job);
		struct pc_err err = {0};

		if (!job->id || job->is_operator ||
			(job->state != PC_JOB_FAILED && job->state != PC_JOB_DEAD &&
				job->state != PC_JOB_CANCELLED))
			continue;
		if (!was_done(s, pc_queue_retry(s->queue, &wish, &err), &err, "retry"))
			return;
		job->was_retried = true;
		job->is_cancelled = false;
		pc_xgrow(s->waiting, s->n_waiting, s->cap_waiting);
		s->waiting[s->n_waiting++] = job - s->jobs;
		job_mark(s, job);
		return;
	}
}

void people_act(struct sim *s)
{
	struct pause *p = &s->pauses[chance_from(&s->people, 0, 7)];

	heap_add(&s->heap, s->now + chance_from(&s->people, 10 * MINUTE, 5 * HOUR),
		EV_PERSON, 0);
	if (p->kind)
		resume(s, p);
	else if (chance_is(&s->people, 300))
		pause_something(s, p);
	else
		retry_something(s);
}

/* ---- one job ----------------------------------------------------------------- */

void people_cancel(struct sim *s, int64_t index)
{
	struct job *job = &s->jobs[index];
	struct pc_queue_wish wish = wish_of(s, job);
	struct pc_err err = {0};

	if (!job->id)
		return;
	if (was_done(s, pc_engine_cancel(s->engine, &wish, &err), &err, "cancel")) {
		job->is_cancelled = true;
		/* Work that nobody had looked at yet is gone with it. */
		job->is_succeeded = false;
		world_forget(s, job);
	}
	job_mark(s, &s->jobs[index]);
}

void people_hold(struct sim *s, int64_t index, bool is_hold)
{
	struct job *job = &s->jobs[index];
	struct pc_queue_wish wish = wish_of(s, job);
	struct pc_err err = {0};

	if (!job->id || job->is_held == is_hold)
		return;
	if (was_done(s,
		    is_hold ? pc_queue_hold(s->queue, &wish, &err)
			    : pc_queue_unhold(s->queue, &wish, &err),
		    &err, "hold"))
		job->is_held = is_hold;
	else if (!is_hold)
		job->is_held = false;
	job_mark(s, job);
}

/* The article's gate catches 15 of a hundred. */
void people_review(struct sim *s, int64_t id)
{
	struct job *job = job_of(s, id);
	struct pc_queue_wish wish;
	bool passes = !chance_is(&s->people, 150);
	struct pc_err err = {0};

	if (!job)
		return;
	wish = wish_of(s, job);
	if (!was_done(s, pc_queue_review(s->queue, &wish, passes, &err), &err, "review"))
		return;
	if (!passes)
		job->is_succeeded = false;
	job_mark(s, job);
}

/* ---- operators --------------------------------------------------------------- */

static bool is_stormy(const struct sim *s)
{
	for (int i = 0; i < s->n_active; i++) {
		if (s->faults[s->active[i]].state == FAULT_ON)
			return true;
	}
	return false;
}

static void ask(struct sim *s, int64_t who)
{
	struct job *job = job_add(s);
	uint64_t random = chance_stream(s->seed, OF_PEOPLE, (uint64_t)(job - s->jobs));
	int64_t index = job - s->jobs;

	job->type = CHAT;
	job_draw_body(job, &random);
	job->project = 1;
	job->tools = T_NONE;
	job->is_operator = true;
	job->at = s->now;
	s->operators_job[who] = index + 1;
	job_submit(s, index);
}

/* Who asks waits for the answer, reads it, and asks the next thing; more often while
 * things go wrong. */
void people_ask(struct sim *s, int64_t who)
{
	const struct job *last =
		s->operators_job[who] ? &s->jobs[s->operators_job[who] - 1] : NULL;
	int64_t gap =
		chance_long_tail(&s->people, is_stormy(s) ? 90 * MINUTE : 4 * HOUR, 1000);

	if (s->now > s->end - 3 * DAY)
		return;
	if (last && (!pc_job_is_ended((enum pc_job_state)last->state) || last->alive)) {
		heap_add(&s->heap, s->now + 7 * SECOND, EV_OPERATOR, who);
		return;
	}
	ask(s, who);
	heap_add(&s->heap, s->now + gap + 10 * SECOND, EV_OPERATOR, who);
}

void people_draw(struct sim *s)
{
	s->people = chance_stream(s->seed, OF_PEOPLE, 0);
	for (int64_t who = 0; who < s->limits.operator_slots; who++)
		heap_add(&s->heap, BEGIN + chance_from(&s->people, MINUTE, HOUR),
			EV_OPERATOR, who);
	heap_add(&s->heap, BEGIN + HOUR, EV_PERSON, 0);
	heap_add(&s->heap, BEGIN + s->days * DAY * 2 / 5 + 3 * HOUR, EV_POLICY, 1);
	for (int64_t i = s->days >= 10 ? 4 : 2; i > 0; i--)
		heap_add(&s->heap,
			BEGIN + chance_from(&s->people, HOUR, s->days * DAY - HOUR),
			EV_CRASH, 0);
}

void people_leave(struct sim *s)
{
	for (size_t i = 0; i < PC_COUNT(s->pauses); i++) {
		if (s->pauses[i].kind)
			resume(s, &s->pauses[i]);
	}
	for (size_t i = 0; i < s->n_jobs; i++) {
		if (s->jobs[i].is_held)
			people_hold(s, (int64_t)i, false);
	}
}
