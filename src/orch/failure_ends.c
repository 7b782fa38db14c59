/* SPDX-License-Identifier: Apache-2.0 */
/* When a window ends: what headers say, and the ends of days and months that providers
 * mean without writing them. */
#include <time.h>

#include "clock.h"
#include "failure_priv.h"

static struct pc_str header(const struct pc_outcome *outcome, struct pc_str name)
{
	for (size_t i = 0; i < outcome->n_headers; i++) {
		struct pc_str rest = outcome->headers[i];
		struct pc_str key = pc_str_cut(&rest, ':');

		if (pc_str_eq_nocase(pc_str_trim(key), name))
			return pc_str_trim(rest);
	}
	return (struct pc_str){0};
}

/* What is counted, and when it begins anew. */
static const struct count {
	const char *remaining, *reset;
} counts[] = {
	{"anthropic-ratelimit-requests-remaining", "anthropic-ratelimit-requests-reset"},
	{"anthropic-ratelimit-tokens-remaining", "anthropic-ratelimit-tokens-reset"},
	{"anthropic-ratelimit-input-tokens-remaining",
		"anthropic-ratelimit-input-tokens-reset"},
	{"anthropic-ratelimit-output-tokens-remaining",
		"anthropic-ratelimit-output-tokens-reset"},
	{"x-ratelimit-remaining-requests", "x-ratelimit-reset-requests"},
	{"x-ratelimit-remaining-tokens", "x-ratelimit-reset-tokens"},
};

int64_t failure_headers(const struct pc_outcome *outcome)
{
	int64_t longest =
		pc_wait_read(header(outcome, PC_STR("retry-after")), outcome->now);

	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
		int64_t wait;

		/* What is not used up does not stand in the way. */
		if (!pc_str_is(header(outcome, pc_str(counts[i].remaining)), "0"))
			continue;
		wait = pc_wait_read(
			header(outcome, pc_str(counts[i].reset)), outcome->now);
		if (wait > longest)
			longest = wait;
	}
	return longest;
}

static struct tm parts_of(int64_t ms)
{
	time_t seconds = (time_t)(ms / SECOND);
	struct tm parts = {0};

	(void)gmtime_r(&seconds, &parts);
	return parts;
}

int64_t failure_month_end(int64_t now)
{
	struct tm parts = parts_of(now);
	struct tm first = {
		.tm_year = parts.tm_year, .tm_mon = parts.tm_mon + 1, .tm_mday = 1};

	return timegm(&first) * SECOND;
}

/* The so-manieth Sunday of a month, at an hour of UTC. */
static int64_t sunday(int year, int month, int which, int at_hour)
{
	struct tm first = {.tm_year = year, .tm_mon = month, .tm_mday = 1};
	int64_t start = timegm(&first) * SECOND; /* sets tm_wday */
	int days = (7 - first.tm_wday) % 7 + 7 * (which - 1);

	return start + days * DAY + at_hour * HOUR;
}

/* Summer time from the second Sunday of March to the first of November, at two o'clock:
 * a table of zones need not be on the machine. */
static int64_t pacific_offset(int64_t now)
{
	enum { MARCH = 2, NOVEMBER = 10, BEGINS = 10, ENDS = 9 };
	int year = parts_of(now).tm_year;
	bool is_summer = now >= sunday(year, MARCH, 2, BEGINS) &&
			 now < sunday(year, NOVEMBER, 1, ENDS);

	return (is_summer ? -7 : -8) * HOUR;
}

int64_t failure_pacific_midnight(int64_t now)
{
	int64_t offset = pacific_offset(now);
	int64_t local = ((now + offset) / DAY + 1) * DAY;

	return local - pacific_offset(local - offset);
}
