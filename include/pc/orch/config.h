/* SPDX-License-Identifier: Apache-2.0 */
/* orchestrator.yaml: backends, keys, chains, limits.  Machines have it in /etc/policyctl,
 * a policy repository beside its fragments. */
#ifndef PC_ORCH_CONFIG_H
#define PC_ORCH_CONFIG_H

#include "pc/base/diag.h"
#include "pc/orch/backend.h"
#include "pc/orch/key.h"

#define PC_ORCH_FILE "/etc/policyctl/orchestrator.yaml"
#define PC_ORCH_NAME "orchestrator.yaml"

/* Somebody who can be asked: a backend with an address or a program. */
struct pc_orch_backend {
	struct pc_str name; /* "claude", "openrouter", "local" */
	enum pc_backend_kind kind;
	struct pc_str provider; /* of keys, windows, the table of models */
	enum pc_contract contract;
	struct pc_str url;      /* empty: the provider's own */
	struct pc_texts argv;   /* of a program: a template, no shell */
	bool is_subscription;   /* cash is 0; list price is kept */
	bool is_keyless;        /* it has its own login, or needs none */
	int64_t concurrency;    /* 0: any */
	int64_t deadline, idle; /* ms */
	struct pc_texts data;   /* classes of data that may go there; none: "public" */
	/* Of its own login: a JSON file that says when it ends (a number of ms or s under
	 * any key "expiresAt" or "expires_at"), and a program that makes it new. */
	struct pc_str login;
	struct pc_texts renew;
	struct pc_span at;
};

/* One way to try: a backend and a model or position. */
struct pc_orch_step {
	const struct pc_orch_backend *backend;
	struct pc_str model;
	struct pc_span at;
};

struct pc_orch_chain {
	struct pc_str name;
	struct pc_orch_step *steps;
	size_t count;
};

struct pc_orch_type { /* of jobs */
	struct pc_str name;
	const struct pc_orch_chain *chain; /* by tier where NULL */
	struct pc_str tier;                /* "brain", "worker", "grunt" */
	int64_t concurrency, max_attempts, deadline;
	int64_t budget_day, budget_month; /* picodollars; 0: none */
	int64_t tokens_day;               /* 0: any */
	struct pc_str gate; /* "review": a job is done when another family looked at it */
	bool is_interactive; /* never behind batch */
};

struct pc_orch_project {
	struct pc_str name;
	int64_t concurrency;              /* 0: any */
	int64_t budget_day, budget_month; /* picodollars; 0: none */
	int64_t tokens_day;               /* 0: any */
	struct pc_span at;
};

struct pc_orch_limits {
	int64_t slots, operator_slots;    /* 20, 1 */
	int64_t tokens_5min;              /* 2,000,000 */
	int64_t backpressure_depth;       /* 20 */
	int64_t backpressure_percent;     /* 80, of the tokens */
	int64_t budget_day, budget_month; /* picodollars; 0: none */
	int64_t tokens_day;               /* 0: any */
	int64_t longest_window;           /* ms: no header makes one longer */
	int64_t lease, heartbeat, sweep;  /* ms; the sweep: 10 s */
	int64_t keep;                     /* ms that ended jobs stay */
};

struct pc_orch_config {
	const char *file;
	struct pc_orch_limits limits;
	struct pc_orch_backend *backends;
	size_t n_backends;
	struct pc_key *keys;
	size_t n_keys;
	struct pc_orch_chain *chains; /* one of the name of each tier, and more */
	size_t n_chains;
	struct pc_orch_type *types;
	size_t n_types;
	struct pc_orch_project *projects; /* those that have limits of their own */
	size_t n_projects;
	bool allows_env_keys;
	struct pc_str state;  /* directory of queue and jobs */
	struct pc_str spool;  /* directory that jobs are handed in at as files */
	struct pc_str socket; /* where questions are answered */
	/* Names of users of the machine, "@group", or "*": who may hand in jobs, and who
	 * may see and do everything; root and who serves always may. */
	struct pc_texts users, operators;
	struct pc_str policy; /* a directory of managed settings; empty: the machine's */
};

/* Everything in arena.  Findings: PC2101 to PC2104; PC2700 to PC2719. */
PC_MUST_CHECK enum pc_status pc_orch_config_read(struct pc_orch_config **out,
	struct pc_arena *arena, const char *file, struct pc_str text,
	struct pc_diags *diags, struct pc_err *err);
/* The same of a file that only root or we may write (PC_ERR_SYSTEM); PC_ERR_ABSENT: it is
 * not there. */
PC_MUST_CHECK enum pc_status pc_orch_config_load(struct pc_orch_config **out,
	struct pc_arena *arena, const char *file, struct pc_diags *diags,
	struct pc_err *err);

#endif
