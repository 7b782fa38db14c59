/* SPDX-License-Identifier: Apache-2.0 */
/* What outlives attempts: restarts, lost leases, wishes of people, logins that end, new
 * rules, outages. */
#include "engine_world.h"

#include <signal.h>
#include <sys/resource.h>

static void check_state(struct world *w, int64_t id, enum pc_job_state wanted)
{
	assert_string_equal(pc_job_state_name((enum pc_job_state)world_job(w, id).state),
		pc_job_state_name(wanted));
}

static void test_restart(void **unused)
{
	struct world w;
	struct pc_engine_view before, after;
	int64_t done, lost;

	(void)unused;
	world_open(&w, NULL, NULL);
	done = world_add(&w, (struct pc_job){0});
	world_turn(&w);
	world_succeed(&w, "x");
	check_state(&w, done, PC_JOB_DONE);
	pc_engine_look(&before, w.engine);
	assert_true(before.cash_day > 0);
	assert_int_equal(before.cash_day, before.list_day);
	/* A window for an hour, and an attempt that is on its way. */
	lost = world_add(&w, (struct pc_job){0});
	world_turn(&w);
	world_fail(&w, PC_FAILURE_RATE_LIMITED, w.now + HOURS);
	world_turn(&w);
	assert_string_equal(last_start(&w)->backend, "gpt");
	w.dead_pid = SERVER_PID;
	world_crash(&w, SERVER_PID + 1);
	pc_engine_look(&after, w.engine);
	/* The attempt that was lost is charged as it was reserved. */
	assert_true(after.cash_day > before.cash_day);
	assert_int_equal(after.running, 0);
	check_state(&w, lost, PC_JOB_QUEUED);
	assert_int_equal(world_job(&w, lost).losses, 1);
	world_turn(&w);
	/* The window is still there. */
	assert_string_equal(last_start(&w)->backend, "gpt");
	world_close(&w);
}

/* A worker that outlived who started it keeps its place and its job until it goes. */
static void test_foreign(void **unused)
{
	struct world w;
	struct pc_engine_view view;
	int64_t id;

	(void)unused;
	world_open(&w, NULL, NULL);
	id = world_add(&w, (struct pc_job){.chain = PC_STR("login")});
	world_turn(&w);
	FINE(pc_engine_started(w.engine, last_start(&w)->id, 4711, 1, &err));
	w.dead_pid = SERVER_PID;
	world_crash(&w, SERVER_PID + 1);
	pc_engine_look(&view, w.engine);
	assert_int_equal(view.running, 1);
	for (int i = 0; i < 20; i++) { /* longer than a lease */
		w.now += 10 * SEC;
		world_turn(&w);
	}
	check_state(&w, id, PC_JOB_RUNNING);
	assert_int_equal(w.n_starts, 1);
	w.dead_pid = 4711;
	w.now += 10 * SEC;
	world_turn(&w);
	assert_int_equal(w.n_starts, 2);
	pc_engine_look(&view, w.engine);
	assert_int_equal(view.running, 1);
	assert_int_equal(world_job(&w, id).losses, 1);
	world_close(&w);
}

/* Which step a job stands at is not forgotten. */
static void test_step_kept(void **unused)
{
	struct world w;

	(void)unused;
	world_open(&w, NULL, NULL);
	world_add(&w, (struct pc_job){0});
	world_turn(&w);
	world_fail(&w, PC_FAILURE_CONTENT_REFUSED, 0);
	world_crash(&w, SERVER_PID + 1);
	world_turn(&w);
	assert_string_equal(last_start(&w)->backend, "gpt");
	world_close(&w);
}

static void test_cancel(void **unused)
{
	struct world w;
	struct pc_queue_wish wish = {.by = PC_STR("me")};
	const struct pc_run_end end = {.failure = {.class = PC_FAILURE_WORKER_LOST,
					       .may_have_run = true,
					       .said = PC_STR("cancelled")},
		.usage.list_price = -1};
	struct pc_engine_view view;
	int64_t id;

	(void)unused;
	world_open(&w, NULL, NULL);
	id = world_add(&w, (struct pc_job){0});
	world_turn(&w);
	wish.job = id;
	wish.now = w.now;
	FINE(pc_engine_cancel(w.engine, &wish, &err));
	check_state(&w, id, PC_JOB_CANCELLED);
	assert_int_equal(w.n_cancelled, 1);
	assert_int_equal(w.cancelled[0], last_start(&w)->id);
	pc_engine_look(&view, w.engine);
	assert_int_equal(view.running, 1);
	world_end(&w, end);
	check_state(&w, id, PC_JOB_CANCELLED);
	/* Nobody knows what it took: as reserved. */
	assert_true(world_job(&w, id).cash > 0);
	assert_true(world_job(&w, id).tokens_out > 0);
	pc_engine_look(&view, w.engine);
	assert_int_equal(view.running, 0);
	FAILS(PC_ERR_USAGE, pc_engine_cancel(w.engine, &wish, &err));
	wish.job = 99;
	FAILS(PC_ERR_ABSENT, pc_engine_cancel(w.engine, &wish, &err));
	world_turn(&w);
	assert_int_equal(w.n_starts, 1);
	world_close(&w);
}

/* Whoever serves ends, and with it what runs: that is no failure of the jobs'. */
static void test_stopped(void **unused)
{
	const struct pc_run_end end = {.failure = {.class = PC_FAILURE_WORKER_LOST,
					       .may_have_run = true,
					       .said = PC_STR("cancelled")},
		.usage.list_price = -1};
	struct world w;
	struct pc_job job;
	int64_t id;

	(void)unused;
	world_open(&w, NULL, NULL);
	id = world_add(&w, (struct pc_job){0});
	for (int i = 0; i < 10; i++) {
		world_turn(&w);
		assert_int_equal(w.n_starts, i + 1);
		assert_string_equal(last_start(&w)->backend, "api");
		world_end(&w, end);
		job = world_job(&w, id);
		assert_int_equal(job.state, PC_JOB_QUEUED);
		assert_int_equal(job.attempts, 0);
		assert_int_equal(job.tries, 0);
	}
	world_close(&w);
}

static void test_lost_lease(void **unused)
{
	struct world w;
	int64_t id, swept;

	(void)unused;
	world_open(&w, NULL, NULL);
	id = world_add(&w, (struct pc_job){0});
	world_turn(&w);
	/* Heartbeats keep it. */
	for (int i = 0; i < 20; i++) {
		w.now += 10 * SEC;
		world_turn(&w);
	}
	assert_int_equal(w.n_starts, 1);
	/* Somebody else swept while this one slept. */
	FINE(pc_queue_sweep(w.place.queue, w.now + HOURS, NULL, NULL, &swept, &err));
	assert_int_equal(swept, 1);
	w.now += 30 * SEC;
	world_turn(&w);
	assert_int_equal(w.n_cancelled, 1);
	assert_int_equal(w.cancelled[0], w.starts[0].id);
	assert_int_equal(w.n_starts, 2); /* the job goes on by another attempt */
	w.starts[w.n_starts++] = w.starts[0];
	world_succeed(&w, "too late");
	check_state(&w, id, PC_JOB_RUNNING);
	w.starts[w.n_starts++] = w.starts[1];
	world_succeed(&w, "fine");
	check_state(&w, id, PC_JOB_DONE);
	assert_true(pc_str_is(world_job(&w, id).result, "fine"));
	world_close(&w);
}

static struct pc_credential login_of(const struct world *w)
{
	for (size_t i = 0; i < w->config->n_backends; i++) {
		if (pc_str_is(w->config->backends[i].name, "cli"))
			return (struct pc_credential){&w->config->backends[i], NULL};
	}
	fail();
	return (struct pc_credential){0};
}

static void test_renewed_before(void **unused)
{
	struct world w;
	struct pc_credential login;

	(void)unused;
	world_open(&w, NULL, NULL);
	login = login_of(&w);
	pc_engine_expires(w.engine, &login, NOW + 30 * MIN);
	world_turn(&w);
	assert_int_equal(w.n_renewed, 0);
	w.now = NOW + 20 * MIN;
	world_turn(&w);
	assert_int_equal(w.n_renewed, 1);
	assert_string_equal(w.renewed[0], "cli");
	pc_engine_renewed(w.engine, &login, NOW + 8 * HOURS, (struct pc_str){0});
	w.now = NOW + 40 * MIN;
	world_turn(&w);
	assert_int_equal(w.n_renewed, 1);
	assert_int_equal(w.n_told[PC_WARNING] + w.n_told[PC_ERROR], 0);
	world_close(&w);
}

/* The article's 93 minutes: nothing fails by a login that has ended. */
static void test_not_renewed(void **unused)
{
	struct world w;
	struct pc_credential login;
	int64_t id;

	(void)unused;
	world_open(&w, NULL, NULL);
	login = login_of(&w);
	pc_engine_expires(w.engine, &login, NOW + 30 * MIN);
	for (int i = 0; i < 20; i++) {
		w.now = NOW + (20 + i) * MIN;
		world_turn(&w);
		assert_int_equal(w.n_renewed, i + 1);
		pc_engine_renewed(w.engine, &login, 0, PC_STR("no answer"));
	}
	assert_int_equal(w.n_told[PC_WARNING], 1);
	assert_int_equal(w.n_told[PC_ERROR], 1);
	/* Jobs go the other way, at every second of the next two minutes. */
	for (int i = 0; i < 120; i++) {
		w.now += SEC;
		id = world_add(&w, (struct pc_job){.chain = PC_STR("login")});
		world_turn(&w);
		assert_string_equal(last_start(&w)->backend, "gpt");
		world_succeed(&w, "x");
		check_state(&w, id, PC_JOB_DONE);
	}
	/* Somebody logs in. */
	pc_engine_expires(w.engine, &login, w.now + 8 * HOURS);
	world_add(&w, (struct pc_job){.chain = PC_STR("login")});
	world_turn(&w);
	assert_string_equal(last_start(&w)->backend, "cli");
	world_close(&w);
}

/* Nobody knew when it ends: the first failure asks for a new one at once, and the next
 * attempt is the same again. */
static void test_expired_failure(void **unused)
{
	struct world w;
	struct pc_credential login;

	(void)unused;
	world_open(&w, NULL, NULL);
	login = login_of(&w);
	world_add(&w, (struct pc_job){.chain = PC_STR("login"),
			      .model = PC_STR("claude-sonnet-9")});
	world_turn(&w);
	assert_string_equal(last_start(&w)->backend, "cli");
	world_fail(&w, PC_FAILURE_AUTH_EXPIRED, 0);
	world_turn(&w);
	assert_int_equal(w.n_renewed, 1);
	assert_int_equal(w.n_starts, 1);
	pc_engine_renewed(w.engine, &login, 0, (struct pc_str){0});
	world_turn(&w);
	assert_int_equal(w.n_starts, 2);
	assert_string_equal(last_start(&w)->backend, "cli");
	world_close(&w);
}

static void test_lift(void **unused)
{
	struct world w;
	const struct pc_window_place place = {
		.provider = PC_STR("anthropic"), .key = PC_STR("own")};

	(void)unused;
	world_open(&w, NULL, NULL);
	world_add(&w, (struct pc_job){.chain = PC_STR("brain")});
	world_turn(&w);
	world_fail(&w, PC_FAILURE_CREDIT_EXHAUSTED, 0);
	w.now += MIN;
	world_turn(&w);
	assert_int_equal(w.n_starts, 1);
	pc_engine_lift(w.engine, &place, PC_FAILURE_CREDIT_EXHAUSTED);
	world_turn(&w);
	assert_int_equal(w.n_starts, 2);
	world_close(&w);
}

static void test_pause_of_key(void **unused)
{
	struct world w;
	const struct pc_queue_wish wish = {.now = NOW, .by = PC_STR("me")};

	(void)unused;
	world_open(&w, NULL, NULL);
	FINE(pc_queue_pause(w.place.queue, PC_PAUSE_KEY, PC_STR("own"), &wish, &err));
	world_add(&w, (struct pc_job){0});
	world_add(&w, (struct pc_job){.chain = PC_STR("brain")});
	world_turn(&w);
	assert_int_equal(w.n_starts, 1);
	assert_string_equal(last_start(&w)->backend, "gpt");
	FINE(pc_queue_resume(w.place.queue, PC_PAUSE_KEY, PC_STR("own"), &wish, &err));
	world_turn(&w);
	assert_int_equal(w.n_starts, 2);
	world_close(&w);
}

static void test_regenerate(void **unused)
{
	struct world w;
	struct pc_orch_config *config;
	struct pc_gate *gate;
	struct pc_engine_rules rules = {0};
	struct pc_engine_view view;
	struct pc_str text;
	int64_t first, other;

	(void)unused;
	world_open(&w, NULL, NULL);
	first = world_add(&w, (struct pc_job){0});
	world_turn(&w);
	text = pc_arena_str(&w.arena, pc_str(world_config));
	config = world_read(&w, text.ptr);
	gate = world_gate(&w, config, 8);
	rules = (struct pc_engine_rules){.config = config,
		.gate = gate,
		.guard = w.guard,
		.released = fake_released,
		.owner = &w};
	FINE(pc_engine_regenerate(w.engine, &rules, &err));
	assert_int_equal(w.released, 0);
	pc_engine_look(&view, w.engine);
	assert_int_equal(view.running, 1);
	assert_ptr_equal(view.config, config);
	other = world_add(&w, (struct pc_job){0});
	world_turn(&w);
	assert_int_equal(world_job(&w, other).generation, 8);
	w.starts[w.n_starts++] = w.starts[0];
	world_succeed(&w, "x");
	assert_int_equal(w.released, 1);
	assert_int_equal(world_job(&w, first).generation, 7);
	pc_engine_look(&view, w.engine);
	assert_int_equal(view.running, 1);
	w.starts[w.n_starts++] = w.starts[1];
	world_succeed(&w, "x");
	pc_engine_free(&w.engine);
	assert_int_equal(w.released, 2);
	pc_gate_free(gate);
	world_close(&w);
}

/* An hour in which everything of a provider fails, and nothing else has the model: each
 * job is done afterwards. */
static void test_outage(void **unused)
{
	enum { JOBS = 12 };
	struct world w;
	int64_t ids[JOBS];
	size_t begun = 0;

	(void)unused;
	world_open(&w, NULL, NULL);
	for (size_t i = 0; i < JOBS; i++)
		ids[i] = world_add(&w, (struct pc_job){.chain = PC_STR("brain")});
	while (w.now < NOW + 90 * MIN) {
		bool is_out = w.now < NOW + 60 * MIN;

		world_turn(&w);
		for (; begun < w.n_starts; begun++) {
			size_t last = w.n_starts;

			w.starts[last] = w.starts[begun];
			w.n_starts++;
			if (is_out)
				world_fail(&w, PC_FAILURE_OVERLOADED, 0);
			else
				world_succeed(&w, "x");
			w.n_starts = last;
		}
		assert_true(w.next > w.now);
		w.now = w.next < w.now + 2 * SEC ? w.next : w.now + 2 * SEC;
	}
	for (size_t i = 0; i < JOBS; i++)
		check_state(&w, ids[i], PC_JOB_DONE);
	/* The outage was looked at, and not by everybody all the time. */
	assert_in_range(w.n_starts, JOBS + 10, JOBS + 150);
	world_close(&w);
}

/* What fails between others that succeed is not the provider's fault. */
static void test_poison(void **unused)
{
	struct world w;
	int64_t bad;

	(void)unused;
	world_open(&w, NULL, NULL);
	bad = world_add(&w, (struct pc_job){.chain = PC_STR("brain")});
	for (int i = 0; i < 400 && world_job(&w, bad).state != PC_JOB_DEAD; i++) {
		size_t before = w.n_starts;

		if (w.n_starts + 10 > MOST_STARTS)
			before = w.n_starts = 0;
		if (i % 4 == 0)
			world_add(&w, (struct pc_job){.chain = PC_STR("brain")});
		world_turn(&w);
		for (size_t last = w.n_starts; before < last; before++) {
			w.n_starts = before + 1;
			if (last_start(&w)->job == bad)
				world_fail(&w, PC_FAILURE_OVERLOADED, 0);
			else
				world_succeed(&w, "x");
			w.n_starts = last;
		}
		w.now += SEC;
	}
	check_state(&w, bad, PC_JOB_DEAD);
	world_close(&w);
}

/* "Come back in three weeks": a header has an end, and one attempt looks before. */
static void test_stuck_window(void **unused)
{
	struct world w;
	int64_t id, other;

	(void)unused;
	world_open(&w, NULL, NULL);
	id = world_add(&w, (struct pc_job){.chain = PC_STR("brain")});
	other = world_add(&w, (struct pc_job){.chain = PC_STR("brain")});
	world_turn(&w);
	assert_int_equal(w.n_starts, 2);
	world_fail(&w, PC_FAILURE_RATE_LIMITED, w.now + 21 * DAYS);
	w.n_starts--;
	world_fail(&w, PC_FAILURE_RATE_LIMITED, w.now + 21 * DAYS);
	w.n_starts = 0;
	while (!w.n_starts && w.now < NOW + 2 * HOURS) {
		w.now += MIN;
		world_turn(&w);
	}
	assert_int_equal(w.n_starts, 1); /* one, not both */
	assert_in_range(w.now - NOW, 14 * MIN, 17 * MIN);
	world_succeed(&w, "x");
	world_turn(&w);
	assert_int_equal(w.n_starts, 2);
	world_succeed(&w, "x");
	check_state(&w, id, PC_JOB_DONE);
	check_state(&w, other, PC_JOB_DONE);
	world_close(&w);
}

/* A client says while it works that its window is used up: the next one goes elsewhere.
 */
static void test_told_limits(void **unused)
{
	const struct pc_failure limit = {
		.class = PC_FAILURE_RATE_LIMITED, .until = NOW + HOURS};
	struct world w;

	(void)unused;
	world_open(&w, NULL, NULL);
	world_add(&w, (struct pc_job){.chain = PC_STR("login")});
	world_turn(&w);
	w.now += SEC;
	pc_engine_limits(w.engine, last_start(&w)->id, &limit);
	world_succeed(&w, "x");
	world_add(&w, (struct pc_job){.chain = PC_STR("login")});
	world_turn(&w);
	assert_string_equal(last_start(&w)->backend, "gpt");
	world_close(&w);
}

static void test_schedule(void **unused)
{
	struct world w;
	const struct pc_job pulse = {.unique = PC_STR("pulse"),
		.cron = PC_STR("30 * * * *"),
		.chain = PC_STR("worker"),
		.data_class = PC_STR("public"),
		.prompt = PC_STR("beat")};

	(void)unused;
	world_open(&w, NULL, NULL);
	FINE(pc_queue_schedule(w.place.queue, &pulse, w.now, &err));
	while (w.now < NOW + 30 * MIN) {
		world_turn(&w);
		assert_int_equal(w.n_starts, 0);
		assert_true(w.next > w.now);
		w.now = w.next;
	}
	assert_int_equal(w.now, NOW + 30 * MIN);
	world_turn(&w);
	assert_int_equal(w.n_starts, 1);
	world_close(&w);
}

static void test_in_a_group(void **unused)
{
	struct world w;
	int64_t next = 0;

	(void)unused;
	world_open(&w, NULL, NULL);
	world_add(&w, (struct pc_job){0});
	FINE(pc_queue_begin(w.place.queue, &err));
	FAILS(PC_ERR_USAGE, pc_engine_turn(&next, w.engine, &err));
	FINE(pc_queue_end(w.place.queue, &err));
	assert_int_equal(w.n_starts, 0);
	world_turn(&w);
	assert_int_equal(w.n_starts, 1);
	world_close(&w);
}

/* What cannot be written does not happen, and nothing does after it. */
static void test_broken(void **unused)
{
	const struct pc_run_end end = {.answered = PC_STR("claude-sonnet-9")};
	struct world w;
	struct rlimit limit;
	int64_t next = 0;

	(void)unused;
	world_open(&w, NULL, NULL);
	world_add(&w, (struct pc_job){0});
	world_turn(&w);
	assert_int_equal(w.n_starts, 1);
	world_add(&w, (struct pc_job){0});
	/* As a disk that is full. */
	assert_true(signal(SIGXFSZ, SIG_IGN) != SIG_ERR);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
	limit.rlim_cur = 1;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
	FAILS(PC_ERR_SYSTEM, pc_engine_turn(&next, w.engine, &err));
	assert_int_equal(w.n_starts, 1);
	FAILS(PC_ERR_SYSTEM, pc_engine_turn(&next, w.engine, &err));
	FAILS(PC_ERR_SYSTEM, pc_engine_ended(w.engine, last_start(&w)->id, &end, &err));
	assert_int_equal(w.n_starts, 1);
	world_close(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_restart),
		cmocka_unit_test(test_foreign),
		cmocka_unit_test(test_step_kept),
		cmocka_unit_test(test_cancel),
		cmocka_unit_test(test_stopped),
		cmocka_unit_test(test_lost_lease),
		cmocka_unit_test(test_renewed_before),
		cmocka_unit_test(test_not_renewed),
		cmocka_unit_test(test_expired_failure),
		cmocka_unit_test(test_lift),
		cmocka_unit_test(test_pause_of_key),
		cmocka_unit_test(test_regenerate),
		cmocka_unit_test(test_outage),
		cmocka_unit_test(test_poison),
		cmocka_unit_test(test_stuck_window),
		cmocka_unit_test(test_told_limits),
		cmocka_unit_test(test_schedule),
		cmocka_unit_test(test_in_a_group),
		cmocka_unit_test(test_broken),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
