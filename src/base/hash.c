/* SPDX-License-Identifier: Apache-2.0 */
/* The one file that talks to libcrypto. */
#include "pc/base/hash.h"

#include <openssl/sha.h>

void pc_sha256_hex(char out[PC_SHA256_HEX], struct pc_str bytes)
{
	static const char digits[] = "0123456789abcdef";
	unsigned char sum[SHA256_DIGEST_LENGTH];

	SHA256((const unsigned char *)bytes.ptr, bytes.len, sum);
	for (size_t i = 0; i < sizeof(sum); i++) {
		out[2 * i] = digits[sum[i] >> 4];
		out[2 * i + 1] = digits[sum[i] & 15];
	}
	out[2 * sizeof(sum)] = '\0';
}
