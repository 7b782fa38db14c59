/* SPDX-License-Identifier: Apache-2.0 */
/* Lines of hooks to rows, each bound to the one before:
 *
 *   hash = SHA-256(hash before, " ", user, " ", line)      the first: of 64 zeros
 */
#include "pc/record/chain.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>

#include "pc/base/buf.h"
#include "pc/base/hash.h"
#include "pc/base/limits.h"
#include "pc/doc/fields.h"
#include "pc/doc/read.h"
#include "record_priv.h"

static const char first_hash[] =
	"0000000000000000000000000000000000000000000000000000000000000000";

struct link {
	int64_t seq;
	char hash[PC_SHA256_HEX];
};

static void hash_row(char out[static PC_SHA256_HEX], const char *before, int64_t user,
	struct pc_str line)
{
	PC_AUTO(pc_buf_done) struct pc_buf bytes = {0};

	pc_buf_printf(&bytes, "%s %" PRId64 " ", before, user);
	pc_buf_add(&bytes, line);
	pc_sha256_hex(out, pc_buf_str(&bytes));
}

/* The row that a query gives as number and hash. */
static enum pc_status find_link(struct link *out, bool *found, struct pc_db *db,
	const char *sql, struct pc_err *err)
{
	PC_AUTO(statement_done) sqlite3_stmt *statement = NULL;
	int step;

	PC_TRY(db_prepare(&statement, db, pc_str(sql), "the chain's end", err));
	step = sqlite3_step(statement);
	*found = step == SQLITE_ROW;
	if (*found) {
		out->seq = sqlite3_column_int64(statement, 0);
		snprintf(out->hash, sizeof(out->hash), "%.*s",
			PC_STR_ARG(column_text(statement, 1)));
	}
	return *found || step == SQLITE_DONE ? PC_OK
					     : db_error(err, db, "the chain's end");
}

/* What stands before the first row that is kept. */
static enum pc_status begin_of(struct link *out, struct pc_db *db, struct pc_err *err)
{
	bool found;

	*out = (struct link){0};
	PC_TRY(find_link(out, &found, db, "SELECT seq, hash FROM forgotten", err));
	if (!found)
		snprintf(out->hash, sizeof(out->hash), "%s", first_hash);
	return PC_OK;
}

static enum pc_status end_of(struct link *out, struct pc_db *db, struct pc_err *err)
{
	bool found;

	PC_TRY(find_link(out, &found, db,
		"SELECT seq, hash FROM decision ORDER BY seq DESC LIMIT 1", err));
	return found ? PC_OK : begin_of(out, db, err);
}

/* ---- a line to a row ---------------------------------------------------------- */

/* The members that a hook writes, in any order; others are kept in the line alone. */
static const struct member {
	const char *name;
	size_t offset;
	bool is_must;
} members[] = {
	{"id", offsetof(struct pc_decision_row, id), true},
	{"agent", offsetof(struct pc_decision_row, agent), false},
	{"session", offsetof(struct pc_decision_row, session), false},
	{"event", offsetof(struct pc_decision_row, event), false},
	{"tool", offsetof(struct pc_decision_row, tool), false},
	{"verdict", offsetof(struct pc_decision_row, verdict), true},
	{"by", offsetof(struct pc_decision_row, by), false},
	{"rule", offsetof(struct pc_decision_row, rule), false},
	{"source", offsetof(struct pc_decision_row, source), false},
	{"reason", offsetof(struct pc_decision_row, reason), false},
	{"policy", offsetof(struct pc_decision_row, policy), false},
	{"cwd", offsetof(struct pc_decision_row, cwd), false},
	{"sha256", offsetof(struct pc_decision_row, sha256), false},
	{"would", offsetof(struct pc_decision_row, would), false},
	{"would_rule", offsetof(struct pc_decision_row, would_rule), false},
	{"would_source", offsetof(struct pc_decision_row, would_source), false},
};

/* "2026-11-22T03:27:56.123Z" to milliseconds. */
static bool read_time(int64_t *out, struct pc_str text)
{
	enum { SECONDS = 19, PER_SECOND = 1000, WHOLE = 24, DECIMAL = 10 };
	char whole[SECONDS + 2];
	int64_t millis = 0;

	if (text.len != WHOLE || text.ptr[SECONDS] != '.' || text.ptr[WHOLE - 1] != 'Z')
		return false;
	for (size_t i = SECONDS + 1; i < WHOLE - 1; i++) {
		if (text.ptr[i] < '0' || text.ptr[i] > '9')
			return false;
		millis = millis * DECIMAL + text.ptr[i] - '0';
	}
	snprintf(whole, sizeof(whole), "%.*sZ", SECONDS, text.ptr);
	if (!pc_time_read(out, pc_str(whole)))
		return false;
	*out = *out * PER_SECOND + millis;
	return true;
}

static bool read_line(
	struct pc_decision_row *out, struct pc_arena *arena, struct pc_str line)
{
	const struct pc_node *took;
	struct pc_node *tree;
	struct pc_err err;

	if (pc_json_read(&tree, arena, "spool", line, NULL, &err) != PC_OK ||
		tree->kind != PC_MAP)
		return false;
	for (size_t i = 0; i < PC_COUNT(members); i++) {
		struct pc_str text = pc_node_text(pc_node_get_c(tree, members[i].name));

		if (members[i].is_must && text.len == 0)
			return false;
		memcpy((char *)out + members[i].offset, &text, sizeof(text));
	}
	took = pc_node_get_c(tree, "us");
	out->microseconds = took && took->kind == PC_INT ? took->integer : 0;
	out->line = line;
	return read_time(&out->at, pc_node_text(pc_node_get_c(tree, "time")));
}

static enum pc_status is_there(
	bool *out, struct pc_db *db, struct pc_str id, struct pc_err *err)
{
	PC_AUTO(statement_done) sqlite3_stmt *statement = NULL;
	int step;

	PC_TRY(db_prepare(&statement, db, PC_STR("SELECT 1 FROM decision WHERE id = ?"),
		"looking for a decision", err));
	bind_text(statement, 1, id);
	step = sqlite3_step(statement);
	*out = step == SQLITE_ROW;
	return *out || step == SQLITE_DONE ? PC_OK
					   : db_error(err, db, "looking for a decision");
}

static enum pc_status add_row(struct pc_db *db, const struct pc_decision_row *row,
	struct link *end, struct pc_err *err)
{
	struct link next = {.seq = end->seq + 1};
	struct pc_decision_row whole = *row;

	hash_row(next.hash, end->hash, row->user, row->line);
	whole.seq = next.seq;
	whole.hash = pc_str(next.hash);
	PC_TRY(pc_row_add(db, &pc_decisions, &whole, err));
	*end = next;
	return PC_OK;
}

/* Rows are forgotten by their times: one from the far future would keep all behind it. */
enum { MILLIS = 1000, DAY = 24 * 60 * 60 };

enum pc_status pc_chain_add(struct pc_db *db, struct pc_str lines, int64_t user,
	size_t *added, size_t *strange, struct pc_err *err)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	int64_t latest = ((int64_t)time(NULL) + DAY) * MILLIS;
	struct link end;

	PC_TRY(end_of(&end, db, err));
	while (lines.len > 0) {
		struct pc_str line = pc_str_cut(&lines, '\n');
		struct pc_decision_row row = {.user = user};
		bool known;

		pc_arena_reset(&arena);
		if (line.len == 0)
			continue;
		if (line.len > PC_MAX_SPOOL_LINE || !read_line(&row, &arena, line) ||
			row.at > latest) {
			(*strange)++;
			continue;
		}
		PC_TRY(is_there(&known, db, row.id, err));
		if (known)
			continue;
		PC_TRY(add_row(db, &row, &end, err));
		(*added)++;
	}
	return PC_OK;
}

/* ---- does it hold --------------------------------------------------------------- */

struct checking {
	struct pc_chain_check *out;
	struct pc_arena arena;
	struct link before;
};

static bool says(struct checking *checking, int64_t seq, const char *why)
{
	checking->out->broken = seq;
	snprintf(checking->out->why, sizeof(checking->out->why), "%s", why);
	return false;
}

/* Columns are only a view of the line, and have to be a true one. */
static bool is_true_view(struct checking *checking, const struct pc_decision_row *row)
{
	struct pc_decision_row read = {0};

	pc_arena_reset(&checking->arena);
	if (!read_line(&read, &checking->arena, row->line) || read.at != row->at ||
		read.microseconds != row->microseconds)
		return false;
	for (size_t i = 0; i < PC_COUNT(members); i++) {
		struct pc_str a, b;

		memcpy(&a, (const char *)&read + members[i].offset, sizeof(a));
		memcpy(&b, (const char *)row + members[i].offset, sizeof(b));
		if (!pc_str_eq(a, b))
			return false;
	}
	return true;
}

static bool check_row(void *arg, const void *found)
{
	const struct pc_decision_row *row = found;
	struct checking *checking = arg;
	struct link next = {.seq = row->seq};

	if (row->seq != checking->before.seq + 1)
		return says(checking, checking->before.seq + 1, "the row is not there");
	hash_row(next.hash, checking->before.hash, row->user, row->line);
	if (!pc_str_is(row->hash, next.hash))
		return says(checking, row->seq,
			"its hash is not that of its line and the row before");
	if (!is_true_view(checking, row))
		return says(
			checking, row->seq, "its columns do not say what its line says");
	checking->before = next;
	checking->out->rows++;
	return true;
}

enum pc_status pc_chain_verify(
	struct pc_chain_check *out, struct pc_db *db, struct pc_err *err)
{
	const struct pc_row_filter all = {.after = INT64_MIN, .since = INT64_MIN};
	struct checking checking = {.out = out};
	enum pc_status status;

	*out = (struct pc_chain_check){0};
	PC_TRY(begin_of(&checking.before, db, err));
	status = pc_rows_each(db, &pc_decisions, &all, check_row, &checking, err);
	pc_arena_done(&checking.arena);
	snprintf(out->head, sizeof(out->head), "%s", checking.before.hash);
	return status;
}

/* ---- retention ------------------------------------------------------------------- */

enum pc_status pc_chain_forget(
	struct pc_db *db, int64_t at, int64_t most, struct pc_err *err)
{
	PC_AUTO(statement_done) sqlite3_stmt *statement = NULL;

	/* Times are the hooks' own and need not rise: rows go up to the newest of the
	 * old ones that no young one stands before. */
	PC_TRY(db_prepare(&statement, db,
		PC_STR("INSERT OR REPLACE INTO forgotten SELECT 1, seq, hash FROM "
		       "decision"
		       " WHERE seq < coalesce((SELECT min(seq) FROM decision WHERE at >="
		       " ?1), 9223372036854775807) OR (?2 > 0 AND seq <= (SELECT max(seq)"
		       " FROM decision) - ?2) ORDER BY seq DESC LIMIT 1"),
		"forgetting decisions", err));
	sqlite3_bind_int64(statement, 1, at);
	sqlite3_bind_int64(statement, 2, most);
	PC_TRY(db_do(db, statement, "forgetting decisions", err));
	return db_run(db, "DELETE FROM decision WHERE seq <= (SELECT seq FROM forgotten)",
		"forgetting decisions", err);
}

/* Pages that hold something, in bytes. */
static enum pc_status size_of(int64_t *out, struct pc_db *db, struct pc_err *err)
{
	PC_AUTO(statement_done) sqlite3_stmt *statement = NULL;

	PC_TRY(db_prepare(&statement, db,
		PC_STR("SELECT (page_count - freelist_count) * page_size FROM"
		       " pragma_page_count, pragma_freelist_count, pragma_page_size"),
		"its size", err));
	if (sqlite3_step(statement) != SQLITE_ROW)
		return db_error(err, db, "its size");
	*out = sqlite3_column_int64(statement, 0);
	return PC_OK;
}

enum pc_status pc_chain_shrink(struct pc_db *db, int64_t most, struct pc_err *err)
{
	enum { SHARE = 16 };
	const struct pc_row_filter all = {.after = INT64_MIN, .since = INT64_MIN};
	int64_t size = 0, rows = 0;

	PC_TRY(size_of(&size, db, err));
	if (size <= most)
		return PC_OK;
	PC_TRY(pc_rows_count(&rows, db, &pc_decisions, &all, err));
	return pc_chain_forget(db, INT64_MIN, rows - rows / SHARE, err);
}
