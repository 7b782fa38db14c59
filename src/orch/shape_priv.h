/* SPDX-License-Identifier: Apache-2.0 */
/* The part of JSON Schema that outputs are held against: type, required, properties,
 * additionalProperties, items, enum, const, and bounds of numbers, texts and lists.  A
 * schema that says more is refused before anything is spent, as nobody could tell later
 * whether the output fits. */
#ifndef PC_ORCH_SHAPE_PRIV_H
#define PC_ORCH_SHAPE_PRIV_H

#include "pc/doc/node.h"

/* What of the schema cannot be looked at: "'oneOf' is not looked at"; empty: nothing. */
struct pc_str shape_unfit(struct pc_arena *arena, const struct pc_node *schema);
/* Where and how node differs from a schema that is fit; empty: it does not.  Names keys
 * of the schema and no values of the output. */
struct pc_str shape_fault(
	struct pc_arena *arena, const struct pc_node *schema, const struct pc_node *node);

#endif
