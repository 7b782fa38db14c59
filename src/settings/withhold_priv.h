/* SPDX-License-Identifier: Apache-2.0 */
/* What a document may not say although it is well formed (withhold.c). */
#ifndef PC_SETTINGS_WITHHOLD_PRIV_H
#define PC_SETTINGS_WITHHOLD_PRIV_H

#include "settings_priv.h"

/* A value that was taken out of its document before merging. */
struct withheld {
	struct pc_str path; /* dotted, two levels at most */
	const struct pc_node *value;
	struct pc_origin from, by;
	const char *why;
};

struct withheld_list {
	struct withheld *items;
	size_t count, cap;
};

/* Takes out of the documents what an untrusted repository grants itself, what only a
 * person may choose, and, under allowManagedPermissionRulesOnly, every rule that is not
 * managed. */
void withhold_values(struct load *load, struct withheld_list *out);
/* Hangs what was taken out onto the merged tree, at its place or the nearest above. */
void withhold_remember(
	struct load *load, struct pc_value *root, const struct withheld_list *list);
/* The origin of a managed allowManagedPermissionRulesOnly: true, or NULL. */
const struct pc_node *withhold_lock(const struct load *load);

#endif
