/* SPDX-License-Identifier: Apache-2.0 */
/* What a fuzz target holds true, said when it does not hold; in every build type. */
#ifndef MUST_H
#define MUST_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static inline void must(bool holds, const char *what)
{
	if (!holds) {
		fprintf(stderr, "broken: %s\n", what);
		abort();
	}
}

#endif
