/* SPDX-License-Identifier: Apache-2.0 */
/* Texts from templates: see rule.h.  Chance is a counter's hash, so that one seed gives
 * one text on every machine. */
#include "checksum.h"

#define LOWER "abcdefghijklmnopqrstuvwxyz"
#define UPPER "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

static const struct {
	const char *name, *digits;
} charsets[] = {
	{"digits", "0123456789"},
	{"hex", "0123456789abcdef"},
	{"hex-lower", "0123456789abcdef"},
	{"hex-upper", "0123456789ABCDEF"},
	{"base32", UPPER "234567"},
	{"lower", LOWER "0123456789"},
	{"upper", UPPER "0123456789"},
	{"letters", LOWER UPPER},
	{"alnum", LOWER UPPER "0123456789"},
	{"base58", "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ123456789"},
	{"word", LOWER UPPER "0123456789_"},
	{"base64", LOWER UPPER "0123456789+/"},
	{"base64url", LOWER UPPER "0123456789-_"},
};

static const struct {
	const char *name;
	enum pc_secret_checksum kind;
} sums[] = {
	{"crc62", PC_SECRET_CRC32_BASE62},
	{"crc16", PC_SECRET_CRC32_HEX},
	{"crc36", PC_SECRET_CRC32_BASE36},
};

/* splitmix64. */
static uint64_t chance(uint64_t *state)
{
	uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}

static bool read_number(size_t *out, struct pc_str text)
{
	enum { MOST = 65536 };
	size_t value = 0;

	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] < '0' || text.ptr[i] > '9' || value > MOST)
			return false;
		value = value * 10 + (size_t)(text.ptr[i] - '0');
	}
	*out = value;
	return text.len > 0 && value <= MOST;
}

/* "20" or "20-40". */
static bool read_length(size_t *out, struct pc_str text, uint64_t *state)
{
	struct pc_str least = pc_str_cut(&text, '-');
	size_t low, high;

	if (!read_number(&low, least))
		return false;
	high = low;
	if (text.ptr && !read_number(&high, text))
		return false;
	*out = low + (high > low ? chance(state) % (high - low + 1) : 0);
	return true;
}

/* "alnum:32", between the brackets. */
static bool add_digits(struct pc_buf *out, struct pc_str what, uint64_t *state)
{
	struct pc_str name = pc_str_cut(&what, ':');
	size_t length;

	for (size_t i = 0; i < PC_COUNT(charsets); i++) {
		struct pc_str digits = pc_str(charsets[i].digits);

		if (!pc_str_is(name, charsets[i].name))
			continue;
		if (!read_length(&length, what, state))
			return false;
		while (digits.len > 0 && length-- > 0)
			pc_buf_add_char(out, digits.ptr[chance(state) % digits.len]);
		return true;
	}
	return false;
}

/* "crc62": of what stands in out from the last thing on that no key has inside. */
static bool add_sum(struct pc_buf *out, struct pc_str what)
{
	PC_AUTO(pc_buf_done) struct pc_buf copy = {0};
	size_t from = out->len;

	while (from > 0 && !strchr(" \t\n\"'`=:", out->ptr[from - 1]))
		from--;
	pc_buf_add(&copy, pc_str_from(pc_buf_str(out), from));
	for (size_t i = 0; i < PC_COUNT(sums); i++) {
		if (!pc_str_is(what, sums[i].name))
			continue;
		pc_secret_checksum_write(out, sums[i].kind, pc_buf_str(&copy));
		return true;
	}
	return false;
}

struct pc_str pc_secret_sample(
	struct pc_arena *arena, const char *template_text, uint64_t seed)
{
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};
	struct pc_str rest = pc_str(template_text);
	uint64_t state = seed;

	while (rest.len > 0) {
		size_t open = pc_str_find(rest, '<'), end;

		pc_buf_add(&out, pc_str_head(rest, open));
		rest = pc_str_from(rest, open);
		if (pc_str_starts(rest, PC_STR("<<"))) {
			pc_buf_add_char(&out, '<');
			rest = pc_str_from(rest, 2);
			continue;
		}
		end = pc_str_find(rest, '>');
		if (rest.len == 0)
			break;
		if (end < rest.len) {
			struct pc_str what = {rest.ptr + 1, end - 1};

			if (add_digits(&out, what, &state) || add_sum(&out, what)) {
				rest = pc_str_from(rest, end + 1);
				continue;
			}
		}
		/* No word of a template: an ordinary '<'. */
		pc_buf_add_char(&out, '<');
		rest = pc_str_from(rest, 1);
	}
	return pc_arena_str(arena, pc_buf_str(&out));
}
