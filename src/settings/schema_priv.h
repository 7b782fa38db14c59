/* SPDX-License-Identifier: Apache-2.0 */
/* What the schema and the reference page both say of a key. */
#ifndef PC_SETTINGS_SCHEMA_PRIV_H
#define PC_SETTINGS_SCHEMA_PRIV_H

#include "keys_priv.h"

/* Who may set it, for people: "any file", "managed", ... */
const char *schema_scope(const struct key *key);
/* What a good value looks like; not for blocks. */
const struct shape *schema_shape(const struct key *key);

#endif
