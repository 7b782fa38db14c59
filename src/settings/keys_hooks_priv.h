/* SPDX-License-Identifier: Apache-2.0 */
/* The parts of hooks (keys_hooks.c), for their repair and for the JSON Schema. */
#ifndef PC_SETTINGS_KEYS_HOOKS_PRIV_H
#define PC_SETTINGS_KEYS_HOOKS_PRIV_H

#include "keys_priv.h"

extern const struct member hook_events[];         /* ended by a NULL name */
extern const struct shape *const hook_handlers[]; /* ended by NULL; "type" comes first */
extern const struct shape hook_http, hook_matcher, hooks_shape;

#endif
