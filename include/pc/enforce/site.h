/* SPDX-License-Identifier: Apache-2.0 */
/* A target on one machine: the directory that the agent reads, what lies in it, and what
 * we put there earlier.  Plan, write and drift (plan.h, drift.h) all begin with a look at
 * a site.
 *
 * Everything is reached from descriptors of directories, never through a link, so nobody
 * who renames something meanwhile leads us elsewhere. */
#ifndef PC_ENFORCE_SITE_H
#define PC_ENFORCE_SITE_H

#include <sys/types.h>

#include "pc/base/arena.h"
#include "pc/base/err.h"
#include "pc/base/hash.h"
#include "pc/enforce/target.h"

struct pc_site_where {
	const struct pc_target *target; /* of PC_FORM_FILES */
	/* A directory that stands for the machine's root, taken as it is named; empty:
	 * the machine's own. */
	struct pc_str root;
	/* Where we keep what we remember; its parent must be there.  It is ours alone:
	 * another owner, or a mode beyond 0700, and the site cannot be opened. */
	struct pc_str state;
	uid_t uid; /* who owns what we write: root, except in tests */
	gid_t gid;
};

enum pc_seen_kind {
	PC_SEEN_ABSENT,
	PC_SEEN_FILE,
	PC_SEEN_DIRECTORY,
	PC_SEEN_LINK,
	PC_SEEN_OTHER, /* a socket, a device, ... */
};

/* One thing as it was found.  Paths of files and of the drop-in directory are relative to
 * the target's directory; the directories down to it have absolute ones. */
struct pc_seen {
	struct pc_str path;
	/* Of a document: why the client would not start with it, or does not read it;
	 * else empty. */
	struct pc_str fault;
	char sha256[PC_SHA256_HEX]; /* "" when its content was not read */
	uint64_t size;
	uid_t uid;
	gid_t gid;
	nlink_t n_links;
	mode_t mode; /* the permissions alone */
	enum pc_seen_kind kind;
};

/* Something that we put in place at some time: a document, or nothing (path empty: the
 * policy was withdrawn). */
struct pc_applied {
	int64_t number; /* from 1; each policy in force has its own */
	struct pc_str path;
	struct pc_str note; /* what the caller said of it: a commit, an author */
	int64_t at_us;
	int64_t of; /* it was put back: the number that it had before; 0: it is new */
	char sha256[PC_SHA256_HEX];
};

/* A document of somebody else's, as it was at the last apply. */
struct pc_foreign {
	struct pc_str path;
	char sha256[PC_SHA256_HEX];
};

/* What we remember of a site. */
struct pc_history {
	int64_t current; /* what is in force, as far as we know; 0: nothing yet */
	/* Began to be put in place, and nobody knows whether it was. Only in the file of
	 * the state directory: whoever opens a site finds out. */
	int64_t next;
	struct pc_applied *applied; /* oldest first */
	size_t n_applied;
	struct pc_foreign *foreign;
	size_t n_foreign;
	struct pc_foreign *taken; /* documents that were removed; their bytes are kept */
	size_t n_taken;
};

struct pc_site;

enum pc_site_use {
	PC_SITE_LOOK, /* changes nothing, waits for nobody */
	/* Makes the state directory when it is missing and holds it locked: a second one
	 * who wants that gets PC_ERR_SYSTEM with EWOULDBLOCK. */
	PC_SITE_WRITE,
};

/* Looks at the site.  What is wrong with the agent's directory is no failure here but a
 * refusal in the plan; a failure is what makes looking impossible, such as EIO, and a
 * state directory that cannot be trusted. */
PC_MUST_CHECK enum pc_status pc_site_open(struct pc_site **out,
	const struct pc_site_where *where, enum pc_site_use use, struct pc_err *err);
void pc_site_freep(struct pc_site **site);

const struct pc_history *pc_site_history(const struct pc_site *site);
/* The entry of that number, or NULL. */
const struct pc_applied *pc_applied_find(
	const struct pc_history *history, int64_t number);

#endif
