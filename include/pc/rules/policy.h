/* SPDX-License-Identifier: Apache-2.0 */
/* One immutable generation: settings compiled so that a decision is fast, and the
 * decision itself.
 *
 *   settings -> pc_policy_compile -> policy;  policy + action -> pc_policy_decide ->
 * verdict
 *
 * Deciding is pure: it reads neither files nor environment, except for symbolic links
 * through the function that the caller hands in. */
#ifndef PC_RULES_POLICY_H
#define PC_RULES_POLICY_H

#include "pc/match/glob.h"
#include "pc/rules/rule.h"

struct pc_policy;
struct pc_sh_tree;

enum pc_verdict_kind {
	PC_VERDICT_ALLOW, /* it runs */
	PC_VERDICT_ASK,   /* the client would prompt */
	PC_VERDICT_DENY,
	PC_VERDICT_ABSENT, /* the tool is not offered to the model at all */
};

enum pc_by {
	PC_BY_RULE,      /* a rule decided */
	PC_BY_DEFAULT,   /* no rule, no exception: the client's default */
	PC_BY_READ_ONLY, /* the client's own list of harmless things */
	PC_BY_SAFETY,    /* a check that no allow rule lifts */
	PC_BY_MODE,      /* the permission mode decided */
	PC_BY_REFUSED,   /* the client does not start */
};

struct pc_verdict {
	enum pc_verdict_kind kind;
	enum pc_by by;
	const struct pc_rule *rule; /* the rule that decided, or NULL */
	struct pc_str reason;       /* one sentence for people; static or in the arena */
};

/* What an agent wants to do. */
struct pc_action {
	struct pc_str tool;
	const struct pc_node *input; /* the tool's input: a map, or NULL */
};

/* One step of the trace that --explain prints. */
struct pc_trace {
	void (*step)(void *user, const struct pc_rule *rule, struct pc_str what);
	void *user;
	bool only_matches; /* leave out rules that do not match */
};

/* Follows symbolic links: puts the real path of an absolute, normal path into *out
 * (in arena) and says whether it differs.  An empty *out with true: the links cannot be
 * followed (a loop), and what the path means is unknown.  NULL for the function: nothing
 * is a link. */
typedef bool pc_resolve_fn(
	struct pc_str *out, struct pc_arena *arena, struct pc_str path, void *user);
/* Both as this machine has its links, for .resolve and .follow; no user data. */
bool pc_resolve_here(
	struct pc_str *out, struct pc_arena *arena, struct pc_str path, void *user);
bool pc_follow_here(
	struct pc_str *out, struct pc_arena *arena, struct pc_str path, void *user);

struct pc_evaluator {
	struct pc_arena *arena; /* reset by the caller between decisions */
	struct pc_scratch *scratch;
	pc_resolve_fn *resolve;
	pc_resolve_fn
		*follow; /* one link on the way; rules see every stop.  May be NULL */
	void *resolve_user;
	struct pc_trace *trace; /* NULL: no trace */
	/* A command line that the caller has parsed already: taken when it is the very
	 * text of the action.  NULL: none. */
	const struct pc_sh_tree *tree;
};

/* The policy borrows settings and their arena.  Findings about rules go to diags. */
PC_MUST_CHECK enum pc_status pc_policy_compile(struct pc_policy **out,
	const struct pc_settings *settings, struct pc_diags *diags, struct pc_err *err);
void pc_policy_free(struct pc_policy *policy);
void pc_policy_freep(struct pc_policy **policy);

struct pc_verdict pc_policy_decide(const struct pc_policy *policy,
	const struct pc_evaluator *evaluator, const struct pc_action *action);

const char *pc_verdict_name(enum pc_verdict_kind kind);
const char *pc_by_name(enum pc_by by);

#endif
