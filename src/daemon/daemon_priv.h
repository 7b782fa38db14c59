/* SPDX-License-Identifier: Apache-2.0 */
/* How the parts of policyd fit together.
 *
 *   main.c, main_*.c, words.c
 *                 words of the command line -> the supervisor, or one role
 *   supervise.c   starts the roles, and again what ended; schedule, signals, watchdog
 *   role_sync.c   network, unprivileged, for one look: remote -> staging
 *   role_check.c  no network, unprivileged, for one look: staging -> a policy, or why not
 *   policy.c      a signed commit's files -> the document that the machine gets
 *   role_apply.c  root, no network: a policy -> the machine; drift -> mended (apply_*.c)
 *   role_serve.c  unprivileged: what happened -> records; questions -> answers;
 *                 when to report what (serve_*.c)
 *   role_glance.c root, reads alone, with each sweep: what stands above the files
 *   role_compile.c  root, for a moment: the policy -> its form for the hooks of all users
 *   role_survey.c root, reads alone, for one look: the machine -> a part of a report
 *   role_report.c network, unprivileged, for one run: the queue of reports -> the hub
 *   role_audit.c  root, reads alone, for one look: keys in homes and environments ->
 *                 fingerprints
 *   role_models.c  network, unprivileged, for one look: what providers say of their
 *                 models -> the ledger, and what of it is wrong now
 *   schedule.c    when these two run
 *   message.c     what they tell each other
 *
 * Each role is a process of its own, so that none has another one's memory.  A role first
 * becomes its user, then enters its sandbox, then listens. */
#ifndef DAEMON_PRIV_H
#define DAEMON_PRIV_H

#include "message.h"
#include "pc/config/config.h"
#include "pc/os/loop.h"

/* Descriptors that a role is born with. */
enum {
	FD_CONTROL = 3, /* to the supervisor and back */
	FD_POLICY = 4,  /* check and apply: each other */
	FD_EVENTS = 5,  /* to serve; serve: from all of them */
};

/* What a short-lived role ends with. */
enum {
	ENDED_WELL = 0,
	ENDED_BADLY = 1,   /* its own fault, or the system's */
	ENDED_REFUSED = 3, /* what is there is not to be put in force */
	ENDED_OFFLINE = 4, /* the remote could not be asked */
};

struct daemon {
	struct pc_config config;
	const char *config_file;
	const char *root;    /* absolute, as --root gave it; "": what the file says */
	const char *program; /* absolute path of this program; the others lie beside */
	bool is_once;        /* one look at the repository, then end */
};

/* Each returns the exit status of the process. */
int supervise(struct daemon *daemon);
int role_sync(struct daemon *daemon);
int role_check(struct daemon *daemon);
int role_apply(struct daemon *daemon);
int role_serve(struct daemon *daemon);
int role_glance(struct daemon *daemon);
int role_survey(struct daemon *daemon);
int role_compile(struct daemon *daemon);
int role_report(struct daemon *daemon);
int role_audit(struct daemon *daemon);
int role_models(struct daemon *daemon);

/* What a program can be; the one named "" is meant without --role. */
struct role_entry {
	const char *name;
	int (*fn)(struct daemon *daemon);
};
int daemon_main(int argc, char **argv, const struct role_entry *roles, size_t n_roles);

/* One line to the journal: "policyd: <role>: <text>". */
void daemon_log(const char *role, const char *fmt, ...) PC_PRINTF(2, 3);

#endif
