/* SPDX-License-Identifier: Apache-2.0 */
/* Rules that mean less than their author thinks. */
#include "codes_priv.h"

const struct pc_code codes_lint[] = {
	{.code = NULL},
};
