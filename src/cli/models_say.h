/* SPDX-License-Identifier: Apache-2.0 */
/* A model as a line, a page or an object: what list, next and show have in common. */
#ifndef CLI_MODELS_SAY_H
#define CLI_MODELS_SAY_H

#include "models.h"
#include "pc/base/buf.h"

/* "2026-11-30"; empty for 0. */
struct pc_str models_day(struct pc_arena *arena, int64_t at);
/* "deprecated", "deprecated, overdue", "retired by date", "preview, deprecated". */
struct pc_str models_state(struct pc_arena *arena, const struct pc_model *model,
	const struct pc_model_status *status);
/* Until when: "2026-11-30" for an end; "not before 2027-09-22" for a floor, with ", by
 * notice" where that is the later one; "to be announced"; "-". */
struct pc_str models_until(struct pc_arena *arena, const struct pc_model *model,
	const struct pc_model_status *status);
/* "5.00/25.00", "0.10/0.50, above 100000: 0.50/2.50"; "-" where none is known. */
struct pc_str models_prices(struct pc_arena *arena, const struct pc_model *model);
/* Names of positions that it holds, with ", "; empty: none. */
struct pc_str models_positions(struct pc_arena *arena, const struct pc_models *models,
	const struct pc_model *model);

/* Rows of cells, each column as wide as its widest one. */
struct models_grid {
	struct pc_arena *arena;
	struct pc_str *cells;
	size_t count, cap;
	size_t columns;
	unsigned right; /* columns whose cells end together, as bits */
};
void models_grid_add(struct models_grid *grid, struct pc_str cell);
void models_grid_write(struct pc_buf *out, const struct models_grid *grid);

/* All of a row, and how it stands, as a JSON object. */
void models_write(struct pc_buf *out, struct pc_arena *arena,
	const struct models_open *open, const struct pc_model *model);
/* {"table": ..., "as_of": ..., "at": ... and no end: what a verb prints goes on. */
void models_write_head(
	struct pc_buf *out, struct pc_arena *arena, const struct models_open *open);
/* "name": "2026-11-30", or null for 0. */
void models_write_day(
	struct pc_buf *out, struct pc_arena *arena, const char *name, int64_t at);

#endif
