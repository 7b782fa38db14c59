/* SPDX-License-Identifier: Apache-2.0 */
/* Keys in base64, as Kubernetes Secrets, Basic headers and data: URLs have them.  What a
 * prefix becomes depends on how many bytes stand before it in its group of three, so
 * there are three literals for each.  Both alphabets of RFC 4648 are read. */
#include "engine_priv.h"

static const char digits[] =
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/* Digits before the first one that depends on the prefix alone. */
static const unsigned char lead[] = {0, 2, 3};

size_t encoded_anchor(char *out, struct pc_str prefix, unsigned shift)
{
	size_t bits = (prefix.len + shift) * 8, n = 0;

	for (size_t digit = lead[shift]; (digit + 1) * 6 <= bits; digit++) {
		unsigned value = 0;

		for (size_t bit = digit * 6; bit < digit * 6 + 6; bit++) {
			unsigned char byte = (unsigned char)prefix.ptr[bit / 8 - shift];

			value = value << 1 | (byte >> (7 - bit % 8) & 1U);
		}
		out[n++] = digits[value];
	}
	return n;
}

static int value_of(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	if (c == '+' || c == '-')
		return 62;
	return c == '/' || c == '_' ? 63 : -1;
}

static struct pc_str decode(struct pc_str text)
{
	char *out = pc_xmalloc(text.len + 1);
	uint32_t bits = 0;
	size_t n = 0;

	for (size_t i = 0; i < text.len; i++) {
		bits = bits << 6 | (uint32_t)value_of(text.ptr[i]);
		if (i % 4 > 0)
			out[n++] = (char)(bits >> (6 - 2 * (i % 4)) & 0xFF);
	}
	return (struct pc_str){out, n};
}

/* Whether anything was found in the run [from, end), which is decoded from from. */
static bool look_into(struct look *look, size_t from, size_t end)
{
	struct pc_secret_scanner *scanner = look->scanner;
	struct pc_str run = {look->text.ptr + from, end - from};
	struct pc_str text = decode(run);
	size_t before = scanner->n_candidates;
	struct look inner = {
		.scanner = scanner,
		.text = text,
		.outer_name = pc_secret_name_before(look->text, from),
		.number = ++scanner->looks,
		.depth = look->depth + 1,
		.outer_at = look->depth ? look->outer_at : from,
		.outer_len = look->depth ? look->outer_len : run.len,
	};

	if (!inner.outer_name.len)
		inner.outer_name = look->outer_name;
	look_through(&inner);
	pc_xgrow(scanner->decoded, scanner->n_decoded, scanner->cap_decoded);
	scanner->decoded[scanner->n_decoded++] = text;
	return scanner->n_candidates > before;
}

void encoded_at(struct look *look, size_t at, unsigned shift)
{
	struct pc_str text = look->text;
	size_t first = at - lead[shift], from = at, end = at;

	if (look->depth >= MOST_ENCODED_DEPTH || at < look->run_end || at < lead[shift])
		return;
	while (from > 0 && at - from < MOST_ENCODED / 2 &&
		value_of(text.ptr[from - 1]) >= 0)
		from--;
	while (end < text.len && end - at < MOST_ENCODED / 2 &&
		value_of(text.ptr[end]) >= 0)
		end++;
	if (first < from)
		return;
	look->run_end = end;
	/* A path may lead up to it: then what stands before it is not part of it. */
	if (!look_into(look, first - (first - from) / 4 * 4, end) && first > from)
		(void)look_into(look, first, end);
}
