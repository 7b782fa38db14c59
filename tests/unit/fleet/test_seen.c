/* SPDX-License-Identifier: Apache-2.0 */
/* When a commit was published: between the last look without it and the first with it. */
#include <sys/stat.h>
#include <time.h>

#include "pc/base/fs.h"
#include "pc_test.h"
#include "seen.h"

static const struct row {
	const char *name;
	struct seen seen;
	bool is_seen;
	int64_t signed_at, now, published;
} rows[] = {
	{"never seen: as it says", {.at = 0}, false, 500, 1000, 500},
	{"never seen, of the future: now", {.at = 0}, false, 2000, 1000, 1000},
	{"made between the two looks", {.after = 400, .at = 600}, true, 500, 1000, 500},
	{"made long ago, pushed between them", {.after = 400, .at = 600}, true, 10, 1000,
		400},
	{"made by a clock that is ahead", {.after = 400, .at = 600}, true, 5000, 1000,
		600},
	{"the first look ever", {.after = 0, .at = 600}, true, 10, 1000, 10},
	{"seen by a clock that was ahead", {.after = 0, .at = 5000}, true, 5000, 1000,
		1000},
};

static void check(const struct row *r)
{
	assert_int_equal(
		seen_published(r->is_seen ? &r->seen : NULL, r->signed_at, r->now),
		r->published);
}

static const char one[] = "1111111111111111111111111111111111111111";
static const char two[] = "2222222222222222222222222222222222222222";

static void what_was_seen_is_remembered(void **state)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	char top[] = "/tmp/pc-seen-XXXXXX";
	struct seens seens;

	(void)state;
	assert_non_null(mkdtemp(top));
	seens_read(&seens, &arena, top);
	assert_int_equal(seens.count, 0);
	seen_note(top, one, 1000);
	seen_note(top, one, 1300); /* a look that finds nothing new */
	seen_note(top, two, 1600);
	seen_note(top, two, 1900);
	seens_read(&seens, &arena, top);
	assert_int_equal(seens.count, 2);
	assert_str(seens.items[0].commit, one);
	assert_int_equal(seens.items[0].after, 0);
	assert_int_equal(seens.items[0].at, 1000);
	assert_str(seens.items[1].commit, two);
	assert_int_equal(seens.items[1].after, 1300);
	assert_int_equal(seens.items[1].at, 1600);
	pc_fs_remove_tree(top);
}

PC_TABLE(rows, check)

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(what_was_seen_is_remembered)};

	return PC_RUN(rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
