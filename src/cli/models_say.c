/* SPDX-License-Identifier: Apache-2.0 */
/* Models for people: words of a line, and lines under each other. */
#include "models_say.h"

#include <inttypes.h>

#include "clean.h"
#include "pc/base/decimal.h"

struct pc_str models_day(struct pc_arena *arena, int64_t at)
{
	enum { PER_SECOND = 1000 };

	if (!at)
		return (struct pc_str){0};
	return pc_str_head(clean_time(arena, at * PER_SECOND), sizeof("2026-11-22") - 1);
}

struct pc_str models_state(struct pc_arena *arena, const struct pc_model *model,
	const struct pc_model_status *status)
{
	const char *more = "";

	if (status->is_overdue)
		more = ", overdue";
	else if (status->is_by_date)
		more = " by date";
	else if (status->state == PC_MODEL_PREVIEW && model->state == PC_MODEL_DEPRECATED)
		more = ", deprecated";
	return pc_arena_printf(arena, "%s%s", pc_model_state_name(status->state), more);
}

static struct pc_str until_floor(struct pc_arena *arena, const struct pc_model *model,
	const struct pc_model_status *status)
{
	bool has_floor = model->retires.kind == PC_DATE_NOT_BEFORE;
	int64_t day = status->has_earliest ? status->earliest : model->retires.at;
	bool is_notice = status->has_earliest && (!has_floor || day != model->retires.at);

	if (!status->has_earliest && !has_floor)
		return PC_STR("-");
	return pc_arena_printf(arena, "not before %.*s%s",
		PC_STR_ARG(models_day(arena, day)), is_notice ? ", by notice" : "");
}

struct pc_str models_until(struct pc_arena *arena, const struct pc_model *model,
	const struct pc_model_status *status)
{
	if (status->has_end)
		return models_day(arena, status->end);
	if (model->retires.kind == PC_DATE_TO_ANNOUNCE)
		return PC_STR("to be announced");
	if (status->state == PC_MODEL_RETIRED)
		return PC_STR("-");
	return until_floor(arena, model, status);
}

static void add_price(struct pc_buf *out, struct pc_arena *arena, int64_t price)
{
	enum { CENTS = 2 };

	if (price == PC_PRICE_UNKNOWN)
		pc_buf_add_char(out, '?');
	else
		pc_buf_add(out,
			pc_decimal_print(arena, price, PC_PRICE_MILLION_PLACES, CENTS));
}

struct pc_str models_prices(struct pc_arena *arena, const struct pc_model *model)
{
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};

	for (size_t i = 0; i < model->n_prices; i++) {
		const struct pc_price *price = &model->prices[i];

		if (i)
			pc_buf_printf(&out, ", above %" PRId64 ": ", price->above);
		add_price(&out, arena, price->of[PC_PRICE_INPUT]);
		pc_buf_add_char(&out, '/');
		add_price(&out, arena, price->of[PC_PRICE_OUTPUT]);
	}
	return model->n_prices ? pc_arena_str(arena, pc_buf_str(&out)) : PC_STR("-");
}

struct pc_str models_positions(struct pc_arena *arena, const struct pc_models *models,
	const struct pc_model *model)
{
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};

	for (size_t i = 0; i < models->n_positions; i++) {
		const struct pc_model_position *position = &models->positions[i];

		if (pc_models_position(models, position->name) == model)
			pc_buf_printf(&out, "%s%.*s", out.len ? ", " : "",
				PC_STR_ARG(position->name));
	}
	return pc_arena_str(arena, pc_buf_str(&out));
}

/* ---- a grid ----------------------------------------------------------------- */

void models_grid_add(struct models_grid *grid, struct pc_str cell)
{
	pc_arena_grow(grid->arena, grid->cells, grid->count, grid->cap);
	grid->cells[grid->count++] = cell;
}

static size_t width_of(const struct models_grid *grid, size_t column)
{
	size_t width = 0;

	for (size_t i = column; i < grid->count; i += grid->columns)
		width = grid->cells[i].len > width ? grid->cells[i].len : width;
	return width;
}

static void write_line(struct pc_buf *out, const struct models_grid *grid, size_t at,
	const size_t *widths)
{
	size_t last = grid->columns;

	/* No blanks at the end of a line. */
	while (last && !grid->cells[at + last - 1].len)
		last--;
	for (size_t i = 0; i < last; i++) {
		struct pc_str cell = grid->cells[at + i];
		int gap = (int)(widths[i] - cell.len);
		bool is_right = grid->right >> i & 1;

		pc_buf_printf(out, "%s%*s", i ? "  " : "", is_right ? gap : 0, "");
		clean_text(out, cell);
		pc_buf_printf(out, "%*s", is_right || i + 1 == last ? 0 : gap, "");
	}
	pc_buf_add_char(out, '\n');
}

void models_grid_write(struct pc_buf *out, const struct models_grid *grid)
{
	size_t *widths = pc_arena_new_array(grid->arena, size_t, grid->columns);

	for (size_t i = 0; i < grid->columns; i++)
		widths[i] = width_of(grid, i);
	for (size_t at = 0; at + grid->columns <= grid->count; at += grid->columns)
		write_line(out, grid, at, widths);
}
