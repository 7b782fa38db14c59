/* SPDX-License-Identifier: Apache-2.0 */
/* What is kept of what happened, as typed rows: structs in, structs out, by a table of
 * their columns.  All times are milliseconds since 1970, UTC. */
#ifndef PC_RECORD_ROWS_H
#define PC_RECORD_ROWS_H

#include "pc/base/buf.h"
#include "pc/record/db.h"

/* A verdict, as a hook or a dispatcher reached it. */
struct pc_decision_row {
	int64_t seq; /* its place in the chain, from 1 */
	int64_t at;
	int64_t microseconds; /* that it took */
	int64_t user;         /* who ran the client: a uid */
	struct pc_str id;     /* of the line in the spool; no two are the same */
	struct pc_str agent, session, event, tool, verdict, by, rule, source, reason,
		policy, cwd, sha256;
	/* What fragments that are only monitored would have said; empty: nothing else. */
	struct pc_str would, would_rule, would_source;
	struct pc_str line; /* as the hook wrote it, which the hash is made of */
	struct pc_str hash; /* of this line and the hash before it; hexadecimal */
};

/* A policy that was put in force.  Its change is "intended". */
struct pc_generation_row {
	int64_t number, at, signed_at, expires, changes;
	struct pc_str commit, digest, signer, change;
};

/* Something on the machine changed.  Change says which way: "drift", from what it should
 * be; "corrective", back to that; "intended", as root or the policy wants it.  The same
 * again only counts. */
struct pc_drift_event {
	int64_t seq, at, last, times, generation;
	int64_t mended;  /* of drift: we put it right at once */
	int64_t process; /* whose doing it was; 0: nobody knows */
	struct pc_str change, path, kind, by, diff;
};

/* A look at the repository.  The same outcome again only counts. */
struct pc_sync_row {
	int64_t seq, at, last, times;
	struct pc_str remote, commit, outcome, reason;
};

/* Something wrong with this machine, from when it was first seen until it had ended. */
struct pc_finding_row {
	int64_t seq, at, last, times, line, col;
	int64_t ended;        /* 0: it is still so */
	struct pc_str source; /* which look found it */
	struct pc_str commit, code, severity, file, text;
};

enum pc_column_kind { PC_COLUMN_NUMBER, PC_COLUMN_TEXT };

struct pc_column {
	const char *name;
	enum pc_column_kind kind;
	size_t offset; /* of an int64_t or a struct pc_str in the row */
};

struct pc_table {
	const char *name;
	const char *key; /* the column that numbers the rows */
	const struct pc_column *columns;
	size_t n_columns, row_size;
};

extern const struct pc_table pc_decisions, pc_generations, pc_drifts, pc_syncs,
	pc_findings;

/* A row whose key is 0 gets the next number. */
PC_MUST_CHECK enum pc_status pc_row_add(struct pc_db *db, const struct pc_table *table,
	const void *row, struct pc_err *err);

/* Which rows: each condition that is given has to hold. */
struct pc_row_filter {
	int64_t since, until; /* at: from, and before; 0: any */
	int64_t after;        /* key greater than */
	struct {
		const char *column;
		struct pc_str is;
	} texts[6];    /* column NULL: no more */
	int64_t limit; /* the newest so many; 0: all */
};

/* False: enough. */
typedef bool pc_row_fn(void *arg, const void *row);

/* Calls fn for each, the oldest first.  Texts live until fn returns. */
PC_MUST_CHECK enum pc_status pc_rows_each(struct pc_db *db, const struct pc_table *table,
	const struct pc_row_filter *filter, pc_row_fn *fn, void *arg, struct pc_err *err);

/* The newest row; PC_ERR_ABSENT: there is none.  Texts live in arena. */
PC_MUST_CHECK enum pc_status pc_row_newest(void *out, struct pc_db *db,
	struct pc_arena *arena, const struct pc_table *table, struct pc_err *err);

/* How many rows the filter lets through; its limit counts, too. */
PC_MUST_CHECK enum pc_status pc_rows_count(int64_t *out, struct pc_db *db,
	const struct pc_table *table, const struct pc_row_filter *filter,
	struct pc_err *err);

/* Counts the filter's rows by the texts of two columns (the second may be NULL), and
 * calls fn with a struct pc_tally for each pair, the most frequent first.  Texts live
 * until fn returns. */
struct pc_tally_wish {
	struct pc_row_filter filter;
	const char *columns[2];
};
struct pc_tally {
	struct pc_str texts[2];
	int64_t count;
};
PC_MUST_CHECK enum pc_status pc_rows_tally(struct pc_db *db, const struct pc_table *table,
	const struct pc_tally_wish *wish, pc_row_fn *fn, void *arg, struct pc_err *err);

/* A row's columns as members of a JSON object that the caller began. */
void pc_row_write_members(
	struct pc_buf *out, const struct pc_table *table, const void *row);

/* Removes rows older than at, then the oldest ones past most (0: any number). */
PC_MUST_CHECK enum pc_status pc_rows_forget(struct pc_db *db,
	const struct pc_table *table, int64_t at, int64_t most, struct pc_err *err);

/* A look that ended as one of the last few did is counted there, and that row becomes the
 * newest again: what lasts is told once, and what is newest is how it stands. */
PC_MUST_CHECK enum pc_status pc_sync_add(
	struct pc_db *db, const struct pc_sync_row *row, struct pc_err *err);
/* Whether it tells of a commit that is not put in force as it is. */
bool pc_sync_is_refusal(const struct pc_sync_row *row);

#endif
