/* SPDX-License-Identifier: Apache-2.0 */
/* What runs when: slots, budgets, windows, chains.  It decides and never waits: who owns
 * it calls turn() when something happened, and at the time that the last turn named.
 * Clock and start of attempts are handed in, so that a simulation of 46 days and policyd
 * run the same lines. */
#ifndef PC_ORCH_ENGINE_H
#define PC_ORCH_ENGINE_H

#include "pc/orch/backend.h"
#include "pc/orch/key.h"
#include "pc/orch/queue.h"
#include "pc/orch/window.h"

struct pc_orch_config; /* orchestrator.yaml; config.h */

struct pc_engine_world {
	int64_t (*now)(void *context); /* ms since 1970 */
	/* Starts one attempt that the gate let through; ended comes later by
	 * pc_engine_ended(), never from inside. */
	PC_MUST_CHECK enum pc_status (*start)(void *context, int64_t attempt,
		const struct pc_backend *backend, const struct pc_run_plan *plan,
		struct pc_err *err);
	void (*cancel)(void *context, int64_t attempt);
	void (*tell)(void *context, enum pc_severity severity, struct pc_str text);
	void *context;
};

struct pc_engine;

PC_MUST_CHECK enum pc_status pc_engine_new(struct pc_engine **out,
	const struct pc_orch_config *config, struct pc_queue *queue, struct pc_gate *gate,
	const struct pc_engine_world *world, struct pc_err *err);
void pc_engine_free(struct pc_engine **engine);

/* Claims and starts what may run; *next: when to be called again at the latest, ms since
 * 1970 (0: when something happens). */
PC_MUST_CHECK enum pc_status pc_engine_turn(
	struct pc_engine *engine, int64_t *next, struct pc_err *err);
PC_MUST_CHECK enum pc_status pc_engine_ended(struct pc_engine *engine, int64_t attempt,
	const struct pc_run_end *end, struct pc_err *err);
/* New policy or configuration: what runs goes on with what it started with. */
void pc_engine_regenerate(struct pc_engine *engine, struct pc_gate *gate);

#endif
