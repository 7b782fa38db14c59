/* SPDX-License-Identifier: Apache-2.0 */
/* A page is read, or it is not, says why, and nothing is seen on it.  What is seen has an
 * id, a provider and a line; dates are days; the same page is read the same again. */
#ifndef FUZZ_PAGES_H
#define FUZZ_PAGES_H

#include "must.h"
#include "pc/base/utf.h"
#include "pc/rollcall/source.h"

static void must_be_day(const struct pc_model_date *date)
{
	bool has_day = date->kind == PC_DATE_EXACT || date->kind == PC_DATE_NOT_BEFORE;

	must(has_day ? date->at > 0 && date->at % 86400 == 0 : date->at == 0,
		"a date is a day");
}

static void must_be_sighting(
	const struct pc_sighting *sighting, const struct pc_source *source)
{
	const struct pc_model *model = &sighting->model;

	must(pc_str_is(model->provider, source->provider),
		"the provider is the source's");
	must(model->id.len >= 2 && pc_utf8_valid(model->id, NULL), "there is an id");
	must(sighting->line > 0, "there is a line");
	must(!(sighting->says & PC_SAYS_STATE) || model->state != PC_MODEL_UNKNOWN,
		"a state that is said is known");
	must(!(sighting->says & PC_SAYS_TARGET) || sighting->target.len > 0,
		"a target that is said is there");
	must_be_day(&model->retires);
}

static void fuzz_page(const char *name, const uint8_t *data, size_t size)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_str body = {(const char *)data, size};
	struct pc_reading reading = {
		.source = pc_source_find(pc_str(name)), .retrieved = INT64_C(1795348800)};
	struct pc_reading again = reading;

	reading.source->read(&reading, &arena, body);
	must((reading.unread == PC_READ) == (reading.count > 0), "read or nothing seen");
	must((reading.unread == PC_READ) == (reading.why.len == 0),
		"unread has a reason");
	for (size_t i = 0; i < reading.count; i++)
		must_be_sighting(&reading.items[i], reading.source);
	again.source->read(&again, &arena, body);
	must(again.unread == reading.unread && again.count == reading.count,
		"a page is read the same again");
}

#endif
