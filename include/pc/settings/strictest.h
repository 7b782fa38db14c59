/* SPDX-License-Identifier: Apache-2.0 */
/* The strictest value of a managed key, which the client reads where it cannot use what
 * is written. Comparing two policies needs it to tell which one locks more. */
#ifndef PC_SETTINGS_STRICTEST_H
#define PC_SETTINGS_STRICTEST_H

#include "pc/base/str.h"

struct pc_strictest {
	const char *json;  /* static, on one line: "true", "\"disable\"", "[]" */
	bool only_managed; /* no other file may set the key */
	bool is_list;      /* what the list does not name is not allowed */
};

/* path is dotted: "sandbox.enabled". False for keys without such a value, unknown keys
 * and blocks of keys. */
bool pc_settings_strictest(struct pc_strictest *out, struct pc_str path);

#endif
