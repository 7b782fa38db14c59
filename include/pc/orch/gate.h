/* SPDX-License-Identifier: Apache-2.0 */
/* The only door to a backend.  A pass is made here and nowhere else, for one attempt; a
 * backend takes no job without one. */
#ifndef PC_ORCH_GATE_H
#define PC_ORCH_GATE_H

#include "pc/models/guard.h"
#include "pc/orch/job.h"
#include "pc/rules/policy.h"

struct pc_capacity;    /* capacity.h */
struct pc_orch_config; /* config.h */
struct pc_run_plan;    /* backend.h */

struct pc_gate; /* one generation: rules, models, data classes, budgets, keys' pins */

/* What a gate goes by; all of it has to live as long as the gate. */
struct pc_gate_setup {
	struct pc_model_guard
		*guard; /* looked at anew each time: a block holds at once */
	const struct pc_policy *policy;      /* rules of permissions */
	const struct pc_orch_config *config; /* backends, keys, types, budgets */
	int64_t generation;                  /* of all that, for rows */
	/* Links on the way to a working directory: pc_resolve_here and pc_follow_here.
	 * NULL: nothing is a link. */
	pc_resolve_fn *resolve, *follow;
	void *resolve_user;
};

/* PC_ERR_USAGE: guard, policy or config is not there; a gate that lacks one would let
 * through what nobody has judged. */
PC_MUST_CHECK enum pc_status pc_gate_new(
	struct pc_gate **out, const struct pc_gate_setup *setup, struct pc_err *err);
void pc_gate_free(struct pc_gate *gate);

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
const char *pc_gate_step_name(enum pc_gate_step step); /* "model", ... */

struct pc_gate_ask {
	const struct pc_job *job;
	struct pc_str backend, provider, key, model, via;
	const char *const *environment; /* of a worker; NULL: none starts */
	int64_t list_price;             /* picodollars that it may cost; < 0: not known */
	/* Asked what is left, before the attempt is taken; where a budget applies and it
	 * is NULL, nothing is. */
	const struct pc_capacity *capacity;
	int64_t tokens; /* reserved */
	int64_t queued; /* jobs that wait */
	int64_t now;    /* ms */
};

/* All of its texts live in the arena that was handed in, but for those of .environment,
 * which are the caller's. */
struct pc_gate_answer {
	bool is_let;
	enum pc_gate_step step;  /* that said no */
	struct pc_str rule, why; /* as written; one line */
	struct pc_span at;
	struct pc_str model;     /* to be called, after redirects */
	struct pc_str *stripped; /* names of variables that were taken away */
	size_t n_stripped;
	/* What is left of it, for the plan; NULL when none was handed in. */
	const char *const *environment;
	struct pc_str cwd; /* to start in, without links; empty: none was asked for */
	/* It was let, and somebody should know: the model will end soon, another one has
	 * answered.  Mostly empty. */
	struct pc_str warning;
	int64_t generation;
};

/* Proof that the gate let one attempt through; only gate.c can make one. */
struct pc_pass;

/* Refused is no failure of the call: PC_OK, is_let false, *out NULL.  The pass lives in
 * arena, and borrows nothing.  Its first use is its last. */
PC_MUST_CHECK enum pc_status pc_gate_before(struct pc_pass **out,
	struct pc_gate_answer *answer, struct pc_arena *arena, struct pc_gate *gate,
	const struct pc_gate_ask *ask, struct pc_err *err);

/* For backends, before anything else in start(): the plan's pass is spent for the plan's
 * job, model and environment.  PC_ERR_USAGE: there is none, it was spent before, or it is
 * for something else; nothing may be started then. */
PC_MUST_CHECK enum pc_status pc_pass_take(
	const struct pc_run_plan *plan, struct pc_err *err);

struct pc_gate_came {
	struct pc_str answered; /* the model, as the provider names it */
	struct pc_str text;     /* the output, bounded */
	int64_t now;            /* ms */
};
/* Of what came back, by the rules of now: the gate may be another one than before. */
void pc_gate_after(struct pc_gate_answer *answer, struct pc_arena *arena,
	struct pc_gate *gate, const struct pc_pass *pass,
	const struct pc_gate_came *came);

#endif
