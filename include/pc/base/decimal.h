/* SPDX-License-Identifier: Apache-2.0 */
/* Decimal numbers as they are written, to integers and back: money never passes through
 * floating point. */
#ifndef PC_BASE_DECIMAL_H
#define PC_BASE_DECIMAL_H

#include "pc/base/arena.h"

enum pc_decimal {
	PC_DECIMAL_EXACT,
	PC_DECIMAL_ROUNDED,   /* it has more places: the next one away from zero */
	PC_DECIMAL_TOO_LARGE, /* past int64 */
	PC_DECIMAL_NONE,      /* no number: empty, "NaN", "1,5", "0x1" */
};

/* "2.50", "1e-07", "-1", ".5" to an integer of 10^-places (places: 0 to 18). *out is set
 * by the first two alone.  Any number of digits and any exponent is read. */
enum pc_decimal pc_decimal_read(int64_t *out, struct pc_str text, unsigned places);
/* The shortest decimal with at least so many places: (2500000, 6, 2) is "2.50". */
struct pc_str pc_decimal_print(
	struct pc_arena *arena, int64_t value, unsigned places, unsigned least);

#endif
