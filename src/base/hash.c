/* SPDX-License-Identifier: Apache-2.0 */
/* The one file that talks to libcrypto.  Its plain functions, which it would rather see
 * replaced by its providers: those read configuration files and take milliseconds before
 * the first byte, and a hook has one for everything. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "pc/base/hash.h"

#include <openssl/sha.h>

static void write_hex(
	char out[PC_SHA256_HEX], const unsigned char sum[SHA256_DIGEST_LENGTH])
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < SHA256_DIGEST_LENGTH; i++) {
		out[2 * i] = digits[sum[i] >> 4];
		out[2 * i + 1] = digits[sum[i] & 15];
	}
	out[2 * (size_t)SHA256_DIGEST_LENGTH] = '\0';
}

void pc_sha256_hex(char out[PC_SHA256_HEX], struct pc_str bytes)
{
	unsigned char sum[SHA256_DIGEST_LENGTH];
	SHA256_CTX state;

	SHA256_Init(&state);
	SHA256_Update(&state, bytes.ptr, bytes.len);
	SHA256_Final(sum, &state);
	write_hex(out, sum);
}

/* The sum of a block of the key, each byte changed by with, and of what follows it. */
static void sum_of_block(unsigned char sum[SHA256_DIGEST_LENGTH],
	const unsigned char block[SHA256_CBLOCK], unsigned char with, struct pc_str rest)
{
	unsigned char changed[SHA256_CBLOCK];
	SHA256_CTX state;

	for (size_t i = 0; i < sizeof(changed); i++)
		changed[i] = block[i] ^ with;
	SHA256_Init(&state);
	SHA256_Update(&state, changed, sizeof(changed));
	SHA256_Update(&state, rest.ptr, rest.len);
	SHA256_Final(sum, &state);
	explicit_bzero(changed, sizeof(changed));
	explicit_bzero(&state, sizeof(state));
}

void pc_hmac_sha256_hex(char out[PC_SHA256_HEX], struct pc_str key, struct pc_str bytes)
{
	enum { INNER = 0x36, OUTER = 0x5C };
	unsigned char block[SHA256_CBLOCK] = {0}, sum[SHA256_DIGEST_LENGTH];

	if (key.len > sizeof(block))
		SHA256((const unsigned char *)key.ptr, key.len, block);
	else if (key.len)
		memcpy(block, key.ptr, key.len);
	sum_of_block(sum, block, INNER, bytes);
	sum_of_block(sum, block, OUTER, (struct pc_str){(const char *)sum, sizeof(sum)});
	write_hex(out, sum);
	explicit_bzero(block, sizeof(block));
}
