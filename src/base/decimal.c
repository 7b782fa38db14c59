/* SPDX-License-Identifier: Apache-2.0 */
/* Decimals by integers alone. */
#include "pc/base/decimal.h"

#include <inttypes.h>

/* A number in its parts: digits, with one point among them, times ten to the exponent. */
struct parts {
	bool is_negative;
	struct pc_str digits;
	size_t fraction;  /* digits behind the point */
	int64_t exponent; /* held to what no text is long enough to make up for */
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* "+7", "-07" behind the e; false: no digit. */
static bool read_exponent(int64_t *out, struct pc_str text)
{
	const int64_t far = INT64_C(1) << 40;
	bool is_negative = text.len && text.ptr[0] == '-';
	int64_t value = 0;

	if (text.len && (text.ptr[0] == '-' || text.ptr[0] == '+'))
		text = pc_str_from(text, 1);
	if (!text.len)
		return false;
	for (size_t i = 0; i < text.len; i++) {
		if (!is_digit(text.ptr[i]))
			return false;
		if (value < far)
			value = value * 10 + (text.ptr[i] - '0');
	}
	*out = is_negative ? -value : value;
	return true;
}

static bool split(struct parts *out, struct pc_str text)
{
	size_t at = 0, n_digits = 0, point = SIZE_MAX;

	*out = (struct parts){.is_negative = text.len && text.ptr[0] == '-'};
	if (text.len && (text.ptr[0] == '-' || text.ptr[0] == '+'))
		text = pc_str_from(text, 1);
	for (; at < text.len && text.ptr[at] != 'e' && text.ptr[at] != 'E'; at++) {
		if (text.ptr[at] == '.' && point == SIZE_MAX)
			point = at;
		else if (is_digit(text.ptr[at]))
			n_digits++;
		else
			return false;
	}
	out->digits = pc_str_head(text, at);
	out->fraction = point == SIZE_MAX ? 0 : at - point - 1;
	return n_digits && (at == text.len || read_exponent(&out->exponent,
						      pc_str_from(text, at + 1)));
}

/* value * 10 + digit; false: past limit. */
static bool push(uint64_t *value, unsigned digit, uint64_t limit)
{
	if (*value > (limit - digit) / 10)
		return false;
	*value = *value * 10 + digit;
	return true;
}

/* The digits, of which the last -shift are cut off, or behind which shift zeros stand. */
static enum pc_decimal scale(
	uint64_t *value, struct pc_str digits, int64_t shift, uint64_t limit)
{
	int64_t left = shift;
	bool is_exact = true;

	for (size_t i = 0; i < digits.len; i++)
		left += digits.ptr[i] != '.';
	*value = 0;
	for (size_t i = 0; i < digits.len; i++) {
		unsigned digit = (unsigned)(unsigned char)digits.ptr[i] - '0';

		if (digits.ptr[i] == '.')
			continue;
		if (left-- > 0) {
			if (!push(value, digit, limit))
				return PC_DECIMAL_TOO_LARGE;
		} else if (digit) {
			is_exact = false;
		}
	}
	for (; left > 0 && *value; left--) {
		if (!push(value, 0, limit))
			return PC_DECIMAL_TOO_LARGE;
	}
	if (is_exact)
		return PC_DECIMAL_EXACT;
	if (*value == limit)
		return PC_DECIMAL_TOO_LARGE;
	++*value;
	return PC_DECIMAL_ROUNDED;
}

enum pc_decimal pc_decimal_read(int64_t *out, struct pc_str text, unsigned places)
{
	struct parts parts;
	enum pc_decimal result;
	uint64_t value, limit;

	if (!split(&parts, text))
		return PC_DECIMAL_NONE;
	limit = (uint64_t)INT64_MAX + parts.is_negative;
	result = scale(&value, parts.digits,
		parts.exponent - (int64_t)parts.fraction + places, limit);
	if (result == PC_DECIMAL_EXACT || result == PC_DECIMAL_ROUNDED)
		*out = (int64_t)(parts.is_negative ? -value : value);
	return result;
}

struct pc_str pc_decimal_print(
	struct pc_arena *arena, int64_t value, unsigned places, unsigned least)
{
	uint64_t size = value < 0 ? -(uint64_t)value : (uint64_t)value, unit = 1,
		 fraction;
	unsigned shown = places;

	for (unsigned i = 0; i < places; i++)
		unit *= 10;
	fraction = size % unit;
	for (; shown > least && fraction % 10 == 0; shown--)
		fraction /= 10;
	if (!places || !shown)
		return pc_arena_printf(arena, "%s%" PRIu64 "%s%.*s", value < 0 ? "-" : "",
			size / unit, least ? "." : "", (int)least, "000000000000000000");
	return pc_arena_printf(arena, "%s%" PRIu64 ".%0*" PRIu64 "%.*s",
		value < 0 ? "-" : "", size / unit, (int)shown, fraction,
		least > places ? (int)(least - places) : 0, "000000000000000000");
}
