/* SPDX-License-Identifier: Apache-2.0 */
/* Whoever does the work: one file for each behind one face.  A backend runs on the loop,
 * never blocks, and holds at most what its ceilings say. */
#ifndef PC_ORCH_BACKEND_H
#define PC_ORCH_BACKEND_H

#include "pc/doc/fields.h"
#include "pc/net/secret.h"
#include "pc/orch/failure.h"
#include "pc/orch/gate.h"
#include "pc/os/loop.h"

struct pc_usage {
	int64_t in, out, cache_read, cache_write, thinking;
	int64_t list_price; /* picodollars that it says itself; < 0: it does not */
	int64_t at_least;   /* out, of what came before a break */
};

struct pc_run_plan {
	const struct pc_pass *pass; /* or nothing starts */
	const struct pc_job *job;
	struct pc_str model;
	/* NULL: the backend has its own login.  It is copied by start(), and may be
	 * overwritten when that returns. */
	const struct pc_secret *key;
	int64_t token_expires; /* s, of .key or of its own login; 0: not known */
	struct pc_str url, ca_file, proxy;
	struct pc_texts argv; /* of a program: the backend's template */
	/* Its own login may be a key that is billed by tokens; else a worker without
	 * .key that finds one is ended at once. */
	bool may_bill;
	const char *const *environment; /* as the gate left it */
	struct pc_str dir;      /* the job's: CLAUDE.md, checkpoint, progress.md */
	int64_t deadline, idle; /* ms; idle: between two pieces */
	size_t most_output;
	enum pc_contract
		contract; /* of what answers at .url, where several speak alike */
};

struct pc_run_end {
	struct pc_failure failure; /* class NONE: it is done */
	struct pc_str answered;    /* the model that it says */
	struct pc_usage usage;
	struct pc_str output; /* bounded; the rest is in the job's directory */
	bool is_truncated;
	struct pc_str session; /* to be resumed by */
	struct pc_str denials; /* JSON; what the client's own rules refused */
};

struct pc_run_hooks {
	void (*started)(void *context, int64_t pid, int64_t pid_started);
	void (*piece)(void *context, struct pc_str text); /* as it comes */
	void (*limits)(
		void *context, const struct pc_failure *); /* a window it was told of */
	void (*ended)(void *context, const struct pc_run_end *); /* once, the last */
	void *context;
};

/* A worker's directory, in its environment: it finds what is its job's, and what it has
 * started can be found when nobody else knows it any more. */
#define PC_JOB_VARIABLE "POLICYD_JOB"

struct pc_run;

struct pc_backend {
	const char *name; /* "claude-cli", "anthropic", "openai", "command" */
	enum pc_contract contract;
	PC_MUST_CHECK enum pc_status (*start)(struct pc_run **out, struct pc_loop *loop,
		const struct pc_run_plan *plan, const struct pc_run_hooks *hooks,
		struct pc_err *err);
	void (*cancel)(struct pc_run *run); /* ended() still comes */
};

/* By number, so that a configuration can name one without having it. */
enum pc_backend_kind {
	PC_BACKEND_NONE, /* not said; nothing starts */
	PC_BACKEND_CLAUDE_CLI,
	PC_BACKEND_ANTHROPIC,
	PC_BACKEND_OPENAI,
	PC_BACKEND_COMMAND,
	PC_BACKEND_KINDS
};
extern const struct pc_backend *const pc_backends[PC_BACKEND_KINDS]; /* NONE: NULL */
extern const struct pc_backend pc_backend_anthropic, pc_backend_claude_cli,
	pc_backend_command, pc_backend_openai;
/* Closes connections that are kept; when no run is left, before its loop goes. */
void pc_backends_done(void);

#endif
