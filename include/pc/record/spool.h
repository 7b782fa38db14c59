/* SPDX-License-Identifier: Apache-2.0 */
/* Decision logs that hooks write, file by file into the database: each line once,
 * whatever ends in between, since the place up to which a file was read is kept in the
 * same transaction as its rows. */
#ifndef PC_RECORD_SPOOL_H
#define PC_RECORD_SPOOL_H

#include "pc/record/db.h"

struct pc_spooled {
	size_t added, strange, files;
	bool has_more; /* than one call takes */
};

/* Takes in what is new in dir and in its directories named by numbers (users), each file
 * decisions.jsonl and those that it was renamed to.  Files of other users than the
 * directory's, links and other kinds are passed over. */
PC_MUST_CHECK enum pc_status pc_spool_take(
	struct pc_spooled *out, struct pc_db *db, const char *dir, struct pc_err *err);

#endif
