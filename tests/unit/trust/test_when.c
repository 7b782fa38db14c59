/* SPDX-License-Identifier: Apache-2.0 */
/* Times of OpenSSH, in UTC and in a zone with summer time. */
#include <time.h>

#include "pc_test.h"
#include "trust_priv.h"

static const struct row {
	const char *name, *text;
	int64_t utc, berlin; /* 0: refused */
} rows[] = {
	{"a day", "20240131", 1706659200, 1706655600},
	{"a day in summer", "20240701", 1719792000, 1719788400},
	{"minutes", "202401311530", 1706715000, 1706711400},
	{"seconds", "20240131153001", 1706715001, 1706711401},
	{"a day in UTC", "20240131Z", 1706659200, 1706659200},
	{"a small z", "20240131z", 1706659200, 1706659200},
	{"the word", "202401311530UTC", 1706715000, 1706715000},
	{"a leap day", "20240229Z", 1709164800, 1709164800},
	{"no leap day", "20230229Z", 0, 0},
	{"the 31st of April", "20240431", 0, 0},
	{"month 0", "20240031", 0, 0},
	{"month 13", "20241331", 0, 0},
	{"day 0", "20240100", 0, 0},
	{"hour 24", "202401312400", 0, 0},
	{"minute 60", "202401312360", 0, 0},
	{"second 60", "20240131235960", 0, 0},
	{"after 2038", "20500101Z", 2524608000, 2524608000},
	{"the end", "99991231235959Z", 253402300799, 253402300799},
	{"before 1970", "19691231Z", 0, 0},
	{"the first moment is no time", "19700101Z", 0, 0},
	{"empty", "", 0, 0},
	{"only the zone", "Z", 0, 0},
	{"half a day", "2024013", 0, 0},
	{"half an hour", "2024013115", 0, 0},
	{"hyphens", "2024-01-31", 0, 0},
	{"a sign", "+2240131", 0, 0},
	{"a space", " 2024131", 0, 0},
	{"two zones", "20240131ZZ", 0, 0},
	{"much too long", "202401311530011", 0, 0},
};

static void check_in(const struct row *r, const char *zone, int64_t want)
{
	int64_t got = 0;

	setenv("TZ", zone, 1);
	tzset();
	assert_int_equal(when_read(&got, pc_str(r->text)), want != 0);
	assert_int_equal(got, want);
}

static void check(const struct row *r)
{
	check_in(r, "UTC", r->utc);
	/* Written out, so that no files of zones are needed. */
	check_in(r, "CET-1CEST,M3.5.0,M10.5.0/3", r->berlin);
}

PC_TABLE_TESTS(rows, check)
