/* SPDX-License-Identifier: Apache-2.0 */
/* Doubles as JavaScript reads and writes them: see number_priv.h.  Reading turns the text
 * into an integer with an exponent first, which strtod understands in every locale. */
#include "number_priv.h"

#include <float.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum {
	/* No double needs more significant digits than this to be told from its
	 * neighbours; what follows only matters by being zero or not. */
	DIGITS_KEPT = 780,
	/* Past any shift that the digits of the largest document could make up for. */
	EXPONENT_MOST = 100000000,
	/* Integers and powers of ten up to here are doubles, so one division or
	 * multiplication gives the nearest one. */
	EXACT_DIGITS = 15,
	EXACT_POWER = 22,
};

struct mantissa {
	char digits[DIGITS_KEPT + 32]; /* room for a sticky digit and an exponent */
	size_t count;
	int64_t exponent; /* of the digits read as an integer */
	bool more;        /* a digit that was dropped is not zero */
};

static void add_digit(struct mantissa *m, char digit, bool behind_point)
{
	if (m->count == 0 && digit == '0') {
		m->exponent -= behind_point;
	} else if (m->count < DIGITS_KEPT) {
		m->digits[m->count++] = digit;
		m->exponent -= behind_point;
	} else {
		m->more |= digit != '0';
		m->exponent += !behind_point;
	}
}

static int64_t read_exponent(struct pc_str text)
{
	bool negative = text.len > 0 && text.ptr[0] == '-';
	int64_t exponent = 0;

	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] < '0')
			continue;
		exponent = exponent * 10 + (text.ptr[i] - '0');
		if (exponent > EXPONENT_MOST)
			exponent = EXPONENT_MOST;
	}
	return negative ? -exponent : exponent;
}

static void read_mantissa(struct mantissa *m, struct pc_str text)
{
	bool behind_point = false;

	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];

		if (c == '.') {
			behind_point = true;
		} else if (c == 'e' || c == 'E') {
			m->exponent += read_exponent(pc_str_from(text, i + 1));
			break;
		} else {
			add_digit(m, c, behind_point);
		}
	}
}

static double exact(const struct mantissa *m)
{
	static const double powers[EXACT_POWER + 1] = {1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6,
		1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
		1e20, 1e21, 1e22};
	int64_t value = 0;

	for (size_t i = 0; i < m->count; i++)
		value = value * 10 + (m->digits[i] - '0');
	if (m->exponent < 0)
		return (double)value / powers[-m->exponent];
	return (double)value * powers[m->exponent];
}

double pc_number_value(struct pc_str text)
{
	bool negative = text.len > 0 && text.ptr[0] == '-';
	struct mantissa m;
	double value;

	m.count = 0;
	m.exponent = 0;
	m.more = false;
	read_mantissa(&m, pc_str_from(text, negative));
	if (m.count == 0) {
		value = 0;
	} else if (m.count <= EXACT_DIGITS && m.exponent >= -EXACT_POWER &&
		   m.exponent <= EXACT_POWER) {
		value = exact(&m);
	} else {
		if (m.more) {
			m.digits[m.count++] = '1';
			m.exponent--;
		}
		snprintf(m.digits + m.count, sizeof(m.digits) - m.count, "e%" PRId64,
			m.exponent);
		value = strtod(m.digits, NULL);
	}
	return negative ? -value : value;
}

/* Correctly rounded to so many digits. */
static void round_to(struct pc_decimal *out, double value, int digits)
{
	char text[64];
	const char *at = text;

	snprintf(text, sizeof(text), "%.*e", digits - 1, value);
	out->count = 0;
	for (; *at != 'e'; at++) {
		if (*at >= '0' && *at <= '9')
			out->digits[out->count++] = *at;
	}
	out->point = (int)strtol(at + 1, NULL, 10) + 1;
}

static void cut_zeros(struct pc_decimal *d)
{
	while (d->count > 1 && d->digits[d->count - 1] == '0')
		d->count--;
	d->digits[d->count] = '\0';
}

static bool reads_as(const struct pc_decimal *d, double value)
{
	char text[48];
	int len = snprintf(
		text, sizeof(text), "%.*se%d", d->count, d->digits, d->point - d->count);

	return pc_number_value((struct pc_str){text, (size_t)len}) == value;
}

/* The next decimal of the same count of digits; false when that would need a carry past
 * the first. */
static bool next_up(struct pc_decimal *d)
{
	int i = d->count - 1;

	while (i > 0 && d->digits[i] == '9')
		d->digits[i--] = '0';
	if (d->digits[i] == '9')
		return false;
	d->digits[i]++;
	return true;
}

/* Powers of two lie off the middle of the interval that reads as them: the nearest
 * decimal, when it is below, may be outside while the next one up is inside. */
static bool up_reads_as(struct pc_decimal *d, double value)
{
	int exponent;
	struct pc_decimal up = *d;

	if (frexp(value, &exponent) != 0.5 || !next_up(&up) || !reads_as(&up, value))
		return false;
	*d = up;
	return true;
}

void pc_number_shortest(struct pc_decimal *out, double value)
{
	/* A decimal of up to DBL_DIG digits survives a normal double, so the first try
	 * finds all of those at once. */
	int digits = value < DBL_MIN ? 1 : DBL_DIG;

	for (; digits < DBL_DECIMAL_DIG; digits++) {
		round_to(out, value, digits);
		if (reads_as(out, value) || up_reads_as(out, value))
			break;
	}
	if (digits == DBL_DECIMAL_DIG)
		round_to(out, value, digits);
	cut_zeros(out);
}
