/* SPDX-License-Identifier: Apache-2.0 */
/* What the reader of JSON promises beyond the cases in tests/cases/doc: ceilings, memory,
 * and kinds of numbers. */
#include "pc_test.h"

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
		pc_json_read(&node, &arena, "t", pc_buf_str(buf), NULL, &err);

	assert_int_equal(node != NULL, status == PC_OK);
	pc_arena_reset(&arena);
	return status;
}

static void depth_has_a_ceiling(void **state)
{
	static const char *const shapes[][3] = {{"[", "", "]"}, {"{\"a\":", "1", "}"}};

	(void)state;
	for (size_t i = 0; i < PC_COUNT(shapes); i++) {
		for (int past = 0; past < 2; past++) {
			PC_AUTO(pc_buf_done) struct pc_buf buf = {0};

			add_times(&buf, shapes[i][0], PC_MAX_DOC_DEPTH + past);
			pc_buf_puts(&buf, shapes[i][1]);
			add_times(&buf, shapes[i][2], PC_MAX_DOC_DEPTH + past);
			assert_int_equal(status_of(&buf), past ? PC_ERR_LIMIT : PC_OK);
		}
	}
	assert_string_equal(err.text, "nested deeper than 512 levels");
	assert_int_equal(err.at.line, 1);
	assert_int_equal(err.at.col, 5 * PC_MAX_DOC_DEPTH + 1);
}

static void depth_counts_what_is_open_only(void **state)
{
	PC_AUTO(pc_buf_done) struct pc_buf buf = {0};

	(void)state;
	pc_buf_puts(&buf, "[");
	add_times(&buf, "[],", 2 * PC_MAX_DOC_DEPTH);
	pc_buf_puts(&buf, "[]]");
	assert_int_equal(status_of(&buf), PC_OK);
}

/* What stands too deep to be kept follows the same grammar as what is kept. */
static void what_is_cut_is_held_against_the_grammar(void **state)
{
	static const char *const texts[] = {"[]", "{}", "[ ]", "{ }", "[1]", "[[]]",
		"[[[]]]", "[1, [2], {}]", "{\"a\":[{}],\"b\":{\"c\":null}}", " [\n1 ] ",
		"[\"a\\u0020\"]", "[", "[1", "[1,", "[1,]", "[,]", "[,1]", "[1 2]", "{",
		"{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{\"a\" 1}", "{,}", "{1:2}", "[}",
		"{]", "[1}", "{\"a\":1]", "{\"a\":[}", "[[]", "[01]", "[nul]", "[\"a]",
		"[\"\\x\"]", "{a:1}", "[]{}", "[//]"};

	(void)state;
	for (size_t i = 0; i < PC_COUNT(texts); i++) {
		PC_AUTO(pc_buf_done) struct pc_buf plain = {0}, deep = {0};
		struct pc_node *node = NULL;
		enum pc_status status;

		pc_buf_printf(&plain, "[%s]", texts[i]);
		add_times(&deep, "[", PC_MAX_DOC_DEPTH);
		pc_buf_puts(&deep, texts[i]);
		add_times(&deep, "]", PC_MAX_DOC_DEPTH);
		status = pc_json_read_cut(
			&node, &arena, "t", pc_buf_str(&deep), NULL, &err);
		assert_int_equal(status, status_of(&plain));
	}
}

static void what_is_cut_comes_out_empty(void **state)
{
	PC_AUTO(pc_buf_done) struct pc_buf buf = {0};
	struct pc_node *node = NULL;
	size_t depth = 1;

	(void)state;
	pc_buf_puts(&buf, "[");
	add_times(&buf, "{\"a\":[", 250000);
	add_times(&buf, "]}", 250000);
	pc_buf_puts(&buf, ",7]");
	assert_int_equal(
		pc_json_read_cut(&node, &arena, "t", pc_buf_str(&buf), NULL, &err),
		PC_OK);
	assert_int_equal(node->n_items, 2);
	assert_int_equal(node->items[1]->integer, 7);
	for (node = node->items[0];; depth++) {
		if (node->kind == PC_MAP ? !node->n_pairs : !node->n_items)
			break;
		node = node->kind == PC_MAP ? node->pairs[0].value : node->items[0];
	}
	assert_int_equal(depth, PC_MAX_DOC_DEPTH);
	pc_arena_reset(&arena);
}

static void nodes_have_a_ceiling(void **state)
{
	(void)state;
	for (int past = 0; past < 2; past++) {
		PC_AUTO(pc_buf_done) struct pc_buf buf = {0};

		/* The list itself is a node. */
		pc_buf_puts(&buf, "[1");
		add_times(&buf, ",1", PC_MAX_DOC_NODES - 2 + past);
		pc_buf_puts(&buf, "]");
		assert_int_equal(status_of(&buf), past ? PC_ERR_LIMIT : PC_OK);
	}
	assert_int_equal(err.at.col, 2 * PC_MAX_DOC_NODES);
}

static void requests_have_fewer_nodes(void **state)
{
	(void)state;
	for (int past = 0; past < 2; past++) {
		PC_AUTO(pc_buf_done) struct pc_buf buf = {0};
		PC_AUTO(pc_arena_done) struct pc_arena own = {0};
		struct pc_node *node;

		pc_buf_puts(&buf, "[1");
		add_times(&buf, ",1", PC_MAX_REQUEST_NODES - 2 + past);
		pc_buf_puts(&buf, "]");
		assert_int_equal(pc_json_read_request(
					 &node, &own, "t", pc_buf_str(&buf), NULL, &err),
			past ? PC_ERR_LIMIT : PC_OK);
	}
}

static void size_has_a_ceiling(void **state)
{
	struct pc_node *node = NULL;

	(void)state;
	for (int past = 0; past < 2; past++) {
		PC_AUTO(pc_buf_done) struct pc_buf buf = {0};
		size_t size = PC_MAX_DOC_SIZE + (size_t)past;

		memset(pc_buf_room(&buf, size), ' ', size);
		buf.len = size;
		buf.ptr[0] = '1';
		assert_int_equal(status_of(&buf), past ? PC_ERR_LIMIT : PC_OK);
		assert_int_equal(pc_json_read_request(&node, &arena, "t",
					 pc_buf_str(&buf), NULL, &err),
			PC_OK);
		pc_arena_reset(&arena);
	}
}

static void requests_have_a_ceiling_of_their_own(void **state)
{
	(void)state;
	for (int past = 0; past < 2; past++) {
		PC_AUTO(pc_buf_done) struct pc_buf buf = {0};
		size_t size = PC_MAX_REQUEST_SIZE + (size_t)past;
		struct pc_node *node = NULL;

		memset(pc_buf_room(&buf, size), ' ', size);
		buf.len = size;
		buf.ptr[0] = '1';
		assert_int_equal(pc_json_read_request(&node, &arena, "t",
					 pc_buf_str(&buf), NULL, &err),
			past ? PC_ERR_LIMIT : PC_OK);
		pc_arena_reset(&arena);
	}
}

static const struct number {
	const char *name, *text;
	enum pc_kind kind;
	int64_t integer;
	double real;
} numbers[] = {
	{"zero", "0", PC_INT, 0, 0},
	{"minus zero", "-0", PC_INT, 0, 0},
	{"negative", "-17", PC_INT, -17, 0},
	{"the largest integer", "9223372036854775807", PC_INT, INT64_MAX, 0},
	{"the smallest integer", "-9223372036854775808", PC_INT, INT64_MIN, 0},
	{"past the largest", "9223372036854775808", PC_REAL, 0, 9223372036854775808.0},
	{"past the smallest", "-9223372036854775809", PC_REAL, 0, -9223372036854775808.0},
	{"a fraction that is whole", "1.0", PC_REAL, 0, 1},
	{"an exponent", "1E+2", PC_REAL, 0, 100},
	{"the smallest double", "5e-324", PC_REAL, 0, 5e-324},
	{"rounds to zero", "1e-400", PC_REAL, 0, 0},
	{"half way rounds to even", "9007199254740993.0", PC_REAL, 0, 9007199254740992.0},
};

static void check_number(const struct number *r)
{
	struct pc_node *node = NULL;

	assert_int_equal(
		pc_json_read(&node, &arena, "t", pc_str(r->text), NULL, &err), PC_OK);
	assert_int_equal(node->kind, r->kind);
	if (r->kind == PC_INT) {
		assert_true(node->integer == r->integer);
	} else {
		assert_true(node->real == r->real);
		assert_str(node->written, r->text);
	}
	pc_arena_done(&arena);
}

PC_TABLE(numbers, check_number)

static void texts_without_escapes_are_borrowed(void **state)
{
	static const char json[] = "[\"plain \xC3\xA9\",\"esc\\u0061ped\"]";
	struct pc_node *node = NULL;

	(void)state;
	assert_int_equal(
		pc_json_read(&node, &arena, "t", PC_STR("[\"a\"]"), NULL, &err), PC_OK);
	assert_int_equal(
		pc_json_read(&node, &arena, "t", pc_str(json), NULL, &err), PC_OK);
	assert_ptr_equal(node->items[0]->text.ptr, json + 2);
	assert_str(node->items[1]->text, "escaped");
	pc_arena_done(&arena);
}

static void surrogates_alone_are_kept(void **state)
{
	struct pc_node *node = NULL;

	(void)state;
	assert_int_equal(
		pc_json_read(&node, &arena, "t",
			PC_STR("[\"\\ud83d\\ude00\",\"\\ude00\\ud83d\"]"), NULL, &err),
		PC_OK);
	assert_str(node->items[0]->text, "\xF0\x9F\x98\x80");
	assert_str(node->items[1]->text, "\xED\xB8\x80\xED\xA0\xBD");
	pc_arena_done(&arena);
}

/* One broken text after the other, each a prefix of a valid one: no end is read past,
 * and each failure has a place and a text. */
static void every_truncation_is_refused(void **state)
{
	static const char json[] = "{\"a\\u00e9\\n\": [1.5e+3, -20, true, false, null, "
				   "\"\xF0\x9F\x98\x80\"]}";

	(void)state;
	for (size_t size = 0; size < sizeof(json) - 1; size++) {
		char *exact = test_malloc(size ? size : 1);
		struct pc_node *node = NULL;

		memcpy(exact, json, size);
		err = (struct pc_err){0};
		assert_int_equal(pc_json_read(&node, &arena, "t",
					 (struct pc_str){exact, size}, NULL, &err),
			PC_ERR_PARSE);
		assert_int_equal(err.at.line, 1);
		assert_in_range(err.at.col, 1, size + 1);
		assert_true(err.text[0]);
		test_free(exact);
	}
	pc_arena_done(&arena);
}

/* Keys chosen by a stranger do not make reading slow: 200,000 of them, half twice. */
static void many_twins_are_all_found(void **state)
{
	enum { N = 200000 };
	PC_AUTO(pc_buf_done) struct pc_buf buf = {0};
	struct pc_diags diags = {.arena = &arena};
	struct pc_node *node = NULL;

	(void)state;
	pc_buf_puts(&buf, "{\"k0\":0");
	for (int i = 1; i < N; i++)
		pc_buf_printf(&buf, ",\"k%d\":%d", i % (N / 2), i);
	pc_buf_puts(&buf, "}");
	assert_int_equal(
		pc_json_read(&node, &arena, "t", pc_buf_str(&buf), &diags, &err), PC_OK);
	assert_int_equal(node->n_pairs, N / 2);
	assert_int_equal(node->pairs[5].value->integer, N / 2 + 5);
	assert_int_equal(diags.count + diags.dropped, N / 2);
	assert_string_equal(diags.items[0].code, "PC1101");
	pc_arena_done(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(depth_has_a_ceiling),
		cmocka_unit_test(depth_counts_what_is_open_only),
		cmocka_unit_test(what_is_cut_is_held_against_the_grammar),
		cmocka_unit_test(what_is_cut_comes_out_empty),
		cmocka_unit_test(nodes_have_a_ceiling),
		cmocka_unit_test(requests_have_fewer_nodes),
		cmocka_unit_test(size_has_a_ceiling),
		cmocka_unit_test(requests_have_a_ceiling_of_their_own),
		cmocka_unit_test(texts_without_escapes_are_borrowed),
		cmocka_unit_test(surrogates_alone_are_kept),
		cmocka_unit_test(every_truncation_is_refused),
		cmocka_unit_test(many_twins_are_all_found),
	};
	int failed = PC_RUN(numbers);

	failed += cmocka_run_group_tests(tests, NULL, NULL);
	pc_arena_done(&arena);
	return failed;
}
