/* SPDX-License-Identifier: Apache-2.0 */
/* Documents of the form model-eol/0.1: see pc/models/eol.h. */
#include "pc/models/eol.h"

#include <inttypes.h>
#include <time.h>

#include "pc/doc/write.h"

enum { DAY = 24 * 60 * 60 };

bool pc_model_eol_can(const struct pc_model *model)
{
	switch (model->retires.kind) {
	case PC_DATE_EXACT:
	case PC_DATE_NOT_BEFORE:
		return true;
	case PC_DATE_TO_ANNOUNCE:
		return model->announced != 0 && model->state != PC_MODEL_RETIRED;
	default:
		return model->state == PC_MODEL_PREVIEW ||
		       model->state == PC_MODEL_CURRENT ||
		       model->state == PC_MODEL_LEGACY;
	}
}

static void write_day(struct pc_buf *out, const char *name, int64_t at, const char *tail)
{
	time_t when = at;
	struct tm day;

	gmtime_r(&when, &day);
	pc_json_key(out, name);
	pc_buf_printf(out, "\"%04d-%02d-%02d%s\"", day.tm_year + 1900, day.tm_mon + 1,
		day.tm_mday, tail);
}

static void write_texts(
	struct pc_buf *out, const char *name, const struct pc_str *items, size_t count)
{
	if (!count)
		return;
	pc_json_key(out, name);
	pc_buf_add_char(out, '[');
	for (size_t i = 0; i < count; i++) {
		pc_json_next(out);
		pc_json_quote(out, items[i]);
	}
	pc_buf_add_char(out, ']');
}

static void write_text(struct pc_buf *out, const char *name, struct pc_str text)
{
	if (text.len)
		pc_json_member(out, name, text);
}

/* "earliest" is planned, "tentative" is a floor and nothing else. */
static void write_end(
	struct pc_buf *out, const struct pc_model_date *date, bool is_planned)
{
	if (date->kind != PC_DATE_EXACT && date->kind != PC_DATE_NOT_BEFORE)
		return;
	write_day(out, "shutdown", date->at, "");
	write_text(out, "date_precision",
		date->kind == PC_DATE_EXACT ? PC_STR("exact")
		: is_planned                ? PC_STR("earliest")
					    : PC_STR("tentative"));
}

/* ---- what comes after -------------------------------------------------------- */

static bool has_text(const struct pc_texts *texts, struct pc_str text)
{
	for (size_t i = 0; i < texts->count; i++) {
		if (pc_str_eq(texts->items[i], text))
			return true;
	}
	return false;
}

/* Whether a request to model may go to other as it is. */
static bool takes_all(const struct pc_model *other, const struct pc_model *model)
{
	for (size_t i = 0; i < other->refuses.count; i++) {
		if (!has_text(&model->refuses, other->refuses.items[i]))
			return false;
	}
	return true;
}

static bool is_drop_in(const struct pc_models *models, const struct pc_model *model)
{
	const struct pc_model *other = pc_models_find(models, model->replacement);

	return other && pc_str_eq(other->provider, model->provider) &&
	       pc_str_eq(other->id, model->replacement) && pc_model_eol_can(other) &&
	       takes_all(other, model);
}

static void write_options(struct pc_buf *out, const struct pc_model *model, bool with)
{
	if (!with && !model->options.count)
		return;
	pc_json_key(out, "replacement_options");
	pc_buf_add_char(out, '[');
	if (with)
		pc_json_quote(out, model->replacement);
	for (size_t i = 0; i < model->options.count; i++) {
		pc_json_next(out);
		pc_json_quote(out, model->options.items[i]);
	}
	pc_buf_add_char(out, ']');
}

static void write_note(struct pc_buf *out, const struct pc_model *other)
{
	PC_AUTO(pc_buf_done) struct pc_buf note = {0};

	if (!other || !other->refuses.count)
		return;
	pc_buf_printf(&note, "%.*s does not take", PC_STR_ARG(other->id));
	for (size_t i = 0; i < other->refuses.count; i++)
		pc_buf_printf(&note, "%s %.*s", i ? "," : "",
			PC_STR_ARG(other->refuses.items[i]));
	pc_json_member(out, "replacement_note", pc_buf_str(&note));
}

static void write_successors(
	struct pc_buf *out, const struct pc_models *models, const struct pc_model *model)
{
	bool drops_in = is_drop_in(models, model);

	if (drops_in)
		pc_json_member(out, "replacement", model->replacement);
	write_options(out, model, !drops_in && model->replacement.len);
	if (!drops_in && model->replacement.len)
		write_note(out, pc_models_find(models, model->replacement));
}

/* ---- models -------------------------------------------------------------------- */

static struct pc_str cloud_name(struct pc_str via)
{
	static const struct {
		const char *here, *there;
	} clouds[] = {{"bedrock", "aws-bedrock"}, {"foundry", "azure-ai-foundry"},
		{"vertex", "vertex-ai"}};

	for (size_t i = 0; i < PC_COUNT(clouds); i++) {
		if (pc_str_is(via, clouds[i].here))
			return pc_str(clouds[i].there);
	}
	return via;
}

static void write_clouds(struct pc_buf *out, const struct pc_model *model)
{
	if (!model->n_clouds)
		return;
	pc_json_key(out, "distributions");
	pc_buf_add_char(out, '[');
	for (size_t i = 0; i < model->n_clouds; i++) {
		const struct pc_model_cloud *cloud = &model->clouds[i];

		pc_json_next(out);
		pc_buf_add_char(out, '{');
		pc_json_member(out, "via", cloud_name(cloud->via));
		write_end(out, &cloud->retires, true);
		pc_buf_add_char(out, '}');
	}
	pc_buf_add_char(out, ']');
}

static void write_model(
	struct pc_buf *out, const struct pc_models *models, const struct pc_model *model)
{
	bool is_planned = model->announced || model->state == PC_MODEL_DEPRECATED ||
			  model->state == PC_MODEL_RETIRED;

	pc_buf_add_char(out, '{');
	pc_json_member(out, "id", model->id);
	write_texts(out, "aliases", model->aliases.items, model->aliases.count);
	if (model->announced)
		write_day(out, "announced", model->announced, "");
	write_end(out, &model->retires, is_planned);
	write_successors(out, models, model);
	write_clouds(out, model);
	if (model->n_evidence)
		write_text(out, "source", model->evidence[0].url);
	pc_buf_add_char(out, '}');
}

/* ---- the document -------------------------------------------------------------- */

static void write_head(struct pc_buf *out, const struct pc_models *models,
	const struct pc_model_provider *provider)
{
	pc_buf_add_char(out, '{');
	pc_json_member(out, "spec", PC_STR("model-eol/0.1"));
	pc_json_member(out, "publisher", provider->name);
	write_day(out, "generated", models->as_of, "T00:00:00Z");
	write_text(out, "source", provider->docs);
	/* The form wants to know where a notice is promised. */
	if (provider->notice >= DAY && provider->docs.len) {
		pc_json_key(out, "policy");
		pc_buf_printf(
			out, "{\"min_notice_days\":%" PRId64, provider->notice / DAY);
		pc_json_member(out, "source", provider->docs);
		pc_buf_add_char(out, '}');
	}
}

/* A line for each model, so that what changes shows as such. */
size_t pc_model_eol_write(struct pc_buf *out, const struct pc_models *models,
	const struct pc_model_provider *provider)
{
	size_t count = 0;

	write_head(out, models, provider);
	pc_buf_puts(out, ",\n\"models\":[");
	for (size_t i = 0; i < models->count; i++) {
		const struct pc_model *model = &models->items[i];

		if (!pc_str_eq(model->provider, provider->name) ||
			!pc_model_eol_can(model))
			continue;
		pc_buf_puts(out, count++ ? ",\n" : "\n");
		write_model(out, models, model);
	}
	pc_buf_puts(out, "\n]}\n");
	return count;
}
