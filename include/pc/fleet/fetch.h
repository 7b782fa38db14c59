/* SPDX-License-Identifier: Apache-2.0 */
/* The followed branch of a remote repository, brought into a directory of ours: staging.
 *
 *   <staging>/repo.git   bare; refs/heads/<branch>, and the tags below
 *                        policy/, rollback/ and halt/
 *   <staging>/seen       which heads were seen, and when
 *   <staging>/home       what ssh reads: the hosts that are known
 *   <staging>/export     for who judges what came (stage.h)
 *
 * Nothing that comes is believed: who published it is found out later (stage.h).  Nothing
 * of a repository, of ours or theirs, is run; no configuration but the wish counts, no
 * redirect leads to another host, and no certificate or host key is accepted that the
 * wish does not lead to.
 *
 * pc_fetch() sets the environment and libgit2's options of the whole process: it is for a
 * process that does nothing else with them.  It blocks while the remote is silent;
 * whoever has a deadline ends the process, which leaves nothing that the next one trips
 * over. */
#ifndef PC_FLEET_FETCH_H
#define PC_FLEET_FETCH_H

#include "pc/base/arena.h"
#include "pc/base/err.h"

enum pc_fetch_outcome {
	PC_FETCH_SAME,    /* the remote has nothing else; nothing was transferred */
	PC_FETCH_NEW,     /* what is staged is another one than before */
	PC_FETCH_OFFLINE, /* the remote could not be asked; it may go better later */
	PC_FETCH_REFUSED, /* the remote does not let us, or sent what we do not take */
	PC_FETCH_FAILED,  /* something of this machine's own */
};

const char *pc_fetch_outcome_name(enum pc_fetch_outcome outcome); /* "same", "new" */

struct pc_fetch_wish {
	struct pc_str remote;  /* https://, ssh://, user@host:path, file:// or a path */
	struct pc_str branch;  /* without refs/heads/ */
	const char *staging;   /* ours alone; made if its parent is there */
	struct pc_str ca_file; /* the only authorities; empty: the system's */
	struct pc_str proxy;   /* empty: none; "auto": as the environment says */
	struct pc_str ssh_key, known_hosts; /* files; for ssh remotes */
	int64_t deadline; /* milliseconds that a transfer may take; 0: any */
};

enum { PC_COMMIT_HEX = 41 }; /* 40 digits and a NUL */

struct pc_fetched {
	enum pc_fetch_outcome outcome;
	char commit[PC_COMMIT_HEX]; /* the branch's head there; "" when nobody knows */
	bool made_anew;             /* what was staged before was broken, or too much */
	size_t n_bytes, n_objects;  /* that came */
	struct pc_err why;          /* .text: what went wrong, and what to do about it */
};

/* Brings what is new, all of it or nothing. */
struct pc_fetched pc_fetch(const struct pc_fetch_wish *wish);

/* A remote as it may be shown: without the name and password that stand in it.  In arena.
 */
struct pc_str pc_remote_shown(struct pc_arena *arena, struct pc_str remote);

#endif
