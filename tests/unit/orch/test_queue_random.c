/* SPDX-License-Identifier: Apache-2.0 */
/* Anything done in any order, held against a model of the queue that is a plain array:
 * after each step the file says what the model says.  Groups that are given up, as by a
 * crash, are part of it.  A seed that fails is printed with its step, and does so
 * again. */
#include "queue_place.h"

enum { SEEDS = 12, STEPS = 500, MOST = STEPS + 1, NEEDS = 2, LEASE = 40 };

struct job {
	int64_t state, priority, is_operator, submitted, not_before;
	int64_t lease, lease_until, attempts, max_attempts, losses;
	int unique, type;
	int64_t needs[NEEDS]; /* 0: none */
	bool any_end;
};

struct model {
	struct job jobs[MOST];
	int64_t count; /* the last id */
	bool paused[3];
};

struct world {
	struct place place;
	struct model model, before; /* the group that is open */
	bool in_group, is_lasting;  /* something of the group is more than progress */
	int64_t now;
	uint64_t seed;
	int first_seed, step;
};

static const struct pc_str types[] = {{"a", 1}, {"b", 1}, {"c", 1}};
static const struct pc_str uniques[] = {{NULL, 0}, {"u", 1}, {"v", 1}, {"w", 1}};

static int64_t dice(struct world *w, int64_t sides)
{
	w->seed = w->seed * 6364136223846793005u + 1442695040888963407u;
	return (int64_t)((w->seed >> 33) % (uint64_t)sides);
}

static struct job *model_job(struct world *w, int64_t id)
{
	return &w->model.jobs[id];
}

static int64_t any_job(struct world *w)
{
	return w->model.count ? 1 + dice(w, w->model.count) : 0;
}

static bool model_waits(const struct job *job)
{
	return job->needs[0] || job->needs[1];
}

static int64_t ready(const struct job *job, int64_t now)
{
	return job->not_before > now ? PC_JOB_SNOOZED : PC_JOB_QUEUED;
}

static void model_end(struct world *w, int64_t id, int64_t state)
{
	struct job *ended = model_job(w, id);

	ended->state = state;
	ended->lease_until = 0;
	for (int64_t other = 1; other <= w->model.count; other++) {
		struct job *job = model_job(w, other);
		bool was_needed = false;

		for (int i = 0; i < NEEDS; i++) {
			if (job->needs[i] != id)
				continue;
			job->needs[i] = 0;
			was_needed = true;
		}
		if (!was_needed)
			continue;
		if (state != PC_JOB_DONE && !job->any_end) {
			memset(job->needs, 0, sizeof(job->needs));
			job->not_before = 0;
			model_end(w, other, PC_JOB_CANCELLED);
		} else if (!model_waits(job) && job->state == PC_JOB_WAITING) {
			job->state = ready(job, w->now);
		}
	}
}

static void model_wake(struct world *w)
{
	for (int64_t id = 1; id <= w->model.count; id++)
		if (model_job(w, id)->state == PC_JOB_SNOOZED &&
			model_job(w, id)->not_before <= w->now)
			model_job(w, id)->state = PC_JOB_QUEUED;
}

static bool is_before(const struct job *a, const struct job *b)
{
	if (a->is_operator != b->is_operator)
		return a->is_operator > b->is_operator;
	if (a->priority != b->priority)
		return a->priority > b->priority;
	return a->submitted < b->submitted; /* then the lower id, which comes first */
}

static int64_t model_best(struct world *w)
{
	int64_t best = 0;

	for (int64_t id = 1; id <= w->model.count; id++) {
		const struct job *job = model_job(w, id);

		if (job->state != PC_JOB_QUEUED || w->model.paused[job->type])
			continue;
		if (!best || is_before(job, model_job(w, best)))
			best = id;
	}
	return best;
}

static int64_t model_unique(struct world *w, int unique)
{
	for (int64_t id = 1; unique && id <= w->model.count; id++)
		if (model_job(w, id)->unique == unique &&
			model_job(w, id)->state < PC_JOB_DONE)
			return id;
	return 0;
}

/* What the model says of the needs: those that are open stay. */
static bool model_needs(struct world *w, struct job *job, const int64_t *ids, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		int64_t state = model_job(w, ids[i])->state;

		if (state < PC_JOB_DONE)
			job->needs[i] = ids[i];
		else if (state != PC_JOB_DONE && !job->any_end)
			return false;
	}
	return true;
}

static void do_submit(struct world *w)
{
	struct job job = {
		.priority = dice(w, 3),
		.is_operator = dice(w, 8) == 0,
		.submitted = w->now,
		.not_before = dice(w, 4) ? 0 : w->now + dice(w, 30),
		.max_attempts = dice(w, 4),
		.unique = (int)dice(w, 12),
		.type = (int)dice(w, 3),
		.any_end = dice(w, 2) == 0,
	};
	int64_t ids[NEEDS] = {any_job(w), any_job(w)}, expected;
	size_t n = w->model.count ? (size_t)dice(w, NEEDS + 1) : 0;
	struct pc_job_needs needs = {ids, n, job.any_end};
	struct pc_err err;
	enum pc_status status;
	bool is_fine;

	job.unique = job.unique < (int)PC_COUNT(uniques) ? job.unique : 0;
	struct pc_job real = {.priority = job.priority,
		.is_operator = job.is_operator,
		.submitted = w->now,
		.not_before = job.not_before,
		.max_attempts = job.max_attempts,
		.unique = uniques[job.unique],
		.type = types[job.type],
		.prompt = dice(w, 2) ? PC_STR("p") : PC_STR("")};

	expected = model_unique(w, job.unique);
	is_fine = expected || model_needs(w, &job, ids, n);
	status = pc_queue_submit(w->place.queue, &real, &needs, &err);
	assert_int_equal(status, is_fine ? PC_OK : PC_ERR_USAGE);
	if (!is_fine)
		return;
	if (!expected) {
		job.state = model_waits(&job) ? PC_JOB_WAITING : ready(&job, w->now);
		w->model.jobs[++w->model.count] = job;
		expected = w->model.count;
	}
	assert_int_equal(real.id, expected);
}

static void do_claim(struct world *w)
{
	struct pc_claim_filter filter = {.lease_ms = LEASE};
	struct pc_job real = {0};
	struct pc_err err;
	enum pc_status status = pc_queue_claim(
		&real, &w->place.arena, w->place.queue, &filter, w->now, &err);
	int64_t best;

	model_wake(w);
	best = model_best(w);
	assert_int_equal(status, best ? PC_OK : PC_ERR_ABSENT);
	assert_int_equal(real.id, best);
	if (!best)
		return;
	model_job(w, best)->state = PC_JOB_RUNNING;
	model_job(w, best)->lease++;
	model_job(w, best)->attempts++;
	model_job(w, best)->lease_until = w->now + LEASE;
}

static void do_finish(struct world *w)
{
	static const enum pc_job_state ends[] = {PC_JOB_QUEUED, PC_JOB_SNOOZED,
		PC_JOB_PAUSED, PC_JOB_DONE, PC_JOB_DONE, PC_JOB_FAILED, PC_JOB_REFUSED,
		PC_JOB_DEAD};
	struct pc_job_end end = {.state = ends[dice(w, PC_COUNT(ends))],
		.not_before = dice(w, 2) ? w->now + dice(w, 20) : 0,
		.keeps_attempt = dice(w, 3) == 0};
	struct pc_job real = {.id = any_job(w)};
	struct job *job = model_job(w, real.id);
	bool holds = job->state == PC_JOB_RUNNING && dice(w, 4);
	int64_t state = end.state;
	struct pc_err err;

	if (!real.id)
		return;
	real.lease = holds ? job->lease : job->lease - (job->state == PC_JOB_RUNNING);
	assert_int_equal(pc_queue_finish(w->place.queue, &real, &end, w->now, &err),
		holds ? PC_OK : PC_ERR_USAGE);
	if (!holds)
		return;
	job->attempts -= end.keeps_attempt;
	job->losses = 0;
	job->lease_until = 0;
	job->not_before = end.not_before;
	if ((state == PC_JOB_QUEUED || state == PC_JOB_SNOOZED) && job->max_attempts &&
		job->attempts >= job->max_attempts)
		state = PC_JOB_DEAD;
	if (state == PC_JOB_QUEUED)
		state = ready(job, w->now);
	if (state >= PC_JOB_DONE)
		model_end(w, real.id, state);
	job->state = state;
}

static void do_sweep(struct world *w)
{
	int64_t lost = 0, swept;

	for (int64_t id = 1; id <= w->model.count; id++) {
		struct job *job = model_job(w, id);

		if (job->state != PC_JOB_RUNNING || job->lease_until > w->now)
			continue;
		lost++;
		job->attempts--;
		job->lease_until = job->not_before = 0;
		job->state = PC_JOB_QUEUED;
	}
	model_wake(w);
	FINE(pc_queue_sweep(w->place.queue, w->now, NULL, NULL, &swept, &err));
	assert_int_equal(swept, lost);
}

static void do_cancel(struct world *w)
{
	struct pc_queue_wish wish = {.job = any_job(w), .now = w->now};
	struct job *job = model_job(w, wish.job);
	bool is_fine = wish.job && job->state < PC_JOB_DONE, was_running;
	struct pc_err err;

	if (!wish.job)
		return;
	assert_int_equal(pc_queue_cancel(&was_running, w->place.queue, &wish, &err),
		is_fine ? PC_OK : PC_ERR_USAGE);
	if (!is_fine)
		return;
	assert_int_equal(was_running, job->state == PC_JOB_RUNNING);
	memset(job->needs, 0, sizeof(job->needs));
	job->not_before = 0;
	model_end(w, wish.job, PC_JOB_CANCELLED);
}

static void do_retry(struct world *w)
{
	struct pc_queue_wish wish = {.job = any_job(w), .now = w->now};
	struct job *job = model_job(w, wish.job);
	bool is_fine = job->state > PC_JOB_DONE && !model_unique(w, job->unique);
	struct pc_err err;

	if (!wish.job)
		return;
	assert_int_equal(pc_queue_retry(w->place.queue, &wish, &err),
		is_fine ? PC_OK : PC_ERR_USAGE);
	if (!is_fine)
		return;
	job->state = PC_JOB_QUEUED;
	job->attempts = job->losses = job->not_before = 0;
}

static void do_snooze(struct world *w)
{
	struct pc_queue_wish wish = {.job = any_job(w), .now = w->now};
	struct job *job = model_job(w, wish.job);
	bool is_fine = job->state == PC_JOB_QUEUED || job->state == PC_JOB_SNOOZED;
	int64_t until = w->now + dice(w, 50);
	struct pc_err err;

	if (!wish.job)
		return;
	assert_int_equal(pc_queue_snooze(w->place.queue, &wish, until, &err),
		is_fine ? PC_OK : PC_ERR_USAGE);
	if (!is_fine)
		return;
	job->state = PC_JOB_SNOOZED;
	job->not_before = until;
}

static void do_hold(struct world *w)
{
	struct pc_queue_wish wish = {.job = any_job(w), .now = w->now};
	struct job *job = model_job(w, wish.job);
	bool is_held = job->state == PC_JOB_PAUSED;
	bool is_fine = is_held || job->state <= PC_JOB_SNOOZED;
	struct pc_err err;

	if (!wish.job)
		return;
	assert_int_equal(is_held ? pc_queue_unhold(w->place.queue, &wish, &err)
				 : pc_queue_hold(w->place.queue, &wish, &err),
		is_fine ? PC_OK : PC_ERR_USAGE);
	if (!is_fine)
		return;
	job->not_before = 0;
	if (!is_held)
		job->state = PC_JOB_PAUSED;
	else
		job->state = model_waits(job) ? PC_JOB_WAITING : PC_JOB_QUEUED;
}

static void do_pause(struct world *w)
{
	struct pc_queue_wish wish = {.now = w->now};
	int type = (int)dice(w, 3);
	struct pc_queue *queue = w->place.queue;

	if (w->model.paused[type])
		FINE(pc_queue_resume(queue, PC_PAUSE_TYPE, types[type], &wish, &err));
	else
		FINE(pc_queue_pause(queue, PC_PAUSE_TYPE, types[type], &wish, &err));
	w->model.paused[type] = !w->model.paused[type];
}

static void do_renew(struct world *w)
{
	int64_t id = any_job(w);
	struct job *job = model_job(w, id);
	bool holds = job->state == PC_JOB_RUNNING;
	struct pc_err err;

	if (!id)
		return;
	assert_int_equal(
		pc_queue_renew(w->place.queue, id, job->lease, w->now + 2 * LEASE, &err),
		holds ? PC_OK : PC_ERR_USAGE);
	if (holds)
		job->lease_until = w->now + 2 * LEASE;
}

static void do_group(struct world *w)
{
	if (!w->in_group) {
		w->before = w->model;
		FINE(pc_queue_begin(w->place.queue, &err));
		w->in_group = true;
		w->is_lasting = false;
		return;
	}
	FINE(pc_queue_end(w->place.queue, &err));
	w->in_group = false;
}

/* It goes away, perhaps in the middle of a group. */
static void do_crash(struct world *w)
{
	if (w->in_group)
		w->model = w->before;
	w->in_group = false;
	place_reopen(&w->place);
}

static bool compare(void *context, const struct pc_job *real)
{
	struct world *w = context;
	const struct job *job = model_job(w, real->id);

	if (real->state != job->state || real->lease != job->lease ||
		real->attempts != job->attempts || real->not_before != job->not_before ||
		real->lease_until != job->lease_until)
		fail_msg("seed %d, step %d, job %d: %s, lease %d until %d, attempts %d,"
			 " not before %d; expected %s, %d until %d, %d, %d",
			w->first_seed, w->step, (int)real->id,
			pc_job_state_name((enum pc_job_state)real->state),
			(int)real->lease, (int)real->lease_until, (int)real->attempts,
			(int)real->not_before,
			pc_job_state_name((enum pc_job_state)job->state), (int)job->lease,
			(int)job->lease_until, (int)job->attempts, (int)job->not_before);
	return true;
}

static void check_all(struct world *w)
{
	struct pc_job_filter all = {0};
	int64_t n;

	FINE(pc_jobs_count(&n, w->place.queue, &all, &err));
	assert_int_equal(n, w->model.count);
	FINE(pc_jobs_each(w->place.queue, &all, compare, w, &err));
}

/* Progress that comes first in a group is a commit of its own as soon as something that
 * lasts follows. */
static void do_step(struct world *w, void (*step)(struct world *w))
{
	bool is_work = step != do_renew && step != do_group && step != do_crash;

	if (w->in_group && is_work && !w->is_lasting) {
		w->before = w->model;
		w->is_lasting = true;
	}
	step(w);
}

static void (*const steps[])(struct world *w) = {do_submit, do_submit, do_submit,
	do_claim, do_claim, do_claim, do_finish, do_finish, do_finish, do_sweep,
	do_cancel, do_retry, do_snooze, do_hold, do_renew, do_pause, do_group, do_group,
	do_crash};

static void the_file_says_what_the_model_says(void **state)
{
	static struct world w;

	(void)state;
	for (int seed = 1; seed <= SEEDS; seed++) {
		w = (struct world){
			.seed = (uint64_t)seed, .first_seed = seed, .now = 1000};
		place_open(&w.place);
		for (w.step = 0; w.step < STEPS; w.step++) {
			w.now += dice(&w, 5);
			do_step(&w, steps[dice(&w, PC_COUNT(steps))]);
			check_all(&w);
			pc_arena_reset(&w.place.arena);
		}
		place_close(&w.place);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_file_says_what_the_model_says),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
