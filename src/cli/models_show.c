/* SPDX-License-Identifier: Apache-2.0 */
/* policyctl models show: all that is known of one model, and who says so. */
#include <inttypes.h>
#include <stdio.h>

#include "clean.h"
#include "models_say.h"
#include "output.h"
#include "pc/base/decimal.h"
#include "pc/doc/write.h"

enum { COLUMN = 15 };

/* "  state        deprecated"; not a line for what nobody said. */
static void put(struct pc_buf *out, const char *name, struct pc_str text)
{
	if (!text.len)
		return;
	pc_buf_printf(out, "  %-*s", COLUMN - 2, name);
	clean_fold(out, text, COLUMN, COLUMN);
}

static struct pc_str joined(struct pc_arena *arena, const struct pc_texts *texts)
{
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};

	for (size_t i = 0; i < texts->count; i++)
		pc_buf_printf(&out, "%s%.*s", i ? ", " : "", PC_STR_ARG(texts->items[i]));
	return pc_arena_str(arena, pc_buf_str(&out));
}

/* "deprecated, ends 2026-11-30, 7 days left" */
static struct pc_str standing(struct pc_arena *arena, const struct models_open *open,
	const struct pc_model *model, struct pc_str via)
{
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};
	struct pc_model_status status;

	pc_model_status(&status, open->models, model, via, open->now);
	pc_buf_add(&out, models_state(arena, model, &status));
	if (status.has_end)
		pc_buf_printf(&out, "; %s %.*s",
			status.end > open->now ? "ends" : "ended",
			PC_STR_ARG(models_day(arena, status.end)));
	else if (status.has_earliest)
		pc_buf_printf(&out, "; ends not before %.*s",
			PC_STR_ARG(models_day(arena, status.earliest)));
	if ((status.has_end && status.end > open->now) || status.has_earliest)
		pc_buf_printf(&out, ", %" PRId64 " day%s left%s", status.days_left,
			pc_plural((size_t)status.days_left),
			status.has_end ? "" : " at least");
	return pc_arena_str(arena, pc_buf_str(&out));
}

/* What is recorded of its end: a floor that has passed is no news, but is there. */
static struct pc_str recorded(struct pc_arena *arena, const struct pc_model *model)
{
	struct pc_str day = models_day(arena, model->retires.at);

	switch (model->retires.kind) {
	case PC_DATE_NOT_BEFORE:
		return pc_arena_printf(arena, "not before %.*s", PC_STR_ARG(day));
	case PC_DATE_TO_ANNOUNCE:
		return PC_STR("to be announced");
	case PC_DATE_EXACT:
		if (!model->announced)
			return day;
		return pc_arena_printf(arena, "%.*s, announced %.*s", PC_STR_ARG(day),
			PC_STR_ARG(models_day(arena, model->announced)));
	case PC_DATE_NONE:
		break;
	}
	return (struct pc_str){0};
}

static void put_prices(
	struct pc_buf *out, struct pc_arena *arena, const struct pc_model *model)
{
	static const char *const names[PC_PRICES] = {"input", "output", "cache read",
		"cache write", "cache write of an hour", "reasoning"};
	enum { CENTS = 2 };

	for (size_t i = 0; i < model->n_prices; i++) {
		const struct pc_price *price = &model->prices[i];
		PC_AUTO(pc_buf_done) struct pc_buf line = {0};

		for (size_t k = 0; k < PC_PRICES; k++) {
			if (price->of[k] == PC_PRICE_UNKNOWN)
				continue;
			pc_buf_printf(&line, "%s%s %.*s", line.len ? ", " : "", names[k],
				PC_STR_ARG(pc_decimal_print(arena, price->of[k],
					PC_PRICE_MILLION_PLACES, CENTS)));
		}
		if (price->above)
			pc_buf_printf(&line,
				"; for requests with more than %" PRId64 " tokens in",
				price->above);
		put(out, i ? "" : "$/MTok", pc_buf_str(&line));
	}
}

static void put_limits(
	struct pc_buf *out, struct pc_arena *arena, const struct pc_model *model)
{
	struct pc_str in = {0}, from = {0};

	if (model->context)
		in = pc_arena_printf(arena, "%" PRId64 " in", model->context);
	if (model->output)
		from = pc_arena_printf(
			arena, "%s%" PRId64 " out", in.len ? ", " : "", model->output);
	put(out, "tokens",
		pc_arena_printf(arena, "%.*s%.*s", PC_STR_ARG(in), PC_STR_ARG(from)));
}

static void put_clouds(struct pc_buf *out, struct pc_arena *arena,
	const struct models_open *open, const struct pc_model *model)
{
	for (size_t i = 0; i < model->n_clouds; i++) {
		const struct pc_model_cloud *cloud = &model->clouds[i];
		struct pc_str name = cloud->via;

		if (cloud->id.len)
			name = pc_arena_printf(arena, "%.*s, as %.*s",
				PC_STR_ARG(cloud->via), PC_STR_ARG(cloud->id));
		put(out, i ? "" : "clouds",
			pc_arena_printf(arena, "%.*s: %.*s", PC_STR_ARG(name),
				PC_STR_ARG(standing(arena, open, model, cloud->via))));
	}
}

static void put_evidence(
	struct pc_buf *out, struct pc_arena *arena, const struct pc_model *model)
{
	static const char *const words[] = {"a rumour", "a third party",
		"its provider's page", "its provider's interface"};

	put(out, "as of",
		pc_arena_printf(arena, "%.*s, by %s",
			PC_STR_ARG(models_day(arena, model->as_of)),
			words[model->authority]));
	for (size_t i = 0; i < model->n_evidence; i++) {
		const struct pc_evidence *evidence = &model->evidence[i];
		const struct {
			const char *what;
			struct pc_str text;
		} parts[] = {
			{", retrieved ", models_day(arena, evidence->retrieved)},
			{", first seen ", models_day(arena, evidence->first)},
			{", last seen ", models_day(arena, evidence->last)},
			{", sha256 ", evidence->sha256},
		};
		struct pc_str line = evidence->url;

		for (size_t k = 0; k < PC_COUNT(parts); k++) {
			if (parts[k].text.len)
				line = pc_arena_printf(arena, "%.*s%s%.*s",
					PC_STR_ARG(line), parts[k].what,
					PC_STR_ARG(parts[k].text));
		}
		put(out, i ? "" : "evidence", line);
	}
}

static void print_text(const struct models_open *open, const struct pc_model_name *name,
	struct pc_arena *arena)
{
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};
	const struct pc_model *model = name->model;
	const struct pc_model *next = pc_model_successor(open->models, model, open->now);

	clean_text(&out, model->id);
	pc_buf_puts(&out, " (");
	clean_text(&out, model->provider);
	pc_buf_puts(&out, model->line.len ? ", line " : "");
	clean_text(&out, model->line);
	pc_buf_puts(&out, ")\n");
	put(&out, "state", standing(arena, open, model, (struct pc_str){0}));
	put(&out, "retires", recorded(arena, model));
	put(&out, "replacement", model->replacement);
	if (next && !pc_str_eq(next->id, model->replacement))
		put(&out, "then", next->id);
	put(&out, "options", joined(arena, &model->options));
	put(&out, "positions", models_positions(arena, open->models, model));
	put(&out, "aliases", joined(arena, &model->aliases));
	put(&out, "released", models_day(arena, model->released));
	put_prices(&out, arena, model);
	put_limits(&out, arena, model);
	put(&out, "refuses", joined(arena, &model->refuses));
	put_clouds(&out, arena, open, model);
	put_evidence(&out, arena, model);
	output_text(stdout, pc_buf_str(&out));
}

static void print_json(const struct models_open *open, const struct pc_model_name *name,
	struct pc_arena *arena)
{
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};

	models_write_head(&out, arena, open);
	pc_json_member(&out, "via", name->via);
	pc_json_key(&out, "model");
	models_write(&out, arena, open, name->model);
	pc_buf_puts(&out, "}\n");
	output_text(stdout, pc_buf_str(&out));
}

/* ---- a name that nobody has ------------------------------------------------- */

struct nearest {
	struct pc_str typed, best;
	size_t distance;
};

static void consider(struct nearest *nearest, struct pc_str known)
{
	size_t distance = pc_str_distance(nearest->typed, known);

	if (distance < nearest->distance) {
		nearest->distance = distance;
		nearest->best = known;
	}
}

static int unknown(const struct pc_models *models, struct pc_str typed)
{
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};
	/* A third of it may be wrong. */
	struct nearest nearest = {.typed = typed, .distance = typed.len / 3 + 1};

	for (size_t i = 0; i < models->count; i++) {
		const struct pc_model *model = &models->items[i];

		consider(&nearest, model->id);
		for (size_t k = 0; k < model->aliases.count; k++)
			consider(&nearest, model->aliases.items[k]);
	}
	for (size_t i = 0; i < models->n_positions; i++)
		consider(&nearest, models->positions[i].name);
	pc_buf_puts(&out, "policyctl models show: the table knows no model '");
	clean_text(&out, typed);
	pc_buf_add_char(&out, '\'');
	if (nearest.best.len) {
		pc_buf_puts(&out, "; did you mean '");
		clean_text(&out, nearest.best);
		pc_buf_puts(&out, "'?");
	}
	pc_buf_add_char(&out, '\n');
	output_text(stderr, pc_buf_str(&out));
	return EXIT_COULD_NOT;
}

static int run_show(void *opaque, const struct texts *operands, struct pc_arena *arena)
{
	struct pc_model_name name;
	struct models_open open;
	int status = models_open(&open, opaque, "models show", arena);

	if (status != EXIT_FINE)
		return status;
	name = pc_models_name(open.models, operands->items[0]);
	if (!name.model)
		return unknown(open.models, operands->items[0]);
	(open.is_json ? print_json : print_text)(&open, &name, arena);
	return EXIT_FINE;
}

const struct cmd cmd_models_show = {
	.name = "models show",
	.operands = "ID",
	.brief = "Print all that is known of one model",
	.opts = {models_options, NULL},
	.args_size = sizeof(struct models_args),
	.min_operands = 1,
	.max_operands = 1,
	.run = run_show,
};
