/* SPDX-License-Identifier: Apache-2.0 */
/* Programs that decode their input: base64, base32, openssl, xxd. */
#include "pc/base/base64.h"
#include "values_priv.h"

/* Whether the words are options that say no more than "decode", one of them does, and
 * none names a file. */
static bool decodes(const struct printing *p, size_t from)
{
	static const char *const plain[] = {
		"-d", "-D", "--decode", "-di", "-id", "-i", "--ignore-garbage", "-w0"};
	bool any = false;

	for (size_t i = from; i < p->n_args; i++) {
		size_t k = 0;

		while (k < PC_COUNT(plain) && !pc_str_is(p->args[i], plain[k]))
			k++;
		if (k == PC_COUNT(plain) && !pc_str_is(p->args[i], "-"))
			return false;
		any |= k < 5;
	}
	return any && p->has_input && spend(p->e, p->input.len);
}

static bool put_base64(struct printing *p)
{
	struct pc_str decoded;

	if (!pc_base64_decode(&decoded, p->e->arena, p->input))
		return false;
	bytes_add(p->e->arena, p->out, decoded);
	return true;
}

bool print_base64(struct printing *p)
{
	return decodes(p, 0) && put_base64(p);
}

/* python3 -m base64 -d */
bool print_python(struct printing *p)
{
	return p->n_args > 2 && pc_str_is(p->args[0], "-m") &&
	       pc_str_is(p->args[1], "base64") && decodes(p, 2) && put_base64(p);
}

/* openssl base64 -d, openssl enc -base64 -d */
bool print_openssl(struct printing *p)
{
	bool decoding = false, is_64 = false;

	for (size_t i = 0; i < p->n_args; i++) {
		struct pc_str arg = p->args[i];

		decoding |= pc_str_is(arg, "-d");
		is_64 |= pc_str_is(arg, "base64") || pc_str_is(arg, "-base64") ||
			 pc_str_is(arg, "-a");
		if (!pc_str_is(arg, "enc") && !pc_str_is(arg, "-d") &&
			!pc_str_is(arg, "-A") && !pc_str_is(arg, "base64") &&
			!pc_str_is(arg, "-base64") && !pc_str_is(arg, "-a"))
			return false;
	}
	return decoding && is_64 && p->has_input && spend(p->e, p->input.len) &&
	       put_base64(p);
}

bool print_base32(struct printing *p)
{
	uint32_t held = 0;
	unsigned bits = 0;

	if (!decodes(p, 0))
		return false;
	for (size_t i = 0; i < p->input.len; i++) {
		char c = p->input.ptr[i];

		if (c == '\n' || c == '=')
			continue;
		if (!(c >= 'A' && c <= 'Z') && !(c >= '2' && c <= '7'))
			return false;
		held = held << 5 | (uint32_t)(c >= 'A' ? c - 'A' : c - '2' + 26);
		bits += 5;
		if (bits >= 8) {
			char byte = (char)(held >> (bits - 8) & 0xff);

			bits -= 8;
			bytes_add(p->e->arena, p->out, (struct pc_str){&byte, 1});
		}
	}
	return true;
}

static int hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)(c | 32);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* xxd -r -p, in any of its spellings. */
static bool reverts_plain(const struct printing *p)
{
	bool reverts = false, plain = false;

	for (size_t i = 0; i < p->n_args; i++) {
		struct pc_str arg = p->args[i];

		reverts |= pc_str_is(arg, "-r") || pc_str_is(arg, "-rp") ||
			   pc_str_is(arg, "-pr") || pc_str_is(arg, "-revert");
		plain |= pc_str_is(arg, "-p") || pc_str_is(arg, "-rp") ||
			 pc_str_is(arg, "-pr") || pc_str_is(arg, "-ps") ||
			 pc_str_is(arg, "-plain");
		if (!arg.len || arg.ptr[0] != '-')
			return false;
	}
	return reverts && plain;
}

bool print_xxd(struct printing *p)
{
	int high = -1;

	if (!p->has_input || !reverts_plain(p) || !spend(p->e, p->input.len))
		return false;
	for (size_t i = 0; i < p->input.len; i++) {
		int digit = hex(p->input.ptr[i]);
		char c;

		if (memchr(" \t\n", p->input.ptr[i], 3))
			continue;
		if (digit < 0)
			return false;
		if (high < 0) {
			high = digit;
			continue;
		}
		c = (char)(high << 4 | digit);
		bytes_add(p->e->arena, p->out, (struct pc_str){&c, 1});
		high = -1;
	}
	return high < 0;
}
