/* SPDX-License-Identifier: Apache-2.0 */
/* What both readers share: children of open containers wait on one stack until the
 * container is closed, ceilings are kept, keys that stand twice are found.  A value's
 * place among its siblings is nobody's business but the builder's. */
#ifndef PC_DOC_BUILD_PRIV_H
#define PC_DOC_BUILD_PRIV_H

#include "pc/base/diag.h"
#include "pc/doc/node.h"

struct pc_build {
	struct pc_arena *arena;
	struct pc_diags *diags;
	struct pc_err *err;
	struct pc_pair *waiting; /* key and place unused for items of a list */
	size_t n_waiting, cap;
	size_t n_nodes, max_nodes; /* 0: as many as a document may have */
	bool keys_unique; /* a key that stands twice is an error, not a finding */
};

void pc_build_done(struct pc_build *build);

/* A new node; NULL with build->err set when there are too many. */
struct pc_node *pc_build_node(
	struct pc_build *build, enum pc_kind kind, struct pc_span at);

/* Keeps a child for the container that is open. */
void pc_build_keep(struct pc_build *build, const struct pc_pair *child);

/* Makes everything that waits above `from` the content of node. */
void pc_build_list(struct pc_build *build, struct pc_node *node, size_t from);
enum pc_status pc_build_map(struct pc_build *build, struct pc_node *node, size_t from);

/* The pairs by key, equal keys in the order in which they stand. */
void pc_pairs_sort(
	const struct pc_pair **sorted, const struct pc_pair *pairs, size_t count);

#endif
