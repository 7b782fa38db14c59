/* SPDX-License-Identifier: Apache-2.0 */
/* How a model stands at a time. */
#include "pc/base/limits.h"
#include "pc/models/table.h"

#define DAY (INT64_C(24) * 60 * 60)

static int64_t later(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

/* Whole days, rounded down: an hour past the end is day -1. */
static int64_t days(int64_t seconds)
{
	return seconds >= 0 ? seconds / DAY : -((-seconds + DAY - 1) / DAY);
}

/* When somebody last looked at what the row says. */
static int64_t seen(const struct pc_model *model)
{
	int64_t at = model->as_of;

	for (size_t i = 0; i < model->n_evidence; i++)
		at = later(at, model->evidence[i].last);
	return at;
}

static const struct pc_model_cloud *cloud_of(
	const struct pc_model *model, struct pc_str via)
{
	for (size_t i = 0; via.len && i < model->n_clouds; i++) {
		if (pc_str_eq(model->clouds[i].via, via) &&
			model->clouds[i].retires.kind != PC_DATE_NONE)
			return &model->clouds[i];
	}
	return NULL;
}

/* The state, by the end that there is and what was seen since; the row is about its
 * maker, and says of a cloud's end only that it was announced. */
static void judge_end(struct pc_model_status *out, const struct pc_model *model,
	bool is_cloud, int64_t now)
{
	bool is_over = out->end <= now;
	bool is_gone = model->state == PC_MODEL_RETIRED;

	out->has_end = true;
	if (is_gone && (!is_cloud || is_over))
		return;
	out->state = PC_MODEL_DEPRECATED;
	if (!is_over)
		return;
	out->is_overdue = !is_cloud && seen(model) > out->end;
	out->is_by_date = !out->is_overdue;
	if (out->is_by_date)
		out->state = PC_MODEL_RETIRED;
}

/* Until when it is served at least, where no end is announced. */
static void judge_floor(struct pc_model_status *out, const struct pc_models *models,
	const struct pc_model *model, int64_t floor, int64_t now)
{
	const struct pc_model_provider *provider =
		pc_models_provider(models, model->provider);
	bool has_notice =
		(model->state == PC_MODEL_CURRENT || model->state == PC_MODEL_LEGACY) &&
		!model->is_preview;

	out->earliest = floor;
	if (provider && provider->notice && has_notice)
		out->earliest = later(floor, now + provider->notice);
	out->has_earliest = out->earliest > now;
	if (!out->has_earliest)
		out->earliest = 0;
}

void pc_model_status(struct pc_model_status *out, const struct pc_models *models,
	const struct pc_model *model, struct pc_str via, int64_t now)
{
	const struct pc_model_cloud *cloud = cloud_of(model, via);
	struct pc_model_date date = cloud ? cloud->retires : model->retires;

	*out = (struct pc_model_status){.state = model->state};
	if (date.kind == PC_DATE_EXACT) {
		out->end = date.at;
		judge_end(out, model, cloud != NULL, now);
	} else if (model->state != PC_MODEL_RETIRED || cloud) {
		if (model->state == PC_MODEL_RETIRED)
			out->state = PC_MODEL_DEPRECATED;
		judge_floor(out, models, model,
			date.kind == PC_DATE_NOT_BEFORE ? date.at : 0, now);
	}
	if (model->is_preview && out->state != PC_MODEL_RETIRED)
		out->state = PC_MODEL_PREVIEW;
	if (out->has_end || out->has_earliest)
		out->days_left = days((out->has_end ? out->end : out->earliest) - now);
}

const struct pc_model *pc_model_successor(
	const struct pc_models *models, const struct pc_model *model, int64_t now)
{
	struct pc_model_status status;

	for (size_t i = 0; i < PC_MAX_MODEL_CHAIN; i++) {
		model = model->replacement.len
				? pc_models_find(models, model->replacement)
				: NULL;
		if (!model)
			return NULL;
		pc_model_status(&status, models, model, (struct pc_str){0}, now);
		if (status.state == PC_MODEL_PREVIEW)
			return NULL;
		if (status.state < PC_MODEL_DEPRECATED)
			return model;
	}
	return NULL;
}
