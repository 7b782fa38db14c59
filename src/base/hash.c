/* SPDX-License-Identifier: Apache-2.0 */
/* The one file that talks to libcrypto.  Its plain functions, which it would rather see
 * replaced by its providers: those read configuration files and take milliseconds before
 * the first byte, and a hook has one for everything. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "pc/base/hash.h"

#include <openssl/sha.h>

void pc_sha256_hex(char out[PC_SHA256_HEX], struct pc_str bytes)
{
	static const char digits[] = "0123456789abcdef";
	unsigned char sum[SHA256_DIGEST_LENGTH];
	SHA256_CTX state;

	SHA256_Init(&state);
	SHA256_Update(&state, bytes.ptr, bytes.len);
	SHA256_Final(sum, &state);
	for (size_t i = 0; i < sizeof(sum); i++) {
		out[2 * i] = digits[sum[i] >> 4];
		out[2 * i + 1] = digits[sum[i] & 15];
	}
	out[2 * sizeof(sum)] = '\0';
}
