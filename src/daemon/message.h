/* SPDX-License-Identifier: Apache-2.0 */
/* What policyd's processes tell each other: packets of one message each, over pairs of
 * sockets that they were born with.
 *
 *   check --policy--> apply --what it did, drift--> serve <--what came of it-- sync,
 * check supervisor <--progress, wishes--
 *   glance --what stands above the files--> serve
 *   survey --what it saw--> serve <--what became of reports-- report
 *
 * An attempt's outcome is one of: same, new, offline, refused, failed (sync, with check's
 * own refusals and failures), expired (check: the policy is in force, and too old),
 * waiting (check: the head is not for this machine, or not yet), killed (check: a kill
 * switch is on), done (supervisor: the look that started then is over; not for the
 * record).
 *
 * A message is a C struct; a table says which fields it has and how long they may be.
 * What arrives is held against the table: another length, kind or text ends the peer. */
#ifndef DAEMON_MESSAGE_H
#define DAEMON_MESSAGE_H

#include "pc/base/arena.h"
#include "pc/base/err.h"

enum message_type {
	MESSAGE_BEGIN = 1, /* check -> apply: a policy follows */
	MESSAGE_PART,      /* check -> apply: bytes of one of its files */
	MESSAGE_COMMIT,    /* check -> apply: that was all of it */
	MESSAGE_APPLIED,   /* apply -> check, serve: what came of it */
	MESSAGE_DRIFT,     /* apply -> serve: found and mended */
	MESSAGE_FINDING,   /* apply, glance -> serve: one of what a look found */
	MESSAGE_FINDINGS,  /* apply, glance -> serve: that was all of it */
	MESSAGE_SYNCED,    /* sync, check, supervisor -> serve: an attempt has ended */
	MESSAGE_PROGRESS,  /* apply, serve -> supervisor: real work was done */
	MESSAGE_WISH,      /* serve -> supervisor, apply: somebody wants this now */
	MESSAGE_ASK,       /* check -> apply: what is in force? */
	MESSAGE_IN_FORCE,  /* apply -> check: that */
	MESSAGE_SURVEYED,  /* survey -> serve: what the machine shows */
	MESSAGE_SENT,      /* report -> serve: what became of a report */
	MESSAGE_TYPES,
};

/* File 0 is the document that the client reads.  File 1, where n_files is 2, is named
 * "monitor": the same policy with the fragments enforced that are only monitored. */
struct message_begin {
	struct pc_str commit; /* hexadecimal */
	struct pc_str plan;   /* what of the commit this machine gets; no spaces */
	struct pc_str digest; /* of file 0; hexadecimal */
	struct pc_str signer; /* who answers for it */
	uint64_t signed_at;   /* seconds since 1970 */
	uint64_t expires;     /* the same; 0: never */
	uint64_t n_files;
};

struct message_part {
	uint64_t file; /* of n_files, from 0 */
	struct pc_str name;
	uint64_t offset;
	struct pc_str bytes;
};

struct message_commit {
	struct pc_str digest;
};

struct message_applied {
	struct pc_str commit, digest, signer;
	uint64_t signed_at, expires; /* as in message_begin */
	uint64_t generation;         /* its number; 0: refused */
	uint64_t changes;            /* files that were made, changed or removed */
	uint64_t is_new;             /* 0: it was in force before */
	struct pc_str reason;        /* why not */
};

struct message_drift {
	struct pc_str change; /* as in struct pc_drift_event */
	struct pc_str path, kind, by, diff;
	uint64_t generation, mended;
	uint64_t process; /* whose doing it was; 0: nobody knows */
	uint64_t is_ours; /* what changed is what we put in force */
};

struct message_finding {
	struct pc_str source; /* which look */
	struct pc_str code, severity, file, text;
};

struct message_findings {
	struct pc_str source;
	uint64_t count; /* of messages before this one */
};

struct message_synced {
	struct pc_str remote, commit, outcome, reason;
	uint64_t started, ended; /* milliseconds since 1970 */
};

struct message_progress {
	struct pc_str role;
};

enum wish {
	WISH_SYNC,     /* look at the repository */
	WISH_ROLLBACK, /* to what was in force before, or to generation .number */
	WISH_RESUME,   /* a rollback holds nothing any more; look */
	WISH_GLANCE,   /* serve -> supervisor: start glance */
	WISH_SURVEY,   /* serve -> supervisor: start survey */
	WISH_SEND,     /* serve -> supervisor: start report */
	WISH_COMPILE,  /* apply -> supervisor: start compile */
};

struct message_wish {
	uint64_t wish; /* of enum wish */
	uint64_t number;
	struct pc_str reason;
};

struct message_ask {
	uint64_t number; /* stands in the answer, too: one of an earlier check is none */
};

struct message_in_force {
	uint64_t number;
	uint64_t generation;  /* 0: nothing of ours */
	struct pc_str commit; /* hexadecimal; empty: it came of no commit */
	struct pc_str digest; /* as in message_begin */
	struct pc_str plan;   /* the same */
	/* This machine went back from that commit: only newer ones are wanted. Empty: it
	 * did not. */
	struct pc_str held, held_why;
};

struct message_surveyed {
	struct pc_str survey; /* JSON, of pc_report_survey_table */
};

struct message_sent {
	struct pc_str name;   /* of the report in the queue; empty: none could be sent */
	uint64_t outcome;     /* of enum pc_post_outcome */
	uint64_t retry_after; /* milliseconds that the hub wants us to wait; 0: any */
	struct pc_str reason;
};

struct message {
	enum message_type type;
	union {
		struct message_begin begin;
		struct message_part part;
		struct message_commit commit;
		struct message_applied applied;
		struct message_drift drift;
		struct message_finding finding;
		struct message_findings findings;
		struct message_synced synced;
		struct message_progress progress;
		struct message_wish wish;
		struct message_ask ask;
		struct message_in_force in_force;
		struct message_surveyed surveyed;
		struct message_sent sent;
	};
};

/* Waits until the packet is taken; PC_ERR_ABSENT: the peer is gone.  Fields that are too
 * long are a bug of the caller, and cut where the table says that they may be. */
PC_MUST_CHECK enum pc_status message_send(
	int fd, const struct message *message, struct pc_err *err);

/* One packet; texts lie in arena.  PC_ERR_ABSENT: the peer is gone; PC_ERR_PARSE: it said
 * what nobody says, and should be ended. */
PC_MUST_CHECK enum pc_status message_receive(
	struct message *out, struct pc_arena *arena, int fd, struct pc_err *err);

/* Bytes of one packet to a message, for who has them already. */
PC_MUST_CHECK enum pc_status message_decode(
	struct message *out, struct pc_str packet, struct pc_err *err);

#endif
