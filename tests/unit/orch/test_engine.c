/* SPDX-License-Identifier: Apache-2.0 */
/* From a job that waits to one that is done, refused or dead: what each end of an attempt
 * leads to, row by row, and who goes first. */
#include "engine_world.h"

static int64_t state_of(struct world *w, int64_t id)
{
	return world_job(w, id).state;
}

static void check_state(struct world *w, int64_t id, enum pc_job_state wanted)
{
	assert_string_equal(pc_job_state_name((enum pc_job_state)state_of(w, id)),
		pc_job_state_name(wanted));
}

static void test_done(void **unused)
{
	struct world w;
	struct pc_job job;
	int64_t id;

	(void)unused;
	world_open(&w, NULL, NULL);
	id = world_add(&w, (struct pc_job){0});
	world_turn(&w);
	assert_int_equal(w.n_starts, 1);
	check_state(&w, id, PC_JOB_RUNNING);
	w.now += 5 * SEC;
	world_succeed(&w, "fine");
	job = world_job(&w, id);
	assert_int_equal(job.state, PC_JOB_DONE);
	assert_true(pc_str_is(job.result, "fine"));
	assert_true(pc_str_is(job.backend, "api"));
	assert_true(pc_str_is(job.provider, "anthropic"));
	assert_true(pc_str_is(job.key, "own"));
	assert_true(pc_str_is(job.model_used, "claude-sonnet-9"));
	assert_true(pc_str_is(job.model_answered, "claude-sonnet-9"));
	assert_true(pc_str_is(job.route, "api/claude-sonnet-9"));
	assert_true(pc_str_is(job.policy_rule, "models: fine"));
	assert_int_equal(job.policy_verdict, 1);
	assert_int_equal(job.generation, 7);
	assert_int_equal(job.attempts, 1);
	assert_int_equal(job.ran, 5 * SEC);
	assert_int_equal(job.tokens_in, 100);
	assert_int_equal(job.tokens_out, 10);
	/* 100 * 2 and 10 * 10 microdollars, in picodollars. */
	assert_int_equal(job.list_price, 300 * INT64_C(1000000));
	assert_int_equal(job.cash, job.list_price);
	assert_int_equal(w.n_told[PC_WARNING] + w.n_told[PC_ERROR], 0);
	world_turn(&w);
	assert_int_equal(w.n_starts, 1);
	world_close(&w);
}

/* What one failure of each class leads to, at once and after a while. */
static const struct row {
	enum pc_failure_class class;
	enum pc_job_state is; /* behind the next turn */
	const char *chain;
	int64_t until;       /* ms from now; 0: the class's own */
	const char *backend; /* that was started then; NULL: none */
	int64_t later;       /* and so much later, s; 0: it is over */
	const char *then;
	int64_t attempts; /* that were taken by the first end */
	size_t warnings, errors;
} rows[] = {
	{PC_FAILURE_RATE_LIMITED, PC_JOB_RUNNING, "worker", 30 * SEC, "gpt", 0, NULL, 0,
		0, 0},
	{PC_FAILURE_RATE_LIMITED, PC_JOB_QUEUED, "brain", 30 * SEC, NULL, 34, "api", 0, 0,
		0},
	{PC_FAILURE_RAMP_LIMITED, PC_JOB_QUEUED, "brain", 0, NULL, 76, "api", 0, 0, 0},
	{PC_FAILURE_OVERLOADED, PC_JOB_SNOOZED, "brain", 0, NULL, 3, "api", 1, 0, 0},
	{PC_FAILURE_QUOTA_DAILY, PC_JOB_QUEUED, "brain", 9 * HOURS, NULL, 0, NULL, 0, 0,
		0},
	{PC_FAILURE_QUOTA_DAILY, PC_JOB_RUNNING, "worker", 9 * HOURS, "gpt", 0, NULL, 0,
		0, 0},
	{PC_FAILURE_SPEND_CAP, PC_JOB_RUNNING, "worker", 0, "gpt", 0, NULL, 0, 1, 0},
	{PC_FAILURE_CREDIT_EXHAUSTED, PC_JOB_RUNNING, "worker", 0, "gpt", 0, NULL, 0, 1,
		0},
	{PC_FAILURE_AUTH_EXPIRED, PC_JOB_RUNNING, "worker", 0, "gpt", 0, NULL, 0, 0, 0},
	{PC_FAILURE_AUTH_EXPIRED, PC_JOB_QUEUED, "brain", 0, NULL, 20, "api", 0, 0, 0},
	{PC_FAILURE_AUTH_INVALID, PC_JOB_RUNNING, "worker", 0, "gpt", 0, NULL, 0, 1, 0},
	{PC_FAILURE_MODEL_GONE, PC_JOB_RUNNING, "worker", 0, "gpt", 0, NULL, 0, 1, 0},
	{PC_FAILURE_MODEL_GONE, PC_JOB_QUEUED, "brain", 0, NULL, 0, NULL, 0, 1, 0},
	{PC_FAILURE_MODEL_SUBSTITUTED, PC_JOB_RUNNING, "worker", 0, "gpt", 0, NULL, 0, 0,
		0},
	{PC_FAILURE_MODEL_SUBSTITUTED, PC_JOB_REFUSED, "brain", 0, NULL, 0, NULL, 0, 0,
		0},
	{PC_FAILURE_POLICY_DENIED, PC_JOB_REFUSED, "worker", 0, NULL, 0, NULL, 0, 0, 0},
	{PC_FAILURE_CONTENT_REFUSED, PC_JOB_RUNNING, "worker", 0, "gpt", 0, NULL, 1, 0,
		0},
	{PC_FAILURE_CONTENT_REFUSED, PC_JOB_FAILED, "brain", 0, NULL, 0, NULL, 1, 0, 0},
	{PC_FAILURE_CONTEXT_OVERFLOW, PC_JOB_RUNNING, "larger", 0, "api", 0, NULL, 1, 0,
		0},
	{PC_FAILURE_CONTEXT_OVERFLOW, PC_JOB_FAILED, "worker", 0, NULL, 0, NULL, 1, 0, 0},
	{PC_FAILURE_BAD_REQUEST, PC_JOB_FAILED, "worker", 0, NULL, 0, NULL, 1, 0, 0},
	{PC_FAILURE_STREAM_BROKEN, PC_JOB_SNOOZED, "worker", 0, NULL, 3, "api", 1, 0, 0},
	{PC_FAILURE_OUTPUT_INVALID, PC_JOB_RUNNING, "worker", 0, "api", 0, NULL, 1, 0, 0},
	{PC_FAILURE_WORKER_LOST, PC_JOB_RUNNING, "worker", 0, "api", 0, NULL, 1, 0, 0},
	{PC_FAILURE_UNKNOWN, PC_JOB_SNOOZED, "worker", 0, NULL, 3, "gpt", 1, 0, 1},
};

static void run_row(const struct row *row)
{
	struct world w;
	struct pc_job job;
	int64_t id;

	world_open(&w, NULL, NULL);
	id = world_add(&w, (struct pc_job){.chain = pc_str(row->chain)});
	world_turn(&w);
	assert_int_equal(w.n_starts, 1);
	w.now += SEC;
	world_fail(&w, row->class, row->until ? w.now + row->until : 0);
	job = world_job(&w, id);
	assert_int_equal(job.attempts, row->attempts);
	assert_int_equal(job.failure, row->class);
	world_turn(&w);
	check_state(&w, id, row->is);
	assert_int_equal(w.n_starts, row->backend ? 2 : 1);
	if (row->backend)
		assert_string_equal(last_start(&w)->backend, row->backend);
	assert_int_equal(w.n_told[PC_WARNING], row->warnings);
	assert_int_equal(w.n_told[PC_ERROR], row->errors);
	for (int64_t s = 0; s < row->later && w.n_starts == 1; s++) {
		w.now += SEC;
		world_turn(&w);
	}
	if (row->then)
		assert_string_equal(last_start(&w)->backend, row->then);
	assert_int_equal(w.n_starts, row->backend || row->then ? 2 : 1);
	world_close(&w);
}

static void test_failures(void **unused)
{
	(void)unused;
	for (size_t i = 0; i < PC_COUNT(rows); i++) {
		print_message(
			"%s, %s\n", pc_failure_table[rows[i].class].name, rows[i].chain);
		run_row(&rows[i]);
	}
}

/* No chain of a row is longer than what the test above has seen of each class. */
static void test_chain(void **unused)
{
	struct world w;
	int64_t id;

	(void)unused;
	world_open(&w, NULL, NULL);
	id = world_add(&w, (struct pc_job){.chain = PC_STR("worker"), .max_attempts = 4});
	for (int i = 0; i < 60 && state_of(&w, id) != PC_JOB_DEAD; i++) {
		size_t before = w.n_starts;

		world_turn(&w);
		if (w.n_starts > before)
			world_fail(&w, PC_FAILURE_STREAM_BROKEN, 0);
		w.now += 2 * SEC;
	}
	check_state(&w, id, PC_JOB_DEAD);
	assert_int_equal(w.n_starts, 4);
	assert_string_equal(w.starts[0].backend, "api");
	assert_string_equal(w.starts[1].backend, "api");
	assert_string_equal(w.starts[2].backend, "gpt");
	assert_string_equal(w.starts[3].backend, "gpt");
	world_close(&w);
}

struct counted {
	const char *verdict;
	size_t count;
};

static bool count_verdict(void *context, const struct pc_attempt *attempt)
{
	struct counted *counted = context;

	counted->count += pc_str_is(attempt->verdict, counted->verdict);
	return true;
}

static size_t count_attempts_of(struct world *w, int64_t job, const char *verdict)
{
	const struct pc_attempt_filter filter = {.job = job};
	struct counted counted = {verdict, 0};

	FINE(pc_attempts_each(w->place.queue, &filter, count_verdict, &counted, &err));
	return counted.count;
}

static void test_hops(void **unused)
{
	struct world w;
	int64_t id;

	(void)unused;
	/* The first step is refused, the second one is let. */
	world_open(&w, NULL, "{deny: [claude-sonnet-9]}");
	id = world_add(&w, (struct pc_job){0});
	world_turn(&w);
	assert_int_equal(w.n_starts, 1);
	assert_string_equal(last_start(&w)->backend, "gpt");
	assert_int_equal(count_attempts_of(&w, id, "deny"), 1);
	world_succeed(&w, "x");
	world_close(&w);
	/* Both are. */
	world_open(&w, NULL, "{deny: [claude-sonnet-9, gpt-9]}");
	id = world_add(&w, (struct pc_job){0});
	world_turn(&w);
	assert_int_equal(w.n_starts, 0);
	check_state(&w, id, PC_JOB_REFUSED);
	assert_true(pc_str_is(world_job(&w, id).policy_rule, "models: denied"));
	assert_int_equal(world_job(&w, id).policy_verdict, 0);
	assert_int_equal(count_attempts_of(&w, id, "deny"), 2);
	world_close(&w);
	/* A fallback is asked as the first one is: behind a 429 stands a refusal. */
	world_open(&w, NULL, "{deny: [gpt-9]}");
	id = world_add(&w, (struct pc_job){0});
	world_turn(&w);
	world_fail(&w, PC_FAILURE_RATE_LIMITED, w.now + 30 * SEC);
	world_turn(&w);
	world_turn(&w);
	assert_int_equal(w.n_starts, 1);
	check_state(&w, id, PC_JOB_QUEUED);
	assert_int_equal(count_attempts_of(&w, id, "deny"), 1);
	w.now += 40 * SEC;
	world_turn(&w);
	assert_int_equal(w.n_starts, 2);
	assert_string_equal(last_start(&w)->backend, "api");
	world_close(&w);
}

static void test_no_way(void **unused)
{
	struct world w;
	int64_t id, poor, late;

	(void)unused;
	world_open(&w, NULL, NULL);
	id = world_add(&w, (struct pc_job){.chain = PC_STR("nowhere")});
	poor = world_add(&w, (struct pc_job){.type = PC_STR("poor")});
	late = world_add(&w, (struct pc_job){.deadline = NOW + SEC});
	w.now += 2 * SEC;
	world_turn(&w);
	assert_int_equal(w.n_starts, 0);
	check_state(&w, id, PC_JOB_FAILED);
	check_state(&w, poor, PC_JOB_QUEUED); /* until tomorrow has a budget */
	check_state(&w, late, PC_JOB_FAILED);
	assert_true(pc_str_is(world_job(&w, late).failure_said, "deadline"));
	world_close(&w);
}

static void test_money(void **unused)
{
	struct world w;
	int64_t dear, own, free_one;

	(void)unused;
	world_open(&w, NULL, "{on-unknown: allow, unknown-price: allow}");
	dear = world_add(&w, (struct pc_job){.type = PC_STR("dear")});
	own = world_add(&w, (struct pc_job){.budget = 5});
	free_one = world_add(&w, (struct pc_job){.chain = PC_STR("new")});
	world_turn(&w);
	/* Nobody knows what it costs, and there is a budget: for ever, so that it is
	 * refused and does not wait. */
	check_state(&w, dear, PC_JOB_REFUSED);
	assert_true(pc_str_is(world_job(&w, dear).policy_rule, "budget-day of the type"));
	check_state(&w, own, PC_JOB_REFUSED);
	assert_true(pc_str_is(world_job(&w, own).policy_rule, "budget of the job"));
	assert_int_equal(count_attempts_of(&w, own, "deny"), 2);
	/* Without a budget it may run. */
	assert_int_equal(w.n_starts, 1);
	assert_int_equal(last_start(&w)->job, free_one);
	world_close(&w);
}

static void test_tiers(void **unused)
{
	struct world w;
	int64_t id;

	(void)unused;
	world_open(&w, NULL, NULL);
	id = add(&w.place, (struct pc_job){.tier = PC_STR("grunt"),
				   .submitted = NOW,
				   .data_class = PC_STR("public"),
				   .prompt = PC_STR("do it"),
				   .max_attempts = 20,
				   .schema = PC_STR("{\"type\":\"object\"}")});
	for (int i = 0; i < 7; i++) {
		world_turn(&w);
		assert_int_equal(w.n_starts, i + 1);
		world_succeed(&w, "no");
	}
	assert_string_equal(w.starts[1].model, "gpt-9");
	assert_string_equal(w.starts[2].model, "claude-sonnet-9");
	assert_string_equal(w.starts[5].model, "gpt-9");
	assert_string_equal(w.starts[6].model, "claude-opus-9");
	assert_true(pc_str_is(world_job(&w, id).tier, "brain"));
	world_close(&w);
}

static void test_judged(void **unused)
{
	static const char schema[] = "{\"type\":\"object\",\"required\":[\"a\"]}";
	const struct pc_run_end other = {.answered = PC_STR("gpt-9"),
		.usage = {.in = 1, .out = 1, .list_price = -1},
		.output = PC_STR("x")};
	struct world w;
	int64_t id;

	(void)unused;
	world_open(&w, NULL, NULL);
	id = world_add(&w, (struct pc_job){.schema = pc_str(schema)});
	world_turn(&w);
	world_succeed(&w, "no JSON");
	assert_int_equal(world_job(&w, id).failure, PC_FAILURE_OUTPUT_INVALID);
	world_turn(&w);
	assert_int_equal(w.n_starts, 2);
	/* The worker is told what was wrong. */
	assert_non_null(strstr(last_start(&w)->prompt, "not accepted"));
	world_succeed(&w, "{\"a\":1}");
	check_state(&w, id, PC_JOB_DONE);
	assert_int_equal(world_job(&w, id).error.len, 0);
	world_close(&w);
	/* Another model has answered that may not. */
	world_open(&w, NULL, "{deny: [gpt-9]}");
	id = world_add(&w, (struct pc_job){.chain = PC_STR("brain")});
	world_turn(&w);
	world_end(&w, other);
	assert_int_equal(world_job(&w, id).failure, PC_FAILURE_MODEL_SUBSTITUTED);
	check_state(&w, id, PC_JOB_REFUSED);
	/* What it took is charged all the same. */
	assert_true(world_job(&w, id).cash > 0);
	world_close(&w);
}

/* Who tells of more than anybody can use closes no budget of everybody's. */
static void test_incredible(void **unused)
{
	const struct pc_run_end lie = {.answered = PC_STR("claude-opus-9"),
		.usage = {.in = INT64_C(1) << 48, .out = 10, .list_price = -1},
		.output = PC_STR("x")};
	struct world w;
	int64_t id;

	(void)unused;
	world_open(&w, NULL, NULL);
	id = world_add(&w, (struct pc_job){.chain = PC_STR("brain")});
	world_turn(&w);
	world_end(&w, lie);
	check_state(&w, id, PC_JOB_DONE);
	assert_true(world_job(&w, id).cash > 0);
	assert_true(world_job(&w, id).tokens_in < 1000);
	world_add(&w, (struct pc_job){.chain = PC_STR("brain")});
	world_turn(&w);
	assert_int_equal(w.n_starts, 2);
	world_close(&w);
}

/* Where the table has no price of a cache, no less than a provider may ask for it. */
static void test_cache_prices(void **unused)
{
	const struct pc_run_end end = {.answered = PC_STR("claude-opus-9"),
		.usage = {.in = 1000,
			.cache_read = 1000,
			.cache_write = 1000,
			.list_price = -1},
		.output = PC_STR("x")};
	const int64_t input = INT64_C(4000000); /* picodollars a token */
	struct world w;
	int64_t id;

	(void)unused;
	world_open(&w, NULL, NULL);
	id = world_add(&w, (struct pc_job){.chain = PC_STR("brain")});
	world_turn(&w);
	world_end(&w, end);
	assert_int_equal(world_job(&w, id).cash, input * (1000 + 1000 + 2 * 1000));
	world_close(&w);
}

static void test_first(void **unused)
{
	struct world w;
	int64_t chat, operator;

	(void)unused;
	world_open(&w, NULL, NULL);
	for (int i = 0; i < 30; i++)
		world_add(&w, (struct pc_job){0});
	world_turn(&w);
	assert_int_equal(w.n_starts, 3); /* the fourth slot is an operator's */
	operator= world_add(&w, (struct pc_job){.is_operator = 1});
	world_turn(&w);
	assert_int_equal(w.n_starts, 4);
	assert_int_equal(last_start(&w)->job, operator);
	chat = world_add(&w, (struct pc_job){.type = PC_STR("chat")});
	world_turn(&w);
	assert_int_equal(w.n_starts, 4);
	world_succeed(&w, "x"); /* the operator's */
	world_turn(&w);
	assert_int_equal(w.n_starts, 4);
	w.starts[w.n_starts] = w.starts[0];
	w.n_starts++;
	world_succeed(&w, "x"); /* a batch job's: the chat comes before the others */
	world_turn(&w);
	assert_int_equal(last_start(&w)->job, chat);
	world_close(&w);
}

static void test_kinds(void **unused)
{
	struct world w;
	struct pc_engine_view view;

	(void)unused;
	world_open(&w, NULL, NULL);
	for (int i = 0; i < 50; i++)
		world_add(&w, (struct pc_job){.type = PC_STR("one")});
	world_add(&w, (struct pc_job){0});
	world_turn(&w);
	assert_int_equal(w.n_starts, 2);
	pc_engine_look(&view, w.engine);
	assert_int_equal(view.running, 2);
	assert_int_equal(view.waiting, 49);
	assert_int_equal(view.slots, 4);
	assert_true(view.cash_day > 0); /* reserved */
	world_close(&w);
}

/* A job that nothing can do does not keep a backend from all others for ever. */
static void what_nobody_knows_ends(void **state)
{
	enum { HOUR_MS = 3600 * SEC };
	struct world w;
	int64_t id, began;

	(void)state;
	world_open(&w, NULL, NULL);
	id = world_add(&w, (struct pc_job){.chain = PC_STR("grunt")});
	began = w.now;
	while (world_job(&w, id).state != PC_JOB_DEAD) {
		unsigned before = w.n_starts;

		assert_true(w.now < began + HOUR_MS);
		world_turn(&w);
		if (w.n_starts > before)
			world_fail(&w, PC_FAILURE_UNKNOWN, 0);
		w.now += SEC;
	}
	assert_in_range(w.n_starts, PC_MAX_JOB_ATTEMPTS,
		PC_MAX_JOB_ATTEMPTS * (PC_MAX_UNKNOWN_PROBES + 1));
	world_close(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_done),
		cmocka_unit_test(test_failures),
		cmocka_unit_test(test_chain),
		cmocka_unit_test(test_hops),
		cmocka_unit_test(test_no_way),
		cmocka_unit_test(test_money),
		cmocka_unit_test(test_tiers),
		cmocka_unit_test(test_judged),
		cmocka_unit_test(test_incredible),
		cmocka_unit_test(test_cache_prices),
		cmocka_unit_test(test_first),
		cmocka_unit_test(test_kinds),
		cmocka_unit_test(what_nobody_knows_ends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
