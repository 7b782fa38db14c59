/* SPDX-License-Identifier: Apache-2.0 */
/* How the parts of the engine fit together.
 *
 *   engine.c         its life, its turn, what people ask of it
 *   engine_rows.c    what a restart finds: windows, what was spent, what runs elsewhere
 *   engine_ways.c    which jobs may be claimed, and the way that one goes
 *   engine_start.c   from a claim to an attempt whose row is written
 *   engine_end.c     what came back: judged, charged, told to the windows
 *   engine_act.c     what is done about it, by the table of failures
 *   engine_money.c   what an attempt may take, and what it took
 *   engine_login.c   logins and keys that end
 *   engine_review.c  jobs that another family of models looks at
 *
 * A turn is one commit; nothing is started before it is on the disk.  Whatever fails to
 * be written is the last thing that happened: .is_broken. */
#ifndef ENGINE_PRIV_H
#define ENGINE_PRIV_H

#include "pc/base/buf.h"
#include "pc/orch/capacity.h"
#include "pc/orch/engine.h"
#include "pc/orch/route.h"

/* Rules that attempts go by; gone when nothing does. */
struct generation {
	struct pc_engine_rules rules;
	size_t users; /* attempts, and the engine while it is the newest */
};

/* What an attempt may take. */
struct want {
	int64_t in, out; /* tokens */
	int64_t money;   /* cash: 0 on a subscription; < 0: nobody knows */
	int64_t list;    /* by the price list; < 0: nobody knows */
};

/* One attempt, from its claim to its end. */
struct run {
	struct pc_engine_attempt face;
	struct pc_arena arena; /* of all of its texts */
	struct pc_job job;     /* as it was claimed */
	struct pc_job told;    /* as its worker sees it */
	struct pc_attempt row;
	struct generation *generation;
	struct pc_route way;
	struct pc_window_place place;
	struct pc_capacity_ask taken;
	struct want want;
	int64_t renew_at, pid; /* pid 0: none of its own, or not known yet */
	int64_t pid_started;
	int64_t gone_since; /* when its worker was missed first; 0: it was not */
	/* Its end is recorded, and its job's is not ours to say any more. */
	bool is_cancelled;
};

/* An attempt of whoever served before, whose worker is still there. */
struct foreign {
	struct pc_arena arena;
	struct pc_job job;
	struct pc_capacity_ask taken;
	int64_t until; /* it is not waited for after that */
};

/* Of a job that was looked at: what its row alone does not tell. */
struct learned {
	int64_t job, in;  /* tokens of its texts */
	unsigned refused; /* steps of its chain, by the rules of now */
};

/* A kind of jobs that cannot go in this turn. */
struct stuck {
	uint64_t hash;
	struct pc_str kind;
};

struct login {
	char *backend, *key, *provider; /* key empty: the backend's own login */
	int64_t ends;                   /* ms; 0: not known */
	int64_t renew_at;               /* not before */
	bool wants_new;                 /* a failure said so, whatever its end */
	bool has_warned, has_said_end;
};

struct pc_engine {
	struct pc_queue *queue;
	struct pc_engine_world world;
	const char *const *environment;
	bool (*is_alive)(void *context, int64_t pid, int64_t started);
	int64_t pid, pid_started;
	uint64_t random;
	struct generation *now; /* rules of the next attempt */
	struct pc_windows *windows;
	struct pc_capacity *capacity;

	struct run **runs;
	size_t n_runs, cap_runs;
	struct run **starting; /* in .runs too */
	size_t n_starting, cap_starting;
	struct foreign **foreign;
	size_t n_foreign, cap_foreign;
	struct login *logins;
	size_t n_logins, cap_logins;
	struct learned *learned; /* a ring */
	size_t n_learned, at_learned;

	/* of one turn */
	struct pc_arena scratch;
	struct stuck *stuck;
	size_t n_stuck, n_put_back;
	int64_t again; /* when something that is in the way is gone; 0: not known */
	int64_t queued, interactive;

	int64_t sweep_at, list_day, day, unknown;
	bool is_broken;
	struct pc_err broken;
};

/* ---- engine.c ---- */
int64_t engine_now(const struct pc_engine *engine);
void engine_tell(struct pc_engine *engine, enum pc_severity severity, int64_t job,
	const char *fmt, ...) PC_PRINTF(4, 5);
void engine_changed(struct pc_engine *engine, int64_t job);
/* Notes when to be called again: the earliest of all. */
void engine_again(struct pc_engine *engine, int64_t at);
/* From 0 to most. */
int64_t engine_jitter(struct pc_engine *engine, int64_t most);
struct run *engine_run(const struct pc_engine *engine, int64_t attempt);
void engine_drop_run(struct pc_engine *engine, struct run *run);
/* Nothing goes on after that. */
enum pc_status engine_break(
	struct pc_engine *engine, enum pc_status status, const struct pc_err *err);
PC_MUST_CHECK enum pc_status engine_check(
	const struct pc_engine *engine, struct pc_err *err);
/* Ends the group, whatever came of what was done in it. */
PC_MUST_CHECK enum pc_status engine_commit(
	struct pc_engine *engine, enum pc_status status, struct pc_err *err);
static inline const struct pc_orch_config *engine_config(const struct pc_engine *engine)
{
	return engine->now->rules.config;
}
/* Valid until the gate or the guard is asked again. */
const struct pc_models *engine_models(const struct pc_engine *engine);
const struct pc_orch_type *engine_type(
	const struct pc_orch_config *config, struct pc_str name);
bool engine_is_interactive(const struct pc_engine *engine, const struct pc_job *job);

/* ---- engine_rows.c ---- */
PC_MUST_CHECK enum pc_status engine_take_up(struct pc_engine *engine, struct pc_err *err);
/* Capacity by the rules of now, from rows and what runs. */
PC_MUST_CHECK enum pc_status engine_count_anew(
	struct pc_engine *engine, struct pc_err *err);
void engine_expect_keys(struct pc_engine *engine);
PC_MUST_CHECK enum pc_status engine_heartbeat(
	struct pc_engine *engine, int64_t now, struct pc_err *err);
int64_t engine_sweep_every(const struct pc_engine *engine);
PC_MUST_CHECK enum pc_status engine_sweep(
	struct pc_engine *engine, int64_t now, struct pc_err *err);
void engine_drop_foreign(struct pc_engine *engine, size_t i);
void engine_add_list(struct pc_engine *engine, int64_t list, int64_t at);

/* ---- engine_ways.c ---- */
enum pass { PASS_OPERATORS, PASS_INTERACTIVE, PASS_ANY, PASS_LATE };
/* *out: a claimed job with an arena of its own; NULL: none. */
PC_MUST_CHECK enum pc_status engine_claim(struct run **out, struct pc_engine *engine,
	enum pass pass, int64_t now, struct pc_err *err);
/* Of a claimed job, without the steps that the gate refused.  *is_forced: only the gate
 * says whether it may, as it looks as if there was no money for it. */
enum pc_unroutable engine_find(struct pc_route *out, int64_t *at,
	struct pc_engine *engine, const struct pc_job *job, unsigned refused,
	int64_t now);
void engine_learn(struct pc_engine *engine, int64_t job, int64_t in, unsigned refused);
const struct learned *engine_learned(const struct pc_engine *engine, int64_t job);
void engine_unlearn(struct pc_engine *engine, int64_t job);
bool engine_is_late(const struct pc_job *job, int64_t now);
/* Whether a chain has a step from there on that the job may go. */
bool engine_has_step(
	const struct pc_engine *engine, const struct pc_job *job, unsigned from);
/* How many jobs wait, for this turn; what is full for everybody is not looked at. */
PC_MUST_CHECK enum pc_status engine_count_waiting(
	struct pc_engine *engine, int64_t now, struct pc_err *err);
bool engine_has_place(const struct pc_engine *engine, bool is_operator, int64_t now);

/* ---- engine_start.c ---- */
/* Takes run: it is in .starting then, or its job went elsewhere. */
PC_MUST_CHECK enum pc_status engine_begin(
	struct pc_engine *engine, struct run *run, int64_t now, struct pc_err *err);
void engine_free_run(struct pc_engine *engine, struct run *run);

/* ---- engine_money.c ---- */
int64_t engine_tokens_in(const struct pc_job *job);
int64_t engine_tokens_out(const struct pc_orch_config *config, const struct pc_job *job);
/* Fills .money and .list for a way, of which .out is not more than it can say. */
void engine_price(struct want *want, const struct pc_models *models,
	const struct pc_route *way, struct pc_str model);
struct spend {
	int64_t tokens;     /* of five minutes; < 0: as reserved */
	int64_t money;      /* cash */
	bool is_incredible; /* counts that nobody can have used: as reserved */
};
/* What it took, into the row; never less than it was. */
void engine_charge(struct spend *out, struct run *run, const struct pc_run_end *end,
	const struct pc_models *models);
int64_t engine_plus(int64_t a, int64_t b); /* the most there is, where it does not fit */

/* ---- engine_end.c, engine_act.c ---- */
struct ending {
	struct pc_engine *engine;
	struct run *run;
	const struct pc_run_end *end;
	struct pc_failure failure; /* after the gate has judged */
	struct pc_gate_answer judged;
	bool is_judged;
	struct pc_str why; /* for people; may be empty */
	int64_t now;
	struct pc_job_end job;
};
void engine_act(struct ending *e);
int64_t engine_most_attempts(const struct pc_engine *engine, const struct pc_job *job);

/* ---- engine_login.c ---- */
void engine_logins(struct pc_engine *engine, int64_t now);
/* A failure said that it has ended. */
void engine_login_ended(
	struct pc_engine *engine, const struct pc_route *way, int64_t now);
void engine_drop_logins(struct pc_engine *engine);

/* ---- engine_review.c ---- */
/* Whether a job of such a type that is done still has to be looked at. */
bool engine_wants_review(const struct pc_engine *engine, const struct pc_job *job);
/* Steps of its chain that a review may not go, bits; 0 of any other job. */
unsigned engine_review_bars(const struct pc_engine *engine,
	const struct pc_models *models, const struct pc_job *job);
/* The job stands in review; and the one that has ended may be one. */
PC_MUST_CHECK enum pc_status engine_submit_review(struct ending *e, struct pc_err *err);
PC_MUST_CHECK enum pc_status engine_review_ended(struct ending *e, struct pc_err *err);
/* One that came to no word. */
void engine_review_gone(struct pc_engine *engine, const struct pc_job *job);

#endif
