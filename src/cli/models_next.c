/* SPDX-License-Identifier: Apache-2.0 */
/* policyctl models next: what ends soon, at makers and at clouds; and floors, which are
 * days on which nothing ends, but from which on something may. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "models_say.h"
#include "output.h"
#include "pc/doc/write.h"

struct next_args {
	struct models_args models;
	struct pc_str within;
};

static const struct opt next_options[] = {
	{OPT_TEXT, "within", "DURATION", "How far to look ahead (default: 60d)",
		offsetof(struct next_args, within)},
	{OPT_END, NULL, NULL, NULL, 0},
};

/* A day of one model. */
struct day {
	const struct pc_model *model;
	struct pc_str via; /* a cloud; empty: its maker */
	struct pc_model_status status;
	bool is_floor;
	int64_t at;
};

struct days {
	struct pc_arena *arena;
	const struct models_open *open;
	int64_t until;
	struct day *items;
	size_t count, cap;
};

/* An end is news until the table has it as passed. */
static bool is_soon(const struct days *days, const struct day *day)
{
	if (day->is_floor)
		return day->at >= days->open->now && day->at <= days->until &&
		       day->status.state != PC_MODEL_RETIRED;
	return day->status.has_end && day->at <= days->until &&
	       (day->at > days->open->now || day->status.is_by_date ||
		       day->status.is_overdue);
}

static void add(struct days *days, const struct pc_model *model, struct pc_str via,
	const struct pc_model_date *date)
{
	struct day day = {.model = model,
		.via = via,
		.is_floor = date->kind == PC_DATE_NOT_BEFORE,
		.at = date->at};

	pc_model_status(&day.status, days->open->models, model, via, days->open->now);
	if (!is_soon(days, &day))
		return;
	pc_arena_grow(days->arena, days->items, days->count, days->cap);
	days->items[days->count++] = day;
}

/* Ends before floors, each by its day; else as in the table. */
static int compare(const void *left, const void *right)
{
	const struct day *a = left, *b = right;

	if (a->is_floor != b->is_floor)
		return a->is_floor ? 1 : -1;
	if (a->at != b->at)
		return a->at < b->at ? -1 : 1;
	if (a->model != b->model)
		return a->model < b->model ? -1 : 1;
	return pc_str_cmp(a->via, b->via);
}

static void collect(struct days *days)
{
	const struct pc_models *models = days->open->models;

	for (size_t i = 0; i < models->count; i++) {
		const struct pc_model *model = &models->items[i];

		add(days, model, (struct pc_str){0}, &model->retires);
		for (size_t k = 0; k < model->n_clouds; k++)
			add(days, model, model->clouds[k].via, &model->clouds[k].retires);
	}
	if (days->count)
		qsort(days->items, days->count, sizeof(*days->items), compare);
}

static void add_row(
	struct models_grid *grid, const struct days *days, const struct day *day)
{
	enum { DAY = 24 * 60 * 60 };
	struct pc_arena *arena = grid->arena;
	struct pc_str at = models_day(arena, day->at), id = day->model->id;
	const struct pc_model *next =
		pc_model_successor(days->open->models, day->model, days->open->now);

	models_grid_add(grid,
		day->is_floor ? pc_arena_printf(arena, "not before %.*s", PC_STR_ARG(at))
			      : at);
	models_grid_add(grid, day->is_floor ? pc_arena_printf(arena, "%" PRId64,
						      (day->at - days->open->now) / DAY)
					    : pc_arena_printf(arena, "%" PRId64,
						      day->status.days_left));
	models_grid_add(grid, day->via.len ? pc_arena_printf(arena, "%.*s (%.*s)",
						     PC_STR_ARG(id), PC_STR_ARG(day->via))
					   : id);
	models_grid_add(grid, models_state(arena, day->model, &day->status));
	models_grid_add(grid, next ? next->id : PC_STR("-"));
	models_grid_add(grid, models_positions(arena, days->open->models, day->model));
}

static void print_text(const struct days *days)
{
	static const struct pc_str heads[] = {PC_STR("ENDS"), PC_STR("DAYS"),
		PC_STR("MODEL"), PC_STR("STATE"), PC_STR("REPLACEMENT"),
		PC_STR("POSITIONS")};
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};
	struct models_grid grid = {
		.arena = days->arena, .columns = PC_COUNT(heads), .right = 1U << 1};

	for (size_t i = 0; i < PC_COUNT(heads); i++)
		models_grid_add(&grid, heads[i]);
	for (size_t i = 0; i < days->count; i++)
		add_row(&grid, days, &days->items[i]);
	models_grid_write(&out, &grid);
	output_text(stdout, pc_buf_str(&out));
}

static void print_json(const struct days *days)
{
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};

	models_write_head(&out, days->arena, days->open);
	models_write_day(&out, days->arena, "until", days->until);
	pc_json_key(&out, "next");
	pc_buf_add_char(&out, '[');
	for (size_t i = 0; i < days->count; i++) {
		const struct day *day = &days->items[i];

		pc_json_next(&out);
		pc_buf_add_char(&out, '{');
		pc_json_member(&out, "kind", pc_str(day->is_floor ? "floor" : "end"));
		models_write_day(&out, days->arena, "day", day->at);
		pc_json_member(&out, "via", day->via);
		pc_json_key(&out, "model");
		models_write(&out, days->arena, days->open, day->model);
		pc_buf_add_char(&out, '}');
	}
	pc_buf_puts(&out, "]}\n");
	output_text(stdout, pc_buf_str(&out));
}

static int run_next(void *opaque, const struct texts *operands, struct pc_arena *arena)
{
	enum { PER_SECOND = 1000 };
	const struct next_args *args = opaque;
	struct pc_str within = args->within.ptr ? args->within : PC_STR("60d");
	struct models_open open;
	struct days days = {.arena = arena, .open = &open};
	int status;

	(void)operands;
	if (!pc_duration_read(&days.until, within)) {
		fprintf(stderr,
			"policyctl models next: --within must be a duration such as "
			"60d, not '%.*s'\n",
			PC_STR_ARG(within));
		return EXIT_USAGE;
	}
	status = models_open(&open, &args->models, "models next", arena);
	if (status != EXIT_FINE)
		return status;
	days.until = days.until / PER_SECOND + open.now;
	collect(&days);
	if (open.is_json)
		print_json(&days);
	else if (days.count)
		print_text(&days);
	else
		printf("Nothing ends within %.*s.\n", PC_STR_ARG(within));
	return EXIT_FINE;
}

const struct cmd cmd_models_next = {
	.name = "models next",
	.operands = "",
	.brief = "Print what ends soon",
	.opts = {models_options, next_options, NULL},
	.args_size = sizeof(struct next_args),
	.min_operands = 0,
	.max_operands = 0,
	.run = run_next,
};
