/* SPDX-License-Identifier: Apache-2.0 */
/* Models for programs. */
#include <inttypes.h>

#include "models_say.h"
#include "pc/doc/write.h"

void models_write_day(
	struct pc_buf *out, struct pc_arena *arena, const char *name, int64_t at)
{
	pc_json_member(out, name, models_day(arena, at));
}

static void write_number(struct pc_buf *out, const char *name, bool is_known, int64_t n)
{
	pc_json_key(out, name);
	if (is_known)
		pc_buf_printf(out, "%" PRId64, n);
	else
		pc_buf_puts(out, "null");
}

/* An end and a floor are never one member. */
static void write_date(
	struct pc_buf *out, struct pc_arena *arena, const struct pc_model_date *date)
{
	models_write_day(
		out, arena, "retires", date->kind == PC_DATE_EXACT ? date->at : 0);
	models_write_day(out, arena, "retires_not_before",
		date->kind == PC_DATE_NOT_BEFORE ? date->at : 0);
	pc_json_bool(out, "retires_to_be_announced", date->kind == PC_DATE_TO_ANNOUNCE);
}

static void write_status(
	struct pc_buf *out, struct pc_arena *arena, const struct pc_model_status *status)
{
	pc_json_member(out, "state", pc_str(pc_model_state_name(status->state)));
	pc_json_bool(out, "overdue", status->is_overdue);
	pc_json_bool(out, "by_date", status->is_by_date);
	models_write_day(out, arena, "end", status->has_end ? status->end : 0);
	models_write_day(
		out, arena, "earliest", status->has_earliest ? status->earliest : 0);
	write_number(out, "days_left", status->has_end || status->has_earliest,
		status->days_left);
}

static void write_prices(struct pc_buf *out, const struct pc_model *model)
{
	static const char *const names[PC_PRICES] = {"input", "output", "cache_read",
		"cache_write", "cache_write_long", "reasoning"};

	pc_json_key(out, "prices");
	pc_buf_add_char(out, '[');
	for (size_t i = 0; i < model->n_prices; i++) {
		const struct pc_price *price = &model->prices[i];

		pc_json_next(out);
		pc_buf_add_char(out, '{');
		write_number(out, "above", true, price->above);
		for (size_t k = 0; k < PC_PRICES; k++)
			write_number(out, names[k], price->of[k] != PC_PRICE_UNKNOWN,
				price->of[k]);
		pc_buf_add_char(out, '}');
	}
	pc_buf_add_char(out, ']');
}

static void write_clouds(struct pc_buf *out, struct pc_arena *arena,
	const struct models_open *open, const struct pc_model *model)
{
	pc_json_key(out, "clouds");
	pc_buf_add_char(out, '[');
	for (size_t i = 0; i < model->n_clouds; i++) {
		const struct pc_model_cloud *cloud = &model->clouds[i];
		struct pc_model_status status;

		pc_model_status(&status, open->models, model, cloud->via, open->now);
		pc_json_next(out);
		pc_buf_add_char(out, '{');
		pc_json_member(out, "via", cloud->via);
		pc_json_member(out, "id", cloud->id);
		write_date(out, arena, &cloud->retires);
		write_status(out, arena, &status);
		pc_buf_add_char(out, '}');
	}
	pc_buf_add_char(out, ']');
}

static void write_evidence(
	struct pc_buf *out, struct pc_arena *arena, const struct pc_model *model)
{
	static const char *const words[] = {"rumour", "third-party", "page", "api"};

	models_write_day(out, arena, "as_of", model->as_of);
	pc_json_member(out, "authority", pc_str(words[model->authority]));
	pc_json_key(out, "evidence");
	pc_buf_add_char(out, '[');
	for (size_t i = 0; i < model->n_evidence; i++) {
		const struct pc_evidence *evidence = &model->evidence[i];

		pc_json_next(out);
		pc_buf_add_char(out, '{');
		pc_json_member(out, "url", evidence->url);
		pc_json_member(out, "sha256", evidence->sha256);
		models_write_day(out, arena, "retrieved", evidence->retrieved);
		models_write_day(out, arena, "first", evidence->first);
		models_write_day(out, arena, "last", evidence->last);
		pc_buf_add_char(out, '}');
	}
	pc_buf_add_char(out, ']');
}

static void write_positions(
	struct pc_buf *out, const struct pc_models *models, const struct pc_model *model)
{
	pc_json_key(out, "positions");
	pc_buf_add_char(out, '[');
	for (size_t i = 0; i < models->n_positions; i++) {
		if (pc_models_position(models, models->positions[i].name) != model)
			continue;
		pc_json_next(out);
		pc_json_quote(out, models->positions[i].name);
	}
	pc_buf_add_char(out, ']');
}

void models_write(struct pc_buf *out, struct pc_arena *arena,
	const struct models_open *open, const struct pc_model *model)
{
	const struct pc_model *next = pc_model_successor(open->models, model, open->now);
	struct pc_model_status status;

	pc_model_status(&status, open->models, model, (struct pc_str){0}, open->now);
	pc_buf_add_char(out, '{');
	pc_json_member(out, "provider", model->provider);
	pc_json_member(out, "id", model->id);
	pc_json_texts(out, "aliases", &model->aliases);
	pc_json_member(out, "line", model->line);
	write_status(out, arena, &status);
	pc_json_member(out, "recorded_state", pc_str(pc_model_state_name(model->state)));
	pc_json_bool(out, "preview", model->is_preview);
	models_write_day(out, arena, "released", model->released);
	models_write_day(out, arena, "announced", model->announced);
	write_date(out, arena, &model->retires);
	pc_json_member(out, "replacement", model->replacement);
	pc_json_member(out, "successor", next ? next->id : (struct pc_str){0});
	pc_json_texts(out, "options", &model->options);
	pc_json_texts(out, "refuses", &model->refuses);
	write_prices(out, model);
	write_number(out, "context", model->context != 0, model->context);
	write_number(out, "output", model->output != 0, model->output);
	write_clouds(out, arena, open, model);
	write_positions(out, open->models, model);
	write_evidence(out, arena, model);
	pc_buf_add_char(out, '}');
}

void models_write_head(
	struct pc_buf *out, struct pc_arena *arena, const struct models_open *open)
{
	pc_buf_add_char(out, '{');
	pc_json_member(out, "table", pc_str(open->models->file));
	models_write_day(out, arena, "as_of", open->models->as_of);
	models_write_day(out, arena, "at", open->now);
	pc_json_member(out, "price_unit", PC_STR("micro-dollars a million tokens"));
}
