/* SPDX-License-Identifier: Apache-2.0 */
/* Five fields to sets of bits, and from a moment to the next that is in all of them. */
#include "pc/orch/cron.h"

struct field {
	const char *name;
	int low, high;
	const char *const *names; /* of values, from low on; NULL: numbers only */
};

static const char *const month_names[] = {"jan", "feb", "mar", "apr", "may", "jun", "jul",
	"aug", "sep", "oct", "nov", "dec", NULL};
static const char *const day_names[] = {
	"sun", "mon", "tue", "wed", "thu", "fri", "sat", NULL};

enum { FIELDS = 5 };
static const struct field fields[FIELDS] = {
	{"minute", 0, 59, NULL}, {"hour", 0, 23, NULL}, {"day", 1, 31, NULL},
	{"month", 1, 12, month_names},
	{"weekday", 0, 7, day_names}, /* 7 is Sunday, too */
};

static const struct {
	const char *name, *means;
} shorts[] = {
	{"@hourly", "0 * * * *"},
	{"@daily", "0 0 * * *"},
	{"@weekly", "0 0 * * 0"},
	{"@monthly", "0 0 1 * *"},
	{"@yearly", "0 0 1 1 *"},
};

/* At most three digits; -1: it is none. */
static int read_number(struct pc_str text)
{
	int n = 0;

	if (!text.len || text.len > 3)
		return -1;
	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] < '0' || text.ptr[i] > '9')
			return -1;
		n = n * 10 + (text.ptr[i] - '0');
	}
	return n;
}

static int read_value(const struct field *field, struct pc_str text)
{
	int n = read_number(text);

	if (n >= 0)
		return n >= field->low && n <= field->high ? n : -1;
	for (int i = 0; field->names && field->names[i]; i++)
		if (pc_str_eq_nocase(text, pc_str(field->names[i])))
			return field->low + i;
	return -1;
}

/* "a-b/step" */
static bool read_part(uint64_t *bits, const struct field *field, struct pc_str part)
{
	struct pc_str range = pc_str_cut(&part, '/');
	bool has_step = part.ptr != NULL;
	int step = has_step ? read_number(part) : 1;
	int from = field->low, to = field->high;

	if (!pc_str_is(range, "*")) {
		struct pc_str first = pc_str_cut(&range, '-');

		from = read_value(field, first);
		if (range.ptr)
			to = read_value(field, range);
		else if (!has_step)
			to = from;
	}
	if (step < 1 || from < 0 || to < from)
		return false;
	for (int i = from; i <= to; i += step)
		*bits |= UINT64_C(1) << i;
	return true;
}

static bool read_field(uint64_t *bits, const struct field *field, struct pc_str text)
{
	*bits = 0;
	if (!text.len)
		return false;
	while (text.ptr)
		if (!read_part(bits, field, pc_str_cut(&text, ',')))
			return false;
	return true;
}

static struct pc_str next_word(struct pc_str *rest)
{
	struct pc_str word;
	size_t n = 0;

	*rest = pc_str_trim(*rest);
	while (n < rest->len && rest->ptr[n] != ' ' && rest->ptr[n] != '\t')
		n++;
	word = pc_str_head(*rest, n);
	*rest = pc_str_from(*rest, n);
	return word;
}

static struct pc_str without_shorts(struct pc_str text)
{
	for (size_t i = 0; i < PC_COUNT(shorts); i++)
		if (pc_str_is(text, shorts[i].name))
			return pc_str(shorts[i].means);
	return text;
}

enum pc_status pc_cron_read(struct pc_cron *out, struct pc_str text, struct pc_err *err)
{
	struct pc_str rest = without_shorts(pc_str_trim(text)), words[FIELDS];
	uint64_t bits[FIELDS];

	for (int i = 0; i < FIELDS; i++) {
		words[i] = next_word(&rest);
		if (!read_field(&bits[i], &fields[i], words[i]))
			return pc_err_set(err, PC_ERR_PARSE, (struct pc_span){0},
				"schedule '%.*s': its %s is '%.*s'", PC_STR_ARG(text),
				fields[i].name, PC_STR_ARG(words[i]));
	}
	if (pc_str_trim(rest).len)
		return pc_err_set(err, PC_ERR_PARSE, (struct pc_span){0},
			"schedule '%.*s' has more than five fields", PC_STR_ARG(text));
	*out = (struct pc_cron){
		.minutes = bits[0],
		.hours = (uint32_t)bits[1],
		.days = (uint32_t)bits[2],
		.months = (uint32_t)bits[3],
		.weekdays = (uint32_t)(bits[4] | bits[4] >> 7),
		.any_day = pc_str_starts(words[2], PC_STR("*")),
		.any_weekday = pc_str_starts(words[4], PC_STR("*")),
	};
	return PC_OK;
}

struct date {
	int year, month, day;
};

static int month_days(int year, int month)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return days[month - 1] + (month == 2 && is_leap);
}

static struct date date_of(int64_t day)
{
	struct date date = {1970, 1, 1};

	/* 400 years are always so many days. */
	date.year += (int)(day / 146097) * 400;
	day %= 146097;
	while (day >= 365 + (month_days(date.year, 2) == 29)) {
		day -= 365 + (month_days(date.year, 2) == 29);
		date.year++;
	}
	while (day >= month_days(date.year, date.month)) {
		day -= month_days(date.year, date.month);
		date.month++;
	}
	date.day += (int)day;
	return date;
}

static bool fits_day(const struct pc_cron *cron, int64_t day)
{
	struct date date = date_of(day);
	bool by_day = cron->days >> date.day & 1;
	bool by_weekday =
		cron->weekdays >> ((day + 4) % 7) & 1; /* 1970 began on the 4th */

	if (!(cron->months >> date.month & 1))
		return false;
	if (cron->any_day || cron->any_weekday)
		return by_day && by_weekday;
	return by_day || by_weekday;
}

/* The first minute of a day from one on; -1: none. */
static int first_minute(const struct pc_cron *cron, int from)
{
	for (int minute = from; minute < 24 * 60; minute++)
		if ((cron->hours >> (minute / 60) & 1) &&
			(cron->minutes >> (minute % 60) & 1))
			return minute;
	return -1;
}

int64_t pc_cron_next(const struct pc_cron *cron, int64_t after)
{
	enum { MINUTE = 60 * 1000, DAY_MINUTES = 24 * 60 };
	/* 29 February comes once in eight years at the turn of most centuries, and on a
	 * given weekday (which "either will do" does not ask for) once in forty. */
	enum { DAYS = 9 * 366 };
	int64_t minute = (after < 0 ? 0 : after) / MINUTE + 1;
	int64_t day = minute / DAY_MINUTES;
	int from = (int)(minute % DAY_MINUTES);

	for (int i = 0; i < DAYS; i++, from = 0) {
		int found = fits_day(cron, day + i) ? first_minute(cron, from) : -1;

		if (found >= 0)
			return ((day + i) * DAY_MINUTES + found) * MINUTE;
	}
	return 0;
}
