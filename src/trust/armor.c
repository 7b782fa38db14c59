/* SPDX-License-Identifier: Apache-2.0 */
/* Armor around signatures: one spelling for each, nothing before and nothing behind, so
 * that nobody can add to a signature without changing it. */
#include "pc/base/base64.h"
#include "trust_priv.h"

#define SSH_BEGIN "-----BEGIN SSH SIGNATURE-----"
#define SSH_END   "-----END SSH SIGNATURE-----"

enum armor_kind armor_kind(struct pc_str text)
{
	static const struct {
		const char *begin;
		enum armor_kind kind;
	} kinds[] = {
		{SSH_BEGIN, ARMOR_SSH},
		{"-----BEGIN PGP SIGNATURE-----", ARMOR_PGP},
		{"-----BEGIN PGP MESSAGE-----", ARMOR_PGP},
		{"-----BEGIN SIGNED MESSAGE-----", ARMOR_X509},
	};

	for (size_t i = 0; i < PC_COUNT(kinds); i++) {
		if (pc_str_starts(text, pc_str(kinds[i].begin)))
			return kinds[i].kind;
	}
	return ARMOR_NONE;
}

struct pc_str base64_write(
	struct pc_arena *arena, struct pc_str bytes, enum base64_kind kind)
{
	static const char letters[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
		"0123456789+/-_";
	char *out = pc_arena_bytes(arena, bytes.len / 3 * 4 + 5);
	size_t len = 0;

	for (size_t i = 0; i < bytes.len; i += 3) {
		size_t n = bytes.len - i < 3 ? bytes.len - i : 3;
		uint32_t three = 0;

		for (size_t k = 0; k < 3; k++)
			three = three << 8 |
				(k < n ? (unsigned char)bytes.ptr[i + k] : 0);
		for (size_t k = 0; k <= n; k++) {
			uint32_t six = three >> (18 - 6 * k) & 63;

			out[len++] =
				letters[kind == BASE64_URL && six > 61 ? six + 2 : six];
		}
		for (size_t k = n; kind == BASE64 && k < 3; k++)
			out[len++] = '=';
	}
	out[len] = '\0';
	return (struct pc_str){out, len};
}

bool base64_read(struct pc_str *out, struct pc_arena *arena, struct pc_str text)
{
	struct pc_str bytes;

	if (!pc_base64_decode(&bytes, arena, text) ||
		!pc_str_eq(base64_write(arena, bytes, BASE64), text))
		return false;
	*out = bytes;
	return true;
}

struct refusal armor_read(struct pc_str *out, struct pc_arena *arena, struct pc_str text)
{
	char *digits = pc_arena_bytes(arena, text.len + 1);
	struct pc_str rest = text, line = pc_str_cut(&rest, '\n');
	size_t len = 0;

	if (!pc_str_is(line, SSH_BEGIN))
		return REFUSE(MALFORMED, "its first line is not '" SSH_BEGIN "'");
	while (rest.ptr) {
		line = pc_str_cut(&rest, '\n');
		if (pc_str_is(line, SSH_END))
			break;
		if (line.len)
			memcpy(digits + len, line.ptr, line.len);
		len += line.len;
	}
	if (!pc_str_is(line, SSH_END))
		return REFUSE(MALFORMED, "there is no line '" SSH_END "'");
	if (rest.len)
		return REFUSE(MALFORMED, "something follows its last line");
	if (len == 0)
		return REFUSE(MALFORMED, "it is empty");
	if (!base64_read(out, arena, (struct pc_str){digits, len}))
		return REFUSE(MALFORMED, "its lines are not base64");
	return ACCEPT;
}
