/* SPDX-License-Identifier: Apache-2.0 */
/* What runs when: slots, budgets, windows, chains, renewals.  It decides and never waits:
 * who owns it calls turn() when something happened, and at the time that the last turn
 * named.  Clock, start of attempts and renewal of logins are handed in, so that a
 * simulation of 46 days and policyd run the same lines. */
#ifndef PC_ORCH_ENGINE_H
#define PC_ORCH_ENGINE_H

#include "pc/base/diag.h"
#include "pc/models/guard.h"
#include "pc/orch/backend.h"
#include "pc/orch/capacity.h"
#include "pc/orch/config.h"
#include "pc/orch/manage.h"
#include "pc/orch/window.h"

/* One attempt that the gate let through.  Valid until pc_engine_ended() of it returns,
 * and so is all that it points to. */
struct pc_engine_attempt {
	int64_t id;
	const struct pc_job *job;
	const struct pc_orch_backend *backend;
	const struct pc_key *key; /* NULL: the backend's own login, or none */
	/* All but .key, which is read where it is used.  .argv and .dir are whole, .pass
	 * is for this attempt alone. */
	struct pc_run_plan plan;
};

/* Whose end is known ahead: a key, or a backend with a login of its own (key NULL). */
struct pc_credential {
	const struct pc_orch_backend *backend;
	const struct pc_key *key;
};

struct pc_engine_world {
	int64_t (*now)(void *context); /* ms since 1970 */
	/* Its end comes later by pc_engine_ended(), whatever it is; never from inside.
	 * Who plays a backend takes the plan's pass as one (pc_pass_take()). */
	void (*start)(void *context, const struct pc_engine_attempt *attempt);
	void (*cancel)(void *context, int64_t attempt); /* its end still comes */
	/* Makes a login or key new; pc_engine_renewed() comes later, never from inside.
	 */
	void (*renew)(void *context, const struct pc_credential *which);
	/* For people: what is silent is not trusted.  job 0: none in particular. */
	void (*tell)(void *context, enum pc_severity severity, int64_t job,
		struct pc_str text);
	/* A job's row is another one now, as far as people see it.  May be NULL. */
	void (*changed)(void *context, int64_t job);
	void *context;
};

/* One generation of what is decided by.  released: nothing that runs goes by it any more;
 * may be NULL. */
struct pc_engine_rules {
	const struct pc_orch_config *config;
	struct pc_gate *gate;
	struct pc_model_guard *guard; /* names, prices */
	struct pc_str digest;         /* of the rules, for rows; empty: not known */
	void (*released)(void *owner);
	void *owner;
};

struct pc_engine_setup {
	struct pc_queue *queue; /* the writer's; has to outlive the engine */
	struct pc_engine_rules rules;
	struct pc_engine_world world;
	const char *const *environment; /* that workers' environments are made of */
	uint64_t seed;                  /* of all jitter */
	int64_t pid, pid_started;       /* who serves the queue: pc_queue_serve_as() */
	/* Whether a worker is still there; NULL: leases end by time alone. */
	bool (*is_alive)(void *context, int64_t pid, int64_t started);
};

struct pc_engine;

/* Takes up what the queue has: windows, what was spent, what still runs elsewhere. */
PC_MUST_CHECK enum pc_status pc_engine_new(
	struct pc_engine **out, const struct pc_engine_setup *setup, struct pc_err *err);
/* Nothing may run any more. */
void pc_engine_free(struct pc_engine **engine);

/* Claims and starts what may run; *next: when to be called again at the latest, ms since
 * 1970 (0: when something happens).  PC_ERR_USAGE inside of pc_queue_begin(): what is
 * started has to be on the disk before.  Any other failure is one of the queue's, and the
 * last: nothing is started any more. */
PC_MUST_CHECK enum pc_status pc_engine_turn(
	int64_t *next, struct pc_engine *engine, struct pc_err *err);

/* The two halves of a turn, for who has changes of their own that are to be one commit
 * with it: inside of pc_queue_begin(), and, when that is on the disk, what has been
 * claimed is started.  Nothing else of the engine is called in between. */
PC_MUST_CHECK enum pc_status pc_engine_plan(
	int64_t *next, struct pc_engine *engine, struct pc_err *err);
void pc_engine_start(struct pc_engine *engine);

/* What attempts tell, in this order; unknown ones are no fault (PC_OK). */
PC_MUST_CHECK enum pc_status pc_engine_started(struct pc_engine *engine, int64_t attempt,
	int64_t pid, int64_t pid_started, struct pc_err *err);
void pc_engine_limits(
	struct pc_engine *engine, int64_t attempt, const struct pc_failure *limit);
PC_MUST_CHECK enum pc_status pc_engine_step(
	struct pc_engine *engine, int64_t attempt, int64_t step, struct pc_err *err);
PC_MUST_CHECK enum pc_status pc_engine_ended(struct pc_engine *engine, int64_t attempt,
	const struct pc_run_end *end, struct pc_err *err);

/* When a login or key ends, ms since 1970; 0: not known.  It is renewed before, and when
 * that fails its window opens before anything fails by it. */
void pc_engine_expires(
	struct pc_engine *engine, const struct pc_credential *which, int64_t at);
/* at: when the new one ends; 0: not known.  error empty: it is new. */
void pc_engine_renewed(struct pc_engine *engine, const struct pc_credential *which,
	int64_t at, struct pc_str error);

/* What people want of jobs goes by the engine where something may run: rows follow, and
 * what runs is stopped.  As manage.h has them. */
PC_MUST_CHECK enum pc_status pc_engine_cancel(
	struct pc_engine *engine, const struct pc_queue_wish *wish, struct pc_err *err);
/* Windows of a place that somebody knows better about; as pc_windows_lift(). */
void pc_engine_lift(struct pc_engine *engine, const struct pc_window_place *place,
	enum pc_failure_class why);

/* New policy or configuration, from the next attempt on: what runs goes on with what it
 * started with, and is judged by the new one when it comes back. */
PC_MUST_CHECK enum pc_status pc_engine_regenerate(struct pc_engine *engine,
	const struct pc_engine_rules *rules, struct pc_err *err);

/* For those who look. */
struct pc_engine_view {
	int64_t slots, operator_slots, running, waiting, interactive;
	int64_t tokens_5min, tokens_most; /* reserved ones too */
	int64_t cash_day, list_day;       /* picodollars, UTC; what is reserved too */
	const struct pc_windows *windows;
	const struct pc_orch_config *config;
	const struct pc_models *models; /* what positions stand for */
	int64_t unknown_failures;       /* since it began */
};
void pc_engine_look(struct pc_engine_view *out, const struct pc_engine *engine);
/* What a job that is queued has no room in; PC_FULL_NOT: that is not why. */
enum pc_full pc_engine_full(struct pc_engine *engine, const struct pc_job *job);
/* That of its view, without a look at anything else. */
const struct pc_orch_config *pc_engine_config(const struct pc_engine *engine);

#endif
