/* SPDX-License-Identifier: Apache-2.0 */
/* How the parts of the hook fit together.
 *
 *   stdin -> request.c -> force.c -> decide.c or events.c -> answer.c -> stdout, exit
 *            agent_*.c                                       agent_*.c
 *                                                         -> record.c -> spool.c
 *
 *   guard.c     before all of them: what goes wrong from here on blocks the call
 *   run.c       the way of one request through the parts
 *   request.c   bytes -> what the client is about to do
 *   agent.c     the agents whose protocols are known, and what they have in common
 *   agent_*.c   one protocol each: its words for events, tools and answers
 *   force.c     the settings in force there, compiled; or why there is no valid policy
 *   decide.c    a tool call -> what deny and ask rules say of it
 *   events.c    a session that starts, settings that change
 *   written.c   a key in what a tool call writes, where the machine's audit.yaml cares
 *   answer.c    an answer -> stdout, stderr and the exit status
 *   record.c    an answer -> one line of the decision log, without secrets
 *   spool.c     such lines -> a file that rotates, policyd's or the user's own
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

struct agent;

enum event_kind {
	EVENT_OTHER, /* nobody decides it */
	EVENT_CALL,
	EVENT_SESSION,
	EVENT_CHANGE, /* of settings */
};

struct request {
	const struct agent *agent; /* NULL: not even that is known */
	size_t size;               /* of the whole event */
	enum event_kind kind;
	struct pc_str event, session;
	struct pc_str mode;          /* the permission mode; empty: none that is known */
	struct pc_str start;         /* where the session is; absolute */
	struct pc_str cwd;           /* where the call runs; absolute */
	struct pc_str tool;          /* of a call, in the agent's words */
	const struct pc_node *input; /* the same */
	/* The call in the words that rules are written in; one call may do several
	 * things. */
	struct pc_action *actions;
	size_t n_actions;
	/* What of the call nobody can know, and the tool whose rules it could be meant
	 * by; usually empty. */
	struct pc_str unknown, unknown_of;
	struct pc_str changed; /* of EVENT_CHANGE: the source, "user_settings" */
};

/* agent: whose protocol the text is in.  What could be read is in *out even when this
 * fails: for the log. */
PC_MUST_CHECK enum pc_status request_read(struct request *out, struct pc_arena *arena,
	const struct agent *agent, struct pc_str text, struct pc_err *err);

/* For agents: a text that must be there; one of the texts that must be. */
PC_MUST_CHECK enum pc_status need_text(struct pc_str *out, const struct pc_node *map,
	const char *key, struct pc_err *err);
PC_MUST_CHECK enum pc_status need_directory(struct pc_str *out, const struct pc_node *map,
	const char *key, struct pc_err *err);
/* The tool and its input, which must be a map. */
PC_MUST_CHECK enum pc_status need_call(struct request *out, const struct pc_node *map,
	const char *tool, const char *input, struct pc_err *err);
/* Adds what the call does, in the words of rules. */
PC_MUST_CHECK enum pc_status add_action(struct request *out, struct pc_arena *arena,
	struct pc_str tool, const struct pc_node *input, struct pc_err *err);
/* The same with an input of one text. */
PC_MUST_CHECK enum pc_status add_text_action(struct request *out, struct pc_arena *arena,
	const char *tool, const char *key, struct pc_str text, struct pc_err *err);

/* ---- force.c -------------------------------------------------------------- */

struct hook_places {
	struct pc_str managed; /* empty: the machine's */
	struct pc_str home;
	struct pc_str project; /* where the client was started; empty: the request's cwd
				*/
	struct pc_str state;   /* of the decision log and of compiled policies */
	struct pc_str spool;   /* of decisions, for policyd; empty: the log is in state */
	struct pc_str shared;  /* of the policy that root compiled for everybody */
	/* Managed settings with the fragments enforced that are only monitored; empty, or
	 * not there: none is. */
	struct pc_str monitor;
	struct pc_str audit;       /* audit.yaml of the machine; need not be there */
	const struct agent *agent; /* NULL: Claude Code */
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
	ANSWER_BY_AUDIT,   /* a key in what the call would write or run */
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
/* Where the map "audit:" of that file says on-write: ask or deny, a key in the call makes
 * the answer at least that; the stricter answer stays.  What cannot be read of the file
 * denies calls with keys, and no others.  The answer tells the rule, nothing of the key.
 */
void decide_written(struct answer *out, struct pc_arena *arena, struct pc_str file,
	const struct request *request);
void events_session(
	struct answer *out, struct pc_arena *arena, const struct force *force);
void events_change(struct answer *out, struct pc_arena *arena, const struct force *force,
	const struct request *request);

/* ---- agent.c agent_*.c ---------------------------------------------------- */

struct agent {
	const char *name; /* --agent */
	/* Names the directory in which the agent was started; NULL: nothing does. */
	const char *project;
	/* Fills in kind, event, actions and so on from the event, a map. */
	enum pc_status (*read)(struct request *out, struct pc_arena *arena,
		const struct pc_node *map, struct pc_err *err);
	/* The answer in the agent's protocol; nothing where there is no opinion. */
	void (*write)(struct pc_buf *out, const struct request *request,
		const struct answer *answer);
	/* Its user can be asked from a hook.  Else what is to be asked about is denied.
	 */
	bool asks;
	/* The exit status of a denial that was written. */
	int denied;
};

extern const struct agent agent_claude, agent_codex, agent_gemini, agent_copilot;

/* NULL: its protocol is not known. */
const struct agent *agent_find(struct pc_str name);

/* The permission mode, if it is one that the client knows. */
struct pc_str known_mode(struct pc_str mode);
/* {"hookSpecificOutput": ...}, as several agents understand it. */
void write_specific(
	struct pc_buf *out, const struct request *request, const struct answer *answer);

/* One tool of an agent in the words of rules: a text of its input, under the first of
 * these keys that is there, becomes this text of that tool.  Without one the call is not
 * understood. */
struct tool_words {
	const char *name;
	const char *keys[3];
	const char *tool, *key;
};

/* Adds what the table says of the call's tool; *found: whether it has that tool. */
PC_MUST_CHECK enum pc_status add_known_tool(struct request *out, struct pc_arena *arena,
	const struct tool_words *table, bool *found, struct pc_err *err);

/* ---- answer.c ------------------------------------------------------------- */

/* As much of it as clients show, never half a character. */
struct pc_str shortened(struct pc_str text);
/* "allow" has no word here. */
const char *opinion_name(enum opinion opinion);
/* Writes it, a reason to stderr too, and returns the exit status. */
int answer_say(const struct request *request, const struct answer *answer);

/* ---- record.c spool.c ----------------------------------------------------- */

/* One line, in up to three parts.  force may be NULL. */
void record_begin(struct pc_buf *out, const struct request *request,
	const struct answer *answer, const struct force *force);
/* What the policy would have said whose fragments are not all enforced yet. */
void record_would(
	struct pc_buf *out, const struct answer *answer, const struct force *force);
void record_end(struct pc_buf *out, uint64_t microseconds);
/* Adds a line to the log in that directory, which is made when it is not there.  The line
 * stands between two line ends; the first one goes out only where it is missing. */
PC_MUST_CHECK enum pc_status spool_add(
	struct pc_str dir, struct pc_str line, struct pc_err *err);
/* The same where policyd takes it in: in this user's directory in the spool, which is
 * made when it is not there.  PC_ERR_ABSENT: there is no spool. */
PC_MUST_CHECK enum pc_status spool_hand_in(
	struct pc_str spool, struct pc_str line, struct pc_err *err);

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
