/* SPDX-License-Identifier: Apache-2.0 */
/* TOML to trees, told as JSON. */
#include "pc_test.h"

#include "pc/base/buf.h"
#include "pc/base/limits.h"
#include "pc/doc/read.h"
#include "pc/doc/write.h"

static const struct good {
	const char *name;
	const char *toml;
	const char *json;
} goods[] = {
	{"nothing", "", "{}"},
	{"comments and blank lines", "# a\n\n  # b\n", "{}"},
	{"a byte order mark",
		"\xef\xbb\xbf"
		"a = 1",
		"{\"a\":1}"},
	{"a pair", "a = 1", "{\"a\":1}"},
	{"no blanks", "a=1#x\nb=2\r\n", "{\"a\":1,\"b\":2}"},
	{"keys in quotes", "\"a b\" = 1\n'c.d' = 2\n\"\" = 3",
		"{\"\":3,\"a b\":1,\"c.d\":2}"},
	{"keys that are numbers", "12 = 1\n1.5 = 2", "{\"1\":{\"5\":2},\"12\":1}"},
	{"keys with dots", "a.b . \"c\" = 1\na.d = 2",
		"{\"a\":{\"b\":{\"c\":1},\"d\":2}}"},
	{"whole numbers", "a = [0, +1, -17, 1_000, 0xdead_BEEF, 0o17, 0b101]",
		"{\"a\":[0,1,-17,1000,3735928559,15,5]}"},
	{"fractions", "a = [3.5, -0.25, 1e2, 2.5E-1, 1_0.5]",
		"{\"a\":[3.5,-0.25,100,0.25,10.5]}"},
	{"truth", "a = [true, false]", "{\"a\":[true,false]}"},
	{"dates are texts",
		"a = 1979-05-27T07:32:00Z\nb = 1979-05-27 07:32:00.5+01:00\n"
		"c = 07:32:00\nd = 1979-05-27 # x",
		"{\"a\":\"1979-05-27T07:32:00Z\",\"b\":\"1979-05-27 07:32:00.5+01:00\","
		"\"c\":\"07:32:00\",\"d\":\"1979-05-27\"}"},
	{"escapes", "a = \"\\b\\t\\n\\f\\r\\\"\\\\\\u00e4\\U0001F600\"",
		"{\"a\":\"\\b\\t\\n\\f\\r\\\"\\\\\xc3\xa4\xf0\x9f\x98\x80\"}"},
	{"no escapes in single quotes", "a = '\\d \"x\" \\'",
		"{\"a\":\"\\\\d \\\"x\\\" \\\\\"}"},
	{"three quotes", "a = \"\"\"\nx\ny \"q\" \\\"\"\"\"",
		"{\"a\":\"x\\ny \\\"q\\\" \\\"\"}"},
	{"a line that goes on", "a = \"\"\"x \\  \n\n   y\"\"\"", "{\"a\":\"x y\"}"},
	{"three single quotes", "a = '''\n(?i)\\b'x'\\b'''",
		"{\"a\":\"(?i)\\\\b'x'\\\\b\"}"},
	{"quotes before the end", "a = ''''x'''''\nb = \"\"\"\"y\"\"\"\"\"",
		"{\"a\":\"'x''\",\"b\":\"\\\"y\\\"\\\"\"}"},
	{"lists in lines", "a = [ # x\n 1,\n 2, # y\n]", "{\"a\":[1,2]}"},
	{"lists in lists", "a = [[], [1, ['x']]]", "{\"a\":[[],[1,[\"x\"]]]}"},
	{"tables in one line", "a = { b = 1, c.d = 'x', e = {} }",
		"{\"a\":{\"b\":1,\"c\":{\"d\":\"x\"},\"e\":{}}}"},
	{"tables", "x = 0\n[a]\nb = 1\n[a.c] # y\nd = 2\n[ e . 'f' ]\n",
		"{\"a\":{\"b\":1,\"c\":{\"d\":2}},\"e\":{\"f\":{}},\"x\":0}"},
	{"a table behind what is in it", "[a.b]\nx = 1\n[a]\ny = 2",
		"{\"a\":{\"b\":{\"x\":1},\"y\":2}}"},
	{"lists of tables", "[[r]]\nid = 'a'\n[[r]]\nid = 'b'\n",
		"{\"r\":[{\"id\":\"a\"},{\"id\":\"b\"}]}"},
	{"tables of the last one",
		"[[r]]\nid = 'a'\n[r.x]\ny = 1\n[[r.z]]\n[[r.z]]\nw = 2\n[[r]]",
		"{\"r\":[{\"id\":\"a\",\"x\":{\"y\":1},\"z\":[{},{\"w\":2}]},{}]}"},
};

static void reads(const struct good *row)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	PC_AUTO(pc_buf_done) struct pc_buf buf = {0};
	struct pc_node *node = NULL;
	struct pc_err err = {0};

	if (pc_toml_read(&node, &arena, "t", pc_str(row->toml), &err) != PC_OK)
		fail_msg("%u:%u: %s", err.at.line, err.at.col, err.text);
	pc_node_write(&buf, node, PC_FORMAT_CANONICAL);
	assert_str(pc_str_trim(pc_buf_str(&buf)), row->json);
}

static const struct bad {
	const char *name;
	const char *toml;
	const char *fault; /* "line:col: text" */
} bads[] = {
	{"no value", "a =", "1:4: a value has to stand here, not the end of the text"},
	{"no value in the line", "a = \nb = 1",
		"1:5: a value has to stand here, not the end of the line"},
	{"no =", "a 1", "1:3: a '=' has to stand behind a key, not '1'"},
	{"a word", "a = yes", "1:5: 'yes' is no value: texts stand in quotes"},
	{"a zero in front", "a = 012", "1:5: '012' is no value: texts stand in quotes"},
	{"too large", "a = 9223372036854775808",
		"1:5: '9223372036854775808' is no value: texts stand in quotes"},
	{"infinity", "a = inf", "1:5: 'inf' is no value: texts stand in quotes"},
	{"a _ at the end", "a = 1_", "1:5: '1_' is no value: texts stand in quotes"},
	{"two values", "a = 1 2", "1:7: the line has to end here, not '2'"},
	{"a string without an end", "a = \"x\nb = 1",
		"1:7: a string goes on or ends here, not the end of the line"},
	{"a string that never ends", "a = '''x\n",
		"2:1: a string goes on or ends here, not the end of the text"},
	{"an escape nobody knows", "a = \"\\x\"",
		"1:7: an escape is one of b t n f r e \" \\ u U, not 'x'"},
	{"half a pair", "a = \"\\ud800\"", "1:12: an escape names no character"},
	{"a control character", "a = 'x\x01'",
		"1:7: a string goes on or ends here, not the byte 0x01"},
	{"one in a comment", "# \x02", "1:3: a comment holds text, not the byte 0x02"},
	{"not UTF-8", "a = 1\nb = '\xff'", "2:6: not UTF-8"},
	{"a key twice", "a = 1\na = 2", "2:1: 'a' stands twice"},
	{"a table twice", "[a]\n[b]\n[a]", "3:2: 'a' stands twice"},
	{"a table that is a value", "a = 1\n[a.b]",
		"2:2: 'a' is there already, and cannot be added to"},
	{"dots into a table", "[a.b]\n[a]\nb.c = 1",
		"3:1: 'b' is there already, and cannot be added to"},
	{"adding to a table in one line", "a = {b = 1}\n[a.c]",
		"2:2: 'a' is there already, and cannot be added to"},
	{"adding to a list", "a = [{}]\n[[a]]",
		"2:3: 'a' is there already, and is no list of tables"},
	{"a header without an end", "[a\n",
		"1:3: a ']' has to stand behind a name, not the end of the line"},
	{"a comma at the end", "a = {b = 1,}",
		"1:12: a key has to stand behind ',', not '}'"},
	{"no comma", "a = [1 2]", "1:8: a ',' or ']' has to stand here, not '2'"},
	{"a list without an end", "a = [1,",
		"1:8: a value has to stand here, not the end of the text"},
};

static void is_refused(const struct bad *row)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_node *node = NULL;
	struct pc_err err = {0};
	struct pc_str told;

	assert_int_equal(
		pc_toml_read(&node, &arena, "t", pc_str(row->toml), &err), PC_ERR_PARSE);
	told = pc_arena_printf(&arena, "%u:%u: %s", err.at.line, err.at.col, err.text);
	assert_str(told, row->fault);
}

/* Deep, wide and many: a ceiling, soon. */
static const struct vast {
	const char *name;
	const char *head, *again, *tail;
	size_t count;
} vasts[] = {
	{"deep lists", "a = ", "[", "", PC_MAX_TOML_DEPTH + 1},
	{"deep tables", "", "a = {", "", PC_MAX_TOML_DEPTH + 1},
	{"a long path", "", "a.", "a = 1", PC_MAX_TOML_DEPTH + 1},
	{"many lists", "a = [", "[],", "]", PC_MAX_DOC_NODES + 1},
	{"many numbers", "a = [", "1,", "]", PC_MAX_DOC_NODES + 1},
};

static void is_limited(const struct vast *row)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	PC_AUTO(pc_buf_done) struct pc_buf text = {0};
	struct pc_node *node = NULL;
	struct pc_err err = {0};

	pc_buf_puts(&text, row->head);
	for (size_t i = 0; i < row->count; i++)
		pc_buf_puts(&text, row->again);
	pc_buf_puts(&text, row->tail);
	assert_int_equal(
		pc_toml_read(&node, &arena, "t", pc_buf_str(&text), &err), PC_ERR_LIMIT);
}

static const struct place {
	const char *name;
	const char *toml;
	uint32_t key_line, key_col, line, col;
} places[] = {
	{"of a pair", "\n  a = 'x'", 2, 3, 2, 7},
	{"behind letters of two bytes", "'\xc3\xa4' = 'x'", 1, 1, 1, 7},
	{"of a table", "# x\n[ a ]", 2, 3, 2, 3},
	{"behind a text in lines", "a = '''\nx\n'''", 1, 1, 1, 5},
};

static void has_place(const struct place *row)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_node *node = NULL;
	struct pc_err err = {0};

	assert_int_equal(
		pc_toml_read(&node, &arena, "t", pc_str(row->toml), &err), PC_OK);
	assert_int_equal(node->n_pairs, 1);
	assert_int_equal(node->pairs[0].key_at.line, row->key_line);
	assert_int_equal(node->pairs[0].key_at.col, row->key_col);
	assert_int_equal(node->pairs[0].value->at.line, row->line);
	assert_int_equal(node->pairs[0].value->at.col, row->col);
}

PC_TABLE(goods, reads)
PC_TABLE(bads, is_refused)
PC_TABLE(vasts, is_limited)
PC_TABLE(places, has_place)

int main(void)
{
	return PC_RUN(goods) + PC_RUN(bads) + PC_RUN(vasts) + PC_RUN(places);
}
