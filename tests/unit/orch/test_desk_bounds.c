/* SPDX-License-Identifier: Apache-2.0 */
/* The desk: how much it takes and tells, what it reads of a job's directory, and what it
 * says to those who follow. */
#include <sys/stat.h>
#include <unistd.h>

#include "desk_world.h"

/* ---- how much ------------------------------------------------------------------- */

static struct pc_str repeated(struct counter *c, const char *before, const char *piece,
	size_t n, const char *after)
{
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};

	pc_buf_puts(&out, before);
	for (size_t i = 0; i < n; i++)
		pc_buf_puts(&out, piece);
	pc_buf_puts(&out, after);
	return pc_arena_str(&c->w.arena, pc_buf_str(&out));
}

static void lines_have_an_end(void **state)
{
	struct counter c;
	static const char begin[] =
		"{\"do\":\"submit\",\"job\":{\"type\":\"chat\",\"prompt\":\"";

	(void)state;
	counter_open(&c, NULL);
	ask_line(&c, &ann,
		repeated(&c, begin, "x", PC_MAX_ORCH_QUESTION - sizeof(begin) - 2,
			"\"}}"));
	assert_false(c.said.is_error);
	told(&c, &ann, "{\"do\":\"list\"}");
	assert_true(c.out.len < 4096);
	ask_line(&c, &ann, repeated(&c, begin, "x", PC_MAX_ORCH_QUESTION, "\"}}"));
	assert_true(c.said.is_error);
	ask_line(&c, &ann, repeated(&c, "", "[", 1000, ""));
	assert_true(c.said.is_error);
	ask_line(&c, &ann, repeated(&c, "{\"do\":\"list\"", ",\"a\":1", 100000, "}"));
	assert_true(c.said.is_error);
	counter_close(&c);
}

static void users_have_an_end(void **state)
{
	static const char job[] =
		"{\"do\":\"submit\",\"job\":{\"type\":\"chat\",\"prompt\":\"x\"}}";
	struct counter c;

	(void)state;
	counter_open(&c, NULL);
	c.desk.most_open = 2;
	told(&c, &ann, job);
	told(&c, &ann, job);
	refused(&c, &ann, job, "2 jobs of yours");
	told(&c, &bob, job);
	told(&c, &root, job);
	told(&c, &ann, "{\"do\":\"cancel\",\"job\":1}");
	told(&c, &ann, job);
	refused(&c, &ann, job, "2 jobs of yours");
	counter_close(&c);
}

static void members_have_an_end(void **state)
{
	static const struct {
		const char *begin, *end;
		size_t most;
	} rows[] = {
		{"{\"do\":\"list\",\"type\":\"", "\"}", PC_MAX_ORCH_NAME},
		{"{\"do\":\"list\",\"model\":\"", "\"}", PC_MAX_MODEL_NAME},
		{"{\"do\":\"submit\",\"job\":{\"type\":\"chat\",\"prompt\":\"p\","
		 "\"project\":\"",
			"\"}}", PC_MAX_ORCH_NAME},
		{"{\"do\":\"submit\",\"job\":{\"type\":\"chat\",\"prompt\":\"p\","
		 "\"unique\":\"",
			"\"}}", PC_MAX_MODEL_NAME},
		{"{\"do\":\"submit\",\"job\":{\"type\":\"chat\",\"prompt\":\"p\","
		 "\"agent\":\"",
			"\"}}", PC_MAX_MODEL_NAME},
	};
	struct counter c;

	(void)state;
	counter_open(&c, NULL);
	for (size_t i = 0; i < PC_COUNT(rows); i++) {
		ask_line(&c, &ann,
			repeated(&c, rows[i].begin, "x", rows[i].most, rows[i].end));
		assert_false(c.said.is_error);
		ask_line(&c, &ann,
			repeated(&c, rows[i].begin, "x", rows[i].most + 1, rows[i].end));
		assert_true(c.said.is_error);
	}
	ask_line(&c, &ann,
		repeated(&c,
			"{\"do\":\"submit\",\"job\":{\"type\":\"chat\",\"prompt\":\"p\","
			"\"tools\":\"",
			"Read,", PC_MAX_JOB_TOOLS, "\"}}"));
	assert_false(c.said.is_error);
	ask_line(&c, &ann,
		repeated(&c,
			"{\"do\":\"submit\",\"job\":{\"type\":\"chat\",\"prompt\":\"p\","
			"\"tools\":\"",
			"Read,", PC_MAX_JOB_TOOLS + 1, "\"}}"));
	assert_true(c.said.is_error);
	counter_close(&c);
}

/* A prompt is data, whatever stands in it. */
static void a_prompt_may_hold_anything(void **state)
{
	struct counter c;
	struct pc_str prompt;

	(void)state;
	counter_open(&c, NULL);
	told(&c, &ann,
		"{\"do\":\"submit\",\"job\":{\"type\":\"chat\",\"prompt\":"
		"\"a\\u0000b\\u001b[2J\\n{\\\"error\\\":1}\\r\xe2\x80\xa8'; DROP TABLE "
		"job;\"}}");
	told_of(&c, &ann, "show", 1, "");
	prompt = text_of(pc_node_get_c(c.answer, "job"), "prompt");
	assert_int_equal(prompt.len, 41);
	assert_memory_equal(prompt.ptr, "a\0b\x1b[2J\n{\"error\":1}\r", 20);
	assert_str(text_of(pc_node_get_c(c.answer, "job"), "what"),
		"a b [2J {\"error\":1} \xe2\x80\xa8'; DROP TABLE job;");
	counter_close(&c);
}

static void many_attempts_are_told_by_their_last(void **state)
{
	struct pc_attempt attempt = {.job = 1, .started = 1, .model = PC_STR("m")};
	struct counter c;
	const struct pc_node *list;

	(void)state;
	counter_open(&c, NULL);
	submitted(&c, &ann);
	(void)claim(&c.w.place, NOW);
	submitted(&c, &ann);
	FINE(pc_queue_begin(c.w.place.queue, &err));
	for (int i = 0; i < 250; i++) {
		FINE(pc_queue_attempt_begin(c.w.place.queue, &attempt, &err));
		told_of(&c, &ann, i % 2 ? "unhold" : "hold", 2, "");
	}
	FINE(pc_queue_end(c.w.place.queue, &err));
	told_of(&c, &ann, "show", 1, "");
	assert_true(flag_of(c.answer, "more_attempts"));
	list = list_of(c.answer, "attempts");
	assert_int_equal(list->n_items, 200);
	assert_int_equal(number_of(list->items[199], "number"), 250);
	told_of(&c, &ann, "show", 2, "");
	assert_int_equal(list_of(c.answer, "events")->n_items, 200);
	counter_close(&c);
}

/* ---- what was written down ------------------------------------------------------ */

static void put(const char *dir, const char *name, struct pc_str text)
{
	char path[256];

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	FINE(pc_fs_replace(AT_FDCWD, path, text, 0600, &err));
}

static void only_plain_files_are_read(void **state)
{
	struct counter c;
	const struct pc_node *files;
	char config[sizeof(world_config) + 64], dir[128], path[256], other[256];

	(void)state;
	memset(&c, 0, sizeof(c));
	world_open(&c.w, NULL, NULL);
	/* The directory has its name only now. */
	snprintf(config, sizeof(config), "orchestrator:\n  state: %s\n%s", c.w.place.top,
		strstr(world_config, "  limits"));
	c.w.config = world_read(&c.w, config);
	pc_engine_free(&c.w.engine);
	world_serve(&c.w, SERVER_PID);
	c.desk = (struct pc_desk){c.w.place.queue, c.w.engine, fake_now, &c.w, 0};
	submitted(&c, &ann);
	told_of(&c, &ann, "logs", 1, "");
	assert_int_equal(list_of(c.answer, "files")->n_items, 0);

	snprintf(dir, sizeof(dir), "%s/jobs", c.w.place.top);
	assert_int_equal(mkdir(dir, 0700), 0);
	snprintf(dir, sizeof(dir), "%s/jobs/1", c.w.place.top);
	assert_int_equal(mkdir(dir, 0700), 0);
	snprintf(dir, sizeof(dir), "%s/jobs/1/checkpoint", c.w.place.top);
	assert_int_equal(mkdir(dir, 0700), 0);
	put(dir, "progress.md", PC_STR("half\x1b way\n"));
	put(dir, "step-1.md", repeated(&c, "", "\xc3\xa4", 40000, "end"));
	put(dir, "step-7.md", PC_STR("seven"));
	put(dir, "secret.md", PC_STR("no"));
	put(c.w.place.top, "key", PC_STR("hidden"));
	snprintf(other, sizeof(other), "%s/key", c.w.place.top);
	snprintf(path, sizeof(path), "%s/step-2.md", dir);
	assert_int_equal(symlink(other, path), 0);
	snprintf(path, sizeof(path), "%s/step-3.md", dir);
	assert_int_equal(link(other, path), 0);
	snprintf(path, sizeof(path), "%s/step-4.md", dir);
	assert_int_equal(mkfifo(path, 0600), 0);
	snprintf(path, sizeof(path), "%s/step-5.md", dir);
	assert_int_equal(mkdir(path, 0700), 0);

	files = list_of(told_of(&c, &ann, "logs", 1, ""), "files");
	assert_int_equal(files->n_items, 3);
	assert_null(strstr(c.out.ptr, "hidden"));
	assert_str(text_of(files->items[0], "name"), "progress.md");
	assert_str(text_of(files->items[0], "text"), "half\x1b way\n");
	assert_str(text_of(files->items[1], "name"), "step-1.md");
	assert_true(flag_of(files->items[1], "is_truncated"));
	assert_int_equal(number_of(files->items[1], "size"), 80003);
	/* What was cut in the middle of a character begins with the next one. */
	assert_int_equal(text_of(files->items[1], "text").len, 65535);
	assert_str(text_of(files->items[2], "text"), "seven");
	counter_close(&c);
}

/* ---- for those who follow ------------------------------------------------------- */

static void followers_get_no_prompt(void **state)
{
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};
	struct counter c;
	struct pc_node *said;
	const struct pc_node *job;

	(void)state;
	counter_open(&c, NULL);
	submitted(&c, &ann);
	pc_buf_puts(&out, "before\n");
	FINE(pc_desk_job(&out, &c.desk, 1, &err));
	FINE(pc_json_read(&said, &c.w.arena, "job",
		pc_str_from(pc_buf_str(&out), strlen("before\n")), NULL, &err));
	job = pc_node_get_c(said, "job");
	assert_str(text_of(job, "owner"), "ann");
	assert_null(pc_node_get_c(job, "prompt"));
	out.len = 0;
	FAILS(PC_ERR_ABSENT, pc_desk_job(&out, &c.desk, 99, &err));
	assert_int_equal(out.len, 0);
	FINE(pc_desk_board(&out, &c.desk, &bob, &err));
	FINE(pc_json_read(&said, &c.w.arena, "board", pc_buf_str(&out), NULL, &err));
	assert_str(text_of(said, "name"), "bob");
	assert_int_equal(out.ptr[out.len - 1], '\n');
	counter_close(&c);
}

static void stats_are_of_those_who_ask(void **state)
{
	struct counter c;
	const struct pc_node *answer;

	(void)state;
	counter_open(&c, NULL);
	submitted(&c, &ann);
	submitted(&c, &bob);
	world_turn(&c.w);
	world_succeed(&c.w, "fine");
	answer = told(&c, &ann, "{\"do\":\"stats\",\"by\":\"type\"}");
	assert_int_equal(number_of(list_of(answer, "totals")->items[0], "jobs"), 1);
	answer = told(&c, &root, "{\"do\":\"stats\"}");
	assert_str(text_of(answer, "by"), "all");
	assert_int_equal(
		number_of(pc_node_get_c(pc_node_get_c(answer, "summary"), "all"), "jobs"),
		2);
	answer = told(&c, &root, "{\"do\":\"stats\",\"by\":\"day\",\"owner\":\"bob\"}");
	assert_int_equal(number_of(list_of(answer, "totals")->items[0], "done"), 1);
	counter_close(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_have_an_end),
		cmocka_unit_test(users_have_an_end),
		cmocka_unit_test(members_have_an_end),
		cmocka_unit_test(a_prompt_may_hold_anything),
		cmocka_unit_test(many_attempts_are_told_by_their_last),
		cmocka_unit_test(only_plain_files_are_read),
		cmocka_unit_test(followers_get_no_prompt),
		cmocka_unit_test(stats_are_of_those_who_ask),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
