/* SPDX-License-Identifier: Apache-2.0 */
/* Decimal text to doubles and back, whatever the locale of the process says about the
 * decimal point.  The only place that calls strtod. */
#ifndef PC_DOC_NUMBER_PRIV_H
#define PC_DOC_NUMBER_PRIV_H

#include "pc/base/str.h"

/* The nearest double; text is a number in JSON's grammar, of any length.  Infinity when
 * it is too large. */
double pc_number_value(struct pc_str text);

/* The fewest digits that read back as the same double: 0.d1d2d3... times ten to the
 * point.  value is finite and above zero. */
struct pc_decimal {
	char digits[24]; /* NUL-terminated, no trailing zero */
	int count;
	int point;
};

void pc_number_shortest(struct pc_decimal *out, double value);

#endif
