/* SPDX-License-Identifier: Apache-2.0 */
/* Files that are no record of ours are left alone, and said to be so. */
#include <sqlite3.h>

#include "scratch.h"

static void make_file(const struct scratch *s, const char *text)
{
	int fd = open(s->file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	close(fd);
}

static void begin(struct scratch *s)
{
	scratch_open(s);
	pc_db_close(&s->db);
}

static void none_is_absent_to_readers(void **state)
{
	struct scratch s;
	struct pc_err err;

	(void)state;
	begin(&s);
	assert_int_equal(
		pc_db_open(&s.db, "/nonexistent/x.db", PC_DB_READ, &err), PC_ERR_ABSENT);
	assert_null(s.db);
	scratch_close(&s);
}

static void another_file_is_left_alone(void **state)
{
	struct scratch s;
	struct pc_err err;
	struct stat st;

	(void)state;
	begin(&s);
	make_file(&s, "this is not a database at all, but longer than a header of one\n"
		      "this is not a database at all, but longer than a header of one\n");
	assert_int_equal(pc_db_open(&s.db, s.file, PC_DB_WRITE, &err), PC_ERR_PARSE);
	assert_int_equal(stat(s.file, &st), 0);
	assert_int_equal(st.st_size, 126);
	scratch_close(&s);
}

static void a_newer_one_is_left_alone(void **state)
{
	struct scratch s;
	struct pc_err err;
	sqlite3 *raw;

	(void)state;
	begin(&s);
	assert_int_equal(sqlite3_open(s.file, &raw), SQLITE_OK);
	assert_int_equal(sqlite3_exec(raw, "PRAGMA user_version=999", NULL, NULL, NULL),
		SQLITE_OK);
	sqlite3_close(raw);
	assert_int_equal(pc_db_open(&s.db, s.file, PC_DB_WRITE, &err), PC_ERR_PARSE);
	assert_non_null(strstr(err.text, "newer version"));
	scratch_close(&s);
}

static void readers_see_what_a_writer_has_ended(void **state)
{
	const struct pc_drift_event drift = {.at = 1, .path = PC_STR("/p")};
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_drift_event got;
	struct pc_db *reader;
	struct scratch s;
	struct pc_err err;

	(void)state;
	scratch_open(&s);
	assert_int_equal(pc_db_open(&reader, s.file, PC_DB_READ, &err), PC_OK);
	assert_int_equal(pc_db_begin(s.db, &err), PC_OK);
	assert_int_equal(pc_row_add(s.db, &pc_drifts, &drift, &err), PC_OK);
	assert_int_equal(
		pc_row_newest(&got, reader, &arena, &pc_drifts, &err), PC_ERR_ABSENT);
	assert_int_equal(pc_db_end(s.db, &err), PC_OK);
	assert_int_equal(pc_row_newest(&got, reader, &arena, &pc_drifts, &err), PC_OK);
	assert_str(got.path, "/p");
	assert_int_equal(pc_row_add(reader, &pc_drifts, &drift, &err), PC_ERR_SYSTEM);
	pc_db_close(&reader);
	scratch_close(&s);
}

static void what_is_undone_was_not(void **state)
{
	const struct pc_drift_event drift = {.at = 1};
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_drift_event got;
	struct scratch s;
	struct pc_err err;

	(void)state;
	scratch_open(&s);
	assert_int_equal(pc_db_begin(s.db, &err), PC_OK);
	assert_int_equal(pc_row_add(s.db, &pc_drifts, &drift, &err), PC_OK);
	pc_db_undo(s.db);
	assert_int_equal(
		pc_row_newest(&got, s.db, &arena, &pc_drifts, &err), PC_ERR_ABSENT);
	scratch_close(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(none_is_absent_to_readers),
		cmocka_unit_test(another_file_is_left_alone),
		cmocka_unit_test(a_newer_one_is_left_alone),
		cmocka_unit_test(readers_see_what_a_writer_has_ended),
		cmocka_unit_test(what_is_undone_was_not),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
