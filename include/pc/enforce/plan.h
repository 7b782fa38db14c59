/* SPDX-License-Identifier: Apache-2.0 */
/* What has to happen so that a site holds the wanted policy, as a list of steps; and
 * carrying it out.
 *
 * A policy of ours is one document, and each step that touches it is one rename or one
 * unlink.  So the agent's directory holds the old policy until a certain system call and
 * the new one after it, whoever looks, however slowly, and wherever we are stopped;
 * documents of others are never touched by it (docs/decisions/0005). */
#ifndef PC_ENFORCE_PLAN_H
#define PC_ENFORCE_PLAN_H

#include "pc/base/buf.h"
#include "pc/enforce/build.h"
#include "pc/enforce/site.h"

/* Behind everybody else's in the order in which the client merges: where two documents
 * set one value, the last one wins. */
extern const char pc_wish_path[];

struct pc_wish {
	/* Relative to the target's directory: its base file, or a drop-in. Empty: nothing
	 * of ours shall be there. */
	struct pc_str path;
	struct pc_str bytes; /* the document; the client must be able to read it */
	/* Kept with it, also when it is in force already; at most PC_MAX_NOTE bytes
	 * count.  Empty: what was noted stays. */
	struct pc_str note;
	int64_t at_us;  /* now */
	int64_t of;     /* see struct pc_applied */
	bool exclusive; /* documents of others are removed; copies are kept */
	bool adopt;     /* somebody else's document at .path may be replaced */
};

enum pc_plan_action {
	PC_PLAN_REFUSE, /* it is not as it must be: nothing at all is done */
	PC_PLAN_SWEEP,  /* a leftover of a write that was stopped */
	PC_PLAN_MAKE,   /* a directory that is missing */
	PC_PLAN_MEND,   /* owner and mode of a directory that once were right */
	PC_PLAN_CREATE,
	PC_PLAN_CHANGE,
	PC_PLAN_MOVE, /* from another name of ours, content and all */
	PC_PLAN_LEAVE,
	PC_PLAN_REMOVE,
	PC_PLAN_KEEP, /* somebody else's */
};

struct pc_plan_step {
	enum pc_plan_action action;
	bool is_foreign;          /* about somebody else's document */
	struct pc_str path;       /* as in struct pc_seen */
	struct pc_str from;       /* PC_PLAN_MOVE */
	struct pc_str why;        /* one line; empty where there is nothing to say */
	const struct pc_seen *on; /* what is there now, or NULL */
};

struct pc_plan {
	const struct pc_wish *wish; /* the caller's; must live as long */
	struct pc_plan_step *steps; /* in the order in which they are done */
	size_t n_steps;
	size_t n_refused;
	size_t n_changes;       /* steps that would change something */
	struct pc_str path;     /* the wish's */
	struct pc_str document; /* the wish's bytes; empty for a withdrawal */
	int64_t generation;     /* the number that it gets, or has */
	char sha256[PC_SHA256_HEX];
};

const char *pc_plan_action_name(enum pc_plan_action action);

/* The wish of a build: its only document, at pc_wish_path.
 * PC_ERR_USAGE when the build has several (a policy is one document: build it merged). */
PC_MUST_CHECK enum pc_status pc_wish_of_build(
	struct pc_wish *out, const struct pc_build *build, struct pc_err *err);

/* The wish to have what generation number was; for number 0, what was there before the
 * policy in force.  With the number of the policy in force itself this is the wish of
 * whoever repairs.  PC_ERR_ABSENT when it is not kept any more, PC_ERR_PARSE when what is
 * kept is not what it was.  The bytes live as long as the site. */
PC_MUST_CHECK enum pc_status pc_wish_of_generation(
	struct pc_wish *out, struct pc_site *site, int64_t number, struct pc_err *err);

/* Lives as long as site and wish.  PC_ERR_USAGE for a path that is none, PC_ERR_LIMIT and
 * PC_ERR_PARSE for a document that the client would not take. */
PC_MUST_CHECK enum pc_status pc_plan_make(struct pc_plan *out, struct pc_site *site,
	const struct pc_wish *wish, struct pc_err *err);

/* One line for each step; JSON: one object with the steps. */
void pc_plan_text(struct pc_buf *out, const struct pc_plan *plan);
void pc_plan_json(struct pc_buf *out, const struct pc_plan *plan);

/* Carries the plan out, for a site that was opened with PC_SITE_WRITE and not changed
 * since; then looks again at what is there, and the site is as it is now.  PC_ERR_USAGE
 * when the plan has refusals.  After any other failure the agent's directory holds the
 * old policy or the new one, and the next plan and write finish the work. */
PC_MUST_CHECK enum pc_status pc_plan_write(
	struct pc_site *site, const struct pc_plan *plan, struct pc_err *err);

#endif
