/* SPDX-License-Identifier: Apache-2.0 */
/* How long to wait, as providers write it, and the ends of days and months. */
#include "failure_rows.h"

#include "failure_priv.h"
#include "pc/base/limits.h"

static const int64_t most = INT64_C(86400000) * PC_MAX_WAIT_DAYS;

static const struct wait {
	const char *name, *text;
	int64_t ms;
} waits[] = {
	{"seconds", "30", 30000},
	{"none", "0", 0},
	{"white space", " 5 ", 5000},
	{"parts of a second", "0.5", 500},
	{"of a day", "86400", 86400000},
	{"with their unit", "26s", 26000},
	{"parts with their unit", "1.5s", 1500},
	{"nine places, up", "26.451638271s", 26452},
	{"minutes", "6m0s", 360000},
	{"hours", "1h2m3s", 3723000},
	{"hours alone", "2h", 7200000},
	{"milliseconds", "12ms", 12},
	{"parts of them, up", "1.2ms", 2},
	{"seconds and milliseconds", "1s250ms", 1250},
	{"microseconds, up", "150us", 1},
	{"microseconds in Greek", "150\xc2\xb5s", 1},
	{"nanoseconds, up", "5ns", 1},
	{"no time at all", "0s", 0},
	{"a date", "Sun, 22 Nov 2026 12:00:30 GMT", 30000},
	{"a date of tomorrow", "Mon, 23 Nov 2026 12:00:00 GMT", 86400000},
	{"a date that has passed", "Sun, 22 Nov 2026 11:00:00 GMT", 0},
	{"a date of old", "Sunday, 22-Nov-26 12:00:30 GMT", 30000},
	{"a date of asctime", "Sun Nov 22 12:00:30 2026", 30000},
	{"a date of asctime with one digit", "Tue Dec  1 12:00:00 2026", 777600000},
	{"a moment", "2026-11-22T12:00:45Z", 45000},
	{"a moment with parts", "2026-11-22T12:00:45.250Z", 45250},
	{"a moment elsewhere", "2026-11-22T13:00:45+01:00", 45000},
	{"a moment in the west", "2026-11-22T04:00:45-08:00", 45000},
	{"a moment in small letters", "2026-11-22t12:00:45z", 45000},
	{"a moment that has passed", "2026-11-22T11:59:59Z", 0},
	{"more than anybody waits", "99999999999999999999999", 0},
	{"hours that nobody waits", "99999999999h", 0},
	{"nothing", "", -1},
	{"a word", "soon", -1},
	{"less than nothing", "-1", -1},
	{"a sign", "+5", -1},
	{"another unit", "5 apples", -1},
	{"a unit alone", "s", -1},
	{"a number behind a unit", "5s3", -1},
	{"a point alone", ".5", -1},
	{"two numbers", "5, 6", -1},
	{"another base", "0x10", -1},
	{"a day that there is not", "2026-02-30T00:00:00Z", -1},
	{"a moment without its zone", "2026-11-22T12:00:45", -1},
	{"a day alone", "2026-11-22", -1},
	{"a date elsewhere", "Sun, 22 Nov 2026 12:00:30 CET", -1},
	{"a date in another language", "So, 22 Nov. 2026 12:00:30 GMT", -1},
	{"a month that there is not", "Sun, 22 Foo 2026 12:00:30 GMT", -1},
	{"half a date", "Sun, 22 Nov", -1},
};

static void check_wait(const struct wait *wait)
{
	bool is_long = strstr(wait->name, "nobody") || strstr(wait->name, "anybody");

	assert_int_equal(
		pc_wait_read(pc_str(wait->text), NOW), is_long ? most : wait->ms);
}

PC_TABLE(waits, check_wait)

static const struct day {
	const char *name, *now, *midnight;
} days[] = {
	{"winter", "2026-11-22T12:00:00Z", "2026-11-23T08:00:00Z"},
	{"summer", "2026-07-01T12:00:00Z", "2026-07-02T07:00:00Z"},
	{"just before", "2026-11-23T07:59:59Z", "2026-11-23T08:00:00Z"},
	{"just then", "2026-11-23T08:00:00Z", "2026-11-24T08:00:00Z"},
	{"the night before summer time", "2026-03-08T07:59:59Z", "2026-03-08T08:00:00Z"},
	{"the day it begins, before", "2026-03-08T08:30:00Z", "2026-03-09T07:00:00Z"},
	{"the day it begins, after", "2026-03-08T10:30:00Z", "2026-03-09T07:00:00Z"},
	{"the day it ends, before", "2026-11-01T07:30:00Z", "2026-11-02T08:00:00Z"},
	{"the day it ends, after", "2026-11-01T09:30:00Z", "2026-11-02T08:00:00Z"},
	{"the last night of a year", "2027-01-01T01:00:00Z", "2027-01-01T08:00:00Z"},
};

/* Both as time from the beginning of 2026, which nothing here reaches back to. */
static int64_t moment(const char *text)
{
	const int64_t start = INT64_C(1767225600000);

	return start + pc_wait_read(pc_str(text), start);
}

static void check_day(const struct day *day)
{
	assert_int_equal(
		failure_pacific_midnight(moment(day->now)), moment(day->midnight));
}

PC_TABLE(days, check_day)

static const struct month {
	const char *name, *now, *end;
} months[] = {
	{"November", "2026-11-22T12:00:00Z", "2026-12-01T00:00:00Z"},
	{"December", "2026-12-31T23:59:59Z", "2027-01-01T00:00:00Z"},
	{"the first moment of one", "2026-12-01T00:00:00Z", "2027-01-01T00:00:00Z"},
};

static void check_month(const struct month *month)
{
	assert_int_equal(failure_month_end(moment(month->now)), moment(month->end));
}

PC_TABLE(months, check_month)

int main(void)
{
	return PC_RUN(waits) + PC_RUN(days) + PC_RUN(months);
}
