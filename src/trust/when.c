/* SPDX-License-Identifier: Apache-2.0 */
/* Times as OpenSSH writes them for people: 20240131, 202401311200, 20240131120000Z. */
#include <time.h>

#include "trust_priv.h"

/* The next n digits, or -1. */
static int cut_number(struct pc_str *text, size_t n)
{
	int number = 0;

	for (size_t i = 0; i < n; i++) {
		if (i >= text->len || text->ptr[i] < '0' || text->ptr[i] > '9')
			return -1;
		number = number * 10 + (text->ptr[i] - '0');
	}
	*text = pc_str_from(*text, n);
	return number;
}

static bool is_utc(struct pc_str *text)
{
	static const char *const marks[] = {"Z", "UTC"};

	for (size_t i = 0; i < PC_COUNT(marks); i++) {
		struct pc_str mark = pc_str(marks[i]);
		size_t at = text->len > mark.len ? text->len - mark.len : 0;

		if (at && pc_str_eq_nocase(pc_str_from(*text, at), mark)) {
			text->len = at;
			return true;
		}
	}
	return false;
}

static bool read_parts(struct tm *out, struct pc_str text)
{
	int year = cut_number(&text, 4), month = cut_number(&text, 2);

	*out = (struct tm){.tm_year = year - 1900, .tm_mon = month - 1};
	out->tm_mday = cut_number(&text, 2);
	if (text.len) {
		out->tm_hour = cut_number(&text, 2);
		out->tm_min = cut_number(&text, 2);
	}
	if (text.len)
		out->tm_sec = cut_number(&text, 2);
	return text.len == 0 && year >= 1970 && month >= 1 && month <= 12 &&
	       out->tm_mday >= 1 && out->tm_mday <= 31 && out->tm_hour >= 0 &&
	       out->tm_hour <= 23 && out->tm_min >= 0 && out->tm_min <= 59 &&
	       out->tm_sec >= 0 && out->tm_sec <= 59;
}

bool when_read(int64_t *out, struct pc_str text)
{
	bool utc = is_utc(&text);
	struct tm parts, normal;
	time_t when;

	if (!read_parts(&parts, text))
		return false;
	/* A 31st of February becomes a day in March. */
	normal = parts;
	when = timegm(&normal);
	if (normal.tm_mon != parts.tm_mon)
		return false;
	if (!utc)
		when = mktime(&parts);
	if (when <= 0)
		return false;
	*out = when;
	return true;
}
