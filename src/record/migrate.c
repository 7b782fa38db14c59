/* SPDX-License-Identifier: Apache-2.0 */
/* The steps of the database's shape.  A step is never changed once it was shipped; a new
 * shape is a new step. */
#include "record_priv.h"

static const char *const steps[] = {
	/* 1 */
	"CREATE TABLE decision ("
	" seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, microseconds INTEGER NOT NULL,"
	" user INTEGER NOT NULL, id TEXT NOT NULL UNIQUE, agent TEXT NOT NULL,"
	" session TEXT NOT NULL, event TEXT NOT NULL, tool TEXT NOT NULL,"
	" verdict TEXT NOT NULL, by TEXT NOT NULL, rule TEXT NOT NULL,"
	" source TEXT NOT NULL, reason TEXT NOT NULL, policy TEXT NOT NULL,"
	" cwd TEXT NOT NULL, sha256 TEXT NOT NULL, line TEXT NOT NULL,"
	" hash TEXT NOT NULL) STRICT;"
	"CREATE INDEX decision_at ON decision (at);"
	"CREATE TABLE forgotten (one INTEGER PRIMARY KEY CHECK (one = 1),"
	" seq INTEGER NOT NULL, hash TEXT NOT NULL) STRICT;"
	"CREATE TABLE spool (device INTEGER NOT NULL, inode INTEGER NOT NULL,"
	" head TEXT NOT NULL, read INTEGER NOT NULL, seen INTEGER NOT NULL,"
	" PRIMARY KEY (device, inode)) STRICT, WITHOUT ROWID;"
	"CREATE TABLE generation ("
	" number INTEGER PRIMARY KEY, at INTEGER NOT NULL, signed_at INTEGER NOT NULL,"
	" expires INTEGER NOT NULL, changes INTEGER NOT NULL, commit_id TEXT NOT NULL,"
	" digest TEXT NOT NULL, signer TEXT NOT NULL) STRICT;"
	"CREATE TABLE drift ("
	" seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, generation INTEGER NOT NULL,"
	" mended INTEGER NOT NULL, path TEXT NOT NULL, kind TEXT NOT NULL,"
	" by TEXT NOT NULL, diff TEXT NOT NULL) STRICT;"
	"CREATE TABLE sync ("
	" seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, last INTEGER NOT NULL,"
	" times INTEGER NOT NULL, remote TEXT NOT NULL, commit_id TEXT NOT NULL,"
	" outcome TEXT NOT NULL, reason TEXT NOT NULL) STRICT;"
	"CREATE TABLE finding ("
	" seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, line INTEGER NOT NULL,"
	" col INTEGER NOT NULL, commit_id TEXT NOT NULL, code TEXT NOT NULL,"
	" severity TEXT NOT NULL, file TEXT NOT NULL, text TEXT NOT NULL) STRICT;",
	/* 2: what changed is drift, corrective or intended; what lasts is counted */
	"ALTER TABLE generation ADD COLUMN change TEXT NOT NULL DEFAULT 'intended';"
	"ALTER TABLE drift ADD COLUMN change TEXT NOT NULL DEFAULT 'drift';"
	"ALTER TABLE drift ADD COLUMN process INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE drift ADD COLUMN times INTEGER NOT NULL DEFAULT 1;"
	"ALTER TABLE drift ADD COLUMN last INTEGER NOT NULL DEFAULT 0;"
	"UPDATE drift SET last = at;"
	"CREATE INDEX drift_path ON drift (path, last);"
	"ALTER TABLE finding ADD COLUMN source TEXT NOT NULL DEFAULT '';"
	"ALTER TABLE finding ADD COLUMN times INTEGER NOT NULL DEFAULT 1;"
	"ALTER TABLE finding ADD COLUMN last INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE finding ADD COLUMN ended INTEGER NOT NULL DEFAULT 0;"
	"UPDATE finding SET last = at, ended = at;",
	/* 3: what users may still hand in; what monitored fragments would have said */
	"CREATE TABLE allowance (user INTEGER PRIMARY KEY, left INTEGER NOT NULL,"
	" at INTEGER NOT NULL) STRICT;"
	"ALTER TABLE decision ADD COLUMN would TEXT NOT NULL DEFAULT '';"
	"ALTER TABLE decision ADD COLUMN would_rule TEXT NOT NULL DEFAULT '';"
	"ALTER TABLE decision ADD COLUMN would_source TEXT NOT NULL DEFAULT '';",
};

const struct pc_sql_shape record_shape = {
	.what = "the record",
	.steps = steps,
	.n_steps = PC_COUNT(steps),
};

static enum pc_status take_step(struct pc_db *db, int number, struct pc_err *err)
{
	char sql[64];

	PC_TRY(db_run(db, db->shape->steps[number], "bringing it up to date", err));
	snprintf(sql, sizeof(sql), "PRAGMA user_version=%d", number + 1);
	return db_run(db, sql, "bringing it up to date", err);
}

static enum pc_status take_steps(struct pc_db *db, struct pc_err *err)
{
	int64_t at;
	char sql[64];

	PC_TRY(db_number(&at, db, "PRAGMA user_version", err));
	for (; at < db->shape->n_steps; at++)
		PC_TRY(take_step(db, (int)at, err));
	if (!db->shape->application)
		return PC_OK;
	snprintf(sql, sizeof(sql), "PRAGMA application_id=%d", db->shape->application);
	return db_run(db, sql, "bringing it up to date", err);
}

/* The version is read inside the transaction: two programs may start at once. */
enum pc_status migrate(struct pc_db *db, struct pc_err *err)
{
	enum pc_status status;
	int64_t at = 0;

	PC_TRY(db_number(&at, db, "PRAGMA user_version", err));
	if (at == db->shape->n_steps)
		return PC_OK;
	PC_TRY(pc_db_begin(db, err));
	status = take_steps(db, err);
	if (status != PC_OK) {
		pc_db_undo(db);
		return status;
	}
	return pc_db_end(db, err);
}
