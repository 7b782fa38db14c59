/* SPDX-License-Identifier: Apache-2.0 */
/* Sets of bytes that keys are made of, and where words end. */
#include "engine_priv.h"

#define ONE(set)    (1U << PC_CHARSET_##set)
#define DIGIT_LOW                                                                        \
	(ONE(DIGITS) | ONE(HEX_LOWER) | ONE(HEX_UPPER) | ONE(HEX) | ONE(LOWER) |         \
		ONE(UPPER) | ONE(ALNUM) | ONE(WORD) | ONE(BASE64) | ONE(BASE64URL))
#define ANY_LETTER  (ONE(ALNUM) | ONE(WORD) | ONE(BASE64) | ONE(BASE64URL))
#define LOW_LETTER  (ANY_LETTER | ONE(LOWER))
#define LOW_HEX     (LOW_LETTER | ONE(HEX_LOWER) | ONE(HEX))
#define BIG_LETTER  (ANY_LETTER | ONE(UPPER) | ONE(BASE32))
#define BIG_HEX     (BIG_LETTER | ONE(HEX_UPPER) | ONE(HEX))

/* The sets that a byte belongs to, one bit each. */
static const uint16_t sets[256] = {
	['0' ... '1'] = DIGIT_LOW,
	['2' ... '7'] = DIGIT_LOW | ONE(BASE32),
	['8' ... '9'] = DIGIT_LOW,
	['a' ... 'f'] = LOW_HEX,
	['g' ... 'z'] = LOW_LETTER,
	['A' ... 'F'] = BIG_HEX,
	['G' ... 'Z'] = BIG_LETTER,
	['_'] = ONE(WORD) | ONE(BASE64URL),
	['-'] = ONE(BASE64URL),
	['='] = ONE(BASE64) | ONE(BASE64URL),
	['+'] = ONE(BASE64),
	['/'] = ONE(BASE64),
};

bool charset_has(enum pc_charset charset, char c)
{
	return charset == PC_CHARSET_ANY ||
	       (sets[(unsigned char)c] >> (unsigned)charset & 1);
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

/* From the end of each possible run backwards: most bytes are never looked at. */
bool charset_has_run(enum pc_charset charset, struct pc_str text, size_t least)
{
	size_t at = 0;

	if (least == 0)
		return true;
	while (text.len - at >= least) {
		size_t back = least;

		while (back && charset_has(charset, text.ptr[at + back - 1]))
			back--;
		if (back == 0)
			return true;
		at += back;
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
