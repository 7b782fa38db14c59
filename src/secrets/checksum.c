/* SPDX-License-Identifier: Apache-2.0 */
/* What the formats of keys say about themselves: sums that some providers put at the end,
 * and leads that decode to something fixed.  A sum that holds is proof; one that does not
 * tells little, as formats had none when they were young.
 *
 * Where they come from: GitHub's and npm's are told in GitHub's posts of April and
 * September 2021; GitLab's in its handbook, "routable tokens"; Grafana's in its source,
 * which writes the four bytes of the sum with the lowest first. */
#include "checksum.h"

#include "secrets_priv.h"

enum {
	BASE62_DIGITS = 6,
	BASE62_OVER = 30, /* characters that the sum is made of, whatever the prefix */
	HEX_DIGITS = 8,
	BASE36_DIGITS = 7,
	SUM_ROOM = 8,
};

static const char DIGITS[] =
	"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
static const char LOWER_DIGITS[] = "0123456789abcdefghijklmnopqrstuvwxyz";

/* That of zlib, a bit at a time: keys are short and few. */
static uint32_t crc32_of(struct pc_str bytes)
{
	uint32_t sum = ~UINT32_C(0);

	for (size_t i = 0; i < bytes.len; i++) {
		sum ^= (unsigned char)bytes.ptr[i];
		for (int bit = 0; bit < 8; bit++)
			sum = sum >> 1 ^ (sum & 1 ? UINT32_C(0xedb88320) : 0);
	}
	return ~sum;
}

static void put(char *out, size_t n, uint32_t value, const char *digits, uint32_t base)
{
	for (size_t i = n; i-- > 0; value /= base)
		out[i] = digits[value % base];
}

/* The sum in that form; its number of digits, 0 for kinds that have none. */
static size_t sum_of(
	char out[SUM_ROOM], enum pc_secret_checksum kind, struct pc_str before)
{
	if (kind == PC_SECRET_CRC32_BASE62) {
		if (before.len > BASE62_OVER)
			before = pc_str_from(before, before.len - BASE62_OVER);
		put(out, BASE62_DIGITS, crc32_of(before), DIGITS, 62);
		return BASE62_DIGITS;
	}
	if (kind == PC_SECRET_CRC32_HEX) {
		put(out, HEX_DIGITS, __builtin_bswap32(crc32_of(before)), LOWER_DIGITS,
			16);
		return HEX_DIGITS;
	}
	if (kind == PC_SECRET_CRC32_BASE36) {
		put(out, BASE36_DIGITS, crc32_of(before), LOWER_DIGITS, 36);
		return BASE36_DIGITS;
	}
	return 0;
}

void pc_secret_checksum_write(
	struct pc_buf *out, enum pc_secret_checksum kind, struct pc_str before)
{
	char sum[SUM_ROOM];
	struct pc_str text = {sum, 0};

	if (kind == PC_SECRET_CRC32_HEX && pc_str_ends(before, PC_STR("_")))
		before.len--;
	text.len = sum_of(sum, kind, before);
	pc_buf_add(out, text);
}

/* Does what stands before the last n digits have them as its sum?  n_between characters
 * part the two. */
static bool sum_holds(enum pc_secret_checksum kind, struct pc_str key, size_t n_between)
{
	char sum[SUM_ROOM];
	size_t n = kind == PC_SECRET_CRC32_BASE62 ? BASE62_DIGITS
		   : kind == PC_SECRET_CRC32_HEX  ? HEX_DIGITS
						  : BASE36_DIGITS;

	if (key.len <= n + n_between)
		return false;
	sum_of(sum, kind, pc_str_head(key, key.len - n - n_between));
	return memcmp(sum, key.ptr + key.len - n, n) == 0;
}

static int digit_of(char c)
{
	static const char order[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_";
	const char *at = c ? strchr(order, c) : NULL;

	if (!at)
		return -1;
	/* The last two are those of the other alphabet. */
	return (int)(at - order) < 64 ? (int)(at - order) : (int)(at - order) - 2;
}

/* The beginning of what base64 of either alphabet says; what is decoded here is the same
 * in all keys of a kind and no secret. */
static struct pc_str decoded(char *room, size_t size, struct pc_str text)
{
	uint32_t bits = 0;
	size_t n = 0;

	for (size_t i = 0; i < text.len && n < size; i++) {
		int digit = digit_of(text.ptr[i]);

		if (digit < 0)
			break;
		bits = bits << 6 | (uint32_t)digit;
		if (i % 4)
			room[n++] = (char)(bits >> (6 - 2 * (i % 4)));
	}
	return (struct pc_str){room, n};
}

/* The header is an object and names its algorithm: {..."alg"... */
static bool is_jwt(struct pc_str key)
{
	char room[512];
	struct pc_str header = pc_str_head(key, pc_str_find(key, '.'));
	struct pc_str text = decoded(room, sizeof(room), header);

	return header.len < key.len && text.len > 0 && text.ptr[0] == '{' &&
	       pc_str_find_str(text, PC_STR("\"alg\"")) < text.len;
}

/* Version 2, then the field "location" with the site that it is for. */
static bool is_macaroon(struct pc_str key)
{
	char room[16];
	struct pc_str text =
		decoded(room, sizeof(room), pc_str_from(key, pc_str_find(key, '-') + 1));

	return pc_str_starts(text, PC_STR("\002\001\010pypi.org")) ||
	       pc_str_starts(text, PC_STR("\002\001\015test.pypi.org"));
}

bool pc_secret_checksum_holds(enum pc_secret_checksum kind, struct pc_str key)
{
	switch (kind) {
	case PC_SECRET_NO_CHECKSUM:
		break;
	case PC_SECRET_CRC32_BASE62:
	case PC_SECRET_CRC32_BASE36:
		return sum_holds(kind, key, 0);
	case PC_SECRET_CRC32_HEX:
		return sum_holds(kind, key, 1);
	case PC_SECRET_JWT:
		return is_jwt(key);
	case PC_SECRET_MACAROON:
		return is_macaroon(key);
	}
	return false;
}
