/* SPDX-License-Identifier: Apache-2.0 */
/* The ledger's file: tables of what happened (ledger.c), and of the roll as the last scan
 * left it (ledger_roll.c, ledger_fields.c). */
#ifndef LEDGER_PRIV_H
#define LEDGER_PRIV_H

#include "pc/record/sql.h"
#include "pc/rollcall/ledger.h"
#include "roll_priv.h"

struct pc_ledger {
	struct pc_db *db;
	int64_t steps; /* of the roll that is in it, as far as this handle knows */
};

/* Inside the transaction of the caller. */
PC_MUST_CHECK enum pc_status ledger_save(
	struct pc_ledger *ledger, const struct pc_roll *roll, struct pc_err *err);
PC_MUST_CHECK enum pc_status ledger_steps(
	int64_t *out, struct pc_ledger *ledger, struct pc_err *err);

/* What sightings and beliefs have in common, as columns: their definition, their names,
 * and as many question marks. */
#define FIELD_COLUMNS                                                                    \
	" says INTEGER NOT NULL, state INTEGER NOT NULL, released INTEGER NOT NULL,"     \
	" announced INTEGER NOT NULL, date_kind INTEGER NOT NULL,"                       \
	" date INTEGER NOT NULL, replacement TEXT NOT NULL, options TEXT NOT NULL,"      \
	" prices TEXT NOT NULL, context INTEGER NOT NULL, output INTEGER NOT NULL,"      \
	" line TEXT NOT NULL, target TEXT NOT NULL,"
#define FIELD_NAMES                                                                      \
	"says, state, released, announced, date_kind, date, replacement, options,"       \
	" prices, context, output, line, target"
#define FIELD_MARKS "?,?,?,?,?,?,?,?,?,?,?,?,?"
enum { N_FIELDS = 13 };

struct fields {
	unsigned says;
	struct pc_model *model;
	struct pc_str *target;
};
/* From ?at on.  Texts that are made for it live in arena. */
void fields_bind(struct pc_sql *statement, int at, struct pc_arena *arena,
	const struct fields *fields);
/* From column at on; texts are kept in arena. */
void fields_read(
	struct fields *out, struct pc_sql *statement, int at, struct pc_arena *arena);

#endif
