/* SPDX-License-Identifier: Apache-2.0 */
/* One program that works on a job: started, listened to, and ended when it is late,
 * silent or says too much.  What its words mean is its backend's business. */
#ifndef ORCH_WORKER_H
#define ORCH_WORKER_H

#include "pc/base/buf.h"
#include "pc/orch/backend.h"
#include "pc/os/child.h"

enum worker_stop { /* why we ended it */
	WORKER_NOT_STOPPED,
	WORKER_CANCELLED,
	WORKER_FLOODED,
	WORKER_LATE,
	WORKER_SILENT,
	WORKER_UNWANTED, /* by its backend, for what it said */
};

struct worker_end {
	struct pc_ending ending;
	enum worker_stop stop;
	struct pc_str errors; /* the beginning of what it said on its standard error */
};

struct worker_plan {
	char *const *argv, *const *env;
	const char *dir;
	bool is_job_dir; /* looked at before: no link may have come into it since */
	int input;       /* the caller's; -1: nothing */
	int64_t deadline, idle;
	/* From the loop, never from inside of worker_start() or worker_stop(). */
	void (*said)(void *context, struct pc_str bytes);
	void (*ended)(void *context, const struct worker_end *end); /* once, the last */
	void *context;
};

struct worker;

PC_MUST_CHECK enum pc_status worker_start(struct worker **out, struct pc_loop *loop,
	const struct worker_plan *plan, struct pc_err *err);
/* It may save what it has: its group is asked first, and killed shortly after. */
void worker_stop(struct worker *worker, enum worker_stop why);
/* Tells whoever wants to know which process it is. */
void worker_announce(const struct worker *worker, const struct pc_run_hooks *hooks);

/* ---- for the backends ---------------------------------------------------------------
 */

/* {model}, {dir}, {prompt} in each argument of a template; NULL at the end, in arena.
 * PC_ERR_LIMIT: too many, or one that is too long; PC_ERR_USAGE: a name in braces that
 * there is not, an empty template, or a program without an absolute path. */
struct worker_words {
	struct pc_str model, dir, prompt;
	bool has_prompt; /* {prompt} may stand there */
	/* worker_argv()'s own: "--" was before, so that nothing is an option. */
	bool is_behind_options;
};
PC_MUST_CHECK enum pc_status worker_argv(char ***out, size_t *n, struct pc_arena *arena,
	const struct pc_texts *argv, const struct worker_words *words,
	struct pc_err *err);
bool worker_takes_prompt(const struct pc_texts *argv);
/* No job without a pass, a prompt, or with one that is too long. */
PC_MUST_CHECK enum pc_status worker_check(
	const struct pc_run_plan *plan, struct pc_err *err);
/* Where it works: where the job says, else in the job's directory. */
const char *worker_place(struct pc_arena *arena, const struct pc_run_plan *plan);
/* Ends that need no classifying, because they are ours. */
bool worker_fault(
	struct pc_failure *out, struct pc_arena *arena, const struct worker_end *end);
/* The environment of the plan, cleaned once more, and more, ended by NULL. */
char **worker_env(
	struct pc_arena *arena, const struct pc_run_plan *plan, const char *const *more);
/* What the end of a process says to whoever classifies it. */
void worker_outcome(struct pc_outcome *out, const struct worker_end *end);

#endif
