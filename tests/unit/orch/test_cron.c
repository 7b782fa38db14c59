/* SPDX-License-Identifier: Apache-2.0 */
/* Five fields: what is read, what is not, and when it is next. */
#include "pc/orch/cron.h"

#include "pc_test.h"

#define MINUTE INT64_C(60000)
#define HOUR   (60 * MINUTE)
#define DAY    (24 * HOUR)
/* Sunday, 22 November 2026, 04:18:10 */
#define NOW   (INT64_C(1795321090) * 1000)
#define TODAY (NOW - NOW % DAY)

static const struct next_row {
	const char *name, *text;
	int64_t after, next;
} nexts[] = {
	{"every minute", "* * * * *", NOW, NOW - NOW % MINUTE + MINUTE},
	{"every quarter", "*/15 * * * *", NOW, TODAY + 4 * HOUR + 30 * MINUTE},
	{"a time that is now is the next one", "18 4 * * *",
		TODAY + 4 * HOUR + 18 * MINUTE, TODAY + DAY + 4 * HOUR + 18 * MINUTE},
	{"today", "30 5 * * *", NOW, TODAY + 5 * HOUR + 30 * MINUTE},
	{"tomorrow", "0 2 * * *", NOW, TODAY + DAY + 2 * HOUR},
	{"a list and a range", "0 1,3,6-8 * * *", NOW, TODAY + 6 * HOUR},
	{"a step from a value", "5/20 4 * * *", NOW, TODAY + 4 * HOUR + 25 * MINUTE},
	{"Monday", "0 0 * * 1", NOW, TODAY + DAY},
	{"Monday by name", "0 0 * * Mon", NOW, TODAY + DAY},
	{"Sunday is 0", "0 9 * * 0", NOW, TODAY + 9 * HOUR},
	{"Sunday is 7", "0 9 * * 7", NOW, TODAY + 9 * HOUR},
	{"working days", "0 9 * * mon-fri", NOW, TODAY + DAY + 9 * HOUR},
	{"day or weekday", "0 0 1 * 2", NOW, TODAY + 2 * DAY},
	{"day and any weekday", "0 0 1 * *", NOW, TODAY + 9 * DAY},
	{"a month by name", "0 0 1 jan *", NOW, INT64_C(1798761600) * 1000},
	{"29 February", "0 0 29 2 *", NOW, INT64_C(1835395200) * 1000},
	{"the last day of a year", "59 23 31 12 *", NOW, INT64_C(1798761540) * 1000},
	{"30 February never comes", "0 0 30 2 *", NOW, 0},
	{"by name", "@daily", NOW, TODAY + DAY},
	{"blanks around", "  0\t0  * * *  ", NOW, TODAY + DAY},
	{"1970", "0 0 * * *", -5, DAY},
};

static void check_next(const struct next_row *r)
{
	struct pc_err err = {0};
	struct pc_cron cron;

	if (pc_cron_read(&cron, pc_str(r->text), &err) != PC_OK)
		fail_msg("%s", err.text);
	assert_int_equal(pc_cron_next(&cron, r->after), r->next);
}
PC_TABLE(nexts, check_next)

static const struct bad_row {
	const char *name, *text, *field;
} bads[] = {
	{"nothing", "", "minute"},
	{"four fields", "* * * *", "weekday"},
	{"six fields", "* * * * * *", "more than five"},
	{"minute 60", "60 * * * *", "minute"},
	{"hour 24", "0 24 * * *", "hour"},
	{"day 0", "0 0 0 * *", "day"},
	{"month 13", "0 0 1 13 *", "month"},
	{"weekday 8", "0 0 * * 8", "weekday"},
	{"a range the wrong way", "0 5-3 * * *", "hour"},
	{"step 0", "*/0 * * * *", "minute"},
	{"an empty part", "1,,2 * * * *", "minute"},
	{"a comma at the end", "1, * * * *", "minute"},
	{"a large number", "99999999999 * * * *", "minute"},
	{"a name that is none", "0 0 * foo *", "month"},
	{"an unknown short", "@fortnightly", "minute"},
	{"a sign", "-1 * * * *", "minute"},
};

static void check_bad(const struct bad_row *r)
{
	struct pc_err err = {0};
	struct pc_cron cron;

	assert_int_equal(pc_cron_read(&cron, pc_str(r->text), &err), PC_ERR_PARSE);
	if (!strstr(err.text, r->field))
		fail_msg("'%s' does not name '%s'", err.text, r->field);
}
PC_TABLE(bads, check_bad)

int main(void)
{
	return PC_RUN(nexts) + PC_RUN(bads);
}
