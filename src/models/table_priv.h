/* SPDX-License-Identifier: Apache-2.0 */
/* What the parts of reading a table share. */
#ifndef MODELS_TABLE_PRIV_H
#define MODELS_TABLE_PRIV_H

#include "pc/models/table.h"

/* A table in the making. */
struct table_reading {
	struct pc_arena *arena;
	struct pc_diags *diags;
	struct pc_models *models;
	const struct pc_node **rows;   /* of each model: its map in the file */
	const struct pc_node *sources; /* evidence that rows name */
	bool is_good;
};

/* Adds an error. */
struct pc_diag *table_refuse(struct table_reading *reading, const char *code,
	struct pc_span at, const char *fmt, ...) PC_PRINTF(4, 5);
/* Adds a warning. */
struct pc_diag *table_warn(struct table_reading *reading, const char *code,
	struct pc_span at, const char *fmt, ...) PC_PRINTF(4, 5);

/* The reader of a map, "a model" or so; notes what was wrong. */
bool table_fields(struct table_reading *reading, void *out, const struct pc_fields *table,
	const struct pc_node *map);

/* One row: read_row.c. */
void table_read_row(
	struct table_reading *reading, struct pc_model *out, const struct pc_node *map);
/* What it costs: read_price.c.  node: a map, or a list of them by rising "above". */
void table_read_prices(
	struct table_reading *reading, struct pc_model *out, const struct pc_node *node);
/* The index over all names: lookup.c.  Names that stand twice are errors. */
void table_index(struct table_reading *reading);
/* The row that a cloud gives that id in, and the model; NULL: none. */
const struct pc_model_cloud *table_find_sold(
	const struct pc_model **model, const struct pc_models *models, struct pc_str id);
/* What rows say of each other, and positions of rows: sound.c. */
void table_check(struct table_reading *reading);

#endif
