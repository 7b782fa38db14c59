/* SPDX-License-Identifier: Apache-2.0 */
/* The world of an engine that is no simulation: attempts run on a loop, keys are read
 * when they are used without the loop's waiting for them, logins are renewed by the
 * program that the configuration names. */
#ifndef PC_ORCH_RUNNER_H
#define PC_ORCH_RUNNER_H

#include "pc/orch/engine.h"
#include "pc/os/loop.h"

struct pc_runner;

struct pc_runner_setup {
	struct pc_loop *loop;
	/* By kind, for those that play one; NULL: pc_backends. */
	const struct pc_backend *const *backends;
	/* What an answer says as it comes; may be NULL.  Valid for the call. */
	void (*piece)(void *context, int64_t job, struct pc_str text);
	void (*tell)(void *context, enum pc_severity severity, int64_t job,
		struct pc_str text);
	void (*changed)(void *context, int64_t job);
	/* Something ended or began: pc_engine_turn() soon, not from inside. */
	void (*wake)(void *context);
	/* The engine's rows could not be written: nothing may go on. */
	void (*broken)(void *context, const struct pc_err *err);
	void *context;
};

PC_MUST_CHECK enum pc_status pc_runner_new(
	struct pc_runner **out, const struct pc_runner_setup *setup, struct pc_err *err);
/* For pc_engine_setup.world. */
void pc_runner_world(struct pc_engine_world *out, struct pc_runner *runner);
/* Whom it tells; once, before the first turn.  Looks at logins that have an end. */
void pc_runner_serve(struct pc_runner *runner, struct pc_engine *engine);
/* After pc_engine_regenerate(): other keys, other logins. */
void pc_runner_look(struct pc_runner *runner);
size_t pc_runner_running(const struct pc_runner *runner);
/* Cancels all; their ends still come. */
void pc_runner_stop(struct pc_runner *runner);
/* Nothing runs any more. */
void pc_runner_free(struct pc_runner **runner);

#endif
