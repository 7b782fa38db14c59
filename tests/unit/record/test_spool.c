/* SPDX-License-Identifier: Apache-2.0 */
/* Hooks write, rotate and die; each whole line comes to the database once. */
#include <sqlite3.h>
#include <sys/file.h>
#include <time.h>

#include "pc/base/limits.h"
#include "scratch.h"

struct spool {
	struct scratch scratch;
	char dir[64], user[96];
	int next; /* number of the next line */
};

static void spool_open(struct spool *s)
{
	*s = (struct spool){.next = 1};
	scratch_open(&s->scratch);
	snprintf(s->dir, sizeof(s->dir), "%s/spool", s->scratch.top);
	snprintf(s->user, sizeof(s->user), "%s/%d", s->dir, (int)getuid());
	assert_int_equal(mkdir(s->dir, 0700), 0);
	assert_int_equal(mkdir(s->user, 0700), 0);
}

static void append(const char *dir, const char *name, struct pc_str bytes)
{
	char path[160];
	int fd;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, bytes.ptr, bytes.len), (ssize_t)bytes.len);
	close(fd);
}

static void write_lines(struct spool *s, const char *dir, int n)
{
	PC_AUTO(pc_buf_done) struct pc_buf lines = {0};

	for (int i = 0; i < n; i++)
		add_line(&lines, s->next++, "deny");
	append(dir, "decisions.jsonl", pc_buf_str(&lines));
}

static struct pc_spooled take(struct spool *s)
{
	struct pc_spooled taken;
	struct pc_err err;

	assert_int_equal(
		pc_spool_take(&taken, s->scratch.db, s->dir, getuid(), &err), PC_OK);
	return taken;
}

static void takes(struct spool *s, size_t want)
{
	assert_int_equal(take(s).added, want);
}

static void move(struct spool *s, const char *from, const char *to)
{
	char a[160], b[160];

	snprintf(a, sizeof(a), "%s/%s", s->user, from);
	snprintf(b, sizeof(b), "%s/%s", s->user, to);
	assert_int_equal(rename(a, b), 0);
}

static void lines_are_taken_once(void **state)
{
	struct spool s;

	(void)state;
	spool_open(&s);
	write_lines(&s, s.user, 3);
	takes(&s, 3);
	takes(&s, 0);
	write_lines(&s, s.user, 1);
	takes(&s, 1);
	scratch_close(&s.scratch);
}

static void half_a_line_waits_for_its_end(void **state)
{
	PC_AUTO(pc_buf_done) struct pc_buf line = {0};
	struct spool s;

	(void)state;
	spool_open(&s);
	write_lines(&s, s.user, 1);
	add_line(&line, s.next++, "ask");
	append(s.user, "decisions.jsonl", pc_str_head(pc_buf_str(&line), 100));
	takes(&s, 1);
	append(s.user, "decisions.jsonl", pc_str_from(pc_buf_str(&line), 100));
	takes(&s, 1);
	scratch_close(&s.scratch);
}

static bool is_there(const struct spool *s, const char *name)
{
	char path[160];

	snprintf(path, sizeof(path), "%s/%s", s->user, name);
	return access(path, F_OK) == 0;
}

/* What was taken goes, but for the small file that hooks write to. */
static void what_was_renamed_is_taken_and_goes(void **state)
{
	struct spool s;

	(void)state;
	spool_open(&s);
	write_lines(&s, s.user, 2);
	takes(&s, 2);
	write_lines(&s, s.user, 3);
	move(&s, "decisions.jsonl", "decisions.jsonl.1");
	write_lines(&s, s.user, 4);
	takes(&s, 7);
	assert_false(is_there(&s, "decisions.jsonl.1"));
	assert_true(is_there(&s, "decisions.jsonl"));
	move(&s, "decisions.jsonl", "decisions.jsonl.1");
	takes(&s, 0);
	assert_false(is_there(&s, "decisions.jsonl.1"));
	takes(&s, 0);
	scratch_close(&s.scratch);
}

/* A hook that has it open holds the lock, and may still write. */
static void a_file_that_is_written_stays(void **state)
{
	char path[160];
	struct spool s;
	int fd;

	(void)state;
	spool_open(&s);
	write_lines(&s, s.user, 2);
	move(&s, "decisions.jsonl", "decisions.jsonl.1");
	snprintf(path, sizeof(path), "%s/decisions.jsonl.1", s.user);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	assert_int_equal(flock(fd, LOCK_SH), 0);
	takes(&s, 2);
	assert_true(is_there(&s, "decisions.jsonl.1"));
	close(fd);
	takes(&s, 0);
	assert_false(is_there(&s, "decisions.jsonl.1"));
	scratch_close(&s.scratch);
}

static void a_large_file_goes_though_it_is_in_use(void **state)
{
	struct spool s;

	(void)state;
	spool_open(&s);
	write_lines(&s, s.user, 2000);
	takes(&s, 2000);
	assert_false(is_there(&s, "decisions.jsonl"));
	write_lines(&s, s.user, 1);
	takes(&s, 1);
	scratch_close(&s.scratch);
}

static void a_file_that_was_cut_is_read_anew(void **state)
{
	PC_AUTO(pc_buf_done) struct pc_buf lines = {0};
	char path[160];
	struct spool s;

	(void)state;
	spool_open(&s);
	for (int i = 1; i <= 3; i++)
		add_line(&lines, i, "deny");
	append(s.user, "decisions.jsonl", pc_buf_str(&lines));
	takes(&s, 3);
	snprintf(path, sizeof(path), "%s/decisions.jsonl", s.user);
	assert_int_equal(truncate(path, (off_t)lines.len / 3), 0);
	takes(&s, 0);
	s.next = 4;
	write_lines(&s, s.user, 1);
	takes(&s, 1);
	scratch_close(&s.scratch);
}

/* As if the file system gave the number of a removed file to a new one. */
static void another_file_with_the_same_number_is_read(void **state)
{
	struct spool s;
	struct pc_err err;
	char path[160];
	int fd;

	(void)err;
	(void)state;
	spool_open(&s);
	write_lines(&s, s.user, 1);
	takes(&s, 1);
	snprintf(path, sizeof(path), "%s/decisions.jsonl", s.user);
	fd = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC);
	assert_true(fd >= 0);
	close(fd);
	write_lines(&s, s.user, 3);
	takes(&s, 3);
	scratch_close(&s.scratch);
}

static void foreign_files_are_passed_over(void **state)
{
	char path[160], elsewhere[160];
	struct pc_spooled taken;
	struct pc_err err;
	struct spool s;

	(void)state;
	spool_open(&s);
	snprintf(elsewhere, sizeof(elsewhere), "%s/elsewhere", s.scratch.top);
	assert_int_equal(mkdir(elsewhere, 0700), 0);
	write_lines(&s, elsewhere, 2);
	/* a link to a file, to a directory; a directory named like another user */
	snprintf(path, sizeof(path), "%s/decisions.jsonl.1", s.user);
	snprintf(elsewhere, sizeof(elsewhere), "%s/elsewhere/decisions.jsonl",
		s.scratch.top);
	assert_int_equal(symlink(elsewhere, path), 0);
	snprintf(path, sizeof(path), "%s/4294967", s.dir);
	assert_int_equal(mkdir(path, 0700), 0);
	write_lines(&s, path, 2);
	snprintf(path, sizeof(path), "%s/decisions.jsonl.2", s.user);
	assert_int_equal(mkfifo(path, 0600), 0);
	taken = take(&s);
	assert_int_equal(taken.added, 0);
	assert_int_equal(taken.refused, 2);
	assert_int_equal(
		pc_spool_take(&taken, s.scratch.db, s.dir, 4294967, &err), PC_OK);
	assert_true(taken.is_foreign || getuid() == 4294967);
	assert_int_equal(taken.added, 0);
	assert_int_equal(pc_spool_take(&taken, s.scratch.db, s.dir, 77, &err), PC_OK);
	assert_true(taken.is_gone);
	scratch_close(&s.scratch);
}

static void hard_links_and_huge_files_are_not_read(void **state)
{
	char path[160], other[160];
	struct spool s;

	(void)state;
	spool_open(&s);
	write_lines(&s, s.user, 2);
	snprintf(path, sizeof(path), "%s/decisions.jsonl", s.user);
	snprintf(other, sizeof(other), "%s/other", s.user);
	assert_int_equal(link(path, other), 0);
	assert_int_equal(take(&s).refused, 1);
	assert_int_equal(unlink(other), 0);
	assert_int_equal(truncate(path, PC_MAX_SPOOL_FILE + 1), 0);
	assert_int_equal(take(&s).refused, 1);
	assert_int_equal(truncate(path, PC_MAX_SPOOL_FILE), 0);
	assert_int_equal(take(&s).refused, 0);
	scratch_close(&s.scratch);
}

static void strange_lines_are_counted(void **state)
{
	PC_AUTO(pc_buf_done) struct pc_buf lines = {0};
	struct pc_spooled taken;
	struct spool s;

	(void)state;
	spool_open(&s);
	for (int i = 0; i < 70; i++)
		pc_buf_add_char(&lines, i % 2 ? '\n' : '\0');
	pc_buf_puts(&lines, "[]\n{\"id\":1}\n{\"id\":\"x\",\"verdict\":\"deny\"}\n");
	/* of a year that has not come; longer than lines are */
	pc_buf_puts(&lines, "{\"id\":\"y\",\"verdict\":\"deny\",\"time\":"
			    "\"9999-01-01T00:00:00.000Z\"}\n");
	pc_buf_puts(&lines, "{\"id\":\"");
	for (int i = 0; i < PC_MAX_SPOOL_LINE; i++)
		pc_buf_add_char(&lines, 'a');
	pc_buf_puts(&lines, "\",\"verdict\":\"deny\",\"time\":"
			    "\"2026-01-01T00:00:00.000Z\"}\n");
	append(s.user, "decisions.jsonl", pc_buf_str(&lines));
	write_lines(&s, s.user, 1);
	taken = take(&s);
	assert_int_equal(taken.strange, 40);
	assert_int_equal(taken.added, 1);
	scratch_close(&s.scratch);
}

/* As if the user had handed in all of that already. */
static void set_allowance(struct spool *s, int64_t left, int64_t ago)
{
	char sql[160];
	sqlite3 *other;

	snprintf(sql, sizeof(sql),
		"INSERT OR REPLACE INTO allowance VALUES (%d, %lld, %lld)", (int)getuid(),
		(long long)left, (long long)(time(NULL) - ago));
	assert_int_equal(sqlite3_open(s->scratch.file, &other), SQLITE_OK);
	assert_int_equal(sqlite3_exec(other, sql, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(other);
}

static void who_hands_in_too_much_waits(void **state)
{
	struct pc_spooled taken;
	struct spool s;

	(void)state;
	spool_open(&s);
	write_lines(&s, s.user, 3);
	set_allowance(&s, -1000000, 0);
	taken = take(&s);
	assert_true(taken.is_over);
	assert_int_equal(taken.added, 0);
	/* it comes back over the day; a clock that was set back takes nothing away */
	set_allowance(&s, -1000000, 3600);
	takes(&s, 3);
	write_lines(&s, s.user, 1);
	set_allowance(&s, -1000000, -3600);
	takes(&s, 1);
	scratch_close(&s.scratch);
}

static void note_user(void *arg, int64_t user)
{
	int64_t *seen = arg;

	assert_int_equal(user, getuid());
	(*seen)++;
}

static void what_is_no_users_directory_goes(void **state)
{
	static const char *const files[] = {"x", "007", "-1", "99999999999", "1e3"};
	char path[160];
	size_t strange;
	int64_t seen = 0;
	struct pc_err err;
	struct spool s;

	(void)state;
	spool_open(&s);
	for (size_t i = 0; i < PC_COUNT(files); i++)
		append(s.dir, files[i], PC_STR("x"));
	snprintf(path, sizeof(path), "%s/fifo", s.dir);
	assert_int_equal(mkfifo(path, 0600), 0);
	snprintf(path, sizeof(path), "%s/4294967", s.dir);
	assert_int_equal(symlink(s.user, path), 0);
	snprintf(path, sizeof(path), "%s/empty", s.dir);
	assert_int_equal(mkdir(path, 0700), 0);
	snprintf(path, sizeof(path), "%s/full", s.dir);
	assert_int_equal(mkdir(path, 0700), 0);
	append(path, "x", PC_STR("x"));
	assert_int_equal(pc_spool_users(&strange, s.dir, note_user, &seen, &err), PC_OK);
	assert_int_equal(strange, 9);
	assert_int_equal(seen, 1);
	/* only its owner can empty the last one */
	assert_int_equal(pc_spool_users(&strange, s.dir, note_user, &seen, &err), PC_OK);
	assert_int_equal(strange, 1);
	assert_int_equal(pc_spool_users(&strange, path, note_user, &seen, &err), PC_OK);
	snprintf(path, sizeof(path), "%s/none", s.dir);
	assert_int_equal(
		pc_spool_users(&strange, path, note_user, &seen, &err), PC_ERR_ABSENT);
	scratch_close(&s.scratch);
}

static void much_comes_piece_by_piece(void **state)
{
	struct pc_spooled taken;
	size_t added = 0, calls = 0;
	struct spool s;

	(void)state;
	spool_open(&s);
	write_lines(&s, s.user, 10000);
	do {
		taken = take(&s);
		added += taken.added;
		calls++;
	} while (taken.has_more);
	assert_int_equal(added, 10000);
	assert_true(calls > 1);
	takes(&s, 0);
	scratch_close(&s.scratch);
}

/* What could not be kept is taken again, and none of it twice. */
static void a_failure_loses_nothing(void **state)
{
	struct pc_spooled taken;
	struct spool s;
	struct pc_err err;
	sqlite3 *other;

	(void)state;
	spool_open(&s);
	write_lines(&s, s.user, 5);
	assert_int_equal(sqlite3_open(s.scratch.file, &other), SQLITE_OK);
	assert_int_equal(sqlite3_exec(other,
				 "CREATE TRIGGER full BEFORE INSERT ON decision WHEN "
				 "new.seq = 4 BEGIN SELECT RAISE(ABORT, 'full'); END",
				 NULL, NULL, NULL),
		SQLITE_OK);
	assert_int_equal(pc_spool_take(&taken, s.scratch.db, s.dir, getuid(), &err),
		PC_ERR_SYSTEM);
	assert_int_equal(
		sqlite3_exec(other, "DROP TRIGGER full", NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(other);
	takes(&s, 5);
	scratch_close(&s.scratch);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_are_taken_once),
		cmocka_unit_test(half_a_line_waits_for_its_end),
		cmocka_unit_test(what_was_renamed_is_taken_and_goes),
		cmocka_unit_test(a_file_that_is_written_stays),
		cmocka_unit_test(a_large_file_goes_though_it_is_in_use),
		cmocka_unit_test(a_file_that_was_cut_is_read_anew),
		cmocka_unit_test(hard_links_and_huge_files_are_not_read),
		cmocka_unit_test(strange_lines_are_counted),
		cmocka_unit_test(who_hands_in_too_much_waits),
		cmocka_unit_test(what_is_no_users_directory_goes),
		cmocka_unit_test(another_file_with_the_same_number_is_read),
		cmocka_unit_test(foreign_files_are_passed_over),
		cmocka_unit_test(much_comes_piece_by_piece),
		cmocka_unit_test(a_failure_loses_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
