/* SPDX-License-Identifier: Apache-2.0 */
/* Lookups and equality of trees. */
#include "pc_test.h"

#include "pc/base/buf.h"
#include "pc/doc/read.h"

static struct pc_arena arena;

static struct pc_node *tree(const char *json)
{
	struct pc_node *node = NULL;
	struct pc_err err;

	assert_int_equal(
		pc_json_read(&node, &arena, "t", pc_str(json), NULL, &err), PC_OK);
	return node;
}

static const struct equal {
	const char *name, *a, *b;
	bool want;
} equals[] = {
	{"null is null", "null", "null", true},
	{"null is not false", "null", "false", false},
	{"true is not false", "true", "false", false},
	{"an integer is its real", "1", "1.0", true},
	{"a number is one however it is written", "1200", "1.2e3", true},
	{"zero is minus zero", "0", "-0.0", true},
	{"a number is not its text", "1", "\"1\"", false},
	{"integers past 2^53 are compared as doubles", "9007199254740993",
		"9007199254740992", true},
	{"integers below 2^53 are exact", "9007199254740991", "9007199254740990", false},
	{"texts are compared by what they mean", "\"\\u0041\"", "\"A\"", true},
	{"texts of different size differ", "\"a\"", "\"ab\"", false},
	{"half a pair is itself", "\"\\ud800\"", "\"\\ud800\"", true},
	{"half a pair is no other half", "\"\\ud800\"", "\"\\ud801\"", false},
	{"lists by position", "[1,2]", "[1,2]", true},
	{"lists have an order", "[1,2]", "[2,1]", false},
	{"a longer list differs", "[1]", "[1,1]", false},
	{"maps have no order", "{\"a\":1,\"b\":[2]}", "{\"b\":[2],\"a\":1}", true},
	{"maps by value", "{\"a\":1}", "{\"a\":2}", false},
	{"maps by key", "{\"a\":1}", "{\"b\":1}", false},
	{"a null value is not an absent key", "{\"a\":null}", "{}", false},
	{"an empty list is no empty map", "[]", "{}", false},
	{"nesting", "{\"a\":{\"b\":[{\"c\":1}]}}", "{\"a\":{\"b\":[{\"c\":1.0}]}}", true},
};

static void check_equal(const struct equal *r)
{
	assert_int_equal(pc_node_eq(tree(r->a), tree(r->b)), r->want);
	assert_int_equal(pc_node_eq(tree(r->b), tree(r->a)), r->want);
	pc_arena_done(&arena);
}

PC_TABLE(equals, check_equal)

static void lookups(void **state)
{
	const struct pc_node *node = tree("{\"a\":1,\"b\":{\"c\":\"x\"},\"\":null}");

	(void)state;
	assert_int_equal(pc_node_get_c(node, "a")->integer, 1);
	assert_str(pc_node_text(pc_node_get_c(pc_node_get_c(node, "b"), "c")), "x");
	assert_int_equal(pc_node_get_c(node, "")->kind, PC_NULL);
	assert_null(pc_node_get_c(node, "A"));
	assert_null(pc_node_get_c(node, "aa"));
	assert_null(pc_node_get_c(NULL, "a"));
	assert_null(pc_node_get_c(pc_node_get_c(node, "a"), "a"));
	assert_null(pc_node_text(node).ptr);
	assert_null(pc_node_text(NULL).ptr);
	assert_non_null(pc_node_text(tree("\"\"")).ptr);
	pc_arena_done(&arena);
}

/* Large maps are searched, small ones walked: the same answers from both. */
static void every_key_is_found(void **state)
{
	(void)state;
	for (int size = 0; size < 60; size++) {
		PC_AUTO(pc_buf_done) struct pc_buf buf = {0};
		const struct pc_node *node;

		pc_buf_add_char(&buf, '{');
		for (int i = 0; i < size; i++)
			pc_buf_printf(&buf, "%s\"k%d\":%d", i ? "," : "", i * 7 % 61, i);
		pc_buf_add_char(&buf, '}');
		node = tree(buf.ptr);
		assert_int_equal(node->n_pairs, size);
		for (int i = 0; i < size; i++) {
			char key[16];

			snprintf(key, sizeof(key), "k%d", i * 7 % 61);
			assert_int_equal(pc_node_get_c(node, key)->integer, i);
			assert_int_equal(node->pairs[i].value->integer, i);
		}
		assert_null(pc_node_get_c(node, "k"));
		assert_null(pc_node_get_c(node, "k99"));
	}
	pc_arena_done(&arena);
}

static void an_index_of_ones_own(void **state)
{
	struct pc_node *map = pc_node_new(&arena, PC_MAP, (struct pc_span){0});

	(void)state;
	map->n_pairs = 100;
	map->pairs = pc_arena_new_array(&arena, struct pc_pair, map->n_pairs);
	for (size_t i = 0; i < map->n_pairs; i++) {
		map->pairs[i].key = pc_arena_printf(&arena, "%zu", i);
		map->pairs[i].value =
			pc_node_new_text(&arena, map->pairs[i].key, (struct pc_span){0});
	}
	assert_str(pc_node_text(pc_node_get_c(map, "77")), "77");
	pc_node_index(&arena, map);
	assert_str(pc_node_text(pc_node_get_c(map, "77")), "77");
	assert_null(pc_node_get_c(map, "100"));
	pc_arena_done(&arena);
}

static void numbers_of_both_kinds(void **state)
{
	double value = 7;

	(void)state;
	assert_true(pc_node_number(tree("12"), &value) && value == 12);
	assert_true(pc_node_number(tree("1.5e1"), &value) && value == 15);
	assert_false(pc_node_number(tree("\"12\""), &value));
	assert_false(pc_node_number(NULL, &value));
	assert_true(value == 15);
	pc_arena_done(&arena);
}

static void names_are_those_of_json(void **state)
{
	(void)state;
	assert_string_equal(pc_kind_name(tree("{}")->kind), "object");
	assert_string_equal(pc_kind_name(tree("[]")->kind), "array");
	assert_string_equal(pc_kind_name(tree("\"\"")->kind), "string");
	assert_string_equal(pc_kind_name(tree("1")->kind), "number");
	assert_string_equal(pc_kind_name(tree("0.5")->kind), "number");
	assert_string_equal(pc_kind_name(tree("true")->kind), "boolean");
	assert_string_equal(pc_kind_name(tree("null")->kind), "null");
	pc_arena_done(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lookups),
		cmocka_unit_test(every_key_is_found),
		cmocka_unit_test(an_index_of_ones_own),
		cmocka_unit_test(numbers_of_both_kinds),
		cmocka_unit_test(names_are_those_of_json),
	};
	int failed = PC_RUN(equals);

	return failed + cmocka_run_group_tests(tests, NULL, NULL);
}
