/* SPDX-License-Identifier: Apache-2.0 */
/* policyctl models list and next: models as a table for people. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "models_say.h"
#include "output.h"
#include "pc/doc/write.h"

struct list_args {
	struct models_args models;
	struct pc_str provider, state, line;
};

#define LIST(member) offsetof(struct list_args, member)

static const struct opt list_options[] = {
	{OPT_TEXT, "provider", "NAME", "Only models of this provider", LIST(provider)},
	{OPT_WORD, "state", "preview|current|legacy|deprecated|retired|unknown",
		"Only models that stand so", LIST(state)},
	{OPT_TEXT, "line", "NAME", "Only models of this line: opus, sonnet, haiku",
		LIST(line)},
	{OPT_END, NULL, NULL, NULL, 0},
};

/* ---- list ------------------------------------------------------------------- */

static bool is_wanted(const struct list_args *args, const struct pc_model *model,
	const struct pc_model_status *status)
{
	return (!args->provider.ptr || pc_str_eq(args->provider, model->provider)) &&
	       (!args->line.ptr || pc_str_eq(args->line, model->line)) &&
	       (!args->state.ptr ||
		       pc_str_is(args->state, pc_model_state_name(status->state)));
}

static const struct pc_model **choose(size_t *count, const struct models_open *open,
	const struct list_args *args, struct pc_arena *arena)
{
	const struct pc_models *models = open->models;
	const struct pc_model **chosen =
		pc_arena_new_array(arena, const struct pc_model *, models->count);
	struct pc_model_status status;

	*count = 0;
	for (size_t i = 0; i < models->count; i++) {
		pc_model_status(&status, models, &models->items[i], (struct pc_str){0},
			open->now);
		if (is_wanted(args, &models->items[i], &status))
			chosen[(*count)++] = &models->items[i];
	}
	return chosen;
}

static struct pc_str days_left(
	struct pc_arena *arena, const struct pc_model_status *status)
{
	if (!status->has_end && !status->has_earliest)
		return PC_STR("-");
	if (status->state == PC_MODEL_RETIRED && !status->is_by_date)
		return PC_STR("-");
	/* At least so many, where no end is announced. */
	return pc_arena_printf(
		arena, "%" PRId64 "%s", status->days_left, status->has_end ? "" : "+");
}

/* What is named for it, and what that has become. */
static struct pc_str replacement(const struct models_open *open,
	const struct pc_model *model, struct pc_arena *arena)
{
	const struct pc_model *next = pc_model_successor(open->models, model, open->now);

	if (!model->replacement.len)
		return PC_STR("-");
	if (!next || pc_models_find(open->models, model->replacement) == next)
		return model->replacement;
	return pc_arena_printf(arena, "%.*s, then %.*s", PC_STR_ARG(model->replacement),
		PC_STR_ARG(next->id));
}

static void add_row(struct models_grid *grid, const struct models_open *open,
	const struct pc_model *model)
{
	struct pc_arena *arena = grid->arena;
	struct pc_model_status status;

	pc_model_status(&status, open->models, model, (struct pc_str){0}, open->now);
	models_grid_add(grid, model->id);
	models_grid_add(grid, models_state(arena, model, &status));
	models_grid_add(grid, days_left(arena, &status));
	models_grid_add(grid, models_until(arena, model, &status));
	models_grid_add(grid, replacement(open, model, arena));
	models_grid_add(grid, models_prices(arena, model));
	models_grid_add(grid, models_positions(arena, open->models, model));
}

static void print_text(const struct models_open *open, const struct pc_model **models,
	size_t n, struct pc_arena *arena)
{
	static const struct pc_str heads[] = {PC_STR("MODEL"), PC_STR("STATE"),
		PC_STR("DAYS"), PC_STR("ENDS"), PC_STR("REPLACEMENT"), PC_STR("$/MTOK"),
		PC_STR("POSITIONS")};
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};
	struct models_grid grid = {
		.arena = arena, .columns = PC_COUNT(heads), .right = 1U << 2};

	for (size_t i = 0; i < PC_COUNT(heads); i++)
		models_grid_add(&grid, heads[i]);
	for (size_t i = 0; i < n; i++)
		add_row(&grid, open, models[i]);
	models_grid_write(&out, &grid);
	output_text(stdout, pc_buf_str(&out));
}

static void print_json(const struct models_open *open, const struct pc_model **models,
	size_t n, struct pc_arena *arena)
{
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};

	models_write_head(&out, arena, open);
	pc_json_key(&out, "models");
	pc_buf_add_char(&out, '[');
	for (size_t i = 0; i < n; i++) {
		pc_json_next(&out);
		models_write(&out, arena, open, models[i]);
	}
	pc_buf_puts(&out, "]}\n");
	output_text(stdout, pc_buf_str(&out));
}

static int run_list(void *opaque, const struct texts *operands, struct pc_arena *arena)
{
	const struct list_args *args = opaque;
	const struct pc_model **chosen;
	struct models_open open;
	size_t n;
	int status = models_open(&open, &args->models, "models list", arena);

	(void)operands;
	if (status != EXIT_FINE)
		return status;
	chosen = choose(&n, &open, args, arena);
	if (!n)
		fputs("policyctl models list: no row of the table is so\n", stderr);
	if (open.is_json)
		print_json(&open, chosen, n, arena);
	else if (n)
		print_text(&open, chosen, n, arena);
	return EXIT_FINE;
}

const struct cmd cmd_models_list = {
	.name = "models list",
	.operands = "",
	.brief = "Print the table of models",
	.opts = {models_options, list_options, NULL},
	.args_size = sizeof(struct list_args),
	.min_operands = 0,
	.max_operands = 0,
	.run = run_list,
};
