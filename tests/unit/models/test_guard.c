/* SPDX-License-Identifier: Apache-2.0 */
/* What files say of models, from one hop to the next: blocks count at once, what cannot
 * be read any more is told, and never makes anything looser. */
#include "pc_test.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pc/base/buf.h"
#include "pc/base/fs.h"
#include "pc/models/blocks.h"
#include "pc/models/guard.h"

static const char table[] = "as-of: 2026-11-20\n"
			    "providers: [{name: p}]\n"
			    "models:\n"
			    "  - {provider: p, id: one, state: current, prices: {input: "
			    "1.00, output: 2.00}}\n"
			    "  - {provider: p, id: two, state: current, prices: {input: "
			    "1.00, output: 2.00}}\n";

struct place {
	char dir[64], table[96], policy[96], blocks[96];
	struct pc_model_guard *guard;
};

static void write_file(const char *path, const char *text)
{
	struct pc_err err;

	assert_int_equal(pc_fs_replace(AT_FDCWD, path, pc_str(text), 0644, &err), PC_OK);
}

static int set_up(void **state)
{
	static struct place place;
	const struct pc_model_guard_where where = {
		place.table, place.policy, place.blocks};
	struct pc_err err;

	place = (struct place){.dir = "/tmp/pc-guard-XXXXXX"};
	assert_non_null(mkdtemp(place.dir));
	snprintf(place.table, sizeof(place.table), "%s/models.yaml", place.dir);
	snprintf(place.policy, sizeof(place.policy), "%s/policy.yaml", place.dir);
	snprintf(place.blocks, sizeof(place.blocks), "%s/blocks.yaml", place.dir);
	write_file(place.table, table);
	assert_int_equal(pc_model_guard_new(&place.guard, &where, &err), PC_OK);
	*state = &place;
	return 0;
}

static int tear_down(void **state)
{
	struct place *place = *state;

	pc_model_guard_free(place->guard);
	pc_fs_remove_tree(place->dir);
	return 0;
}

static enum pc_hop_reason ask(struct place *place, const char *model)
{
	const struct pc_hop hop = {
		.requested = pc_str(model), .now = INT64_C(1795305600)};
	struct pc_hop_answer answer;

	pc_model_guard_decide(&answer, place->guard, &hop);
	return answer.reason;
}

static struct pc_str fault(struct place *place)
{
	struct pc_model_guard_view view;

	pc_model_guard_look(&view, place->guard);
	return view.fault;
}

static void test_a_block_counts_at_once(void **state)
{
	struct place *place = *state;

	assert_int_equal(ask(place, "one"), PC_HOP_FINE);
	write_file(place->blocks, "blocks: [{model: one, reason: r}]\n");
	assert_int_equal(ask(place, "one"), PC_HOP_BLOCKED);
	assert_int_equal(ask(place, "two"), PC_HOP_FINE);
	write_file(place->blocks, "blocks: [{model: two, reason: r}]\n");
	assert_int_equal(ask(place, "one"), PC_HOP_FINE);
	assert_int_equal(ask(place, "two"), PC_HOP_BLOCKED);
	assert_int_equal(unlink(place->blocks), 0);
	assert_int_equal(ask(place, "two"), PC_HOP_FINE);
}

static const char *const broken_blocks[] = {"", "blocks:\n  - {model: two\n",
	"blocks: [{model: two}]\n", "blocks: [{model: two, reason: \"\"}]\n",
	"blocks: [{model: \"\", reason: r}]\n", "block: [{model: two, reason: r}]\n",
	"blocks: [{model: two, reason: r, untill: 2026-12-01}]\n",
	"blocks: [{model: two, reason: r, until: soon}]\n", "- two\n", "blocks: two\n"};

static void test_blocks_that_cannot_be_read_block_all(void **state)
{
	struct place *place = *state;

	for (size_t i = 0; i < sizeof(broken_blocks) / sizeof(broken_blocks[0]); i++) {
		write_file(place->blocks, broken_blocks[i]);
		assert_int_equal(ask(place, "one"), PC_HOP_BLOCKED);
		assert_true(fault(place).len > 0);
		write_file(place->blocks, "blocks: []\n");
		assert_int_equal(ask(place, "one"), PC_HOP_FINE);
		assert_int_equal(fault(place).len, 0);
	}
}

static void test_blocks_that_others_may_write_block_all(void **state)
{
	struct place *place = *state;

	write_file(place->blocks, "blocks: []\n");
	assert_int_equal(ask(place, "one"), PC_HOP_FINE);
	assert_int_equal(chmod(place->blocks, 0666), 0);
	assert_int_equal(ask(place, "one"), PC_HOP_BLOCKED);
	assert_int_equal(chmod(place->blocks, 0644), 0);
	assert_int_equal(ask(place, "one"), PC_HOP_FINE);
}

static void test_a_directory_in_their_place_blocks_all(void **state)
{
	struct place *place = *state;

	assert_int_equal(mkdir(place->blocks, 0755), 0);
	assert_int_equal(ask(place, "one"), PC_HOP_BLOCKED);
}

static void test_the_last_good_policy_stays(void **state)
{
	struct place *place = *state;

	write_file(place->policy, "models: {deny: [two]}\n");
	assert_int_equal(ask(place, "two"), PC_HOP_DENIED);
	write_file(place->policy, "models: {deny: [one\n");
	assert_int_equal(ask(place, "two"), PC_HOP_DENIED);
	assert_int_equal(ask(place, "one"), PC_HOP_FINE);
	assert_true(fault(place).len > 0);
	/* A block still counts at once. */
	write_file(place->blocks, "blocks: [{model: one, reason: r}]\n");
	assert_int_equal(ask(place, "one"), PC_HOP_BLOCKED);
	assert_int_equal(ask(place, "two"), PC_HOP_DENIED);
	write_file(place->policy, "models: {deny: [one]}\n");
	assert_int_equal(ask(place, "two"), PC_HOP_FINE);
	assert_int_equal(fault(place).len, 0);
}

static void test_the_last_good_table_stays(void **state)
{
	struct place *place = *state;

	write_file(place->table, "models: nonsense\n");
	assert_int_equal(ask(place, "one"), PC_HOP_FINE);
	assert_true(fault(place).len > 0);
	write_file(place->table, table);
	assert_int_equal(ask(place, "one"), PC_HOP_FINE);
	assert_int_equal(fault(place).len, 0);
}

static void test_nothing_is_read_again_for_nothing(void **state)
{
	struct place *place = *state;
	struct pc_model_guard_view first, second;

	usleep(50000); /* until a change would show */
	pc_model_guard_look(&first, place->guard);
	for (size_t i = 0; i < 10; i++)
		pc_model_guard_look(&second, place->guard);
	assert_true(second.generation <= first.generation);
}

static void test_nothing_good_yet_is_a_failure(void **state)
{
	struct place *place = *state;
	const struct pc_model_guard_where where = {
		place->table, place->policy, place->blocks};
	struct pc_model_guard *guard = NULL;
	struct pc_err err;

	write_file(place->policy, "models: {deny: [one\n");
	assert_int_not_equal(pc_model_guard_new(&guard, &where, &err), PC_OK);
	assert_null(guard);
}

/* ---- blocks as a file ----------------------------------------------------- */

static void test_what_is_written_reads_back(void **state)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	PC_AUTO(pc_buf_done) struct pc_buf text = {0};
	struct pc_model_block items[] = {
		{.what = PC_STR("one"), .reason = PC_STR("a \"b\"\n\\c: #d \xc3\xa9")},
		{.what = PC_STR("provider:p"),
			.reason = PC_STR("- x"),
			.since = INT64_C(1795305600),
			.until = INT64_C(1795392001)}};
	const struct pc_model_blocks blocks = {items, 2};
	struct pc_model_blocks again;
	struct pc_err err;

	(void)state;
	pc_model_blocks_write(&text, &blocks);
	assert_int_equal(
		pc_model_blocks_parse(&again, &arena, "f", pc_buf_str(&text), NULL, &err),
		PC_OK);
	assert_int_equal(again.count, 2);
	for (size_t i = 0; i < 2; i++) {
		assert_true(pc_str_eq(again.items[i].what, items[i].what));
		assert_true(pc_str_eq(again.items[i].reason, items[i].reason));
		assert_int_equal(again.items[i].since, items[i].since);
		assert_int_equal(again.items[i].until, items[i].until);
	}
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_a_block_counts_at_once),
		TEST(test_blocks_that_cannot_be_read_block_all),
		TEST(test_blocks_that_others_may_write_block_all),
		TEST(test_a_directory_in_their_place_blocks_all),
		TEST(test_the_last_good_policy_stays),
		TEST(test_the_last_good_table_stays),
		TEST(test_nothing_is_read_again_for_nothing),
		TEST(test_nothing_good_yet_is_a_failure),
		cmocka_unit_test(test_what_is_written_reads_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
