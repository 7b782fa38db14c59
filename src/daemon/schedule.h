/* SPDX-License-Identifier: Apache-2.0 */
/* What policyd does again and again as a file of its owner's says, which is read anew
 * each time: audits (audit.yaml), scans of what providers say of models
 * (model-policy.yaml). */
#ifndef DAEMON_SCHEDULE_H
#define DAEMON_SCHEDULE_H

#include "daemon_priv.h"

struct schedule {
	const char *role;       /* "audit" */
	const char *file, *map; /* <map>: {schedule: 12h} */
	int64_t otherwise;      /* ms, of a file that does not say it; 0: never */
	int64_t longest;        /* that one takes, ms */
	const char *code;       /* of a finding: one could not run, and why */
	/* Looks of the record, by name: that finding's own, and what one finds. */
	const char *runs, *finds;
};

/* Of homes with years of transcripts; of a dozen addresses. */
extern const struct schedule schedule_of_audits, schedule_of_scans;

struct turn {
	bool is_due;  /* one is to be started now */
	bool is_off;  /* none is wanted */
	int64_t wait; /* ms until this is to be asked again */
};

/* Until it is asked for the first time, ms: a machine has other things to do when it
 * starts, and so have those beside it on one host. */
int64_t schedule_first_wait(void);

/* last: the moment (of the monotonic clock) of the last one's start; 0: none was. */
void schedule_plan(struct turn *out, const struct daemon *daemon,
	const struct schedule *schedule, int64_t last);

/* To serve, at the descriptor: one could not run, and why. */
void schedule_tell_fault(int fd, const struct schedule *schedule, const char *why);
/* To serve: there is nothing wrong with them (any more). */
void schedule_tell_well(int fd, const struct schedule *schedule);
/* To serve: nobody looks, so nothing is known. */
void schedule_tell_off(int fd, const struct schedule *schedule);

#endif
