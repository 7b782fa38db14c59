/* SPDX-License-Identifier: Apache-2.0 */
/* Growable bytes: always terminated, growing at every size, done twice. */
#include "pc_test.h"

#include <wchar.h>

#include "pc/base/buf.h"

static const struct row {
	const char *name;
	size_t before, more;
} growths[] = {
	{"nothing to nothing", 0, 0},
	{"the first byte", 0, 1},
	{"one less than the first block, with its NUL", 254, 1},
	{"the NUL no longer fits", 255, 1},
	{"exactly the block", 256, 0},
	{"many times the block in one go", 10, 100000},
};

static void check_growth(const struct row *r)
{
	PC_AUTO(pc_buf_done) struct pc_buf buf = {0};
	char *text = test_malloc(r->before + r->more + 1);

	memset(text, 'a', r->before);
	memset(text + r->before, 'b', r->more);
	text[r->before + r->more] = '\0';
	pc_buf_add(&buf, (struct pc_str){text, r->before});
	assert_int_equal(buf.ptr[buf.len], '\0');
	pc_buf_add(&buf, (struct pc_str){text + r->before, r->more});
	assert_string_equal(buf.ptr, text);
	assert_int_equal(buf.len, r->before + r->more);
	assert_true(pc_buf_str(&buf).ptr == buf.ptr && pc_buf_str(&buf).len == buf.len);
	test_free(text);
}
PC_TABLE(growths, check_growth)

static void byte_by_byte_is_the_same(void **state)
{
	PC_AUTO(pc_buf_done) struct pc_buf buf = {0};

	(void)state;
	for (int i = 0; i < 1000; i++)
		pc_buf_add_char(&buf, (char)('a' + i % 26));
	assert_int_equal(buf.len, 1000);
	assert_int_equal(buf.ptr[1000], '\0');
	for (int i = 0; i < 1000; i++)
		assert_int_equal(buf.ptr[i], 'a' + i % 26);
}

static void formatting_appends(void **state)
{
	PC_AUTO(pc_buf_done) struct pc_buf buf = {0};

	(void)state;
	pc_buf_puts(&buf, "x: ");
	pc_buf_printf(&buf, "%s %d", "n", 42);
	pc_buf_printf(&buf, "%s", "");
	assert_string_equal(buf.ptr, "x: n 42");
	pc_buf_printf(&buf, "%*s", 5000, "|");
	assert_int_equal(buf.len, 7 + 5000);
	assert_int_equal(buf.ptr[buf.len - 1], '|');
}

static void what_cannot_be_formatted_changes_nothing(void **state)
{
	PC_AUTO(pc_buf_done) struct pc_buf buf = {0};

	(void)state;
	pc_buf_puts(&buf, "x");
	pc_buf_printf(&buf, "%lc", (wint_t)0xd800); /* no character in any locale */
	assert_string_equal(buf.ptr, "x");
}

static void bytes_of_all_values_are_kept(void **state)
{
	PC_AUTO(pc_buf_done) struct pc_buf buf = {0};

	(void)state;
	pc_buf_add(&buf, PC_STR("a\0b"));
	pc_buf_add_char(&buf, '\0');
	assert_int_equal(buf.len, 4);
	assert_memory_equal(buf.ptr, "a\0b\0", 5);
}

static void room_is_writable_and_a_text_from_the_start(void **state)
{
	PC_AUTO(pc_buf_done) struct pc_buf buf = {0};

	(void)state;
	assert_string_equal(pc_buf_room(&buf, 0), "");
	memset(pc_buf_room(&buf, 1000), 'x', 1001);
	assert_int_equal(buf.len, 0);
	assert_true(buf.cap > 1000);
}

static void done_leaves_an_empty_buffer(void **state)
{
	struct pc_buf buf = {0};

	(void)state;
	pc_buf_done(&buf);
	pc_buf_puts(&buf, "abc");
	pc_buf_done(&buf);
	assert_null(buf.ptr);
	assert_int_equal(buf.len + buf.cap, 0);
	pc_buf_done(&buf);
}

int main(void)
{
	static const struct CMUnitTest single[] = {
		cmocka_unit_test(byte_by_byte_is_the_same),
		cmocka_unit_test(formatting_appends),
		cmocka_unit_test(what_cannot_be_formatted_changes_nothing),
		cmocka_unit_test(bytes_of_all_values_are_kept),
		cmocka_unit_test(room_is_writable_and_a_text_from_the_start),
		cmocka_unit_test(done_leaves_an_empty_buffer),
	};

	return PC_RUN(growths) + cmocka_run_group_tests(single, NULL, NULL);
}
