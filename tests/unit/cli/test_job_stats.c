/* SPDX-License-Identifier: Apache-2.0 */
/* What the orchestrator says jobs took, as people see it. */
#include "job_stats.h"
#include "pc/doc/read.h"
#include "pc_test.h"

struct said {
	struct pc_arena arena;
	struct pc_buf text;
	bool is_answer;
};

static void say(struct said *out, const char *json)
{
	struct pc_err err;
	struct pc_node *tree;

	*out = (struct said){.is_answer = false};
	if (pc_json_read(&tree, &out->arena, "answer", pc_str(json), NULL, &err) != PC_OK)
		fail_msg("%s", err.text);
	out->is_answer = job_stats_write(&out->text, tree);
	pc_buf_add_char(&out->text, '\0');
}

static void said_done(struct said *said)
{
	pc_buf_done(&said->text);
	pc_arena_done(&said->arena);
}

static void has(const struct said *said, const char *line)
{
	if (!strstr(said->text.ptr, line))
		fail_msg("no \"%s\" in:\n%s", line, said->text.ptr);
}

static const char summary[] =
	"{\"by\":\"all\",\"slots\":20,\"totals\":[],\"summary\":{\"all\":{\"jobs\":6442,"
	"\"done\":6051,\"failed\":200,\"dead\":58,\"refused\":33,\"cancelled\":100,"
	"\"open\":0,\"rerouted\":23,\"losses\":4,\"attempts\":7001,"
	"\"attempts_failed\":950,\"tokens_in\":1234567890,\"tokens_out\":999,"
	"\"cache_read\":1000,\"cache_write\":0,\"cash_picodollars\":205000000000000,"
	"\"list_price_picodollars\":9223372036854775807},\"projects\":47,\"days\":46,"
	"\"peak\":370,\"peak_day\":\"2026-03-28\",\"waited_p50\":2,\"waited_p99\":1500,"
	"\"waited_most\":60000,\"operator_waited_most\":900}}";

static void test_the_articles_table(void **state)
{
	static const char *const lines[] = {
		"Total jobs executed        6,442\n",
		"Completion rate            93.9% (6,051 succeeded)\n",
		"Failed jobs                258 (4.0%)\n",
		"Refused by policy          33 (0.5%)\n",
		"Cancelled                  100\n",
		"Done by another way        23\n",
		"Active projects            47\n",
		"Concurrent slots           20\n",
		"Peak daily throughput      370 jobs (2026-03-28)\n",
		"Average daily throughput   140 jobs\n",
		"Cost                       $205.00\n",
		"Cost per job               $0.031823\n",
		"List price                 $9223372.036855\n",
		"Tokens                     1,234,567,890 in, 999 out; cache: 1,000 "
		"read, "
		"0 written\n",
		"Attempts                   7,001 (950 failed)\n",
		"Waited                     half 2 ms at most, 99% 1.5 s, the longest ",
		"An operator waited         900 ms at most\n",
		"Leases lost                4\n",
	};
	struct said said;

	(void)state;
	say(&said, summary);
	assert_true(said.is_answer);
	for (size_t i = 0; i < PC_COUNT(lines); i++)
		has(&said, lines[i]);
	assert_null(strstr(said.text.ptr, "reserved"));
	assert_null(strstr(said.text.ptr, "attempts"));
	said_done(&said);
}

static void test_totals_are_a_table_of_harmless_names(void **state)
{
	struct said said;

	(void)state;
	say(&said, "{\"by\":\"project\",\"summary\":{\"all\":{\"jobs\":3,"
		   "\"reserved_picodollars\":1000000}},\"totals\":["
		   "{\"name\":\"shop\\u001b[31m\",\"jobs\":2,\"done\":2},"
		   "{\"name\":\"\",\"jobs\":1,\"open\":1,\"dead\":0}]}");
	assert_true(said.is_answer);
	has(&said, "Of it reserved, not spent  $0.000001\n");
	has(&said, "\nproject");
	has(&said, "100.0%");
	has(&said, "(none)");
	assert_null(strchr(said.text.ptr, '\033'));
	said_done(&said);
}

static void test_nothing_was_done(void **state)
{
	struct said said;

	(void)state;
	say(&said, "{\"by\":\"all\",\"summary\":{\"all\":{}},\"totals\":[]}");
	assert_true(said.is_answer);
	has(&said, "Completion rate            - (0 succeeded)\n");
	assert_null(strstr(said.text.ptr, "per job"));
	said_done(&said);
}

static void test_another_answer_is_none(void **state)
{
	static const char *const others[] = {"{}", "[]", "{\"summary\":3}",
		"{\"summary\":{}}", "{\"summary\":{\"all\":[]}}", "\"\""};
	struct said said;

	(void)state;
	for (size_t i = 0; i < PC_COUNT(others); i++) {
		say(&said, others[i]);
		assert_false(said.is_answer);
		assert_int_equal(said.text.len, 1);
		said_done(&said);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_articles_table),
		cmocka_unit_test(test_totals_are_a_table_of_harmless_names),
		cmocka_unit_test(test_nothing_was_done),
		cmocka_unit_test(test_another_answer_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
