/* SPDX-License-Identifier: Apache-2.0 */
/* Names of sources, for who checks a policy and asks nobody. */
#ifndef PC_ROLLCALL_KNOWN_H
#define PC_ROLLCALL_KNOWN_H

#include "pc/models/policy.h"

/* Findings about the sources that a policy names, for which a scan would not start, or
 * would not be able to ask: PC2660 to PC2663. */
void pc_sources_check(const struct pc_model_policy *policy, struct pc_diags *diags);

/* The names, ended by NULL; *wants_key of each. */
const char *pc_source_known(size_t i, bool *wants_key);

#endif
