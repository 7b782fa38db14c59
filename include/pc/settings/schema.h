/* SPDX-License-Identifier: Apache-2.0 */
/* The table of settings keys for readers: the same table that settings are repaired by.
 */
#ifndef PC_SETTINGS_SCHEMA_H
#define PC_SETTINGS_SCHEMA_H

#include "pc/base/buf.h"

/* A JSON Schema (draft 2020-12) of managed settings.  What it calls valid the client
 * takes in silence; "x-unchecked" marks keys of which the client takes anything in
 * silence. */
void pc_schema_write(struct pc_buf *out);

/* The reference page, in Markdown: every key, its type, who may set it, the version that
 * brought it, and what the client makes of a wrong value. */
void pc_schema_write_page(struct pc_buf *out);

#endif
