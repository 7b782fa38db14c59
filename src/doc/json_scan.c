/* SPDX-License-Identifier: Apache-2.0 */
/* Tokens of JSON: white space, strings, numbers.  This is where the reader's time goes,
 * so plain text is passed eight bytes at a time and strings without escapes are borrowed
 * from the document instead of being copied. */
#include "json_priv.h"
#include "number_priv.h"

#include "pc/base/utf.h"

/* RFC 8259 section 2: ws = *( %x20 / %x09 / %x0A / %x0D ).  Lines end with LF, CR LF or
 * a CR alone. */
void pc_json_skip_space(struct pc_json *json)
{
	for (; json->at < json->end; json->at++) {
		char c = *json->at;

		if (c == ' ' || c == '\t')
			continue;
		if (c != '\n' && c != '\r')
			return;
		if (c == '\r' && json->at + 1 < json->end && json->at[1] == '\n')
			continue;
		json->line++;
		json->line_begin = json->at + 1;
		json->n_cont = 0;
	}
}

/* The high bit of each of 8 bytes that equals c.  A borrow may raise a false alarm in a
 * byte above a true one, so only the lowest is to be trusted. */
static uint64_t equal_to(uint64_t bytes, unsigned char c)
{
	const uint64_t ones = 0x0101010101010101u, highs = 0x8080808080808080u;
	uint64_t zero = bytes ^ ones * c;

	return (zero - ones) & ~zero & highs;
}

/* The same for what ends plain text: quote, backslash, control and non-ASCII bytes. */
static uint64_t special_in(uint64_t bytes)
{
	const uint64_t ones = 0x0101010101010101u, highs = 0x8080808080808080u;
	uint64_t control = (bytes - ones * 0x20) | bytes;

	return (control & highs) | equal_to(bytes, '"') | equal_to(bytes, '\\');
}

/* Eight bytes as a number whose lowest byte is the first. */
static uint64_t load(const char *at)
{
	uint64_t bytes;

	memcpy(&bytes, at, sizeof(bytes));
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	bytes = __builtin_bswap64(bytes);
#endif
	return bytes;
}

static size_t lowest(uint64_t mask)
{
	return (size_t)__builtin_ctzll(mask) / 8;
}

static const char *skip_plain(const char *at, const char *end)
{
	for (; end - at >= 8; at += 8) {
		uint64_t special = special_in(load(at));

		if (special)
			return at + lowest(special);
	}
	while (at < end && (unsigned char)*at >= 0x20 && (unsigned char)*at < 0x80 &&
		*at != '"' && *at != '\\')
		at++;
	return at;
}

/* The size of the well-formed sequence that begins with this byte above ASCII, or 0. */
static size_t sequence_size(const char *at, const char *end)
{
	struct pc_str rest = {at, (size_t)(end - at)};
	size_t size = 0;

	pc_utf8_next(rest, &size);
	return pc_utf8_valid(pc_str_head(rest, size), NULL) ? size : 0;
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The four digits of a \u escape, or -1. */
static int32_t hex_unit(const char *at, const char *end)
{
	int32_t unit = 0;

	if (end - at < 4)
		return -1;
	for (int i = 0; i < 4; i++) {
		int digit = hex_digit(at[i]);

		if (digit < 0)
			return -1;
		unit = unit << 4 | digit;
	}
	return unit;
}

static char simple_escape(char c)
{
	static const char table[256] = {
		['"'] = '"',
		['\\'] = '\\',
		['/'] = '/',
		['b'] = '\b',
		['f'] = '\f',
		['n'] = '\n',
		['r'] = '\r',
		['t'] = '\t',
	};

	return table[(unsigned char)c];
}

/* The size of the escape at the backslash, or 0 when it is none. */
static size_t escape_size(const char *at, const char *end)
{
	if (end - at < 2)
		return 0;
	if (at[1] == 'u')
		return hex_unit(at + 2, end) < 0 ? 0 : 6;
	return simple_escape(at[1]) ? 2 : 0;
}

/* Two escapes that are a surrogate pair make one character; a surrogate alone is kept as
 * three bytes, because JavaScript keeps it. */
static size_t decode_unit(char out[4], const char **at, const char *end)
{
	uint32_t unit = (uint32_t)hex_unit(*at + 2, end);
	int32_t low;

	*at += 6;
	if (unit >= 0xD800 && unit < 0xDC00 && end - *at >= 6 && (*at)[0] == '\\' &&
		(*at)[1] == 'u') {
		low = hex_unit(*at + 2, end);
		if (low >= 0xDC00 && low < 0xE000) {
			*at += 6;
			unit = 0x10000 +
			       ((unit - 0xD800) << 10 | ((uint32_t)low - 0xDC00));
		}
	}
	return pc_utf8_put(out, unit);
}

/* Copies up to the next backslash or the end; returns how many bytes that were.  Writes
 * up to 8 bytes further. */
static size_t copy_plain(char *out, const char *at, const char *end)
{
	const char *begin = at;

	for (; end - at >= 8; at += 8, out += 8) {
		uint64_t slash = equal_to(load(at), '\\');

		memcpy(out, at, 8);
		if (slash)
			return (size_t)(at - begin) + lowest(slash);
	}
	while (at < end && *at != '\\')
		*out++ = *at++;
	return (size_t)(at - begin);
}

/* raw has been checked; no escape is longer decoded than written. */
static struct pc_str decode(struct pc_arena *arena, struct pc_str raw)
{
	char *out = pc_arena_bytes(arena, raw.len + 8);
	const char *at = raw.ptr, *end = raw.ptr + raw.len;
	size_t size = 0;

	for (;;) {
		size_t run = copy_plain(out + size, at, end);

		size += run;
		at += run;
		if (at == end)
			break;
		if (at[1] == 'u') {
			size += decode_unit(out + size, &at, end);
		} else {
			out[size++] = simple_escape(at[1]);
			at += 2;
		}
	}
	out[size] = '\0';
	return (struct pc_str){out, size};
}

enum pc_status pc_json_scan_string(struct pc_str *out, struct pc_json *json)
{
	const char *begin = json->at + 1;
	const char *at = begin;
	struct pc_span began = pc_json_here(json);
	bool has_escapes = false;

	for (;;) {
		size_t size;

		at = skip_plain(at, json->end);
		if (at == json->end)
			return pc_json_fault_string(json, at, began);
		if (*at == '"')
			break;
		if (*at == '\\') {
			size = escape_size(at, json->end);
			has_escapes = true;
		} else if ((unsigned char)*at >= 0x80) {
			size = sequence_size(at, json->end);
			json->n_cont += (uint32_t)(size - (size > 0));
		} else {
			size = 0; /* a control character */
		}
		if (size == 0)
			return pc_json_fault_string(json, at, began);
		at += size;
	}
	*out = (struct pc_str){begin, (size_t)(at - begin)};
	if (has_escapes)
		*out = decode(json->build.arena, *out);
	json->at = at + 1;
	return PC_OK;
}

static const char *skip_digits(const char *at, const char *end)
{
	while (at < end && *at >= '0' && *at <= '9')
		at++;
	return at;
}

/* text is [ minus ] int; false when it does not fit.  Added up below zero, where there
 * is room for one more. */
static bool whole(int64_t *out, struct pc_str text)
{
	bool negative = text.len > 0 && text.ptr[0] == '-';
	int64_t value = 0;

	for (size_t i = negative; i < text.len; i++) {
		if (__builtin_mul_overflow(value, 10, &value) ||
			__builtin_sub_overflow(value, text.ptr[i] - '0', &value))
			return false;
	}
	if (!negative && value == INT64_MIN)
		return false;
	*out = negative ? value : -value;
	return true;
}

/* RFC 8259 section 6: number = [ minus ] int [ frac ] [ exp ] */
static enum pc_status skip_number(struct pc_json *json, bool *is_whole)
{
	const char *begin = json->at, *end = json->end;
	const char *at = begin + (*begin == '-');
	const char *digits = at;

	at = skip_digits(at, end);
	json->at = at;
	if (at == digits || (*digits == '0' && at > digits + 1))
		return pc_json_fault_number(json, begin);
	*is_whole = true;
	if (at < end && *at == '.') {
		*is_whole = false;
		digits = json->at = at + 1;
		json->at = at = skip_digits(digits, end);
		if (at == digits)
			return pc_json_fault_number(json, begin);
	}
	if (at < end && (*at == 'e' || *at == 'E')) {
		*is_whole = false;
		digits = at + 1;
		if (digits < end && (*digits == '+' || *digits == '-'))
			digits++;
		json->at = at = skip_digits(digits, end);
		if (at == digits)
			return pc_json_fault_number(json, begin);
	}
	return PC_OK;
}

enum pc_status pc_json_scan_number(struct pc_node **out, struct pc_json *json)
{
	const char *begin = json->at;
	struct pc_span at = pc_json_here(json);
	struct pc_node *node;
	struct pc_str text;
	int64_t integer;
	bool is_whole = false;

	PC_TRY(skip_number(json, &is_whole));
	text = (struct pc_str){begin, (size_t)(json->at - begin)};
	node = pc_build_node(&json->build, PC_INT, at);
	if (!node)
		return json->build.err->status;
	if (is_whole && whole(&integer, text)) {
		node->integer = integer;
	} else {
		node->kind = PC_REAL;
		node->real = pc_number_value(text);
		node->written = text;
	}
	*out = node;
	return PC_OK;
}
