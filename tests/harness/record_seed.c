/* SPDX-License-Identifier: Apache-2.0 */
/* Rows into a record, as policyd would write them: record_seed DB < lines of JSON, each
 * {"table": "drift", "at": 1, ...} or {"spool": "DIR"}. */
#include "pc/base/buf.h"
#include "pc/base/limits.h"
#include "pc/doc/read.h"
#include "pc/record/rows.h"
#include "pc/record/spool.h"

static const struct pc_table *const tables[] = {
	&pc_generations, &pc_drifts, &pc_syncs, &pc_findings};

static enum pc_status add_row(struct pc_db *db, struct pc_arena *arena,
	const struct pc_node *said, const struct pc_table *table, struct pc_err *err)
{
	char *row = pc_arena_alloc(arena, table->row_size);

	for (size_t i = 0; i < table->n_columns; i++) {
		const struct pc_column *column = &table->columns[i];
		const struct pc_node *value = pc_node_get_c(said, column->name);
		struct pc_str text = pc_node_text(value);

		if (column->kind == PC_COLUMN_TEXT)
			memcpy(row + column->offset, &text, sizeof(text));
		else if (value)
			memcpy(row + column->offset, &value->integer, sizeof(int64_t));
	}
	return pc_row_add(db, table, row, err);
}

struct seeding {
	struct pc_db *db;
	const char *dir;
	enum pc_status status;
	struct pc_err *err;
};

static void take_user(void *arg, int64_t user)
{
	struct seeding *seeding = arg;
	struct pc_spooled taken = {.has_more = true};

	while (seeding->status == PC_OK && taken.has_more)
		seeding->status = pc_spool_take(
			&taken, seeding->db, seeding->dir, user, seeding->err);
}

static enum pc_status take_spool(struct pc_db *db, const char *dir, struct pc_err *err)
{
	struct seeding seeding = {db, dir, PC_OK, err};
	size_t strange;

	PC_TRY(pc_spool_users(&strange, dir, take_user, &seeding, err));
	return seeding.status;
}

static enum pc_status do_line(struct pc_db *db, struct pc_str line, struct pc_err *err)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_str name, spool;
	struct pc_node *said;

	PC_TRY(pc_json_read(&said, &arena, "stdin", line, NULL, err));
	spool = pc_node_text(pc_node_get_c(said, "spool"));
	if (spool.len)
		PC_TRY(take_spool(db, pc_arena_str(&arena, spool).ptr, err));
	name = pc_node_text(pc_node_get_c(said, "table"));
	for (size_t i = 0; i < PC_COUNT(tables); i++) {
		if (pc_str_is(name, tables[i]->name))
			return add_row(db, &arena, said, tables[i], err);
	}
	return PC_OK;
}

int main(int argc, char **argv)
{
	static char line[PC_MAX_SPOOL_LINE];
	struct pc_db *db = NULL;
	struct pc_err err = {0};

	if (argc != 2 || pc_db_open(&db, argv[1], PC_DB_WRITE, &err) != PC_OK) {
		fprintf(stderr, "record_seed: %s\n", err.text);
		return 1;
	}
	while (fgets(line, sizeof(line), stdin)) {
		if (do_line(db, pc_str(line), &err) != PC_OK) {
			fprintf(stderr, "record_seed: %s\n", err.text);
			return 1;
		}
	}
	pc_db_close(&db);
	return 0;
}
