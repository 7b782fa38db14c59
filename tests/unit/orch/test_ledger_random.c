/* SPDX-License-Identifier: Apache-2.0 */
/* Anything done to jobs in any order: what the ledger says of every project, day, model
 * and so on is what a plain sum over all rows that there ever were says, while jobs are
 * folded, wanted again and forgotten.  A seed that fails is printed. */
#include "pc/base/when.h"
#include "pc/orch/ledger.h"
#include "queue_place.h"

#define HOUR ((int64_t)60 * 60 * 1000)
#define DAY  (24 * HOUR)
enum { SEEDS = 4, STEPS = 220, FIRST_DAY = 20000, MOST = 1024, LEASE = 1000 };

struct world {
	struct place place;
	int64_t now;
	uint64_t seed;
	int first_seed;
	/* Rows as they were when they were forgotten, then those that are left. */
	struct pc_job jobs[MOST];
	struct pc_attempt attempts[MOST];
	int64_t losses[MOST]; /* of the job at the same place */
	size_t n_jobs, n_attempts, n_gone_jobs, n_gone_attempts;
};

static int64_t dice(struct world *w, int64_t sides)
{
	w->seed = w->seed * 6364136223846793005u + 1442695040888963407u;
	return (int64_t)((w->seed >> 33) % (uint64_t)sides);
}

/* ---- the sum over all rows ---------------------------------------------------- */

static struct pc_str day_of(struct pc_arena *arena, int64_t at)
{
	return pc_str_head(pc_when_time(arena, at / DAY * DAY + 1), 10);
}

static struct pc_str name_of(struct world *w, enum pc_ledger_by by,
	const struct pc_job *job, const struct pc_attempt *a)
{
	switch (by) {
	case PC_LEDGER_DAY:
		return day_of(&w->place.arena, a ? a->started : job->submitted);
	case PC_LEDGER_PROJECT:
		return job->project;
	case PC_LEDGER_TYPE:
		return job->type;
	case PC_LEDGER_MODEL:
		return a ? a->model : job->model_used;
	case PC_LEDGER_KEY:
		return a ? a->key : job->key;
	case PC_LEDGER_BACKEND:
		return a ? a->backend : job->backend;
	case PC_LEDGER_FAILURE:
		return pc_str(pc_failure_table[a ? a->failure : job->failure].name);
	default:
		return (struct pc_str){0};
	}
}

struct wanted {
	struct pc_ledger_total items[128];
	size_t count;
};

static struct pc_ledger_total *total_of(struct wanted *wanted, struct pc_str name)
{
	for (size_t i = 0; i < wanted->count; i++)
		if (pc_str_eq(wanted->items[i].name, name))
			return &wanted->items[i];
	assert_true(wanted->count < PC_COUNT(wanted->items));
	wanted->items[wanted->count] = (struct pc_ledger_total){.name = name};
	return &wanted->items[wanted->count++];
}

static bool is_in(const struct pc_ledger_period *p, const struct pc_job *job, int64_t at)
{
	return at >= p->since && (!p->until || at < p->until) &&
	       (!p->project.len || pc_str_eq(p->project, job->project)) &&
	       (!p->type.len || pc_str_eq(p->type, job->type)) &&
	       (!p->owner.len || pc_str_eq(p->owner, job->owner));
}

static const struct pc_attempt *first_attempt(const struct world *w, int64_t job)
{
	for (size_t i = 0; i < w->n_attempts; i++)
		if (w->attempts[i].job == job)
			return &w->attempts[i];
	return NULL;
}

static void add_job(
	struct world *w, struct wanted *wanted, enum pc_ledger_by by, size_t i)
{
	const struct pc_job *job = &w->jobs[i];
	const struct pc_attempt *first = first_attempt(w, job->id);
	struct pc_ledger_total *t = total_of(wanted, name_of(w, by, job, NULL));
	bool is_ended = pc_job_is_ended((enum pc_job_state)job->state);

	t->jobs++;
	t->done += job->state == PC_JOB_DONE;
	t->failed += job->state == PC_JOB_FAILED;
	t->refused += job->state == PC_JOB_REFUSED;
	t->cancelled += job->state == PC_JOB_CANCELLED;
	t->dead += job->state == PC_JOB_DEAD;
	t->open += !is_ended;
	t->rerouted += job->state == PC_JOB_DONE && first &&
		       !pc_str_eq(first->model, job->model_used);
	t->losses += w->losses[i];
	t->waited += is_ended ? job->waited : 0;
	t->ran += is_ended ? job->ran : 0;
}

static void add_attempt(struct pc_ledger_total *t, const struct pc_attempt *a)
{
	t->attempts++;
	t->attempts_failed += a->ended && a->failure;
	t->tokens_in += a->ended ? a->tokens_in : 0;
	t->tokens_out += a->ended ? a->tokens_out : a->reserved_tokens;
	t->cache_read += a->cache_read;
	t->cache_write += a->cache_write;
	t->list_price += a->ended ? a->list_price : a->reserved_money;
	t->cash += a->ended ? a->cash : a->reserved_money;
	t->reserved += a->ended ? 0 : a->reserved_money;
}

static const struct pc_job *job_of(const struct world *w, int64_t id)
{
	for (size_t i = 0; i < w->n_jobs; i++)
		if (w->jobs[i].id == id)
			return &w->jobs[i];
	fail_msg("no job %lld", (long long)id);
	return NULL;
}

static void sum_up(struct wanted *wanted, struct world *w, enum pc_ledger_by by,
	const struct pc_ledger_period *period)
{
	wanted->count = 0;
	for (size_t i = 0; i < w->n_jobs; i++)
		if (is_in(period, &w->jobs[i], w->jobs[i].submitted))
			add_job(w, wanted, by, i);
	for (size_t i = 0; i < w->n_attempts; i++) {
		const struct pc_attempt *a = &w->attempts[i];
		const struct pc_job *job = job_of(w, a->job);

		if (is_in(period, job, a->started))
			add_attempt(total_of(wanted, name_of(w, by, job, a)), a);
	}
}

/* ---- rows into the plain lists ------------------------------------------------- */

static bool keep_attempt(void *context, const struct pc_attempt *attempt)
{
	struct world *w = context;
	struct pc_attempt *kept = &w->attempts[w->n_attempts++];

	assert_true(w->n_attempts <= MOST);
	*kept = *attempt;
	kept->model = pc_arena_str(&w->place.arena, attempt->model);
	kept->key = pc_arena_str(&w->place.arena, attempt->key);
	kept->backend = pc_arena_str(&w->place.arena, attempt->backend);
	return true;
}

static bool count_loss(void *context, const struct pc_job_event *event)
{
	int64_t *losses = context;

	*losses += pc_str_is(event->what, "lost");
	return true;
}

static void keep_job(struct world *w, int64_t id)
{
	struct pc_attempt_filter filter = {.job = id};

	assert_true(w->n_jobs < MOST);
	w->losses[w->n_jobs] = 0;
	FINE(pc_job_events_each(
		w->place.queue, id, count_loss, &w->losses[w->n_jobs], &err));
	w->jobs[w->n_jobs++] = get(&w->place, id);
	FINE(pc_attempts_each(w->place.queue, &filter, keep_attempt, w, &err));
}

struct ids {
	int64_t ids[MOST];
	size_t count;
};

static bool take_id(void *context, const struct pc_job *job)
{
	struct ids *ids = context;

	ids->ids[ids->count++] = job->id;
	return true;
}

static void find_jobs(struct world *w, struct ids *ids, unsigned states)
{
	struct pc_job_filter filter = {.states = states};

	ids->count = 0;
	FINE(pc_jobs_each(w->place.queue, &filter, take_id, ids, &err));
}

/* What is there now, after what has gone. */
static void keep_rest(struct world *w)
{
	struct ids ids;

	w->n_jobs = w->n_gone_jobs;
	w->n_attempts = w->n_gone_attempts;
	find_jobs(w, &ids, 0);
	for (size_t i = 0; i < ids.count; i++)
		keep_job(w, ids.ids[i]);
}

/* Which of them the queue forgets it decides itself: those that are not there any
 * more. */
static void forget(struct world *w)
{
	size_t n_jobs, n_attempts;
	int64_t gone;

	keep_rest(w);
	n_jobs = w->n_jobs;
	n_attempts = w->n_attempts;
	FINE(pc_ledger_forget(
		&gone, w->place.queue, w->now - dice(w, 3) * DAY, 1 + dice(w, 9), &err));
	w->n_attempts = w->n_gone_attempts;
	for (size_t i = w->n_gone_jobs; i < n_jobs; i++) {
		struct pc_job job = w->jobs[i], there;
		struct pc_err err;

		if (pc_job_get(&there, &w->place.arena, w->place.queue, job.id, &err) ==
			PC_OK)
			continue;
		w->losses[w->n_gone_jobs] = w->losses[i];
		w->jobs[w->n_gone_jobs++] = job;
		gone--;
	}
	assert_int_equal(gone, 0);
	for (size_t i = w->n_gone_attempts; i < n_attempts; i++) {
		struct pc_attempt a = w->attempts[i];

		for (size_t k = 0; k < w->n_gone_jobs; k++)
			if (w->jobs[k].id == a.job)
				w->attempts[w->n_gone_attempts++] = a;
	}
}

/* ---- what is done --------------------------------------------------------------- */

static const char *const words[] = {"", "a", "b"};

static void submit(struct world *w)
{
	add(&w->place, (struct pc_job){.submitted = w->now,
			       .project = pc_str(words[dice(w, 3)]),
			       .type = pc_str(words[1 + dice(w, 2)]),
			       .owner = pc_str(words[1 + dice(w, 2)]),
			       .is_operator = dice(w, 4) == 0,
			       .max_attempts = dice(w, 3)});
}

static void end_attempt(struct world *w, struct pc_attempt *a)
{
	a->ended = w->now + dice(w, 100);
	a->failure = dice(w, 2) ? dice(w, PC_FAILURES) : 0;
	a->tokens_in = dice(w, 1000);
	a->tokens_out = dice(w, 1000);
	a->cache_read = dice(w, 1000);
	a->cache_write = dice(w, 1000);
	a->list_price = dice(w, (int64_t)1 << 31) * dice(w, (int64_t)1 << 20);
	a->cash = dice(w, 2) ? a->list_price : 0;
	FINE(pc_queue_attempt_end(w->place.queue, a, &err));
}

static struct pc_attempt attempt_of(struct world *w, int64_t job)
{
	struct pc_attempt a = {.job = job,
		.started = w->now,
		.model = pc_str(words[1 + dice(w, 2)]),
		.key = pc_str(words[dice(w, 2)]),
		.backend = PC_STR("api"),
		.verdict = PC_STR("allow"),
		.reserved_tokens = dice(w, 1000),
		.reserved_money = dice(w, 1 << 30)};

	FINE(pc_queue_attempt_begin(w->place.queue, &a, &err));
	return a;
}

static void work(struct world *w)
{
	static const enum pc_job_state ends[] = {PC_JOB_DONE, PC_JOB_DONE, PC_JOB_FAILED,
		PC_JOB_REFUSED, PC_JOB_QUEUED, PC_JOB_SNOOZED};
	struct pc_job job = claim(&w->place, w->now);
	struct pc_attempt a;

	if (!job.id)
		return;
	for (int64_t n = dice(w, 3); n >= 0; n--) {
		a = attempt_of(w, job.id);
		/* Left open: the lease is lost later. */
		if (n == 0 && dice(w, 4) == 0)
			return;
		w->now += dice(w, LEASE / 4);
		end_attempt(w, &a);
	}
	struct pc_job_end end = {.state = ends[dice(w, PC_COUNT(ends))],
		.failure = (enum pc_failure_class)a.failure,
		.not_before = w->now + dice(w, HOUR)};

	FINE(pc_queue_finish(w->place.queue, &job, &end, w->now, &err));
}

static int64_t any_of(struct world *w, unsigned states)
{
	struct ids ids;

	find_jobs(w, &ids, states);
	return ids.count ? ids.ids[dice(w, (int64_t)ids.count)] : 0;
}

static void cancel(struct world *w)
{
	struct pc_queue_wish wish = {
		.job = any_of(w, 1U << PC_JOB_QUEUED | 1U << PC_JOB_RUNNING |
					 1U << PC_JOB_SNOOZED),
		.now = w->now};
	bool was_running;

	if (wish.job)
		FINE(pc_queue_cancel(&was_running, w->place.queue, &wish, &err));
}

static void retry(struct world *w)
{
	struct pc_queue_wish wish = {
		.job = any_of(w, 1U << PC_JOB_FAILED | 1U << PC_JOB_REFUSED |
					 1U << PC_JOB_CANCELLED | 1U << PC_JOB_DEAD),
		.now = w->now};

	if (wish.job)
		FINE(pc_queue_retry(w->place.queue, &wish, &err));
}

/* One that ended, or was given up, says once more what it took. */
static void end_late(struct world *w)
{
	keep_rest(w);
	if (w->n_attempts == w->n_gone_attempts)
		return;
	end_attempt(w, &w->attempts[w->n_gone_attempts +
				    (size_t)dice(w, (int64_t)(w->n_attempts -
							      w->n_gone_attempts))]);
}

static void sweep(struct world *w)
{
	int64_t swept;

	w->now += LEASE + 1;
	FINE(pc_queue_sweep(w->place.queue, w->now, NULL, NULL, &swept, &err));
}

static void fold(struct world *w)
{
	FINE(pc_ledger_fold(w->place.queue, w->now + dice(w, 4) * DAY, &err));
}

static void wait_long(struct world *w)
{
	w->now += dice(w, DAY);
}

static void step(struct world *w)
{
	static void (*const steps[])(struct world *) = {submit, submit, submit, work,
		work, work, work, cancel, retry, end_late, sweep, fold, forget, wait_long,
		wait_long};

	w->now += dice(w, HOUR);
	steps[dice(w, PC_COUNT(steps))](w);
}

/* ---- held against each other ---------------------------------------------------- */

struct check {
	struct world *w;
	struct wanted *wanted;
	enum pc_ledger_by by;
	size_t seen;
};

static bool check_total(void *context, const struct pc_ledger_total *total)
{
	struct check *check = context;
	struct pc_ledger_total *wanted = total_of(check->wanted, total->name);
	const int64_t *is = &total->jobs, *must = &wanted->jobs;

	for (size_t i = 0; i < (sizeof(*total) - sizeof(total->name)) / sizeof(*is); i++)
		if (is[i] != must[i])
			fail_msg("seed %d: by %s, \"%.*s\": member %zu is %lld, not %lld",
				check->w->first_seed, pc_ledger_by_name(check->by),
				PC_STR_ARG(total->name), i, (long long)is[i],
				(long long)must[i]);
	check->seen++;
	return true;
}

static void check_period(struct world *w, const struct pc_ledger_period *period)
{
	static struct wanted wanted;

	for (int by = 0; by < PC_LEDGER_KINDS; by++) {
		struct check check = {w, &wanted, (enum pc_ledger_by)by, 0};

		sum_up(&wanted, w, check.by, period);
		FINE(pc_ledger_each(
			w->place.queue, check.by, period, check_total, &check, &err));
		assert_int_equal(check.seen, wanted.count);
	}
}

static bool is_same_total(
	const struct pc_ledger_total *a, const struct pc_ledger_total *b)
{
	return !memcmp(&a->jobs, &b->jobs, sizeof(*a) - sizeof(a->name));
}

/* Folding all that can be changes nothing that is asked of whole days. */
static void check_summary(struct world *w)
{
	struct pc_ledger_period any = {.since = 0};
	struct pc_ledger_summary was, is;

	FINE(pc_ledger_summarize(&was, &w->place.arena, w->place.queue, &any, &err));
	FINE(pc_ledger_fold(w->place.queue, w->now + 9 * DAY, &err));
	FINE(pc_ledger_summarize(&is, &w->place.arena, w->place.queue, &any, &err));
	assert_true(is_same_total(&was.all, &is.all));
	assert_true(pc_str_eq(was.peak_day, is.peak_day));
	assert_memory_equal(&was.waited_p50, &is.waited_p50, 4 * sizeof(int64_t));
	assert_int_equal(was.projects, is.projects);
	assert_int_equal(was.days, is.days);
	assert_int_equal(was.peak, is.peak);
}

static void check_all(struct world *w)
{
	const int64_t first = FIRST_DAY * DAY;
	const struct pc_ledger_period periods[] = {{.since = 0},
		{.since = first + DAY, .until = first + 3 * DAY},
		{.until = first + 2 * DAY, .project = PC_STR("a")},
		{.type = PC_STR("b"), .owner = PC_STR("a")}};

	keep_rest(w);
	for (size_t i = 0; i < PC_COUNT(periods); i++)
		check_period(w, &periods[i]);
	check_summary(w);
	for (size_t i = 0; i < PC_COUNT(periods); i++)
		check_period(w, &periods[i]);
}

static void run_seed(int seed)
{
	static struct world w;

	memset(&w, 0, sizeof(w));
	w.first_seed = seed;
	w.seed = (uint64_t)seed * 77777;
	w.now = FIRST_DAY * DAY;
	place_open(&w.place);
	for (int i = 0; i < STEPS; i++) {
		/* Many steps are one commit: it is not what is tested. */
		FINE(pc_queue_begin(w.place.queue, &err));
		step(&w);
		if (i % 64 == 63)
			check_all(&w);
		FINE(pc_queue_end(w.place.queue, &err));
	}
	check_all(&w);
	assert_true(w.n_gone_jobs > 0);
	place_close(&w.place);
}

static void test_totals_are_those_of_all_rows_that_there_ever_were(void **state)
{
	(void)state;
	for (int seed = 1; seed <= SEEDS; seed++)
		run_seed(seed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_totals_are_those_of_all_rows_that_there_ever_were),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
