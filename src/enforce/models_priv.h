/* SPDX-License-Identifier: Apache-2.0 */
/* How the parts fit together that make keys of a client of a policy of models.
 *
 *   models.c        the keys, what fragments say of them, and what no key can hold
 *   models_allow.c  what is available, and what sessions start with
 *   models_deny.c   what is denied, and what goes with it */
#ifndef PC_ENFORCE_MODELS_PRIV_H
#define PC_ENFORCE_MODELS_PRIV_H

#include "pc/base/buf.h"
#include "pc/enforce/models.h"

/* Without doubles, in the order in which they came. */
struct names {
	struct pc_str *items;
	size_t count, cap;
};

struct compiling {
	struct pc_arena *arena;
	struct pc_diags *diags;
	const struct pc_model_policy *policy;
	const struct pc_models *models;
	const struct pc_settings *settings;
	struct names available, pinned, denied;
	struct names not_alone; /* cannot be denied without others */
	struct pc_str start;    /* of sessions; may be empty */
	bool allows_all;
};

/* Lines that the client has names for. */
enum { CLIENT_LINES = 4 };
extern const char *const client_lines[CLIENT_LINES];

bool names_has(const struct names *names, struct pc_str name);
void names_add(struct pc_arena *arena, struct names *names, struct pc_str name);
struct pc_str names_joined(struct pc_arena *arena, const struct names *names);

bool line_has_name(struct pc_str line);
bool model_is_ours(const struct pc_model *model);
/* Why the policy refuses it on the day of the table; PC_HOP_FINE: it does not. */
enum pc_hop_reason model_judge(const struct compiling *c, const struct pc_model *model);
bool model_is_usable(const struct compiling *c, const struct pc_model *model);
struct pc_span policy_span(const struct compiling *c);

void models_allow(struct compiling *c);
/* Behind models_allow(). */
void models_deny(struct compiling *c);

#endif
