/* SPDX-License-Identifier: Apache-2.0 */
/* Maker and checker: work that another family of models looks at before it is done. */
#include "engine_world.h"

static void check_state(struct world *w, int64_t id, enum pc_job_state wanted)
{
	assert_string_equal(pc_job_state_name((enum pc_job_state)world_job(w, id).state),
		pc_job_state_name(wanted));
}

/* A job of the type "checked" whose work is done, and its review under way. */
static int64_t open_review(struct world *w, const char *models)
{
	int64_t id;

	world_open(w, NULL, models);
	id = world_add(w, (struct pc_job){.type = PC_STR("checked"),
				  .prompt = PC_STR("add one\nand one")});
	world_turn(w);
	assert_int_equal(w->n_starts, 1);
	assert_string_equal(last_start(w)->backend, "api");
	world_succeed(w, "it is three");
	check_state(w, id, PC_JOB_REVIEW);
	world_turn(w);
	return id;
}

static void test_passes(void **unused)
{
	struct world w;
	int64_t id;

	(void)unused;
	id = open_review(&w, NULL);
	assert_int_equal(w.n_starts, 2);
	/* The first step of the chain has the same maker. */
	assert_string_equal(last_start(&w)->backend, "gpt");
	assert_non_null(strstr(last_start(&w)->prompt, "    and one\n"));
	assert_non_null(strstr(last_start(&w)->prompt, "    it is three\n"));
	assert_int_equal(world_job(&w, last_start(&w)->job).parent, id);
	world_succeed(&w, "{\"passes\":true,\"why\":\"so it is\"}");
	check_state(&w, last_start(&w)->job, PC_JOB_DONE);
	check_state(&w, id, PC_JOB_DONE);
	assert_non_null(world_job(&w, id).reviewer.ptr);
	world_close(&w);
}

static void test_does_not_pass(void **unused)
{
	struct world w;
	int64_t id;

	(void)unused;
	id = open_review(&w, NULL);
	world_succeed(&w, "{\"passes\":false,\"why\":\"it is two\"}");
	check_state(&w, id, PC_JOB_QUEUED);
	world_turn(&w);
	assert_int_equal(last_start(&w)->job, id);
	assert_non_null(strstr(last_start(&w)->prompt, "it is two"));
	world_succeed(&w, "it is two");
	check_state(&w, id, PC_JOB_REVIEW);
	/* There is an end to it: then a person looks. */
	for (int i = 0; i < 20; i++) {
		size_t before = w.n_starts;

		world_turn(&w);
		if (w.n_starts > before)
			world_succeed(&w, "{\"passes\":false,\"why\":\"no\"}");
	}
	check_state(&w, id, PC_JOB_REVIEW);
	assert_int_equal(world_job(&w, id).attempts, 5);
	assert_true(w.n_told[PC_WARNING] > 0);
	world_close(&w);
}

static void test_nobody_else(void **unused)
{
	struct world w;
	int64_t id;

	(void)unused;
	/* The other family may not be asked: a person looks. */
	id = open_review(&w, "{deny: [gpt-9]}");
	assert_int_equal(w.n_starts, 1);
	check_state(&w, id, PC_JOB_REVIEW);
	assert_int_equal(world_job(&w, id + 1).state, PC_JOB_REFUSED);
	assert_int_equal(w.n_told[PC_WARNING], 1);
	world_close(&w);
}

static void test_fails(void **unused)
{
	struct world w;
	int64_t id;

	(void)unused;
	id = open_review(&w, NULL);
	world_fail(&w, PC_FAILURE_BAD_REQUEST, 0);
	check_state(&w, id, PC_JOB_REVIEW);
	assert_int_equal(w.n_told[PC_WARNING], 1);
	world_close(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_passes),
		cmocka_unit_test(test_does_not_pass),
		cmocka_unit_test(test_nobody_else),
		cmocka_unit_test(test_fails),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
