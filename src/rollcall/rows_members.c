/* SPDX-License-Identifier: Apache-2.0 */
/* Members of rows: texts, counts, days and prices.  Numbers are taken as they are
 * written; none passes through a double. */
#include <inttypes.h>
#include <stdio.h>

#include "pc/base/decimal.h"
#include "pc/base/limits.h"
#include "rows.h"

static enum member look(
	const struct pc_node **out, const struct pc_node *map, const char *name)
{
	const struct pc_node *node = pc_node_get_c(map, name);

	*out = node;
	if (!node)
		return MEMBER_ABSENT;
	return node->kind == PC_NULL ? MEMBER_NULL : MEMBER_GOOD;
}

bool is_name(struct pc_str text)
{
	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] < ' ' || text.ptr[i] > '~')
			return false;
	}
	return text.len > 0 && text.len <= PC_MAX_SOURCE_NAME;
}

bool text_of(struct pc_str *out, const struct pc_node *node)
{
	if (node->kind != PC_TEXT || !is_name(node->text))
		return false;
	*out = node->text;
	return true;
}

enum member member_text(struct pc_str *out, const struct pc_node *map, const char *name)
{
	const struct pc_node *node;
	enum member found = look(&node, map, name);

	if (found != MEMBER_GOOD)
		return found;
	return text_of(out, node) ? MEMBER_GOOD : MEMBER_WRONG;
}

/* How a number is written; room has place for any int64. */
static bool written(struct pc_str *out, char room[static 24], const struct pc_node *node)
{
	if (node->kind == PC_REAL) {
		*out = node->written;
		return true;
	}
	if (node->kind != PC_INT)
		return false;
	*out = (struct pc_str){
		room, (size_t)snprintf(room, 24, "%" PRId64, node->integer)};
	return true;
}

bool count_of(int64_t *out, const struct pc_node *node)
{
	struct pc_str text;
	char room[24];
	int64_t value;

	if (!written(&text, room, node) ||
		pc_decimal_read(&value, text, 0) != PC_DECIMAL_EXACT || value < 0)
		return false;
	*out = value;
	return true;
}

enum member member_count(int64_t *out, const struct pc_node *map, const char *name)
{
	const struct pc_node *node;
	enum member found = look(&node, map, name);

	if (found != MEMBER_GOOD)
		return found;
	return count_of(out, node) ? MEMBER_GOOD : MEMBER_WRONG;
}

/* ---- days ------------------------------------------------------------------- */

enum { DAY = 24 * 60 * 60, DATE_LEN = 10, TIME_LEN = 19 };

static bool two_digits(int *out, struct pc_str text, size_t at)
{
	if (text.len < at + 2 || text.ptr[at] < '0' || text.ptr[at] > '9' ||
		text.ptr[at + 1] < '0' || text.ptr[at + 1] > '9')
		return false;
	*out = (text.ptr[at] - '0') * 10 + (text.ptr[at + 1] - '0');
	return true;
}

/* "Z" or "+02:00", in seconds east of UTC. */
static bool zone_read(int64_t *out, struct pc_str text)
{
	int hours, minutes;

	*out = 0;
	if (pc_str_is(text, "Z") || pc_str_is(text, "z"))
		return true;
	if (text.len != sizeof("+00:00") - 1 ||
		(text.ptr[0] != '+' && text.ptr[0] != '-') || text.ptr[3] != ':' ||
		!two_digits(&hours, text, 1) || !two_digits(&minutes, text, 4) ||
		hours > 23 || minutes > 59)
		return false;
	*out = (int64_t)(hours * 60 + minutes) * 60 * (text.ptr[0] == '-' ? -1 : 1);
	return true;
}

bool day_read(int64_t *out, struct pc_str text)
{
	char room[TIME_LEN + 1];
	struct pc_str rest = pc_str_from(text, TIME_LEN);
	int64_t at, zone;

	if (text.len == DATE_LEN)
		return pc_time_read(out, text);
	if (text.len <= TIME_LEN)
		return false;
	memcpy(room, text.ptr, TIME_LEN);
	room[TIME_LEN] = 'Z';
	if (!pc_time_read(&at, (struct pc_str){room, sizeof(room)}))
		return false;
	if (rest.len && rest.ptr[0] == '.') {
		size_t digits = 1;

		while (digits < rest.len && rest.ptr[digits] >= '0' &&
			rest.ptr[digits] <= '9')
			digits++;
		if (digits == 1)
			return false;
		rest = pc_str_from(rest, digits);
	}
	if (!zone_read(&zone, rest))
		return false;
	at -= zone;
	*out = at - ((at % DAY) + DAY) % DAY;
	return true;
}

enum member member_day(int64_t *out, const struct pc_node *map, const char *name)
{
	struct pc_str text;
	enum member found = member_text(&text, map, name);

	if (found != MEMBER_GOOD)
		return found;
	return day_read(out, text) ? MEMBER_GOOD : MEMBER_WRONG;
}

/* ---- prices ----------------------------------------------------------------- */

enum { PERSONS_DIGITS = 15, MOST_WRITTEN = 40 };

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* A number of more than fifteen digits is the trace of a binary fraction: 2.9900000000000
 * 002e-06.  Those up to fifteen survive being one, so nobody means the rest. */
static struct pc_str without_noise(char room[static MOST_WRITTEN + 1], struct pc_str text)
{
	size_t n_digits = 0, last = 0, len = 0;
	bool up = false;

	if (text.len > MOST_WRITTEN)
		return text;
	room[len++] = '0'; /* for a carry */
	for (size_t i = 0; i < text.len && text.ptr[i] != 'e' && text.ptr[i] != 'E';
		i++) {
		char c = text.ptr[i];

		if (c == '-' || c == '+')
			return text;
		if (is_digit(c) && (n_digits > 0 || c != '0') &&
			++n_digits > PERSONS_DIGITS) {
			up |= n_digits == PERSONS_DIGITS + 1 && c >= '5';
			c = '0';
		} else if (is_digit(c)) {
			last = len;
		}
		room[len++] = c;
	}
	if (n_digits <= PERSONS_DIGITS)
		return text;
	for (size_t i = last; up; i--) {
		if (!is_digit(room[i]))
			continue;
		up = room[i] == '9';
		room[i] = up ? '0' : (char)(room[i] + 1);
	}
	memcpy(room + len, text.ptr + len - 1, text.len - (len - 1));
	return pc_str_from((struct pc_str){room, text.len + 1}, room[0] == '0');
}

bool price_of(int64_t *out, const struct pc_node *node, struct price_unit unit)
{
	char room[24], shorter[MOST_WRITTEN + 1];
	enum pc_decimal read;
	struct pc_str text;
	int64_t value = 0;

	if (unit.as == PRICE_AS_TEXT && node->kind == PC_TEXT)
		text = node->text;
	else if (unit.as != PRICE_AS_NUMBER || !written(&text, room, node))
		return false;
	read = pc_decimal_read(&value, without_noise(shorter, text), unit.places);
	if ((read != PC_DECIMAL_EXACT && read != PC_DECIMAL_ROUNDED) || value < 0)
		return false;
	*out = value;
	return true;
}

enum member price_read(
	int64_t *out, const struct pc_node *map, const char *name, struct price_unit unit)
{
	const struct pc_node *node;
	enum member found = look(&node, map, name);

	if (found != MEMBER_GOOD)
		return found;
	return price_of(out, node, unit) ? MEMBER_GOOD : MEMBER_WRONG;
}

enum member prices_read(struct pc_price *out, const struct pc_node *map,
	const struct price_member *table, size_t count, struct price_unit unit)
{
	enum member all = MEMBER_ABSENT;

	for (size_t i = 0; i < count; i++) {
		enum member found =
			price_read(&out->of[table[i].of], map, table[i].name, unit);

		if (found == MEMBER_WRONG)
			return MEMBER_WRONG;
		if (found == MEMBER_GOOD)
			all = MEMBER_GOOD;
	}
	return all;
}

struct pc_price price_none(int64_t above)
{
	struct pc_price price = {.above = above};

	for (size_t i = 0; i < PC_PRICES; i++)
		price.of[i] = PC_PRICE_UNKNOWN;
	return price;
}
