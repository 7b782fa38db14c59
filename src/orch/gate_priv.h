/* SPDX-License-Identifier: Apache-2.0 */
/* What the gate's steps share: one ask on its way through them.  Steps judge and never
 * make a pass; gate.c does. */
#ifndef PC_ORCH_GATE_PRIV_H
#define PC_ORCH_GATE_PRIV_H

#include "pc/orch/config.h"
#include "pc/orch/gate.h"
#include "shape_priv.h"

/* Names of variables that are remembered: sets by their hash, and a few in each, so that
 * two that share one do not throw each other out. */
enum { GATE_SETS = 64, GATE_WAYS = 8, GATE_NAME_SIZE = 40 };

enum gate_stray { GATE_STRAY_NOT, GATE_STRAY, GATE_STRAY_BUT_FOR_SUBSCRIPTIONS };

struct gate_name { /* of a variable */
	uint64_t hash;
	size_t len; /* 0: none, as no name is empty */
	enum gate_stray stray;
	char text[GATE_NAME_SIZE];
};

struct gate_names {
	unsigned next; /* to be thrown out */
	struct gate_name ways[GATE_WAYS];
};

struct pc_gate {
	struct pc_gate_setup with;
	struct pc_scratch *scratch;
	struct gate_names names[GATE_SETS];
};

struct gate_case {
	struct pc_gate *gate;
	const struct pc_gate_ask *ask;
	struct pc_arena *arena;
	struct pc_gate_answer *answer;
	struct pc_model_guard_view view;
	struct pc_evaluator evaluator;
	const struct pc_orch_backend *backend; /* set by the provider's step */
	const struct pc_key *key;              /* by the key's; NULL: keyless */
	const struct pc_node *schema;          /* by the output's; NULL: none */
	struct pc_str requested;               /* a model, before redirects */
};

/* Each says whether it lets, and if not, has said why with gate_refuse(). */
bool gate_model(struct gate_case *c);
bool gate_provider(struct gate_case *c);
bool gate_key(struct gate_case *c);
bool gate_tools(struct gate_case *c);
bool gate_budget(struct gate_case *c);
bool gate_place(struct gate_case *c);
bool gate_environment(struct gate_case *c);
bool gate_output(struct gate_case *c);

/* False, always; what jobs have written may not break the line. */
bool gate_refuse(
	struct gate_case *c, struct pc_str rule, struct pc_span at, struct pc_str why);

/* Cuts the next grant off a job's tools: they stand apart by commas or blanks that are
 * not inside of parentheses, as the client takes them; it may be empty. */
struct pc_str gate_next_grant(struct pc_str *rest);

#endif
