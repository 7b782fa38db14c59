/* SPDX-License-Identifier: Apache-2.0 */
/* What jobs took: sums that are exact, and the same before and after the jobs are
 * forgotten, whatever was done to them. */
#include "ledger_priv.h"
#include "queue_place.h"

#define DAY ((int64_t)24 * 60 * 60 * 1000)
enum { FIRST_DAY = 20000 };

/* ---- what is asked ----------------------------------------------------------- */

struct answer {
	struct pc_ledger_total items[64];
	size_t count;
	struct pc_arena arena;
};

static bool take(void *context, const struct pc_ledger_total *total)
{
	struct answer *answer = context;

	assert_true(answer->count < PC_COUNT(answer->items));
	answer->items[answer->count] = *total;
	answer->items[answer->count++].name = pc_arena_str(&answer->arena, total->name);
	return true;
}

static void ask(struct answer *out, struct place *p, enum pc_ledger_by by,
	struct pc_ledger_period period)
{
	*out = (struct answer){.count = 0};
	FINE(pc_ledger_each(p->queue, by, &period, take, out, &err));
}

static struct pc_ledger_total all(struct place *p, struct pc_ledger_period period)
{
	struct answer answer;
	struct pc_ledger_total total = {.jobs = 0};

	ask(&answer, p, PC_LEDGER_ALL, period);
	assert_true(answer.count <= 1);
	if (answer.count)
		total = answer.items[0];
	pc_arena_done(&answer.arena);
	total.name = (struct pc_str){0};
	return total;
}

static struct pc_ledger_total named(
	struct place *p, enum pc_ledger_by by, const char *name)
{
	struct pc_ledger_total total = {.jobs = -1};
	struct answer answer;

	ask(&answer, p, by, (struct pc_ledger_period){.since = 0});
	for (size_t i = 0; i < answer.count; i++)
		if (pc_str_is(answer.items[i].name, name))
			total = answer.items[i];
	pc_arena_done(&answer.arena);
	assert_int_not_equal(total.jobs, -1);
	return total;
}

/* ---- jobs that do something -------------------------------------------------- */

static struct pc_attempt begin_attempt(
	struct place *p, int64_t job, const char *model, int64_t now)
{
	struct pc_attempt attempt = {.job = job,
		.started = now,
		.backend = PC_STR("api"),
		.key = PC_STR("own"),
		.model = pc_str(model),
		.verdict = PC_STR("allow"),
		.reserved_tokens = 5000,
		.reserved_money = 700};

	FINE(pc_queue_attempt_begin(p->queue, &attempt, &err));
	return attempt;
}

static void end_attempt(struct place *p, struct pc_attempt *attempt,
	enum pc_failure_class failure, int64_t now)
{
	attempt->ended = now;
	attempt->failure = failure;
	attempt->tokens_in = 100;
	attempt->tokens_out = 10;
	attempt->cache_read = 7;
	attempt->cache_write = 3;
	attempt->list_price = 600;
	attempt->cash = 500;
	FINE(pc_queue_attempt_end(p->queue, attempt, &err));
}

static void run_one(struct place *p, const char *project, int64_t at)
{
	struct pc_job job = {.submitted = at,
		.type = PC_STR("coding"),
		.project = pc_str(project),
		.owner = PC_STR("ann")};
	struct pc_attempt attempt;

	add(p, job);
	job = claim(p, at + 50);
	attempt = begin_attempt(p, job.id, "opus", at + 50);
	end_attempt(p, &attempt, PC_FAILURE_NONE, at + 80);
	finish(p, &job, PC_JOB_DONE, at + 90);
}

static void test_a_job_that_is_done_is_in_every_total(void **state)
{
	static const struct {
		enum pc_ledger_by by;
		const char *name;
	} rows[] = {{PC_LEDGER_ALL, ""}, {PC_LEDGER_DAY, "2024-10-04"},
		{PC_LEDGER_PROJECT, "shop"}, {PC_LEDGER_TYPE, "coding"},
		{PC_LEDGER_MODEL, "opus"}, {PC_LEDGER_KEY, "own"},
		{PC_LEDGER_BACKEND, "api"}, {PC_LEDGER_FAILURE, "none"}};
	struct place p;

	(void)state;
	place_open(&p);
	run_one(&p, "shop", FIRST_DAY * DAY);
	for (size_t i = 0; i < PC_COUNT(rows); i++) {
		struct pc_ledger_total t = named(&p, rows[i].by, rows[i].name);

		assert_int_equal(t.jobs, 1);
		assert_int_equal(t.done, 1);
		assert_int_equal(t.open + t.failed + t.dead + t.rerouted + t.losses, 0);
		assert_int_equal(t.waited, 50);
		assert_int_equal(t.ran, 40);
		assert_int_equal(t.attempts, 1);
		assert_int_equal(t.attempts_failed, 0);
		assert_int_equal(t.tokens_in, 100);
		assert_int_equal(t.tokens_out, 10);
		assert_int_equal(t.cache_read, 7);
		assert_int_equal(t.cache_write, 3);
		assert_int_equal(t.list_price, 600);
		assert_int_equal(t.cash, 500);
		assert_int_equal(t.reserved, 0);
	}
	place_close(&p);
}

static void test_what_has_not_ended_takes_what_is_reserved(void **state)
{
	struct pc_ledger_total t;
	struct pc_attempt attempt;
	struct pc_job job;
	struct place p;

	(void)state;
	place_open(&p);
	add(&p, (struct pc_job){.submitted = 1000});
	job = claim(&p, 1000);
	attempt = begin_attempt(&p, job.id, "opus", 1000);
	t = all(&p, (struct pc_ledger_period){.since = 0});
	assert_int_equal(t.open, 1);
	assert_int_equal(t.cash, 700);
	assert_int_equal(t.list_price, 700);
	assert_int_equal(t.reserved, 700);
	assert_int_equal(t.tokens_out, 5000);
	end_attempt(&p, &attempt, PC_FAILURE_OVERLOADED, 1100);
	t = all(&p, (struct pc_ledger_period){.since = 0});
	assert_int_equal(t.cash, 500);
	assert_int_equal(t.reserved, 0);
	assert_int_equal(t.attempts_failed, 1);
	assert_int_equal(named(&p, PC_LEDGER_FAILURE, "overloaded").attempts, 1);
	place_close(&p);
}

static void test_another_way_than_the_first_is_rerouted(void **state)
{
	struct pc_attempt attempt;
	struct pc_job job;
	struct place p;

	(void)state;
	place_open(&p);
	add(&p, (struct pc_job){.submitted = 1000});
	job = claim(&p, 1000);
	attempt = begin_attempt(&p, job.id, "opus", 1000);
	end_attempt(&p, &attempt, PC_FAILURE_RATE_LIMITED, 1010);
	attempt = begin_attempt(&p, job.id, "sonnet", 1010);
	end_attempt(&p, &attempt, PC_FAILURE_NONE, 1020);
	assert_int_equal(all(&p, (struct pc_ledger_period){.since = 0}).rerouted, 0);
	finish(&p, &job, PC_JOB_DONE, 1030);
	assert_int_equal(all(&p, (struct pc_ledger_period){.since = 0}).rerouted, 1);
	assert_int_equal(named(&p, PC_LEDGER_MODEL, "sonnet").jobs, 1);
	assert_int_equal(named(&p, PC_LEDGER_MODEL, "opus").jobs, 0);
	assert_int_equal(named(&p, PC_LEDGER_MODEL, "opus").attempts, 1);
	place_close(&p);
}

static void add_largest(struct place *p, int64_t at)
{
	struct pc_attempt attempt;
	struct pc_job job;

	add(p, (struct pc_job){.submitted = at});
	job = claim(p, at);
	attempt = begin_attempt(p, job.id, "opus", at);
	attempt.cash = INT64_MAX;
	attempt.list_price = -1; /* not known */
	attempt.ended = at + 1;
	FINE(pc_queue_attempt_end(p->queue, &attempt, &err));
	finish(p, &job, PC_JOB_DONE, at + 2);
}

static void check_largest(struct place *p)
{
	struct pc_ledger_total t = all(p, (struct pc_ledger_period){.since = 0});

	assert_int_equal(t.jobs, 3);
	assert_true(t.cash == INT64_MAX);
	assert_int_equal(t.list_price, 0);
}

static void test_a_sum_stays_at_the_largest_number(void **state)
{
	int64_t gone;
	struct place p;

	(void)state;
	place_open(&p);
	for (int64_t i = 1; i <= 3; i++)
		add_largest(&p, i * 1000);
	check_largest(&p);
	FINE(pc_ledger_fold(p.queue, 9 * DAY, &err));
	check_largest(&p);
	FINE(pc_ledger_forget(&gone, p.queue, 9 * DAY, 2, &err));
	assert_int_equal(gone, 2);
	check_largest(&p);
	/* And it comes down again when they are not asked for. */
	assert_true(all(&p, (struct pc_ledger_period){.until = -1}).cash == 0);
	place_close(&p);
}

static void test_a_period_is_exact_while_jobs_are_young(void **state)
{
	const int64_t at = FIRST_DAY * DAY + 1000;
	struct pc_ledger_period hour = {.since = at, .until = at + 1};
	struct place p;

	(void)state;
	place_open(&p);
	run_one(&p, "a", at);
	run_one(&p, "b", at + 1000);
	assert_int_equal(all(&p, hour).jobs, 1);
	hour.since++;
	hour.until++;
	assert_int_equal(all(&p, hour).jobs, 0);
	/* Two days later a day of which a part is in it counts as a whole. */
	FINE(pc_ledger_fold(p.queue, at + 2 * DAY + 91, &err));
	assert_int_equal(all(&p, hour).jobs, 1);
	FINE(pc_ledger_fold(p.queue, at + 3 * DAY, &err));
	assert_int_equal(all(&p, hour).jobs, 2);
	hour.project = PC_STR("b");
	assert_int_equal(all(&p, hour).jobs, 1);
	hour.owner = PC_STR("bob");
	assert_int_equal(all(&p, hour).jobs, 0);
	place_close(&p);
}

static void test_a_job_that_is_wanted_again_is_counted_once(void **state)
{
	struct pc_ledger_total t;
	bool was_running;
	struct place p;
	int64_t id;

	(void)state;
	place_open(&p);
	id = add(&p, (struct pc_job){.submitted = 1000});
	FINE(pc_queue_cancel(&was_running, p.queue,
		&(struct pc_queue_wish){.job = id, .now = 2000}, &err));
	FINE(pc_ledger_fold(p.queue, 9 * DAY, &err));
	assert_int_equal(all(&p, (struct pc_ledger_period){.since = 0}).cancelled, 1);
	FINE(pc_queue_retry(
		p.queue, &(struct pc_queue_wish){.job = id, .now = 9 * DAY}, &err));
	t = all(&p, (struct pc_ledger_period){.since = 0});
	assert_int_equal(t.jobs, 1);
	assert_int_equal(t.cancelled, 0);
	assert_int_equal(t.open, 1);
	place_close(&p);
}

static void test_the_summary_has_the_articles_table(void **state)
{
	const int64_t first = FIRST_DAY * DAY;
	struct pc_ledger_period period = {.until = first + 5 * DAY};
	struct pc_ledger_summary s;
	struct place p;

	(void)state;
	place_open(&p);
	run_one(&p, "a", first);
	run_one(&p, "b", first + 2 * DAY);
	run_one(&p, "", first + 2 * DAY + 5000);
	for (int turn = 0; turn < 2; turn++) {
		FINE(pc_ledger_summarize(&s, &p.arena, p.queue, &period, &err));
		assert_int_equal(s.all.jobs, 3);
		assert_int_equal(s.projects, 2);
		assert_int_equal(s.days, 5);
		assert_int_equal(s.peak, 2);
		assert_true(pc_str_is(s.peak_day, "2024-10-06"));
		assert_int_equal(s.waited_p50, 50);
		assert_int_equal(s.waited_p99, 50);
		assert_int_equal(s.waited_most, 50);
		assert_int_equal(s.operator_waited_most, 0);
		FINE(pc_ledger_fold(p.queue, first + 9 * DAY, &err));
	}
	period.until = 0;
	FINE(pc_ledger_summarize(&s, &p.arena, p.queue, &period, &err));
	assert_int_equal(s.days, 3);
	place_close(&p);
}

/* The version stands in the file's header. */
static int version_of(const char *path)
{
	enum { VERSION_AT = 60 };
	unsigned char bytes[4];
	FILE *file = fopen(path, "rb");

	assert_non_null(file);
	assert_int_equal(fseek(file, VERSION_AT, SEEK_SET), 0);
	assert_int_equal(fread(bytes, 1, sizeof(bytes), file), sizeof(bytes));
	fclose(file);
	return bytes[0] << 24 | bytes[1] << 16 | bytes[2] << 8 | bytes[3];
}

/* As it was before there was a ledger. */
static void make_older(struct place *p)
{
	struct pc_sql_shape shape = {.what = "the queue"};
	struct pc_db *db;

	pc_queue_close(&p->queue);
	shape.n_steps = version_of(p->file);
	assert_true(shape.n_steps >= 3);
	FINE(pc_sql_open(&db, p->file, &shape, PC_DB_WRITE, &err));
	FINE(pc_sql_run(db,
		"DROP TABLE total; DROP TABLE wait; DROP TABLE unfolded;"
		"PRAGMA user_version=2;",
		&err));
	pc_db_close(&db);
}

static void test_a_file_from_before_the_ledger_is_brought_up_to_date(void **state)
{
	int64_t gone;
	struct place p;

	(void)state;
	place_open(&p);
	run_one(&p, "a", 1000);
	run_one(&p, "b", 2000);
	make_older(&p);
	place_reopen(&p);
	assert_int_equal(all(&p, (struct pc_ledger_period){.since = 0}).done, 2);
	FINE(pc_ledger_forget(&gone, p.queue, 9 * DAY, 9, &err));
	assert_int_equal(gone, 1); /* the last one stays */
	assert_int_equal(all(&p, (struct pc_ledger_period){.since = 0}).done, 2);
	assert_int_equal(all(&p, (struct pc_ledger_period){.since = 0}).cash, 1000);
	place_close(&p);
}

/* A reader, as policyctl is one, while the writer is there. */
static void test_readers_may_ask(void **state)
{
	struct place p, reader = {.queue = NULL};

	(void)state;
	place_open(&p);
	run_one(&p, "a", 1000);
	FINE(pc_queue_open(&reader.queue, p.file, false, &err));
	assert_int_equal(all(&reader, (struct pc_ledger_period){.since = 0}).jobs, 1);
	run_one(&p, "b", 2000);
	FINE(pc_ledger_fold(p.queue, 9 * DAY, &err));
	assert_int_equal(all(&reader, (struct pc_ledger_period){.since = 0}).jobs, 2);
	pc_queue_close(&reader.queue);
	place_close(&p);
}

static void test_buckets_are_fine_and_in_order(void **state)
{
	int64_t end = -1;

	(void)state;
	for (int i = 0; i < LEDGER_BUCKETS - 1; i++) {
		assert_int_equal(ledger_bucket(end + 1), i);
		end = ledger_bucket_end(i);
		assert_int_equal(ledger_bucket(end), i);
		if (end == INT64_MAX)
			break;
	}
	assert_true(end == INT64_MAX);
	assert_int_equal(ledger_bucket_end(ledger_bucket(1000)), 1007);
	assert_int_equal(ledger_bucket(-5), 0);
}

/* docs/jobs-ledger.md lists them. */
static void test_a_job_has_its_eighty_columns(void **state)
{
	(void)state;
	assert_int_equal(job_table.count + bulk_table.count - 1, 80);
	assert_int_equal(attempt_table.count, 32);
}

static void test_nothing_is_no_total(void **state)
{
	struct pc_ledger_period any = {.since = 0};
	struct pc_ledger_summary s;
	struct place p;

	(void)state;
	place_open(&p);
	assert_int_equal(all(&p, any).jobs, 0);
	FINE(pc_ledger_summarize(&s, &p.arena, p.queue, &any, &err));
	assert_int_equal(s.days, 0);
	assert_int_equal(s.peak_day.len, 0);
	place_close(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_job_that_is_done_is_in_every_total),
		cmocka_unit_test(test_what_has_not_ended_takes_what_is_reserved),
		cmocka_unit_test(test_another_way_than_the_first_is_rerouted),
		cmocka_unit_test(test_a_sum_stays_at_the_largest_number),
		cmocka_unit_test(test_a_period_is_exact_while_jobs_are_young),
		cmocka_unit_test(test_a_job_that_is_wanted_again_is_counted_once),
		cmocka_unit_test(test_the_summary_has_the_articles_table),
		cmocka_unit_test(
			test_a_file_from_before_the_ledger_is_brought_up_to_date),
		cmocka_unit_test(test_readers_may_ask),
		cmocka_unit_test(test_buckets_are_fine_and_in_order),
		cmocka_unit_test(test_a_job_has_its_eighty_columns),
		cmocka_unit_test(test_nothing_is_no_total),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
