/* SPDX-License-Identifier: Apache-2.0 */
/* Shared by the files that hold documents against the schema. */
#ifndef PC_SETTINGS_REPAIR_PRIV_H
#define PC_SETTINGS_REPAIR_PRIV_H

#include "settings_priv.h"

struct key;
struct shape;

/* One document under repair. */
struct repair {
	struct pc_arena *arena;
	struct pc_diags *diags;
	enum pc_layer layer;
	bool managed;
	bool as_mended; /* nothing is lost but what is wrong itself */
	bool rejected;  /* not managed: the whole file does not count */
	/* A deny or ask list that could not be read takes grants beside it along. */
	bool deny_lost, ask_lost;
	struct pc_span list_at; /* where the last one of them is wrong */
	/* A PreToolUse or PermissionRequest hook that cannot be loaded. */
	bool guard_lost;
	struct pc_span guard_at;
	/* Values that stand for wrong ones: they are no content of the author's. */
	const struct pc_node **stand_ins;
	size_t n_stand_ins;
	/* As mended: what the client ignores because of something else. */
	const struct pc_node *kept[3];
	size_t n_kept;
};

/* What stands for value: itself, another node, or NULL for nothing.  path is dotted. */
typedef struct pc_node *repair_fn(struct repair *r, const struct key *key,
	struct pc_str path, struct pc_node *value);

/* A finding: the dotted path, then what is wrong and what the client does. */
struct pc_diag *repair_say(struct repair *r, const char *code, struct pc_span at,
	struct pc_str path, const char *fmt, ...) PC_PRINTF(5, 6);

/* The node stays for checks alone. */
struct pc_node *repair_kept(struct repair *r, struct pc_node *node);
/* The latest finding only follows from the one at that place. */
void repair_follows(struct repair *r, struct pc_span cause);

/* The generic repair, by the key's table row. */
repair_fn repair_value;
/* The end of the road for a wrong value, by the key's row. */
struct pc_node *repair_bad(struct repair *r, const struct key *key, struct pc_str path,
	struct pc_node *value, struct pc_str what);
/* The node that json says, in the place of value; the same as a stand-in for it. */
struct pc_node *repair_constant(
	struct repair *r, const char *json, const struct pc_node *value);
struct pc_node *repair_stand_in(
	struct repair *r, const char *json, const struct pc_node *value);
void repair_mark(struct repair *r, const struct pc_node *node);

repair_fn repair_block, repair_attribution, repair_permissions, repair_rules, repair_env,
	repair_mode, repair_marketplaces, repair_servers, repair_plugins, repair_picker,
	repair_words, repair_switch, repair_hooks, repair_credentials,
	repair_credential_list, repair_surfaces;

/* ---- repair_keys.c -------------------------------------------------------- */

/* The edit that certainly gives value the shape that it was meant to have, if there is
 * one: "5" becomes 5, a text that stands where a list of texts belongs becomes a list. */
struct pc_fix repair_fix(
	struct repair *r, const struct shape *shape, const struct pc_node *value);

/* What the tables say about a key, whatever its value: who may set it, whether it is of
 * any use.  False: it does not count in this document. */
bool repair_may_set(struct repair *r, const struct key *key, struct pc_str path,
	const struct pc_pair *pair);

/* A member that members (ended by a NULL name) do not have. */
void unknown_key(struct repair *r, const struct key *members, struct pc_str path,
	const struct pc_pair *pair);
/* Members below a value of that shape which the client strips in silence. */
void unknown_members(struct repair *r, const struct shape *shape, struct pc_str path,
	const struct pc_node *value);

/* Hooks that are declared where the client does not look for them. */
void repair_stray_guards(struct repair *r, const struct pc_node *root);

/* A list that is being copied entry by entry, and a map member by member. */
struct pc_node *repair_new_list(struct repair *r, const struct pc_node *like);
struct pc_node *repair_new_map(struct repair *r, const struct pc_node *like);
void repair_keep(struct pc_node *map, struct pc_pair pair, struct pc_node *value);

#endif
