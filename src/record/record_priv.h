/* SPDX-License-Identifier: Apache-2.0 */
/* How the parts of the record fit together.
 *
 *   db.c        the file: open, transactions, statements
 *   migrate.c   the steps from an empty file, or an older one, to today's shape
 *   sql.c       statements of other modules, on tables of theirs
 *   tables.c    which columns which rows have
 *   rows.c      rows in and out by those tables
 *   events.c    rows about what lasts, or happens again
 *   chain.c     decisions, each bound to the one before
 *   spool.c     the hooks' files -> chain.c
 */
#ifndef PC_RECORD_PRIV_H
#define PC_RECORD_PRIV_H

#include <sqlite3.h>

#include "pc/record/rows.h"
#include "pc/record/sql.h"

struct pc_db {
	sqlite3 *handle;
	const struct pc_sql_shape *shape;
	enum pc_sql_sync sync;
};

extern const struct pc_sql_shape record_shape;

/* Cleanup for statements. */
void statement_done(sqlite3_stmt **statement);

PC_MUST_CHECK enum pc_status db_error(
	struct pc_err *err, const struct pc_db *db, const char *doing);
PC_MUST_CHECK enum pc_status db_run(
	struct pc_db *db, const char *sql, const char *doing, struct pc_err *err);
PC_MUST_CHECK enum pc_status db_prepare(sqlite3_stmt **out, struct pc_db *db,
	struct pc_str sql, const char *doing, struct pc_err *err);
/* The one number that a statement gives. */
PC_MUST_CHECK enum pc_status db_number(
	int64_t *out, struct pc_db *db, const char *sql, struct pc_err *err);
/* One step of a statement that gives no rows. */
PC_MUST_CHECK enum pc_status db_do(
	struct pc_db *db, sqlite3_stmt *statement, const char *doing, struct pc_err *err);
void bind_text(sqlite3_stmt *statement, int at, struct pc_str text);
struct pc_str column_text(sqlite3_stmt *statement, int at);

/* The shape that this version writes; older ones become it. */
PC_MUST_CHECK enum pc_status migrate(struct pc_db *db, struct pc_err *err);

/* Reads the row that a statement stands on: its columns are the table's, in order. */
void row_read(void *out, const struct pc_table *table, sqlite3_stmt *statement);

#endif
