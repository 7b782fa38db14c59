/* SPDX-License-Identifier: Apache-2.0 */
/* The desk: what people want of jobs that are there, of many at once, and of time. */
#include "desk_world.h"

static struct pc_str state_of(struct counter *c, int64_t job)
{
	return pc_str(pc_job_state_name((enum pc_job_state)world_job(&c->w, job).state));
}

static void wishes_lead_from_state_to_state(void **state)
{
	static const struct {
		const char *what, *more, *state;
	} steps[] = {
		{"hold", ",\"why\":\"later\\nor never\"", "paused"},
		{"unhold", "", "queued"},
		{"snooze", ",\"until\":1795305700000", "snoozed"},
		{"cancel", ",\"why\":null", "cancelled"},
		{"retry", "", "queued"},
	};
	struct counter c;
	int64_t job;

	(void)state;
	counter_open(&c, NULL);
	job = submitted(&c, &ann);
	for (size_t i = 0; i < PC_COUNT(steps); i++) {
		told_of(&c, &ann, steps[i].what, job, steps[i].more);
		assert_str(text_of(c.answer, "state"), steps[i].state);
		assert_str(state_of(&c, job), steps[i].state);
		assert_int_equal(number_of(c.answer, "job"), job);
		assert_true(c.said.is_change);
		assert_int_equal(c.said.job, job);
	}
	refused_of(&c, &ann, "unhold", job, "", "cannot be let go");
	refused_of(&c, &ann, "retry", job, "", "cannot be retried");
	told_of(&c, &ann, "show", job, "");
	assert_int_equal(list_of(c.answer, "events")->n_items, PC_COUNT(steps));
	assert_str(text_of(list_of(c.answer, "events")->items[0], "by"), "ann");
	assert_str(text_of(list_of(c.answer, "events")->items[0], "text"),
		"later\nor never");
	assert_str(text_of(list_of(c.answer, "events")->items[0], "is"), "paused");
	counter_close(&c);
}

static void what_runs_is_stopped(void **state)
{
	struct counter c;
	int64_t job;

	(void)state;
	counter_open(&c, NULL);
	job = submitted(&c, &ann);
	world_turn(&c.w);
	assert_str(state_of(&c, job), "running");
	refused_of(&c, &ann, "hold", job, "", "cannot be held");
	told_of(&c, &root, "cancel", job, "");
	assert_int_equal(c.w.n_cancelled, 1);
	assert_int_equal(c.w.cancelled[0], last_start(&c.w)->id);
	refused_of(&c, &ann, "cancel", job, "", "cancelled");
	counter_close(&c);
}

static void what_an_operator_held_stays_held(void **state)
{
	struct counter c;
	int64_t job;

	(void)state;
	counter_open(&c, NULL);
	job = submitted(&c, &ann);
	told_of(&c, &ann, "hold", job, "");
	told_of(&c, &ann, "unhold", job, "");
	told_of(&c, &root, "hold", job, ",\"why\":\"too many\"");
	refused_of(&c, &ann, "unhold", job, "", "was held by 'root'");
	told_of(&c, &ann, "show", job, "");
	assert_str(text_of(c.answer, "why"), "held by root: too many");
	told_of(&c, &root, "unhold", job, "");
	/* Sums of times never come to their end. */
	for (int i = 0; i < 3; i++)
		told_of(&c, &ann, "snooze", job, ",\"until\":4102444800000");
	refused_of(&c, &ann, "snooze", job, ",\"until\":4102444800001", "from 1 to");
	counter_close(&c);
}

static void a_second_look_is_somebody_elses(void **state)
{
	struct counter c;
	const struct pc_node *job;

	(void)state;
	counter_open(&c, NULL);
	told(&c, &ann,
		"{\"do\":\"submit\",\"job\":{\"prompt\":\"p\",\"type\":\"checked\","
		"\"data_class\":\"public\"}}");
	refused_of(&c, &root, "review", 1, ",\"passes\":true", "cannot be reviewed");
	for (int i = 0; i < 2; i++) {
		struct pc_job held = claim(&c.w.place, NOW);

		FINE(pc_queue_finish(c.w.place.queue, &held,
			&(struct pc_job_end){.state = PC_JOB_REVIEW}, NOW, &err));
		refused_of(&c, &ann, "review", 1, ",\"passes\":true", "for operators");
		told_of(&c, i ? &root : &ann, "review", 1,
			i ? ",\"passes\":true" : ",\"passes\":false,\"why\":\"thin\"");
		assert_str(text_of(c.answer, "state"), i ? "done" : "queued");
	}
	job = pc_node_get_c(told_of(&c, &ann, "show", 1, ""), "job");
	assert_str(text_of(job, "reviewer"), "root");
	counter_close(&c);
}

static void pauses_are_of_things_that_there_are(void **state)
{
	static const struct {
		const char *line, *words;
	} rows[] = {
		{"{\"do\":\"pause\"}", "pause needs 'what'"},
		{"{\"do\":\"pause\",\"what\":\"moon\"}",
			"all, queue, type, project, key"},
		{"{\"do\":\"pause\",\"what\":\"all\",\"name\":\"x\"}",
			"'all' has no name"},
		{"{\"do\":\"pause\",\"what\":\"type\"}", "which type"},
		{"{\"do\":\"pause\",\"what\":\"type\",\"name\":\"x\"}", "no type 'x'"},
		{"{\"do\":\"pause\",\"what\":\"key\",\"name\":\"x\"}",
			"there are: own, oai"},
		{"{\"do\":\"resume\",\"what\":\"queue\",\"name\":\"x\"}",
			"is not paused"},
	};
	struct counter c;
	int64_t job;

	(void)state;
	counter_open(&c, NULL);
	for (size_t i = 0; i < PC_COUNT(rows); i++)
		refused(&c, &root, rows[i].line, rows[i].words);
	job = submitted(&c, &ann);
	told(&c, &root,
		"{\"do\":\"pause\",\"what\":\"type\",\"name\":\"chat\",\"why\":"
		"\"bill\"}");
	assert_true(flag_of(c.answer, "is_paused"));
	assert_true(c.said.is_change);
	world_turn(&c.w);
	assert_str(state_of(&c, job), "queued");
	told_of(&c, &ann, "show", job, "");
	assert_str(text_of(c.answer, "why"), "the type 'chat' is paused");
	told(&c, &root, "{\"do\":\"resume\",\"what\":\"type\",\"name\":\"chat\"}");
	world_turn(&c.w);
	assert_str(state_of(&c, job), "running");
	told(&c, &root, "{\"do\":\"pause\",\"what\":\"all\"}");
	told(&c, &root, "{\"do\":\"pause\",\"what\":\"key\",\"name\":\"cli\"}");
	assert_int_equal(
		list_of(told(&c, &ann, "{\"do\":\"board\"}"), "pauses")->n_items, 2);
	counter_close(&c);
}

static void windows_are_lifted(void **state)
{
	struct counter c;

	(void)state;
	counter_open(&c, NULL);
	refused(&c, &root, "{\"do\":\"lift\"}", "which windows");
	refused(&c, &root, "{\"do\":\"lift\",\"key\":\"own\"}", "no window is open");
	submitted(&c, &ann);
	world_turn(&c.w);
	world_fail(&c.w, PC_FAILURE_CREDIT_EXHAUSTED, 0);
	assert_true(flag_of(
		list_of(told(&c, &ann, "{\"do\":\"board\"}"), "windows")->items[0],
		"is_for_good"));
	refused(&c, &root, "{\"do\":\"lift\",\"key\":\"oai\"}", "no window is open");
	told(&c, &root, "{\"do\":\"lift\",\"key\":\"own\"}");
	assert_int_equal(number_of(c.answer, "lifted"), 1);
	assert_true(c.said.is_change);
	assert_int_equal(
		list_of(told(&c, &ann, "{\"do\":\"board\"}"), "windows")->n_items, 0);
	counter_close(&c);
}

static void schedules_are_each_users_own(void **state)
{
	static const char line[] =
		"{\"do\":\"schedule\",\"name\":\"pulse\",\"cron\":\"0 * * * *\","
		"\"job\":{\"prompt\":\"look\\naround\",\"type\":\"chat\"}}";
	struct counter c;
	const struct pc_node *one;
	int64_t swept;

	(void)state;
	counter_open(&c, NULL);
	told(&c, &ann, line);
	assert_int_equal(number_of(c.answer, "next"), NOW + HOURS);
	told(&c, &bob, line);
	told(&c, &ann, line);
	told(&c, &ann, "{\"do\":\"schedules\"}");
	assert_int_equal(list_of(c.answer, "schedules")->n_items, 1);
	one = list_of(c.answer, "schedules")->items[0];
	assert_str(text_of(one, "name"), "pulse");
	assert_str(text_of(one, "what"), "look around");
	told(&c, &root, "{\"do\":\"schedules\"}");
	assert_int_equal(list_of(c.answer, "schedules")->n_items, 2);
	assert_str(
		text_of(list_of(c.answer, "schedules")->items[1], "name"), "bob:pulse");
	FINE(pc_queue_sweep(c.w.place.queue, NOW + HOURS, NULL, NULL, &swept, &err));
	assert_int_equal(
		list_of(told(&c, &bob, "{\"do\":\"list\"}"), "jobs")->n_items, 1);
	told(&c, &root, "{\"do\":\"unschedule\",\"name\":\"bob:pulse\"}");
	refused(&c, &bob, "{\"do\":\"unschedule\",\"name\":\"pulse\"}", "of yours");
	told(&c, &ann, "{\"do\":\"unschedule\",\"name\":\"pulse\"}");
	counter_close(&c);
}

static void operators_may_have_their_own_jobs(void **state)
{
	struct counter c;

	(void)state;
	counter_open(&c, NULL);
	told(&c, &root,
		"{\"do\":\"submit\",\"job\":{\"prompt\":\"p\",\"type\":\"chat\","
		"\"is_operator\":true,\"session\":\"any\"}}");
	assert_int_equal(world_job(&c.w, 1).is_operator, 1);
	told(&c, &ann,
		"{\"do\":\"submit\",\"job\":{\"prompt\":\"p\",\"type\":\"chat\","
		"\"is_operator\":false}}");
	assert_int_equal(world_job(&c.w, 2).is_operator, 0);
	refused(&c, &ann,
		"{\"do\":\"submit\",\"job\":{\"prompt\":\"p\",\"type\":\"chat\","
		"\"session\":\"any\"}}",
		"no job of yours has the session");
	counter_close(&c);
}

/* Limits are of a line, what is gone is a model: chains say neither. */
static void windows_of_models_are_said(void **state)
{
	static const struct {
		enum pc_failure_class class;
		const char *why;
	} rows[] = {
		{PC_FAILURE_RATE_LIMITED, "each way is blocked: 'own' until"},
		{PC_FAILURE_MODEL_GONE, "each way is blocked: 'claude-opus-9' until"},
	};

	(void)state;
	for (size_t i = 0; i < PC_COUNT(rows); i++) {
		struct counter c;

		counter_open(&c, NULL);
		world_add(&c.w, (struct pc_job){.chain = PC_STR("posed")});
		world_turn(&c.w);
		world_fail(&c.w, rows[i].class, c.w.now + 600000);
		told(&c, &ann,
			"{\"do\":\"submit\",\"job\":{\"prompt\":\"p\","
			"\"chain\":\"posed\",\"data_class\":\"public\"}}");
		told_of(&c, &ann, "show", number_of(c.answer, "job"), "");
		assert_true(pc_str_starts(text_of(c.answer, "why"), pc_str(rows[i].why)));
		counter_close(&c);
	}
}

/* The first job of a type runs, or would; what the second waits for is said. */
static void what_there_is_no_room_in_is_said(void **state)
{
	static const struct {
		const char *type, *why;
	} rows[] = {
		{"one", "as many jobs of its type run as may"},
		{"poor", "no budget has room"},
	};

	(void)state;
	for (size_t i = 0; i < PC_COUNT(rows); i++) {
		struct counter c;

		counter_open(&c, NULL);
		for (int n = 0; n < 2; n++)
			world_add(&c.w, (struct pc_job){.type = pc_str(rows[i].type)});
		world_turn(&c.w);
		told_of(&c, &root, "show", 2, "");
		assert_true(pc_str_starts(text_of(c.answer, "why"), pc_str(rows[i].why)));
		counter_close(&c);
	}
}

/* What was let and came back wrong names no rule that let it. */
static void what_came_back_wrong_names_its_rule(void **state)
{
	struct counter c;
	struct pc_run_end end = {.answered = PC_STR("other-1"),
		.usage = {.in = 1, .out = 1, .list_price = -1}};
	struct pc_str why;
	int64_t job;

	(void)state;
	counter_open(&c, NULL);
	told(&c, &ann,
		"{\"do\":\"submit\",\"job\":{\"prompt\":\"p\",\"tier\":\"brain\","
		"\"data_class\":\"public\"}}");
	job = number_of(c.answer, "job");
	world_turn(&c.w);
	world_end(&c.w, end);
	told_of(&c, &ann, "show", job, "");
	why = text_of(c.answer, "why");
	assert_true(pc_str_starts(why, PC_STR("models: substituted")));
	assert_int_equal(pc_str_find_str(why, PC_STR("fine")), why.len);
	counter_close(&c);
}

static void a_way_that_is_blocked_is_said(void **state)
{
	struct counter c;
	struct pc_str why;
	int64_t job;

	(void)state;
	counter_open(&c, NULL);
	told(&c, &ann,
		"{\"do\":\"submit\",\"job\":{\"prompt\":\"p\",\"tier\":\"brain\","
		"\"data_class\":\"public\"}}");
	job = number_of(c.answer, "job");
	world_turn(&c.w);
	world_fail(&c.w, PC_FAILURE_CREDIT_EXHAUSTED, 0);
	told(&c, &ann,
		"{\"do\":\"submit\",\"job\":{\"prompt\":\"p\",\"tier\":\"brain\","
		"\"data_class\":\"public\"}}");
	told_of(&c, &ann, "show", job + 1, "");
	why = text_of(c.answer, "why");
	assert_true(pc_str_starts(why, PC_STR("each way is blocked: 'own' until")));
	assert_int_equal(
		list_of(told_of(&c, &ann, "show", job, ""), "attempts")->n_items, 1);
	assert_str(text_of(list_of(c.answer, "attempts")->items[0], "failure"),
		"credit_exhausted");
	counter_close(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(wishes_lead_from_state_to_state),
		cmocka_unit_test(what_runs_is_stopped),
		cmocka_unit_test(what_an_operator_held_stays_held),
		cmocka_unit_test(a_second_look_is_somebody_elses),
		cmocka_unit_test(pauses_are_of_things_that_there_are),
		cmocka_unit_test(windows_are_lifted),
		cmocka_unit_test(schedules_are_each_users_own),
		cmocka_unit_test(operators_may_have_their_own_jobs),
		cmocka_unit_test(a_way_that_is_blocked_is_said),
		cmocka_unit_test(windows_of_models_are_said),
		cmocka_unit_test(what_there_is_no_room_in_is_said),
		cmocka_unit_test(what_came_back_wrong_names_its_rule),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
