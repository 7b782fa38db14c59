/* SPDX-License-Identifier: Apache-2.0 */
/* Policy tests. */
#include "codes_priv.h"

const struct pc_code codes_review[] = {
	{.code = NULL},
};
