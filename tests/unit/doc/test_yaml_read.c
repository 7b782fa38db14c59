/* SPDX-License-Identifier: Apache-2.0 */
/* What the reader of YAML promises beyond the cases in tests/cases/doc: ceilings, and
 * that no text makes it slow. */
#include "pc_test.h"

#include <time.h>

#include "pc/base/buf.h"
#include "pc/base/limits.h"
#include "pc/doc/read.h"

static struct pc_arena arena;
static struct pc_err err;

static void add_times(struct pc_buf *buf, const char *text, int times)
{
	for (int i = 0; i < times; i++)
		pc_buf_puts(buf, text);
}

static enum pc_status status_of(const struct pc_buf *buf)
{
	struct pc_node *node = NULL;
	enum pc_status status =
		pc_yaml_read(&node, &arena, "t", pc_buf_str(buf), NULL, &err);

	assert_int_equal(node != NULL, status == PC_OK);
	pc_arena_reset(&arena);
	return status;
}

static void depth_has_a_ceiling(void **state)
{
	(void)state;
	for (int past = 0; past < 2; past++) {
		PC_AUTO(pc_buf_done) struct pc_buf flow = {0};
		PC_AUTO(pc_buf_done) struct pc_buf block = {0};

		add_times(&flow, "[", PC_MAX_DOC_DEPTH + past);
		add_times(&flow, "]", PC_MAX_DOC_DEPTH + past);
		assert_int_equal(status_of(&flow), past ? PC_ERR_LIMIT : PC_OK);
		add_times(&block, "- ", PC_MAX_DOC_DEPTH + past);
		pc_buf_puts(&block, "x");
		assert_int_equal(status_of(&block), past ? PC_ERR_LIMIT : PC_OK);
	}
	assert_string_equal(err.text, "nested deeper than 512 levels");
	assert_int_equal(err.at.col, 2 * PC_MAX_DOC_DEPTH + 1);
}

static void nodes_have_a_ceiling(void **state)
{
	(void)state;
	for (int past = 0; past < 2; past++) {
		PC_AUTO(pc_buf_done) struct pc_buf buf = {0};

		add_times(&buf, "- 1\n", PC_MAX_DOC_NODES - 1 + past);
		assert_int_equal(status_of(&buf), past ? PC_ERR_LIMIT : PC_OK);
	}
	assert_int_equal(err.at.line, PC_MAX_DOC_NODES);
}

static void size_has_a_ceiling(void **state)
{
	(void)state;
	for (int past = 0; past < 2; past++) {
		PC_AUTO(pc_buf_done) struct pc_buf buf = {0};
		size_t size = PC_MAX_DOC_SIZE + (size_t)past;

		memset(pc_buf_room(&buf, size), '#', size);
		buf.len = size;
		buf.ptr[0] = '1';
		buf.ptr[1] = '\n';
		assert_int_equal(status_of(&buf), past ? PC_ERR_LIMIT : PC_OK);
	}
}

/* Shapes that keep many possible keys, indents or brackets open in the scanner. */
static const struct hostile {
	const char *name, *once;
} hostiles[] = {
	{"open lists", "["},
	{"open maps", "{a: "},
	{"nested dashes", "- "},
	{"nested question marks", "? "},
	{"explicit keys in a flow", "[? "},
	{"one line of keys", "a: "},
	{"many anchors", "&a "},
	{"many documents", "---\n"},
	{"quotes that never close", "\"\\"},
	{"a long text without end", "aaaaaaaaaaaaaaaa"},
	{"deepening lines", "a:\n "},
	{"comments", "#\n"},
};

static void check_hostile(const struct hostile *r)
{
	PC_AUTO(pc_buf_done) struct pc_buf buf = {0};
	clock_t begin = clock();

	while (buf.len < 1 << 20)
		pc_buf_puts(&buf, r->once);
	(void)status_of(&buf);
	/* Milliseconds are normal; the ceiling leaves room for sanitizers. */
	assert_in_range((clock() - begin) / (CLOCKS_PER_SEC / 1000), 0, 2000);
}

PC_TABLE(hostiles, check_hostile)

static void every_truncation_is_harmless(void **state)
{
	static const char yaml[] = "# c\na: [1, {b: \"c\\u00e9\"}]\n? d\n: |\n  e\n  "
				   "f\ng:\n  - 'h'\n  - i\n";

	(void)state;
	for (size_t size = 0; size < sizeof(yaml); size++) {
		char *exact = test_malloc(size ? size : 1);
		struct pc_node *node = NULL;

		memcpy(exact, yaml, size);
		err = (struct pc_err){0};
		if (pc_yaml_read(&node, &arena, "t", (struct pc_str){exact, size}, NULL,
			    &err) != PC_OK)
			assert_true(err.at.line > 0 && err.text[0]);
		test_free(exact);
	}
	pc_arena_done(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(depth_has_a_ceiling),
		cmocka_unit_test(nodes_have_a_ceiling),
		cmocka_unit_test(size_has_a_ceiling),
		cmocka_unit_test(every_truncation_is_harmless),
	};
	int failed = PC_RUN(hostiles);

	failed += cmocka_run_group_tests(tests, NULL, NULL);
	pc_arena_done(&arena);
	return failed;
}
