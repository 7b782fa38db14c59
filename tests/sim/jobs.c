/* SPDX-License-Identifier: Apache-2.0 */
/* What is handed in: 209 jobs a day and 370 on one of them, by the hours that people and
 * their machines keep, in the article's mix; and what each job would come to. */
#include "sim.h"

enum { MEAN = 209, PEAK = 370, PEAK_DAY = 31, PULSES = 48, ASKED = 9, HOURS = 24 };

/* PULSES come by schedules, about ASKED of operators (people.c).
 *
 * Few at night, most before and after noon. */
static const int hour_weights[HOURS] = {25, 20, 18, 15, 15, 18, 25, 40, 60, 75, 80, 75,
	60, 65, 75, 75, 70, 60, 50, 45, 45, 40, 35, 30};

/* What comes by itself, in a rhythm of 30 minutes. */
static const struct schedule {
	const char *name, *cron;
	enum type type;
} schedules[] = {
	{"pulse-hour", "0 * * * *", REVIEW},
	{"pulse-mail", "30 */2 * * *", MAIL},
	{"pulse-plan", "30 1-23/2 * * *", RESEARCH},
};

struct job *job_add(struct sim *s)
{
	struct job *job;

	pc_xgrow(s->jobs, s->n_jobs, s->cap_jobs);
	job = &s->jobs[s->n_jobs++];
	*job = (struct job){.needs = {-1, -1}, .state = -1};
	return job;
}

struct job *job_of(struct sim *s, int64_t id)
{
	if (id <= 0 || (size_t)id >= s->n_by_id || !s->by_id[id])
		return NULL;
	return &s->jobs[s->by_id[id] - 1];
}

void job_bind(struct sim *s, struct job *job, int64_t id)
{
	while (s->n_by_id <= (size_t)id) {
		pc_xgrow(s->by_id, s->n_by_id, s->cap_by_id);
		s->by_id[s->n_by_id++] = 0;
	}
	s->by_id[id] = job - s->jobs + 1;
	job->id = id;
	if (id > s->last_id)
		s->last_id = id;
	pc_xgrow(s->waiting, s->n_waiting, s->cap_waiting);
	s->waiting[s->n_waiting++] = job - s->jobs;
}

/* ---- what a job is ----------------------------------------------------------- */

static enum type draw_type(uint64_t *random)
{
	int64_t at = chance_from(random, 0, 999);
	int t = 0;

	while (t + 1 < TYPES && at >= type_rows[t].per_mille)
		at -= type_rows[t++].per_mille;
	return (enum type)t;
}

/* A work that some will not do: one model in most cases, all of them seldom. */
static unsigned draw_refusal(uint64_t *random)
{
	if (chance_is(random, 1))
		return (1u << MODELS) - 1;
	return chance_is(random, 6) ? 1u << chance_from(random, 0, MODELS - 1) : 0;
}

/* How much of a context it wants; what is too much for all is seldom. */
static int64_t draw_context(uint64_t *random, int64_t in)
{
	if (chance_is(random, 1))
		return 2000000;
	return chance_is(random, 8) ? 300000 : in;
}

void job_draw_body(struct job *job, uint64_t *random)
{
	const struct type_row *row = &type_rows[job->type];
	enum { MOST_SECONDS = 25 * 60, MOST_IN = 180000, MOST_OUT = 24000 };
	int64_t most = MOST_SECONDS * SECOND;

	job->chain = row->chain;
	job->project = (int)chance_from(random, 0, PROJECTS - 1);
	/* What goes to others is public to begin with. */
	job->data = job->type != ESSAY && chance_is(random, 450) ? D_INTERNAL : D_PUBLIC;
	job->tools = chance_is(random, 500) ? T_EDIT : T_NONE;
	job->priority = (int)chance_from(random, 0, 9);
	job->seconds_ms = chance_long_tail(random, row->seconds * SECOND, 1000);
	if (job->seconds_ms < 1500)
		job->seconds_ms = 1500;
	if (job->seconds_ms > most)
		job->seconds_ms = most;
	job->in = chance_long_tail(random, row->in, 700);
	job->in = job->in > MOST_IN ? MOST_IN : job->in;
	job->out = chance_long_tail(random, row->out, 700);
	job->out = job->out > MOST_OUT ? MOST_OUT : job->out;
	job->context = job->in;
}

static void draw_troubles(struct job *job, uint64_t *random)
{
	job->refused_by = draw_refusal(random);
	job->context = draw_context(random, job->in);
	job->is_bad = chance_is(random, 1);
	job->is_never_valid = chance_is(random, 1);
	if (chance_is(random, 20))
		job->tools = T_NPM;
	/* Those that policy does not let, each for another reason. */
	if (chance_is(random, 4))
		job->tools = T_CURL;
	if (chance_is(random, 3))
		job->chain = CHAINS - 1;
	if (chance_is(random, 10)) {
		job->data = D_SECRET;
		if (chance_is(random, 600))
			job->chain = CHAINS - 2;
	}
}

static void draw_company(struct sim *s, struct job *job, uint64_t *random)
{
	int64_t self = job - s->jobs;

	for (int i = 0; i < 2 && self > 20; i++) {
		if (chance_is(random, 60))
			job->needs[i] = self - chance_from(random, 1, 15);
	}
	job->also_failed = chance_is(random, 300);
	if (chance_is(random, 30))
		job->unique = (int)chance_from(random, 1, 12);
	job->has_gate = job->type == CODING && chance_is(random, 150);
	if (chance_is(random, 8))
		job->cancel_at = job->at + chance_from(random, 0, 10 * MINUTE);
	if (chance_is(random, 5)) {
		job->hold_at = job->at + chance_from(random, 0, 30 * SECOND);
		job->let_go_at = job->hold_at + chance_from(random, MINUTE, 3 * HOUR);
	}
}

/* ---- when -------------------------------------------------------------------- */

static int64_t draw_time(uint64_t *random, int64_t day)
{
	int sum = 0, hour = 0;
	int64_t at;

	for (int h = 0; h < HOURS; h++)
		sum += hour_weights[h];
	at = chance_from(random, 0, sum - 1);
	while (at >= hour_weights[hour])
		at -= hour_weights[hour++];
	return BEGIN + day * DAY + hour * HOUR + chance_from(random, 0, HOUR - 1);
}

/* The mean of all days is MEAN: what the peak has more, the others have less. */
static int64_t draw_day(uint64_t *random, int64_t day, int days)
{
	int64_t rest =
		days > PEAK_DAY ? (MEAN * (int64_t)days - PEAK) / (days - 1) : MEAN;

	if (day == PEAK_DAY)
		return PEAK;
	return rest + chance_from(random, -45, 45);
}

static int by_time(const void *a, const void *b)
{
	const struct job *x = a, *y = b;

	return (x->at > y->at) - (x->at < y->at);
}

void jobs_draw(struct sim *s)
{
	uint64_t random = chance_stream(s->seed, OF_JOBS, 0);

	for (int64_t day = 0; day < s->days; day++) {
		int64_t n = draw_day(&random, day, s->days) - PULSES - ASKED;

		for (int64_t i = 0; i < n; i++)
			job_add(s)->at = draw_time(&random, day);
	}
	qsort(s->jobs, s->n_jobs, sizeof(*s->jobs), by_time);
	for (size_t i = 0; i < s->n_jobs; i++) {
		struct job *job = &s->jobs[i];

		job->type = draw_type(&random);
		job_draw_body(job, &random);
		draw_troubles(job, &random);
		draw_company(s, job, &random);
		heap_add(&s->heap, job->at, EV_SUBMIT, (int64_t)i);
		if (job->cancel_at)
			heap_add(&s->heap, job->cancel_at, EV_JOB_CANCEL, (int64_t)i);
		if (!job->hold_at)
			continue;
		heap_add(&s->heap, job->hold_at, EV_JOB_HOLD, (int64_t)i);
		heap_add(&s->heap, job->let_go_at, EV_JOB_LET_GO, (int64_t)i);
	}
}

/* ---- handing in -------------------------------------------------------------- */

static struct pc_str small(char *out, size_t size, const char *letter, int number)
{
	int n = snprintf(out, size, "%s%02d", letter, number);

	return (struct pc_str){out, (size_t)n};
}

static size_t open_needs(int64_t *ids, const struct sim *s, const struct job *job)
{
	size_t n = 0;

	for (int i = 0; i < 2; i++) {
		const struct job *other;

		if (job->needs[i] < 0)
			continue;
		other = &s->jobs[job->needs[i]];
		if (other->id && (!n || ids[0] != other->id))
			ids[n++] = other->id;
	}
	return n;
}

/* Who hands it in says roughly what it may take. */
static int64_t said_tokens(const struct job *job)
{
	int64_t tokens = 12500;

	while (tokens < job->in + job->out)
		tokens *= 2;
	return tokens;
}

/* One that was asked for twice is one: what the world knew of the second goes. */
static void settle_id(struct sim *s, size_t index, int64_t id)
{
	struct job *job = &s->jobs[index];

	if (job_of(s, id)) {
		job->id = 0;
		job->is_cancelled = true;
		return;
	}
	jobs_discover(s, id - 1);
	job = &s->jobs[index]; /* there are more of them now */
	job_bind(s, job, id);
	job_mark(s, job);
	s->results.jobs++;
}

void job_submit(struct sim *s, int64_t index)
{
	struct job *job = &s->jobs[index];
	char project[8], unique[16];
	int64_t ids[2];
	struct pc_job_needs needs = {.jobs = ids,
		.count = open_needs(ids, s, job),
		.also_failed = job->also_failed};
	struct pc_job row = {.type = pc_str(type_rows[job->type].name),
		.project = small(project, sizeof(project), "p", job->project),
		.data_class = pc_str(data_names[job->data]),
		.tools = pc_str(tool_grants[job->tools]),
		.owner = PC_STR("danny"),
		.prompt = PC_STR("Do it."),
		.priority = job->priority,
		.is_operator = job->is_operator,
		.reserved_tokens = said_tokens(job),
		.submitted = s->now,
		.max_attempts = 5};
	struct pc_err err = {0};
	enum pc_status status;
	size_t at = (size_t)index;

	if (job->unique)
		row.unique = small(unique, sizeof(unique), "site-", job->unique);
	if (job->has_gate)
		row.gate = PC_STR("review");
	if (job->chain != type_rows[job->type].chain)
		row.chain = pc_str(chain_rows[job->chain].name);
	job->submitted = s->now;
	status = pc_queue_submit(s->queue, &row, &needs, &err);
	job = &s->jobs[at];
	/* What it needs has failed already: it is not taken, and the one who asks is
	 * told. */
	if (status == PC_ERR_USAGE && needs.count) {
		job->is_cancelled = true;
		return;
	}
	sim_must(s, status, &err, "submit");
	if (status == PC_OK)
		settle_id(s, at, row.id);
}

void jobs_schedule(struct sim *s)
{
	for (size_t i = 0; i < PC_COUNT(schedules); i++) {
		const struct schedule *row = &schedules[i];
		struct pc_job job = {.unique = pc_str(row->name),
			.cron = pc_str(row->cron),
			.type = pc_str(type_rows[row->type].name),
			.project = PC_STR("p00"),
			.data_class = pc_str(data_names[D_INTERNAL]),
			.owner = PC_STR("danny"),
			.prompt = PC_STR("Look after everything."),
			.priority = 5,
			.max_attempts = 5,
			.submitted = s->now};
		struct pc_err err = {0};

		sim_must(s, pc_queue_schedule(s->queue, &job, s->now, &err), &err,
			"schedule");
	}
}

void jobs_unschedule(struct sim *s)
{
	for (size_t i = 0; i < PC_COUNT(schedules); i++) {
		struct pc_err err = {0};

		sim_must(s,
			pc_queue_unschedule(s->queue, pc_str(schedules[i].name), &err),
			&err, "unschedule");
	}
}

static void discover(struct sim *s, int64_t id)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	uint64_t random = chance_stream(s->seed, OF_TIMES, (uint64_t)id);
	struct pc_job row;
	struct pc_err err = {0};
	enum pc_status status = pc_job_get(&row, &arena, s->queue, id, &err);
	struct job *job;

	if (status == PC_ERR_ABSENT)
		return;
	sim_must(s, status, &err, "look at a job");
	job = job_add(s);
	job->type = (enum type)place_type(row.type);
	job_draw_body(job, &random);
	job->project = 0;
	job->data = D_INTERNAL;
	job->tools = T_NONE;
	job->is_scheduled = true;
	job->submitted = row.submitted;
	if (!row.cron.len)
		sim_find(s, "job %lld was handed in by nobody", (long long)id);
	job_bind(s, job, id);
	job_mark(s, job);
	s->results.jobs++;
}

void jobs_discover(struct sim *s, int64_t up_to)
{
	while (s->last_id < up_to) {
		int64_t id = s->last_id + 1;

		discover(s, id);
		s->last_id = id;
	}
}

/* ---- their rows -------------------------------------------------------------- */

void job_mark(struct sim *s, struct job *job)
{
	if (job->is_dirty)
		return;
	job->is_dirty = true;
	pc_xgrow(s->dirty, s->n_dirty, s->cap_dirty);
	s->dirty[s->n_dirty++] = job - s->jobs;
}

static void read_one(struct sim *s, struct job *job, struct pc_arena *arena)
{
	struct pc_job row;
	struct pc_err err = {0};
	int was = job->state;

	sim_must(s, pc_job_get(&row, arena, s->queue, job->id, &err), &err,
		"look at a job");
	if (err.text[0])
		return;
	job->state = (int)row.state;
	if (was == PC_JOB_DONE && row.state != PC_JOB_DONE)
		sim_find(s, "job %lld was done and is %s", (long long)job->id,
			pc_job_state_name((enum pc_job_state)row.state));
	if (pc_job_is_ended((enum pc_job_state)row.state) && was != row.state) {
		job->ended_at = s->now;
		sim_log(s, "job %lld is %s: %.*s %.*s", (long long)job->id,
			pc_job_state_name((enum pc_job_state)row.state),
			PC_STR_ARG(row.failure_said), PC_STR_ARG(row.error));
	}
	if (row.state == PC_JOB_REVIEW && was != PC_JOB_REVIEW)
		heap_add(&s->heap, s->now + chance_from(&s->people, MINUTE, 40 * MINUTE),
			EV_REVIEW, job->id);
}

void jobs_read(struct sim *s)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};

	while (s->n_dirty && !s->is_down) {
		struct job *job = &s->jobs[s->dirty[--s->n_dirty]];

		job->is_dirty = false;
		read_one(s, job, &arena);
	}
}
