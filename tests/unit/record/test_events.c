/* SPDX-License-Identifier: Apache-2.0 */
/* What lasts is one row, however often it is told; what changes is another one. */
#include <inttypes.h>
#include <sqlite3.h>

#include "pc/base/limits.h"
#include "pc/record/events.h"
#include "scratch.h"

enum { WINDOW = 1000 };

/* "PATH:KIND:CHANGE:BY:DIFF:MENDED x TIMES [AT-LAST] " */
static bool note_drift(void *arg, const void *of)
{
	const struct pc_drift_event *row = of;

	pc_buf_printf(arg,
		"%.*s:%.*s:%.*s:%.*s:%.*s:%" PRId64 " x%" PRId64 " %" PRId64 "-%" PRId64
		" p%" PRId64 "\n",
		PC_STR_ARG(row->path), PC_STR_ARG(row->kind), PC_STR_ARG(row->change),
		PC_STR_ARG(row->by), PC_STR_ARG(row->diff), row->mended, row->times,
		row->at, row->last, row->process);
	return true;
}

static const struct drift_row {
	const char *name;
	struct pc_drift_event events[4]; /* at 0: no more */
	const char *rows;
} drifts[] = {
#define DRIFT(at_, path_, change_, by_, diff_, process_)                                 \
	{                                                                                \
		.at = (at_), .last = (at_), .times = 1, .path = {path_, 1},              \
		.kind = {"k", 1}, .change = {change_, 1}, .by = {by_, 1},                \
		.diff = {diff_, 1}, .process = (process_), .mended = 1,                  \
	}
	{"the same again, by another process",
		{DRIFT(1, "a", "d", "x", "1", 7), DRIFT(500, "a", "d", "x", "1", 8)},
		"a:k:d:x:1:1 x2 1-500 p8\n"},
	{"the same again, and each time put right",
		{DRIFT(1, "a", "d", "x", "1", 7), DRIFT(2, "a", "c", "p", "-", 0),
			DRIFT(3, "a", "d", "x", "1", 7), DRIFT(4, "a", "c", "p", "-", 0)},
		"a:k:d:x:1:1 x2 1-3 p7\na:k:c:p:-:1 x2 2-4 p0\n"},
	{"the same much later",
		{DRIFT(1, "a", "d", "x", "1", 7), DRIFT(5000, "a", "d", "x", "1", 7)},
		"a:k:d:x:1:1 x1 1-1 p7\na:k:d:x:1:1 x1 5000-5000 p7\n"},
	{"it goes on and on",
		{DRIFT(1, "a", "d", "x", "1", 7), DRIFT(900, "a", "d", "x", "1", 7),
			DRIFT(1800, "a", "d", "x", "1", 7)},
		"a:k:d:x:1:1 x3 1-1800 p7\n"},
	{"another path",
		{DRIFT(1, "a", "d", "x", "1", 7), DRIFT(2, "b", "d", "x", "1", 7)},
		"a:k:d:x:1:1 x1 1-1 p7\nb:k:d:x:1:1 x1 2-2 p7\n"},
	{"somebody else",
		{DRIFT(1, "a", "d", "x", "1", 7), DRIFT(2, "a", "d", "y", "1", 7)},
		"a:k:d:x:1:1 x1 1-1 p7\na:k:d:y:1:1 x1 2-2 p7\n"},
	{"nobody knows who, the second time",
		{DRIFT(1, "a", "d", "x", "1", 7), {.at = 2,
							  .last = 2,
							  .times = 1,
							  .path = {"a", 1},
							  .kind = {"k", 1},
							  .change = {"d", 1},
							  .by = {"unknown", 7},
							  .diff = {"1", 1},
							  .mended = 1}},
		"a:k:d:x:1:1 x2 1-2 p7\n"},
	{"other content",
		{DRIFT(1, "a", "d", "x", "1", 7), DRIFT(2, "a", "d", "x", "2", 7),
			DRIFT(3, "a", "d", "x", "1", 7)},
		"a:k:d:x:1:1 x1 1-1 p7\na:k:d:x:2:1 x1 2-2 p7\na:k:d:x:1:1 x1 3-3 p7\n"},
};

static void check_drift(const struct drift_row *r)
{
	PC_AUTO(pc_buf_done) struct pc_buf got = {0};
	struct scratch s;
	struct pc_err err;

	scratch_open(&s);
	for (size_t i = 0; i < PC_COUNT(r->events) && r->events[i].at; i++)
		assert_int_equal(pc_drift_add(s.db, &r->events[i], WINDOW, &err), PC_OK);
	assert_int_equal(pc_rows_each(s.db, &pc_drifts, &(struct pc_row_filter){0},
				 note_drift, &got, &err),
		PC_OK);
	assert_str(pc_buf_str(&got), r->rows);
	scratch_close(&s);
}
PC_TABLE(drifts, check_drift)

static void who_writes_something_else_each_time_fills_no_record(void **state)
{
	struct scratch s;
	struct pc_drift_times times;
	struct pc_err err;
	int64_t n;

	(void)state;
	scratch_open(&s);
	for (int i = 0; i < 2 * PC_MAX_DRIFT_ROWS; i++) {
		char diff[16];
		struct pc_drift_event row = DRIFT(i + 1, "a", "d", "x", "1", 7);

		snprintf(diff, sizeof(diff), "%d", i);
		row.diff = pc_str(diff);
		row.change = PC_STR("drift");
		assert_int_equal(pc_drift_add(s.db, &row, WINDOW, &err), PC_OK);
	}
	assert_int_equal(
		pc_rows_count(&n, s.db, &pc_drifts, &(struct pc_row_filter){0}, &err),
		PC_OK);
	assert_int_equal(n, PC_MAX_DRIFT_ROWS);
	assert_int_equal(pc_drift_count(&times, s.db, PC_STR("a"), 0, &err), PC_OK);
	assert_int_equal(times.all, 2 * PC_MAX_DRIFT_ROWS);
	assert_int_equal(times.same, PC_MAX_DRIFT_ROWS + 1);
	assert_int_equal(
		pc_drift_count(&times, s.db, PC_STR("a"), 10 * WINDOW, &err), PC_OK);
	assert_int_equal(times.all, 0);
	assert_int_equal(pc_drift_count(&times, s.db, PC_STR("b"), 0, &err), PC_OK);
	assert_int_equal(times.all, 0);
	assert_int_equal(times.same, 0);
	scratch_close(&s);
}

/* ---- findings ---------------------------------------------------------------- */

static bool note_finding(void *arg, const void *of)
{
	const struct pc_finding_row *row = of;

	pc_buf_printf(arg,
		"%.*s:%.*s:%.*s x%" PRId64 " %" PRId64 "-%" PRId64 " e%" PRId64 "\n",
		PC_STR_ARG(row->source), PC_STR_ARG(row->code), PC_STR_ARG(row->text),
		row->times, row->at, row->last, row->ended);
	return true;
}

static void assert_findings(struct scratch *s, const char *all, const char *standing)
{
	PC_AUTO(pc_buf_done) struct pc_buf got = {0};
	struct pc_err err;

	assert_int_equal(pc_rows_each(s->db, &pc_findings, &(struct pc_row_filter){0},
				 note_finding, &got, &err),
		PC_OK);
	assert_str(pc_buf_str(&got), all);
	got.len = 0;
	assert_int_equal(
		pc_findings_standing(s->db, 100, note_finding, &got, &err), PC_OK);
	assert_str(pc_buf_str(&got), standing);
}

static const struct pc_finding_row a = {.code = PC_STR("A"), .text = PC_STR("one")};
static const struct pc_finding_row b = {.code = PC_STR("B"), .text = PC_STR("two")};
static const struct pc_finding_row b3 = {.code = PC_STR("B"), .text = PC_STR("three")};

static void settle(struct scratch *s, const char *source, int64_t at,
	const struct pc_finding_row *x, const struct pc_finding_row *y)
{
	const struct pc_finding_row rows[] = {x ? *x : a, y ? *y : a};
	struct pc_err err;

	assert_int_equal(pc_findings_settle(s->db, pc_str(source), rows,
				 (size_t)(x != NULL) + (y != NULL), at, &err),
		PC_OK);
}

static void a_look_ends_what_it_does_not_find(void **state)
{
	struct scratch s;

	(void)state;
	scratch_open(&s);
	settle(&s, "one", 1, &a, &b);
	settle(&s, "two", 2, &a, NULL);
	settle(&s, "one", 3, &a, &b);
	assert_findings(&s,
		"one:A:one x1 1-1 e0\none:B:two x1 1-1 e0\n"
		"two:A:one x1 2-2 e0\n",
		"one:A:one x1 1-1 e0\none:B:two x1 1-1 e0\ntwo:A:one x1 2-2 e0\n");
	settle(&s, "one", 4, &b3, NULL);
	settle(&s, "two", 5, NULL, NULL);
	assert_findings(&s,
		"one:A:one x1 1-4 e4\none:B:two x1 1-4 e4\n"
		"two:A:one x1 2-5 e5\none:B:three x1 4-4 e0\n",
		"one:B:three x1 4-4 e0\n");
	settle(&s, "one", 6, &a, &b3);
	assert_findings(&s,
		"one:A:one x1 1-4 e4\none:B:two x1 1-4 e4\n"
		"two:A:one x1 2-5 e5\none:B:three x1 4-4 e0\n"
		"one:A:one x1 6-6 e0\n",
		"one:B:three x1 4-4 e0\none:A:one x1 6-6 e0\n");
	scratch_close(&s);
}

static void raise_alert(
	struct scratch *s, const char *text, int64_t at, bool expected_new)
{
	struct pc_finding_row row = {.source = PC_STR("s"),
		.code = PC_STR("A"),
		.text = pc_str(text),
		.at = at};
	struct pc_err err;
	bool is_new;

	assert_int_equal(pc_finding_raise(&is_new, s->db, &row, &err), PC_OK);
	assert_int_equal(is_new, expected_new);
}

static void an_alert_is_one_until_it_is_calm(void **state)
{
	struct scratch s;
	struct pc_err err;

	(void)state;
	scratch_open(&s);
	raise_alert(&s, "5 times", 10, true);
	raise_alert(&s, "6 times", 20, false);
	assert_findings(&s, "s:A:6 times x2 10-20 e0\n", "s:A:6 times x2 10-20 e0\n");
	assert_int_equal(pc_findings_calm(s.db, PC_STR("s"), 20, 30, &err), PC_OK);
	assert_int_equal(pc_findings_calm(s.db, PC_STR("t"), 90, 30, &err), PC_OK);
	assert_findings(&s, "s:A:6 times x2 10-20 e0\n", "s:A:6 times x2 10-20 e0\n");
	assert_int_equal(pc_findings_calm(s.db, PC_STR("s"), 21, 40, &err), PC_OK);
	assert_findings(&s, "s:A:6 times x2 10-20 e40\n", "");
	raise_alert(&s, "again", 50, true);
	assert_findings(&s, "s:A:6 times x2 10-20 e40\ns:A:again x1 50-50 e0\n",
		"s:A:again x1 50-50 e0\n");
	scratch_close(&s);
}

/* ---- an older record ----------------------------------------------------------- */

static void a_record_of_the_first_shape_is_brought_up_to_date(void **state)
{
	static const char first[] =
		"DROP TABLE allowance; ALTER TABLE decision DROP COLUMN would;"
		"ALTER TABLE decision DROP COLUMN would_rule;"
		"ALTER TABLE decision DROP COLUMN would_source;"
		"DROP INDEX drift_path;"
		"ALTER TABLE generation DROP COLUMN change;"
		"ALTER TABLE drift DROP COLUMN change; ALTER TABLE drift DROP COLUMN "
		"process;"
		"ALTER TABLE drift DROP COLUMN times; ALTER TABLE drift DROP COLUMN last;"
		"ALTER TABLE finding DROP COLUMN source;"
		"ALTER TABLE finding DROP COLUMN times; ALTER TABLE finding DROP COLUMN "
		"last;"
		"ALTER TABLE finding DROP COLUMN ended;"
		"INSERT INTO drift (at, generation, mended, path, kind, by, diff)"
		" VALUES (5, 1, 1, 'a', 'changed', '', '');"
		"INSERT INTO finding (at, line, col, commit_id, code, severity, file, "
		"text)"
		" VALUES (5, 1, 1, '', 'A', 'error', 'f', 'one');"
		"PRAGMA user_version=1";
	PC_AUTO(pc_buf_done) struct pc_buf got = {0};
	struct scratch s;
	struct pc_err err;
	sqlite3 *raw;

	(void)state;
	scratch_open(&s);
	pc_db_close(&s.db);
	assert_int_equal(sqlite3_open(s.file, &raw), SQLITE_OK);
	assert_int_equal(sqlite3_exec(raw, first, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(raw);
	assert_int_equal(pc_db_open(&s.db, s.file, PC_DB_WRITE, &err), PC_OK);
	assert_int_equal(pc_rows_each(s.db, &pc_drifts, &(struct pc_row_filter){0},
				 note_drift, &got, &err),
		PC_OK);
	assert_str(pc_buf_str(&got), "a:changed:drift:::1 x1 5-5 p0\n");
	assert_findings(&s, ":A:one x1 5-5 e5\n", "");
	scratch_close(&s);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(who_writes_something_else_each_time_fills_no_record),
		cmocka_unit_test(a_look_ends_what_it_does_not_find),
		cmocka_unit_test(an_alert_is_one_until_it_is_calm),
		cmocka_unit_test(a_record_of_the_first_shape_is_brought_up_to_date),
	};

	return PC_RUN(drifts) + cmocka_run_group_tests(tests, NULL, NULL);
}
