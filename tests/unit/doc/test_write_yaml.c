/* SPDX-License-Identifier: Apache-2.0 */
/* Trees to YAML: how it looks, and that it comes back as it was. */
#include "pc_test.h"

#include "pc/doc/read.h"
#include "pc/doc/write.h"

static struct pc_arena arena;

static struct pc_node *tree(const char *json)
{
	struct pc_node *node = NULL;
	struct pc_err err;

	assert_int_equal(
		pc_json_read(&node, &arena, "t", pc_str(json), NULL, &err), PC_OK);
	return node;
}

/* Also without any finding: nothing that we write is open to two readings. */
static void comes_back(const struct pc_node *node, struct pc_str yaml)
{
	struct pc_diags diags = {.arena = &arena};
	struct pc_node *again = NULL;
	struct pc_err err;

	assert_int_equal(pc_yaml_read(&again, &arena, "y", yaml, &diags, &err), PC_OK);
	assert_true(pc_node_eq(node, again));
	assert_int_equal(diags.count, 0);
}

static const struct look {
	const char *name, *json, *want;
} looks[] = {
	{"a map", "{\"a\":1,\"b\":{\"c\":true}}", "a: 1\nb:\n  c: true\n"},
	{"a list", "[1,[2,3],{\"a\":4,\"b\":[5]}]",
		"- 1\n- - 2\n  - 3\n- a: 4\n  b:\n    - 5\n"},
	{"empty ones", "{\"a\":{},\"b\":[],\"c\":[[]]}", "a: {}\nb: []\nc:\n  - []\n"},
	{"rules stand plain", "[\"Bash(git push:*)\",\"Read(//etc/**)\",\"mcp__x__y\"]",
		"- Bash(git push:*)\n- Read(//etc/**)\n- mcp__x__y\n"},
	{"numbers as they were written", "[1.50,1e3,12345678901234567890]",
		"- 1.50\n- 1e3\n- 12345678901234567890\n"},
	{"words that mean something are quoted", "[\"true\",\"null\",\"No\",\"y\",\"~\"]",
		"- \"true\"\n- \"null\"\n- \"No\"\n- \"y\"\n- \"~\"\n"},
	{"numbers as text are quoted",
		"[\"1\",\"0777\",\"1e3\",\".5\",\"2024-01-01\",\".inf\"]",
		"- \"1\"\n- \"0777\"\n- \"1e3\"\n- \".5\"\n- \"2024-01-01\"\n- "
		"\".inf\"\n"},
	{"YAML's own characters are quoted",
		"[\"*.md\",\"!x\",\"&x\",\"a: b\",\"a #b\",\"- x\"]",
		"- \"*.md\"\n- \"!x\"\n- \"&x\"\n- \"a: b\"\n- \"a #b\"\n- \"- x\"\n"},
	{"space at the ends is quoted", "[\" a\",\"a \",\"\",\"a:\"]",
		"- \" a\"\n- \"a \"\n- \"\"\n- \"a:\"\n"},
	{"lines are escaped", "\"a\\nb\\tc\\u0001\\u0085\\ufeff\"",
		"\"a\\nb\\tc\\u0001\\u0085\\ufeff\"\n"},
	{"other languages stand plain", "\"\\u00e9\\ud83d\\ude00\"",
		"\xC3\xA9\xF0\x9F\x98\x80\n"},
	{"keys are quoted by the same rule", "{\"yes\":1,\"a b\":2,\"<<\":3,\"\":4}",
		"\"yes\": 1\na b: 2\n\"<<\": 3\n\"\": 4\n"},
	{"a scalar alone", "null", "null\n"},
	{"the end of a document is quoted", "\"...\"", "\"...\"\n"},
};

static void check_look(const struct look *r)
{
	PC_AUTO(pc_buf_done) struct pc_buf buf = {0};
	struct pc_node *node = tree(r->json);

	pc_node_write(&buf, node, PC_FORMAT_YAML);
	assert_string_equal(buf.ptr, r->want);
	comes_back(node, pc_buf_str(&buf));
	pc_arena_done(&arena);
}

PC_TABLE(looks, check_look)

/* Every text of up to three of these characters, as value, item and key. */
static void every_short_text_comes_back(void **state)
{
	static const char chars[] = "ay0~.-:#*&!%@`'\"\\{}[],>|?= \t\n\x01";
	enum { N = sizeof(chars) - 1 };

	(void)state;
	for (int i = 0; i < N * N * N; i++) {
		PC_AUTO(pc_buf_done) struct pc_buf buf = {0};
		char text[] = {chars[i % N], chars[i / N % N], chars[i / N / N]};
		struct pc_str s = {text, 1 + (size_t)i % 3};
		struct pc_node *value = pc_node_new_text(&arena, s, (struct pc_span){0});
		struct pc_node *map = pc_node_new(&arena, PC_MAP, (struct pc_span){0});
		struct pc_node *list = pc_node_new(&arena, PC_LIST, (struct pc_span){0});
		struct pc_pair pair = {.key = s, .value = value};
		struct pc_node *items[] = {value, map};

		map->pairs = &pair;
		map->n_pairs = 1;
		list->items = items;
		list->n_items = 2;
		pc_node_write(&buf, list, PC_FORMAT_YAML);
		comes_back(list, pc_buf_str(&buf));
		pc_arena_reset(&arena);
	}
	pc_arena_done(&arena);
}

/* YAML lets a key stand before ':' only up to 1024 characters. */
static void long_keys_come_back(void **state)
{
	(void)state;
	for (size_t size = 990; size < 1040; size++) {
		PC_AUTO(pc_buf_done) struct pc_buf json = {0};
		PC_AUTO(pc_buf_done) struct pc_buf yaml = {0};
		struct pc_node *node;

		pc_buf_puts(&json, "[{\"");
		memset(pc_buf_room(&json, size), 'k', size);
		json.len += size;
		pc_buf_puts(&json, "\":{\"a\":[1]},\"b\":2}]");
		node = tree(json.ptr);
		pc_node_write(&yaml, node, PC_FORMAT_YAML);
		comes_back(node, pc_buf_str(&yaml));
	}
	pc_arena_done(&arena);
}

static void half_a_pair_is_replaced(void **state)
{
	PC_AUTO(pc_buf_done) struct pc_buf buf = {0};

	(void)state;
	pc_node_write(&buf, tree("\"a\\ud800b\""), PC_FORMAT_YAML);
	assert_string_equal(buf.ptr, "\"a\xEF\xBF\xBD"
				     "b\"\n");
	pc_arena_done(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_short_text_comes_back),
		cmocka_unit_test(long_keys_come_back),
		cmocka_unit_test(half_a_pair_is_replaced),
	};

	return PC_RUN(looks) + cmocka_run_group_tests(tests, NULL, NULL);
}
