/* SPDX-License-Identifier: Apache-2.0 */
/* Decision logs that hooks hand in, file by file into the database: each line once,
 * whatever ends in between, since the place up to which a file was read is kept in the
 * same transaction as its rows.  What was taken is removed.
 *
 * The spool has a directory for each user, named by the user's number, which is that
 * user's to write.  Nothing in it is trusted: a decision is of who owns its file, only
 * plain files of that user on the spool's own file system are read, and only so much a
 * day. */
#ifndef PC_RECORD_SPOOL_H
#define PC_RECORD_SPOOL_H

#include "pc/record/db.h"

struct pc_spooled {
	size_t added, strange; /* lines */
	size_t refused;        /* files that are none to read: links, too large ... */
	bool is_gone;          /* there is no such directory */
	bool is_foreign;       /* it is not the user's, or hidden from us */
	bool is_over;          /* the user's allowance is used up: the rest waits */
	bool has_more;         /* than one call takes */
};

/* Takes in what is new in one user's directory: decisions.jsonl and the files that it was
 * renamed to, oldest first, at most about PC_MAX_SPOOL_READ bytes.  What is wrong with
 * the directory or its files is said in *out; it fails only where the database does. */
PC_MUST_CHECK enum pc_status pc_spool_take(struct pc_spooled *out, struct pc_db *db,
	const char *dir, int64_t user, struct pc_err *err);

typedef void pc_spool_user_fn(void *arg, int64_t user);

/* Calls fn for each user who has a directory in dir.  What nobody's hook puts there
 * (other names, other users' names) is removed where that is allowed, and counted. */
PC_MUST_CHECK enum pc_status pc_spool_users(size_t *strange, const char *dir,
	pc_spool_user_fn *fn, void *arg, struct pc_err *err);

#endif
