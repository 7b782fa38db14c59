/* SPDX-License-Identifier: Apache-2.0 */
/* The queue of reports: its order, its bounds, what is lost in it, and names that are not
 * its own. */
#include "pc_test.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "outbox.h"
#include "pc/base/fs.h"
#include "pc/base/limits.h"
#include "pc/wire/report.h"

static char top[] = "/tmp/pc-queue-XXXXXX";
static char queue[64];

/* A report of about that many bytes, which says that so many were lost before it. */
static struct pc_str report(
	struct pc_arena *arena, int64_t seq, int64_t dropped, size_t size)
{
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};
	const struct pc_wire_report said = {
		.seq = seq, .dropped = dropped, .machine.id = PC_STR("ab")};

	pc_wire_report_write(&out, &said);
	while (out.len < size)
		pc_buf_add_char(&out, ' ');
	return pc_arena_str(arena, pc_buf_str(&out));
}

/* Puts one there as serve does; what was lost for it. */
static int64_t put(int64_t seq, size_t size)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct outbox_room room;
	struct pc_err err;

	assert_int_equal(outbox_look(&room, &arena, queue, &err), PC_OK);
	assert_int_equal(outbox_put(queue, &room, seq,
				 report(&arena, seq, room.dropped, size), &err),
		PC_OK);
	return room.dropped;
}

static size_t count(struct pc_arena *arena, struct outbox_names *names)
{
	struct pc_err err;

	assert_int_equal(outbox_list(names, arena, queue, &err), PC_OK);
	return names->count;
}

static int clear(void **state)
{
	(void)state;
	pc_fs_remove_tree(queue);
	return 0;
}

static void in_order(void **state)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct outbox_names names;
	struct pc_str text;
	struct pc_err err;

	(void)state;
	assert_int_equal(count(&arena, &names), 0); /* before it is there */
	assert_int_equal(put(10, 0), 0);
	assert_int_equal(put(9, 0), 0);
	assert_int_equal(put(9, 0), 0); /* made again after a fall: the same one */
	assert_int_equal(put(100, 0), 0);
	assert_int_equal(count(&arena, &names), 3);
	assert_str(names.items[0], "0000000000000009.json");
	assert_str(names.items[2], "0000000000000100.json");
	assert_int_equal(outbox_read(&text, &arena, queue, names.items[1], &err), PC_OK);
	assert_true(pc_str_eq(text, report(&arena, 10, 0, 0)));
}

static void too_many(void **state)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct outbox_names names;

	(void)state;
	for (int64_t i = 1; i <= PC_MAX_QUEUED; i++)
		assert_int_equal(put(i, 0), 0);
	assert_int_equal(put(PC_MAX_QUEUED + 1, 0), 1);
	assert_int_equal(put(PC_MAX_QUEUED + 2, 0), 1);
	assert_int_equal(count(&arena, &names), PC_MAX_QUEUED);
	assert_str(names.items[0], "0000000000000003.json");
	/* Those that count others take their counts with them. */
	for (int64_t i = 3; i <= PC_MAX_QUEUED; i++)
		put(PC_MAX_QUEUED + i, 0);
	assert_int_equal(put(1000, 0), 2);
	assert_int_equal(put(1001, 0), 2);
}

static void too_large(void **state)
{
	enum { FITS = PC_MAX_QUEUED_SIZE / PC_MAX_REPORT };
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct outbox_names names;

	(void)state;
	for (int64_t i = 1; i <= FITS; i++)
		assert_int_equal(put(i, PC_MAX_REPORT), 0);
	assert_int_equal(put(FITS + 1, PC_MAX_REPORT), 1);
	assert_int_equal(count(&arena, &names), FITS);
}

static void done(void **state)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct outbox_names names;
	struct pc_err err;

	(void)state;
	put(1, 0);
	put(2, 0);
	assert_int_equal(
		outbox_remove(queue, PC_STR("0000000000000001.json"), &err), PC_OK);
	assert_int_equal(
		outbox_remove(queue, PC_STR("0000000000000001.json"), &err), PC_OK);
	assert_int_equal(
		outbox_set_aside(queue, PC_STR("0000000000000002.json"), &err), PC_OK);
	assert_int_equal(
		outbox_set_aside(queue, PC_STR("0000000000000002.json"), &err), PC_OK);
	assert_int_equal(count(&arena, &names), 0);
	assert_int_equal(outbox_count_aside(queue), 1);
	for (int64_t i = 3; i < 3 + PC_MAX_REJECTED; i++) {
		char name[32];

		snprintf(name, sizeof(name), "%016lld.json", (long long)i);
		put(i, 0);
		assert_int_equal(outbox_set_aside(queue, pc_str(name), &err), PC_OK);
	}
	assert_int_equal(outbox_count_aside(queue), PC_MAX_REJECTED);
}

static const struct row {
	const char *name;
} names_of_others[] = {{""}, {"."}, {"../0000000000000001.json"}, {"rejected"},
	{"0000000000000001.jso"}, {"000000000000001.json"}, {"00000000000000001.json"},
	{"000000000000000x.json"}, {"0000000000000001/json"}};

static void check(const struct row *row)
{
	struct pc_err err;

	assert_int_equal(outbox_remove(queue, pc_str(row->name), &err), PC_ERR_PARSE);
	assert_int_equal(outbox_set_aside(queue, pc_str(row->name), &err), PC_ERR_PARSE);
}
PC_TABLE(names_of_others, check)

/* What others put there is not read, listed or followed. */
static void strangers(void **state)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	char path[128];
	struct outbox_names names;
	struct pc_str text;
	struct pc_err err;

	(void)state;
	put(1, 0);
	snprintf(path, sizeof(path), "%s/.policyctl-0123456789abcdef", queue);
	close(open(path, O_CREAT | O_WRONLY, 0600));
	snprintf(path, sizeof(path), "%s/0000000000000002.json", queue);
	assert_int_equal(symlink("/etc/passwd", path), 0);
	assert_int_equal(count(&arena, &names), 2);
	assert_int_not_equal(
		outbox_read(&text, &arena, queue, names.items[1], &err), PC_OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(in_order, clear),
		cmocka_unit_test_teardown(too_many, clear),
		cmocka_unit_test_teardown(too_large, clear),
		cmocka_unit_test_teardown(done, clear),
		cmocka_unit_test_teardown(strangers, clear),
	};
	int failed;

	if (!mkdtemp(top))
		return 1;
	snprintf(queue, sizeof(queue), "%s/queue", top);
	failed = PC_RUN(names_of_others) + cmocka_run_group_tests(tests, NULL, NULL);
	rmdir(top);
	return failed;
}
