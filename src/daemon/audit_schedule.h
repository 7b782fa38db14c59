/* SPDX-License-Identifier: Apache-2.0 */
/* When this machine's own agent settings and environments are looked through for keys:
 * as the machine's audit.yaml says, which is read anew each time. */
#ifndef DAEMON_AUDIT_SCHEDULE_H
#define DAEMON_AUDIT_SCHEDULE_H

#include "daemon_priv.h"

/* The longest that one audit takes, ms: a home may hold years of transcripts. */
#define AUDIT_LONGEST (INT64_C(60) * 60 * 1000)

/* Looks at the record, by name: keys that were found; that an audit could not run. */
extern const char audit_of_keys[], audit_of_runs[];

struct audit_turn {
	bool is_due;  /* an audit is to be started now */
	bool is_off;  /* none is wanted */
	int64_t wait; /* ms until this is to be asked again */
};

/* Until it is asked for the first time, ms: a machine has other things to do when it
 * starts, and so have those beside it on one host. */
int64_t audit_first_wait(void);

/* audited: the moment (of the monotonic clock) of the last one's start; 0: none was. */
void audit_plan(struct audit_turn *out, const struct daemon *daemon, int64_t audited);

/* To serve, at the descriptor: PC2571 and why. */
void audit_tell_fault(int fd, const char *why);
/* To serve: there is nothing wrong with audits (any more). */
void audit_tell_well(int fd);
/* To serve: nobody looks, so nothing is known. */
void audit_tell_off(int fd);

#endif
