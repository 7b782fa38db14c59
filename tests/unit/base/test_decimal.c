/* SPDX-License-Identifier: Apache-2.0 */
/* Decimals: every unit that prices are published in, to picodollars of a token and back.
 */
#include "pc/base/decimal.h"

#include "pc_test.h"

enum { TOKEN = 12, MILLION = 6 };

static void check(
	const char *text, unsigned places, enum pc_decimal how, int64_t expected)
{
	int64_t value = 77;

	assert_int_equal(pc_decimal_read(&value, pc_str(text), places), how);
	assert_int_equal(value, expected);
}

static void units_of_prices_agree(void **state)
{
	(void)state;
	/* A float of a token, as LiteLLM writes it. */
	check("7.5e-08", TOKEN, PC_DECIMAL_EXACT, 75000);
	check("3e-06", TOKEN, PC_DECIMAL_EXACT, 3000000);
	check("1.5e-05", TOKEN, PC_DECIMAL_EXACT, 15000000);
	/* A text of a token, as OpenRouter writes it. */
	check("0.00000025", TOKEN, PC_DECIMAL_EXACT, 250000);
	check("0.000000000001", TOKEN, PC_DECIMAL_EXACT, 1);
	/* Of a million tokens, as providers and models.dev write it. */
	check("0.10", MILLION, PC_DECIMAL_EXACT, 100000);
	check("25", MILLION, PC_DECIMAL_EXACT, 25000000);
	check("0.075", MILLION, PC_DECIMAL_EXACT, 75000);
}

static void numbers_are_read(void **state)
{
	(void)state;
	check("0", 12, PC_DECIMAL_EXACT, 0);
	check("-0.0", 3, PC_DECIMAL_EXACT, 0);
	check(".5", 1, PC_DECIMAL_EXACT, 5);
	check("5.", 1, PC_DECIMAL_EXACT, 50);
	check("+1E+2", 0, PC_DECIMAL_EXACT, 100);
	check("-1", 2, PC_DECIMAL_EXACT, -100);
	check("1200e-2", 0, PC_DECIMAL_EXACT, 12);
	check("0e999999999999999999999", 18, PC_DECIMAL_EXACT, 0);
	check("9223372036854775807", 0, PC_DECIMAL_EXACT, INT64_MAX);
	check("-9223372036854775808", 0, PC_DECIMAL_EXACT, INT64_MIN);
	check("9.223372036854775807", 18, PC_DECIMAL_EXACT, INT64_MAX);
	check("000000000000000000000000000001.00000000000000000000000000000000", 6,
		PC_DECIMAL_EXACT, 1000000);
}

static void more_places_go_away_from_zero(void **state)
{
	(void)state;
	check("0.1234567", 6, PC_DECIMAL_ROUNDED, 123457);
	check("-0.1234561", 6, PC_DECIMAL_ROUNDED, -123457);
	check("1e-13", 12, PC_DECIMAL_ROUNDED, 1);
	check("1e-999999999999999999999", 12, PC_DECIMAL_ROUNDED, 1);
	check("7e-30", 0, PC_DECIMAL_ROUNDED, 1);
}

static void large_ones_are_refused(void **state)
{
	(void)state;
	check("9223372036854775808", 0, PC_DECIMAL_TOO_LARGE, 77);
	check("-9223372036854775809", 0, PC_DECIMAL_TOO_LARGE, 77);
	check("9223372036854775807.1", 0, PC_DECIMAL_TOO_LARGE, 77);
	check("1e999999999999999999999", 0, PC_DECIMAL_TOO_LARGE, 77);
	check("10", 18, PC_DECIMAL_TOO_LARGE, 77);
}

static void what_is_no_number_is_none(void **state)
{
	static const char *const texts[] = {"", "-", ".", "e5", "1e", "1e+", "1,5", "0x1",
		"NaN", "inf", " 1", "1 ", "1.2.3", "--1", "1e5.0", "$1", "1_000"};

	(void)state;
	for (size_t i = 0; i < PC_COUNT(texts); i++)
		check(texts[i], 6, PC_DECIMAL_NONE, 77);
}

static void is_printed(int64_t value, unsigned places, unsigned least, const char *text)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_str printed = pc_decimal_print(&arena, value, places, least);
	int64_t back = 77;

	assert_string_equal(printed.ptr, text);
	assert_int_equal(pc_decimal_read(&back, printed, places), PC_DECIMAL_EXACT);
	assert_int_equal(back, value);
}

static void they_are_printed_short(void **state)
{
	(void)state;
	is_printed(2500000, 6, 2, "2.50");
	is_printed(100000, 6, 2, "0.10");
	is_printed(75000, 6, 2, "0.075");
	is_printed(25000000, 6, 2, "25.00");
	is_printed(25000000, 6, 0, "25");
	is_printed(-25100000, 6, 0, "-25.1");
	is_printed(250000, 12, 0, "0.00000025");
	is_printed(0, 6, 2, "0.00");
	is_printed(7, 0, 0, "7");
	is_printed(7, 0, 2, "7.00");
	is_printed(70, 1, 3, "7.000");
	is_printed(1, 18, 0, "0.000000000000000001");
	is_printed(INT64_MAX, 18, 2, "9.223372036854775807");
	is_printed(INT64_MIN, 6, 2, "-9223372036854.775808");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(units_of_prices_agree),
		cmocka_unit_test(numbers_are_read),
		cmocka_unit_test(more_places_go_away_from_zero),
		cmocka_unit_test(large_ones_are_refused),
		cmocka_unit_test(what_is_no_number_is_none),
		cmocka_unit_test(they_are_printed_short),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
