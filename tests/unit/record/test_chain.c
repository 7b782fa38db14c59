/* SPDX-License-Identifier: Apache-2.0 */
/* Decisions, each once, and a chain that shows what somebody changed. */
#include "record_priv.h"
#include "scratch.h"

static void add(struct scratch *s, struct pc_str lines, size_t want, size_t strange_want)
{
	size_t added = 0, strange = 0;
	struct pc_err err;

	assert_int_equal(pc_chain_add(s->db, lines, 1000, &added, &strange, &err), PC_OK);
	assert_int_equal(added, want);
	assert_int_equal(strange, strange_want);
}

static void fill(struct scratch *s, int from, int to)
{
	PC_AUTO(pc_buf_done) struct pc_buf lines = {0};

	for (int i = from; i < to; i++)
		add_line(&lines, i, i % 2 ? "deny" : "none");
	add(s, pc_buf_str(&lines), (size_t)(to - from), 0);
}

static struct pc_chain_check verify(struct scratch *s)
{
	struct pc_chain_check check;
	struct pc_err err;

	assert_int_equal(pc_chain_verify(&check, s->db, &err), PC_OK);
	return check;
}

static void rows_say_what_lines_say(void **state)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_decision_row row;
	struct scratch s;
	struct pc_err err;

	(void)state;
	scratch_open(&s);
	fill(&s, 1, 4);
	assert_int_equal(pc_row_newest(&row, s.db, &arena, &pc_decisions, &err), PC_OK);
	assert_int_equal(row.seq, 3);
	assert_int_equal(row.at, 1795316400003);
	assert_int_equal(row.microseconds, 3);
	assert_int_equal(row.user, 1000);
	assert_str(row.verdict, "deny");
	assert_str(row.rule, "Bash(curl:*)");
	assert_str(row.cwd, "");
	scratch_close(&s);
}

static void the_same_line_again_is_nothing_new(void **state)
{
	PC_AUTO(pc_buf_done) struct pc_buf line = {0};
	struct scratch s;

	(void)state;
	scratch_open(&s);
	add_line(&line, 1, "deny");
	add(&s, pc_buf_str(&line), 1, 0);
	add(&s, pc_buf_str(&line), 0, 0);
	assert_int_equal(verify(&s).rows, 1);
	scratch_close(&s);
}

static void what_is_no_decision_is_counted(void **state)
{
	struct scratch s;

	(void)state;
	scratch_open(&s);
	add(&s, PC_STR("{\"id\":\n\nnull\n{\"id\":\"x\",\"verdict\":\"deny\"}\n"), 0, 3);
	assert_int_equal(verify(&s).rows, 0);
	scratch_close(&s);
}

static void an_untouched_chain_holds(void **state)
{
	struct pc_chain_check check;
	struct scratch s;

	(void)state;
	scratch_open(&s);
	fill(&s, 1, 100);
	fill(&s, 100, 200);
	check = verify(&s);
	assert_int_equal(check.rows, 199);
	assert_int_equal(check.broken, 0);
	assert_int_equal(strlen(check.head), 64);
	scratch_close(&s);
}

static const struct row {
	const char *name, *sql;
	int64_t broken;
	const char *why;
} rows[] = {
	{"a verdict changed", "UPDATE decision SET verdict = 'none' WHERE seq = 5", 5,
		"columns"},
	{"a time changed", "UPDATE decision SET at = at + 1 WHERE seq = 5", 5, "columns"},
	{"a line changed",
		"UPDATE decision SET line = replace(line, 'deny', 'none') WHERE "
		"seq = 5",
		5, "hash"},
	{"another user", "UPDATE decision SET user = 0 WHERE seq = 5", 5, "hash"},
	{"a row taken out", "DELETE FROM decision WHERE seq = 5", 5, "not there"},
	{"the first ones taken out", "DELETE FROM decision WHERE seq < 5", 1,
		"not there"},
	{"two rows changed places",
		"UPDATE decision SET seq = -1 WHERE seq = 5; UPDATE decision SET seq = 5 "
		"WHERE "
		"seq = 6; UPDATE decision SET seq = 6 WHERE seq = -1",
		5, "hash"},
	{"a row put in",
		"INSERT INTO decision SELECT 20, at, microseconds, user, 'x', agent, "
		"session, "
		"event, tool, verdict, by, rule, source, reason, policy, cwd, sha256, "
		"line, "
		"hash, would, would_rule, would_source FROM decision WHERE seq = 5",
		20, "hash"},
	{"another beginning",
		"INSERT INTO forgotten VALUES (1, 4, 'ab'); DELETE FROM "
		"decision WHERE seq <= 4",
		5, "hash"},
};

static void check(const struct row *r)
{
	struct pc_chain_check got;
	struct scratch s;
	struct pc_err err;

	scratch_open(&s);
	fill(&s, 1, 20);
	assert_int_equal(db_run(s.db, r->sql, "tampering", &err), PC_OK);
	got = verify(&s);
	assert_int_equal(got.broken, r->broken);
	assert_non_null(strstr(got.why, r->why));
	scratch_close(&s);
}
PC_TABLE(rows, check)

static void what_is_forgotten_leaves_a_chain(void **state)
{
	struct pc_chain_check before, after;
	struct scratch s;
	struct pc_err err;

	(void)state;
	scratch_open(&s);
	fill(&s, 1, 100);
	before = verify(&s);
	assert_int_equal(pc_chain_forget(s.db, 0, 10, &err), PC_OK);
	after = verify(&s);
	assert_int_equal(after.rows, 10);
	assert_int_equal(after.broken, 0);
	assert_string_equal(after.head, before.head);
	fill(&s, 100, 110);
	assert_int_equal(verify(&s).rows, 20);
	/* All of it, and on. */
	assert_int_equal(pc_chain_forget(s.db, INT64_MAX, 0, &err), PC_OK);
	assert_int_equal(verify(&s).rows, 0);
	fill(&s, 110, 112);
	after = verify(&s);
	assert_int_equal(after.rows, 2);
	assert_int_equal(after.broken, 0);
	scratch_close(&s);
}

static void old_ones_are_forgotten_by_time(void **state)
{
	struct pc_chain_check after;
	struct scratch s;
	struct pc_err err;

	(void)state;
	scratch_open(&s);
	fill(&s, 1, 10);
	assert_int_equal(pc_chain_forget(s.db, 1795316400005, 0, &err), PC_OK);
	after = verify(&s);
	assert_int_equal(after.rows, 5);
	assert_int_equal(after.broken, 0);
	scratch_close(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_say_what_lines_say),
		cmocka_unit_test(the_same_line_again_is_nothing_new),
		cmocka_unit_test(what_is_no_decision_is_counted),
		cmocka_unit_test(an_untouched_chain_holds),
		cmocka_unit_test(what_is_forgotten_leaves_a_chain),
		cmocka_unit_test(old_ones_are_forgotten_by_time),
	};

	return PC_RUN(rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
