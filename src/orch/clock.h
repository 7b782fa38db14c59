/* SPDX-License-Identifier: Apache-2.0 */
/* Milliseconds: spans of time, and moments since 1970 that are handed in. */
#ifndef PC_ORCH_CLOCK_H
#define PC_ORCH_CLOCK_H

#include <stdint.h>

#define SECOND INT64_C(1000)
#define MINUTE (60 * SECOND)
#define HOUR   (60 * MINUTE)
#define DAY    (24 * HOUR)

/* The end of time is the most there is; neither is negative. */
static inline int64_t clock_add(int64_t at, int64_t ms)
{
	return at > INT64_MAX - ms ? INT64_MAX : at + ms;
}

#endif
