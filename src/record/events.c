/* SPDX-License-Identifier: Apache-2.0 */
/* What lasts, or happens again: rows that are brought up to date instead of repeated. */
#include "pc/record/events.h"

#include "pc/base/limits.h"
#include "record_priv.h"

static void bind_texts(
	sqlite3_stmt *statement, int first, const struct pc_str *texts, size_t n)
{
	for (size_t i = 0; i < n; i++)
		bind_text(statement, first + (int)i, texts[i]);
}

static void bind_numbers(
	sqlite3_stmt *statement, int first, const int64_t *numbers, size_t n)
{
	for (size_t i = 0; i < n; i++)
		sqlite3_bind_int64(statement, first + (int)i, numbers[i]);
}

/* ---- drift ------------------------------------------------------------------- */

static enum pc_status count_drift(bool *counted, struct pc_db *db,
	const struct pc_drift_event *row, int64_t window, struct pc_err *err)
{
	PC_AUTO(statement_done) sqlite3_stmt *statement = NULL;
	const struct pc_str texts[] = {
		row->path, row->kind, row->change, row->by, row->diff};
	const int64_t numbers[] = {row->at - window, row->at, row->process, row->mended,
		row->generation, PC_MAX_DRIFT_ROWS};

	PC_TRY(db_prepare(&statement, db,
		PC_STR("UPDATE drift SET times = times + 1, last = ?7, diff = ?5,"
		       " process = CASE ?4 WHEN 'unknown' THEN process ELSE ?8 END,"
		       " by = CASE ?4 WHEN 'unknown' THEN by ELSE ?4 END, mended = ?9"
		       " WHERE seq ="
		       " (SELECT max(seq) FROM drift WHERE path = ?1 AND kind = ?2"
		       "  AND change = ?3 AND last >= ?6)"
		       " AND ((by IN (?4, 'unknown') OR ?4 = 'unknown')"
		       "   AND diff = ?5 AND mended = ?9 AND generation = ?10"
		       "  OR (SELECT count(*) FROM drift WHERE path = ?1 AND last >= ?6)"
		       "   >= ?11)"),
		"counting drift", err));
	bind_texts(statement, 1, texts, PC_COUNT(texts));
	bind_numbers(statement, 1 + PC_COUNT(texts), numbers, PC_COUNT(numbers));
	PC_TRY(db_do(db, statement, "counting drift", err));
	*counted = sqlite3_changes(db->handle) > 0;
	return PC_OK;
}

enum pc_status pc_drift_add(struct pc_db *db, const struct pc_drift_event *row,
	int64_t window, struct pc_err *err)
{
	bool counted;

	PC_TRY(count_drift(&counted, db, row, window, err));
	return counted ? PC_OK : pc_row_add(db, &pc_drifts, row, err);
}

enum pc_status pc_drift_count(struct pc_drift_times *out, struct pc_db *db,
	struct pc_str path, int64_t since, struct pc_err *err)
{
	PC_AUTO(statement_done) sqlite3_stmt *statement = NULL;

	PC_TRY(db_prepare(&statement, db,
		PC_STR("SELECT coalesce(sum(times), 0), coalesce((SELECT times FROM drift"
		       "  WHERE path = ?1 AND change = 'drift'"
		       "  ORDER BY seq DESC LIMIT 1), 0)"
		       " FROM drift WHERE path = ?1 AND last >= ?2 AND change = 'drift'"),
		"counting drift", err));
	bind_text(statement, 1, path);
	sqlite3_bind_int64(statement, 2, since);
	if (sqlite3_step(statement) != SQLITE_ROW)
		return db_error(err, db, "counting drift");
	out->all = sqlite3_column_int64(statement, 0);
	out->same = sqlite3_column_int64(statement, 1);
	return PC_OK;
}

/* ---- findings ---------------------------------------------------------------- */

static enum pc_status add_finding(
	struct pc_db *db, const struct pc_finding_row *row, struct pc_err *err)
{
	struct pc_finding_row added = *row;

	added.last = row->at;
	added.times = 1;
	added.ended = 0;
	return pc_row_add(db, &pc_findings, &added, err);
}

/* A look, held against what the one before it found. */
struct settling {
	struct pc_arena arena;
	const struct pc_finding_row *rows;
	size_t n_rows;
	bool *goes_on;  /* for each of rows */
	int64_t *ended; /* numbers of those that are not among them */
	size_t n_ended, cap;
};

static void settling_done(struct settling *settling)
{
	pc_arena_done(&settling->arena);
}

static bool is_same(const struct pc_finding_row *a, const struct pc_finding_row *b)
{
	return pc_str_eq(a->code, b->code) && pc_str_eq(a->file, b->file) &&
	       pc_str_eq(a->text, b->text) && pc_str_eq(a->severity, b->severity);
}

static bool compare(void *arg, const void *of)
{
	struct settling *settling = arg;
	const struct pc_finding_row *before = of;
	bool goes_on = false;

	for (size_t i = 0; i < settling->n_rows; i++) {
		if (is_same(before, &settling->rows[i]))
			goes_on = settling->goes_on[i] = true;
	}
	if (goes_on)
		return true;
	pc_arena_grow(
		&settling->arena, settling->ended, settling->n_ended, settling->cap);
	settling->ended[settling->n_ended++] = before->seq;
	return true;
}

static enum pc_status end_one(
	struct pc_db *db, int64_t number, int64_t at, struct pc_err *err)
{
	PC_AUTO(statement_done) sqlite3_stmt *statement = NULL;
	const int64_t numbers[] = {number, at};

	PC_TRY(db_prepare(&statement, db,
		PC_STR("UPDATE finding SET ended = ?2, last = ?2 WHERE seq = ?1"),
		"a finding that has ended", err));
	bind_numbers(statement, 1, numbers, PC_COUNT(numbers));
	return db_do(db, statement, "a finding that has ended", err);
}

/* Where nothing changed, nothing is written. */
enum pc_status pc_findings_settle(struct pc_db *db, struct pc_str source,
	const struct pc_finding_row *rows, size_t n_rows, int64_t at, struct pc_err *err)
{
	const struct pc_row_filter before = {
		.texts = {{"source", source}, {"ended", PC_STR("0")}}};
	PC_AUTO(settling_done)
	struct settling settling = {.rows = rows, .n_rows = n_rows};

	settling.goes_on = pc_arena_new_array(&settling.arena, bool, n_rows + 1);
	PC_TRY(pc_rows_each(db, &pc_findings, &before, compare, &settling, err));
	for (size_t i = 0; i < settling.n_ended; i++)
		PC_TRY(end_one(db, settling.ended[i], at, err));
	for (size_t i = 0; i < n_rows; i++) {
		struct pc_finding_row row = rows[i];

		row.source = source;
		row.at = at;
		if (!settling.goes_on[i])
			PC_TRY(add_finding(db, &row, err));
	}
	return PC_OK;
}

static enum pc_status go_on(bool *goes_on, struct pc_db *db,
	const struct pc_finding_row *row, struct pc_err *err)
{
	PC_AUTO(statement_done) sqlite3_stmt *statement = NULL;
	const struct pc_str texts[] = {
		row->source, row->code, row->file, row->text, row->severity};

	PC_TRY(db_prepare(&statement, db,
		PC_STR("UPDATE finding SET last = ?6, times = times + 1, text = ?4,"
		       " severity = ?5 WHERE source = ?1 AND code = ?2 AND file = ?3"
		       " AND ended = 0"),
		"an alert that goes on", err));
	bind_texts(statement, 1, texts, PC_COUNT(texts));
	bind_numbers(statement, 1 + PC_COUNT(texts), &row->at, 1);
	PC_TRY(db_do(db, statement, "an alert that goes on", err));
	*goes_on = sqlite3_changes(db->handle) > 0;
	return PC_OK;
}

enum pc_status pc_finding_raise(bool *is_new, struct pc_db *db,
	const struct pc_finding_row *row, struct pc_err *err)
{
	bool goes_on;

	PC_TRY(go_on(&goes_on, db, row, err));
	*is_new = !goes_on;
	return goes_on ? PC_OK : add_finding(db, row, err);
}

enum pc_status pc_findings_calm(struct pc_db *db, struct pc_str source, int64_t since,
	int64_t at, struct pc_err *err)
{
	PC_AUTO(statement_done) sqlite3_stmt *statement = NULL;
	const int64_t numbers[] = {since, at};

	PC_TRY(db_prepare(&statement, db,
		PC_STR("UPDATE finding SET ended = ?3"
		       " WHERE source = ?1 AND ended = 0 AND last < ?2"),
		"findings that have ended", err));
	bind_text(statement, 1, source);
	bind_numbers(statement, 2, numbers, PC_COUNT(numbers));
	return db_do(db, statement, "findings that have ended", err);
}

enum pc_status pc_findings_standing(
	struct pc_db *db, int64_t most, pc_row_fn *fn, void *arg, struct pc_err *err)
{
	const struct pc_row_filter standing = {
		.texts = {{"ended", PC_STR("0")}}, .limit = most};

	return pc_rows_each(db, &pc_findings, &standing, fn, arg, err);
}
