/* SPDX-License-Identifier: Apache-2.0 */
/* Base64: four digits of six bits to three bytes. */
#include "pc/base/base64.h"

static int digit_of(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	if (c == '+')
		return 62;
	return c == '/' ? 63 : -1;
}

bool pc_base64_decode(struct pc_str *out, struct pc_arena *arena, struct pc_str text)
{
	char *bytes = pc_arena_bytes(arena, text.len / 4 * 3 + 3);
	size_t len = 0, digits = 0, padding = 0;
	uint32_t held = 0;

	for (size_t i = 0; i < text.len; i++) {
		int digit = digit_of(text.ptr[i]);

		if (text.ptr[i] == '\n')
			continue;
		padding += text.ptr[i] == '=';
		if (text.ptr[i] == '=')
			continue;
		if (digit < 0 || padding)
			return false;
		held = held << 6 | (uint32_t)digit;
		if (++digits % 4 != 1)
			bytes[len++] = (char)(held >> ((4 - digits % 4) % 4 * 2));
	}
	if (digits % 4 == 1 || (padding && (digits + padding) % 4) || padding > 2)
		return false;
	*out = (struct pc_str){bytes, len};
	return true;
}
