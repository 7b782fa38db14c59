/* SPDX-License-Identifier: Apache-2.0 */
/* The only door to a backend.  A pass is made here and nowhere else, for one attempt; a
 * backend takes no job without one. */
#ifndef PC_ORCH_GATE_H
#define PC_ORCH_GATE_H

#include "pc/models/guard.h"
#include "pc/orch/job.h"
#include "pc/rules/policy.h"

struct pc_gate; /* one generation: rules, models, data classes, budgets, keys' pins */

enum pc_gate_step { /* what is asked, in this order; the first no counts */
	PC_GATE_MODEL,
	PC_GATE_PROVIDER, /* and the class of the job's data */
	PC_GATE_KEY,      /* its pins: models, agents, projects */
	PC_GATE_TOOLS,    /* each that the worker gets, against the deny rules */
	PC_GATE_BUDGET,
	PC_GATE_PLACE, /* working directory */
	PC_GATE_ENVIRONMENT,
	PC_GATE_OUTPUT, /* schema, answered model */
	PC_GATE_STEPS
};

struct pc_gate_ask {
	const struct pc_job *job;
	struct pc_str backend, provider, key, model, via;
	const char *const *environment; /* of a worker; NULL: none starts */
	int64_t list_price;             /* picodollars that it may cost; < 0: not known */
	int64_t now;                    /* ms */
};

struct pc_gate_answer {
	bool is_let;
	enum pc_gate_step step;  /* that said no */
	struct pc_str rule, why; /* as written; one line */
	struct pc_span at;
	struct pc_str model;     /* to be called, after redirects */
	struct pc_str *stripped; /* names of variables that were taken away */
	size_t n_stripped;
	int64_t generation;
};

/* Proof that the gate let one attempt through; only gate.c can make one. */
struct pc_pass;

PC_MUST_CHECK enum pc_status pc_gate_before(struct pc_pass **out,
	struct pc_gate_answer *answer, struct pc_arena *arena, struct pc_gate *gate,
	const struct pc_gate_ask *ask, struct pc_err *err);
/* Of what came back; text is the output, bounded. */
void pc_gate_after(struct pc_gate_answer *answer, struct pc_arena *arena,
	struct pc_gate *gate, const struct pc_pass *pass, struct pc_str answered,
	struct pc_str text);

#endif
