/* SPDX-License-Identifier: Apache-2.0 */
/* The desk: each question right and wrong, who may ask it, and what is never told. */
#include "desk_world.h"

#define SUBMIT(members) "{\"do\":\"submit\",\"job\":{\"prompt\":\"p\"," members "}}"

static void a_job_is_taken_and_shown(void **state)
{
	struct counter c;
	const struct pc_node *job;

	(void)state;
	counter_open(&c, NULL);
	told(&c, &ann,
		"{\"do\":\"submit\",\"job\":{\"prompt\":\" sort\\nthe \\u0007issues\","
		"\"system_prompt\":\"be\",\"inputs\":{\"n\":1},\"type\":\"chat\","
		"\"project\":\"p\",\"queue\":\"q\",\"priority\":-3,\"tier\":\"worker\","
		"\"data_class\":\"public\",\"cwd\":\"/srv/x\",\"tools\":\"Read,"
		"Bash(git log *)\",\"agent\":\"a\",\"unique\":\"u\",\"deadline\":"
		"1795305700000,\"max_attempts\":4,\"budget_picodollars\":5000,"
		"\"effort\":\"high\",\"schema\":{\"type\":\"object\"}}}");
	assert_int_equal(number_of(c.answer, "job"), 1);
	assert_str(text_of(c.answer, "state"), "queued");
	assert_true(flag_of(c.answer, "is_new"));
	assert_true(c.said.is_change);
	assert_int_equal(c.said.job, 1);
	job = pc_node_get_c(told(&c, &ann, "{\"do\":\"show\",\"job\":1}"), "job");
	assert_str(text_of(job, "prompt"), " sort\nthe \aissues");
	assert_str(text_of(job, "what"), "sort the issues");
	assert_str(text_of(job, "inputs"), "{\"n\":1}");
	assert_str(text_of(job, "schema"), "{\"type\":\"object\"}");
	assert_str(text_of(job, "owner"), "ann");
	assert_str(text_of(job, "unique"), "u");
	assert_int_equal(number_of(job, "priority"), -3);
	assert_int_equal(number_of(job, "budget_picodollars"), 5000);
	assert_int_equal(number_of(job, "submitted"), NOW);
	assert_false(flag_of(job, "is_operator"));
	assert_false(c.said.is_change);
	counter_close(&c);
}

static const struct {
	const char *line, *words;
} wrong[] = {
	{"", "no JSON"},
	{"x", "no JSON"},
	{"[]", "no JSON object"},
	{"{}", "does not say in \\\"do\\\""},
	{"{\"do\":7}", "does not say in \\\"do\\\""},
	{"{\"do\":\"dance\"}", "'dance' is nothing that can be done"},
	{"{\"do\":\"dance\"}", "it may be submit, list, show"},
	{"{\"do\":\"a\\u001b[2Jb\"}", "'a?[2Jb'"},
	{"{\"do\":\"list\",\"do\":\"show\"}", "question"},
	{"{\"do\":\"list\",\"stats\":1}", "list has no key 'stats'"},
	{"{\"do\":\"list\",\"stats\":1}", "it has states, type, project"},
	{"{\"do\":\"list\",\"x\\ny\\u001b\":1}", "'x?y?'"},
	{"{\"do\":\"list\",\"limit\":0}", "from 1 to 500"},
	{"{\"do\":\"list\",\"limit\":501}", "from 1 to 500"},
	{"{\"do\":\"list\",\"limit\":1.5}", "whole number"},
	{"{\"do\":\"list\",\"since\":-1}", "from 0 to"},
	{"{\"do\":\"list\",\"states\":[\"gone\"]}", "no job is ever 'gone'"},
	{"{\"do\":\"list\",\"states\":[7]}", "list of texts"},
	{"{\"do\":\"list\",\"type\":\"a\\u0001\"}", "control character"},
	{"{\"do\":\"list\",\"type\":\"\\ud800\"}", "half of a character"},
	{"{\"do\":\"list\",\"owner\":\"bob\"}", "shown to operators"},
	{"{\"do\":\"show\"}", "show needs 'job'"},
	{"{\"do\":\"show\",\"job\":0}", "from 1 to"},
	{"{\"do\":\"show\",\"job\":9}", "there is no job 9 of yours"},
	{"{\"do\":\"show\",\"job\":\"1\"}", "whole number"},
	{"{\"do\":\"board\",\"all\":true}", "it has no members"},
	{"{\"do\":\"stats\",\"by\":\"weather\"}", "it may be all, day, project"},
	{"{\"do\":\"stats\",\"owner\":\"bob\"}", "told to operators"},
	{"{\"do\":\"submit\"}", "submit needs 'job'"},
	{"{\"do\":\"submit\",\"job\":7}", "the job has to be an object"},
	{"{\"do\":\"submit\",\"job\":{}}", "needs 'prompt'"},
	{"{\"do\":\"submit\",\"job\":{\"prompt\":\" \\n\"}}",
		"'prompt' of the job is empty"},
	{"{\"do\":\"submit\",\"job\":{\"prompt\":\"p\"}}", "a type, a tier, a chain"},
	{SUBMIT("\"type\":\"none\""), "there is no type 'none'"},
	{SUBMIT("\"type\":\"none\""), "there are: chat, one, checked, poor"},
	{SUBMIT("\"tier\":\"none\""), "there is no tier 'none'"},
	{SUBMIT("\"chain\":\"none\""), "there is no chain 'none'"},
	{SUBMIT("\"model\":\"gpt-3\""), "no chain has a step with 'gpt-3'"},
	{SUBMIT("\"position\":\"boss\""), "no chain has a step with 'boss'"},
	{SUBMIT("\"type\":\"chat\",\"priority\":1001"), "from -1000 to 1000"},
	{SUBMIT("\"type\":\"chat\",\"max_attempts\":0"), "from 1 to 100"},
	{SUBMIT("\"type\":\"chat\",\"budget_picodollars\":-1"), "not negative"},
	{SUBMIT("\"type\":\"chat\",\"budget_picodollars\":9223372036854775808"),
		"whole number"},
	{SUBMIT("\"type\":\"chat\",\"not_before\":-5"), "from 0 to"},
	{SUBMIT("\"type\":\"chat\",\"deadline\":5"), "has passed"},
	{SUBMIT("\"type\":\"chat\",\"deadline\":1795305700000,\"not_before\":"
		"1795305700000"),
		"not before its 'deadline'"},
	{SUBMIT("\"type\":\"chat\",\"cwd\":\"srv\""), "has to be absolute"},
	{SUBMIT("\"type\":\"chat\",\"cwd\":\"/srv/../etc\""), "leads up"},
	{SUBMIT("\"type\":\"chat\",\"cwd\":\"/srv\\u0000x\""), "control character"},
	{SUBMIT("\"type\":\"chat\",\"tools\":\"Read,Bash(x\""), "grants nothing"},
	{SUBMIT("\"type\":\"chat\",\"schema\":\"{\""), "'schema' of the job is no JSON"},
	{SUBMIT("\"type\":\"chat\",\"schema\":{\"oneOf\":[]}"), "oneOf"},
	{SUBMIT("\"type\":\"chat\",\"inputs\":\"{\""), "'inputs' of the job is no JSON"},
	{SUBMIT("\"type\":\"chat\",\"data_class\":\"secret\""),
		"no backend takes data of class 'secret'"},
	{SUBMIT("\"type\":\"chat\",\"is_operator\":true"), "is for operators"},
	{SUBMIT("\"type\":\"chat\",\"session\":\"s\""),
		"no job of yours has the session"},
	{SUBMIT("\"type\":\"chat\",\"project\":\"a\\u001b[31m\""), "control character"},
	{SUBMIT("\"type\":\"chat\",\"owner\":\"root\""), "no key 'owner'"},
	{SUBMIT("\"type\":\"chat\",\"key\":\"own\""), "no key 'key'"},
	{"{\"do\":\"submit\",\"job\":{\"prompt\":\"p\",\"type\":\"chat\"},\"after\":3}",
		"a list of at most 1000"},
	{"{\"do\":\"submit\",\"job\":{\"prompt\":\"p\",\"type\":\"chat\"},\"after\":[0]}",
		"no number of a job"},
	{"{\"do\":\"submit\",\"job\":{\"prompt\":\"p\",\"type\":\"chat\"},\"after\":[9]}",
		"there is no job 9 of yours"},
	{"{\"do\":\"cancel\",\"job\":9}", "there is no job 9 of yours"},
	{"{\"do\":\"cancel\",\"job\":9,\"until\":1}", "it has job, why"},
	{"{\"do\":\"snooze\",\"job\":9}", "snooze needs 'until'"},
	{"{\"do\":\"review\",\"job\":9}", "review needs 'passes'"},
	{"{\"do\":\"cancel\",\"job\":9,\"why\":\"a\\u0000\"}", "control character"},
	{"{\"do\":\"logs\",\"job\":9}", "there is no job 9 of yours"},
	{"{\"do\":\"pause\",\"what\":\"all\"}", "'pause' is for operators"},
	{"{\"do\":\"resume\",\"what\":\"all\"}", "'resume' is for operators"},
	{"{\"do\":\"lift\",\"key\":\"own\"}", "'lift' is for operators"},
	{"{\"do\":\"schedule\",\"name\":\"n\",\"cron\":\"* *\",\"job\":{}}", "cron"},
	{"{\"do\":\"schedule\",\"name\":\"n\",\"cron\":\"0 0 30 2 *\",\"job\":{}}",
		"never comes"},
	{"{\"do\":\"schedule\",\"name\":\"\",\"cron\":\"@daily\",\"job\":{}}",
		"needs a name"},
	{"{\"do\":\"schedule\",\"name\":\"n\",\"cron\":\"@daily\",\"job\":{\"prompt\":"
	 "\"p\",\"type\":\"chat\",\"unique\":\"u\"}}",
		"has no 'unique'"},
	{"{\"do\":\"unschedule\",\"name\":\"n\"}", "there is no schedule 'n' of yours"},
};

static void what_is_wrong_is_said(void **state)
{
	struct counter c;
	int64_t n;

	(void)state;
	counter_open(&c, NULL);
	for (size_t i = 0; i < PC_COUNT(wrong); i++)
		refused(&c, &ann, wrong[i].line, wrong[i].words);
	FINE(pc_jobs_count(&n, c.w.place.queue, &(struct pc_job_filter){0}, &err));
	assert_int_equal(n, 0);
	counter_close(&c);
}

static void jobs_of_others_are_not_there(void **state)
{
	static const struct {
		const char *what, *more;
	} about[] = {{"show", ""}, {"cancel", ""}, {"retry", ""}, {"hold", ""},
		{"unhold", ""}, {"logs", ""}, {"snooze", ",\"until\":5"},
		{"review", ",\"passes\":false"}};
	struct counter c;
	int64_t job;

	(void)state;
	counter_open(&c, NULL);
	job = submitted(&c, &ann);
	for (size_t i = 0; i < PC_COUNT(about); i++)
		refused_of(&c, &bob, about[i].what, job, about[i].more,
			"there is no job 1 of yours");
	refused(&c, &bob,
		"{\"do\":\"submit\",\"job\":{\"prompt\":\"p\",\"type\":\"chat\"},"
		"\"after\":[1]}",
		"there is no job 1 of yours");
	assert_int_equal(
		list_of(told(&c, &bob, "{\"do\":\"list\"}"), "jobs")->n_items, 0);
	assert_int_equal(
		list_of(told(&c, &ann, "{\"do\":\"list\"}"), "jobs")->n_items, 1);
	assert_int_equal(
		list_of(told(&c, &root, "{\"do\":\"list\"}"), "jobs")->n_items, 1);
	told(&c, &bob, "{\"do\":\"board\"}");
	assert_int_equal(list_of(c.answer, "next")->n_items, 0);
	assert_int_equal(number_of(c.answer, "waiting_count"), 1);
	assert_null(strstr(c.out.ptr, "do it"));
	told(&c, &root, "{\"do\":\"board\"}");
	assert_int_equal(list_of(c.answer, "next")->n_items, 1);
	told_of(&c, &root, "cancel", job, "");
	assert_str(text_of(c.answer, "state"), "cancelled");
	counter_close(&c);
}

static void unique_keys_are_each_users_own(void **state)
{
	static const char line[] =
		"{\"do\":\"submit\",\"job\":{\"prompt\":\"p\",\"type\":\"chat\","
		"\"unique\":\"nightly\"}}";
	struct counter c;
	int64_t anns, bobs, roots;

	(void)state;
	counter_open(&c, NULL);
	anns = number_of(told(&c, &ann, line), "job");
	bobs = number_of(told(&c, &bob, line), "job");
	roots = number_of(told(&c, &root, line), "job");
	assert_true(anns != bobs && bobs != roots && anns != roots);
	assert_int_equal(number_of(told(&c, &ann, line), "job"), anns);
	assert_false(flag_of(c.answer, "is_new"));
	assert_false(c.said.is_change);
	told_of(&c, &bob, "show", bobs, "");
	assert_str(text_of(pc_node_get_c(c.answer, "job"), "unique"), "nightly");
	counter_close(&c);
}

static void the_first_that_is_interactive_is_taken(void **state)
{
	struct counter c;

	(void)state;
	counter_open(&c, NULL);
	told(&c, &ann,
		"{\"do\":\"submit\",\"interactive\":true,\"job\":{\"prompt\":\"p\"}}");
	assert_str(world_job(&c.w, 1).type, "chat");
	told(&c, &ann,
		"{\"do\":\"submit\",\"interactive\":true,\"job\":{\"prompt\":\"p\","
		"\"type\":\"one\",\"project\":null}}");
	assert_str(world_job(&c.w, 2).type, "one");
	counter_close(&c);
}

static void lists_are_filtered_and_go_on(void **state)
{
	struct counter c;

	(void)state;
	counter_open(&c, NULL);
	for (int i = 0; i < 5; i++)
		submitted(&c, &ann);
	told_of(&c, &ann, "hold", 2, ",\"why\":\"later\"");
	told(&c, &root, "{\"do\":\"list\",\"limit\":2}");
	assert_true(flag_of(c.answer, "more"));
	assert_int_equal(number_of(list_of(c.answer, "jobs")->items[1], "id"), 4);
	told(&c, &root, "{\"do\":\"list\",\"limit\":3,\"before\":4}");
	assert_false(flag_of(c.answer, "more"));
	assert_int_equal(list_of(c.answer, "jobs")->n_items, 3);
	told(&c, &root, "{\"do\":\"list\",\"states\":[\"paused\",\"running\"]}");
	assert_int_equal(list_of(c.answer, "jobs")->n_items, 1);
	told(&c, &root, "{\"do\":\"list\",\"states\":\"queued\",\"type\":\"one\"}");
	assert_int_equal(list_of(c.answer, "jobs")->n_items, 0);
	told(&c, &root, "{\"do\":\"list\",\"states\":[\"done\",\"queued\"]}");
	assert_int_equal(list_of(c.answer, "jobs")->n_items, 4);
	told(&c, &root, "{\"do\":\"list\",\"owner\":\"ann\",\"since\":1,\"until\":2}");
	assert_int_equal(list_of(c.answer, "jobs")->n_items, 0);
	counter_close(&c);
}

static void a_board_tells_how_things_stand(void **state)
{
	struct counter c;
	const struct pc_node *board, *window;

	(void)state;
	counter_open(&c, NULL);
	submitted(&c, &ann);
	submitted(&c, &bob);
	world_turn(&c.w);
	told(&c, &root, "{\"do\":\"pause\",\"what\":\"type\",\"name\":\"one\"}");
	board = told(&c, &ann, "{\"do\":\"board\"}");
	assert_int_equal(number_of(board, "slots"), 4);
	assert_int_equal(number_of(board, "running_count"), 2);
	assert_int_equal(list_of(board, "running")->n_items, 1);
	assert_int_equal(number_of(pc_node_get_c(board, "states"), "running"), 2);
	assert_str(text_of(list_of(board, "pauses")->items[0], "name"), "one");
	assert_int_equal(list_of(board, "windows")->n_items, 0);
	world_fail(&c.w, PC_FAILURE_RATE_LIMITED, NOW + HOURS);
	board = told(&c, &ann, "{\"do\":\"board\"}");
	window = list_of(board, "windows")->items[0];
	assert_str(text_of(window, "why"), "rate_limited");
	assert_str(text_of(window, "scope"), "key_model");
	assert_str(text_of(window, "key"), "own");
	assert_true(number_of(window, "until") >= NOW + HOURS);
	assert_int_equal(number_of(board, "alerts"), 0);
	counter_close(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_job_is_taken_and_shown),
		cmocka_unit_test(what_is_wrong_is_said),
		cmocka_unit_test(jobs_of_others_are_not_there),
		cmocka_unit_test(unique_keys_are_each_users_own),
		cmocka_unit_test(the_first_that_is_interactive_is_taken),
		cmocka_unit_test(lists_are_filtered_and_go_on),
		cmocka_unit_test(a_board_tells_how_things_stand),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
