/* SPDX-License-Identifier: Apache-2.0 */
/* The queue, one promise after another. */
#include "queue_place.h"
#include "queue_priv.h"

static void every_column_comes_back(void **state)
{
	static char words[256][24];
	struct pc_job job = {0}, back;
	struct place p;
	size_t n = 0;

	(void)state;
	place_open(&p);
	for (size_t i = 1; i < schedule_table.count; i++) {
		const struct queue_column *c = &schedule_table.columns[i];
		int64_t number = (int64_t)(1000 + i);
		struct pc_str text;

		snprintf(words[n], sizeof(words[n]), "t%zu", i);
		text = pc_str(words[n++]);
		if (c->is_text)
			memcpy((char *)&job + c->offset, &text, sizeof(text));
		else
			memcpy((char *)&job + c->offset, &number, sizeof(number));
	}
	job.not_before = 0;
	FINE(pc_queue_submit(p.queue, &job, NULL, &err));
	assert_int_equal(job.id, 1);
	back = get(&p, job.id);
	for (size_t i = 0; i < schedule_table.count; i++) {
		const struct queue_column *c = &schedule_table.columns[i];

		if (c->is_text)
			assert_true(pc_str_eq(
				*(const struct pc_str *)((const char *)&job + c->offset),
				*(const struct pc_str *)((const char *)&back +
							 c->offset)));
		else
			assert_memory_equal((const char *)&job + c->offset,
				(const char *)&back + c->offset, sizeof(int64_t));
	}
	assert_true(schedule_table.count > 60);
	place_close(&p);
}

static void operators_then_priority_then_time(void **state)
{
	struct place p;
	int64_t late, early, high, operators;

	(void)state;
	place_open(&p);
	late = add(&p, (struct pc_job){.submitted = 20});
	early = add(&p, (struct pc_job){.submitted = 10});
	high = add(&p, (struct pc_job){.submitted = 30, .priority = 5});
	operators = add(&p, (struct pc_job){.submitted = 40, .is_operator = 1});
	assert_int_equal(claim(&p, 50).id, operators);
	assert_int_equal(claim(&p, 50).id, high);
	assert_int_equal(claim(&p, 50).id, early);
	assert_int_equal(claim(&p, 50).id, late);
	assert_int_equal(claim(&p, 50).id, 0);
	place_close(&p);
}

static bool only_type(void *context, const struct pc_job *job)
{
	return pc_str_is(job->type, context);
}

static void the_engine_says_what_may_run(void **state)
{
	char wanted[] = "b";
	struct pc_claim_filter filter = {.may = only_type, .context = wanted};
	struct pc_claim_filter operators = {.only_operator = true};
	struct pc_job job;
	struct place p;
	int64_t b;

	(void)state;
	place_open(&p);
	add(&p, (struct pc_job){.type = PC_STR("a"), .priority = 9});
	b = add(&p, (struct pc_job){.type = PC_STR("b"), .prompt = PC_STR("do it")});
	FAILS(PC_ERR_ABSENT,
		pc_queue_claim(&job, &p.arena, p.queue, &operators, 1, &err));
	FINE(pc_queue_claim(&job, &p.arena, p.queue, &filter, 1, &err));
	assert_int_equal(job.id, b);
	assert_str(job.prompt, "do it");
	assert_int_equal(job.attempts, 1);
	FAILS(PC_ERR_ABSENT, pc_queue_claim(&job, &p.arena, p.queue, &filter, 1, &err));
	place_close(&p);
}

static void a_unique_key_is_there_once(void **state)
{
	struct pc_job first = {.unique = PC_STR("k")}, again = first;
	struct pc_queue_wish wish = {0};
	struct pc_job held;
	struct place p;

	(void)state;
	place_open(&p);
	FINE(pc_queue_submit(p.queue, &first, NULL, &err));
	FINE(pc_queue_submit(p.queue, &again, NULL, &err));
	assert_int_equal(again.id, first.id);
	held = claim(&p, 1);
	finish(&p, &held, PC_JOB_FAILED, 2);
	FINE(pc_queue_submit(p.queue, &again, NULL, &err));
	assert_int_not_equal(again.id, first.id);
	wish.job = first.id;
	FAILS(PC_ERR_USAGE, pc_queue_retry(p.queue, &wish, &err));
	place_close(&p);
}

static void only_the_holder_ends_it(void **state)
{
	struct pc_job_end end = {.state = PC_JOB_DONE};
	struct pc_job first, second;
	struct place p;
	int64_t lost;

	(void)state;
	place_open(&p);
	add(&p, (struct pc_job){.type = PC_STR("t")});
	first = claim(&p, 1);
	FINE(pc_queue_renew(p.queue, first.id, first.lease, 5000, &err));
	FINE(pc_queue_sweep(p.queue, 4000, NULL, NULL, &lost, &err));
	assert_int_equal(lost, 0);
	FINE(pc_queue_sweep(p.queue, 5000, NULL, NULL, &lost, &err));
	assert_int_equal(lost, 1);
	second = claim(&p, 6000);
	assert_int_equal(second.id, first.id);
	FAILS(PC_ERR_USAGE, pc_queue_finish(p.queue, &first, &end, 6001, &err));
	FAILS(PC_ERR_USAGE, pc_queue_renew(p.queue, first.id, first.lease, 1, &err));
	finish(&p, &second, PC_JOB_DONE, 6002);
	FAILS(PC_ERR_USAGE, pc_queue_finish(p.queue, &second, &end, 6003, &err));
	assert_int_equal(get(&p, first.id).state, PC_JOB_DONE);
	place_close(&p);
}

static bool is_pid_7(void *context, int64_t pid, int64_t started)
{
	(void)context;
	return pid == 7 && started == 70;
}

static bool count_event(void *context, const struct pc_job_event *event)
{
	int *n = context;

	assert_true(event->at > 0);
	(*n)++;
	return true;
}

static void a_worker_that_is_not_there_has_lost_it(void **state)
{
	struct pc_job_progress progress = {.worker_pid = 7,
		.worker_started = 70,
		.checkpoint = PC_STR("step-3.md"),
		.step = 3};
	struct pc_attempt attempt = {.reserved_money = 500, .started = 1};
	struct pc_job job;
	struct place p;
	int64_t lost;
	int events = 0;

	(void)state;
	place_open(&p);
	add(&p, (struct pc_job){.max_attempts = 1});
	pc_queue_serve_as(p.queue, 6, 60);
	job = claim(&p, 1);
	FINE(pc_queue_progress(p.queue, &job, &progress, 2, &err));
	attempt.job = job.id;
	FINE(pc_queue_attempt_begin(p.queue, &attempt, &err));
	FINE(pc_queue_sweep(p.queue, 3, is_pid_7, NULL, &lost, &err));
	assert_int_equal(lost, 0);
	progress.worker_started = 71; /* the number was given to another process */
	FINE(pc_queue_progress(p.queue, &job, &progress, 4, &err));
	FINE(pc_queue_sweep(p.queue, 5, is_pid_7, NULL, &lost, &err));
	assert_int_equal(lost, 1);
	/* Nobody knows what it spent: all that was reserved. */
	assert_int_equal(get(&p, job.id).cash, 500);
	FINE(pc_job_events_each(p.queue, job.id, count_event, &events, &err));
	assert_int_equal(events, 1);
	job = claim(&p, 6);
	assert_str(job.checkpoint, "step-3.md");
	assert_int_equal(job.step, 3);
	assert_int_equal(job.attempts, 1);
	place_close(&p);
}

static void a_job_that_kills_its_workers_is_dead(void **state)
{
	struct pc_job job;
	struct place p;
	int64_t id, lost = 1, n = 0;

	(void)state;
	place_open(&p);
	id = add(&p, (struct pc_job){.type = PC_STR("poison")});
	for (int64_t now = 1; (job = claim(&p, now)).id && n < 1000; now += 2000, n++) {
		FINE(pc_queue_sweep(p.queue, now + 1000, NULL, NULL, &lost, &err));
		assert_int_equal(lost, 1);
	}
	assert_int_equal(n, PC_MAX_LEASE_LOSSES);
	assert_int_equal(get(&p, id).state, PC_JOB_DEAD);
	place_close(&p);
}

static void attempts_end(void **state)
{
	struct pc_job_end end = {.state = PC_JOB_QUEUED, .keeps_attempt = true};
	struct pc_queue_wish wish = {.now = 9, .by = PC_STR("ann")};
	struct pc_job job;
	struct place p;

	(void)state;
	place_open(&p);
	add(&p, (struct pc_job){.max_attempts = 2});
	job = claim(&p, 1);
	FINE(pc_queue_finish(p.queue, &job, &end, 2, &err));
	end.keeps_attempt = false;
	for (int i = 0; i < 2; i++) {
		job = claim(&p, 3);
		assert_int_equal(job.attempts, i + 1);
		FINE(pc_queue_finish(p.queue, &job, &end, 4, &err));
	}
	assert_int_equal(get(&p, job.id).state, PC_JOB_DEAD);
	assert_int_equal(get(&p, job.id).finished, 4);
	wish.job = job.id;
	FINE(pc_queue_retry(p.queue, &wish, &err));
	job = claim(&p, 10);
	assert_int_equal(job.attempts, 1);
	FAILS(PC_ERR_USAGE, pc_queue_retry(p.queue, &wish, &err));
	place_close(&p);
}

static void what_is_needed_comes_first(void **state)
{
	struct pc_job job, after = {.type = PC_STR("after")}, cleanup = {0}, last = {0};
	struct pc_job_needs needs = {.count = 2}, any = {.count = 1},
			    chain = {.count = 1};
	struct place p;
	int64_t ids[2];

	(void)state;
	place_open(&p);
	ids[0] = add(&p, (struct pc_job){.priority = 2});
	ids[1] = add(&p, (struct pc_job){.priority = 1});
	needs.jobs = ids;
	FINE(pc_queue_submit(p.queue, &after, &needs, &err));
	any = (struct pc_job_needs){ids + 1, 1, true};
	FINE(pc_queue_submit(p.queue, &cleanup, &any, &err));
	chain.jobs = &after.id;
	FINE(pc_queue_submit(p.queue, &last, &chain, &err));
	assert_int_equal(get(&p, after.id).state, PC_JOB_WAITING);
	job = claim(&p, 1);
	finish(&p, &job, PC_JOB_DONE, 2);
	assert_int_equal(get(&p, after.id).state, PC_JOB_WAITING);
	job = claim(&p, 3);
	finish(&p, &job, PC_JOB_FAILED, 4);
	assert_int_equal(get(&p, after.id).state, PC_JOB_CANCELLED);
	assert_int_equal(get(&p, last.id).state, PC_JOB_CANCELLED);
	assert_int_equal(claim(&p, 5).id, cleanup.id);
	FAILS(PC_ERR_USAGE, pc_queue_submit(p.queue, &after, &needs, &err));
	ids[0] = 999;
	FAILS(PC_ERR_ABSENT, pc_queue_submit(p.queue, &after, &needs, &err));
	place_close(&p);
}

static void snoozes_and_schedules_are_due(void **state)
{
	enum { MINUTE = 60000 };
	struct pc_job plan = {.unique = PC_STR("hourly"),
		.cron = PC_STR("0 * * * *"),
		.prompt = PC_STR("look")};
	struct pc_job job;
	struct place p;
	int64_t at, swept;

	(void)state;
	place_open(&p);
	FINE(pc_queue_next_due(&at, p.queue, &err));
	assert_int_equal(at, 0);
	add(&p, (struct pc_job){.submitted = 1, .not_before = 500});
	FINE(pc_queue_next_due(&at, p.queue, &err));
	assert_int_equal(at, 500);
	assert_int_equal(claim(&p, 499).id, 0);
	job = claim(&p, 500);
	assert_int_equal(job.id, 1);
	finish(&p, &job, PC_JOB_DONE, 501);
	FINE(pc_queue_schedule(p.queue, &plan, MINUTE, &err));
	FINE(pc_queue_next_due(&at, p.queue, &err));
	assert_int_equal(at, 60 * MINUTE);
	/* Five hours were missed: one job. */
	FINE(pc_queue_sweep(p.queue, 301 * MINUTE, NULL, NULL, &swept, &err));
	FINE(pc_queue_next_due(&at, p.queue, &err));
	assert_int_equal(at, 360 * MINUTE);
	/* It is not at its end: no second one. */
	FINE(pc_queue_sweep(p.queue, 361 * MINUTE, NULL, NULL, &swept, &err));
	job = claim(&p, 361 * MINUTE);
	assert_str(job.prompt, "look");
	assert_int_equal(claim(&p, 361 * MINUTE).id, 0);
	FINE(pc_queue_unschedule(p.queue, plan.unique, &err));
	FAILS(PC_ERR_ABSENT, pc_queue_unschedule(p.queue, plan.unique, &err));
	place_close(&p);
}

static const struct pause_row {
	const char *name;
	enum pc_pause_kind kind;
	struct pc_str what;
} pauses[] = {
	{"everything", PC_PAUSE_ALL, {0}},
	{"a queue", PC_PAUSE_QUEUE, {"q", 1}},
	{"a type", PC_PAUSE_TYPE, {"t", 1}},
	{"a project", PC_PAUSE_PROJECT, {"p", 1}},
	{"a key", PC_PAUSE_KEY, {"k", 1}},
};

static void check_pause(const struct pause_row *r)
{
	struct pc_queue_wish wish = {.now = 1, .by = PC_STR("ann")};
	struct place p;

	place_open(&p);
	add(&p, (struct pc_job){.type = PC_STR("t"),
			.queue = PC_STR("q"),
			.project = PC_STR("p"),
			.key = PC_STR("k")});
	FINE(pc_queue_pause(p.queue, r->kind, r->what, &wish, &err));
	assert_int_equal(claim(&p, 1).id, 0);
	place_reopen(&p);
	assert_true(pc_queue_is_paused(p.queue, r->kind, r->what));
	assert_int_equal(claim(&p, 1).id, 0);
	FINE(pc_queue_resume(p.queue, r->kind, r->what, &wish, &err));
	FAILS(PC_ERR_ABSENT, pc_queue_resume(p.queue, r->kind, r->what, &wish, &err));
	assert_int_equal(claim(&p, 1).id, 1);
	place_close(&p);
}
PC_TABLE(pauses, check_pause)

static void a_gate_is_not_walked_around(void **state)
{
	struct pc_queue_wish wish = {.now = 5, .by = PC_STR("other-family")};
	struct pc_job job;
	struct place p;

	(void)state;
	place_open(&p);
	add(&p, (struct pc_job){.gate = PC_STR("review")});
	job = claim(&p, 1);
	finish(&p, &job, PC_JOB_DONE, 2);
	assert_int_equal(get(&p, job.id).state, PC_JOB_REVIEW);
	wish.job = job.id;
	FINE(pc_queue_review(p.queue, &wish, false, &err));
	job = claim(&p, 6);
	finish(&p, &job, PC_JOB_DONE, 7);
	FINE(pc_queue_review(p.queue, &wish, true, &err));
	assert_int_equal(get(&p, job.id).state, PC_JOB_DONE);
	assert_str(get(&p, job.id).reviewer, "other-family");
	place_close(&p);
}

static void cancelling_takes_the_lease(void **state)
{
	struct pc_queue_wish wish = {.now = 2, .by = PC_STR("ann")};
	struct pc_job_end end = {.state = PC_JOB_DONE};
	struct pc_attempt attempt = {.started = 1, .reserved_money = 9};
	struct pc_job job;
	struct place p;
	bool was_running;

	(void)state;
	place_open(&p);
	add(&p, (struct pc_job){.priority = 1});
	job = claim(&p, 1);
	attempt.job = wish.job = job.id;
	FINE(pc_queue_attempt_begin(p.queue, &attempt, &err));
	FINE(pc_queue_cancel(&was_running, p.queue, &wish, &err));
	assert_true(was_running);
	FAILS(PC_ERR_USAGE, pc_queue_finish(p.queue, &job, &end, 3, &err));
	FAILS(PC_ERR_USAGE, pc_queue_attempt_begin(p.queue, &attempt, &err));
	FAILS(PC_ERR_USAGE, pc_queue_cancel(&was_running, p.queue, &wish, &err));
	/* What it spent counts all the same. */
	attempt.ended = 4;
	attempt.cash = attempt.list_price = 7;
	FINE(pc_queue_attempt_end(p.queue, &attempt, &err));
	FINE(pc_queue_attempt_end(p.queue, &attempt, &err));
	assert_int_equal(get(&p, job.id).cash, 7);
	place_close(&p);
}

static void holding_and_snoozing(void **state)
{
	struct pc_queue_wish wish = {.job = 1, .now = 2};
	struct place p;

	(void)state;
	place_open(&p);
	add(&p, (struct pc_job){.priority = 1});
	FINE(pc_queue_hold(p.queue, &wish, &err));
	assert_int_equal(claim(&p, 3).id, 0);
	FINE(pc_queue_unhold(p.queue, &wish, &err));
	FINE(pc_queue_snooze(p.queue, &wish, 100, &err));
	assert_int_equal(claim(&p, 99).id, 0);
	assert_int_equal(claim(&p, 100).id, 1);
	FAILS(PC_ERR_USAGE, pc_queue_snooze(p.queue, &wish, 200, &err));
	FAILS(PC_ERR_USAGE, pc_queue_hold(p.queue, &wish, &err));
	place_close(&p);
}

static void a_group_is_one_commit(void **state)
{
	struct pc_queue *reader = NULL;
	struct pc_job_filter all = {0};
	struct place p;
	int64_t n;

	(void)state;
	place_open(&p);
	FINE(pc_queue_open(&reader, p.file, false, &err));
	FINE(pc_queue_begin(p.queue, &err));
	FINE(pc_queue_begin(p.queue, &err));
	add(&p, (struct pc_job){.priority = 1});
	FINE(pc_queue_end(p.queue, &err));
	FINE(pc_jobs_count(&n, reader, &all, &err));
	assert_int_equal(n, 0);
	add(&p, (struct pc_job){.priority = 1});
	/* What was refused does not take the others with it. */
	FAILS(PC_ERR_USAGE, pc_queue_renew(p.queue, 1, 5, 5, &err));
	FINE(pc_queue_end(p.queue, &err));
	FINE(pc_jobs_count(&n, reader, &all, &err));
	assert_int_equal(n, 2);
	pc_queue_close(&reader);
	/* A group that never ended is not there. */
	FINE(pc_queue_begin(p.queue, &err));
	add(&p, (struct pc_job){.priority = 1});
	place_reopen(&p);
	FINE(pc_jobs_count(&n, p.queue, &all, &err));
	assert_int_equal(n, 2);
	place_close(&p);
}

static void a_group_that_fails_is_taken_back(void **state)
{
	struct pc_queue_wish wish = {.job = 1};
	struct pc_job_filter all = {0};
	struct pc_job job = {0};
	struct place p;
	bool was_running;
	int64_t n;

	(void)state;
	place_open(&p);
	FINE(pc_queue_begin(p.queue, &err));
	add(&p, (struct pc_job){.priority = 1});
	FINE(pc_sql_run(p.queue->db, "DROP TABLE event", &err));
	FAILS(PC_ERR_SYSTEM, pc_queue_cancel(&was_running, p.queue, &wish, &err));
	FAILS(PC_ERR_SYSTEM, pc_queue_submit(p.queue, &job, NULL, &err));
	FAILS(PC_ERR_SYSTEM, pc_queue_end(p.queue, &err));
	FINE(pc_jobs_count(&n, p.queue, &all, &err));
	assert_int_equal(n, 0);
	wish.job = add(&p, (struct pc_job){.priority = 1});
	FINE(pc_queue_cancel(&was_running, p.queue, &wish, &err));
	place_close(&p);
}

static bool sum_ids(void *context, const struct pc_job *job)
{
	*(int64_t *)context = *(int64_t *)context * 10 + job->id;
	return true;
}

static void lists_are_filtered(void **state)
{
	struct pc_job_filter filter = {.type = PC_STR("b"), .limit = 2};
	struct place p;
	int64_t ids = 0, n;

	(void)state;
	place_open(&p);
	for (int i = 1; i <= 6; i++)
		add(&p, (struct pc_job){.type = i % 2 ? PC_STR("a") : PC_STR("b"),
				.submitted = i});
	FINE(pc_jobs_each(p.queue, &filter, sum_ids, &ids, &err));
	assert_int_equal(ids, 64);
	ids = 0;
	filter = (struct pc_job_filter){
		.before = 6, .since = 2, .states = 1U << PC_JOB_QUEUED};
	FINE(pc_jobs_each(p.queue, &filter, sum_ids, &ids, &err));
	assert_int_equal(ids, 5432);
	filter.states = 1U << PC_JOB_DONE;
	FINE(pc_jobs_count(&n, p.queue, &filter, &err));
	assert_int_equal(n, 0);
	place_close(&p);
}

static void old_jobs_go_and_numbers_do_not_come_again(void **state)
{
	struct pc_job job;
	struct place p;
	int64_t gone;

	(void)state;
	place_open(&p);
	for (int i = 0; i < 3; i++) {
		add(&p, (struct pc_job){.submitted = i, .prompt = PC_STR("x")});
		job = claim(&p, 5);
		finish(&p, &job, PC_JOB_DONE, 10);
	}
	FINE(pc_queue_forget(&gone, p.queue, 10, 100, &err));
	assert_int_equal(gone, 0);
	FINE(pc_queue_forget(&gone, p.queue, 11, 100, &err));
	assert_int_equal(gone, 2);
	FAILS(PC_ERR_ABSENT, pc_job_get(&job, &p.arena, p.queue, 1, &err));
	assert_int_equal(add(&p, (struct pc_job){.submitted = 1}), 4);
	place_close(&p);
}

static bool see_window(void *context, const struct pc_window *window)
{
	assert_int_equal(window->scope, PC_SCOPE_KEY_MODEL);
	assert_str(window->said, "rate_limit_error");
	*(int64_t *)context += window->until;
	return true;
}

static void windows_outlive_a_restart(void **state)
{
	struct pc_window window = {.scope = PC_SCOPE_KEY_MODEL,
		.provider = PC_STR("anthropic"),
		.key = PC_STR("main"),
		.model = PC_STR("m"),
		.until = 700,
		.said = PC_STR("rate_limit_error")};
	struct place p;
	int64_t sum = 0;

	(void)state;
	place_open(&p);
	FINE(pc_queue_window_keep(p.queue, &window, &err));
	window.until = 800;
	FINE(pc_queue_window_keep(p.queue, &window, &err));
	place_reopen(&p);
	FINE(pc_queue_windows_each(p.queue, see_window, &sum, &err));
	assert_int_equal(sum, 800);
	FINE(pc_queue_window_forget(p.queue, &window, &err));
	FINE(pc_queue_windows_each(p.queue, see_window, &sum, &err));
	assert_int_equal(sum, 800);
	place_close(&p);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_column_comes_back),
		cmocka_unit_test(operators_then_priority_then_time),
		cmocka_unit_test(the_engine_says_what_may_run),
		cmocka_unit_test(a_unique_key_is_there_once),
		cmocka_unit_test(only_the_holder_ends_it),
		cmocka_unit_test(a_worker_that_is_not_there_has_lost_it),
		cmocka_unit_test(a_job_that_kills_its_workers_is_dead),
		cmocka_unit_test(attempts_end),
		cmocka_unit_test(what_is_needed_comes_first),
		cmocka_unit_test(snoozes_and_schedules_are_due),
		cmocka_unit_test(a_gate_is_not_walked_around),
		cmocka_unit_test(cancelling_takes_the_lease),
		cmocka_unit_test(holding_and_snoozing),
		cmocka_unit_test(a_group_is_one_commit),
		cmocka_unit_test(a_group_that_fails_is_taken_back),
		cmocka_unit_test(lists_are_filtered),
		cmocka_unit_test(old_jobs_go_and_numbers_do_not_come_again),
		cmocka_unit_test(windows_outlive_a_restart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL) + PC_RUN(pauses);
}
