/* SPDX-License-Identifier: Apache-2.0 */
/* The day that the table as a whole was true of: it moves when each row that goes by it
 * was seen since, but not for a few days alone, which would be a patch a day. */
#include "propose_priv.h"

enum { DAY = 24 * 60 * 60, LEAST_DAYS = 7 };

static const struct pc_model *said_of(
	const struct proposing *proposing, const struct pc_model *row)
{
	const struct pc_propose *ask = proposing->ask;

	for (size_t i = 0; i < ask->n_models; i++) {
		if (pc_str_eq(ask->models[i]->id, row->id) &&
			pc_str_eq(ask->models[i]->provider, row->provider) &&
			ask->models[i]->authority >= PC_AUTHORITY_PAGE)
			return ask->models[i];
	}
	return NULL;
}

/* 0: by nobody. */
static int64_t seen(const struct proposing *proposing, const struct pc_model *row)
{
	const struct pc_model *said = said_of(proposing, row);
	int64_t at = 0;

	for (size_t i = 0; said && i < said->n_evidence; i++)
		at = said->evidence[i].last > at ? said->evidence[i].last : at;
	return at < proposing->ask->now ? at : proposing->ask->now;
}

static bool goes_by_table(const struct proposing *proposing, size_t row)
{
	return proposing->want.items[row].as_of == proposing->old->as_of &&
	       !pc_node_get_c(proposing->rows[row].map, "as-of");
}

/* What is retired is on no list any more, and nothing becomes of it. */
static int64_t oldest_seen(const struct proposing *proposing)
{
	int64_t oldest = proposing->ask->now;

	for (size_t i = 0; i < proposing->old->count; i++) {
		const struct pc_model *row = &proposing->old->items[i];
		int64_t at;

		if (!goes_by_table(proposing, i) || row->state == PC_MODEL_RETIRED)
			continue;
		at = seen(proposing, row);
		oldest = at < oldest ? at : oldest;
	}
	return oldest / DAY * DAY;
}

void propose_as_of(struct proposing *proposing)
{
	const struct place top = {proposing->tree, proposing->splices.text.len};
	int64_t was = proposing->old->as_of, is = oldest_seen(proposing);

	if (proposing->old->count == 0 || is < was + (int64_t)LEAST_DAYS * DAY)
		return;
	for (size_t i = 0; i < proposing->old->count; i++) {
		if (goes_by_table(proposing, i))
			proposing->want.items[i].as_of = is;
	}
	proposing->want.as_of = is;
	text_set(&proposing->splices, &top, "as-of", propose_day(proposing->arena, is),
		NULL, NULL);
	propose_say(&proposing->out->said, proposing->arena, PC_STR("as-of"), NULL,
		"%.*s -> %.*s, as each row without a day of its own was seen since",
		PC_STR_ARG(propose_day(proposing->arena, was)),
		PC_STR_ARG(propose_day(proposing->arena, is)));
}
