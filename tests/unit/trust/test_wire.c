/* SPDX-License-Identifier: Apache-2.0 */
/* The wire form never reads past its end. */
#include "pc_test.h"
#include "trust_priv.h"

static const struct string_row {
	const char *name;
	struct pc_str bytes;
	const char *string, *natural; /* NULL: bad */
} strings[] = {
	{"nothing at all", {"", 0}, NULL, NULL},
	{"half a length", {"\0\0\0", 3}, NULL, NULL},
	{"an empty one", {"\0\0\0\0", 4}, "", ""},
	{"three bytes", {"\0\0\0\3abc", 7}, "abc", "abc"},
	{"one byte less", {"\0\0\0\3ab", 6}, NULL, NULL},
	{"the longest there is", {"\xff\xff\xff\xff", 4}, NULL, NULL},
	{"zeros before a number", {"\0\0\0\3\0\0a", 7}, "\0\0a", "a"},
	{"a zero for the sign", {"\0\0\0\2\0\x80", 6}, "\0\x80", "\x80"},
	{"a negative number", {"\0\0\0\1\x80", 5}, "\x80", NULL},
};

static void string_check(const struct string_row *r)
{
	struct wire wire = {.rest = r->bytes}, again = wire;
	struct pc_str string = wire_string(&wire), natural = wire_natural(&again);

	assert_int_equal(wire_is_done(&wire), r->string != NULL);
	assert_int_equal(wire_is_done(&again), r->natural != NULL);
	if (r->string)
		assert_memory_equal(string.ptr ? string.ptr : "", r->string, string.len);
	else
		assert_int_equal(string.len, 0);
	if (r->natural)
		assert_str(natural, r->natural);
	else
		assert_int_equal(natural.len, 0);
}

static void numbers_are_big_endian(void **state)
{
	struct wire wire = {.rest = {"\1\2\3\4\5\xff\xff\xff\xff\xff\xff\xff\xff", 13}};

	(void)state;
	assert_int_equal(wire_u8(&wire), 1);
	assert_int_equal(wire_u32(&wire), 0x02030405);
	assert_true(wire_u64(&wire) == UINT64_MAX);
	assert_true(wire_is_done(&wire));
	assert_int_equal(wire_u8(&wire), 0);
	assert_false(wire_is_done(&wire));
}

static void an_error_stays(void **state)
{
	struct wire wire = {.rest = PC_STR("abc")};

	(void)state;
	assert_int_equal(wire_u32(&wire), 0);
	assert_int_equal(wire_u8(&wire), 0);
	assert_false(wire_is_done(&wire));
}

static void what_is_written_is_read(void **state)
{
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};
	struct wire wire;

	(void)state;
	wire_put(&out, PC_STR("one"));
	wire_put(&out, PC_STR(""));
	wire = (struct wire){.rest = pc_buf_str(&out)};
	assert_str(wire_string(&wire), "one");
	assert_str(wire_string(&wire), "");
	assert_true(wire_is_done(&wire));
}

PC_TABLE(strings, string_check)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_are_big_endian),
		cmocka_unit_test(an_error_stays),
		cmocka_unit_test(what_is_written_is_read),
	};

	return PC_RUN(strings) + cmocka_run_group_tests(tests, NULL, NULL);
}
