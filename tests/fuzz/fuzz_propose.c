/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as models.yaml, and sources that speak of its first rows: what is proposed
 * can be read, keeps each row, and leaves nothing to propose. */
#include "must.h"
#include "pc/rollcall/propose.h"

enum { MOST = 4, NOW = 1795305600 }; /* 2026-11-22 */

static struct pc_price prices[] = {{0, {1500000, 2, -1, -1, -1, -1}}};
static struct pc_evidence evidence[] = {
	{{"https://example.test/a", 22}, {NULL, 0}, NOW, NOW, NOW}};

/* What sources say of a row: that it ends. */
static struct pc_model said_of(const struct pc_model *row)
{
	return (struct pc_model){.provider = row->provider,
		.id = row->id,
		.authority = PC_AUTHORITY_API,
		.line = {"line", 4},
		.state = PC_MODEL_DEPRECATED,
		.announced = NOW,
		.retires = {PC_DATE_EXACT, NOW + 5184000},
		.prices = prices,
		.n_prices = 1,
		.context = 100,
		.evidence = evidence,
		.n_evidence = 1};
}

static bool propose(
	struct pc_proposal *out, struct pc_arena *arena, const struct pc_propose *ask)
{
	struct pc_diags diags = {.arena = arena};
	struct pc_err err;

	return pc_propose(out, arena, ask, &diags, &err) == PC_OK;
}

static void check(struct pc_arena *arena, const struct pc_models *table,
	const struct pc_propose *ask)
{
	struct pc_proposal first, second;
	struct pc_diags diags = {.arena = arena};
	struct pc_propose again = *ask;
	struct pc_models *now;
	struct pc_err err;

	if (!propose(&first, arena, ask))
		return;
	must(pc_models_read(&now, arena, "fuzz", first.text, &diags, &err) == PC_OK,
		"what is proposed is a table");
	must(now->count >= table->count, "no row goes");
	again.text = first.text;
	must(propose(&second, arena, &again), "it can be proposed to again");
	must(pc_str_eq(second.text, first.text), "nothing is left to propose");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_str text = {(const char *)data, size};
	struct pc_diags diags = {.arena = &arena};
	struct pc_model said[MOST + 1];
	const struct pc_model *models[MOST + 1];
	struct pc_propose ask = {"fuzz", text, models, 0, NOW + 3600};
	struct pc_models *table;
	struct pc_err err;

	if (pc_models_read(&table, &arena, "fuzz", text, &diags, &err) != PC_OK)
		return 0;
	for (size_t i = 0; i < table->count && i < MOST; i++)
		said[ask.n_models++] = said_of(&table->items[i]);
	said[ask.n_models] = (struct pc_model){.provider = {"maker", 5},
		.id = {"new-1", 5},
		.authority = PC_AUTHORITY_PAGE,
		.state = PC_MODEL_CURRENT};
	ask.n_models++;
	for (size_t i = 0; i < ask.n_models; i++)
		models[i] = &said[i];
	check(&arena, table, &ask);
	return 0;
}
