/* SPDX-License-Identifier: Apache-2.0 */
/* How the parts that know the policy of models fit together.
 *
 *   policy.c        model-policy.yaml to the struct
 *   blocks.c        an operator's blocks: read and written
 *   policy_check.c  what a policy says against a table
 *   entry.c         whether an entry of a list names a model
 *   broad.c         whether one that forbids may mean a name that is not known
 *   decide.c        one hop;  say.c tells people about it */
#ifndef PC_MODELS_POLICY_PRIV_H
#define PC_MODELS_POLICY_PRIV_H

#include "pc/models/policy.h"

/* A model as it was called. */
struct called {
	struct pc_str name; /* as written */
	struct pc_model_name known;
};

struct called called_as(const struct pc_models *models, struct pc_str name);
bool entry_fits(const struct pc_models *models, struct pc_str entry,
	const struct called *called, bool is_broad);
/* The same without broad_fits(). */
bool entry_fits_read(const struct pc_models *models, struct pc_str entry,
	const struct called *called, bool is_broad);
/* With * for any run of characters. */
bool entry_fits_pattern(struct pc_str pattern, struct pc_str text, bool is_broad);
/* Of a name that the table does not have: whether an entry that forbids means it. */
bool broad_fits(
	const struct pc_models *models, struct pc_str entry, const struct called *called);
/* Whether one of them is the other with a date behind it: "-20250807", "-2025-08-07". */
bool is_dated(struct pc_str name, struct pc_str of);

/* What stands behind "provider:" or "line:"; false: it begins with something else. */
bool entry_behind(struct pc_str *out, struct pc_str entry, struct pc_str prefix);

struct reading {
	struct pc_arena *arena;
	struct pc_diags *diags;
	bool is_good;
};

/* A list of {model, reason, since, until}; node may be NULL. */
void blocks_read(struct pc_model_block **out, size_t *n, struct reading *reading,
	const struct pc_node *list);
/* A map of each list item to a struct of size bytes, by the table; its place goes to the
 * member at at_offset. */
void *list_read(size_t *n, struct reading *reading, const struct pc_node *list,
	const struct pc_fields *table, size_t size, size_t at_offset);
void reading_refuse(struct reading *reading, struct pc_span at, const char *what);
/* Adds the blocks of a file to the policy, or why they cannot be read; a file that is not
 * there adds nothing. */
void blocks_load(struct pc_model_policy *policy, struct pc_arena *arena, const char *file,
	struct pc_diags *diags);

#endif
