/* SPDX-License-Identifier: Apache-2.0 */
/* Jobs that wait for others, from the question that hands them in to the attempt that is
 * started: through failures, cancels, reviews, waits and a machine that loses its power.
 */
#include "desk_world.h"

/* A job after others ("[1,2]"); its number. */
static int64_t after(
	struct counter *c, const char *type, const char *needs, bool also_failed)
{
	const char *line = pc_arena_printf(&c->w.arena,
		"{\"do\":\"submit\",\"job\":{\"prompt\":\"p\",\"type\":\"%s\","
		"\"data_class\":\"public\"},\"after\":%s,\"also_failed\":%s}",
		type, needs, also_failed ? "true" : "false")
				   .ptr;

	return number_of(told(c, &ann, line), "job");
}

static const struct pc_node *shown(struct counter *c, int64_t job)
{
	return told_of(c, &ann, "show", job, "");
}

static void stands(struct counter *c, int64_t job, const char *state)
{
	assert_str(text_of(pc_node_get_c(shown(c, job), "job"), "state"), state);
}

/* The attempt of a job that runs; NULL: it does not. */
static struct started *run_of(struct counter *c, int64_t job)
{
	for (size_t i = c->w.n_starts; i-- > 0;) {
		if (c->w.starts[i].job == job && !c->w.starts[i].has_ended)
			return &c->w.starts[i];
	}
	return NULL;
}

static void end(struct counter *c, int64_t job, enum pc_failure_class class)
{
	struct started *run = run_of(c, job);
	const struct pc_run_end said = {.failure = {.class = class},
		.answered = pc_str(run ? run->model : ""),
		.usage = {.in = 1, .out = 1, .list_price = -1},
		.output = PC_STR("said")};

	assert_non_null(run);
	run->has_ended = true;
	FINE(pc_engine_ended(c->w.engine, run->id, &said, &err));
	world_turn(&c->w);
}

static void succeed(struct counter *c, int64_t job)
{
	end(c, job, PC_FAILURE_NONE);
}

static void fail_for_good(struct counter *c, int64_t job)
{
	for (int i = 0; i < 10 && run_of(c, job); i++)
		end(c, job, PC_FAILURE_BAD_REQUEST);
	stands(c, job, "failed");
}

/* ---- one after another ---------------------------------------------------------- */

static void each_waits_for_the_one_before(void **state)
{
	struct counter c;
	const struct pc_node *needs;

	(void)state;
	counter_open(&c, NULL);
	submitted(&c, &ann);
	after(&c, "chat", "[1]", false);
	assert_str(text_of(c.answer, "state"), "waiting");
	after(&c, "chat", "[2]", false);
	world_turn(&c.w);
	assert_int_equal(c.w.n_starts, 1);
	assert_str(text_of(shown(&c, 3), "why"), "it waits for job 2");
	needs = list_of(c.answer, "waits_for");
	assert_int_equal(number_of(needs->items[0], "job"), 2);
	assert_str(text_of(needs->items[0], "state"), "waiting");
	for (int64_t job = 1; job <= 3; job++) {
		assert_non_null(run_of(&c, job));
		assert_int_equal(c.w.n_starts, job);
		succeed(&c, job);
		stands(&c, job, "done");
	}
	assert_int_equal(list_of(shown(&c, 3), "waits_for")->n_items, 0);
	counter_close(&c);
}

static void all_of_them_have_to_be_done(void **state)
{
	struct counter c;
	int64_t last;

	(void)state;
	counter_open(&c, NULL);
	submitted(&c, &ann);
	submitted(&c, &ann);
	submitted(&c, &ann);
	last = after(&c, "chat", "[1,3,2,2]", false);
	world_turn(&c.w);
	assert_str(text_of(shown(&c, last), "why"), "it waits for jobs 1, 2, 3");
	succeed(&c, 2);
	succeed(&c, 1);
	stands(&c, last, "waiting");
	assert_str(text_of(shown(&c, last), "why"), "it waits for job 3");
	succeed(&c, 3);
	stands(&c, last, "running");
	counter_close(&c);
}

static void what_is_over_is_not_waited_for(void **state)
{
	struct counter c;

	(void)state;
	counter_open(&c, NULL);
	submitted(&c, &ann);
	submitted(&c, &ann);
	world_turn(&c.w);
	succeed(&c, 1);
	fail_for_good(&c, 2);
	after(&c, "chat", "[1]", false);
	assert_str(text_of(c.answer, "state"), "queued");
	refused(&c, &ann,
		"{\"do\":\"submit\",\"job\":{\"prompt\":\"p\",\"type\":\"chat\"},"
		"\"after\":[1,2]}",
		"job 2, which has to be done before, is failed");
	after(&c, "chat", "[1,2]", true);
	assert_str(text_of(c.answer, "state"), "queued");
	after(&c, "chat", "[]", false);
	assert_str(text_of(c.answer, "state"), "queued");
	counter_close(&c);
}

/* ---- when one of them fails ----------------------------------------------------- */

static void a_failure_ends_those_behind_it(void **state)
{
	struct counter c;
	int64_t next, last, cleanup;

	(void)state;
	counter_open(&c, NULL);
	submitted(&c, &ann);
	next = after(&c, "chat", "[1]", false);
	last = after(&c, "chat", "[2]", false);
	cleanup = after(&c, "chat", "[1,3]", true);
	world_turn(&c.w);
	fail_for_good(&c, 1);
	stands(&c, next, "cancelled");
	stands(&c, last, "cancelled");
	assert_true(list_of(c.answer, "events")->n_items > 0);
	/* Any end will do for whoever tidies up. */
	stands(&c, cleanup, "running");
	succeed(&c, cleanup);
	stands(&c, cleanup, "done");
	counter_close(&c);
}

static void a_cancel_ends_those_behind_it(void **state)
{
	struct counter c;
	int64_t next, last;

	(void)state;
	counter_open(&c, NULL);
	submitted(&c, &ann);
	next = after(&c, "chat", "[1]", false);
	last = after(&c, "chat", "[2]", false);
	world_turn(&c.w);
	told_of(&c, &ann, "cancel", 1, ",\"why\":\"wrong\"");
	stands(&c, 1, "cancelled");
	stands(&c, next, "cancelled");
	stands(&c, last, "cancelled");
	/* What still runs of it comes to its end, and wakes nobody. */
	end(&c, 1, PC_FAILURE_WORKER_LOST);
	assert_int_equal(c.w.n_starts, 1);
	/* They can be had again, each by itself. */
	told_of(&c, &ann, "retry", next, "");
	world_turn(&c.w);
	stands(&c, next, "running");
	counter_close(&c);
}

static void one_that_is_tried_again_has_not_failed(void **state)
{
	struct counter c;
	int64_t next;

	(void)state;
	counter_open(&c, NULL);
	submitted(&c, &ann);
	next = after(&c, "chat", "[1]", false);
	world_turn(&c.w);
	end(&c, 1, PC_FAILURE_RATE_LIMITED); /* goes to its next way */
	stands(&c, next, "waiting");
	end(&c, 1, PC_FAILURE_RATE_LIMITED); /* has none left, and waits */
	stands(&c, next, "waiting");
	for (int i = 0; i < 20 && !run_of(&c, 1); i++) {
		c.w.now = c.w.next ? c.w.next : c.w.now + MIN;
		world_turn(&c.w);
	}
	succeed(&c, 1);
	stands(&c, next, "running");
	counter_close(&c);
}

/* ---- what people do meanwhile --------------------------------------------------- */

static void a_review_is_waited_for(void **state)
{
	struct counter c;
	int64_t next;

	(void)state;
	counter_open(&c, NULL);
	told(&c, &ann,
		"{\"do\":\"submit\",\"job\":{\"prompt\":\"p\",\"type\":\"chat\","
		"\"data_class\":\"public\"}}");
	next = after(&c, "chat", "[1]", false);
	for (int round = 0; round < 2; round++) {
		struct pc_job held = claim(&c.w.place, NOW);

		assert_int_equal(held.id, 1);
		FINE(pc_queue_finish(c.w.place.queue, &held,
			&(struct pc_job_end){.state = PC_JOB_REVIEW}, NOW, &err));
		stands(&c, next, "waiting");
		told_of(&c, &root, "review", 1,
			round ? ",\"passes\":true" : ",\"passes\":false");
		stands(&c, next, round ? "queued" : "waiting");
	}
	counter_close(&c);
}

static void what_is_held_waits_on(void **state)
{
	struct counter c;
	int64_t next, other;

	(void)state;
	counter_open(&c, NULL);
	submitted(&c, &ann);
	next = after(&c, "chat", "[1]", false);
	other = after(&c, "chat", "[1]", false);
	told_of(&c, &ann, "hold", next, "");
	told_of(&c, &ann, "hold", other, "");
	told_of(&c, &ann, "unhold", other, "");
	assert_str(text_of(c.answer, "state"), "waiting");
	world_turn(&c.w);
	succeed(&c, 1);
	stands(&c, other, "running");
	stands(&c, next, "paused");
	told_of(&c, &ann, "unhold", next, "");
	world_turn(&c.w);
	stands(&c, next, "running");
	counter_close(&c);
}

static void a_machine_without_power_forgets_nothing(void **state)
{
	struct counter c;
	int64_t next;

	(void)state;
	counter_open(&c, NULL);
	submitted(&c, &ann);
	next = after(&c, "chat", "[1]", false);
	world_turn(&c.w);
	c.w.dead_pid = SERVER_PID;
	world_crash(&c.w, SERVER_PID + 1);
	c.desk.queue = c.w.place.queue;
	c.desk.engine = c.w.engine;
	stands(&c, next, "waiting");
	for (int i = 0; i < 20 && c.w.n_starts < 2; i++) {
		world_turn(&c.w);
		c.w.now = c.w.next > c.w.now ? c.w.next : c.w.now + MIN;
	}
	assert_int_equal(last_start(&c.w)->job, 1);
	succeed(&c, 1);
	stands(&c, next, "running");
	counter_close(&c);
}

/* ---- many ----------------------------------------------------------------------- */

enum { JOBS = 30, NEEDS = 4 };

struct plan {
	int64_t needs[NEEDS];
	size_t n_needs;
	bool also_failed, will_fail, was_started;
};

static uint64_t draw(uint64_t *random, uint64_t below)
{
	*random = *random * 6364136223846793005U + 1442695040888963407U;
	return (*random >> 33) % below;
}

static void hand_in(struct counter *c, struct plan *plans, int64_t job, uint64_t *random)
{
	PC_AUTO(pc_buf_done) struct pc_buf list = {0};
	struct plan *plan = &plans[job];

	plan->will_fail = draw(random, 4) == 0;
	plan->also_failed = draw(random, 2) == 0;
	plan->n_needs = job > 1 ? draw(random, NEEDS + 1) : 0;
	pc_buf_add_char(&list, '[');
	for (size_t i = 0; i < plan->n_needs; i++) {
		plan->needs[i] = 1 + (int64_t)draw(random, (uint64_t)job - 1);
		pc_buf_printf(&list, "%s%lld", i ? "," : "", (long long)plan->needs[i]);
	}
	pc_buf_add_char(&list, ']');
	assert_int_equal(after(c, "chat", list.ptr, plan->also_failed), job);
}

/* Nothing starts before what it needs is over, and well over where it has to be. */
static void check_start(struct counter *c, const struct plan *plan)
{
	for (size_t i = 0; i < plan->n_needs; i++) {
		struct pc_job need = world_job(&c->w, plan->needs[i]);

		assert_true(pc_job_is_ended((enum pc_job_state)need.state));
		assert_true(plan->also_failed || need.state == PC_JOB_DONE);
	}
}

static bool end_some(struct counter *c, struct plan *plans, uint64_t *random)
{
	int64_t running[JOBS], n = 0;

	for (int64_t job = 1; job <= JOBS; job++) {
		if (!run_of(c, job))
			continue;
		if (!plans[job].was_started)
			check_start(c, &plans[job]);
		plans[job].was_started = true;
		running[n++] = job;
	}
	if (n == 0)
		return false;
	n = running[draw(random, (uint64_t)n)];
	end(c, n, plans[n].will_fail ? PC_FAILURE_BAD_REQUEST : PC_FAILURE_NONE);
	return true;
}

/* A job that needs one that did not end well never starts. */
static void check_ends(struct counter *c, const struct plan *plans)
{
	for (int64_t job = 1; job <= JOBS; job++) {
		enum pc_job_state state = (enum pc_job_state)world_job(&c->w, job).state;
		bool is_cut = false;

		for (size_t i = 0; i < plans[job].n_needs; i++)
			is_cut |= !plans[job].also_failed &&
				  world_job(&c->w, plans[job].needs[i]).state !=
					  PC_JOB_DONE;
		assert_int_equal(state, is_cut                 ? PC_JOB_CANCELLED
					: plans[job].will_fail ? PC_JOB_FAILED
							       : PC_JOB_DONE);
		assert_int_equal(plans[job].was_started, !is_cut);
	}
}

static void any_web_of_jobs_comes_to_its_end(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 5; seed++) {
		struct plan plans[JOBS + 1] = {{.n_needs = 0}};
		struct counter c;
		uint64_t random = seed;

		counter_open(&c, NULL);
		for (int64_t job = 1; job <= JOBS; job++)
			hand_in(&c, plans, job, &random);
		world_turn(&c.w);
		while (end_some(&c, plans, &random))
			;
		check_ends(&c, plans);
		counter_close(&c);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_waits_for_the_one_before),
		cmocka_unit_test(all_of_them_have_to_be_done),
		cmocka_unit_test(what_is_over_is_not_waited_for),
		cmocka_unit_test(a_failure_ends_those_behind_it),
		cmocka_unit_test(a_cancel_ends_those_behind_it),
		cmocka_unit_test(one_that_is_tried_again_has_not_failed),
		cmocka_unit_test(a_review_is_waited_for),
		cmocka_unit_test(what_is_held_waits_on),
		cmocka_unit_test(a_machine_without_power_forgets_nothing),
		cmocka_unit_test(any_web_of_jobs_comes_to_its_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
