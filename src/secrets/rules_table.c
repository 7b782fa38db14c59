/* SPDX-License-Identifier: Apache-2.0 */
/* The built-in rules. */
#include "pc/secrets/rule.h"

const struct pc_secret_rule pc_secret_rules[] = {{.id = NULL}};
const size_t pc_secret_n_rules = 0;
