/* SPDX-License-Identifier: Apache-2.0 */
/* Tables of other modules: their shape, their values, and who may open what. */
#include <sqlite3.h>

#include "pc/record/sql.h"
#include "scratch.h"

static const char *const steps[] = {
	"CREATE TABLE thing (key INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE,"
	" n INTEGER, bytes BLOB) STRICT;",
	"ALTER TABLE thing ADD COLUMN more TEXT NOT NULL DEFAULT 'none'",
};

static const struct pc_sql_shape shape = {
	.what = "the things",
	.application = 0x12345678,
	.steps = steps,
	.n_steps = 2,
};
static const struct pc_sql_shape old_shape = {
	.what = "the things",
	.application = 0x12345678,
	.steps = steps,
	.n_steps = 1,
};
static const struct pc_sql_shape other_shape = {
	.what = "the others",
	.application = 0x12345679,
	.steps = steps,
	.n_steps = 2,
};
static const struct pc_sql_shape single_shape = {
	.what = "the things",
	.application = 0x12345678,
	.steps = steps,
	.n_steps = 2,
	.is_single_file = true,
};

struct place {
	char top[32], file[64];
};

static void begin(struct place *p)
{
	*p = (struct place){.top = "/tmp/pc-sql-XXXXXX"};
	assert_non_null(mkdtemp(p->top));
	snprintf(p->file, sizeof(p->file), "%s/things.db", p->top);
}

static struct pc_db *open_as(
	const struct place *p, const struct pc_sql_shape *as, enum pc_db_use use)
{
	struct pc_db *db = NULL;
	struct pc_err err = {0};

	if (pc_sql_open(&db, p->file, as, use, &err) != PC_OK)
		fail_msg("%s", err.text);
	return db;
}

static struct pc_sql *prepared(struct pc_db *db, const char *text)
{
	struct pc_sql *st = NULL;
	struct pc_err err = {0};

	if (pc_sql_prepare(&st, db, text, &err) != PC_OK)
		fail_msg("%s", err.text);
	return st;
}

static void values_come_back(void **state)
{
	static const char bytes[] = {0, 1, 2, '\xff', 0};
	struct pc_err err = {0};
	struct place p;
	struct pc_db *db;
	struct pc_sql *st;

	(void)state;
	begin(&p);
	db = open_as(&p, &shape, PC_DB_WRITE);
	st = prepared(db, "INSERT INTO thing (name, n, bytes) VALUES (?1, ?2, ?3)");
	assert_int_equal(pc_sql_begin(db, PC_SQL_LASTING, &err), PC_OK);
	pc_sql_bind_text(st, 1, PC_STR("one"));
	pc_sql_bind_number(st, 2, INT64_MIN);
	pc_sql_bind_bytes(st, 3, (struct pc_str){bytes, sizeof(bytes)});
	assert_int_equal(pc_sql_do(st, &err), PC_OK);
	assert_int_equal(pc_sql_key(db), 1);
	pc_sql_bind_text(st, 1, (struct pc_str){0});
	pc_sql_bind_none(st, 2);
	pc_sql_bind_none(st, 3);
	assert_int_equal(pc_sql_do(st, &err), PC_OK);
	assert_int_equal(pc_sql_changes(db), 1);
	assert_int_equal(pc_db_end(db, &err), PC_OK);
	pc_sql_done(&st);

	st = prepared(db, "SELECT name, n, bytes, more FROM thing ORDER BY key");
	assert_true(pc_sql_next(st));
	assert_true(pc_str_is(pc_sql_text(st, 0), "one"));
	assert_true(pc_sql_number(st, 1) == INT64_MIN);
	assert_int_equal(pc_sql_bytes(st, 2).len, sizeof(bytes));
	assert_memory_equal(pc_sql_bytes(st, 2).ptr, bytes, sizeof(bytes));
	assert_true(pc_str_is(pc_sql_text(st, 3), "none"));
	assert_true(pc_sql_next(st));
	assert_int_equal(pc_sql_text(st, 0).len, 0);
	assert_true(pc_sql_is_none(st, 1));
	assert_false(pc_sql_is_none(st, 0));
	assert_false(pc_sql_next(st));
	assert_int_equal(pc_sql_end_of(st, &err), PC_OK);
	pc_sql_done(&st);
	pc_db_close(&db);
	pc_fs_remove_tree(p.top);
}

static void a_failure_is_said_and_the_statement_goes_on(void **state)
{
	struct pc_err err = {0};
	struct place p;
	struct pc_db *db;
	struct pc_sql *st, *wrong = NULL;

	(void)state;
	begin(&p);
	db = open_as(&p, &shape, PC_DB_WRITE);
	st = prepared(db, "INSERT INTO thing (name) VALUES (?1)");
	pc_sql_bind_text(st, 1, PC_STR("one"));
	assert_int_equal(pc_sql_do(st, &err), PC_OK);
	assert_int_equal(pc_sql_do(st, &err), PC_ERR_SYSTEM);
	assert_non_null(strstr(err.text, "the things: "));
	assert_non_null(strstr(err.text, "UNIQUE"));
	pc_sql_bind_text(st, 1, PC_STR("two"));
	assert_int_equal(pc_sql_do(st, &err), PC_OK);
	assert_int_equal(
		pc_sql_prepare(&wrong, db, "SELECT x FROM y", &err), PC_ERR_SYSTEM);
	assert_null(wrong);
	pc_sql_done(&st);
	pc_db_close(&db);
	pc_fs_remove_tree(p.top);
}

static int64_t count(struct pc_db *db)
{
	struct pc_sql *st = prepared(db, "SELECT count(*) FROM thing");
	int64_t n;

	assert_true(pc_sql_next(st));
	n = pc_sql_number(st, 0);
	pc_sql_done(&st);
	return n;
}

static void all_or_nothing(void **state)
{
	static const struct pc_sql_shape *const both[] = {&shape, &single_shape};
	struct pc_err err = {0};

	(void)state;
	for (size_t i = 0; i < PC_COUNT(both); i++) {
		struct place p;
		struct pc_db *db, *reader;

		begin(&p);
		db = open_as(&p, both[i], PC_DB_WRITE);
		assert_int_equal(pc_sql_begin(db, PC_SQL_QUICK, &err), PC_OK);
		assert_int_equal(
			pc_sql_run(db, "INSERT INTO thing (name) VALUES ('a')", &err),
			PC_OK);
		reader = open_as(&p, both[i], PC_DB_READ);
		assert_int_equal(count(reader), 0);
		pc_db_undo(db);
		assert_int_equal(count(db), 0);
		assert_int_equal(pc_sql_begin(db, PC_SQL_LASTING, &err), PC_OK);
		assert_int_equal(
			pc_sql_run(db, "INSERT INTO thing (name) VALUES ('a')", &err),
			PC_OK);
		assert_int_equal(pc_db_end(db, &err), PC_OK);
		assert_int_equal(count(reader), 1);
		pc_db_close(&reader);
		pc_db_close(&db);
		pc_fs_remove_tree(p.top);
	}
}

static void a_second_writer_waits_no_longer_than_it_is_told(void **state)
{
	struct pc_err err = {0};
	struct place p;
	struct pc_db *one, *other;

	(void)state;
	begin(&p);
	one = open_as(&p, &shape, PC_DB_WRITE);
	other = open_as(&p, &shape, PC_DB_WRITE);
	pc_sql_set_patience(other, 1);
	assert_int_equal(pc_sql_begin(one, PC_SQL_QUICK, &err), PC_OK);
	assert_int_equal(pc_sql_begin(other, PC_SQL_QUICK, &err), PC_ERR_SYSTEM);
	assert_int_equal(pc_db_end(one, &err), PC_OK);
	assert_int_equal(pc_sql_begin(other, PC_SQL_QUICK, &err), PC_OK);
	pc_db_undo(other);
	pc_db_close(&one);
	pc_db_close(&other);
	pc_fs_remove_tree(p.top);
}

static void an_older_file_is_brought_up_to_date(void **state)
{
	struct pc_err err = {0};
	struct place p;
	struct pc_db *db;

	(void)state;
	begin(&p);
	db = open_as(&p, &old_shape, PC_DB_WRITE);
	assert_int_equal(
		pc_sql_run(db, "INSERT INTO thing (name) VALUES ('a')", &err), PC_OK);
	pc_db_close(&db);
	db = open_as(&p, &shape, PC_DB_WRITE);
	assert_int_equal(
		pc_sql_run(db, "UPDATE thing SET more = 'b' WHERE more = 'none'", &err),
		PC_OK);
	assert_int_equal(pc_sql_changes(db), 1);
	pc_db_close(&db);
	assert_int_equal(
		pc_sql_open(&db, p.file, &old_shape, PC_DB_WRITE, &err), PC_ERR_PARSE);
	assert_non_null(strstr(err.text, "newer version"));
	pc_fs_remove_tree(p.top);
}

static void files_of_others_are_left_alone(void **state)
{
	struct pc_err err = {0};
	struct place p;
	struct pc_db *db = NULL;
	sqlite3 *raw;

	(void)state;
	begin(&p);
	db = open_as(&p, &shape, PC_DB_WRITE);
	pc_db_close(&db);
	assert_int_equal(
		pc_sql_open(&db, p.file, &other_shape, PC_DB_WRITE, &err), PC_ERR_PARSE);
	assert_non_null(strstr(err.text, "another kind"));
	assert_int_equal(
		pc_sql_open(&db, p.file, &other_shape, PC_DB_READ, &err), PC_ERR_PARSE);
	assert_null(db);
	/* One that somebody made without any mark. */
	unlink(p.file);
	assert_int_equal(sqlite3_open(p.file, &raw), SQLITE_OK);
	assert_int_equal(
		sqlite3_exec(raw, "CREATE TABLE t (a)", NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(raw);
	assert_int_equal(
		pc_sql_open(&db, p.file, &shape, PC_DB_WRITE, &err), PC_ERR_PARSE);
	assert_null(db);
	pc_fs_remove_tree(p.top);
}

/* A reader needs no right to write beside it. */
static void a_single_file_is_all_there_is(void **state)
{
	struct place p;
	struct pc_db *db;

	(void)state;
	begin(&p);
	db = open_as(&p, &single_shape, PC_DB_WRITE);
	pc_db_close(&db);
	assert_int_equal(chmod(p.top, 0555), 0);
	db = open_as(&p, &single_shape, PC_DB_READ);
	assert_int_equal(count(db), 0);
	pc_db_close(&db);
	assert_int_equal(chmod(p.top, 0755), 0);
	assert_int_equal(unlink(p.file), 0);
	assert_int_equal(rmdir(p.top), 0); /* nothing else was left */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_come_back),
		cmocka_unit_test(a_failure_is_said_and_the_statement_goes_on),
		cmocka_unit_test(all_or_nothing),
		cmocka_unit_test(a_second_writer_waits_no_longer_than_it_is_told),
		cmocka_unit_test(an_older_file_is_brought_up_to_date),
		cmocka_unit_test(files_of_others_are_left_alone),
		cmocka_unit_test(a_single_file_is_all_there_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
