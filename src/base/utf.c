/* SPDX-License-Identifier: Apache-2.0 */
/* UTF-8 decoding by the table of the Unicode standard (table 3-7, well-formed byte
 * sequences), and comparison in UTF-16 code units. */
#include "pc/base/utf.h"

enum { REPLACEMENT = 0xfffd };

/* For each lead byte: how many bytes follow, and the range of the first of them. */
struct lead {
	unsigned char follow, low, high;
};

static struct lead lead_of(unsigned char c)
{
	if (c >= 0xc2 && c <= 0xdf)
		return (struct lead){1, 0x80, 0xbf};
	if (c == 0xe0)
		return (struct lead){2, 0xa0, 0xbf};
	if (c == 0xed)
		return (struct lead){2, 0x80, 0x9f};
	if (c >= 0xe1 && c <= 0xef)
		return (struct lead){2, 0x80, 0xbf};
	if (c == 0xf0)
		return (struct lead){3, 0x90, 0xbf};
	if (c >= 0xf1 && c <= 0xf3)
		return (struct lead){3, 0x80, 0xbf};
	if (c == 0xf4)
		return (struct lead){3, 0x80, 0x8f};
	return (struct lead){0};
}

/* Decodes at s.ptr[at]; returns the bytes it takes and whether they are well formed. */
static size_t decode(struct pc_str s, size_t at, uint32_t *cp, bool *good)
{
	unsigned char c = (unsigned char)s.ptr[at];
	struct lead lead;
	size_t n = 1;

	*good = true;
	*cp = c;
	if (c < 0x80)
		return 1;
	lead = lead_of(c);
	*cp = c & (0x3fu >> lead.follow);
	*good = lead.follow > 0;
	for (; *good && n <= lead.follow; n++) {
		unsigned char next = at + n < s.len ? (unsigned char)s.ptr[at + n] : 0;
		unsigned char low = n == 1 ? lead.low : 0x80;
		unsigned char high = n == 1 ? lead.high : 0xbf;

		if (next < low || next > high) {
			*good = false;
			break;
		}
		*cp = *cp << 6 | (next & 0x3fu);
	}
	return n;
}

bool pc_utf8_valid(struct pc_str s, size_t *bad)
{
	uint32_t cp;
	bool good;

	for (size_t at = 0; at < s.len;) {
		size_t n;

		if ((unsigned char)s.ptr[at] < 0x80) {
			at++;
			continue;
		}
		n = decode(s, at, &cp, &good);
		if (!good) {
			if (bad)
				*bad = at;
			return false;
		}
		at += n;
	}
	return true;
}

uint32_t pc_utf8_next(struct pc_str s, size_t *at)
{
	uint32_t cp;
	bool good;

	*at += decode(s, *at, &cp, &good);
	return good ? cp : REPLACEMENT;
}

size_t pc_utf8_put(char out[4], uint32_t cp)
{
	if (cp < 0x80) {
		out[0] = (char)cp;
		return 1;
	}
	if (cp < 0x800) {
		out[0] = (char)(0xc0 | cp >> 6);
		out[1] = (char)(0x80 | (cp & 0x3f));
		return 2;
	}
	if (cp < 0x10000) {
		out[0] = (char)(0xe0 | cp >> 12);
		out[1] = (char)(0x80 | (cp >> 6 & 0x3f));
		out[2] = (char)(0x80 | (cp & 0x3f));
		return 3;
	}
	out[0] = (char)(0xf0 | cp >> 18);
	out[1] = (char)(0x80 | (cp >> 12 & 0x3f));
	out[2] = (char)(0x80 | (cp >> 6 & 0x3f));
	out[3] = (char)(0x80 | (cp & 0x3f));
	return 4;
}

/* The first UTF-16 unit of a code point decides the order: surrogate pairs (lead unit
 * 0xd800..0xdbff) sort below U+E000..U+FFFF. */
static uint32_t first_unit(uint32_t cp)
{
	return cp < 0x10000 ? cp : 0xd800 + ((cp - 0x10000) >> 10);
}

int pc_utf16_cmp(struct pc_str a, struct pc_str b)
{
	size_t i = 0, j = 0;

	while (i < a.len && j < b.len) {
		uint32_t x = pc_utf8_next(a, &i);
		uint32_t y = pc_utf8_next(b, &j);

		if (x == y)
			continue;
		if (first_unit(x) != first_unit(y))
			return first_unit(x) < first_unit(y) ? -1 : 1;
		return x < y ? -1 : 1;
	}
	return (i < a.len) - (j < b.len);
}
