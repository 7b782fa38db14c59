/* SPDX-License-Identifier: Apache-2.0 */
/* Which plain scalars are numbers, and how they are said in JSON. */
#include "pc_test.h"

#include "yaml_priv.h"

static struct pc_arena arena;

static const struct row {
	const char *name, *plain;
	enum pc_yaml_plain want;
	const char *json; /* of decimals and floats */
} rows[] = {
	{"nothing is null", "", PC_YAML_NULL, NULL},
	{"a tilde is null", "~", PC_YAML_NULL, NULL},
	{"mixed case is text", "nULL", PC_YAML_TEXT, NULL},
	{"true", "True", PC_YAML_TRUE, NULL},
	{"digits", "12", PC_YAML_DECIMAL, "12"},
	{"a plus sign goes", "+12", PC_YAML_DECIMAL, "12"},
	{"leading zeros go", "-0012", PC_YAML_DECIMAL, "-12"},
	{"one zero stays", "000", PC_YAML_DECIMAL, "0"},
	{"a sign alone is text", "-", PC_YAML_TEXT, NULL},
	{"octal", "0o17", PC_YAML_OCTAL, NULL},
	{"no octal digit", "0o18", PC_YAML_TEXT, NULL},
	{"octal has no sign", "-0o17", PC_YAML_TEXT, NULL},
	{"hexadecimal", "0xfF", PC_YAML_HEX, NULL},
	{"no hexadecimal digits", "0x", PC_YAML_TEXT, NULL},
	{"a fraction", "1.5", PC_YAML_FLOAT, "1.5"},
	{"nothing before the point", "-.5", PC_YAML_FLOAT, "-0.5"},
	{"nothing behind the point", "1.", PC_YAML_FLOAT, "1"},
	{"nothing behind the point but an exponent", "+1.e3", PC_YAML_FLOAT, "1e3"},
	{"leading zeros of a fraction", "007.25E+1", PC_YAML_FLOAT, "7.25E+1"},
	{"a point alone is text", ".", PC_YAML_TEXT, NULL},
	{"an exponent alone is text", "e3", PC_YAML_TEXT, NULL},
	{"an exponent without digits is text", "1e", PC_YAML_TEXT, NULL},
	{"two points are text", "1.2.3", PC_YAML_TEXT, NULL},
	{"a version is text", "1.2.3", PC_YAML_TEXT, NULL},
	{"infinity", "-.INF", PC_YAML_INF_NAN, NULL},
	{"no number", ".NaN", PC_YAML_INF_NAN, NULL},
	{"a rule", "Bash(ls:*)", PC_YAML_TEXT, NULL},
};

static void check(const struct row *r)
{
	struct pc_str plain = pc_str(r->plain);

	assert_int_equal(pc_yaml_plain_is(plain), r->want);
	if (r->json)
		assert_str(pc_yaml_as_json(&arena, plain), r->json);
	pc_arena_done(&arena);
}

PC_TABLE(rows, check)

static const struct integer {
	const char *name, *plain;
	enum pc_yaml_plain class;
	bool fits;
	int64_t want;
} integers[] = {
	{"the largest", "9223372036854775807", PC_YAML_DECIMAL, true, INT64_MAX},
	{"the smallest", "-9223372036854775808", PC_YAML_DECIMAL, true, INT64_MIN},
	{"past the largest", "9223372036854775808", PC_YAML_DECIMAL, false, 0},
	{"past the smallest", "-9223372036854775809", PC_YAML_DECIMAL, false, 0},
	{"hexadecimal", "0x7FFFffffFFFFffff", PC_YAML_HEX, true, INT64_MAX},
	{"past it in hexadecimal", "0x8000000000000000", PC_YAML_HEX, false, 0},
	{"octal", "0o777", PC_YAML_OCTAL, true, 511},
};

static void check_integer(const struct integer *r)
{
	int64_t value = 0;

	assert_int_equal(pc_yaml_integer(&value, pc_str(r->plain), r->class), r->fits);
	assert_true(value == r->want);
}

PC_TABLE(integers, check_integer)

int main(void)
{
	return PC_RUN(rows) + PC_RUN(integers);
}
