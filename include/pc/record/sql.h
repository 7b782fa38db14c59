/* SPDX-License-Identifier: Apache-2.0 */
/* Tables of other modules in a database file of their own: the same handle, transactions
 * and care as the record's (db.h), with shape and statements of the caller's.
 *
 *   static const char *const steps[] = {"CREATE TABLE thing (...) STRICT;"};
 *   static const struct pc_sql_shape shape = {.what = "the ledger", ...};
 *
 *   PC_TRY(pc_sql_open(&db, path, &shape, PC_DB_WRITE, err));
 *   PC_TRY(pc_sql_prepare(&st, db, "SELECT n FROM thing WHERE name = ?1", err));
 *   pc_sql_bind_text(st, 1, name);
 *   while (pc_sql_next(st)) use(pc_sql_number(st, 0));
 *   PC_TRY(pc_sql_end_of(st, err));
 *
 * A handle belongs to one thread at a time. */
#ifndef PC_RECORD_SQL_H
#define PC_RECORD_SQL_H

#include "pc/record/db.h"

struct pc_sql_shape {
	const char *what; /* "the ledger": how errors call it */
	/* Kept in the file's header: a file that has another one is not touched.  0 is
	 * not looked at. */
	int32_t application;
	/* From an empty file, or an older one, to today's shape.  A step is never changed
	 * once it was shipped. */
	const char *const *steps;
	int n_steps;
	/* One file and no others beside it: whoever may read it needs no more, and a
	 * writer waits for readers.  Without it: WAL; readers and one writer at once. */
	bool is_single_file;
};

/* PC_ERR_ABSENT: there is none to read.  PC_ERR_PARSE: another program's file, damaged,
 * or of a newer version; it is left as it is.  A file to be written is made
 * if it is not there, as the umask has it, and brought to the newest shape. */
PC_MUST_CHECK enum pc_status pc_sql_open(struct pc_db **out, const char *path,
	const struct pc_sql_shape *shape, enum pc_db_use use, struct pc_err *err);

/* How long a statement waits for another process, in ms (default: 5000). */
void pc_sql_set_patience(struct pc_db *db, int ms);

/* As pc_db_begin(); ends with pc_db_end() or pc_db_undo().  What of it outlives a crash
 * of the machine: PC_SQL_LASTING, once it has ended; PC_SQL_QUICK, the same, or nothing
 * of it (in a single file: always lasting).  A crash of the program loses nothing that
 * has ended. */
enum pc_sql_sync { PC_SQL_QUICK, PC_SQL_LASTING };
PC_MUST_CHECK enum pc_status pc_sql_begin(
	struct pc_db *db, enum pc_sql_sync sync, struct pc_err *err);

/* Statements without values and rows, any number of them. */
PC_MUST_CHECK enum pc_status pc_sql_run(
	struct pc_db *db, const char *text, struct pc_err *err);

struct pc_sql; /* one statement; to be ended before its database is closed */
PC_MUST_CHECK enum pc_status pc_sql_prepare(
	struct pc_sql **out, struct pc_db *db, const char *text, struct pc_err *err);
void pc_sql_done(struct pc_sql **statement);

/* Values of ?1, ?2 ...: they stay until they are bound anew.  Texts and bytes are not
 * copied: they live until the statement is run again, or ended. */
void pc_sql_bind_number(struct pc_sql *statement, int at, int64_t value);
void pc_sql_bind_text(struct pc_sql *statement, int at, struct pc_str value);
void pc_sql_bind_bytes(struct pc_sql *statement, int at, struct pc_str value);
void pc_sql_bind_none(struct pc_sql *statement, int at);

/* Runs a statement that gives no rows; it may then be run again. */
PC_MUST_CHECK enum pc_status pc_sql_do(struct pc_sql *statement, struct pc_err *err);
/* The next row, from the first; false: there is none, or it failed. */
PC_MUST_CHECK bool pc_sql_next(struct pc_sql *statement);
/* After the last row, or before it: which of both it was.  The statement may then be run
 * again. */
PC_MUST_CHECK enum pc_status pc_sql_end_of(struct pc_sql *statement, struct pc_err *err);

/* Of the row, by column from 0; texts and bytes live until the next one. */
int64_t pc_sql_number(struct pc_sql *statement, int at);
struct pc_str pc_sql_text(struct pc_sql *statement, int at);
struct pc_str pc_sql_bytes(struct pc_sql *statement, int at);
bool pc_sql_is_none(struct pc_sql *statement, int at);

/* The key of the row that was added last, and how many rows the last statement changed.
 */
int64_t pc_sql_key(struct pc_db *db);
int64_t pc_sql_changes(struct pc_db *db);

#endif
