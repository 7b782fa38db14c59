/* SPDX-License-Identifier: Apache-2.0 */
/* How the parts of the hook fit together.
 *
 *   stdin -> request.c -> force.c -> decide.c or events.c -> answer.c -> stdout, exit
 *                                                         -> record.c -> spool.c
 *
 *   guard.c     before all of them: what goes wrong from here on blocks the call
 *   run.c       the way of one request through the parts
 *   request.c   bytes -> what the client is about to do
 *   force.c     the settings in force there, compiled; or why there is no valid policy
 *   decide.c    a tool call -> what deny and ask rules say of it
 *   events.c    a session that starts, settings that change
 *   answer.c    an answer -> the client's protocol
 *   record.c    an answer -> one line of the decision log, without secrets
 *   spool.c     such lines -> a file that rotates
 *
 * What is doubtful is denied. The client reads exit status 2 as a refusal, whatever else
 * was written; every other status but 0 lets the call run. */
#ifndef PC_HOOK_PRIV_H
#define PC_HOOK_PRIV_H

#include "pc/base/buf.h"
#include "pc/base/hash.h"
#include "pc/rules/generation.h"

enum { HOOK_FINE = 0, HOOK_BLOCK = 2 };

/* ---- guard.c -------------------------------------------------------------- */

/* From here on, crashes, signals that end a program and the time limit (seconds; 0: none)
 * end it with HOOK_BLOCK and one line on stderr.  Standard descriptors that are closed
 * are filled with what fails. */
void guard_start(double seconds);
/* The answer is out: whatever happens now, the exit status is this. */
void guard_settle(int status);

/* ---- request.c ------------------------------------------------------------ */

struct request {
	size_t size; /* of the whole event */
	struct pc_str event, session;
	struct pc_str mode;      /* the permission mode; empty: none that is known */
	struct pc_str cwd;       /* absolute */
	struct pc_action action; /* of PreToolUse */
	struct pc_str changed;   /* of ConfigChange: the source, "user_settings" */
};

/* What could be read is in *out even when this fails: for the log. */
PC_MUST_CHECK enum pc_status request_read(struct request *out, struct pc_arena *arena,
	struct pc_str text, struct pc_err *err);

/* ---- force.c -------------------------------------------------------------- */

struct hook_places {
	struct pc_str managed; /* empty: the machine's */
	struct pc_str home;
	struct pc_str project; /* where the client was started; empty: the request's cwd
				*/
	struct pc_str state;   /* of the decision log and of compiled policies */
};

/* The policy in force for one request. */
struct force {
	const struct pc_settings *settings; /* NULL: none that is valid */
	const struct pc_policy *policy;
	const char *digest; /* of the managed settings */
	struct pc_generation generation;
};

/* Fails when there is no valid policy: none at all, one that stops the client, one that
 * cannot be read. */
PC_MUST_CHECK enum pc_status force_load(struct force *out,
	const struct hook_places *places, const struct request *request,
	struct pc_err *err);
void force_done(struct force *force);

/* ---- decide.c events.c ---------------------------------------------------- */

enum opinion { OPINION_NONE, OPINION_ASK, OPINION_DENY };

enum answer_by {
	ANSWER_BY_RULE,    /* deny and ask rules, or none of them */
	ANSWER_BY_POLICY,  /* there is no valid one */
	ANSWER_BY_REQUEST, /* it is none that could be understood */
	ANSWER_BY_EVENT,   /* what the policy says of events that are no tool calls */
};

struct answer {
	enum opinion opinion;
	enum answer_by by;
	const struct pc_rule *rule; /* may be NULL */
	struct pc_str reason;       /* one line; empty when there is no opinion */
	struct pc_str context;      /* of SessionStart: what the model is told */
};

void decide_call(struct answer *out, struct pc_arena *arena, const struct force *force,
	const struct request *request);
void events_session(
	struct answer *out, struct pc_arena *arena, const struct force *force);
void events_change(struct answer *out, struct pc_arena *arena, const struct force *force,
	const struct request *request);

/* ---- answer.c ------------------------------------------------------------- */

/* The answer as the client reads it; nothing where there is no opinion. */
void answer_write(
	struct pc_buf *out, const struct request *request, const struct answer *answer);
/* Writes it, a reason to stderr too, and returns the exit status. */
int answer_say(const struct request *request, const struct answer *answer);

/* ---- record.c spool.c ----------------------------------------------------- */

/* One line, ended. force may be NULL. */
void record_write(struct pc_buf *out, const struct request *request,
	const struct answer *answer, const struct force *force, uint64_t microseconds);
/* Adds a line to the log in that directory, which is made when it is not there. */
PC_MUST_CHECK enum pc_status spool_add(
	struct pc_str dir, struct pc_str line, struct pc_err *err);

/* ---- run.c ---------------------------------------------------------------- */

/* Answers what stands on descriptor fd; returns the exit status. */
int run_hook(const struct hook_places *places, int fd);

/* ---- the answer to bytes, for tests: run.c -------------------------------- */

struct hook_run {
	struct pc_arena arena;
	struct request request;
	struct force force;
	struct answer answer;
};

/* Never fails: what is wrong with the text or the policy is a denial. */
void run_text(struct hook_run *run, const struct hook_places *places, struct pc_str text);
void run_done(struct hook_run *run);

#endif
