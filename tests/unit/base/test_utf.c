/* SPDX-License-Identifier: Apache-2.0 */
/* UTF-8 at the borders of table 3-7 of the Unicode standard, and JavaScript's order. */
#include "pc_test.h"

#include "pc/base/utf.h"

/* In each row the bytes before .bad are good; SIZE_MAX: all are. .points is what a
 * WHATWG decoder makes of the bytes. */
static const struct row {
	const char *name;
	struct pc_str bytes;
	size_t bad;
	uint32_t points[8]; /* ends with 0 */
} texts[] = {
	{"nothing", {NULL, 0}, SIZE_MAX, {0}},
	{"ASCII to its last", PC_STR("a\x7f"), SIZE_MAX, {'a', 0x7f}},
	{"two bytes: first and last", PC_STR("\xc2\x80\xdf\xbf"), SIZE_MAX,
		{0x80, 0x7ff}},
	{"three bytes: first and last", PC_STR("\xe0\xa0\x80\xef\xbf\xbf"), SIZE_MAX,
		{0x800, 0xffff}},
	{"four bytes: first and last", PC_STR("\xf0\x90\x80\x80\xf4\x8f\xbf\xbf"),
		SIZE_MAX, {0x10000, 0x10ffff}},
	{"around the surrogates", PC_STR("\xed\x9f\xbf\xee\x80\x80"), SIZE_MAX,
		{0xd7ff, 0xe000}},
	{"in the middle of each range", PC_STR("\xe6\x97\xa5\xf1\x80\x80\x80"), SIZE_MAX,
		{0x65e5, 0x40000}},
	{"a surrogate is malformed", PC_STR("a\xed\xa0\x80"), 1,
		{'a', 0xfffd, 0xfffd, 0xfffd}},
	{"overlong in two bytes", PC_STR("\xc0\xaf"), 0, {0xfffd, 0xfffd}},
	{"overlong in three bytes", PC_STR("\xe0\x9f\xbf"), 0, {0xfffd, 0xfffd, 0xfffd}},
	{"overlong in four bytes", PC_STR("\xf0\x8f\xbf\xbf"), 0,
		{0xfffd, 0xfffd, 0xfffd, 0xfffd}},
	{"past the last code point", PC_STR("\xf4\x90\x80\x80"), 0,
		{0xfffd, 0xfffd, 0xfffd, 0xfffd}},
	{"no such lead byte", PC_STR("\xf5\xff"), 0, {0xfffd, 0xfffd}},
	{"a continuation without a lead", PC_STR("ab\x80"), 2, {'a', 'b', 0xfffd}},
	{"cut after the lead", PC_STR("x\xc3"), 1, {'x', 0xfffd}},
	{"cut inside: one replacement for the good prefix", PC_STR("\xf0\x9f\x98"), 0,
		{0xfffd}},
	{"broken by ASCII, which is kept", PC_STR("\xe2\x82z"), 0, {0xfffd, 'z'}},
	{"broken by a new lead", PC_STR("\xe2\xc3\xa4"), 0, {0xfffd, 0xe4}},
};

static void check_text(const struct row *r)
{
	size_t bad = SIZE_MAX, at = 0, n = 0;

	assert_int_equal(pc_utf8_valid(r->bytes, &bad), r->bad == SIZE_MAX);
	assert_true(bad == r->bad);
	assert_int_equal(pc_utf8_valid(r->bytes, NULL), r->bad == SIZE_MAX);
	while (at < r->bytes.len)
		assert_int_equal(pc_utf8_next(r->bytes, &at), r->points[n++]);
	assert_int_equal(at, r->bytes.len);
	assert_int_equal(r->points[n], 0);
}
PC_TABLE(texts, check_text)

/* Every code point there is goes out and comes back. */
static void encoding_and_decoding_agree(void **state)
{
	(void)state;
	for (uint32_t cp = 0; cp <= 0x10ffff; cp++) {
		char bytes[4];
		struct pc_str s = {bytes, pc_utf8_put(bytes, cp)};
		bool is_surrogate = cp >= 0xd800 && cp <= 0xdfff;
		size_t at = 0;

		if (pc_utf8_valid(s, NULL) == is_surrogate)
			fail_msg("U+%04X", cp);
		if (!is_surrogate && (pc_utf8_next(s, &at) != cp || at != s.len))
			fail_msg("U+%04X comes back as another", cp);
	}
}

static const struct order {
	const char *name, *a, *b;
	int want;
} orders[] = {
	{"equal", "10-base.json", "10-base.json", 0},
	{"digits before letters", "10-base.json", "base.json", -1},
	{"capitals before small letters", "Z.json", "a.json", -1},
	{"a prefix first", "a", "a.json", -1},
	{"nothing first", "", "a", -1},
	{"a pair sorts before U+E000 to U+FFFF", "\xf0\x9f\x98\x80", "\xef\xbd\x81", -1},
	{"a pair sorts after U+D7FF", "\xf0\x9f\x98\x80", "\xed\x9f\xbf", 1},
	{"pairs with the same lead unit, by the trail", "\xf0\x9f\x98\x80",
		"\xf0\x9f\x98\x81", -1},
	{"pairs with different lead units", "\xf0\x90\x80\x80", "\xf0\x9f\x98\x80", -1},
	{"a difference behind a pair",
		"\xf0\x9f\x98\x80"
		"a",
		"\xf0\x9f\x98\x80"
		"b",
		-1},
	{"malformed bytes are U+FFFD", "\xff", "\xef\xbf\xbd", 0},
};

static int sign(int n)
{
	return (n > 0) - (n < 0);
}

static void check_order(const struct order *r)
{
	assert_int_equal(sign(pc_utf16_cmp(pc_str(r->a), pc_str(r->b))), r->want);
	assert_int_equal(sign(pc_utf16_cmp(pc_str(r->b), pc_str(r->a))), -r->want);
}
PC_TABLE(orders, check_order)

int main(void)
{
	static const struct CMUnitTest single[] = {
		cmocka_unit_test(encoding_and_decoding_agree),
	};

	return PC_RUN(texts) + PC_RUN(orders) +
	       cmocka_run_group_tests(single, NULL, NULL);
}
