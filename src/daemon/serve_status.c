/* SPDX-License-Identifier: Apache-2.0 */
/* What is recorded, as one object: the newest of each kind, and how many. */
#include <inttypes.h>

#include "pc/doc/write.h"
#include "pc/record/rows.h"
#include "serve.h"

static void add_number(struct pc_buf *out, const char *name, int64_t number)
{
	pc_json_key(out, name);
	pc_buf_printf(out, "%" PRId64, number);
}

/* All columns of the newest row under its table's name; null when there is none. */
static enum pc_status add_newest(struct pc_buf *out, struct serve *serve,
	const struct pc_table *table, struct pc_err *err)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	char *row = pc_arena_alloc(&arena, table->row_size);
	enum pc_status status = pc_row_newest(row, serve->db, &arena, table, err);

	pc_json_key(out, table->name);
	if (status == PC_ERR_ABSENT) {
		pc_buf_puts(out, "null");
		return PC_OK;
	}
	PC_TRY(status);
	pc_buf_add_char(out, '{');
	for (size_t i = 0; i < table->n_columns; i++) {
		const struct pc_column *column = &table->columns[i];
		struct pc_str text;
		int64_t number;

		if (column->kind == PC_COLUMN_TEXT) {
			memcpy(&text, row + column->offset, sizeof(text));
			pc_json_member(out, column->name, text);
		} else {
			memcpy(&number, row + column->offset, sizeof(number));
			add_number(out, column->name, number);
		}
	}
	pc_buf_add_char(out, '}');
	return PC_OK;
}

enum pc_status status_json(struct pc_buf *out, struct serve *serve, struct pc_err *err)
{
	static const struct pc_table *const tables[] = {
		&pc_generations, &pc_syncs, &pc_drifts};
	const struct config *config = &serve->daemon->config;

	pc_buf_add_char(out, '{');
	pc_json_member(out, "version", PC_STR(PC_VERSION));
	pc_json_member(out, "remote", config->remote);
	add_number(out, "interval", config->interval);
	for (size_t i = 0; i < PC_COUNT(tables); i++)
		PC_TRY(add_newest(out, serve, tables[i], err));
	pc_buf_puts(out, "}\n");
	return PC_OK;
}
