/* SPDX-License-Identifier: Apache-2.0 */
/* The database's file and the little that all statements share. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "record_priv.h"

void statement_done(sqlite3_stmt **statement)
{
	sqlite3_finalize(*statement);
	*statement = NULL;
}

enum pc_status db_error(struct pc_err *err, const struct pc_db *db, const char *doing)
{
	int code = db->handle ? sqlite3_errcode(db->handle) : SQLITE_NOMEM;
	bool is_damage = code == SQLITE_CORRUPT || code == SQLITE_NOTADB;

	return pc_err_set(err, is_damage ? PC_ERR_PARSE : PC_ERR_SYSTEM,
		(struct pc_span){0}, "%s: %s: %s", db->shape->what, doing,
		db->handle ? sqlite3_errmsg(db->handle) : "out of memory");
}

enum pc_status db_run(
	struct pc_db *db, const char *sql, const char *doing, struct pc_err *err)
{
	if (sqlite3_exec(db->handle, sql, NULL, NULL, NULL) != SQLITE_OK)
		return db_error(err, db, doing);
	return PC_OK;
}

enum pc_status db_number(
	int64_t *out, struct pc_db *db, const char *sql, struct pc_err *err)
{
	PC_AUTO(statement_done) sqlite3_stmt *statement = NULL;

	PC_TRY(db_prepare(&statement, db, pc_str(sql), "its version", err));
	if (sqlite3_step(statement) != SQLITE_ROW)
		return db_error(err, db, "its version");
	*out = sqlite3_column_int64(statement, 0);
	return PC_OK;
}

enum pc_status db_prepare(sqlite3_stmt **out, struct pc_db *db, struct pc_str sql,
	const char *doing, struct pc_err *err)
{
	if (sqlite3_prepare_v2(db->handle, sql.ptr, (int)sql.len, out, NULL) != SQLITE_OK)
		return db_error(err, db, doing);
	return PC_OK;
}

enum pc_status db_do(
	struct pc_db *db, sqlite3_stmt *statement, const char *doing, struct pc_err *err)
{
	if (sqlite3_step(statement) != SQLITE_DONE)
		return db_error(err, db, doing);
	return PC_OK;
}

void bind_text(sqlite3_stmt *statement, int at, struct pc_str text)
{
	sqlite3_bind_text(
		statement, at, text.len ? text.ptr : "", (int)text.len, SQLITE_STATIC);
}

struct pc_str column_text(sqlite3_stmt *statement, int at)
{
	const char *text = (const char *)sqlite3_column_text(statement, at);

	return (struct pc_str){text, (size_t)sqlite3_column_bytes(statement, at)};
}

/* Rows outlive a crash of the machine as of the last transaction; nothing waits long for
 * another process. */
#define SETTINGS                                                                         \
	"PRAGMA synchronous=NORMAL;"                                                     \
	"PRAGMA foreign_keys=ON;"                                                        \
	"PRAGMA trusted_schema=OFF;"                                                     \
	"PRAGMA cache_size=-512;"
static const char settings_wal[] = "PRAGMA journal_mode=WAL;" SETTINGS;
static const char settings_single[] =
	"PRAGMA journal_mode=DELETE;" SETTINGS "PRAGMA synchronous=FULL;";

/* An empty file is one that we are about to fill. */
static enum pc_status check_application(
	struct pc_db *db, const char *path, struct pc_err *err)
{
	const struct pc_sql_shape *shape = db->shape;
	int64_t application, n_tables;

	if (!shape->application)
		return PC_OK;
	PC_TRY(db_number(&application, db, "PRAGMA application_id", err));
	PC_TRY(db_number(&n_tables, db, "SELECT count(*) FROM sqlite_schema", err));
	if (application == shape->application || (!application && !n_tables))
		return PC_OK;
	return pc_err_set(err, PC_ERR_PARSE, (struct pc_span){0},
		"%s: '%s' is a database of another kind", shape->what, path);
}

static enum pc_status check_version(
	struct pc_db *db, const char *path, struct pc_err *err)
{
	const struct pc_sql_shape *shape = db->shape;
	int64_t version;

	PC_TRY(check_application(db, path, err));
	PC_TRY(db_number(&version, db, "PRAGMA user_version", err));
	if (version > shape->n_steps)
		return pc_err_set(err, PC_ERR_PARSE, (struct pc_span){0},
			"%s was written by a newer version of policyctl (shape "
			"%d, this one knows %d): update policyctl",
			shape->what, (int)version, shape->n_steps);
	return PC_OK;
}

static enum pc_status open_file(
	struct pc_db *db, const char *path, enum pc_db_use use, struct pc_err *err)
{
	enum { PATIENCE = 5000 };
	/* What a writer that was killed has left half done, only who may write can take
	 * back; sqlite itself falls back to reading where that is not allowed. */
	int reading =
		db->shape->is_single_file ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY;
	int flags =
		use == PC_DB_WRITE ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : reading;

	if (use == PC_DB_READ && access(path, F_OK) < 0)
		return pc_err_sys(err, "%s '%s'", db->shape->what, path);
	if (sqlite3_open_v2(path, &db->handle, flags | SQLITE_OPEN_NOMUTEX, NULL) !=
		SQLITE_OK)
		return db_error(err, db, path);
	sqlite3_busy_timeout(db->handle, PATIENCE);
	/* What a damaged or hostile file may ask for. */
	sqlite3_db_config(db->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	return PC_OK;
}

enum pc_status pc_sql_open(struct pc_db **out, const char *path,
	const struct pc_sql_shape *shape, enum pc_db_use use, struct pc_err *err)
{
	struct pc_db *db = pc_xcalloc(1, sizeof(*db));
	enum pc_status status;

	db->shape = shape;
	status = open_file(db, path, use, err);
	if (status == PC_OK)
		status = check_version(db, path, err);
	if (status == PC_OK && use == PC_DB_WRITE)
		status =
			db_run(db, shape->is_single_file ? settings_single : settings_wal,
				"its settings", err);
	if (status == PC_OK && use == PC_DB_WRITE)
		status = migrate(db, err);
	if (status == PC_OK && use == PC_DB_READ)
		status = db_run(db, "PRAGMA query_only=ON", "its settings", err);
	if (status != PC_OK) {
		pc_db_close(&db);
		return status;
	}
	*out = db;
	return PC_OK;
}

enum pc_status pc_db_open(
	struct pc_db **out, const char *path, enum pc_db_use use, struct pc_err *err)
{
	return pc_sql_open(out, path, &record_shape, use, err);
}

void pc_db_close(struct pc_db **db)
{
	if (*db)
		sqlite3_close_v2((*db)->handle);
	free(*db);
	*db = NULL;
}

enum pc_status pc_db_begin(struct pc_db *db, struct pc_err *err)
{
	return db_run(db, "BEGIN IMMEDIATE", "beginning", err);
}

enum pc_status pc_db_end(struct pc_db *db, struct pc_err *err)
{
	enum pc_status status = db_run(db, "COMMIT", "writing", err);

	if (status != PC_OK)
		pc_db_undo(db);
	return status;
}

void pc_db_undo(struct pc_db *db)
{
	if (!sqlite3_get_autocommit(db->handle))
		sqlite3_exec(db->handle, "ROLLBACK", NULL, NULL, NULL);
}
