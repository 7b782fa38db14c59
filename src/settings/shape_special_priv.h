/* SPDX-License-Identifier: Apache-2.0 */
/* What shape.c asks about the kinds that are more than a type. */
#ifndef PC_SETTINGS_SHAPE_SPECIAL_PRIV_H
#define PC_SETTINGS_SHAPE_SPECIAL_PRIV_H

#include "shape_priv.h"

bool special_path(const struct pc_node *node);
bool special_name(const struct pc_node *node);
/* allowed: an allow list is stricter about names than a deny list. */
bool special_server(const struct pc_node *node, bool allowed);
bool special_source(const struct pc_node *node);

/* What a source of that kind is made of, or NULL. */
const struct shape *special_source_form(const struct pc_node *node);
/* The forms one after the other, with their kind; NULL past the last. */
const struct shape *special_source_at(size_t i, const char **kind);
struct pc_node *special_strip_server(struct pc_node *node, struct pc_arena *arena);

#endif
