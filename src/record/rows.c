/* SPDX-License-Identifier: Apache-2.0 */
/* Statements made from the tables of columns: no row has code of its own. */
#include <inttypes.h>
#include <string.h>

#include "pc/base/buf.h"
#include "pc/doc/write.h"
#include "record_priv.h"

static void add_names(struct pc_buf *sql, const struct pc_table *table, bool as_values)
{
	for (size_t i = 0; i < table->n_columns; i++)
		pc_buf_printf(sql, "%s%s", i ? "," : "",
			as_values ? "?" : table->columns[i].name);
}

static bool is_key(const struct pc_table *table, size_t column)
{
	return strcmp(table->columns[column].name, table->key) == 0;
}

static void bind_row(
	sqlite3_stmt *statement, const struct pc_table *table, const void *row)
{
	for (size_t i = 0; i < table->n_columns; i++) {
		const char *at = (const char *)row + table->columns[i].offset;
		struct pc_str text;
		int64_t number;

		if (table->columns[i].kind == PC_COLUMN_TEXT) {
			memcpy(&text, at, sizeof(text));
			bind_text(statement, (int)i + 1, text);
			continue;
		}
		memcpy(&number, at, sizeof(number));
		if (number == 0 && is_key(table, i))
			sqlite3_bind_null(statement, (int)i + 1);
		else
			sqlite3_bind_int64(statement, (int)i + 1, number);
	}
}

enum pc_status pc_row_add(struct pc_db *db, const struct pc_table *table, const void *row,
	struct pc_err *err)
{
	PC_AUTO(statement_done) sqlite3_stmt *statement = NULL;
	PC_AUTO(pc_buf_done) struct pc_buf sql = {0};

	/* A generation whose document is that of another commit, too, is told again. */
	pc_buf_printf(&sql, "INSERT%s INTO %s (",
		table == &pc_generations ? " OR REPLACE" : "", table->name);
	add_names(&sql, table, false);
	pc_buf_puts(&sql, ") VALUES (");
	add_names(&sql, table, true);
	pc_buf_puts(&sql, ")");
	PC_TRY(db_prepare(&statement, db, pc_buf_str(&sql), "adding a row", err));
	bind_row(statement, table, row);
	return db_do(db, statement, "adding a row", err);
}

void row_read(void *out, const struct pc_table *table, sqlite3_stmt *statement)
{
	for (size_t i = 0; i < table->n_columns; i++) {
		char *at = (char *)out + table->columns[i].offset;

		if (table->columns[i].kind == PC_COLUMN_TEXT) {
			struct pc_str text = column_text(statement, (int)i);

			memcpy(at, &text, sizeof(text));
		} else {
			int64_t number = sqlite3_column_int64(statement, (int)i);

			memcpy(at, &number, sizeof(number));
		}
	}
}

/* The newest so many. */
static void add_chosen(struct pc_buf *sql, const struct pc_table *table,
	const struct pc_row_filter *filter)
{
	pc_buf_puts(sql, "(SELECT * FROM ");
	pc_buf_printf(sql, "%s WHERE %s > ?1 AND at >= ?2 AND at < ?3", table->name,
		table->key);
	for (size_t i = 0; i < PC_COUNT(filter->texts) && filter->texts[i].column; i++)
		pc_buf_printf(sql, " AND %s = ?", filter->texts[i].column);
	pc_buf_printf(sql, " ORDER BY %s DESC LIMIT ?)", table->key);
}

static void bind_filter(sqlite3_stmt *statement, const struct pc_row_filter *filter)
{
	int at = 1;

	sqlite3_bind_int64(statement, at++, filter->after);
	sqlite3_bind_int64(statement, at++, filter->since);
	sqlite3_bind_int64(statement, at++, filter->until ? filter->until : INT64_MAX);
	for (size_t i = 0; i < PC_COUNT(filter->texts) && filter->texts[i].column; i++)
		bind_text(statement, at++, filter->texts[i].is);
	sqlite3_bind_int64(statement, at, filter->limit ? filter->limit : -1);
}

enum pc_status pc_rows_each(struct pc_db *db, const struct pc_table *table,
	const struct pc_row_filter *filter, pc_row_fn *fn, void *arg, struct pc_err *err)
{
	PC_AUTO(statement_done) sqlite3_stmt *statement = NULL;
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	PC_AUTO(pc_buf_done) struct pc_buf sql = {0};
	void *row = pc_arena_alloc(&arena, table->row_size);
	int step;

	pc_buf_puts(&sql, "SELECT ");
	add_names(&sql, table, false);
	pc_buf_puts(&sql, " FROM ");
	add_chosen(&sql, table, filter);
	pc_buf_printf(&sql, " ORDER BY %s", table->key); /* in order again */
	PC_TRY(db_prepare(&statement, db, pc_buf_str(&sql), "reading rows", err));
	bind_filter(statement, filter);
	while ((step = sqlite3_step(statement)) == SQLITE_ROW) {
		row_read(row, table, statement);
		if (!fn(arg, row))
			return PC_OK;
	}
	return step == SQLITE_DONE ? PC_OK : db_error(err, db, "reading rows");
}

enum pc_status pc_rows_count(int64_t *out, struct pc_db *db, const struct pc_table *table,
	const struct pc_row_filter *filter, struct pc_err *err)
{
	PC_AUTO(statement_done) sqlite3_stmt *statement = NULL;
	PC_AUTO(pc_buf_done) struct pc_buf sql = {0};

	pc_buf_puts(&sql, "SELECT count(*) FROM ");
	add_chosen(&sql, table, filter);
	PC_TRY(db_prepare(&statement, db, pc_buf_str(&sql), "counting rows", err));
	bind_filter(statement, filter);
	if (sqlite3_step(statement) != SQLITE_ROW)
		return db_error(err, db, "counting rows");
	*out = sqlite3_column_int64(statement, 0);
	return PC_OK;
}

enum pc_status pc_rows_tally(struct pc_db *db, const struct pc_table *table,
	const struct pc_tally_wish *wish, pc_row_fn *fn, void *arg, struct pc_err *err)
{
	PC_AUTO(statement_done) sqlite3_stmt *statement = NULL;
	PC_AUTO(pc_buf_done) struct pc_buf sql = {0};
	struct pc_tally tally;
	int step;

	pc_buf_printf(&sql, "SELECT %s, %s, count(*) FROM ", wish->columns[0],
		wish->columns[1] ? wish->columns[1] : "''");
	add_chosen(&sql, table, &wish->filter);
	pc_buf_puts(&sql, " GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2");
	PC_TRY(db_prepare(&statement, db, pc_buf_str(&sql), "counting rows", err));
	bind_filter(statement, &wish->filter);
	while ((step = sqlite3_step(statement)) == SQLITE_ROW) {
		tally.texts[0] = column_text(statement, 0);
		tally.texts[1] = column_text(statement, 1);
		tally.count = sqlite3_column_int64(statement, 2);
		if (!fn(arg, &tally))
			return PC_OK;
	}
	return step == SQLITE_DONE ? PC_OK : db_error(err, db, "counting rows");
}

void pc_row_write_members(
	struct pc_buf *out, const struct pc_table *table, const void *row)
{
	for (size_t i = 0; i < table->n_columns; i++) {
		const struct pc_column *column = &table->columns[i];
		const char *at = (const char *)row + column->offset;
		struct pc_str text;
		int64_t number;

		if (column->kind == PC_COLUMN_TEXT) {
			memcpy(&text, at, sizeof(text));
			pc_json_member(out, column->name, text);
			continue;
		}
		memcpy(&number, at, sizeof(number));
		pc_json_key(out, column->name);
		pc_buf_printf(out, "%" PRId64, number);
	}
}

/* ---- the newest ------------------------------------------------------------- */

struct newest {
	void *out;
	struct pc_arena *arena;
	const struct pc_table *table;
	bool found;
};

static bool keep(void *arg, const void *row)
{
	struct newest *newest = arg;

	memcpy(newest->out, row, newest->table->row_size);
	for (size_t i = 0; i < newest->table->n_columns; i++) {
		char *at = (char *)newest->out + newest->table->columns[i].offset;
		struct pc_str text;

		if (newest->table->columns[i].kind != PC_COLUMN_TEXT)
			continue;
		memcpy(&text, at, sizeof(text));
		text = pc_arena_str(newest->arena, text);
		memcpy(at, &text, sizeof(text));
	}
	newest->found = true;
	return false;
}

enum pc_status pc_row_newest(void *out, struct pc_db *db, struct pc_arena *arena,
	const struct pc_table *table, struct pc_err *err)
{
	struct newest newest = {out, arena, table, false};
	const struct pc_row_filter filter = {.limit = 1};

	PC_TRY(pc_rows_each(db, table, &filter, keep, &newest, err));
	if (!newest.found)
		return pc_err_set(err, PC_ERR_ABSENT, (struct pc_span){0},
			"the record has no %s yet", table->name);
	return PC_OK;
}

/* ---- less ------------------------------------------------------------------- */

enum pc_status pc_rows_forget(struct pc_db *db, const struct pc_table *table, int64_t at,
	int64_t most, struct pc_err *err)
{
	PC_AUTO(statement_done) sqlite3_stmt *statement = NULL;
	PC_AUTO(pc_buf_done) struct pc_buf sql = {0};

	pc_buf_printf(&sql,
		"DELETE FROM %s WHERE at < ?1 OR (?2 > 0 AND %s <= "
		"(SELECT %s FROM %s ORDER BY %s DESC LIMIT 1 OFFSET ?2))",
		table->name, table->key, table->key, table->name, table->key);
	PC_TRY(db_prepare(&statement, db, pc_buf_str(&sql), "forgetting rows", err));
	sqlite3_bind_int64(statement, 1, at);
	sqlite3_bind_int64(statement, 2, most);
	return db_do(db, statement, "forgetting rows", err);
}

/* Both roles that look at the repository may have something to say about one look, so an
 * outcome that lasts stands among the last few, not always at the end. */
static enum pc_status count_look(bool *counted, struct pc_db *db,
	const struct pc_sync_row *row, struct pc_err *err)
{
	PC_AUTO(statement_done) sqlite3_stmt *statement = NULL;

	PC_TRY(db_prepare(&statement, db,
		PC_STR("UPDATE sync SET times = times + 1, last = ?1,"
		       " seq = (SELECT max(seq) + 1 FROM sync) WHERE seq ="
		       " (SELECT max(seq) FROM"
		       "  (SELECT * FROM sync ORDER BY seq DESC LIMIT 4)"
		       "  WHERE remote = ?2 AND commit_id = ?3 AND outcome = ?4"
		       "  AND reason = ?5)"),
		"counting a look", err));
	sqlite3_bind_int64(statement, 1, row->at);
	bind_text(statement, 2, row->remote);
	bind_text(statement, 3, row->commit);
	bind_text(statement, 4, row->outcome);
	bind_text(statement, 5, row->reason);
	PC_TRY(db_do(db, statement, "counting a look", err));
	*counted = sqlite3_changes(db->handle) > 0;
	return PC_OK;
}

enum pc_status pc_sync_add(
	struct pc_db *db, const struct pc_sync_row *row, struct pc_err *err)
{
	bool counted;

	PC_TRY(count_look(&counted, db, row, err));
	return counted ? PC_OK : pc_row_add(db, &pc_syncs, row, err);
}

bool pc_sync_is_refusal(const struct pc_sync_row *row)
{
	static const char *const outcomes[] = {
		"refused", "failed", "expired", "killed", "not applied"};

	for (size_t i = 0; row->commit.len && i < PC_COUNT(outcomes); i++) {
		if (pc_str_is(row->outcome, outcomes[i]))
			return true;
	}
	return false;
}
