/* SPDX-License-Identifier: Apache-2.0 */
/* Rules against each other, found by exact analysis. */
#include "codes_priv.h"

const struct pc_code codes_relations[] = {
	{.code = NULL},
};
