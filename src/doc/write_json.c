/* SPDX-License-Identifier: Apache-2.0 */
/* Trees to JSON, byte for byte as JSON.stringify writes: indented, on one line, and
 * canonical, which is what digests are taken of. */
#include "write_priv.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

#include "number_priv.h"

#include "pc/base/utf.h"

/* ECMA-262, Number::toString: up to this many digits before the point, and so many
 * zeros behind it, are written out; beyond, an exponent is. */
enum { MOST_DIGITS = 21, MOST_ZEROS = 6 };

static void add_zeros(struct pc_buf *out, int count)
{
	while (count-- > 0)
		pc_buf_add_char(out, '0');
}

static void add_digits(struct pc_buf *out, const struct pc_decimal *d, int from, int to)
{
	pc_buf_add(out, (struct pc_str){d->digits + from, (size_t)(to - from)});
}

static void add_with_exponent(struct pc_buf *out, const struct pc_decimal *d)
{
	add_digits(out, d, 0, 1);
	if (d->count > 1) {
		pc_buf_add_char(out, '.');
		add_digits(out, d, 1, d->count);
	}
	pc_buf_printf(out, "e%+d", d->point - 1);
}

void pc_json_number(struct pc_buf *out, double value)
{
	struct pc_decimal d;

	if (!isfinite(value)) {
		pc_buf_puts(out, "null");
		return;
	}
	if (value == 0) {
		pc_buf_add_char(out, '0');
		return;
	}
	if (value < 0)
		pc_buf_add_char(out, '-');
	pc_number_shortest(&d, fabs(value));
	if (d.count <= d.point && d.point <= MOST_DIGITS) {
		add_digits(out, &d, 0, d.count);
		add_zeros(out, d.point - d.count);
	} else if (d.point > 0 && d.point <= MOST_DIGITS) {
		add_digits(out, &d, 0, d.point);
		pc_buf_add_char(out, '.');
		add_digits(out, &d, d.point, d.count);
	} else if (d.point > -MOST_ZEROS && d.point <= 0) {
		pc_buf_puts(out, "0.");
		add_zeros(out, -d.point);
		add_digits(out, &d, 0, d.count);
	} else {
		add_with_exponent(out, &d);
	}
}

static bool is_surrogate(uint32_t cp)
{
	return cp >= 0xD800 && cp < 0xE000;
}

uint32_t pc_write_next(struct pc_str text, size_t *at)
{
	const unsigned char *p = (const unsigned char *)text.ptr + *at;

	if (text.len - *at >= 3 && p[0] == 0xED && p[1] >= 0xA0 && p[1] <= 0xBF &&
		(p[2] & 0xC0) == 0x80) {
		*at += 3;
		return 0xD000u | (p[1] & 0x3Fu) << 6 | (p[2] & 0x3Fu);
	}
	return pc_utf8_next(text, at);
}

static void add_escape(struct pc_buf *out, uint32_t unit)
{
	static const char letters[] = {
		['\b'] = 'b', ['\t'] = 't', ['\n'] = 'n', ['\f'] = 'f', ['\r'] = 'r'};
	char letter = '\0';

	if (unit == '"' || unit == '\\')
		letter = (char)unit;
	else if (unit < sizeof(letters))
		letter = letters[unit];
	if (letter)
		pc_buf_printf(out, "\\%c", letter);
	else
		pc_buf_printf(out, "\\u%04x", (unsigned)unit);
}

static bool is_plain(char c)
{
	unsigned char u = (unsigned char)c;

	return u >= 0x20 && u < 0x80 && u != '"' && u != '\\';
}

void pc_json_quote(struct pc_buf *out, struct pc_str text)
{
	pc_buf_add_char(out, '"');
	for (size_t at = 0; at < text.len;) {
		size_t from = at;
		uint32_t cp;

		while (at < text.len && is_plain(text.ptr[at]))
			at++;
		pc_buf_add(out, (struct pc_str){text.ptr + from, at - from});
		if (at == text.len)
			break;
		cp = pc_write_next(text, &at);
		if (cp < 0x80 || is_surrogate(cp)) {
			add_escape(out, cp);
		} else {
			out->len += pc_utf8_put(pc_buf_room(out, 4), cp);
			out->ptr[out->len] = '\0';
		}
	}
	pc_buf_add_char(out, '"');
}

static void write_real(struct pc_buf *out, const struct pc_node *node)
{
	if (node->written.len > 0)
		pc_buf_add(out, node->written);
	else
		pc_json_number(out, node->real);
}

void pc_write_plain(struct pc_buf *out, const struct pc_node *node)
{
	switch (node->kind) {
	case PC_BOOL:
		pc_buf_puts(out, node->boolean ? "true" : "false");
		break;
	case PC_INT:
		pc_buf_printf(out, "%" PRId64, node->integer);
		break;
	case PC_REAL:
		write_real(out, node);
		break;
	default:
		pc_buf_puts(out, "null");
	}
}

/* A line end and the indent of level; nothing when level is negative. */
static void add_line(struct pc_buf *out, int level)
{
	if (level < 0)
		return;
	pc_buf_add_char(out, '\n');
	for (int i = 0; i < level; i++)
		pc_buf_puts(out, "  ");
}

static void write_node(struct pc_buf *out, const struct pc_node *node, int level);

static void write_list(struct pc_buf *out, const struct pc_node *node, int level)
{
	int inner = level < 0 ? level : level + 1;

	pc_buf_add_char(out, '[');
	for (size_t i = 0; i < node->n_items; i++) {
		if (i > 0)
			pc_buf_add_char(out, ',');
		add_line(out, inner);
		write_node(out, node->items[i], inner);
	}
	if (node->n_items > 0)
		add_line(out, level);
	pc_buf_add_char(out, ']');
}

static void write_map(struct pc_buf *out, const struct pc_node *node, int level)
{
	int inner = level < 0 ? level : level + 1;

	pc_buf_add_char(out, '{');
	for (size_t i = 0; i < node->n_pairs; i++) {
		if (i > 0)
			pc_buf_add_char(out, ',');
		add_line(out, inner);
		pc_json_quote(out, node->pairs[i].key);
		pc_buf_puts(out, level < 0 ? ":" : ": ");
		write_node(out, node->pairs[i].value, inner);
	}
	if (node->n_pairs > 0)
		add_line(out, level);
	pc_buf_add_char(out, '}');
}

/* level counts brackets around it; -1: all on one line. */
static void write_node(struct pc_buf *out, const struct pc_node *node, int level)
{
	switch (node->kind) {
	case PC_TEXT:
		pc_json_quote(out, node->text);
		break;
	case PC_LIST:
		write_list(out, node, level);
		break;
	case PC_MAP:
		write_map(out, node, level);
		break;
	default:
		pc_write_plain(out, node);
	}
}

void pc_write_json(struct pc_buf *out, const struct pc_node *node)
{
	write_node(out, node, 0);
	pc_buf_add_char(out, '\n');
}

void pc_write_json_line(struct pc_buf *out, const struct pc_node *node)
{
	write_node(out, node, -1);
}

/* The UTF-16 units of a text, one at a time. */
struct units {
	struct pc_str text;
	size_t at;
	uint32_t low; /* the second unit of a pair, still to come */
};

/* The next unit plus one, or 0 at the end. */
static uint32_t next_unit(struct units *units)
{
	uint32_t unit = units->low;

	units->low = 0;
	if (unit)
		return unit + 1;
	if (units->at == units->text.len)
		return 0;
	unit = pc_write_next(units->text, &units->at);
	if (unit >= 0x10000) {
		units->low = 0xDC00 + ((unit - 0x10000) & 0x3FF);
		unit = 0xD800 + ((unit - 0x10000) >> 10);
	}
	return unit + 1;
}

/* JavaScript's order, a surrogate that stands alone included. */
static int units_cmp(struct pc_str a, struct pc_str b)
{
	struct units x = {.text = a}, y = {.text = b};
	uint32_t unit, other;

	do {
		unit = next_unit(&x);
		other = next_unit(&y);
	} while (unit == other && unit);
	return (unit > other) - (unit < other);
}

/* Whether JavaScript takes the key for an array index, which an object lists first and
 * in order, however it was filled. */
static bool array_index(struct pc_str key, uint64_t *out)
{
	*out = 0;
	if (key.len == 0 || key.len > 10 || (key.len > 1 && key.ptr[0] == '0'))
		return false;
	for (size_t i = 0; i < key.len; i++) {
		if (key.ptr[i] < '0' || key.ptr[i] > '9')
			return false;
		*out = *out * 10 + (uint64_t)(key.ptr[i] - '0');
	}
	return *out < UINT32_MAX;
}

static int by_key(const void *a, const void *b)
{
	const struct pc_pair *x = *(const struct pc_pair *const *)a;
	const struct pc_pair *y = *(const struct pc_pair *const *)b;
	uint64_t i, j;
	bool first = array_index(x->key, &i), second = array_index(y->key, &j);

	if (first && second)
		return (i > j) - (i < j);
	return first != second ? second - first : units_cmp(x->key, y->key);
}

static void write_sorted(struct pc_buf *out, const struct pc_node *map)
{
	const struct pc_pair **sorted =
		pc_xmalloc(map->n_pairs * sizeof(struct pc_pair *));

	for (size_t i = 0; i < map->n_pairs; i++)
		sorted[i] = &map->pairs[i];
	qsort(sorted, map->n_pairs, sizeof(struct pc_pair *), by_key);
	pc_buf_add_char(out, '{');
	for (size_t i = 0; i < map->n_pairs; i++) {
		if (i > 0)
			pc_buf_add_char(out, ',');
		pc_json_quote(out, sorted[i]->key);
		pc_buf_add_char(out, ':');
		pc_write_canonical(out, sorted[i]->value);
	}
	pc_buf_add_char(out, '}');
	free(sorted);
}

void pc_write_canonical(struct pc_buf *out, const struct pc_node *node)
{
	double number;

	switch (node->kind) {
	case PC_MAP:
		write_sorted(out, node);
		break;
	case PC_LIST:
		pc_buf_add_char(out, '[');
		for (size_t i = 0; i < node->n_items; i++) {
			if (i > 0)
				pc_buf_add_char(out, ',');
			pc_write_canonical(out, node->items[i]);
		}
		pc_buf_add_char(out, ']');
		break;
	default:
		if (pc_node_number(node, &number))
			pc_json_number(out, number);
		else
			write_node(out, node, -1);
	}
}
