/* SPDX-License-Identifier: Apache-2.0 */
/* How long to wait, in each of the forms that providers write it in. */
#include <time.h>

#include "clock.h"
#include "failure_priv.h"
#include "pc/base/limits.h"

static const int64_t longest_wait = INT64_C(1) * PC_MAX_WAIT_DAYS * DAY;

static int64_t bounded(int64_t wait)
{
	if (wait < 0)
		return 0; /* a moment that has passed */
	return wait < longest_wait ? wait : longest_wait;
}

/* -1: it begins with none. */
static int digit(struct pc_str s)
{
	if (!s.ptr || !s.len || s.ptr[0] < '0' || s.ptr[0] > '9')
		return -1;
	return s.ptr[0] - '0';
}

static bool take(struct pc_str *rest, char c)
{
	if (!rest->len || rest->ptr[0] != c)
		return false;
	*rest = pc_str_from(*rest, 1);
	return true;
}

/* So many digits at least and at most. */
static bool take_digits(int64_t *out, struct pc_str *rest, size_t least, size_t most)
{
	int64_t value = 0;
	size_t n = 0;

	for (; n < most && digit(*rest) >= 0; n++) {
		value = value * 10 + digit(*rest);
		*rest = pc_str_from(*rest, 1);
	}
	*out = value;
	return n >= least;
}

/* Whole numbers of any length, with those past twelve digits as the largest. */
static bool take_whole(int64_t *out, struct pc_str *rest)
{
	enum { DIGITS = 12 };
	bool is_large = false;

	if (!take_digits(out, rest, 1, DIGITS))
		return false;
	while (digit(*rest) >= 0) {
		*rest = pc_str_from(*rest, 1);
		is_large = true;
	}
	if (is_large)
		*out = INT64_C(1000000000000);
	return true;
}

/* What stands behind the point, in millionths; more places count as one more. */
static void take_fraction(int64_t *out, struct pc_str *rest)
{
	int64_t unit = 1000000;

	*out = 0;
	if (!take(rest, '.'))
		return;
	for (; (digit(*rest) >= 0); *rest = pc_str_from(*rest, 1)) {
		int64_t digit = rest->ptr[0] - '0';

		unit /= 10;
		if (unit)
			*out += digit * unit;
		else if (digit)
			*out |= 1;
	}
}

/* Longer words first: "ms" is no "m". */
static const struct unit {
	const char *name;
	int64_t micros;
} units[] = {
	{"ms", 1000},
	{"us", 1},
	{"\xc2\xb5s", 1},
	{"\xce\xbcs", 1},
	{"ns", 0},
	{"h", INT64_C(3600000000)},
	{"m", 60000000},
	{"s", 1000000},
};

static const struct unit *take_unit(struct pc_str *rest)
{
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		struct pc_str name = pc_str(units[i].name);

		if (!pc_str_starts(*rest, name))
			continue;
		*rest = pc_str_from(*rest, name.len);
		return &units[i];
	}
	return NULL;
}

/* In ms, up: who comes too early is refused again. */
static int64_t span(int64_t whole, int64_t fraction, int64_t micros)
{
	int64_t part;

	if (micros == 0)
		return whole || fraction ? 1 : 0;
	if (whole > longest_wait * 1000 / micros)
		return longest_wait;
	part = fraction * (micros / 1000) / 1000;
	if (fraction && micros < 1000)
		part = 1;
	return (whole * micros + part + 999) / 1000;
}

/* "30", "26s", "6m0s", "1h2m3.5s", "12ms" */
static int64_t read_span(struct pc_str rest)
{
	int64_t sum = 0, whole, fraction;
	bool is_bare = true;

	while (rest.len) {
		const struct unit *unit;

		if (!take_whole(&whole, &rest))
			return -1;
		take_fraction(&fraction, &rest);
		unit = take_unit(&rest);
		if (!unit && (rest.len || !is_bare))
			return -1;
		sum = bounded(sum + span(whole, fraction, unit ? unit->micros : 1000000));
		is_bare = false;
	}
	return is_bare ? -1 : sum;
}

/* *moment: ms since 1970, when the parts are those of a day that there is. */
static bool moment_of(int64_t *moment, struct tm parts)
{
	struct tm said = parts;
	int64_t seconds = timegm(&parts);

	/* The thirtieth of February becomes another day. */
	if (parts.tm_mday != said.tm_mday || parts.tm_mon != said.tm_mon ||
		parts.tm_hour != said.tm_hour || parts.tm_min != said.tm_min)
		return false;
	*moment = seconds * SECOND;
	return true;
}

static bool take_two(int *out, struct pc_str *rest, char before)
{
	int64_t value;

	if (before && !take(rest, before))
		return false;
	if (!take_digits(&value, rest, 2, 2))
		return false;
	*out = (int)value;
	return true;
}

static bool take_clock(struct tm *parts, struct pc_str *rest)
{
	return take_two(&parts->tm_hour, rest, 0) &&
	       take_two(&parts->tm_min, rest, ':') && take_two(&parts->tm_sec, rest, ':');
}

static bool take_offset(int64_t *out, struct pc_str *rest)
{
	bool is_ahead = take(rest, '+');
	int hours, minutes;

	*out = 0;
	if (!is_ahead && (take(rest, 'Z') || take(rest, 'z')))
		return true;
	if ((!is_ahead && !take(rest, '-')) || !take_two(&hours, rest, 0) ||
		!take_two(&minutes, rest, ':'))
		return false;
	*out = (hours * HOUR + minutes * MINUTE) * (is_ahead ? 1 : -1);
	return true;
}

/* RFC 3339: "2026-11-22T15:00:00.5Z", "2026-11-22T16:00:00+01:00" */
static bool read_rfc3339(int64_t *moment, struct pc_str rest)
{
	enum { EPOCH = 1900, YEAR_DIGITS = 4 };
	int64_t year, fraction, offset;
	struct tm parts = {0};

	if (!take_digits(&year, &rest, YEAR_DIGITS, YEAR_DIGITS) ||
		!take_two(&parts.tm_mon, &rest, '-') ||
		!take_two(&parts.tm_mday, &rest, '-') ||
		(!take(&rest, 'T') && !take(&rest, 't')) || !take_clock(&parts, &rest))
		return false;
	take_fraction(&fraction, &rest);
	if (!take_offset(&offset, &rest) || rest.len)
		return false;
	parts.tm_year = (int)year - EPOCH;
	parts.tm_mon--;
	if (!moment_of(moment, parts))
		return false;
	*moment += (fraction + 999) / 1000 - offset;
	return true;
}

/* By hand: strptime() knows the months of whatever language is set. */
static bool take_month(int *out, struct pc_str *rest)
{
	static const char *const names[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
		"Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct pc_str name = pc_str(names[i]);

		if (!pc_str_starts(*rest, name))
			continue;
		*out = (int)i;
		*rest = pc_str_from(*rest, name.len);
		return true;
	}
	return false;
}

static bool take_year(int *out, struct pc_str *rest)
{
	enum { EPOCH = 1900, CENTURY = 100, LEAST = 2, MOST = 4 };
	struct pc_str start = *rest;
	int64_t year;

	if (!take_digits(&year, rest, LEAST, MOST))
		return false;
	/* Two digits, as of old: nothing tells to wait until a time long ago. */
	if (start.len - rest->len == LEAST)
		year += EPOCH + CENTURY;
	*out = (int)year - EPOCH;
	return true;
}

/* "22 Nov 2026 15:00:00 GMT", "22-Nov-26 15:00:00 GMT" */
static bool read_day_first(struct tm *parts, struct pc_str rest)
{
	char between;

	if (!take_two(&parts->tm_mday, &rest, 0))
		return false;
	between = rest.len && rest.ptr[0] == '-' ? '-' : ' ';
	return take(&rest, between) && take_month(&parts->tm_mon, &rest) &&
	       take(&rest, between) && take_year(&parts->tm_year, &rest) &&
	       take(&rest, ' ') && take_clock(parts, &rest) && pc_str_is(rest, " GMT");
}

/* "Nov  2 15:00:00 2026" */
static bool read_month_first(struct tm *parts, struct pc_str rest)
{
	int64_t mday;

	if (!take_month(&parts->tm_mon, &rest) || !take(&rest, ' '))
		return false;
	(void)take(&rest, ' ');
	if (!take_digits(&mday, &rest, 1, 2))
		return false;
	parts->tm_mday = (int)mday;
	return take(&rest, ' ') && take_clock(parts, &rest) && take(&rest, ' ') &&
	       take_year(&parts->tm_year, &rest) && !rest.len;
}

/* The three forms of RFC 9110; the name of the day is believed. */
static bool read_http_date(int64_t *moment, struct pc_str text)
{
	struct tm parts = {0};
	size_t space = pc_str_find(text, ' ');
	struct pc_str rest = pc_str_from(text, space + 1);

	if (space < 3)
		return false;
	if (text.ptr[space - 1] == ',' ? !read_day_first(&parts, rest)
				       : !read_month_first(&parts, rest))
		return false;
	return moment_of(moment, parts);
}

int64_t pc_wait_read(struct pc_str text, int64_t now)
{
	int64_t moment;

	text = pc_str_trim(text);
	if (read_rfc3339(&moment, text) || read_http_date(&moment, text))
		return bounded(moment - now);
	return read_span(text);
}
