/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as the answer of a source in JSON; the first byte says of which.  Nothing may
 * crash; one that was not read has a reason and no sightings; a sighting has a name, and
 * no price is below zero; the next page is on the same host. */
#include "must.h"
#include "rollcall/sources.h"

static const struct pc_source *const sources[] = {
	&source_anthropic_api,
	&source_openai_api,
	&source_openrouter,
	&source_models_dev,
	&source_litellm,
	&source_model_eol,
};

static bool is_line(struct pc_str text)
{
	for (size_t i = 0; i < text.len; i++) {
		if ((unsigned char)text.ptr[i] < ' ')
			return false;
	}
	return true;
}

static void check_prices(const struct pc_model *model)
{
	for (size_t i = 0; i < model->n_prices; i++) {
		const struct pc_price *price = &model->prices[i];

		must(price->above >= 0, "a tier begins at a count");
		must(i == 0 || price->above > price[-1].above, "tiers rise");
		for (size_t k = 0; k < PC_PRICES; k++)
			must(price->of[k] >= PC_PRICE_UNKNOWN, "nobody pays us");
	}
}

static void check_sighting(const struct pc_sighting *sighting)
{
	const struct pc_model *model = &sighting->model;
	enum { DAY = 24 * 60 * 60 };

	must(model->provider.len && model->id.len, "a sighting has a name");
	must(is_line(model->provider) && is_line(model->id), "a name is one line");
	must(!(sighting->says & PC_SAYS_TARGET) || sighting->target.len,
		"a target has a name");
	must(model->retires.kind == PC_DATE_EXACT ||
			model->retires.kind == PC_DATE_NOT_BEFORE ||
			!(sighting->says & PC_SAYS_RETIRES) || model->retires.at == 0,
		"what is no date has none");
	must(model->retires.at % DAY == 0 && model->announced % DAY == 0 &&
			model->released % DAY == 0,
		"days are days");
	must(model->context >= 0 && model->output >= 0, "limits are counts");
	check_prices(model);
}

static void check_next(
	const struct pc_source *source, struct pc_arena *arena, struct pc_str body)
{
	const struct pc_str url = PC_STR("https://a.example/feeds/openai.json?limit=2");
	struct pc_str next;

	if (!source->next)
		return;
	next = source->next(arena, url, body);
	must(next.len == 0 || pc_str_starts(next, PC_STR("https://a.example/")),
		"the next page is on the same host");
	must(is_line(next) && pc_str_find(next, ' ') == next.len && !pc_str_eq(next, url),
		"it is an address, and another one");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_str body = {(const char *)data, size};
	struct pc_reading reading = {.url = PC_STR("https://a.example/")};

	if (!size)
		return 0;
	reading.source = sources[data[0] % PC_COUNT(sources)];
	body = pc_str_from(body, 1);
	reading.source->read(&reading, &arena, body);
	must((reading.unread == PC_READ) == (reading.why.len == 0), "a reason, or none");
	must(reading.unread == PC_READ || reading.count == 0,
		"of what was not read nothing follows");
	must(reading.unread != PC_READ || reading.count > 0,
		"one that is read says something");
	must(is_line(reading.why), "a reason is one line");
	for (size_t i = 0; i < reading.count; i++)
		check_sighting(&reading.items[i]);
	check_next(reading.source, &arena, body);
	return 0;
}
