/* SPDX-License-Identifier: Apache-2.0 */
/* How even the bytes of a text are spread. */
#include <math.h>

#include "secrets_priv.h"

unsigned pc_secret_entropy(struct pc_str text)
{
	unsigned count[256] = {0};
	double bits = 0;

	for (size_t i = 0; i < text.len; i++)
		count[(unsigned char)text.ptr[i]]++;
	for (size_t i = 0; i < PC_COUNT(count); i++) {
		double share = (double)count[i] / (double)text.len;

		if (count[i])
			bits -= share * log2(share);
	}
	return (unsigned)(bits * 100 + 0.5);
}
