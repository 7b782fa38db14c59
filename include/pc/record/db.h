/* SPDX-License-Identifier: Apache-2.0 */
/* The database of a machine's record: one file in WAL mode, one writer, any number of
 * readers.  It is brought to the newest shape when it is opened to be written. */
#ifndef PC_RECORD_DB_H
#define PC_RECORD_DB_H

#include "pc/base/arena.h"
#include "pc/base/err.h"

struct pc_db;

enum pc_db_use { PC_DB_READ, PC_DB_WRITE };

/* PC_ERR_ABSENT: there is none to read.  PC_ERR_PARSE: the file is no database of ours,
 * is damaged, or was written by a newer version; it is left as it is. */
PC_MUST_CHECK enum pc_status pc_db_open(
	struct pc_db **out, const char *path, enum pc_db_use use, struct pc_err *err);
void pc_db_close(struct pc_db **db);

/* All of what is done in between, or nothing.  An end that fails has undone it. */
PC_MUST_CHECK enum pc_status pc_db_begin(struct pc_db *db, struct pc_err *err);
PC_MUST_CHECK enum pc_status pc_db_end(struct pc_db *db, struct pc_err *err);
void pc_db_undo(struct pc_db *db);

#endif
