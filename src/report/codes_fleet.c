/* SPDX-License-Identifier: Apache-2.0 */
/* Fragments, hooks and machines. */
#include "codes_priv.h"

const struct pc_code codes_fleet[] = {
	{.code = NULL},
};
