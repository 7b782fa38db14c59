/* SPDX-License-Identifier: Apache-2.0 */
/* Statements for other modules, which do not include sqlite3.h. */
#include "record_priv.h"

struct pc_sql {
	sqlite3_stmt *raw;
	struct pc_db *db;
	int last; /* what the last step said */
};

void pc_sql_set_patience(struct pc_db *db, int ms)
{
	sqlite3_busy_timeout(db->handle, ms);
}

enum pc_status pc_sql_begin(struct pc_db *db, enum pc_sql_sync sync, struct pc_err *err)
{
	/* Only between transactions can it be changed. */
	if (db->sync != sync && !db->shape->is_single_file)
		PC_TRY(db_run(db,
			sync == PC_SQL_LASTING ? "PRAGMA synchronous=FULL"
					       : "PRAGMA synchronous=NORMAL",
			"its settings", err));
	db->sync = sync;
	return pc_db_begin(db, err);
}

enum pc_status pc_sql_run(struct pc_db *db, const char *text, struct pc_err *err)
{
	return db_run(db, text, "a statement", err);
}

enum pc_status pc_sql_prepare(
	struct pc_sql **out, struct pc_db *db, const char *text, struct pc_err *err)
{
	struct pc_sql *statement = pc_xcalloc(1, sizeof(*statement));
	enum pc_status status =
		db_prepare(&statement->raw, db, pc_str(text), "a statement", err);

	statement->db = db;
	statement->last = SQLITE_DONE;
	if (status != PC_OK) {
		pc_sql_done(&statement);
		return status;
	}
	*out = statement;
	return PC_OK;
}

void pc_sql_done(struct pc_sql **statement)
{
	if (*statement)
		sqlite3_finalize((*statement)->raw);
	free(*statement);
	*statement = NULL;
}

void pc_sql_bind_number(struct pc_sql *statement, int at, int64_t value)
{
	sqlite3_bind_int64(statement->raw, at, value);
}

void pc_sql_bind_text(struct pc_sql *statement, int at, struct pc_str value)
{
	bind_text(statement->raw, at, value);
}

void pc_sql_bind_bytes(struct pc_sql *statement, int at, struct pc_str value)
{
	sqlite3_bind_blob(statement->raw, at, value.len ? value.ptr : "", (int)value.len,
		SQLITE_STATIC);
}

void pc_sql_bind_none(struct pc_sql *statement, int at)
{
	sqlite3_bind_null(statement->raw, at);
}

bool pc_sql_next(struct pc_sql *statement)
{
	statement->last = sqlite3_step(statement->raw);
	return statement->last == SQLITE_ROW;
}

enum pc_status pc_sql_end_of(struct pc_sql *statement, struct pc_err *err)
{
	bool is_fine = statement->last == SQLITE_DONE || statement->last == SQLITE_ROW;
	enum pc_status status =
		is_fine ? PC_OK : db_error(err, statement->db, "a statement");

	sqlite3_reset(statement->raw);
	statement->last = SQLITE_DONE;
	return status;
}

enum pc_status pc_sql_do(struct pc_sql *statement, struct pc_err *err)
{
	while (pc_sql_next(statement))
		;
	return pc_sql_end_of(statement, err);
}

int64_t pc_sql_number(struct pc_sql *statement, int at)
{
	return sqlite3_column_int64(statement->raw, at);
}

struct pc_str pc_sql_text(struct pc_sql *statement, int at)
{
	return column_text(statement->raw, at);
}

struct pc_str pc_sql_bytes(struct pc_sql *statement, int at)
{
	const char *bytes = sqlite3_column_blob(statement->raw, at);

	return (struct pc_str){bytes, (size_t)sqlite3_column_bytes(statement->raw, at)};
}

bool pc_sql_is_none(struct pc_sql *statement, int at)
{
	return sqlite3_column_type(statement->raw, at) == SQLITE_NULL;
}

int64_t pc_sql_key(struct pc_db *db)
{
	return sqlite3_last_insert_rowid(db->handle);
}

int64_t pc_sql_changes(struct pc_db *db)
{
	return sqlite3_changes64(db->handle);
}
