/* SPDX-License-Identifier: Apache-2.0 */
/* Durations and points in time as people write them in configurations. */
#include <time.h>

#include "pc/doc/fields.h"

static bool take_number(int64_t *out, struct pc_str *text, size_t digits)
{
	const int64_t base = 10;
	size_t n = 0;

	*out = 0;
	while (n < text->len && n < digits && text->ptr[n] >= '0' && text->ptr[n] <= '9')
		*out = *out * base + (text->ptr[n++] - '0');
	*text = pc_str_from(*text, n);
	return n > 0;
}

bool pc_duration_read(int64_t *out, struct pc_str text)
{
	static const struct {
		const char *unit;
		int64_t milliseconds;
	} units[] = {{"ms", 1}, {"s", INT64_C(1000)}, {"m", INT64_C(60) * 1000},
		{"h", INT64_C(60) * 60 * 1000}, {"d", INT64_C(24) * 60 * 60 * 1000}};
	enum { MOST_DIGITS = 9 };
	int64_t number;

	if (!take_number(&number, &text, MOST_DIGITS))
		return false;
	for (size_t i = 0; i < PC_COUNT(units); i++) {
		if (pc_str_is(text, units[i].unit)) {
			*out = number * units[i].milliseconds;
			return true;
		}
	}
	return false;
}

static bool take_char(struct pc_str *text, char c)
{
	if (text->len == 0 || text->ptr[0] != c)
		return false;
	*text = pc_str_from(*text, 1);
	return true;
}

/* "12-31" or "23:59", each of exactly two digits. */
static bool take_two(int *out, struct pc_str *text, char before)
{
	struct pc_str rest = *text;
	int64_t number;

	if (before && !take_char(&rest, before))
		return false;
	if (!take_number(&number, &rest, 2) || text->len - rest.len != (before ? 3 : 2))
		return false;
	*out = (int)number;
	*text = rest;
	return true;
}

bool pc_time_read(int64_t *out, struct pc_str text)
{
	enum { YEAR_DIGITS = 4, EPOCH = 1900 };
	struct pc_str rest = text;
	struct tm day = {0}, said;
	int64_t year;
	time_t when;

	if (!take_number(&year, &rest, YEAR_DIGITS) ||
		!take_two(&day.tm_mon, &rest, '-') || !take_two(&day.tm_mday, &rest, '-'))
		return false;
	if (take_char(&rest, 'T') &&
		(!take_two(&day.tm_hour, &rest, 0) ||
			!take_two(&day.tm_min, &rest, ':') ||
			!take_two(&day.tm_sec, &rest, ':') || !take_char(&rest, 'Z')))
		return false;
	day.tm_year = (int)year - EPOCH;
	day.tm_mon--;
	said = day;
	when = timegm(&day);
	/* The thirtieth of February becomes another day. */
	if (rest.len > 0 || day.tm_mday != said.tm_mday || day.tm_mon != said.tm_mon ||
		day.tm_hour != said.tm_hour || day.tm_min != said.tm_min ||
		day.tm_sec != said.tm_sec)
		return false;
	*out = when;
	return true;
}
