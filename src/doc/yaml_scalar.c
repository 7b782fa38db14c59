/* SPDX-License-Identifier: Apache-2.0 */
/* Plain scalars by the core schema of YAML 1.2, and where YAML 1.1 differs: see
 * yaml_priv.h. */
#include "yaml_priv.h"

static const struct {
	const char *text;
	enum pc_yaml_plain is;
} core_words[] = {
	{"~", PC_YAML_NULL},
	{"null", PC_YAML_NULL},
	{"Null", PC_YAML_NULL},
	{"NULL", PC_YAML_NULL},
	{"true", PC_YAML_TRUE},
	{"True", PC_YAML_TRUE},
	{"TRUE", PC_YAML_TRUE},
	{"false", PC_YAML_FALSE},
	{"False", PC_YAML_FALSE},
	{"FALSE", PC_YAML_FALSE},
	{".nan", PC_YAML_INF_NAN},
	{".NaN", PC_YAML_INF_NAN},
	{".NAN", PC_YAML_INF_NAN},
	{".inf", PC_YAML_INF_NAN},
	{".Inf", PC_YAML_INF_NAN},
	{".INF", PC_YAML_INF_NAN},
	{"+.inf", PC_YAML_INF_NAN},
	{"+.Inf", PC_YAML_INF_NAN},
	{"+.INF", PC_YAML_INF_NAN},
	{"-.inf", PC_YAML_INF_NAN},
	{"-.Inf", PC_YAML_INF_NAN},
	{"-.INF", PC_YAML_INF_NAN},
};

static const char *const older_booleans[] = {"yes", "no", "on", "off", "y", "n"};

static bool is_sign(char c)
{
	return c == '+' || c == '-';
}

/* How many characters from `at` on are of the set. */
static size_t span(struct pc_str s, size_t at, const char *set)
{
	size_t n = 0;

	while (at + n < s.len && s.ptr[at + n] && strchr(set, s.ptr[at + n]))
		n++;
	return n;
}

static const char DIGITS[] = "0123456789";
static const char OCTAL_DIGITS[] = "01234567";
static const char HEX_DIGITS[] = "0123456789abcdefABCDEF";

static bool all_of(struct pc_str s, size_t from, const char *set)
{
	return s.len > from && span(s, from, set) == s.len - from;
}

/* [-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )? */
static bool is_float(struct pc_str s)
{
	size_t at = s.len > 0 && is_sign(s.ptr[0]);
	size_t before = span(s, at, DIGITS);
	size_t behind = 0;

	at += before;
	if (at < s.len && s.ptr[at] == '.') {
		behind = span(s, at + 1, DIGITS);
		at += 1 + behind;
	}
	if (before + behind == 0)
		return false;
	if (at == s.len)
		return true;
	if (s.ptr[at] != 'e' && s.ptr[at] != 'E')
		return false;
	at++;
	if (at < s.len && is_sign(s.ptr[at]))
		at++;
	return all_of(s, at, DIGITS);
}

enum pc_yaml_plain pc_yaml_plain_is(struct pc_str plain)
{
	if (plain.len == 0)
		return PC_YAML_NULL;
	for (size_t i = 0; i < PC_COUNT(core_words); i++) {
		if (pc_str_is(plain, core_words[i].text))
			return core_words[i].is;
	}
	if (all_of(plain, is_sign(plain.ptr[0]), DIGITS))
		return PC_YAML_DECIMAL;
	if (pc_str_starts(plain, PC_STR("0o")) && all_of(plain, 2, OCTAL_DIGITS))
		return PC_YAML_OCTAL;
	if (pc_str_starts(plain, PC_STR("0x")) && all_of(plain, 2, HEX_DIGITS))
		return PC_YAML_HEX;
	return is_float(plain) ? PC_YAML_FLOAT : PC_YAML_TEXT;
}

enum pc_yaml_older pc_yaml_older_is(struct pc_str plain)
{
	size_t sign = plain.len > 0 && is_sign(plain.ptr[0]);
	struct pc_str number = pc_str_from(plain, sign);

	for (size_t i = 0; i < PC_COUNT(older_booleans); i++) {
		if (pc_str_eq_nocase(plain, pc_str(older_booleans[i])))
			return PC_YAML_OLDER_BOOL;
	}
	if (number.len > 1 && number.ptr[0] == '0' && all_of(number, 1, OCTAL_DIGITS))
		return PC_YAML_OLDER_OCTAL;
	if (pc_str_starts(number, PC_STR("0b")) && all_of(number, 2, "01_"))
		return PC_YAML_OLDER_NUMBER;
	if (number.len > 1 && number.ptr[0] >= '0' && number.ptr[0] <= '9' &&
		pc_str_find(number, '_') < number.len && all_of(number, 0, "0123456789_"))
		return PC_YAML_OLDER_NUMBER;
	return PC_YAML_OLDER_SAME;
}

static int digit_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return (c | 0x20) - 'a' + 10;
}

bool pc_yaml_integer(int64_t *out, struct pc_str plain, enum pc_yaml_plain class)
{
	int base = class == PC_YAML_HEX ? 16 : class == PC_YAML_OCTAL ? 8 : 10;
	size_t from = class == PC_YAML_DECIMAL ? is_sign(plain.ptr[0]) : 2;
	bool negative = plain.ptr[0] == '-';
	int64_t value = 0;

	for (size_t i = from; i < plain.len; i++) {
		int digit = digit_value(plain.ptr[i]);

		if (__builtin_mul_overflow(value, base, &value) ||
			__builtin_add_overflow(value, negative ? -digit : digit, &value))
			return false;
	}
	*out = value;
	return true;
}

struct pc_str pc_yaml_as_json(struct pc_arena *arena, struct pc_str plain)
{
	size_t sign = is_sign(plain.ptr[0]);
	size_t zeros = span(plain, sign, "0");
	size_t before = span(plain, sign, DIGITS);
	size_t point = sign + before;
	size_t behind = 0;
	struct pc_str whole, rest;

	if (point < plain.len && plain.ptr[point] == '.')
		behind = 1 + span(plain, point + 1, DIGITS);
	if (zeros == before && zeros > 0)
		zeros--;
	whole = (struct pc_str){plain.ptr + sign + zeros, before - zeros};
	rest = pc_str_from(plain, point + behind);
	if (plain.ptr[0] != '+' && zeros == 0 && before > 0 && behind != 1)
		return plain;
	return pc_arena_printf(arena, "%s%.*s%.*s%.*s", plain.ptr[0] == '-' ? "-" : "",
		PC_STR_ARG(whole.len ? whole : PC_STR("0")), behind > 1 ? (int)behind : 0,
		plain.ptr + point, PC_STR_ARG(rest));
}
