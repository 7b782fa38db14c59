/* SPDX-License-Identifier: Apache-2.0 */
/* Values against schemas, and schemas that cannot be looked at. */
#include "pc_test.h"

#include "pc/base/buf.h"
#include "pc/base/limits.h"
#include "pc/doc/read.h"
#include "shape_priv.h"

#define OBJECT                                                                           \
	"{\"type\": \"object\", \"required\": [\"a\"], \"properties\": "                 \
	"{\"a\": {\"type\": \"integer\"}, \"b\": {\"enum\": [\"x\", 2]}}, "              \
	"\"additionalProperties\": false}"

static const struct row {
	const char *name, *schema, *value;
	const char *want; /* "": fits; NULL: the schema is not fit */
} rows[] = {
	{"anything", "{}", "[1]", ""},
	{"text", "{\"type\": \"string\"}", "\"a\"", ""},
	{"no text", "{\"type\": \"string\"}", "1",
		"another type was asked for than number"},
	{"null", "{\"type\": \"null\"}", "null", ""},
	{"a boolean is no number", "{\"type\": \"number\"}", "true",
		"another type was asked for than boolean"},
	{"an integer", "{\"type\": \"integer\"}", "-3", ""},
	{"an integer with a point", "{\"type\": \"integer\"}", "3.0", ""},
	{"a fraction is no integer", "{\"type\": \"integer\"}", "3.5",
		"another type was asked for than number"},
	{"one of two types", "{\"type\": [\"string\", \"null\"]}", "null", ""},
	{"none of two types", "{\"type\": [\"string\", \"null\"]}", "{}",
		"another type was asked for than object"},
	{"an object", OBJECT, "{\"a\": 1, \"b\": 2}", ""},
	{"a member is not there", OBJECT, "{\"b\": 2}", "'a' is not there"},
	{"a member of another type", OBJECT, "{\"a\": \"1\"}",
		"in 'a': another type was asked for than string"},
	{"none of enum", OBJECT, "{\"a\": 1, \"b\": \"y\"}",
		"in 'b': it is none of 'enum'"},
	{"a member too many", OBJECT, "{\"a\": 1, \"hush\": 1}",
		"it has members that were not asked for"},
	{"other members by a schema", "{\"additionalProperties\": {\"type\": \"null\"}}",
		"{\"x\": 1}", "another type was asked for than number"},
	{"other members that fit", "{\"additionalProperties\": {\"type\": \"null\"}}",
		"{\"x\": null}", ""},
	{"items", "{\"items\": {\"type\": \"string\"}}", "[\"a\", \"b\"]", ""},
	{"an item of another type", "{\"items\": {\"type\": \"string\"}}", "[\"a\", 1]",
		"in 'items': another type was asked for than number"},
	{"no items", "{\"items\": false}", "[1]",
		"in 'items': it has items that were not asked for"},
	{"words about objects leave others alone", "{\"required\": [\"a\"]}", "3", ""},
	{"const", "{\"const\": [1]}", "[1]", ""},
	{"not const", "{\"const\": [1]}", "[2]", "it is not 'const'"},
	{"below", "{\"minimum\": 2}", "1.5", "it is below its bound"},
	{"at the bound", "{\"minimum\": 2, \"maximum\": 2}", "2", ""},
	{"above", "{\"maximum\": 2}", "3", "it is above its bound"},
	{"characters are counted", "{\"maxLength\": 2}", "\"\xc3\xa4\xc3\xb6\"", ""},
	{"a text too short", "{\"minLength\": 3}", "\"\xc3\xa4\xc3\xb6\"",
		"it is below its bound"},
	{"a list too long", "{\"maxItems\": 1}", "[1, 2]", "it is above its bound"},
	{"a list too short", "{\"minItems\": 1}", "[]", "it is below its bound"},
	{"annotations ask for nothing", "{\"title\": \"t\", \"format\": \"date\"}", "1",
		""},
	{"a word that is not looked at", "{\"pattern\": \"a\"}", "1", NULL},
	{"one deep inside", "{\"items\": {\"properties\": {\"a\": {\"$ref\": \"#\"}}}}",
		"1", NULL},
	{"no object", "[]", "1", NULL},
	{"no such type", "{\"type\": \"text\"}", "1", NULL},
	{"no type at all", "{\"type\": []}", "1", NULL},
	{"properties as a list", "{\"properties\": []}", "1", NULL},
	{"required as a text", "{\"required\": \"a\"}", "1", NULL},
	{"enum as a map", "{\"enum\": {}}", "1", NULL},
	{"items as a list", "{\"items\": [{}]}", "1", NULL},
	{"a bound as a text", "{\"minimum\": \"1\"}", "1", NULL},
};

static struct pc_node *read(struct pc_arena *arena, const char *text)
{
	struct pc_node *node = NULL;
	struct pc_err err;

	assert_int_equal(
		pc_json_read(&node, arena, "t", pc_str(text), NULL, &err), PC_OK);
	return node;
}

static void check(const struct row *r)
{
	struct pc_arena arena = {0};
	const struct pc_node *schema = read(&arena, r->schema);
	struct pc_str unfit = shape_unfit(&arena, schema);

	assert_int_equal(unfit.len > 0, !r->want);
	if (r->want)
		assert_str(shape_fault(&arena, schema, read(&arena, r->value)), r->want);
	pc_arena_done(&arena);
}

static void depth_ends(void **state)
{
	struct pc_arena arena = {0};
	struct pc_buf text = {0};
	(void)state;

	for (unsigned i = 0; i <= PC_MAX_SCHEMA_DEPTH; i++)
		pc_buf_puts(&text, "{\"items\": ");
	pc_buf_puts(&text, "{}");
	for (unsigned i = 0; i <= PC_MAX_SCHEMA_DEPTH; i++)
		pc_buf_puts(&text, "}");
	assert_true(shape_unfit(&arena, read(&arena, text.ptr)).len > 0);
	pc_buf_done(&text);
	pc_arena_done(&arena);
}

/* A wide enum over a long list ends, and not with "it fits". */
static void work_ends(void **state)
{
	struct pc_arena arena = {0};
	struct pc_buf schema = {0}, value = {0};
	(void)state;

	pc_buf_puts(&schema, "{\"items\": {\"enum\": [0");
	pc_buf_puts(&value, "[1999");
	for (unsigned i = 1; i < 2000; i++) {
		pc_buf_printf(&schema, ",%u", i);
		pc_buf_puts(&value, ",1999");
	}
	pc_buf_puts(&schema, "]}}");
	pc_buf_puts(&value, "]");
	assert_str(shape_fault(&arena, read(&arena, schema.ptr), read(&arena, value.ptr)),
		"in 'items': there is too much to look at");
	pc_buf_done(&schema);
	pc_buf_done(&value);
	pc_arena_done(&arena);
}

PC_TABLE(rows, check)

int main(void)
{
	static const struct CMUnitTest others[] = {
		cmocka_unit_test(depth_ends),
		cmocka_unit_test(work_ends),
	};

	return PC_RUN(rows) + cmocka_run_group_tests(others, NULL, NULL);
}
