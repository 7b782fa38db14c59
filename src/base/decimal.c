/* SPDX-License-Identifier: Apache-2.0 */
/* Decimals by integers alone. */
#include "pc/base/decimal.h"

enum pc_decimal pc_decimal_read(int64_t *out, struct pc_str text, unsigned places)
{
	(void)out, (void)text, (void)places;
	return PC_DECIMAL_NONE;
}

struct pc_str pc_decimal_print(
	struct pc_arena *arena, int64_t value, unsigned places, unsigned least)
{
	(void)arena, (void)value, (void)places, (void)least;
	return (struct pc_str){0};
}
