/* SPDX-License-Identifier: Apache-2.0 */
/* One run: a world, the real engine in it, and what must hold.
 *
 *   place.c    who can be asked, with which keys, by which policy; and a second, simple
 *              opinion of what that policy lets
 *   jobs.c     what is handed in, and what becomes of it if nothing else goes wrong
 *   faults.c   what goes wrong when, and what a way answers at a time
 *   world.c    attempts: the engine's world
 *   people.c   operators, reviewers, those who change their minds
 *   rows.c     what is looked at when all is over
 *   blind.c    whether somebody could work and nobody does
 *   run.c      from the first day to the last
 *
 * Nothing in here asks the clock or the system for chance. */
#ifndef SIM_H
#define SIM_H

#include "chance.h"
#include "heap.h"
#include "pc/base/buf.h"
#include "pc/orch/engine.h"
#include "pc/rules/policy.h"

#define SECOND INT64_C(1000)
#define MINUTE (60 * SECOND)
#define HOUR   (60 * MINUTE)
#define DAY    (24 * HOUR)
#define BEGIN  INT64_C(1771977600000) /* 2026-02-25 00:00 UTC */
#define NEVER  INT64_MAX

enum chance_stream_of { OF_PLACE, OF_JOBS, OF_FAULTS, OF_PEOPLE, OF_ATTEMPTS, OF_TIMES };

/* ---- place.c ----------------------------------------------------------------- */

enum model {
	OPUS,
	SONNET,
	HAIKU,
	GPT,
	CODEX,
	DEEPSEEK,
	KIMI,
	GEMINI,
	MIXTRAL,
	QWEN, /* no policy lets it */
	LLAMA,
	MODELS,
};
enum backend { CLAUDE, SECOND_LOGIN, API, ROUTER, OPENAI, LOCAL, BACKENDS };
enum provider { P_ANTHROPIC, P_OPENROUTER, P_OPENAI, P_LOCAL, PROVIDERS };
enum { KEY_NONE = -1, KEYS = 6, CHAINS = 7, MOST_STEPS = 8, PROJECTS = 47 };
enum data { D_PUBLIC, D_INTERNAL, D_SECRET, DATA };
/* What a worker may be granted. */
enum tools { T_NONE, T_EDIT, T_NPM, T_CURL, TOOLS };
enum type {
	CODING,
	RESEARCH,
	WRITING,
	TRADING,
	REVIEW,
	DEPLOY,
	SOCIAL,
	VIDEO,
	MAIL,
	HEALTH,
	ESSAY,
	CHAT,
	TYPES,
};

struct model_row {
	const char *id, *provider, *line;
	int64_t input, output; /* picodollars a token */
	int64_t context;
};
struct backend_row {
	const char *name;
	enum provider provider;
	bool is_keyless, is_subscription, is_worker;
	unsigned data; /* bits */
	int64_t concurrency;
};
struct key_row {
	const char *name;
	enum provider provider;
	const char *organization, *rank;
	int model, project;              /* pins; -1: none */
	int64_t concurrency, budget_day; /* picodollars */
};
struct step_row {
	int backend, model; /* backend -1: the end */
};
struct chain_row {
	const char *name;
	struct step_row steps[MOST_STEPS];
};
struct type_row {
	const char *name;
	int chain;
	int per_mille;            /* of jobs that no schedule brings */
	int64_t seconds, in, out; /* medians */
	int64_t concurrency;
};
extern const struct model_row model_rows[MODELS];
extern const struct backend_row backend_rows[BACKENDS];
extern const struct key_row key_rows[KEYS];
extern const struct chain_row chain_rows[CHAINS];
extern const struct type_row type_rows[TYPES];
extern const char *const provider_names[PROVIDERS];
extern const char *const tool_grants[TOOLS];
extern const char *const data_names[DATA];

/* What differs from seed to seed. */
struct limits {
	int64_t slots, operator_slots, tokens_5min, budget_day, depth, percent;
	int64_t sweep, heartbeat;
};

/* A policy as the world understands it: flat lists, no rules. */
struct simple_policy {
	bool denies_model[MODELS];
	bool denies_provider[PROVIDERS];
	bool denies_tools[TOOLS];
};

struct rules; /* one generation of the engine's */

/* ---- jobs.c ------------------------------------------------------------------ */

struct job {
	int64_t id; /* of the queue; 0: not handed in yet */
	int64_t at; /* when it is meant to come */
	int64_t submitted, first_start, ended_at;
	enum type type;
	int chain, project;
	enum data data;
	enum tools tools;
	int priority, unique;
	int64_t seconds_ms, in, out;
	int64_t needs[2]; /* indexes of other jobs; -1: none */
	bool also_failed;
	bool is_operator, is_scheduled;
	bool has_gate;
	/* What would go wrong whatever anybody does. */
	unsigned refused_by; /* bits of models that will not say such a thing */
	bool is_bad, is_never_valid;
	int64_t context; /* tokens that it needs */
	int64_t cancel_at, hold_at, let_go_at;
	/* What the world has seen. */
	int state;      /* of its row, as last read */
	int n_attempts; /* in the world */
	int64_t alive;  /* the newest attempt that still runs; 0: none */
	bool is_dirty, is_cancelled, is_held, is_succeeded, is_refused_now;
	bool was_retried;           /* by people, after its end */
	bool was_answered_by_other; /* who may not, last */
	int64_t waiting_since;      /* 0: it does not wait */
};

/* ---- faults.c ---------------------------------------------------------------- */

enum fault_kind {
	F_OUTAGE, /* 529, 503, connections that are refused */
	F_RATE,
	F_RAMP,
	F_QUOTA,
	F_SPEND,
	F_CREDIT,
	F_AUTH,
	F_STUCK, /* said to last for three weeks, lasts for 20 minutes */
	F_GONE,
	F_UNKNOWN, /* answers that nobody has seen before */
	F_BREAKS,  /* streams end in the middle */
	F_LOGIN,   /* a login ends; with flavour 1 it cannot be renewed for 93 minutes */
	FAULTS,
};
enum fault_state { FAULT_BEFORE, FAULT_ON, FAULT_DOUBT, FAULT_OVER };

struct fault {
	enum fault_kind kind;
	int64_t from, to;
	int provider, backend, key, model; /* -1: any */
	const char *organization;
	int flavour;
	bool is_lifted; /* an operator says so when it is over */
	enum fault_state state;
	unsigned proven; /* bits of models that were seen to work again */
};

struct way {
	int backend, key, model; /* key KEY_NONE: its own login */
};

/* What is behind a way: whether it works, or would, or is said not to. */
enum way_state { WAY_WORKS, WAY_IN_DOUBT, WAY_CLOSED };

/* ---- world.c ----------------------------------------------------------------- */

struct attempt {
	int64_t id, job; /* job: an index */
	struct way way;
	int engine; /* which of them started it */
	int64_t started, ends, reserved_money, reserved_tokens;
	int64_t charged; /* picodollars, in truth */
	int64_t tokens;
	int64_t row_cash;
	enum pc_failure_class class; /* that it will end with */
	int64_t until;
	int answered; /* a model */
	bool may_have_run, is_silent, is_alive, is_told, is_cancelled, is_known;
	bool is_success, has_usage;
	bool is_paid;    /* its purses have what it took */
	bool is_counted; /* takes a place, as far as whoever serves knows */
	int64_t in, out;
	struct pc_credential login;
};

enum event_kind {
	EV_SUBMIT,
	EV_STARTED,
	EV_LIMITS,
	EV_END,
	EV_FAULT,
	EV_RENEWED,
	EV_PERSON,
	EV_REVIEW,
	EV_OPERATOR,
	EV_CRASH,
	EV_BACK,
	EV_POLICY,
	EV_LOOK,
	EV_JOB_CANCEL,
	EV_JOB_HOLD,
	EV_JOB_LET_GO,
	EV_OVER,
};

struct pause {
	int kind; /* enum pc_pause_kind; 0: none (nobody pauses all of it here) */
	char name[24];
};

struct results {
	int64_t jobs, allowed, done, failed, dead, refused, cancelled, own, open;
	int64_t attempts, losses, operator_waited, blind, in_doubt, unknown, crashes;
	int64_t expired, turns, events;
	int64_t list_price, cash;
	int64_t worst_wait_again; /* an operator's job, queued once more */
};

enum { MOST_FINDINGS = 12, FINDING_SIZE = 240, MOST_ACTIVE = 32 };

/* What was really charged in a day, and what is reserved for those that run. */
struct purse {
	int64_t day, spent, reserved;
};

struct sim {
	uint64_t seed;
	int days;
	bool is_verbose;
	int64_t now, end;
	struct heap heap;
	struct limits limits;
	/* places */
	char dir[64], file[96];
	bool has_second_login;
	struct simple_policy policy;
	int64_t policy_since; /* when it was changed last */
	struct rules *rules;
	int n_generations;
	/* jobs */
	struct job *jobs;
	size_t n_jobs, cap_jobs;
	int64_t *by_id; /* index + 1 */
	size_t n_by_id, cap_by_id;
	int64_t last_id;
	int64_t *waiting; /* indexes */
	size_t n_waiting, cap_waiting;
	int64_t *dirty;
	size_t n_dirty, cap_dirty;
	/* faults */
	struct fault *faults;
	size_t n_faults, cap_faults;
	int active[MOST_ACTIVE];
	int n_active;
	int64_t login_ends[BACKENDS];
	bool login_is_told[BACKENDS]; /* when it ends */
	uint64_t renewals;
	/* attempts, by their id */
	struct attempt *attempts;
	size_t n_attempts, cap_attempts;
	int64_t running[BACKENDS], key_running[KEYS], type_running[TYPES];
	int64_t all_running, batch_running;
	int64_t key_day[KEYS], key_spent[KEYS]; /* never less than what was reserved */
	struct purse purses[KEYS + 1];          /* the last: of all */
	int64_t starts;                         /* so far */
	/* the engine */
	struct pc_queue *queue;
	struct pc_engine *engine;
	int n_engines;
	int64_t pid, pid_started, turn_at;
	bool is_down, is_broken;
	int64_t n_told, n_unknown_told, unknown_base;
	/* people */
	struct pause pauses[8];
	uint64_t people;
	int64_t operators_job[2]; /* indexes + 1 of what they wait for */
	/* blindness */
	int64_t blind_since, doubt_since, blind_job;
	int64_t blind_starts;
	/* what came of it */
	struct results results;
	char findings[MOST_FINDINGS][FINDING_SIZE];
	int n_findings; /* all, more than are kept too */
};

/* Something does not hold. */
void sim_find(struct sim *s, const char *fmt, ...) PC_PRINTF(2, 3);
void sim_log(const struct sim *s, const char *fmt, ...) PC_PRINTF(2, 3);

/* place.c */
void place_draw(struct sim *s);
/* The next generation, of the policy as it is, or of the one that forbids more. */
void place_rules(struct pc_engine_rules *out, struct sim *s, bool is_change);
/* Nobody holds any rules any more. */
void place_check(struct sim *s);
void place_done(struct sim *s);
int place_backend(struct pc_str name);
int place_key(struct pc_str name, struct pc_str provider);
int place_model(struct pc_str id);
int place_type(struct pc_str name);
const struct pc_orch_backend *place_config_backend(const struct sim *s, int backend);
const struct pc_key *place_config_key(const struct sim *s, int key);
const struct pc_models *place_models(const struct sim *s);
/* Whether the policy lets the job go that way; the second opinion. */
bool place_lets(const struct sim *s, const struct job *job, const struct way *way);
/* All ways of a job that are lawful; returns how many. */
enum { MOST_WAYS = MOST_STEPS * KEYS };
size_t place_ways(struct way *out, const struct sim *s, const struct job *job);
/* The job can do it that way, by what it is. */
bool job_fits(const struct job *job, const struct way *way);
bool place_can(const struct sim *s, const struct job *job); /* some way lets and fits */
bool place_may(const struct sim *s, const struct job *job); /* some way lets */

/* jobs.c */
void jobs_draw(struct sim *s);
struct job *job_add(struct sim *s);
struct job *job_of(struct sim *s, int64_t id); /* NULL: not known yet */
void job_bind(struct sim *s, struct job *job, int64_t id);
/* Hands it in to the queue. */
void job_submit(struct sim *s, int64_t index);
void jobs_schedule(struct sim *s);
void jobs_unschedule(struct sim *s);
/* Those that a schedule has brought since the last look. */
void jobs_discover(struct sim *s, int64_t up_to);
void job_mark(struct sim *s, struct job *job); /* its row may be another one */
void jobs_read(struct sim *s);
void job_draw_body(struct job *job, uint64_t *random);

/* faults.c */
void faults_draw(struct sim *s);
void fault_edge(struct sim *s, int64_t index);
enum way_state way_state(const struct sim *s, const struct way *way);
/* What an attempt that starts now comes to. */
void fault_answer(struct sim *s, struct attempt *a, const struct job *job);
/* What becomes of those that run when a fault begins. */
void fault_strike(struct sim *s, const struct fault *fault);
void fault_success(struct sim *s, const struct way *way, int64_t started);
bool fault_blocks_renewal(const struct sim *s, int backend);

/* world.c */
void world_face(struct pc_engine_world *out, struct sim *s);
bool world_is_alive(void *context, int64_t pid, int64_t started);
struct attempt *attempt_of(struct sim *s, int64_t id);
void world_started(struct sim *s, int64_t id);
void world_limits(struct sim *s, int64_t id);
void world_ended(struct sim *s, int64_t id);
void world_renewed(struct sim *s, int64_t what);
void world_reserves(struct sim *s); /* reads what was reserved for new attempts */
/* What nobody hears of takes no more than was reserved for it: the one thing that is
 * taken on trust here. */
void world_cap(struct attempt *a);
void world_crash(struct sim *s);
/* Nobody asks any more whether the job's worker is still there. */
void world_forget(struct sim *s, const struct job *job);
void world_logins(struct sim *s);

/* people.c */
void people_draw(struct sim *s);
void people_act(struct sim *s);
void people_review(struct sim *s, int64_t id);
void people_ask(struct sim *s, int64_t who);
void people_cancel(struct sim *s, int64_t index);
void people_hold(struct sim *s, int64_t index, bool is_hold);
void people_leave(struct sim *s); /* nothing is paused or held any more */
bool people_pause(const struct sim *s, const struct job *job);
bool people_pause_key(const struct sim *s, int key);

/* blind.c */
void blind_look(struct sim *s);
void blind_before(struct sim *s); /* the time is about to go on */

/* rows.c */
void rows_check(struct sim *s);

/* run.c */
void sim_run(struct sim *s);
void sim_done(struct sim *s);
void sim_must(struct sim *s, enum pc_status status, const struct pc_err *err,
	const char *doing);

#endif
