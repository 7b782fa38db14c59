/* SPDX-License-Identifier: Apache-2.0 */
/* What sources said, as a new text of models.yaml: see propose_priv.h. */
#include "pc/rollcall/propose.h"

#include "pc/doc/read.h"
#include "propose_priv.h"

static void find_rows(struct proposing *proposing)
{
	const struct pc_node *list = pc_node_get_c(proposing->tree, "models");
	const struct place top = {proposing->tree, proposing->splices.text.len};
	size_t limit = text_behind(&proposing->splices, &top, "models");

	proposing->rows = pc_arena_new_array(
		proposing->arena, struct place, proposing->old->count + 1);
	for (size_t i = list->n_items; i-- > 0;) {
		proposing->rows[i] = (struct place){list->items[i], limit};
		limit = text_line(&proposing->splices,
			text_offset(&proposing->splices, list->items[i]->at));
	}
}

static enum pc_status open_table(
	struct proposing *proposing, struct pc_diags *diags, struct pc_err *err)
{
	const struct pc_propose *ask = proposing->ask;
	struct pc_node *tree;

	PC_TRY(pc_models_read(
		&proposing->old, proposing->arena, ask->file, ask->text, diags, err));
	PC_TRY(pc_yaml_read(&tree, proposing->arena, ask->file, ask->text, NULL, err));
	proposing->tree = tree;
	proposing->want = *proposing->old;
	proposing->want.items = pc_arena_new_array(proposing->arena, struct pc_model,
		proposing->old->count + ask->n_models + 1);
	proposing->added = pc_arena_new_array(
		proposing->arena, const struct pc_model *, ask->n_models + 1);
	if (proposing->old->count)
		memcpy(proposing->want.items, proposing->old->items,
			proposing->old->count * sizeof(*proposing->old->items));
	find_rows(proposing);
	return PC_OK;
}

/* A name of somebody else's snapshot is spoken of where that is. */
static bool is_other_name(const struct pc_model *row, const struct pc_model *said)
{
	return !pc_str_eq(row->id, said->id) || !pc_str_eq(row->provider, said->provider);
}

static bool is_worth_a_row(struct proposing *proposing, const struct pc_model *said)
{
	if (!propose_is_plain(said->id) || !propose_is_plain(said->provider)) {
		propose_say(&proposing->out->left, proposing->arena, said->id, said,
			"it has a name that does not look like one");
		return false;
	}
	if (said->state != PC_MODEL_UNKNOWN)
		return true;
	propose_say(&proposing->out->left, proposing->arena, said->id, said,
		"it is new, and nobody says how it stands");
	return false;
}

static void take(struct proposing *proposing, const struct pc_model *said)
{
	const struct pc_model *row = pc_models_find(proposing->old, said->id);

	if (said->authority < PC_AUTHORITY_PAGE)
		return;
	if (row && !is_other_name(row, said))
		propose_merge(proposing, (size_t)(row - proposing->old->items), said);
	else if (!row && proposing->old->count && is_worth_a_row(proposing, said))
		propose_add(proposing, said);
}

static void take_those(struct proposing *proposing, bool have_row)
{
	const struct pc_propose *ask = proposing->ask;

	for (size_t i = 0; i < ask->n_models; i++) {
		const struct pc_model *said = ask->models[i];

		if ((pc_models_find(proposing->old, said->id) != NULL) == have_row)
			take(proposing, said);
	}
}

/* New rows first: they may be somebody's replacement. */
static void take_all(struct proposing *proposing)
{
	take_those(proposing, false);
	propose_added(proposing);
	take_those(proposing, true);
}

static bool is_as_meant(struct proposing *proposing, struct pc_str text)
{
	struct pc_models *again;
	struct pc_err err;

	return pc_models_read(&again, proposing->arena, proposing->ask->file, text, NULL,
		       &err) == PC_OK &&
	       propose_same(&proposing->want, again);
}

static enum pc_status propose_facts(
	struct proposing *proposing, struct pc_diags *diags, struct pc_err *err)
{
	PC_TRY(open_table(proposing, diags, err));
	take_all(proposing);
	propose_as_of(proposing);
	if (proposing->splices.count == 0 && !proposing->splices.is_unfit)
		return PC_OK;
	if (text_apply(&proposing->out->facts, &proposing->splices) &&
		is_as_meant(proposing, proposing->out->facts))
		return PC_OK;
	return pc_err_set(err, PC_ERR_PARSE,
		(struct pc_span){.file = proposing->ask->file},
		"it cannot be changed without touching something else: do it by hand");
}

enum pc_status pc_propose(struct pc_proposal *out, struct pc_arena *arena,
	const struct pc_propose *ask, struct pc_diags *diags, struct pc_err *err)
{
	struct pc_proposal made = {.facts = ask->text};
	struct proposing proposing = {.arena = arena,
		.ask = ask,
		.out = &made,
		.splices = {.arena = arena, .text = ask->text}};

	PC_TRY(propose_facts(&proposing, diags, err));
	PC_TRY(propose_positions(&made, arena, ask, proposing.old, err));
	*out = made;
	return PC_OK;
}
