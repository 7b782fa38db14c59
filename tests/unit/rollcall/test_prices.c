/* SPDX-License-Identifier: Apache-2.0 */
/* Prices in every unit that sources publish them in: dollars a token as a number, dollars
 * a token as a text, dollars of a million tokens; all to the same picodollars, and back
 * to the same value.  What is expected is written in digits, so that no floating point
 * and not the code itself says what is right. */
#include <inttypes.h>

#include "pc/base/decimal.h"
#include "pc/doc/read.h"
#include "rows.h"
#include "source_rows.h"

static enum member read_one(int64_t *out, const char *number, struct price_unit unit)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	const char *quote = unit.as == PRICE_AS_TEXT ? "\"" : "";
	struct pc_str text =
		pc_arena_printf(&arena, "{\"p\": %s%s%s}", quote, number, quote);
	struct pc_node *root;
	struct pc_err err;

	assert_int_equal(pc_json_read_source(&root, &arena, "test", text, &err), PC_OK);
	return price_read(out, root, "p", unit);
}

static const struct price_unit token = {PRICE_AS_NUMBER, PC_PRICE_TOKEN_PLACES};
static const struct price_unit token_text = {PRICE_AS_TEXT, PC_PRICE_TOKEN_PLACES};
static const struct price_unit million = {PRICE_AS_NUMBER, PC_PRICE_MILLION_PLACES};
static const struct price_unit million_text = {PRICE_AS_TEXT, PC_PRICE_MILLION_PLACES};

/* ---- what is published --------------------------------------------------------- */

/* Dollars of a million tokens, and the picodollars that one costs. */
static const struct price {
	const char *name; /* of a million */
	const char *a_token, *with_exponent;
	int64_t picodollars;
} prices[] = {
	{"10", "0.00001", "1e-05", 10000000},
	{"50", "0.00005", "5e-05", 50000000},
	{"0.25", "0.00000025", "2.5e-07", 250000},
	{"4", "0.000004", "4e-06", 4000000},
	{"20", "0.00002", "2e-05", 20000000},
	{"2", "0.000002", "2e-06", 2000000},
	{"0.1", "0.0000001", "1e-07", 100000},
	{"0.5", "0.0000005", "5e-07", 500000},
	{"2.5", "0.0000025", "2.5e-06", 2500000},
	{"5", "0.000005", "5e-06", 5000000},
	{"25", "0.000025", "2.5e-05", 25000000},
	{"3", "0.000003", "3e-06", 3000000},
	{"15", "0.000015", "1.5e-05", 15000000},
	{"1", "0.000001", "1e-06", 1000000},
	{"0.3", "0.0000003", "3e-07", 300000},
	{"3.75", "0.00000375", "3.75e-06", 3750000},
	{"6.25", "0.00000625", "6.25e-06", 6250000},
	{"18.75", "0.00001875", "1.875e-05", 18750000},
	{"22.5", "0.0000225", "2.25e-05", 22500000},
	{"1.25", "0.00000125", "1.25e-06", 1250000},
	{"0.03", "0.00000003", "3e-08", 30000},
	{"0.08", "0.00000008", "8e-08", 80000},
	{"0.8", "0.0000008", "8e-07", 800000},
	{"75", "0.000075", "7.5e-05", 75000000},
	{"168", "0.000168", "1.68e-04", 168000000},
	{"600", "0.0006", "6e-04", 600000000},
	{"0.025", "0.000000025", "2.5e-08", 25000},
	{"0.075", "0.000000075", "7.5e-08", 75000},
	{"0.0375", "0.0000000375", "3.75e-08", 37500},
	{"0.546875", "0.000000546875", "5.46875e-07", 546875},
	{"2.1875", "0.0000021875", "2.1875e-06", 2187500},
	{"0.000001", "0.000000000001", "1e-12", 1},
};

static void check_price(const struct price *row)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	const struct {
		const char *text;
		struct price_unit unit;
	} ways[] = {
		{row->name, million},
		{row->name, million_text},
		{row->a_token, token},
		{row->a_token, token_text},
		{row->with_exponent, token},
		{row->with_exponent, token_text},
	};

	for (size_t i = 0; i < PC_COUNT(ways); i++) {
		int64_t value = -7;

		assert_int_equal(
			read_one(&value, ways[i].text, ways[i].unit), MEMBER_GOOD);
		assert_int_equal(value, row->picodollars);
	}
	assert_str(pc_decimal_print(&arena, row->picodollars, PC_PRICE_MILLION_PLACES, 0),
		row->name);
	assert_str(pc_decimal_print(&arena, row->picodollars, PC_PRICE_TOKEN_PLACES, 0),
		row->a_token);
}

PC_TABLE(prices, check_price)

/* ---- nasty ones ------------------------------------------------------------------ */

enum { BAD = -1 };

/* A price of a token, and its picodollars; BAD: no price. */
static const struct nasty {
	const char *name;
	int64_t picodollars;
} nasty[] = {
	{"1e-7", 100000},
	{"1E-7", 100000},
	{"1.0e-7", 100000},
	{"1.5e-07", 150000},
	{"1.5e-7", 150000},
	{"15e-8", 150000},
	{"150e-9", 150000},
	{"0.15e-6", 150000},
	{"0.000015e-2", 150000},
	{"0.00000015", 150000},
	{"0.000000150", 150000},
	{"0.00000015000000000000000000", 150000},
	{"2.5E-6", 2500000},
	{"2.5e-006", 2500000},
	{"2.5e-0000000000006", 2500000},
	{"25e-7", 2500000},
	{"10", 10000000000000},
	{"1e1", 10000000000000},
	{"1e+1", 10000000000000},
	{"0.025", 25000000000},
	{"2.5e-2", 25000000000},
	{"0", 0},
	{"0.0", 0},
	{"0e0", 0},
	{"0e-30", 0},
	{"0e30", 0},
	{"0.000000000000000000000000000000000", 0},
	{"1e-12", 1},
	{"0.1e-11", 1},
	{"1e-13", 1}, /* up: nothing is free that is not */
	{"9e-13", 1},
	{"1.1e-12", 2},
	{"1e-300", 1},
	{"1e-99999", 1},
	{"1.0000000000001e-6", 1000001},
	{"1.00000000000001e-6", 1000001},
	/* Digits behind the fifteenth: the traces of computing. */
	{"2.9900000000000002e-06", 2990000},
	{"2.9899999999999998e-06", 2990000},
	{"1.4999999999999999e-07", 150000},
	{"1.5000000000000002e-07", 150000},
	{"9.9999999999999995e-08", 100000},
	{"1.0000000000000001e-07", 100000},
	{"1.1999999999999999e-06", 1200000},
	{"3.0000000000000001e-06", 3000000},
	{"0.00000029999999999999999", 300000},
	{"7.4999999999999993e-08", 75000},
	{"4.3999999999999997e-07", 440000},
	{"1.9999999999999999e-05", 20000000},
	{"9.9999999999999999e-06", 10000000},
	{"0.1000000055511151231257827", 100000005552},
	{"9007199254740993e-16", 900719925475},
	{"0.000001000000000000000000000000000001", 1000000},
	/* Any more than that is no trace of anything and goes up. */
	{"0.00000100000000000000000000000000000000000000001", 1000001},
	/* Of integers past fifteen digits nobody can pay one. */
	{"9223372036854775807", BAD},
	{"9223372.036854775807", BAD}, /* past them only when rounded */
	{"9223372.1", BAD},
	{"1e7", BAD},
	{"1e300", BAD},
	{"1e99999", BAD},
	{"-1", BAD},
	{"-1e-7", BAD},
	{"-0.0000001", BAD},
	{"-1e-13", BAD},
	{"-0", 0},
	{"-0.0", 0},
};

static void check_nasty(const struct nasty *row)
{
	const struct price_unit ways[] = {token, token_text};

	for (size_t i = 0; i < PC_COUNT(ways); i++) {
		int64_t value = -7;
		enum member found = read_one(&value, row->name, ways[i]);

		assert_int_equal(
			found, row->picodollars == BAD ? MEMBER_WRONG : MEMBER_GOOD);
		assert_int_equal(value, row->picodollars == BAD ? -7 : row->picodollars);
	}
}

PC_TABLE(nasty, check_nasty)

/* ---- texts that are no numbers ------------------------------------------------------
 */

static const struct words {
	const char *name;
} words[] = {{""}, {" "}, {"free"}, {"NaN"}, {"nan"}, {"inf"}, {"Infinity"}, {"0x1"},
	{"1,5"}, {"1.5.0"}, {"1e"}, {"1e-"}, {"e-7"}, {"."}, {"-"}, {"+"}, {"--1"},
	{"$3"}, {"3 USD"}, {"3/M"}, {"1_000"}, {"\\u0663"}, {"1e-7x"}, {"0.1 0.2"},
	{"null"}, {"true"}};

static void check_words(const struct words *row)
{
	int64_t value = -7;

	assert_int_equal(read_one(&value, row->name, token_text), MEMBER_WRONG);
	assert_int_equal(read_one(&value, row->name, million_text), MEMBER_WRONG);
	assert_int_equal(value, -7);
}

PC_TABLE(words, check_words)

/* ---- all of them, one way and back ----------------------------------------------------
 */

static void there_and_back(int64_t value, struct price_unit unit)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_str text = pc_decimal_print(&arena, value, unit.places, 0);
	int64_t again = -7;

	assert_int_equal(read_one(&again, text.ptr, unit), MEMBER_GOOD);
	assert_int_equal(again, value);
}

/* Every digit at every place, and pairs of them. */
static void test_there_and_back(void **state)
{
	const int64_t most = INT64_C(1000000000000);
	const struct price_unit units[] = {token, token_text, million, million_text};

	(void)state;
	for (size_t k = 0; k < PC_COUNT(units); k++) {
		for (int64_t power = 1; power <= most; power *= 10) {
			for (int64_t digit = 1; digit <= 9; digit++) {
				there_and_back(digit * power, units[k]);
				there_and_back(digit * power + power / 10 * 5, units[k]);
				there_and_back(digit * power + 1, units[k]);
				there_and_back(digit * power - 1, units[k]);
			}
		}
	}
}

/* Exponents that say the same. */
static void test_exponents(void **state)
{
	(void)state;
	for (int exponent = -30; exponent <= 6; exponent++) {
		char text[80];
		int64_t value = -7;
		int zeros = exponent < 0 ? 0 : exponent;

		/* 37 * 10^-9, with its point moved */
		if (exponent < 0)
			snprintf(text, sizeof(text), "0.%0*d37e%d", -exponent, 0,
				-exponent - 9 + 2);
		else
			snprintf(text, sizeof(text), "37%.*se%d", zeros, "000000",
				-9 - zeros);
		assert_int_equal(read_one(&value, text, token), MEMBER_GOOD);
		assert_int_equal(value, 37000);
	}
}

int main(void)
{
	const struct CMUnitTest others[] = {
		cmocka_unit_test(test_there_and_back),
		cmocka_unit_test(test_exponents),
	};

	return PC_RUN(prices) + PC_RUN(nasty) + PC_RUN(words) +
	       cmocka_run_group_tests(others, NULL, NULL);
}
