/* SPDX-License-Identifier: Apache-2.0 */
/* Two documents to one tree, and the memory of what lost. */
#include "pc/doc/read.h"
#include "pc/doc/write.h"
#include "pc_test.h"
#include "settings_priv.h"

static const struct row {
	const char *name, *first, *second, *merged;
	enum pc_layer first_layer;
} rows[] = {
	{"the later single value counts", "{\"a\":1}", "{\"a\":2}", "{\"a\":2}",
		PC_LAYER_MANAGED},
	{"objects unite", "{\"o\":{\"a\":1,\"b\":1}}", "{\"o\":{\"b\":2,\"c\":3}}",
		"{\"o\":{\"a\":1,\"b\":2,\"c\":3}}", PC_LAYER_MANAGED},
	{"lists unite without duplicates", "{\"l\":[\"a\",\"a\",\"b\"]}",
		"{\"l\":[\"c\",\"a\",\"c\"]}", "{\"l\":[\"a\",\"b\",\"c\"]}",
		PC_LAYER_MANAGED},
	{"a list alone keeps its duplicates", "{\"l\":[\"a\",\"a\"]}", "{}",
		"{\"l\":[\"a\",\"a\"]}", PC_LAYER_MANAGED},
	{"objects in lists are never equal", "{\"l\":[{\"a\":1}]}", "{\"l\":[{\"a\":1}]}",
		"{\"l\":[{\"a\":1},{\"a\":1}]}", PC_LAYER_MANAGED},
	{"numbers are compared by value, not by kind", "{\"l\":[1,\"1\",true,null]}",
		"{\"l\":[1.0,10e-1,\"1\",true,null,-0,0]}",
		"{\"l\":[1,\"1\",true,null,0]}", PC_LAYER_MANAGED},
	{"null counts where nobody took it out", "{\"a\":1}", "{\"a\":null}",
		"{\"a\":null}", PC_LAYER_MANAGED},
	{"a list replaces an object", "{\"a\":{\"b\":1}}", "{\"a\":[1]}", "{\"a\":[1]}",
		PC_LAYER_MANAGED},
	{"an object does not replace a list", "{\"a\":[1]}", "{\"a\":{\"b\":1}}",
		"{\"a\":[1]}", PC_LAYER_MANAGED},
	{"an object replaces a single value", "{\"a\":1}", "{\"a\":{\"b\":1}}",
		"{\"a\":{\"b\":1}}", PC_LAYER_MANAGED},
	{"backup models are replaced", "{\"fallbackModel\":[\"a\"]}",
		"{\"fallbackModel\":[\"b\"]}", "{\"fallbackModel\":[\"b\"]}",
		PC_LAYER_MANAGED},
	{"a marketplace is replaced, not its neighbour",
		"{\"extraKnownMarketplaces\":{\"x\":{\"a\":1},\"y\":{\"a\":1}}}",
		"{\"extraKnownMarketplaces\":{\"x\":{\"b\":2}}}",
		"{\"extraKnownMarketplaces\":{\"x\":{\"b\":2},\"y\":{\"a\":1}}}",
		PC_LAYER_MANAGED},
	{"managed model lists unite", "{\"availableModels\":[\"a\"]}",
		"{\"availableModels\":[\"b\"]}", "{\"availableModels\":[\"a\",\"b\"]}",
		PC_LAYER_MANAGED},
	{"a managed model list replaces a user's", "{\"availableModels\":[\"a\"]}",
		"{\"availableModels\":[\"b\"]}", "{\"availableModels\":[\"b\"]}",
		PC_LAYER_USER},
	{"a prototype is not merged", "{\"__proto__\":1,\"a\":{\"__proto__\":2}}", "{}",
		"{\"a\":{}}", PC_LAYER_MANAGED},
};

static void add(struct pc_arena *arena, struct pc_value *root, const char *file,
	const char *json, enum pc_layer layer)
{
	struct doc doc = {.layer = layer, .file = file};
	struct pc_err err;

	assert_int_equal(
		pc_json_read(&doc.root, arena, file, pc_str(json), NULL, &err), PC_OK);
	merge_document(arena, root, &doc);
}

static void check(const struct row *r)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};
	struct pc_value *root = merge_new_root(&arena);

	add(&arena, root, "first", r->first, r->first_layer);
	add(&arena, root, "second", r->second, PC_LAYER_MANAGED);
	pc_node_write(&out, merge_plain(&arena, root), PC_FORMAT_JSON_LINE);
	assert_str(pc_str_trim(pc_buf_str(&out)), r->merged);
}

static void remembers_what_lost(void **state)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_value *root = merge_new_root(&arena);
	const struct pc_value *value;

	(void)state;
	add(&arena, root, "a", "{\"k\":\"one\"}", PC_LAYER_USER);
	add(&arena, root, "b", "{\"k\":\"two\"}", PC_LAYER_MANAGED);
	add(&arena, root, "c", "{\n\"k\":\"three\"}", PC_LAYER_MANAGED);
	value = merge_member(root, PC_STR("k"));
	assert_str(value->node->text, "three");
	assert_string_equal(value->from.at.file, "c");
	assert_int_equal(value->from.at.line, 2);
	assert_str(value->lost->value->text, "two");
	assert_string_equal(value->lost->beaten_by.at.file, "c");
	assert_str(value->lost->next->value->text, "one");
	assert_int_equal(value->lost->next->from.layer, PC_LAYER_USER);
	assert_string_equal(value->lost->next->beaten_by.at.file, "b");
	assert_null(value->lost->next->next);
}

static void items_keep_their_origins(void **state)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_value *root = merge_new_root(&arena);
	const struct pc_value *list;

	(void)state;
	add(&arena, root, "a", "{\"l\":[\"x\",\"y\"]}", PC_LAYER_USER);
	add(&arena, root, "b", "{\"l\":[\"y\",\"z\"]}", PC_LAYER_MANAGED);
	list = merge_member(root, PC_STR("l"));
	assert_int_equal(list->n_children, 3);
	assert_string_equal(list->children[1]->from.at.file, "a");
	assert_string_equal(list->children[1]->lost->from.at.file, "b");
	assert_string_equal(list->children[2]->from.at.file, "b");
	assert_null(list->children[2]->lost);
}

static void many_entries_unite_in_order(void **state)
{
	enum { N = 5000 };
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	PC_AUTO(pc_buf_done) struct pc_buf json = {0};
	struct pc_value *root = merge_new_root(&arena);
	const struct pc_value *list;

	(void)state;
	pc_buf_puts(&json, "{\"l\":[");
	for (int i = 0; i < N; i++)
		pc_buf_printf(&json, "%s\"r%d\"", i ? "," : "", i);
	pc_buf_puts(&json, "]}");
	add(&arena, root, "a", json.ptr, PC_LAYER_USER);
	add(&arena, root, "b", json.ptr, PC_LAYER_MANAGED);
	list = merge_member(root, PC_STR("l"));
	assert_int_equal(list->n_children, N);
	assert_str(list->children[N - 1]->node->text, "r4999");
}

PC_TABLE(rows, check)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(remembers_what_lost),
		cmocka_unit_test(items_keep_their_origins),
		cmocka_unit_test(many_entries_unite_in_order),
	};

	return PC_RUN(rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
