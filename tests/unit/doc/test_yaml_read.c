/* SPDX-License-Identifier: Apache-2.0 */
/* What the reader of YAML promises beyond the cases in tests/cases/doc: ceilings, and
 * that no text makes it slow. */
#include "pc_test.h"

#include <time.h>

#include "pc/base/buf.h"
#include "pc/base/limits.h"
#include "pc/doc/read.h"
#include "pc/doc/write.h"

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

/* What others write and we pass over; its JSON, as far as it says anything. */
static const struct loose {
	const char *name, *yaml, *want;
} looses[] = {
	{"anchors and aliases", "a: &x 1\nb: *x\n", "{\"a\":1,\"b\":null}"},
	{"merge keys", "a:\n  <<: *x\n  b: 1\n", "{\"a\":{\"<<\":null,\"b\":1}}"},
	{"tags", "a: !Ref b\nc: !GetAtt [d, e]\n", "{\"a\":\"b\",\"c\":[\"d\",\"e\"]}"},
	{"a key that stands twice", "a: 1\na: 2\n", "{\"a\":2}"},
	{"no number", "a: .inf\nb: 0xFFFFFFFFFFFFFFFFFF\n",
		"{\"a\":\".inf\",\"b\":\"0xFFFFFFFFFFFFFFFFFF\"}"},
};

static void check_loose(const struct loose *r)
{
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};
	struct pc_node *node = NULL;

	assert_int_equal(
		pc_yaml_read_loose(&node, &arena, "t", pc_str(r->yaml), &err), PC_OK);
	pc_node_write(&out, node, PC_FORMAT_JSON_LINE);
	assert_str(pc_buf_str(&out), r->want);
	assert_int_not_equal(
		pc_yaml_read(&node, &arena, "t", pc_str(r->yaml), NULL, &err), PC_OK);
	pc_arena_reset(&arena);
}

PC_TABLE(looses, check_loose)

/* Documents, with the line that each begins in. */
static const struct stream {
	const char *name, *text, *want;
} streams[] = {
	{"nothing", "", ""},
	{"one", "a\n", "0[a\n]"},
	{"two", "a\n---\nb\n", "0[a\n]1[---\nb\n]"},
	{"a marker first", "---\na\n--- b\n", "0[---\na\n]2[--- b\n]"},
	{"an end", "a\n...\nb\n", "0[a\n...\n]2[b\n]"},
	{"no markers", "----\n ---\n---a\n....\n", "0[----\n ---\n---a\n....\n]"},
	{"no line end", "---\n---", "0[---\n]1[---]"},
	{"lines of Windows", "---\r\na\r\n---\r\n", "0[---\r\na\r\n]2[---\r\n]"},
};

static void check_stream(const struct stream *r)
{
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};
	struct pc_str rest = pc_str(r->text);
	uint32_t lines = 0;

	while (rest.len) {
		uint32_t before = lines;
		struct pc_str document = pc_yaml_next_document(&rest, &lines);

		pc_buf_printf(&out, "%u[%.*s]", (unsigned)before, PC_STR_ARG(document));
	}
	assert_str(pc_buf_str(&out), r->want);
}

PC_TABLE(streams, check_stream)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(depth_has_a_ceiling),
		cmocka_unit_test(nodes_have_a_ceiling),
		cmocka_unit_test(size_has_a_ceiling),
		cmocka_unit_test(every_truncation_is_harmless),
	};
	int failed = PC_RUN(hostiles);

	failed += PC_RUN(looses);
	failed += PC_RUN(streams);
	failed += cmocka_run_group_tests(tests, NULL, NULL);
	pc_arena_done(&arena);
	return failed;
}
