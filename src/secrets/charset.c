/* SPDX-License-Identifier: Apache-2.0 */
/* Sets of bytes that keys are made of, and where words end. */
#include "engine_priv.h"

/* Bytes of unquoted values that no language takes for more. */
enum { CHARSET_VALUE = PC_CHARSET_BASE64URL + 1 };

#define ONE(set) (1U << PC_CHARSET_##set)
#define DIGIT_LOW                                                                        \
	(ONE(DIGITS) | ONE(HEX_LOWER) | ONE(HEX_UPPER) | ONE(HEX) | ONE(LOWER) |         \
		ONE(UPPER) | ONE(ALNUM) | ONE(WORD) | ONE(BASE64) | ONE(BASE64URL))
#define ANY_LETTER (ONE(ALNUM) | ONE(WORD) | ONE(BASE64) | ONE(BASE64URL))
#define LOW_LETTER (ANY_LETTER | ONE(LOWER))
#define LOW_HEX    (LOW_LETTER | ONE(HEX_LOWER) | ONE(HEX))
#define BIG_LETTER (ANY_LETTER | ONE(UPPER) | ONE(BASE32))
#define BIG_HEX    (BIG_LETTER | ONE(HEX_UPPER) | ONE(HEX))

#define VALUE (1U << CHARSET_VALUE)

/* The sets that a byte belongs to, one bit each. */
static const uint16_t sets[256] = {
	['!'] = VALUE,
	['#' ... '&'] = VALUE,
	['*'] = VALUE,
	['+'] = VALUE | ONE(BASE64),
	['-'] = VALUE | ONE(BASE64URL),
	['.'] = VALUE,
	['/'] = VALUE | ONE(BASE64),
	['0' ... '1'] = VALUE | DIGIT_LOW,
	['2' ... '7'] = VALUE | DIGIT_LOW | ONE(BASE32),
	['8' ... '9'] = VALUE | DIGIT_LOW,
	[':'] = VALUE,
	['='] = VALUE | ONE(BASE64) | ONE(BASE64URL),
	['?' ... '@'] = VALUE,
	['A' ... 'F'] = VALUE | BIG_HEX,
	['G' ... 'Z'] = VALUE | BIG_LETTER,
	['\\'] = VALUE,
	['^'] = VALUE,
	['_'] = VALUE | ONE(WORD) | ONE(BASE64URL),
	['a' ... 'f'] = VALUE | LOW_HEX,
	['g' ... 'z'] = VALUE | LOW_LETTER,
	['~'] = VALUE,
};

static bool is_in(unsigned charset, char c)
{
	return sets[(unsigned char)c] >> charset & 1;
}

bool charset_has(enum pc_charset charset, char c)
{
	return charset == PC_CHARSET_ANY || is_in(charset, c);
}

size_t charset_span(enum pc_charset charset, struct pc_str text, size_t most)
{
	size_t n = 0;

	if (most > text.len)
		most = text.len;
	while (n < most && charset_has(charset, text.ptr[n]))
		n++;
	return n;
}

/* The first run of so many, from its first byte or a later one on; text.len: there is
 * none.  From the end of each possible run backwards: most bytes are never looked at. */
static size_t find_run(unsigned charset, struct pc_str text, size_t least)
{
	size_t at = 0;

	while (text.len - at >= least) {
		size_t back = least;

		while (back && is_in(charset, text.ptr[at + back - 1]))
			back--;
		if (back == 0)
			return at;
		at += back;
	}
	return text.len;
}

bool charset_has_run(enum pc_charset charset, struct pc_str text, size_t least)
{
	return least == 0 || charset == PC_CHARSET_ANY ||
	       find_run(charset, text, least) < text.len;
}

/* Letters of one kind and no digit are words of a program, unless they are many. */
enum { LEAST_MIXED = 20, LEAST_LETTERS = 26 };

static bool is_mixed(struct pc_str run)
{
	bool digit = false, lower = false, upper = false;

	for (size_t i = 0; i < run.len; i++) {
		char c = run.ptr[i];

		digit |= c >= '0' && c <= '9';
		lower |= c >= 'a' && c <= 'z';
		upper |= c >= 'A' && c <= 'Z';
	}
	return digit || (lower && upper && run.len >= LEAST_MIXED) ||
	       run.len >= LEAST_LETTERS;
}

bool charset_has_value(struct pc_str text, size_t least)
{
	while (text.len >= least) {
		size_t at = find_run(CHARSET_VALUE, text, least), n = 0;

		text = pc_str_from(text, at);
		while (n < text.len && is_in(CHARSET_VALUE, text.ptr[n]))
			n++;
		if (n >= least && is_mixed(pc_str_head(text, n)))
			return true;
		text = pc_str_from(text, n);
	}
	return false;
}

bool is_word(char c)
{
	return charset_has(PC_CHARSET_WORD, c) || c == '-';
}

static bool is_hex(struct pc_str text, size_t at, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!charset_has(PC_CHARSET_HEX, text.ptr[at + i]))
			return false;
	return true;
}

/* ESC [ 3 1 m, as itself or as an escape. */
static bool is_colour(struct pc_str text, size_t at)
{
	while (at && (charset_has(PC_CHARSET_DIGITS, text.ptr[at - 1]) ||
			     text.ptr[at - 1] == ';'))
		at--;
	return at >= 2 && text.ptr[at - 1] == '[' &&
	       strchr("\033beE3", text.ptr[at - 2]) && text.ptr[at - 2];
}

bool is_free_before(struct pc_str text, size_t at)
{
	const char *c = text.ptr + at;

	if (at == 0 || !is_word(c[-1]))
		return true;
	if (at >= 2 && c[-2] == '\\' && strchr("nrtbfvae0", c[-1]))
		return true;
	if (at >= 2 && c[-2] == ':' && c[-1] == '-') /* ${NAME:-key} */
		return true;
	if (at >= 3 && c[-3] == '%' && is_hex(text, at - 2, 2))
		return true;
	if (at >= 4 && c[-4] == '\\' && c[-3] == 'x' && is_hex(text, at - 2, 2))
		return true;
	if (at >= 6 && c[-6] == '\\' && c[-5] == 'u' && is_hex(text, at - 4, 4))
		return true;
	return c[-1] == 'm' && is_colour(text, at - 1);
}

bool is_free_behind(struct pc_str text, size_t end)
{
	return end >= text.len || !is_word(text.ptr[end]);
}
