/* SPDX-License-Identifier: Apache-2.0 */
/* What an audit says beside the keys that it finds: of rules (PC2501-2519), of inputs
 * (PC2520-2539), of baselines, comments and policy (PC2540-2569), of asking providers
 * (PC2570-2589). */
#include "codes_priv.h"

const struct pc_code codes_audit[] = {
	{.code = NULL},
};
