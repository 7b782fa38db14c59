/* SPDX-License-Identifier: Apache-2.0 */
/* Doubles in and out.  The comparison with JavaScript is in tests/integration/json; here
 * are the numbers whose answers the standard gives, and that no locale matters. */
#include "pc_test.h"

#include <locale.h>
#include <math.h>

#include "number_priv.h"

#include "pc/doc/write.h"

static void expect(double value, const char *want)
{
	PC_AUTO(pc_buf_done) struct pc_buf buf = {0};

	pc_json_number(&buf, value);
	assert_string_equal(buf.ptr, want);
}

static const struct shown {
	const char *name;
	double value;
	const char *want;
} shown[] = {
	{"zero", 0, "0"},
	{"minus zero has no sign", -0.0, "0"},
	{"an integer has no point", 100, "100"},
	{"negative", -1.5, "-1.5"},
	{"as short as reads back", 0.1, "0.1"},
	{"sixteen digits", 0.1 + 0.2, "0.30000000000000004"},
	{"written out below 1e21", 123456789012345680000.0, "123456789012345680000"},
	{"an exponent from 1e21 on", 1e21, "1e+21"},
	{"with digits", 1.25e21, "1.25e+21"},
	{"written out from 1e-6 on", 1e-6, "0.000001"},
	{"an exponent below", 1e-7, "1e-7"},
	{"with digits below", 1.25e-7, "1.25e-7"},
	{"the smallest", 5e-324, "5e-324"},
	{"the smallest normal one", 2.2250738585072014e-308, "2.2250738585072014e-308"},
	{"the largest", 1.7976931348623157e308, "1.7976931348623157e+308"},
	{"2^53", 9007199254740992.0, "9007199254740992"},
	{"a power of two below its nearest decimal", 0x1p-44, "5.684341886080802e-14"},
	{"2^-1074 times 3", 1.5e-323, "1.5e-323"},
	{"infinity is not in JSON", INFINITY, "null"},
	{"no number is not in JSON", NAN, "null"},
};

static void check_shown(const struct shown *r)
{
	expect(r->value, r->want);
}

PC_TABLE(shown, check_shown)

static const struct parsed {
	const char *name, *text;
	double want;
} parsed[] = {
	{"zero", "0", 0},
	{"zeros before and behind", "0.000e10", 0},
	{"a fraction", "-12.75", -12.75},
	{"exponent with a sign", "5e+2", 500},
	{"capital exponent", "5E-1", 0.5},
	{"an exponent that no int holds", "1e99999999999999999999", INFINITY},
	{"and one below", "1e-99999999999999999999", 0},
	{"too large by digits and saved by the exponent",
		"0.0000000000000000000000000000000000000001e40", 1},
	{"just above half way", "9007199254740993.00000000000000000000000000000001",
		9007199254740994.0},
	{"just half way", "9007199254740993.00000000000000000000000000000000",
		9007199254740992.0},
	{"the largest that is not infinite", "1.797693134862315807e308",
		1.7976931348623157e308},
	{"and the first that is", "1.797693134862315808e308", INFINITY},
};

static void check_parsed(const struct parsed *r)
{
	assert_true(pc_number_value(pc_str(r->text)) == r->want);
}

PC_TABLE(parsed, check_parsed)

/* A digit a thousand places behind the point still decides a rounding. */
static void no_digit_is_too_far_behind(void **state)
{
	PC_AUTO(pc_buf_done) struct pc_buf buf = {0};

	(void)state;
	pc_buf_puts(&buf, "9007199254740993.");
	for (int i = 0; i < 5000; i++)
		pc_buf_add_char(&buf, '0');
	assert_true(pc_number_value(pc_buf_str(&buf)) == 9007199254740992.0);
	pc_buf_add_char(&buf, '1');
	assert_true(pc_number_value(pc_buf_str(&buf)) == 9007199254740994.0);
}

static void long_integers_keep_their_size(void **state)
{
	PC_AUTO(pc_buf_done) struct pc_buf buf = {0};

	(void)state;
	pc_buf_add_char(&buf, '1');
	for (int i = 0; i < 2000; i++)
		pc_buf_add_char(&buf, '0');
	pc_buf_puts(&buf, "e-1999");
	assert_true(pc_number_value(pc_buf_str(&buf)) == 10);
}

/* All powers of two, and both neighbours: the text reads back, and one digit less does
 * not. */
static void the_shortest_text_reads_back(void **state)
{
	(void)state;
	for (int power = -1074; power < 1024; power++) {
		double middle = ldexp(1, power);
		double values[] = {
			nextafter(middle, 0), middle, nextafter(middle, INFINITY)};

		for (size_t i = 0; i < PC_COUNT(values); i++) {
			PC_AUTO(pc_buf_done) struct pc_buf buf = {0};
			char shorter[64];
			struct pc_decimal d;

			if (values[i] == 0 || isinf(values[i]))
				continue;
			pc_json_number(&buf, values[i]);
			assert_true(pc_number_value(pc_buf_str(&buf)) == values[i]);
			pc_number_shortest(&d, values[i]);
			if (d.count == 1)
				continue;
			snprintf(
				shorter, sizeof(shorter), "%.*e", d.count - 2, values[i]);
			assert_false(strtod(shorter, NULL) == values[i]);
		}
	}
}

/* A program that has set a locale with a decimal comma reads and writes the same. */
static void the_locale_does_not_matter(void **state)
{
	(void)state;
	/* Built for this test: tests/unit/doc/CMakeLists.txt. */
	assert_non_null(setlocale(LC_NUMERIC, "de_DE.UTF-8"));
	assert_string_equal(localeconv()->decimal_point, ",");
	expect(1.5, "1.5");
	expect(1.25e-7, "1.25e-7");
	assert_true(pc_number_value(PC_STR("1.2345678901234567890")) ==
		    1.2345678901234567890);
	setlocale(LC_NUMERIC, "C");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_digit_is_too_far_behind),
		cmocka_unit_test(long_integers_keep_their_size),
		cmocka_unit_test(the_shortest_text_reads_back),
		cmocka_unit_test(the_locale_does_not_matter),
	};

	return PC_RUN(shown) + PC_RUN(parsed) + cmocka_run_group_tests(tests, NULL, NULL);
}
